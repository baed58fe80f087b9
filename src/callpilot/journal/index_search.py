"""Searching calls by words and numbers: slice by slice, the newest first, as far as is asked for and no farther."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from callpilot.journal.index_base import IndexBase
from callpilot.journal.index_late import is_there
from callpilot.journal.index_queries import LogFilter, digits_sought, sought, where, words_queries, words_query

_T = TypeVar("_T")
_HIGHEST = (1 << 62) - 1
_FEW = 64  # numbers up to which each is looked for by itself


class _Search(Struct, frozen=True):
    """What is looked for: as words, and as digits in those `numbers`; None: in so many that calls are gone through."""

    wanted: LogFilter
    query: str
    digits: list[str]
    numbers: list[str] | None

    def is_one(self) -> bool:
        """Whether words alone say what is wanted, so that rows of the full text are enough to count."""
        return not self.digits and where(self.wanted)[0] == "1"


class Searching(ABC):
    """What the index answers about calls by their words; `_base` and `_attempt` are the index's own."""

    _base: IndexBase

    @abstractmethod
    def _attempt(self, ask: Callable[[], _T]) -> _T: ...

    def _searched(
        self, columns: Sequence[str], wanted: LogFilter, limit: int, offset: int = 0, below: int = _HIGHEST
    ) -> list[tuple[Any, ...]]:
        """Return the rows of calls that have the text of `wanted`, newest first, `row` before the `columns`: those
        below a row, `limit` of them from `offset` on.
        """
        return self._attempt(lambda: self._read_searched(columns, wanted, limit, offset, below))

    def _read_searched(
        self, columns: Sequence[str], wanted: LogFilter, limit: int, offset: int, below: int
    ) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        with self._base.reading() as base:
            search = _prepared(base, wanted)
            for low, high, name in _slices(base, search, below):
                self._base.go_on()
                if offset and (count := _count(base, search, low, high, name)) <= offset:
                    offset -= count
                    continue
                more = _found(base, search, columns, (low, high, name), limit - len(found) + offset)
                found += more[offset:]
                offset = 0
                if len(found) >= limit:
                    break
        return found

    def _counted(self, wanted: LogFilter, most: int) -> int:
        """Count calls that have the text of `wanted`; no farther than `most` when that is given."""

        def count() -> int:
            total = 0
            with self._base.reading() as base:
                search = _prepared(base, wanted)
                for low, high, name in _slices(base, search, _HIGHEST):
                    self._base.go_on()
                    total += _count(base, search, low, high, name)
                    if most and total >= most:
                        return most
            return total

        return self._attempt(count)


def _prepared(base: sqlite3.Connection, wanted: LogFilter) -> _Search:
    digits, numbers = digits_sought(wanted.text), None
    if digits:
        either = " OR ".join("digits LIKE ?" for _ in digits)
        query = f"SELECT digits FROM numbers WHERE {either} LIMIT {_FEW + 1}"
        found = base.execute(query, [f"%{one}%" for one in digits]).fetchall()
        is_few = len(found) <= _FEW and (not found or is_there(base, "calls_digits"))
        numbers = [one for (one,) in found] if is_few else None
    return _Search(wanted, words_query(wanted), digits, numbers)


def _slices(base: sqlite3.Connection, search: _Search, below: int) -> Iterator[tuple[int, int, str]]:
    """Yield the slices in which something may be found, the newest first: from which row, below which, and the name."""
    if search.wanted.of_caller and not search.digits and not _is_of_callers(base, search.wanted.text):
        return
    for low, name in base.execute("SELECT low, name FROM slices ORDER BY low DESC").fetchall():
        if low < below:
            yield low, below, name
            below = low


def _is_of_callers(base: sqlite3.Connection, text: str) -> bool:
    """Tell whether each word is in what any caller was called: one that all calls have elsewhere is looked for in all
    of them otherwise, and in vain.
    """
    query = "SELECT 1 FROM caller_words WHERE caller_words MATCH ? LIMIT 1"
    return all(base.execute(query, sought((word,))).fetchone() for word in words_queries(text))


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f"calls.{column}" for column in ("row", *columns))


def _by_words(columns: Sequence[str], search: _Search, part: tuple[int, int, str], limit: str) -> tuple[str, list[Any]]:
    low, high, name = part
    condition, bound = where(search.wanted)
    query = (
        f"SELECT {_named(columns)} FROM {name} CROSS JOIN calls ON calls.row = {name}.rowid WHERE {name} MATCH ?"
        f" AND {name}.rowid >= ? AND {name}.rowid < ? AND {condition} ORDER BY {name}.rowid DESC{limit}"
    )
    return query, [search.query, low, high, *bound]


def _by_digits(
    columns: Sequence[str], search: _Search, part: tuple[int, int, str], limit: str
) -> tuple[str, list[Any]]:
    low, high, _name = part
    condition, bound = where(search.wanted)
    if search.numbers is not None:
        table, either = "calls INDEXED BY calls_digits", f"digits IN ({','.join('?' * len(search.numbers))})"
        either, digits = f"digits != '' AND {either}", search.numbers
    else:
        table, either = "calls NOT INDEXED", f"({' OR '.join('digits LIKE ?' for _ in search.digits)})"
        digits = [f"%{one}%" for one in search.digits]
    query = (
        f"SELECT {_named(columns)} FROM {table} WHERE row >= ? AND row < ? AND {either} AND {condition}"
        f" ORDER BY row DESC{limit}"
    )
    return query, [low, high, *digits, *bound]


def _ways(search: _Search) -> Iterator[Callable[..., tuple[str, list[Any]]]]:
    if search.query:
        yield _by_words
    if search.digits and search.numbers != []:
        yield _by_digits


def _found(
    base: sqlite3.Connection, search: _Search, columns: Sequence[str], part: tuple[int, int, str], limit: int
) -> list[tuple[Any, ...]]:
    rows: dict[int, tuple[Any, ...]] = {}
    for way in _ways(search):
        query, bound = way(columns, search, part, " LIMIT ?")
        rows |= {row[0]: row for row in base.execute(query, sought((*bound, limit)))}
    return sorted(rows.values(), key=lambda row: -row[0])[:limit]


def _count(base: sqlite3.Connection, search: _Search, low: int, high: int, name: str) -> int:
    if search.is_one():
        query = f"SELECT count(*) FROM {name} WHERE {name} MATCH ? AND rowid >= ? AND rowid < ?"
        return int(base.execute(query, sought((search.query, low, high))).fetchone()[0])
    rows: set[int] = set()
    for way in _ways(search):
        query, bound = way((), search, (low, high, name), "")
        rows.update(row for (row,) in base.execute(query, sought(bound)))
    return len(rows)
