"""What the tests of the journal share: a disk that fails when told to, a listener, records to keep."""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callpilot.journal.disk import Disk
from callpilot.journal.store import Draft, Journal
from callpilot.plain.clock import ManualClock
from callpilot.records.kinds import Call

DESK = "desk-3"


class FailingDisk(Disk):
    """`faults` maps a call's name to what it raises from now on; `short` makes every write take that many
    bytes.
    """

    def __init__(self) -> None:
        self.faults: dict[str, int] = {}
        self.short: int | None = None
        self.room: int | None = None
        self.calls: list[str] = []

    def _may(self, call: str) -> None:
        self.calls.append(call)
        if code := self.faults.get(call):
            raise OSError(code, os.strerror(code))

    def open_append(self, path: Path, *, new: bool = False) -> tuple[int, bool]:
        self._may("open")
        return super().open_append(path, new=new)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        self._may("write")
        if self.room is not None:
            data = data[: self.room]
            if not data:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self.short is not None:
            data = data[: self.short]
        taken = super().write(fd, data)
        if self.room is not None:
            self.room -= taken
        return taken

    def truncate(self, fd: int, size: int) -> None:
        self._may("truncate")
        super().truncate(fd, size)

    def sync(self, fd: int) -> None:
        self._may("sync")
        super().sync(fd)

    def sync_folder(self, path: Path) -> None:
        self._may("sync_folder")
        super().sync_folder(path)

    def is_gone(self, fd: int, path: Path) -> bool:
        self._may("is_gone")
        return super().is_gone(fd, path)

    def remove(self, path: Path) -> None:
        self._may("remove")
        super().remove(path)


@pytest.fixture
def disk() -> FailingDisk:
    return FailingDisk()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 23, 10, 42, 17, 31000, UTC))


class Told:
    """What a journal told its listener."""

    def __init__(self) -> None:
        self.troubles: list[str | None] = []
        self.saves = 0
        self.changed = threading.Condition()

    def trouble(self, line: str | None) -> None:
        with self.changed:
            self.troubles.append(line)
            self.changed.notify_all()

    def saved(self) -> None:
        with self.changed:
            self.saves += 1
            self.changed.notify_all()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def journal_at(
    data: Path, clock: ManualClock, told: Told, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Journal]]:
    monkeypatch.setattr("callpilot.journal.store.RETRY", 0.02)
    monkeypatch.setattr("callpilot.journal.sheet.RETRY", 0.02)
    monkeypatch.setattr("callpilot.journal.syncing.RETRY", 0.02)
    made: list[Journal] = []

    def make(desk: str = DESK, disk: Disk | None = None) -> Journal:
        made.append(Journal(data, desk, clock=clock, on_trouble=told.trouble, on_saved=told.saved, disk=disk))
        return made[-1]

    yield make
    for journal in made:
        journal.close()


@pytest.fixture
def journal(journal_at: Callable[..., Journal]) -> Journal:
    return journal_at()


@pytest.fixture
def call() -> Callable[..., Draft]:
    return call_draft


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    return wait_until


def call_draft(number: int = 1, desk: str = DESK, **what: object) -> Draft:
    identity = f"20261123-{desk}-{number:04}"
    call = Call(**{"id": identity, "desk": desk, "closed_at": "2026-11-23T10:42:17.031Z", **what})  # type: ignore[arg-type]
    return Draft(kind="call", id=identity, by="maria", data=call)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is true; fail if it never is."""
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("waited in vain")
