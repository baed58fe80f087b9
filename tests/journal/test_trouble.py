"""Disks that are full, broken, read-only or gone: nothing is lost, the operator is told, typing goes on."""

import errno
import json
import shutil
from pathlib import Path

import pytest

from callpilot.journal.reading import entries
from callpilot.journal.recovery import recover
from callpilot.journal.store import JournalError
from callpilot.journal.verifying import verify
from callpilot.records.changes import Typed

SHEET = "20261123-desk-3-0007"
FAULTS = [
    ("write", errno.ENOSPC), ("write", errno.EIO), ("write", errno.ESTALE), ("open", errno.EROFS),
    ("open", errno.EACCES), ("sync", errno.EIO), ("sync", errno.ENOSPC), ("sync_folder", errno.EIO),
    ("is_gone", errno.EIO),
]  # fmt: skip


def typed(number: int) -> Typed:
    return Typed(at="x", mono=number, field="name", place=number, text=f"{number}")


def texts(data: Path) -> list[str]:
    lines = recover(data, "desk-3").sheets.get(SHEET, [])
    return [json.loads(line)["text"] for line in lines]


@pytest.mark.parametrize(("failing", "code"), FAULTS)
def test_a_record_is_kept_until_the_disk_takes_it(failing, code, journal_at, disk, told, call, data, until):
    journal = journal_at(disk=disk)
    journal.append([call(1)]).result(5)
    if failing == "sync_folder":  # only a new file's name needs it
        shutil.rmtree(data / "journal")
    disk.faults[failing] = code
    futures = [journal.append([call(number)]) for number in (2, 3)]
    until(lambda: bool(told.troubles))
    assert not any(future.done() for future in futures)
    assert str(data) in told.troubles[0]
    assert not journal.saved
    disk.faults.clear()
    assert [future.result(5)[0].seq for future in futures] == [2, 3]
    until(lambda: told.troubles[-1] is None)
    if failing != "sync_folder":
        assert verify(data).problems == []
        assert [entry.seq for entry in entries(data)] == [1, 2, 3]


@pytest.mark.parametrize(("failing", "code"), FAULTS)
def test_what_is_typed_is_kept_until_the_disk_takes_it(failing, code, journal_at, disk, told, data, until):
    journal = journal_at(disk=disk)
    disk.faults[failing] = code
    sheet = journal.sheet(SHEET)
    for number in range(20):
        sheet.write(typed(number))
    until(lambda: bool(told.troubles))
    assert not sheet.saved
    for number in range(20, 40):
        sheet.write(typed(number))
    disk.faults.clear()
    until(lambda: sheet.saved)
    until(lambda: told.troubles[-1] is None)
    assert texts(data) == [str(number) for number in range(40)]


def test_trouble_is_told_once_when_it_begins_and_once_when_it_is_over(journal_at, disk, told, until):
    journal = journal_at(disk=disk)
    sheet = journal.sheet(SHEET)
    disk.faults["write"] = errno.ENOSPC
    for number in range(10):
        sheet.write(typed(number))
    until(lambda: disk.calls.count("write") > 5)
    disk.faults.clear()
    until(lambda: None in told.troubles)
    assert len(told.troubles) == 2
    assert "free some space" in told.troubles[0]


def test_short_writes_are_finished(journal_at, disk, call, data):
    disk.short = 7
    journal = journal_at(disk=disk)
    sheet = journal.sheet(SHEET)
    for number in range(5):
        sheet.write(typed(number))
    journal.append([call(1), call(2)]).result(5)
    assert journal.close()
    assert texts(data) == list("01234")
    assert verify(data).problems == []


def test_a_write_cut_short_by_a_full_disk_leaves_no_half_line_in_the_journal(journal_at, disk, call, data, until):
    journal = journal_at(disk=disk)
    journal.append([call(1)]).result(5)
    disk.room = 100
    future = journal.append([call(2)])
    (file,) = (data / "journal").rglob("*.jsonl")
    assert file.read_bytes().count(b"\n") == 1
    assert file.read_bytes().endswith(b"\n")
    disk.room = None
    assert future.result(5)[0].seq == 2
    assert verify(data).problems == []


def test_a_half_line_that_cannot_be_cut_is_left_behind_and_the_journal_goes_on_elsewhere(
    journal_at, disk, call, data, told, until
):
    journal = journal_at(disk=disk)
    journal.append([call(1)]).result(5)
    disk.room = 100
    disk.faults["truncate"] = errno.EIO
    future = journal.append([call(2)])
    disk.room = None
    assert future.result(5)[0].seq == 2
    assert (data / "journal/2026/11/2026-11-23.desk-3.2.jsonl").exists()
    assert len(recover(data, "desk-3").problems) == 1
    assert verify(data).problems == []


def test_after_a_failed_fsync_the_file_is_never_written_again(journal_at, disk, call, data, until):
    journal = journal_at(disk=disk)
    sheet = journal.sheet(SHEET)
    sheet.write(typed(0))
    journal.append([call(1)]).result(5)
    until(lambda: sheet.saved)
    day, page = data / "journal/2026/11/2026-11-23.desk-3.jsonl", data / "open" / f"{SHEET}.jsonl"
    disk.faults["sync"] = errno.EIO
    sheet.write(typed(1))
    future = journal.append([call(2)])
    until(lambda: "can't write" in (journal.trouble or ""))
    before = day.read_bytes(), page.read_bytes()
    disk.faults.clear()
    future.result(5)
    until(lambda: sheet.saved)
    sheet.write(typed(2))
    journal.append([call(3)]).result(5)
    assert (day.read_bytes(), page.read_bytes()) == before
    # The lines whose fsync failed stand in the new segments, whatever became of the old ones.
    assert [json.loads(line)["seq"] for line in day.with_name("2026-11-23.desk-3.2.jsonl").open("rb")] == [2, 3]
    assert [json.loads(line)["n"] for line in (data / "open" / f"{SHEET}.2.jsonl").open("rb")] == [1, 2]
    assert [entry.seq for entry in entries(data)] == [1, 2, 3]
    assert verify(data).problems == []
    assert verify(data).entries == 3
    assert texts(data) == list("012")


def test_lines_lost_with_a_file_whose_fsync_failed_are_found_in_its_next_segment(journal_at, disk, call, data, until):
    journal = journal_at(disk=disk)
    journal.append([call(1)]).result(5)
    disk.faults["sync"] = errno.EIO
    future = journal.append([call(2)])
    until(lambda: journal.trouble is not None)
    disk.faults.clear()
    future.result(5)
    day = data / "journal/2026/11/2026-11-23.desk-3.jsonl"
    day.write_bytes(day.read_bytes().splitlines(keepends=True)[0])  # as a power cut would leave it
    assert verify(data).problems == []
    assert journal_at().append([call(3)]).result(5)[0].seq == 3


def test_a_vanished_sheet_is_written_again_from_its_first_line(journal, data, until, told):
    sheet = journal.sheet(SHEET)
    sheet.write(typed(0))
    until(lambda: sheet.saved)
    shutil.rmtree(data / "open")
    sheet.write(typed(1))
    until(lambda: None in told.troubles)
    assert "vanished" in told.troubles[0]
    assert texts(data) == ["0", "1"]


def test_a_vanished_data_folder_is_waited_for_and_never_made(journal, data, call, until, told):
    sheet = journal.sheet(SHEET)
    sheet.write(typed(0))
    until(lambda: sheet.saved)
    away = data.rename(data.with_name("away"))
    sheet.write(typed(1))
    future = journal.append([call(1)])
    until(lambda: bool(told.troubles))
    assert not data.exists()
    away.rename(data)
    assert future.result(5)[0].seq == 1
    until(lambda: sheet.saved)
    assert texts(data) == ["0", "1"]


def test_closing_with_a_dead_disk_says_that_it_is_not_safe(journal_at, disk, call):
    journal = journal_at(disk=disk)
    disk.faults["write"] = errno.EIO
    future = journal.append([call(1)])
    journal.sheet(SHEET).write(typed(0))
    assert journal.close() is False
    assert isinstance(future.exception(1), JournalError)
    assert isinstance(journal.append([call(2)]).exception(1), JournalError)


@pytest.mark.parametrize(("failing", "code"), FAULTS)
def test_a_command_is_told_at_once_that_nothing_was_saved(failing, code, journal_at, disk, call, data):
    journal = journal_at(disk=disk)
    disk.faults[failing] = code
    with pytest.raises(JournalError) as told:
        journal.append_now([call(1)])
    assert "\n" not in str(told.value)
    assert "desk-3-0001" not in str(told.value)
    disk.faults.clear()
    assert journal.append_now([call(2)])[0].id.endswith("0002")
    assert verify(data).problems == []


def test_a_listener_that_fails_does_not_stop_the_saving(data, disk, call, clock):
    from callpilot.journal.store import Journal

    def fails() -> None:
        raise RuntimeError("the screen is gone")

    journal = Journal(data, "desk-3", clock=clock, on_saved=fails, disk=disk)
    assert journal.append([call(1)]).result(5)[0].seq == 1
    assert journal.append([call(2)]).result(5)[0].seq == 2
    journal.close()


def test_nothing_is_called_saved_while_its_fsync_is_still_running(journal_at, disk, call, monkeypatch):
    import threading

    reached, let_go = threading.Event(), threading.Event()
    sync = disk.sync

    def slow(fd: int) -> None:
        reached.set()
        assert let_go.wait(10)
        sync(fd)

    monkeypatch.setattr(disk, "sync_folder", lambda _path: None)
    monkeypatch.setattr(disk, "sync", slow)
    journal = journal_at(disk=disk)
    future = journal.append([call(1)])
    assert reached.wait(10)
    assert not journal.saved
    assert not future.done()
    typing = journal.sheet(SHEET)
    typing.write(typed(0))  # an fsync that takes its time holds nobody up
    assert not typing.saved
    let_go.set()
    assert future.result(5)[0].seq == 1
