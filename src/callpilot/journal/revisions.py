"""The highest revision of each record, read from the lines' heads without reading the records."""

import os
import re
import sys
from datetime import date, timedelta
from pathlib import Path

from callpilot.journal.day_files import day_files

_HEAD = re.compile(
    rb'^\{"seq":\d+,"at":"[^"]*","desk":"[^"]*","by":"(?:[^"\\]|\\.)*","kind":"[^"]*","id":"([^"]*)","rev":(\d+)',
    re.MULTILINE,
)


class Revisions:
    """Knows the revisions in the day files that it has read; each is read once, and after that what it grew
    by.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._highest: dict[str, int] = {}
        self._places: dict[str, tuple[int, str, int]] = {}
        self._read: dict[str, int] = {}

    def next(self, identity: str) -> int:
        """Return the revision that comes next for a record: 1 when there is none yet. Raises OSError."""
        self._look(identity)
        return self._highest.get(identity, 0) + 1

    def newest(self, identity: str) -> bytes:
        """Return the line of a record's highest revision, as it is on disk; empty for none. Raises OSError."""
        self._look(identity)
        return self.seen(identity)

    def seen(self, identity: str) -> bytes:
        """Return the line of the highest revision of a record that was read so far. Raises OSError."""
        if identity not in self._places:
            return b""
        _rev, path, offset = self._places[identity]
        with open(path, "rb") as file:  # noqa: PTH123 - a long shift has thousands of them
            file.seek(offset)
            return file.readline().removesuffix(b"\n")

    def _look(self, identity: str) -> None:
        self._data.stat()  # a folder that is away holds no record that isn't there
        for file in day_files(self._data, since=first_day(identity)):
            self._catch_up(file.where)

    def note(self, identity: str, rev: int) -> None:
        """Remember a revision that is being written."""
        self._highest[identity] = max(rev, self._highest.get(identity, 0))

    def _catch_up(self, path: str) -> None:
        done = self._read.get(path, 0)
        if os.stat(path).st_size <= done:  # noqa: PTH116
            return
        path = sys.intern(path)
        with open(path, "rb") as file:  # noqa: PTH123
            file.seek(done)
            fresh = file.read()
        whole = fresh.rfind(b"\n") + 1
        for found in _HEAD.finditer(fresh, 0, whole):
            identity, rev = found[1].decode("utf-8", "replace"), int(found[2])
            self.note(identity, rev)
            if rev >= self._places.get(identity, (0, path, 0))[0]:
                self._places[identity] = rev, path, done + found.start()
        self._read[path] = done + whole


def first_day(identity: str) -> str:
    """Return the ISO date (UTC) before which no entry of a record can be: the day before the local one in its
    id.

    Empty when the id holds no date.
    """
    try:
        day = date.fromisoformat(f"{identity[:4]}-{identity[4:6]}-{identity[6:8]}")
        return (day - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""
