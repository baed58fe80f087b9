"""`callpilot ring`: what a hook runs."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from callpilot.cli import ring


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
