"""What operators know of the procedures: which versions they have used, and which they have read (B7, C7).

One row an operator, procedure and version, however many calls there were: it is read at every sign-on.
"""

import sqlite3
from abc import ABC, abstractmethod
from typing import Any

from msgspec import Struct

from callpilot.records.entry import Entry
from callpilot.records.ids import operator_key
from callpilot.records.kinds import Call, Incident, Reading, Shift

_PUT = """
INSERT INTO known (who, procedure, sha256, version, operator, used, read) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (who, procedure, sha256, version) DO UPDATE SET operator=excluded.operator,
  used=max(known.used, excluded.used), read=max(known.read, excluded.read)
"""
_COLUMNS = "operator, procedure, version, sha256, used, read"


class Known(Struct, frozen=True, kw_only=True):
    """One version of a procedure that an operator has met. `used_at` and `read_at` are the last stamps; empty: never.

    `sha256` is of the file's bytes, hex; empty where an older version noted the version alone.
    """

    operator: str
    procedure: str
    version: str
    sha256: str = ""
    used_at: str = ""
    read_at: str = ""

    def is_of(self, version: str, sha256: str) -> bool:
        """Tell whether that was the file with this hash; where none was noted, the one of this version."""
        return self.sha256 == sha256 if self.sha256 else self.version == version


class KnownQueries(ABC):
    """What the index answers about it; `_ask` is the index's own."""

    @abstractmethod
    def _ask(self, query: str, *bound: Any) -> list[Any]: ...

    def known(self, operator: str = "") -> list[Known]:
        """Return what an operator has used or read, of each procedure the newest last; without a name, what all have.

        Names that differ only in capitals and spaces are one operator's.
        """
        order = "ORDER BY procedure, who, max(used, read), version"
        if operator:
            condition, bound = "procedure != '' AND who = ?", (operator_key(operator),)
        else:
            condition, bound = "procedure != ''", ()
        rows = self._ask(f"SELECT {_COLUMNS} FROM known WHERE {condition} {order}", *bound)
        return [
            Known(operator=row[0], procedure=row[1], version=row[2], sha256=row[3], used_at=row[4], read_at=row[5])
            for row in rows
        ]

    def seen_since(self, since: str) -> list[str]:
        """Return the names of the operators with a shift from the stamp `since` on, as they wrote them last."""
        rows = self._ask("SELECT operator FROM known WHERE procedure = '' AND used >= ? ORDER BY who", since)
        return [name for (name,) in rows]


def file_known(base: sqlite3.Connection, entry: Entry, record: object) -> None:
    """Put what a record says about its operator's knowledge into the index: what ran in it, or what was read."""
    match record:
        case Call():
            _put(base, record.operator, record.answered_at or entry.at, record.procedures)
        case Incident():
            _put(base, record.operator, record.opened_at or entry.at, record.procedures)
        case Shift():
            _put(base, record.operator, record.started_at or entry.at, record.procedures)
            if who := operator_key(record.operator):  # no procedure: when somebody was at work at all
                base.execute(_PUT, (who, "", "", "", record.operator, record.started_at or entry.at, ""))
        case Reading() if record.version or record.sha256:
            # When it was read is what the journal says: a reading may not come before what it answers.
            row = (record.of, record.sha256, record.version, record.operator, "", entry.at)
            base.execute(_PUT, (operator_key(record.operator), *row))
        case _:
            pass


def _put(base: sqlite3.Connection, operator: str, at: str, ran: Any) -> None:
    if who := operator_key(operator):
        for one in ran:
            base.execute(_PUT, (who, one.id, one.sha256, one.version, operator, at, ""))
