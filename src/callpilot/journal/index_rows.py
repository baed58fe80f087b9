"""Where a call's row stands in the index: at its time, so that going through rows backwards is going back in time.

The full text is cut into slices of some ten thousand calls, each a table of its own. A search goes from the newest
slice back until it has what shows; no slice takes long, however many there are, and between two it can be let go.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from msgspec import Struct

from callpilot.journal.index_schema import SLICE, slice_table

FULL = 32_768  # calls of a slice after which another one is begun
_LOWEST = -(1 << 62)
_TICKS = 8  # rows of one millisecond
_SPREAD = (_TICKS, 1_000 * _TICKS, 60_000 * _TICKS, 86_400_000 * _TICKS)
"""How far around its moment a call finds a row that is free: other programs give the same moment to many calls."""
_MOST = 500  # values that are asked for in one query


def row_of(at: str, written: str, identity: str) -> int:
    """Return the row of a call at the stamp `at`; one that can't be read stands where it was `written`."""
    return (_milliseconds(at) or _milliseconds(written)) * _TICKS + crc32(identity.encode("utf-8", "replace")) % _TICKS


def _milliseconds(at: str) -> int:
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0, int(moment.timestamp() * 1000))
    except (ValueError, OverflowError):
        return 0


def free_rows(base: sqlite3.Connection, wanted: Sequence[tuple[int, str]]) -> list[int]:
    """Return for each `(row, id)` a row that no call has yet: the wanted one where it is free."""
    taken = {row for (row,) in found_in(base, "SELECT row FROM calls WHERE row IN", [row for row, _ in wanted])}
    rows: list[int] = []
    for row, identity in wanted:
        turn = 0
        free = row
        while free in taken or (turn and base.execute("SELECT 1 FROM calls WHERE row = ?", (free,)).fetchone()):
            spread = _SPREAD[min(turn, len(_SPREAD) - 1)]
            free = row // _TICKS * _TICKS + crc32(f"{turn} {identity}".encode("utf-8", "replace")) % spread
            turn += 1
        taken.add(free)
        rows.append(free)
    return rows


def found_in(
    base: sqlite3.Connection, query: str, values: Iterable[object], *before: object
) -> list[tuple[object, ...]]:
    """Return what `query`, which ends in `IN`, finds for `values`, asked for some at a time."""
    found: list[tuple[object, ...]] = []
    asked = list(values)
    for start in range(0, len(asked), _MOST):
        some = asked[start : start + _MOST]
        # The same text for nearly all of them, so that it is made ready once only.
        some += [some[-1]] * ((_MOST if len(some) > _MOST // 8 else _MOST // 8) - len(some))
        found += base.execute(f"{query} ({','.join('?' * len(some))})", (*before, *some))
    return found


class Slice(Struct):
    """Some calls that follow each other in time: those with rows from `low` on, up to the next newer slice."""

    low: int
    name: str
    calls: int


class Slices:
    """The slices of the full text as a writer sees them, who is alone."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._all = [Slice(*one) for one in base.execute("SELECT low, name, calls FROM slices ORDER BY low")]
        if not self._all:
            self._add(_LOWEST)

    def make_room(self, lowest: int, highest: int) -> None:
        """Begin another slice where the oldest or the newest is full, before calls with such rows are filed."""
        oldest, newest = self._all[0], self._all[-1]
        if newest.calls >= FULL and highest > (last := self._edge("max")):
            self._add(last + 1)
        elif oldest.calls >= FULL and lowest < (first := self._edge("min")):
            self._base.execute("UPDATE slices SET low = ? WHERE low = ?", (first, oldest.low))
            oldest.low = first
            self._add(_LOWEST)

    def of(self, row: int) -> Slice:
        """Return the slice in which a row is."""
        return self._all[bisect_right(self._all, row, key=lambda one: one.low) - 1]

    def shared_out(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Slice, list[tuple[Any, ...]]]]:
        """Return rows, whose first value is their place, by the slices in which they are, the lowest first."""
        shares: dict[int, list[tuple[Any, ...]]] = {}
        for row in sorted(rows, key=lambda one: one[0]):
            shares.setdefault(bisect_right(self._all, row[0], key=lambda one: one.low) - 1, []).append(row)
        return [(self._all[place], share) for place, share in shares.items()]

    def counted(self, one: Slice, more: int) -> None:
        """Note that a slice has so many calls more."""
        one.calls += more
        self._base.execute("UPDATE slices SET calls = ? WHERE low = ?", (one.calls, one.low))

    def _edge(self, which: str) -> int:
        return int(self._base.execute(f"SELECT {which}(row) FROM calls").fetchone()[0] or 0)

    def _add(self, low: int) -> None:
        number = len(self._all) + 1
        one = Slice(low, SLICE if number == 1 else f"{SLICE}_{number}", 0)
        self._base.execute(slice_table(one.name))
        self._base.execute("INSERT INTO slices (low, name, calls) VALUES (?, ?, ?)", (one.low, one.name, one.calls))
        self._all.append(one)
        self._all.sort(key=lambda slice: slice.low)
