"""The index of the journal: what search, lists and reports read. It holds no truth of its own."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from msgspec import Struct

from callpilot.journal.codec import Malformed, decode
from callpilot.journal.index_asking import Overtaken, Question
from callpilot.journal.index_base import Kept
from callpilot.journal.index_damage import DamageQueries
from callpilot.journal.index_filling import Anew, Filling
from callpilot.journal.index_queries import NEWEST_FIRST, CallRow, LogFilter, OpenItems, has_text, sought, where
from callpilot.journal.index_runs import RunCount, SkipCount, runs_counted, skips_counted
from callpilot.journal.index_schema import CALL_COLUMNS
from callpilot.journal.index_search import Searching
from callpilot.journal.index_streaming import Streaming
from callpilot.journal.index_sums import checked, checked_data
from callpilot.journal.index_twins import TwinQueries
from callpilot.journal.tail import entry_in
from callpilot.records.entry import Entry
from callpilot.records.kinds import (
    TYPE_OF,
    Call,
    Escalation,
    FollowUp,
    Handover,
    Incident,
    Message,
    Notice,
    Record,
    Shift,
)

__all__ = [
    "Anew", "CallRow", "Index", "LogFilter", "OpenItems", "Overtaken", "Question", "RunCount", "SkipCount",
]  # fmt: skip

_T = TypeVar("_T")
_COLUMNS = (*CALL_COLUMNS, "path", "offset", "length", "sum")
_ROW = ", ".join(_COLUMNS)


_OF_NUMBER = "number_key = ? AND number_key != ''"  # without the second part SQLite wouldn't know of the index
_BY_KEY = "INDEXED BY calls_key"  # while that is put off, nothing is found rather than all calls gone through
_CAME_FROM = "SELECT id FROM things WHERE call = ? AND call != '' ORDER BY made, id"
_OF_SHIFT = """
id IN (SELECT id FROM things WHERE shift = ? AND shift != '' AND kind = ?
  UNION ALL SELECT things.id FROM calls CROSS JOIN things ON things.call = calls.id AND things.call != ''
    WHERE calls.shift = ? AND things.shift = '' AND kind = ?
  UNION ALL SELECT id FROM things WHERE shift = '' AND kind = ? AND desk = ? AND made BETWEEN ? AND ?
    AND NOT EXISTS (SELECT 1 FROM calls WHERE calls.id = things.call))
ORDER BY made, id
"""
"""What belongs to a shift. What comes from a call that is still open belongs to the one in which its desk wrote it."""


class Index(Kept, Filling, Searching, Streaming, TwinQueries, DamageQueries):
    """The index in the folder `cache` of the journal in the folder `data`.

    Safe to use from several threads and processes. Queries see what `catch_up` has read. `country` (ISO
    3166-1 alpha-2) is the meaning of numbers without a country code; an index made for another one is made
    anew. Methods raise OSError when the journal can't be read.
    """

    def extent(self) -> int:
        """Return how many entries are filed, whoever filed them: asked every few seconds, of years of them, too."""
        return self._ask("SELECT coalesce(sum(entries), 0) FROM desks")[0][0]

    def asking(self, question: Question) -> AbstractContextManager[None]:
        """Ask what is asked within as part of `question`, which another thread may let go. Raises Overtaken."""
        return self._base.asking(question)

    # -- the call log -----------------------------------------------------------------------------------

    def log(self, wanted: LogFilter, limit: int, offset: int = 0) -> list[CallRow]:
        """Return calls at their latest revision, newest first: `limit` of them from `offset` on."""
        if has_text(wanted):
            return self._checked(lambda: self._searched(_COLUMNS, wanted, limit, offset), 1)
        condition, bound = where(wanted)
        until, skipped = self._day_at(offset) if wanted == LogFilter() else ("", 0)
        if until:
            condition, bound, offset = "at < ?", [until], offset - skipped
        query = f"SELECT {_ROW} FROM calls WHERE {condition} {NEWEST_FIRST} LIMIT ? OFFSET ?"
        return self._checked(lambda: self._found(query, (*bound, limit, offset)), 0)

    def count(self, wanted: LogFilter, most: int = 0) -> int:
        """Return how many calls there are; no more than `most`, where that is given: it is enough to know then."""
        if has_text(wanted):
            return self._counted(wanted, most)
        if wanted == LogFilter():
            return self._ask("SELECT coalesce(sum(calls), 0) FROM days")[0][0]
        condition, bound = where(wanted)
        return self._ask(f"SELECT count(*) FROM calls WHERE {condition}", *bound)[0][0]

    def _day_at(self, offset: int) -> tuple[str, int]:
        """Return before which stamp the call stands that has `offset` newer ones, and how many are newer than that."""
        passed, until = 0, ""
        for day, calls in self._ask("SELECT day, calls FROM days ORDER BY day DESC") if offset else ():
            if passed + calls > offset:
                break
            passed, until = passed + calls, day
        return until, passed

    def history(self, key: str, limit: int) -> tuple[int, list[CallRow]]:
        """Return how many calls came from or went to the number `key` (see `same_number_key`), and the
        newest.

        A caller waits for whoever asks this: none, rather than waiting for an index that is being made anew.
        """
        if not key:
            return 0, []

        def found(base: sqlite3.Connection) -> tuple[int, list[CallRow]]:
            query = f"SELECT {_ROW} FROM calls {_BY_KEY} WHERE {_OF_NUMBER} {NEWEST_FIRST} LIMIT ?"
            rows = [CallRow(*checked(row)[:-3]) for row in base.execute(query, (key, limit))]
            return base.execute(f"SELECT count(*) FROM calls {_BY_KEY} WHERE {_OF_NUMBER}", (key,)).fetchone()[0], rows

        return self._base.at_once(found, (0, []))

    def _checked(self, find: Callable[[], list[Any]], first: int) -> list[CallRow]:
        return self._attempt(lambda: [CallRow(*checked(row[first:])[:-3]) for row in find()])

    def runs(self, since: str | None = None, until: str | None = None) -> list[RunCount]:
        """Count procedures as they ran in calls, incidents and shifts, between two stamps (from, before)."""
        query, bound = runs_counted(since, until)
        return [RunCount(*row) for row in self._ask(query, *bound)]

    def skips(self, since: str | None = None, until: str | None = None) -> list[SkipCount]:
        """Count the steps that were skipped, between two stamps; the most skipped first."""
        query, bound = skips_counted(since, until)
        return [SkipCount(*row) for row in self._ask(query, *bound)]

    # -- single records ---------------------------------------------------------------------------------

    def revisions(self, identity: str) -> list[Entry]:
        """Return all revisions of a record, the first one first; none when there is no such record.

        A short id (`0042`, `0042-m1`) means the newest record that ends so.
        """
        query = "SELECT path, offset, length, id FROM entries WHERE id = ? ORDER BY rev, at, desk, seq"

        def found(asked: str) -> list[Entry]:
            return self._attempt(lambda: [self._entry_at(*place) for place in self._found(query, (asked,))])

        return found(identity) or found(self._full_id(identity))

    def call_of(self, identity: str) -> Call | None:
        """Return a call at its latest revision; None when there is none by that id (short ids too)."""
        newest = next(reversed(self.revisions(identity)), None)
        if newest is None or newest.kind != "call":
            return None
        return _read(bytes(newest.data), Call)

    def _full_id(self, identity: str) -> str:
        order = "DESC LIMIT 1"
        found = self._ask(f"SELECT at, id FROM calls WHERE short = ? ORDER BY at DESC, id {order}", identity)
        found += self._ask(f"SELECT made, id FROM things WHERE short = ? ORDER BY made DESC, id {order}", identity)
        return max(found)[1] if found else ""

    def _entry_at(self, name: str, offset: int, length: int, identity: str) -> Entry:
        """Read an entry where the index says that it stands. Raises sqlite3.DatabaseError when it doesn't."""
        try:
            with (self._data / name).open("rb") as file:
                file.seek(max(0, offset))
                entry = entry_in(file.read(length))
        except FileNotFoundError:
            entry = None
        if entry is None or entry.id != identity:
            raise sqlite3.DatabaseError("the index names a place where no such entry stands")
        return entry

    # -- open work, shifts ------------------------------------------------------------------------------

    def open_items(self) -> OpenItems:
        """Return what isn't finished: messages not delivered, escalations not resolved, incidents without
        outcome, follow-ups not done, handovers not accepted, notices in force, shifts under way.
        """
        return OpenItems(
            messages=self._open("message", Message),
            escalations=self._open("escalation", Escalation),
            incidents=self._open("incident", Incident),
            follow_ups=self._open("follow_up", FollowUp),
            handovers=self._open("handover", Handover),
            notices=self._open("notice", Notice),
            shifts=self._open("shift", Shift),
        )

    def _open(self, kind: str, cls: type[_T]) -> list[_T]:
        return self._things("kind = ? AND is_open = 1 ORDER BY made, id", cls, kind)

    def readings(self) -> list[str]:
        """Return the ids of all readings: who has read what."""
        return [identity for (identity,) in self._ask("SELECT id FROM things WHERE kind = 'reading'")]

    def came_from(self, call: str) -> list[str]:
        """Return the ids of the records that came from a call, the oldest first."""
        return [identity for (identity,) in self._ask(_CAME_FROM, call)]

    def latest(self, kind: str, limit: int = 1000) -> list[Struct]:
        """Return records of a `kind` other than calls at their latest revision, the newest first."""
        return self._things("kind = ? ORDER BY made DESC, id DESC LIMIT ?", TYPE_OF[kind], kind, limit)

    def shifts(self, limit: int) -> list[Shift]:
        """Return shifts at their latest revision, the newest first."""
        return self._things("kind = 'shift' ORDER BY made DESC, id DESC LIMIT ?", Shift, limit)

    def shifts_under_way(self) -> list[Shift]:
        """Return the shifts that nobody has signed off, the newest first."""
        return self._things("kind = 'shift' AND is_open = 1 ORDER BY made DESC, id DESC", Shift)

    def last_ended_shift(self) -> Shift | None:
        """Return the newest shift that has ended."""
        found = self._things("kind = 'shift' AND is_open = 0 ORDER BY made DESC, id DESC LIMIT 1", Shift)
        return next(iter(found), None)

    def shift_of(self, identity: str) -> Shift | None:
        """Return the shift of that id; the newest one that is called so on its day, where the day is left out."""
        found = self._things("id = ? AND kind = 'shift'", Shift, identity) or self._things(
            "kind = 'shift' AND substr(id, 10) = ? ORDER BY made DESC, id DESC LIMIT 1", Shift, identity
        )
        return next(iter(found), None)

    def records_of_shift(self, shift: str) -> list[Record]:
        """Return the calls, messages, escalations, incidents and follow-ups of a shift at their latest revision, oldest
        first.
        """
        query = "SELECT path, offset, length, id FROM calls WHERE shift = ? ORDER BY at, id"
        of_shift = self._attempt(lambda: [self._entry_at(*place) for place in self._found(query, (shift,))])
        found: list[Record] = [call for entry in of_shift if (call := _read(bytes(entry.data), Call)) is not None]
        started = next(iter(self._things("id = ?", Shift, shift)), None)
        desk, since, until = (started.desk, started.started_at, started.ended_at or "~") if started else ("", "", "")
        kinds = (("message", Message), ("escalation", Escalation), ("incident", Incident), ("follow_up", FollowUp))
        for kind, cls in kinds:
            found += self._things(_OF_SHIFT, cls, shift, kind, shift, kind, kind, desk, since, until)
        return found

    def _things(self, condition: str, cls: type[_T], *bound: Any) -> list[_T]:
        query = f"SELECT data, sum FROM things WHERE {condition}"
        rows = self._attempt(lambda: [checked_data(*row) for row in self._found(query, bound)])
        return [record for data in rows if (record := _read(data, cls)) is not None]

    def _ask(self, query: str, *bound: Any) -> list[Any]:
        return self._attempt(lambda: self._found(query, bound))

    def _found(self, query: str, bound: tuple[Any, ...]) -> list[Any]:
        return self._base.connection().execute(query, sought(bound)).fetchall()

    def _attempt(self, ask: Callable[[], _T]) -> _T:
        return self._base.attempt(ask, lambda: self._catch_up(None))


def _read(data: bytes, cls: type[_T]) -> _T | None:
    try:
        return decode(data, cls)
    except Malformed:
        return None  # of a newer version: kept in the journal, not listed
