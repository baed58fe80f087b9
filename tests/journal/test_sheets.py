"""Sheets: every change on disk as it is made, and back again after any end."""

import json
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpilot.journal.disk import Disk
from callpilot.journal.recovery import is_of_desk, last_number, read_sheets, recover
from callpilot.journal.sheet import Sheet
from callpilot.journal.syncing import BATCH
from callpilot.journal.trouble import Trouble
from callpilot.records.changes import Typed

SHEET = "20261123-desk-3-0007"


def typed(text: str) -> Typed:
    return Typed(at="x", mono=1, field="name", text=text)


def texts(lines: list[bytes]) -> list[str]:
    return [json.loads(line).get("text", "") for line in lines]


def test_a_change_is_in_the_file_when_write_returns(journal, data: Path):
    sheet = journal.sheet(SHEET)
    sheet.write(typed("ä"))
    sheet.write(typed("\n"))
    lines = (data / "open" / f"{SHEET}.jsonl").read_bytes().splitlines()
    assert lines[0].startswith(b'{"n":0,"do":"typed",')
    assert [json.loads(line)["n"] for line in lines] == [0, 1]


def test_a_sheet_is_saved_once_it_is_on_the_disk_itself_and_the_listener_hears_it(journal, told, until):
    sheet = journal.sheet(SHEET)
    assert sheet.saved
    sheet.write(typed("a"))
    until(lambda: told.saves > 0)
    assert sheet.saved
    assert journal.saved


class Gate(Disk):
    """A disk whose fsync waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def sync(self, fd: int) -> None:
        self.begun.set()
        assert self.go.wait(10)
        super().sync(fd)


def test_keys_wake_the_syncing_thread_once_until_all_of_them_are_safe(data: Path):
    woken: list[None] = []
    sheet = Sheet(data, SHEET, Disk(), Trouble(lambda _line: None), lambda: woken.append(None))
    for _key in range(3):
        sheet.write(typed("a"))
    assert len(woken) == 1
    assert sheet.sync() is None
    assert sheet.saved
    sheet.write(typed("b"))
    assert len(woken) == 2
    sheet.close()


def test_a_key_typed_during_an_fsync_is_due_as_soon_as_any_other(data: Path):
    disk, waits = Gate(), []
    sheet = Sheet(data, SHEET, disk, Trouble(lambda _line: None), lambda: None)
    sheet.write(typed("a"))
    syncing = threading.Thread(target=lambda: waits.append(sheet.sync()))
    syncing.start()
    assert disk.begun.wait(10)
    sheet.write(typed("b"))
    time.sleep(2 * BATCH)
    disk.go.set()
    syncing.join(10)
    assert waits == [0.0]
    assert not sheet.saved
    assert sheet.sync() is None
    assert sheet.saved
    sheet.close()


def test_a_later_run_goes_on_where_the_sheet_ended(journal_at, data: Path):
    for text in ("a", "b", "c"):
        journal = journal_at()
        journal.sheet(SHEET).write(typed(text))
        assert journal.close()
    assert texts(recover(data, "desk-3").sheets[SHEET]) == ["a", "b", "c"]
    assert len(list((data / "open").iterdir())) == 1


def test_a_sheet_taken_up_is_brought_to_the_disk_even_if_nothing_more_is_typed(journal_at, until):
    journal = journal_at()
    journal.sheet(SHEET).write(typed("a"))
    journal.close()
    sheet = journal_at().sheet(SHEET)
    until(lambda: sheet.saved)


def test_a_discarded_sheet_goes_with_all_its_segments_and_takes_no_more(journal, data: Path, until):
    sheet = journal.sheet(SHEET)
    sheet.write(typed("a"))
    (data / "open" / f"{SHEET}.2.jsonl").write_bytes(b"")
    sheet.discard()
    until(lambda: sheet.is_gone)
    assert list((data / "open").iterdir()) == []
    with pytest.raises(ValueError, match="discarded"):
        sheet.write(typed("b"))


@given(st.lists(st.text(max_size=20), max_size=10), st.binary(max_size=40).filter(lambda raw: b"\n" not in raw))
@settings(max_examples=40, deadline=None)
def test_whole_lines_come_back_whatever_torn_bytes_follow(written, torn):
    import tempfile

    from callpilot.journal.store import Journal

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        journal = Journal(data, "desk-3")
        sheet = journal.sheet(SHEET)
        for text in written:
            sheet.write(typed(text))
        journal.close()
        page = data / "open" / f"{SHEET}.jsonl"
        page.parent.mkdir(exist_ok=True)
        with page.open("ab") as file:
            file.write(torn)
        found = recover(data, "desk-3")
        assert texts(found.sheets.get(SHEET, [])) == written
        assert bool(found.problems) == bool(torn)
        kept = list((data / "quarantine").iterdir()) if torn else []
        assert [file.read_bytes() for file in kept] == ([torn] if torn else [])
        assert recover(data, "desk-3").problems == []


def test_a_damaged_line_inside_is_quarantined_flagged_and_passed_over(journal, data: Path):
    sheet = journal.sheet(SHEET)
    for text in "abc":
        sheet.write(typed(text))
    journal.close()
    page = data / "open" / f"{SHEET}.jsonl"
    lines = page.read_bytes().splitlines(keepends=True)
    damaged = b"\x00" * 20 + b"\n"
    page.write_bytes(lines[0] + damaged + lines[2])
    found = recover(data, "desk-3")
    assert texts(found.sheets[SHEET]) == ["a", "c"]
    assert [problem.line for problem in found.problems] == [2, 0]
    assert [file.read_bytes() for file in (data / "quarantine").iterdir()] == [damaged]
    assert page.read_bytes() == lines[0] + damaged + lines[2]


def test_a_sheet_taken_up_after_damage_never_uses_a_number_twice(journal_at, data: Path):
    journal = journal_at()
    for text in "abc":
        journal.sheet(SHEET).write(typed(text))
    journal.close()
    page = data / "open" / f"{SHEET}.jsonl"
    page.write_bytes(b"#\n" + b"".join(page.read_bytes().splitlines(keepends=True)[1:]) + b'{"n":3,"te')
    again = journal_at()
    again.sheet(SHEET).write(typed("d"))
    again.close()
    assert texts(recover(data, "desk-3").sheets[SHEET]) == ["b", "c", "d"]


def test_the_sheet_of_a_call_that_the_journal_holds_closed_is_removed(journal_at, call, data: Path):
    journal = journal_at()
    for number in (1, 2):
        journal.sheet(f"20261123-desk-3-000{number}").write(typed("a"))
    journal.append([call(1), call(2, closed_at=None)]).result(5)
    journal.close()
    assert list(read_sheets(data)) == ["20261123-desk-3-0002"]
    assert list(recover(data, "desk-3").sheets) == ["20261123-desk-3-0002"]
    assert [path.name for path in (data / "open").iterdir()] == ["20261123-desk-3-0002.jsonl"]


def test_an_incident_is_finished_only_by_its_outcome(journal_at, data: Path):
    from callpilot.journal.store import Draft
    from callpilot.records.kinds import Incident

    journal = journal_at()
    identity = f"{SHEET}-i1"
    journal.sheet(identity).write(typed("a"))
    journal.append([Draft("incident", identity, "maria", Incident(id=identity))]).result(5)
    journal.close()
    assert list(recover(data, "desk-3").sheets) == [identity]
    journal = journal_at()
    journal.append([Draft("incident", identity, "maria", Incident(id=identity, outcome="over"))]).result(5)
    journal.close()
    assert recover(data, "desk-3").sheets == {}


def test_recovery_touches_only_its_own_desks_sheets(journal, data: Path):
    names = ("20261123-desk-3-0001", "20261123-desk-3-b-0001", "pad-desk-3", "pad-desk-3-b", "20261123-desk-0001")
    for name in names:
        journal.sheet(name).write(typed("a"))
    journal.close()
    (data / "open" / "20261123-desk-3-b-0001.jsonl").open("ab").write(b"torn")
    found = recover(data, "desk-3")
    assert list(found.sheets) == ["20261123-desk-3-0001", "pad-desk-3"]
    assert found.problems == []
    assert list(read_sheets(data)) == sorted(names)


def test_a_sheet_that_cannot_be_quarantined_is_read_all_the_same(journal, data: Path, disk):
    journal.sheet(SHEET).write(typed("a"))
    journal.close()
    (data / "open" / f"{SHEET}.jsonl").open("ab").write(b"torn")
    disk.faults["write"] = 28
    found = recover(data, "desk-3", disk=disk)
    assert texts(found.sheets[SHEET]) == ["a"]
    assert len(found.problems) == 1


def test_whose_sheet_it_is_shows_in_its_name():
    assert is_of_desk("20261123-desk-3-0001", "desk-3")
    assert is_of_desk("20261123-desk-3-0001-i1", "desk-3")
    assert is_of_desk("20261123-desk-3-12345", "desk-3")
    assert not is_of_desk("20261123-desk-3-0001", "desk")
    assert not is_of_desk("20261123-desk-3-0001-0002", "desk-3")
    assert is_of_desk("20261123-desk-3-0001-0002", "desk-3-0001")


def test_the_last_number_counts_what_is_closed_open_and_quarantined(journal_at, call, clock, data: Path):
    from datetime import date

    day = date(2026, 11, 23)
    with pytest.raises(FileNotFoundError):  # the folder is away: nobody knows what was given out
        last_number(data, "desk-3", day)
    (data / "journal").mkdir()
    assert last_number(data, "desk-3", day) == 0
    journal = journal_at()
    journal.append([call(41), call(77, "desk-3-b")]).result(5)
    assert last_number(data, "desk-3", day) == 41
    journal.sheet("20261123-desk-3-0042").write(typed("a"))
    assert last_number(data, "desk-3", day) == 42
    (data / "quarantine").mkdir()
    (data / "quarantine" / "20261123-desk-3-0043-i1.jsonl.torn-00").write_bytes(b"")
    assert last_number(data, "desk-3", day) == 43
    assert last_number(data, "desk-3", date(2026, 11, 24)) == 0
    clock.advance(-86400)
    journal.append([call(44)]).result(5)
    assert last_number(data, "desk-3", day) == 44
