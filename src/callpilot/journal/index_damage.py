"""What is damaged in the journal, found as it is filed: named until it is mended, in the console and by commands."""

import sqlite3
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from callpilot.journal.index_base import IndexBase
from callpilot.plain.problems import Problem

_MOST = 20  # lines that are named one by one
_SETTLED = 2.0  # seconds after which a line without an end is no longer one that is just being written


def note_damage(base: sqlite3.Connection, name: str, line: int, offset: int, what: str) -> None:
    """Remember that a line of the journal's file `name` (as the index names it) isn't as it was written."""
    base.execute(
        "INSERT OR REPLACE INTO damage (path, line, offset, what) VALUES (?, ?, ?, ?)", (name, line, offset, what)
    )


class DamageQueries(ABC):
    """What the index answers about it; `_ask`, `_base` and `_data` are the index's own."""

    _data: Path
    _base: IndexBase

    @abstractmethod
    def _ask(self, query: str, *bound: Any) -> list[Any]: ...

    def problems(self) -> list[Problem]:
        """Return what was found wrong in the journal's files as they were filed, and whether the index has a file."""
        found = [*self._damaged(), *self._torn(), *self._missing()]
        if why := self._base.why_in_memory:
            message = f"can't be used ({why}); the index is kept in memory, and made anew at every start"
            found.append(Problem(source=self._base.path, message=message))
        return found

    def _damaged(self) -> list[Problem]:
        rows = self._ask("SELECT path, line, what FROM damage ORDER BY path, offset LIMIT ?", _MOST + 1)
        found = [Problem(source=self._data / path, line=line, message=f"the line {what}") for path, line, what in rows]
        if len(found) > _MOST:
            count = self._ask("SELECT count(*) FROM damage")[0][0] - _MOST
            found[_MOST] = Problem(
                source=found[_MOST].source, line=found[_MOST].line,
                message=f"from here on {count} more lines of the journal are damaged; see callpilot records verify",
            )  # fmt: skip
        return found

    def _torn(self) -> list[Problem]:
        found: list[Problem] = []
        for path, size in self._ask("SELECT path, size FROM files WHERE mtime = 0 ORDER BY path"):
            try:
                stat = (self._data / path).stat()
            except OSError:
                continue
            if stat.st_size > size and time.time() - stat.st_mtime > _SETTLED:
                found.append(Problem(source=self._data / path, message="its last line is torn: the line has no end"))
        return found

    def _missing(self) -> list[Problem]:
        """Name what isn't there, for desks of which nothing damaged would explain it."""
        found: list[Problem] = []
        query = "SELECT desk, last, entries FROM desks WHERE last != entries ORDER BY desk"
        for desk, last, count in self._ask(query):
            if self._ask(
                "SELECT 1 FROM damage WHERE path LIKE ? OR path LIKE ?", f"%.{desk}.jsonl", f"%.{desk}.%.jsonl"
            ):
                continue
            gone = "1 entry is" if last - count == 1 else f"{last - count} entries are"
            message = f"{gone} missing from the journal of {desk}: a line or a file was removed"
            found.append(Problem(source=self._data / "journal", message=f"{message}; see callpilot records verify"))
        return found
