"""The index of the journal: what search, lists and reports read. It holds no truth of its own."""

import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from callpilot.journal.codec import Malformed, decode, without_salt
from callpilot.journal.day_files import day_files
from callpilot.journal.index_base import IndexBase
from callpilot.journal.index_filing import file_line
from callpilot.journal.index_known import KnownQueries
from callpilot.journal.index_queries import CallRow, LogFilter, OpenItems, sought, where
from callpilot.journal.index_runs import RunCount, SkipCount, runs_counted, skips_counted
from callpilot.journal.index_schema import CALL_COLUMNS
from callpilot.journal.reading import Line, lines
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

__all__ = ["CallRow", "Index", "LogFilter", "OpenItems", "RunCount", "SkipCount"]

_T = TypeVar("_T")
_ROUND = 2000  # lines filed in one transaction, so that nobody waits long
_MARK = 4096  # bytes before the offset that must still be there
_ROW = ", ".join(CALL_COLUMNS)
_NEWEST_FIRST = "ORDER BY at DESC, id DESC"


class Index(KnownQueries):
    """The index in the folder `cache` of the journal in the folder `data`.

    Safe to use from several threads and processes. Queries see what `catch_up` has read. `country` (ISO
    3166-1 alpha-2) is the meaning of numbers without a country code; an index made for another one is made
    anew. Methods raise OSError when the journal can't be read.
    """

    def __init__(self, data: Path, cache: Path, *, country: str = "") -> None:
        self._data = data
        self._country = country
        self._base = IndexBase(cache)

    def close(self) -> None:
        """Let go of the file, in all threads."""
        self._base.close()

    # -- filling ----------------------------------------------------------------------------------------

    def catch_up(self, progress: Callable[[int], None] | None = None) -> int:
        """File what the journal has grown by; return how many entries. Calls `progress` with the count so
        far.

        A file that shrank, changed or vanished makes the index start again.
        """
        return self._base.attempt(lambda: self._catch_up(progress), lambda: None)

    def extent(self) -> int:
        """Return how many bytes of the journal are filed, whoever filed them: it changes with every entry."""
        return self._ask("SELECT coalesce(sum(size), 0) FROM files")[0][0]

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Make the index anew from the whole journal; return how many entries it holds."""
        return self._base.attempt(lambda: self._rebuild(progress), lambda: None)

    def _rebuild(self, progress: Callable[[int], None] | None) -> int:
        with self._base.writing() as base:
            self._empty(base)
        return self._catch_up(progress)

    def _empty(self, base: sqlite3.Connection) -> None:
        self._base.clear(base)
        base.execute("INSERT INTO facts (name, value) VALUES ('country', ?)", (self._country,))

    def _is_of_country(self, base: sqlite3.Connection) -> bool:
        found = base.execute("SELECT value FROM facts WHERE name = 'country'").fetchone()
        return found is not None and found[0] == self._country

    def _catch_up(self, progress: Callable[[int], None] | None) -> int:
        if not self._is_of_country(self._base.connection()):
            with self._base.writing() as base:
                if not self._is_of_country(base):  # nobody else has emptied it meanwhile
                    self._empty(base)
        found = {file.path.relative_to(self._data).as_posix(): file.path for file in day_files(self._data)}
        known = self._base.connection().execute("SELECT path FROM files").fetchall()
        if any(name not in found for (name,) in known):
            return self._rebuild(progress)
        total = 0
        for name, path in found.items():
            while count := self._file_round(name, path):
                if count < 0:
                    return self._rebuild(progress)
                total += count - 1
                if progress:
                    progress(total)
        return total

    def _file_round(self, name: str, path: Path) -> int:
        """File some lines of one file; return 1 + how many entries, 0 when nothing is left, -1 if it changed."""
        stat = path.stat()
        query = "SELECT size, mtime, node FROM files WHERE path = ?"
        if self._base.connection().execute(query, (name,)).fetchone() == (stat.st_size, stat.st_mtime_ns, stat.st_ino):
            return 0
        with self._base.writing() as base:
            row = base.execute("SELECT size, lines, mark FROM files WHERE path = ?", (name,)).fetchone()
            offset, number, mark = row or (0, 0, "")
            if stat.st_size < offset or (row and _mark(path, offset) != mark):
                return -1
            end, count, entries = self._file_lines(base, name, path, offset)
            is_all = end == stat.st_size
            base.execute(
                "INSERT OR REPLACE INTO files (path, size, lines, mark, mtime, node) VALUES (?, ?, ?, ?, ?, ?)",
                (name, end, number + count, _mark(path, end), stat.st_mtime_ns if is_all else 0, stat.st_ino),
            )
        return 1 + entries if count else 0

    def _file_lines(self, base: sqlite3.Connection, name: str, path: Path, offset: int) -> tuple[int, int, int]:
        count = entries = 0
        for line in lines(path, offset):
            if not isinstance(line, Line) and not line.raw.endswith(b"\n"):
                break  # being written just now, or torn: not before it is whole
            offset = line.offset + len(line.raw) + isinstance(line, Line)
            count += 1
            if isinstance(line, Line):
                entries += file_line(base, line, name, self._key)
            if count >= _ROUND:
                break
        return offset, count, entries

    def _key(self, number: str) -> str:
        if not number:
            return ""
        from callpilot.site.numbers import same_number_key

        return same_number_key(number, self._country)

    # -- the call log -----------------------------------------------------------------------------------

    def log(self, wanted: LogFilter, limit: int, offset: int = 0) -> list[CallRow]:
        """Return calls at their latest revision, newest first: `limit` of them from `offset` on."""
        condition, bound = where(wanted)
        query = f"SELECT {_ROW} FROM calls WHERE {condition} {_NEWEST_FIRST} LIMIT ? OFFSET ?"
        return [CallRow(*row) for row in self._ask(query, *bound, limit, offset)]

    def count(self, wanted: LogFilter) -> int:
        """Return how many calls there are."""
        condition, bound = where(wanted)
        return self._ask(f"SELECT count(*) FROM calls WHERE {condition}", *bound)[0][0]

    def calls(self, wanted: LogFilter, limit: int | None = None) -> Iterator[bytes]:
        """Yield the latest data of calls, newest first, as compact JSON without the salt."""
        condition, bound = where(wanted)
        query = f"SELECT path, offset, length FROM calls WHERE {condition} {_NEWEST_FIRST} LIMIT ?"
        for place in self._ask(query, *bound, -1 if limit is None else limit):
            if entry := self._entry_at(*place):
                yield without_salt(bytes(entry.data))

    def history(self, key: str, limit: int) -> tuple[int, list[CallRow]]:
        """Return how many calls came from or went to the number `key` (see `same_number_key`), and the
        newest.
        """
        if not key:
            return 0, []
        count = self._ask("SELECT count(*) FROM calls WHERE number_key = ?", key)[0][0]
        query = f"SELECT {_ROW} FROM calls WHERE number_key = ? {_NEWEST_FIRST} LIMIT ?"
        return count, [CallRow(*row) for row in self._ask(query, key, limit)]

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
        query = "SELECT path, offset, length FROM entries WHERE id = ? ORDER BY rev, at, desk, seq"
        found = self._ask(query, identity)
        if not found:
            found = self._ask(query, self._full_id(identity))
        return [entry for place in found if (entry := self._entry_at(*place))]

    def call_of(self, identity: str) -> Call | None:
        """Return a call at its latest revision; None when there is none by that id (short ids too)."""
        newest = next(reversed(self.revisions(identity)), None)
        if newest is None or newest.kind != "call":
            return None
        return _read(bytes(newest.data), Call)

    def _full_id(self, identity: str) -> str:
        query = (
            "SELECT id FROM (SELECT id, at FROM calls WHERE short = ?"
            " UNION ALL SELECT id, made FROM things WHERE short = ?) ORDER BY at DESC, id DESC LIMIT 1"
        )
        found = self._ask(query, identity, identity)
        return found[0][0] if found else ""

    def _entry_at(self, name: str, offset: int, length: int) -> Entry | None:
        with (self._data / name).open("rb") as file:
            file.seek(offset)
            return entry_in(file.read(length))

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
        return self._things("kind = ? AND is_open ORDER BY made, id", cls, kind)

    def readings(self) -> list[str]:
        """Return the ids of all readings: who has read what."""
        return [identity for (identity,) in self._ask("SELECT id FROM things WHERE kind = 'reading'")]

    def came_from(self, call: str) -> list[str]:
        """Return the ids of the records that came from a call, the oldest first."""
        return [identity for (identity,) in self._ask("SELECT id FROM things WHERE call = ? ORDER BY made, id", call)]

    def latest(self, kind: str, limit: int = 1000) -> list[Struct]:
        """Return records of a `kind` other than calls at their latest revision, the newest first."""
        return self._things("kind = ? ORDER BY made DESC, id DESC LIMIT ?", TYPE_OF[kind], kind, limit)

    def shifts(self, limit: int) -> list[Shift]:
        """Return shifts at their latest revision, the newest first."""
        return self._things("kind = 'shift' ORDER BY made DESC, id DESC LIMIT ?", Shift, limit)

    def records_of_shift(self, shift: str) -> list[Record]:
        """Return the calls, messages, escalations, incidents and follow-ups of a shift at their latest revision, oldest
        first.
        """
        places = self._ask("SELECT path, offset, length FROM calls WHERE shift = ? ORDER BY at, id", shift)
        calls = [_read(bytes(entry.data), Call) for place in places if (entry := self._entry_at(*place))]
        found: list[Record] = [call for call in calls if call is not None]
        started = next(iter(self._things("id = ?", Shift, shift)), None)
        desk, since, until = (started.desk, started.started_at, started.ended_at or "~") if started else ("", "", "")
        kinds = (("message", Message), ("escalation", Escalation), ("incident", Incident), ("follow_up", FollowUp))
        for kind, cls in kinds:
            # What comes from a call that is still open belongs to the shift in which its desk wrote it.
            condition = (
                "kind = ? AND (shift = ? OR shift = '' AND (call IN (SELECT id FROM calls WHERE shift = ?)"
                " OR desk = ? AND made BETWEEN ? AND ? AND call NOT IN (SELECT id FROM calls))) ORDER BY made, id"
            )
            found += self._things(condition, cls, kind, shift, shift, desk, since, until)
        return found

    def _things(self, condition: str, cls: type[_T], *bound: Any) -> list[_T]:
        rows = self._ask(f"SELECT data FROM things WHERE {condition}", *bound)
        return [record for (data,) in rows if (record := _read(data, cls)) is not None]

    def _ask(self, query: str, *bound: Any) -> list[Any]:
        return self._base.attempt(
            lambda: self._base.connection().execute(query, sought(bound)).fetchall(), lambda: self._catch_up(None)
        )


def _read(data: bytes, cls: type[_T]) -> _T | None:
    try:
        return decode(data, cls)
    except Malformed:
        return None  # of a newer version: kept in the journal, not listed


def _mark(path: Path, offset: int) -> str:
    """Return a fingerprint of the bytes before `offset`: when it differs, the file isn't the one that was read."""
    with path.open("rb") as file:
        file.seek(max(0, offset - _MARK))
        return sha256(file.read(min(offset, _MARK))).hexdigest()
