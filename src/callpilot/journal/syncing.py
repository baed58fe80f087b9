"""The thread that brings written bytes to the disk itself, off the event loop, and tries again what failed."""

import threading
import time
from collections.abc import Callable

BATCH = 0.1
"""Seconds that changes are gathered before one fsync: well inside the promised 250 ms."""
RETRY = 1.0
"""Seconds between two attempts to write what couldn't be written."""
LONGEST_PAUSE = 60.0
"""Seconds between two attempts at most, however often an fsync failed."""


class Syncer:
    """Runs `work` soon after it is woken, never twice at a time. `work` returns the seconds until it wants to
    be run again, or None when nothing is left to do. The thread starts with the first wake and dies with the
    process.
    """

    def __init__(self, work: Callable[[], float | None]) -> None:
        self._work = work
        self._changed = threading.Condition()
        self._due: float | None = None
        self._ends = False
        self._thread: threading.Thread | None = None

    def wake(self, after: float = 0) -> None:
        """Have `work` run within `after` seconds. Costs next to nothing when that is agreed already."""
        due = time.monotonic() + after
        agreed = self._due
        if agreed is not None and agreed <= due:
            return  # it is set to None before `work` begins: what was written until now is seen by it
        with self._changed:
            if self._due is not None and self._due <= due:
                return
            self._due = due
            if self._thread is None and not self._ends:
                self._thread = threading.Thread(target=self._run, name="callpilot-syncer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def end(self, timeout: float) -> bool:
        """Run `work` a last time, stop, and tell whether that was done within `timeout` seconds."""
        with self._changed:
            self._ends = True
            thread = self._thread
            self._changed.notify()
        if thread is None or thread is threading.current_thread():
            return True
        thread.join(timeout)
        return not thread.is_alive()

    def _run(self) -> None:
        while self._waited():
            again = self._work()
            if again is not None:
                self.wake(again)
        self._due = None
        self._work()
        if self._due is not None:  # a record that became safe leaves a sheet behind that isn't needed any more
            self._work()

    def _waited(self) -> bool:
        """Wait until `work` is due; False when it is time to end."""
        with self._changed:
            while not self._ends:
                left = None if self._due is None else self._due - time.monotonic()
                if left is not None and left <= 0:
                    self._due = None
                    return True
                self._changed.wait(left)
        return False


def pause_after(failures: int) -> float:
    """Return how many seconds to wait after so many fsyncs failed in a row: every one costs a new file."""
    return min(RETRY * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
