"""Typing reaches the disk within 250 ms: shown on a counted clock, by the saving thread's own schedule."""

import errno
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.journal.disk import Disk
from callpilot.journal.sheet import Sheet
from callpilot.journal.store import Journal
from callpilot.records.changes import Typed

MOST = 0.25
GAPS = st.lists(st.sampled_from([0.0, 0.001, 0.02, 0.07, 0.0999, 0.1, 0.1001, 0.3, 1.7]), min_size=1, max_size=40)


class Counted:
    """A clock that goes only when the saving thread waits, and keys that are pressed while it does."""

    def __init__(self, gaps: list[float]) -> None:
        self.now = 1000.0
        self.presses: list[float] = []
        at = self.now
        for gap in gaps:
            at += gap
            self.presses.append(at)
        self.press = lambda: None
        self.end = lambda: None

    def monotonic(self) -> float:
        return self.now

    # In the place of the thread's condition: to wait is to let time go on, up to the next key.

    def __enter__(self) -> "Counted":
        return self

    def __exit__(self, *_how: object) -> None:
        pass

    def notify(self) -> None:
        pass

    def wait(self, seconds: float | None) -> None:
        if self.presses and (seconds is None or self.presses[0] <= self.now + seconds):
            self.now = self.presses.pop(0)
            self.press()
        elif seconds is None:
            self.end()
        else:
            self.now += seconds


class Bench(Disk):
    """A disk whose fsyncs take no time; one of them may fail (they are counted from 1)."""

    def __init__(self, fails_at: int = 0) -> None:
        self._left = fails_at

    def sync(self, fd: int) -> None:
        self._left -= 1
        if not self._left:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def _typed(folder: Path, gaps: list[float], fails_at: int = 0) -> list[float]:
    """How long after each key its change was on the disk, in seconds."""
    clock = Counted(gaps)
    with pytest.MonkeyPatch.context() as patch:
        for room in ("syncing", "sheet", "writer"):
            patch.setattr(f"callpilot.journal.{room}.time", SimpleNamespace(monotonic=clock.monotonic))
        journal = Journal(folder, "desk-3", disk=Bench(fails_at))
        syncer = journal._syncer
        syncer._changed = clock  # type: ignore[assignment]
        syncer._thread = threading.current_thread()  # it runs here
        sheet: Sheet = journal.sheet("20261123-desk-3-0001")
        pressed: list[float] = []
        late: list[float] = []

        def press() -> None:
            pressed.append(clock.now)
            sheet.write(Typed(at="", mono=0, field="name", text="x"))

        def settle() -> float | None:
            again = journal._work()
            late.extend(clock.now - at for at in pressed[len(late) : sheet._safe])
            return again

        clock.press, clock.end = press, lambda: setattr(syncer, "_ends", True)
        syncer._work = settle
        syncer._run()
        journal.close()
        assert len(late) == len(gaps)
        return late


@given(gaps=GAPS)
def test_every_key_is_on_the_disk_within_a_quarter_of_a_second(tmp_path_factory, gaps):
    assert max(_typed(tmp_path_factory.mktemp("data"), gaps)) <= MOST


def test_what_a_failed_fsync_held_up_is_tried_again_within_seconds(tmp_path):
    late = _typed(tmp_path, [0.0, 0.05, 0.05, 3.0, 0.05], fails_at=2)
    assert MOST < late[0] <= 1.3
    assert max(late[3:]) <= MOST
