"""Where a desk's chain goes on: the files of its newest day, looked for at every closing without listing folders."""

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from callpilot.journal.day_files import day_path
from callpilot.journal.disk import Disk
from callpilot.journal.newest_files import NewestFiles
from callpilot.journal.reading import entries
from callpilot.journal.store import Draft, Journal
from callpilot.records.changes import Typed

DAY = "2026-11-23"
listings: list[str] = []
is_listening = False


def _listen(event: str, args: tuple[object, ...]) -> None:
    if is_listening and event == "os.scandir":
        listings.append(str(args[0]))


sys.addaudithook(_listen)


@contextmanager
def listened(folder: Path) -> Iterator[list[str]]:
    """Gather which folders below `folder` are listed meanwhile."""
    global is_listening
    listings.clear()
    is_listening = True
    try:
        yield listings
    finally:
        is_listening = False
        listings[:] = [listed for listed in listings if listed.startswith(str(folder))]


def at_rest(data: Path) -> None:
    """Make the journal's folders look as if nothing had been made in them for a minute."""
    newest = max(path.stat().st_mtime_ns for path in data.rglob("*.jsonl"))
    for folder in (data / "journal", *(path for path in (data / "journal").rglob("*") if path.is_dir())):
        os.utime(folder, ns=(newest - 60_000_000_001, newest - 60_000_000_001))


def file_of(data: Path, day: str = DAY, desk: str = "desk-3", segment: int = 1) -> Path:
    path = day_path(data, day, desk, segment)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return path


def found(files: NewestFiles) -> list[str]:
    return [Path(file.where).name for file in next(files.days(), [])]


def test_closing_a_call_lists_no_folder_once_the_day_has_its_file(data: Path, journal: Journal, call):
    journal.append([call(1)]).result(5)
    at_rest(data)
    journal.append([call(2)]).result(5)
    with listened(data) as folders:
        for number in range(3, 9):
            journal.append([Draft("call", call(number).id, "maria", call(number).data, rev=1)]).result(5)
    assert folders == []
    assert [entry.seq for entry in entries(data)] == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("day", "segment"), [(DAY, 2), ("2026-11-24", 1), ("2026-12-01", 1), ("2027-01-01", 1)]
)  # fmt: skip
def test_a_file_that_another_program_makes_is_seen_at_the_next_look(data: Path, day: str, segment: int):
    file_of(data)
    at_rest(data)
    files = NewestFiles(data, "desk-3")
    assert found(files) == found(files) == [f"{DAY}.desk-3.jsonl"]
    name = file_of(data, day, segment=segment).name
    assert found(files)[-1] == name


def test_a_file_made_in_the_same_moment_as_the_look_is_seen(data: Path):
    file_of(data)
    files = NewestFiles(data, "desk-3")
    folder = day_path(data, DAY, "desk-3").parent
    assert found(files) == [f"{DAY}.desk-3.jsonl"]
    moment = folder.stat().st_mtime_ns
    name = file_of(data, segment=2).name
    os.utime(folder, ns=(moment, moment))  # the file system counts time in long steps
    assert found(files) == [f"{DAY}.desk-3.jsonl", name]


@contextmanager
def folders_that_tell_nothing(data: Path) -> Iterator[None]:
    """What is made meanwhile leaves the times of the journal's folders as they were."""
    folders = [data / "journal", *(path for path in (data / "journal").rglob("*") if path.is_dir())]
    times = [(folder, folder.stat().st_mtime_ns) for folder in folders]
    yield
    for folder, moment in times:
        os.utime(folder, ns=(moment, moment))


def test_the_next_segment_is_seen_where_folders_tell_nothing(data: Path):
    file_of(data)
    at_rest(data)
    files = NewestFiles(data, "desk-3")
    assert found(files) == [f"{DAY}.desk-3.jsonl"]
    with folders_that_tell_nothing(data):
        name = file_of(data, segment=2).name
    assert found(files) == [f"{DAY}.desk-3.jsonl", name]


def test_a_day_that_another_program_began_is_gone_on_with_where_folders_tell_nothing(
    data: Path, journal: Journal, clock, call
):
    journal.append([call(1)]).result(5)
    at_rest(data)
    journal.append([call(2)]).result(5)
    clock.advance(86400)
    with folders_that_tell_nothing(data):
        other = Journal(data, "desk-3", clock=clock)
        other.append_now([call(3)])
        other.close()
    assert journal.append([call(4)]).result(5)[0].seq == 4
    assert [entry.seq for entry in entries(data)] == [1, 2, 3, 4]


def test_a_desk_whose_newest_file_is_in_an_older_month_is_looked_for_anew(data: Path):
    file_of(data, "2026-11-30")
    file_of(data, "2026-12-01", "desk-4")
    at_rest(data)
    files = NewestFiles(data, "desk-3")
    assert found(files) == found(files) == ["2026-11-30.desk-3.jsonl"]
    moment = (data / "journal/2026/12").stat().st_mtime_ns
    file_of(data, "2026-12-01")
    os.utime(data / "journal/2026/12", ns=(moment, moment))
    assert found(files) == ["2026-12-01.desk-3.jsonl"]


def test_days_go_on_behind_the_newest_and_none_comes_twice(data: Path):
    for day in ("2026-10-31", "2026-11-22", DAY):
        file_of(data, day)
    at_rest(data)
    files = NewestFiles(data, "desk-3")
    for _look in range(2):
        assert [file.day for day in files.days() for file in day] == [DAY, "2026-11-22", "2026-10-31"]


def test_a_folder_that_goes_away_holds_nothing(data: Path):
    file_of(data)
    at_rest(data)
    files = NewestFiles(data, "desk-3")
    assert found(files)
    shutil.rmtree(data / "journal")
    assert found(files) == []


class SlowSheets(Disk):
    """A disk on which what is typed takes its time to be safe."""

    def __init__(self, data: Path) -> None:
        self._open = data / "open"
        self.go = threading.Event()

    def sync(self, fd: int) -> None:
        if any(os.path.samestat(os.fstat(fd), path.stat()) for path in self._open.glob("*")):
            self.go.wait(10)
        super().sync(fd)


def test_a_closed_call_is_saved_without_waiting_for_what_is_typed_meanwhile(
    data: Path, journal_at: Callable[..., Journal], call
):
    disk = SlowSheets(data)
    journal = journal_at(disk=disk)
    try:
        sheet = journal.sheet("20261123-desk-3-0009")
        journal.append([call(1)]).result(5)
        sheet.write(Typed(at="x", mono=1, field="name", text="Anna"))
        assert journal.append([call(2)]).result(5)[0].seq == 2
        assert not sheet.saved
    finally:
        disk.go.set()
