"""A question to the index that may be let go while it is asked: somebody typed on, and wants another answer."""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress


class Overtaken(Exception):
    """The question isn't wanted any more: what was found so far is no answer."""


class Question:
    """What belongs to one question, asked in one thread or several, and let go from another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: list[sqlite3.Connection] = []
        self._is_overtaken = False

    def overtake(self) -> None:
        """Let it go: whoever asks it meets Overtaken at once, or before the next part of the work."""
        with self._lock:
            self._is_overtaken = True
            for base in self._asked:
                with suppress(sqlite3.Error):  # it was closed meanwhile
                    base.interrupt()

    def go_on(self) -> None:
        """Raise Overtaken when nobody wants an answer any more."""
        if self._is_overtaken:
            raise Overtaken

    @contextmanager
    def asked_of(self, base: sqlite3.Connection) -> Generator[None]:
        """Ask it on a connection: only what runs there now is stopped, never what that thread does afterwards."""
        with self._lock:
            self.go_on()
            self._asked.append(base)
        try:
            yield
        finally:
            with self._lock:
                self._asked.remove(base)


def is_interrupted(fault: sqlite3.Error) -> bool:
    """Tell whether a query ended because it was stopped: the index is as sound as before."""
    return isinstance(fault, sqlite3.OperationalError) and str(fault) == "interrupted"
