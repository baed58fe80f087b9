"""What can't be written at the moment, by whose it is, told once when it begins and once when it is over."""

import threading
from collections.abc import Callable


class Trouble:
    """Collects faults from any thread; `tell` passes changes on, from one thread only and with no lock held."""

    def __init__(self, on_trouble: Callable[[str | None], None]) -> None:
        self._on_trouble = on_trouble
        self._faults: dict[str, str] = {}
        self._lock = threading.Lock()
        self._told: str | None = None

    def begins(self, whose: str, line: str) -> None:
        """Note what fails for `whose`, on one line."""
        with self._lock:
            self._faults[whose] = line

    def ends(self, whose: str) -> None:
        """Note that all of `whose` is on the disk again."""
        with self._lock:
            self._faults.pop(whose, None)

    @property
    def line(self) -> str | None:
        """The oldest fault that lasts, or None."""
        with self._lock:
            return next(iter(self._faults.values()), None)

    def tell(self) -> None:
        """Pass on what changed since the last time."""
        line = self.line
        if line != self._told:
            self._told = line
            self._on_trouble(line)
