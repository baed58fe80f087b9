"""`callpilot ring` and the demonstration's rings."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from callpilot.cli import demo, ring
from callpilot.cli.demo import DemoFeeder, sample_rings
from callpilot.intake.inbox import Inbox
from callpilot.intake.rings import Rang, RingEnded, Rings, take
from callpilot.site.home import find_home
from callpilot.site.loading import load_site
from callpilot.site.sample import write_sample


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home")
    ring.add_parser(parser.add_subparsers())
    return parser.parse_args(words)


def test_a_hook_drops_one_ring_into_a_home_nobody_has_opened(tmp_path: Path) -> None:
    words = ("ring", "+442079460018", "--name=-Anna", "--line=surgery", "--call-id=7", "--channel=phone")
    assert ring.run(parsed("--home", str(tmp_path / "new"), *words)) == 0
    (path,) = (tmp_path / "new" / "data" / "inbox").iterdir()
    said = json.loads(path.read_text("utf-8"))
    assert said.pop("at").endswith("Z")
    assert said == {
        "event": "ringing",
        "number": "+442079460018",
        "name": "-Anna",
        "line": "surgery",
        "channel": "phone",
        "call_id": "7",
    }


@pytest.mark.parametrize("number", ["", "anonymous", "-"])
def test_a_withheld_number_rings_too(tmp_path: Path, number: str) -> None:
    assert ring.run(parsed("--home", str(tmp_path), "ring", number)) == 0


def test_an_unknown_event_is_used_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        parsed("ring", "1", "--event", "exploded")
    assert ending.value.code == 2
    assert "exploded" in capsys.readouterr().err


def test_ringing_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, argparse; from callpilot.cli import ring;"
        "ring.run(argparse.Namespace(home=sys.argv[1], event='ringing', number='1', name='', line='',"
        " channel='phone', call_id=''));"
        "print(sorted({'textual', 'rich', 'msgspec', 'phonenumbers', 'sqlite3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_demonstration_rings_every_account_of_the_sample_within_five_minutes(tmp_path: Path) -> None:
    home = find_home(str(tmp_path), {})
    home.prepare()
    write_sample(home.config)
    site, _ = load_site(home.config)
    happenings = list(sample_rings())
    assert [after for after, _ in happenings] == sorted(after for after, _ in happenings)
    rung = {site.account_of(event.line).id for after, event in happenings if after <= 300}
    assert rung == {account.id for account in site.accounts}
    assert all(site.line_named(event.line) for _, event in happenings)


def test_the_feeder_drops_what_is_due_once(tmp_path: Path) -> None:
    home = find_home(str(tmp_path), {})
    home.prepare()
    feeder, inbox = DemoFeeder(home), Inbox(home.inbox, home.quarantine)
    assert feeder.due(0) == []
    first, _ = next(sample_rings())
    assert len(feeder.due(first)) == len(inbox.poll()) == 1
    assert feeder.due(first) == []
    outcomes, rings = [], Rings()
    for second in range(600):
        for event in feeder.due(second):
            rings, made = take(rings, event, second * 1000)
            outcomes += made
    assert not rings.waiting
    assert sum(isinstance(each, RingEnded) for each in outcomes) == sum(isinstance(each, Rang) for each in outcomes)


def test_the_demonstration_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[argparse.Namespace] = []

    class Start(ModuleType):
        def run(self, args: argparse.Namespace) -> int:
            assert (Path(args.home) / "config" / "site.toml").is_file()
            seen.append(args)
            return 0

    monkeypatch.setitem(sys.modules, "callpilot.console.start", Start("start"))
    assert demo.run(argparse.Namespace(home=None, operator=None, desk=None, read_only=False)) == 0
    (args,) = seen
    assert (args.operator, args.desk) == ("demo", "demo-1")
    assert isinstance(args.feeder, DemoFeeder)
    assert not Path(args.home).exists()
