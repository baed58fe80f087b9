"""First the console is killed, then the power fails: what it had only written is shown again, so it must be safe."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.desk.place import Place
from tests.journal.conftest import call_draft
from tests.power.by_hand import Hand, saving_by_hand
from tests.power.disk_model import Operation
from tests.power.recording import Recorder

from callpilot.desk import closing, writing
from callpilot.intake.inbox import Inbox
from callpilot.intake.ring import RingEvent, drop
from callpilot.journal.recovery import recover
from callpilot.journal.sheet import Sheet
from callpilot.journal.store import Journal
from callpilot.journal.verifying import verify
from callpilot.plain.clock import ManualClock
from callpilot.records.changes import Typed
from callpilot.site.home import Home

MONTH = Path("journal/2026/11")
LATE = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
CHANGE = Typed(at="2026-11-23T10:42:17.031Z", mono=1, field="name", text="Anna")


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def _recorded(data: Path) -> Recorder:
    """A recorder that knows the files which are there, each by its place in the list of them."""
    recorder = Recorder(data)
    for number, path in enumerate(_files(data), 1):
        recorder.knows(path, -number)
    return recorder


def _files(data: Path) -> list[str]:
    return sorted(str(path.relative_to(data)) for path in data.rglob("*.jsonl"))


def _synced(recorder: Recorder) -> set[str | int]:
    """The folders, and the numbers of the files, that an fsync was for."""
    done = [one for one in recorder.events if isinstance(one, Operation)]
    folders = {one.path for one in done if one.what == "fsync folder"}
    return folders | {one.file for one in done if one.what == "fsync"}


def _journal(data: Path, clock: ManualClock | None = None) -> tuple[Journal, Hand]:
    journal = Journal(data, "desk-3", clock=clock or ManualClock(LATE))
    return journal, journal._syncer  # type: ignore[return-value]


def test_folders_that_a_killed_console_made_get_their_names_on_the_disk(data):
    (data / MONTH).mkdir(parents=True)
    recorder = _recorded(data)
    with saving_by_hand(), recorder.listening():
        journal, hand = _journal(data)
        saved = journal.append([call_draft()])
        hand.pump()
    assert saved.done()
    assert {".", "journal", "journal/2026", str(MONTH)} <= _synced(recorder)


def test_a_sheet_that_a_killed_console_made_gets_its_name_on_the_disk_and_all_its_segments(data):
    (data / "open").mkdir()
    for name, number in (("20261123-desk-3-0001.jsonl", 0), ("20261123-desk-3-0001.2.jsonl", 1)):
        (data / "open" / name).write_text(json.dumps({"n": number}) + "\n")
    recorder = _recorded(data)
    with saving_by_hand(), recorder.listening():
        journal, hand = _journal(data)
        sheet: Sheet = journal.sheet("20261123-desk-3-0001")
        assert not sheet.saved
        hand.pump()
        assert sheet.saved
    assert {".", "open", -1, -2} <= _synced(recorder)


def test_what_a_killed_console_wrote_into_the_journal_is_on_the_disk_before_it_is_shown(data):
    with saving_by_hand():
        _journal(data)[0].append([call_draft()])  # written; the saving thread never had its turn
    recorder = _recorded(data)
    with recorder.listening():
        recover(data, "desk-3")
    assert {-1, str(MONTH)} <= _synced(recorder)


def test_a_day_is_begun_only_when_the_one_before_it_is_safe(data):
    clock = ManualClock(LATE)
    with saving_by_hand():
        journal, hand = _journal(data, clock)
        first = journal.append([call_draft(1)])
        clock.advance(2)
        second = journal.append([call_draft(2)])
        assert [Path(name).name for name in _files(data)] == ["2026-11-23.desk-3.jsonl"]
        hand.pump()
    assert first.done()
    assert second.done()
    assert len(_files(data)) == 2
    assert verify(data).problems == []


def test_a_line_that_is_torn_in_an_earlier_day_is_mended_too(data):
    clock = ManualClock(LATE)
    with saving_by_hand():
        journal, hand = _journal(data, clock)
        journal.append([call_draft(1)])
        hand.pump()
        clock.advance(2)
        journal.append([call_draft(2)])
        hand.pump()
    with (data / MONTH / "2026-11-23.desk-3.jsonl").open("ab") as file:
        file.write(b'{"seq":2,')
    assert [problem.message for problem in recover(data, "desk-3").problems]
    assert verify(data).problems == []
    assert [path.read_bytes() for path in (data / "quarantine").iterdir()] == [b'{"seq":2,']


@pytest.fixture
def place(tmp_path):
    there = Place(tmp_path)
    yield there
    there.end()


def test_a_ring_whose_file_comes_back_after_its_call_was_recorded_is_no_second_call(place):
    """Its removal may not have reached the disk; the same number ringing anew is another call."""
    kept = []
    for name in ("ringing", "ended"):
        file = place.drop(name, "pbx-1", number="+442079460018", ago=1)
        kept.append((file, file.read_bytes(), file.stat().st_mtime))
    place.poll()
    place.settle()
    for file, content, when in kept:
        assert not file.exists()
        file.write_bytes(content)
        os.utime(file, (when, when))
    place.drop("ringing", "pbx-1", number="+442079460018", ago=0)  # a telephone system that counts anew
    place.again()
    place.poll()
    assert [ring.id for ring in place.desk.state.rings] == ["pbx-1"]
    place.settle()
    assert len(place.entries("call")) == 1


def test_a_call_answered_and_closed_at_once_keeps_its_ring_until_its_record_is_safe(place, monkeypatch):
    from concurrent.futures import Future

    place.drop("ringing", "pbx-1", number="+442079460018")
    (ring,) = place.poll()
    monkeypatch.setattr(place.journal, "append", lambda _drafts: Future())  # its record waits for the disk
    monkeypatch.setattr(Sheet, "saved", property(lambda _sheet: False))
    from callpilot.desk.answering import answer

    call = answer(place.desk, ring.id)
    writing.put(place.desk, call, name="Bo")
    for item in closing.missing(place.desk, place.desk.state.calls[call]):
        closing.skip_missing(place.desk, call, item, "not given")
    closing.close(place.desk, call)
    place.poll()
    assert ".json" in [path.suffix for path in place.home.inbox.iterdir()]


@pytest.mark.parametrize("left", [b"", b"\xa5\x00{\xff", b"desk-9"])
def test_a_claim_of_which_a_power_cut_left_nothing_or_garbage_holds_nobody_up_for_good(place, left):
    file = place.drop("ringing", "a", number="1001")
    mark = file.with_name(f".{file.name}.taken")
    mark.write_bytes(left)
    os.utime(mark, (1, 1))
    assert Inbox(place.home.inbox, place.home.quarantine).claim(file, "desk-3")


def test_a_ring_is_on_the_disk_when_the_hook_is_told_so(tmp_path):
    home = Home(config=tmp_path / "config", data=tmp_path / "data", cache=tmp_path / "cache")
    recorder = Recorder(tmp_path)
    with recorder.listening():
        drop(home, RingEvent(event="ringing", number="1001"))
    what = [(one.what, one.path) for one in recorder.events if isinstance(one, Operation)]
    kinds = [kind for kind, _path in what]
    assert kinds.index("write") < kinds.index("fsync") < kinds.index("rename")
    assert what[-1] == ("fsync folder", "data/inbox")
