"""Which of the journal's entries the index doesn't have yet, and what is wrong with their lines."""

import sqlite3
from collections.abc import Iterable, Sequence

from callpilot.journal.index_damage import note_damage
from callpilot.journal.index_reading import Piece, Read
from callpilot.journal.index_rows import found_in

_PUT_ENTRY = "INSERT OR IGNORE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_DESK = """
INSERT INTO desks (desk, last, entries) VALUES (?, ?, ?)
ON CONFLICT (desk) DO UPDATE SET last=max(last, excluded.last), entries=entries+excluded.entries
"""


def new_of(base: sqlite3.Connection, pieces: Sequence[Piece]) -> list[Read]:
    """Return the lines whose entries aren't in the index yet; note what is wrong with lines."""
    reads = [read for piece in pieces for read in piece.reads]
    if all(piece.is_plain for piece in pieces) and _are_all_new(base, pieces):
        return reads
    standing = _standing(base, reads)
    for piece in pieces:
        for line, offset, what in piece.damaged:
            note_damage(base, piece.name, line, offset, what)
    return [read for piece in pieces for read in piece.reads if _is_new(base, piece, read, standing)]


def _are_all_new(base: sqlite3.Connection, pieces: Sequence[Piece]) -> bool:
    """Tell of plain pieces whether none of their numbers is in the index or stands there twice, as nearly always."""
    parts = [(one.desk, one.reads[0].entry[1], one.reads[-1].entry[1], one.name) for one in pieces if one.reads]
    query = "SELECT seq, path FROM entries WHERE desk = ? AND seq BETWEEN ? AND ? LIMIT 2"
    last: dict[str, int] = {}
    for desk, low, high, name in sorted(parts):
        if low <= last.get(desk, 0):
            return False
        last[desk] = high
        for seq, path in base.execute(query, (desk, low, high + 1)):
            if seq <= high or path == name:
                return False
    return True


_Places = dict[tuple[str, int], list[tuple[str, int]]]
"""Where entries stand, by desk and number: the first place is the one that is in the index."""


def _standing(base: sqlite3.Connection, reads: Iterable[Read]) -> _Places:
    """Return where the entries of those numbers, and of the ones that follow them, stand by now."""
    wanted: dict[str, set[int]] = {}
    for read in reads:
        wanted.setdefault(read.entry[0], set()).update((read.entry[1], read.entry[1] + 1))
    query = "SELECT seq, path, offset FROM entries WHERE desk = ? AND seq IN"
    found: _Places = {}
    for desk, numbers in wanted.items():
        for seq, path, offset in found_in(base, query, sorted(numbers), desk):
            found[desk, seq] = [(path, offset)]  # pyright: ignore[reportArgumentType]
    return found


def _is_new(base: sqlite3.Connection, piece: Piece, read: Read, standing: _Places) -> bool:
    """Tell whether a line's entry isn't in the index yet, and note what is wrong with the line."""
    desk, seq, *_rest, path, offset, _length = read.entry
    before = standing.get((desk, seq))
    is_new = before is None and not read.is_nobody
    if is_new:
        standing[desk, seq] = [(path, offset)]
    wrong = ""
    if read.wrong:
        wrong = f"was changed since it was written: {read.wrong}"
    elif desk != piece.desk:
        wrong = f"is one of {desk}'s, in a file of {piece.desk}"
    elif before is not None and before[0][0] == path and before[0][1] != offset:
        # In another file it is repeated after a failed fsync.
        wrong = f"stands there twice: entry {seq}"
    elif is_new and any(place == path and at < offset for place, at in standing.get((desk, seq + 1), ())):
        wrong = f"stands behind the one that follows it: entry {seq}"
    if wrong:
        note_damage(base, piece.name, read.line, offset, wrong)
    return is_new


def file_entries(base: sqlite3.Connection, new: Sequence[Read]) -> None:
    """File entries that are new in the index, and how far each desk has come."""
    base.executemany(_PUT_ENTRY, (read.entry for read in new))
    desks: dict[str, list[int]] = {}
    for read in new:
        if read.entry[1] > 0:
            desks.setdefault(read.entry[0], []).append(read.entry[1])
    base.executemany(_PUT_DESK, ((desk, max(numbers), len(numbers)) for desk, numbers in desks.items()))
