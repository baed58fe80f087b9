"""The demonstration: a site with a past, calls that ring by themselves, and nothing left behind."""

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from types import ModuleType

import pytest

from callpilot.cli import demo
from callpilot.cli.demo import ROUND, DemoFeeder, sample_rings
from callpilot.cli.demo_past import make_past
from callpilot.cli.demo_story import HERE, HILL_DENTAL, STORY, WHITLOCK
from callpilot.console.configuration import read_config
from callpilot.desk.on_sheets import open_now
from callpilot.intake.inbox import Inbox
from callpilot.intake.rings import Rang, RingEnded, Rings, take
from callpilot.journal.index import Index, LogFilter
from callpilot.journal.verifying import verify
from callpilot.plain.times import moment
from callpilot.records.live import LiveCall, LiveIncident, Pad
from callpilot.records.words import DISPOSITIONS
from callpilot.site.home import Home, find_home
from callpilot.site.loading import load_site
from callpilot.site.numbers import same_number_key
from callpilot.site.sample import write_sample

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


def furnished(folder: Path, now: datetime) -> Home:
    home = find_home(str(folder), {})
    home.prepare()
    write_sample(home.config)
    make_past(home, "demo", "demo-1", now)
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return furnished(tmp_path_factory.mktemp("demo"), NOW)


@pytest.fixture(scope="module")
def index(home: Home) -> Iterator[Index]:
    made = Index(home.data, home.cache, country="GB")
    made.catch_up()
    yield made
    made.close()


def test_the_past_is_a_journal_like_any_other(home: Home) -> None:
    report = verify(home.data)
    assert report.problems == []
    assert set(report.heads) == {"demo-1", "desk-1", "desk-2"}


def test_the_log_has_calls_of_several_days_each_with_what_it_was_about(index: Index) -> None:
    rows = index.log(LogFilter(), 100)
    assert len(rows) >= 25
    assert len({row.at[:10] for row in rows}) >= 5
    assert {row.account for row in rows} == {"surgery", "plumbing", "law", "property"}
    assert {row.direction for row in rows} == {"inbound", "outbound"}
    spoken = [row for row in rows if row.disposition != "abandoned"]
    assert all(row.subject and row.name and row.operator and row.talk_s > 0 for row in spoken)
    assert {row.disposition for row in spoken} <= set(DISPOSITIONS)
    assert len(spoken) < len(rows)


def test_nothing_happened_after_now_and_no_two_calls_of_a_desk_at_once(index: Index) -> None:
    calls = [call for row in index.log(LogFilter(), 100) if (call := index.call_of(row.id))]
    assert all(moment(call.closed_at or "") < NOW for call in calls)
    for desk in ("demo-1", "desk-1", "desk-2"):
        of_desk = sorted(
            (call.ringing_at or call.answered_at or "", call.closed_at) for call in calls if call.desk == desk
        )
        assert all(before[1] <= after[0] for before, after in pairwise(of_desk))


def test_callers_who_ring_in_the_demonstration_rang_before_with_a_subject(index: Index) -> None:
    known = {event.number for _, event in sample_rings() if event.channel == "phone" and event.number != "anonymous"}
    for number in known:
        count, rows = index.history(same_number_key(number, "GB"), 1)
        assert count >= 1
        assert rows[0].subject
    count, (last,) = index.history(same_number_key(HILL_DENTAL, "GB"), 1)
    assert count == 2
    assert moment(last.at).date() == (NOW - timedelta(days=1)).date()
    assert index.history(same_number_key(WHITLOCK, "GB"), 1)[0] == 2


def test_two_messages_are_undelivered_and_one_escalation_is_open(index: Index) -> None:
    opened = index.open_items()
    assert len(opened.messages) == 2
    assert all(message.for_ and message.text and message.callback for message in opened.messages)
    (escalation,) = opened.escalations
    assert moment(escalation.due_at) > NOW
    assert escalation.steps_taken
    assert opened.incidents == []


def test_the_calls_followed_their_procedure_and_nothing_required_was_left_open(index: Index) -> None:
    followed = [call for row in index.log(LogFilter(), 100) if (call := index.call_of(row.id)) and call.procedures]
    assert len(followed) >= 20
    for call in followed:
        if call.disposition != "wrong number":
            assert not [name for name in call.fields if name.startswith("skipped.")], call.subject
        steps = [step for procedure in call.procedures for step in procedure.steps]
        assert sum(step.outcome == "done" for step in steps) >= 4
        assert call.talk_s - 1 <= sum(step.seconds for step in steps) <= call.talk_s + call.wrap_s + 1


def test_a_shift_is_under_way_with_notes_and_no_call_is_open(home: Home, index: Index) -> None:
    found = open_now(home.data)
    assert not [live for live in found if isinstance(live, LiveCall | LiveIncident)]
    (pad,) = (live for live in found if isinstance(live, Pad) and live.shift)
    assert pad.shift is not None
    assert (pad.shift.operator, pad.shift.desk, pad.shift.ended_at) == ("demo", "demo-1", None)
    assert pad.values["notes"]
    here = [call for call in STORY if call.desk == HERE]
    assert index.count(LogFilter(shift=pad.shift.id)) == len(here)
    assert sum(not shift.ended_at for shift in index.shifts(100)) == 1


def test_the_console_goes_on_with_the_shift_that_is_under_way(tmp_path: Path) -> None:
    from callpilot.console.session import Listeners, open_session
    from callpilot.desk import signing
    from callpilot.plain.clock import ManualClock

    home = furnished(tmp_path, NOW)
    clock = ManualClock(NOW + timedelta(seconds=1))
    session = open_session(home, read_config(home), "demo", "demo-1", clock, Listeners())
    begun = session.desk.state.shift
    signing.sign_on(session.desk, name="other")
    assert session.desk.state.shift == begun
    assert session.desk.next_id() == f"20261123-demo-1-{sum(call.desk == HERE for call in STORY) + 1:04}"
    assert session.problems == []
    assert session.close()


@pytest.mark.parametrize("hour", [0, 1, 7, 15, 23])
def test_the_past_holds_at_any_hour_and_in_the_night_the_clocks_change(tmp_path: Path, hour: int) -> None:
    now = datetime(2026, 10, 25, hour, 3, tzinfo=UTC)
    home = furnished(tmp_path, now)
    assert verify(home.data).problems == []
    index = Index(home.data, home.cache, country="GB")
    index.catch_up()
    rows = index.log(LogFilter(), 100)
    assert len(rows) == len(STORY)
    assert all(moment(row.at) < now for row in rows)
    assert all(row.talk_s >= 0 for row in rows)
    index.close()


# -- the calls that ring by themselves -------------------------------------------------------------------


def intervals() -> list[tuple[float, float, str]]:
    begun: dict[str, float] = {}
    found: list[tuple[float, float, str]] = []
    for after, event in sample_rings():
        if event.event == "ringing":
            begun[event.call_id] = after
        else:
            found.append((begun[event.call_id], after, event.line))
    return found


def test_within_five_minutes_every_account_rings_on_a_line_of_the_sample(tmp_path: Path) -> None:
    write_sample(tmp_path)
    site, _ = load_site(tmp_path)
    happenings = list(sample_rings())
    assert [after for after, _ in happenings] == sorted(after for after, _ in happenings)
    rung = {site.account_of(event.line).id for after, event in happenings if after <= 300}
    assert rung == {account.id for account in site.accounts}
    assert all(site.line_named(event.line) for _, event in happenings)


def test_within_five_minutes_two_ring_at_once_one_gives_up_soon_and_the_lift_calls() -> None:
    rings = [ring for ring in intervals() if ring[0] < 300]
    assert any(a[0] < b[1] and b[0] < a[1] for a, b in combinations(rings, 2))
    assert any(end - start < 20 for start, end, _ in rings)
    assert any(line == "lift-b" and end - start >= 60 for start, end, line in rings)


def test_every_call_of_a_round_ends_before_the_next_round_begins() -> None:
    assert max(end for _, end, _ in intervals()) < ROUND
    first, again = next(sample_rings()), next(sample_rings(1))
    assert again[0] == first[0] + ROUND
    assert again[1].call_id != first[1].call_id


def test_the_feeder_drops_what_is_due_once_and_goes_on_round_after_round(tmp_path: Path) -> None:
    home = find_home(str(tmp_path), {})
    home.prepare()
    feeder, inbox = DemoFeeder(home), Inbox(home.inbox, home.quarantine)
    assert feeder.due(0) == []
    first, _ = next(sample_rings())
    assert len(feeder.due(first)) == len(inbox.poll()) == 1
    assert feeder.due(first) == []
    outcomes, rings = [], Rings()
    for second in range(2 * ROUND):
        for event in feeder.due(second):
            rings, made = take(rings, event, second * 1000)
            outcomes += made
    assert not rings.waiting
    rang = sum(isinstance(each, Rang) for each in outcomes)
    assert rang == 2 * len(intervals()) - 1  # the first one was dropped before
    assert sum(isinstance(each, RingEnded) for each in outcomes) == rang


# -- the command -----------------------------------------------------------------------------------------


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A console that looks around, notes what it was given, and ends with `status`."""

    class Start(ModuleType):
        seen: argparse.Namespace
        status = 0
        leaves = False

        def run(self, args: argparse.Namespace) -> int:
            home = find_home(args.home, {})
            assert (home.config / "site.toml").is_file()
            assert any(home.journal.rglob("*.jsonl")) is not self.leaves
            self.seen = args
            return self.status

    start = Start("start")
    monkeypatch.setitem(sys.modules, "callpilot.console.start", start)
    return start


def asked(**words: str) -> argparse.Namespace:
    return argparse.Namespace(**{"home": None, "operator": None, "desk": None, "read_only": False, **words})


def test_the_demonstration_leaves_nothing_behind_and_says_so_in_one_line(console, capsys) -> None:
    assert demo.run(asked()) == 0
    assert (console.seen.operator, console.seen.desk) == ("demo", "demo-1")
    assert isinstance(console.seen.feeder, DemoFeeder)
    assert not Path(console.seen.home).exists()
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"callpilot: .*home is gone.*\n", said.err)


def test_it_says_so_after_a_fault_too_but_not_when_no_console_was_opened(console, capsys) -> None:
    console.status = 3
    assert demo.run(asked()) == 3
    assert "home is gone" in capsys.readouterr().err
    console.status = 2
    assert demo.run(asked()) == 2
    assert capsys.readouterr().err == ""
    assert not Path(console.seen.home).exists()


def test_another_operator_and_desk_get_the_shift_that_is_under_way(console) -> None:
    assert demo.run(asked(operator="Maria K.", desk="Desk 9")) == 0
    assert (console.seen.operator, console.seen.desk) == ("Maria K.", "Desk 9")


def test_a_desk_without_a_name_is_left_to_the_console_to_refuse(console) -> None:
    console.leaves = True
    console.status = 2
    assert demo.run(asked(desk="!!")) == 2


def test_plain_is_asked_for_or_not():
    from callpilot.cli.parsing import CommandParser

    def asked(*words: str) -> bool:
        parser = CommandParser(prog="callpilot")
        demo.add_parser(parser.add_subparsers(dest="command"))
        return bool(getattr(parser.parse_args(["demo", *words]), "plain", False))

    assert asked("--plain")
    assert not asked()
