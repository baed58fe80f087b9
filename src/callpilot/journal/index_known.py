"""What operators know of the procedures: which versions they have used, and which they have read (B7, C7).

One row an operator, procedure and version, however many calls there were: it is read at every sign-on.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

from callpilot.records.entry import Entry
from callpilot.records.ids import operator_key
from callpilot.records.kinds import Call, Incident, Reading, Shift
from callpilot.records.known import Known
from callpilot.records.parts import ProcedureRecord

_PUT = """
INSERT INTO known (who, procedure, sha256, version, operator, used, read) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (who, procedure, sha256, version) DO UPDATE SET operator=CASE
  WHEN max(excluded.used, excluded.read) >= max(known.used, known.read) THEN excluded.operator ELSE known.operator END,
  used=max(known.used, excluded.used), read=max(known.read, excluded.read)
"""
_COLUMNS = "operator, procedure, version, sha256, used, read"


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


KnownRow = tuple[str, str, str, str, str, str, str]
"""Who (as names are compared), procedure, sha256, version, the operator's name, when it was used and read."""


def known_in(entry: Entry, record: object) -> Iterator[KnownRow]:
    """Yield what a record says about its operator's knowledge: what ran in it, or what was read."""
    match record:
        case Call():
            yield from _ran(record.operator, record.answered_at or entry.at, record.procedures)
        case Incident():
            yield from _ran(record.operator, record.opened_at or entry.at, record.procedures)
        case Shift():
            yield from _ran(record.operator, record.started_at or entry.at, record.procedures)
            if who := operator_key(record.operator):  # no procedure: when somebody was at work at all
                yield who, "", "", "", record.operator, record.started_at or entry.at, ""
        case Reading() if record.version or record.sha256:
            # When it was read is what the journal says: a reading may not come before what it answers.
            row = (record.of, record.sha256, record.version, record.operator, "", entry.at)
            yield operator_key(record.operator), *row
        case _:
            pass


def _ran(operator: str, at: str, procedures: tuple[ProcedureRecord, ...]) -> Iterator[KnownRow]:
    if procedures and (who := operator_key(operator)):
        for one in procedures:
            yield who, one.id, one.sha256, one.version, operator, at, ""


def file_known(base: sqlite3.Connection, rows: Iterable[KnownRow]) -> None:
    """Put what operators know into the index: of each the newest, once for however many records say so."""
    newest: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for *key, operator, used, read in rows:
        had = newest.get(place := tuple(key), ("", "", ""))
        named = operator if max(used, read) >= max(had[1:]) else had[0]
        newest[place] = named, max(used, had[1]), max(read, had[2])
    base.executemany(_PUT, ((*key, *row) for key, row in newest.items()))
