"""What was read of the journal put into the index: many entries at once, in few statements, whatever their order.

Days may be filed in any order, the newest first when there are many: of a record's revisions the last one stands in
the index by its number, its stamp, its desk and its place in the chain, and never by when it was filed.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from callpilot.journal.index_entries import file_entries, new_of
from callpilot.journal.index_known import file_known
from callpilot.journal.index_reading import CallRead, Piece, Read
from callpilot.journal.index_rows import Slices, found_in, free_rows
from callpilot.journal.index_runs import file_runs
from callpilot.journal.index_schema import WORD_COLUMNS

_PUT_DAY = """
INSERT INTO days (day, calls) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET calls=calls+excluded.calls
"""
_PUT_CALL = f"INSERT INTO calls VALUES ({', '.join('?' * 27)})"
_PUT_THING = f"INSERT OR REPLACE INTO things VALUES ({', '.join('?' * 14)})"
_PUT_FILE = "INSERT OR REPLACE INTO files (path, size, lines, mark, sum, mtime, node) VALUES (?, ?, ?, ?, ?, ?, ?)"
# Columns of a call's row, from its id on, and of a thing's.
_AT, _NAME, _NUMBER, _COMPANY, _DIGITS = 2, 5, 6, 7, 19
_MADE, _DESK, _CALL, _TEXT = 4, 6, 7, 10
_CALLBACK = 3  # of the words


def day_of(at: str) -> str:
    """Return the day that a call is counted under: texts in the order of their stamps have days in that order, too."""
    return f"{at:10.10}"


def file_pieces(base: sqlite3.Connection, pieces: Sequence[Piece]) -> int:
    """File what was read, inside `writing`; return how many entries are new in the index."""
    new = new_of(base, pieces)
    for piece in pieces:
        now = piece.now
        base.execute(_PUT_FILE, (piece.name, now.size, now.lines, now.mark, now.sum, piece.mtime, piece.node))
    file_entries(base, new)
    filed = _Filed(base)
    filed.things([read for read in new if read.thing])
    filed.calls([read for read in new if read.call])
    filed.write()
    file_known(base, (row for read in new for row in read.known))
    return len(new)


def _order(read: Read) -> tuple[int, str, str, int]:
    """The order of a record's revisions: by number, stamp, desk and place in the chain."""
    desk, seq, _id, rev, _kind, at, *_place = read.entry
    return rev, at, desk, seq


def _last(reads: Sequence[Read]) -> Read:
    """Return the last one of a record's revisions."""
    return reads[0] if len(reads) == 1 else max(reads, key=_order)


class _Before(Struct, frozen=True):
    """What the index has of a record by now."""

    rev: int
    written: str
    copies: int = 0
    made: str = ""
    desk: str = ""
    row: int = 0
    at: str = ""


class _Filed:
    """Records on their way into the tables `calls`, `things` and what belongs to them."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._newest: list[Read] = []  # whose procedures are counted
        self._seen: set[str] = set()  # records that had some before
        self._talk: set[str] = set()  # calls of which messages have other words now
        self._calls: list[Read] = []
        self._had: dict[str, _Before] = {}

    def things(self, reads: Sequence[Read]) -> None:
        """File records other than calls."""
        base, revisions = self._base, _by_id(reads)
        query = "SELECT id, rev, written, copies, made, desk FROM things WHERE id IN"
        found: list[Any] = found_in(base, query, revisions)
        had = {identity: _Before(*row) for identity, *row in found}
        rows: list[tuple[Any, ...]] = []
        for identity, read in revisions.items():
            last, before = _last(read), had.get(identity)
            made, desk = _first(read, before)
            copies = _copies(read, before)
            if before and not self._is_later(last, before):
                base.execute(
                    "UPDATE things SET made = ?, desk = ?, copies = ? WHERE id = ?", (made, desk, copies, identity)
                )
                continue
            assert last.thing is not None
            row = last.thing.row
            rows.append((*row[:_MADE], made, row[_MADE + 1], desk, *row[_CALL:], copies))
            if row[_CALL] and row[_TEXT]:
                self._talk.add(row[_CALL])
            if last.has_runs:
                self._count(last, identity if before else "")
        base.executemany(_PUT_THING, rows)

    def calls(self, reads: Sequence[Read]) -> None:
        """File calls."""
        revisions = _by_id(reads)
        query = "SELECT id, rev, written, row, at FROM calls WHERE id IN"
        found: list[Any] = found_in(self._base, query, revisions)
        self._had = {identity: _Before(rev, written, row=row, at=at) for identity, rev, written, row, at in found}
        for identity, read in revisions.items():
            last, before = _last(read), self._had.get(identity)
            if before is None or self._is_later(last, before):
                self._calls.append(last)
                self._count(last, identity if before else "")

    def write(self) -> None:
        """Write the calls, and the words by which they are found with those of their messages."""
        base = self._base
        slices = Slices(base)
        self._take_out(slices)
        placed = self._placed()
        if placed:
            slices.make_room(min(row for row, _ in placed), max(row for row, _ in placed))
            base.executemany(_PUT_CALL, [(row, *_call(read).row) for row, read in placed])
            self._count_days(1, (_call(read).row[_AT] for _, read in placed))
        texts = self._texts()
        self._put_words(slices, placed, texts)
        self._mend_words(slices, texts)
        file_runs(
            base, sorted(self._seen), [run for read in self._newest for run in read.runs],
            [skip for read in self._newest for skip in read.skips],
        )  # fmt: skip
        self._put_callers()

    def _count(self, read: Read, before: str) -> None:
        self._newest.append(read)
        if before:
            self._seen.add(before)

    def _is_later(self, read: Read, before: _Before) -> bool:
        rev, at, desk, seq = _order(read)
        if (rev, at) != (before.rev, before.written):
            return (rev, at) > (before.rev, before.written)
        query = "SELECT desk, seq FROM entries WHERE id = ? AND rev = ? AND at = ?"
        return (desk, seq) >= max(self._base.execute(query, (read.entry[2], rev, at)))

    def _take_out(self, slices: Slices) -> None:
        """Take out what is known of calls so far that have a later revision now."""
        gone = [self._had[read.entry[2]] for read in self._calls if read.entry[2] in self._had]
        for before in gone:
            one = slices.of(before.row)
            self._base.execute(f"DELETE FROM {one.name} WHERE rowid = ?", (before.row,))
            self._base.execute("DELETE FROM calls WHERE row = ?", (before.row,))
            slices.counted(one, -1)
        self._count_days(-1, (before.at for before in gone))

    def _placed(self) -> list[tuple[int, Read]]:
        """Give each call its row: where it stood if it is of the same moment, else at its own."""
        wanted: list[tuple[int, str]] = []
        for read in self._calls:
            call, before = _call(read), self._had.get(read.entry[2])
            is_there = before is not None and before.at == call.row[_AT]
            wanted.append((before.row if before and is_there else call.place, read.entry[2]))
        return list(zip(free_rows(self._base, wanted), self._calls, strict=True))

    def _count_days(self, step: int, stamps: Iterable[str]) -> None:
        counts = Counter(day_of(at) for at in stamps)
        self._base.executemany(_PUT_DAY, ((day, step * count) for day, count in counts.items()))

    def _texts(self) -> dict[str, str]:
        """Return what was said in the messages and other matters of the calls, by call."""
        calls = {read.entry[2] for read in self._calls} | self._talk
        query = "SELECT call, id, text FROM things WHERE text != '' AND call != '' AND call IN"
        found: list[Any] = sorted(set(found_in(self._base, query, sorted(calls))))
        texts: dict[str, str] = {}
        for call, _identity, text in found:
            texts[call] = f"{texts[call]}\n{text}" if call in texts else text
        return texts

    def _put_words(self, slices: Slices, placed: Sequence[tuple[int, Read]], texts: dict[str, str]) -> None:
        columns = f"rowid, {', '.join(WORD_COLUMNS)}"
        marks = ", ".join("?" * (1 + len(WORD_COLUMNS)))
        rows = [(row, *_call(read).words, texts.get(read.entry[2], "")) for row, read in placed]
        for one, share in slices.shared_out(rows):
            self._base.executemany(f"INSERT INTO {one.name} ({columns}) VALUES ({marks})", share)
            slices.counted(one, len(share))

    def _mend_words(self, slices: Slices, texts: dict[str, str]) -> None:
        """Put other words of messages to calls that stay as they are."""
        left = self._talk - {read.entry[2] for read in self._calls}
        found: list[Any] = found_in(self._base, "SELECT row, id FROM calls WHERE id IN", sorted(left)) if left else []
        for row, identity in set(found):
            name = slices.of(row).name
            self._base.execute(f"UPDATE {name} SET messages = ? WHERE rowid = ?", (texts.get(identity, ""), row))

    def _put_callers(self) -> None:
        """Keep each text that tells who calls, once: what is in none of them needn't be looked for in all calls."""
        rows = [_call(read).row for read in self._calls]
        numbers = {row[_DIGITS] for row in rows} - {""}
        self._base.executemany("INSERT OR IGNORE INTO numbers (digits) VALUES (?)", ((one,) for one in sorted(numbers)))
        texts = {text for row in rows for text in (row[_NAME], row[_COMPANY], row[_NUMBER])}
        texts |= {_call(read).words[_CALLBACK] for read in self._calls}
        texts -= {""}
        known = {text for (text,) in found_in(self._base, "SELECT text FROM callers WHERE text IN", sorted(texts))}
        last = self._base.execute("SELECT coalesce(max(place), 0) FROM callers").fetchone()[0]
        new = list(enumerate(sorted(texts - known), last + 1))
        self._base.executemany("INSERT INTO callers (place, text) VALUES (?, ?)", new)
        self._base.executemany("INSERT INTO caller_words (rowid, text) VALUES (?, ?)", new)


def _by_id(reads: Iterable[Read]) -> dict[str, list[Read]]:
    found: dict[str, list[Read]] = {}
    for read in reads:
        found.setdefault(read.entry[2], []).append(read)
    return found


def _first(reads: Sequence[Read], before: _Before | None) -> tuple[str, str]:
    """Return when a record was written first, and at which desk. What isn't as it was written tells it only alone."""
    sound = [(read.entry[5], read.entry[0]) for read in reads if read.entry[3] > 0]
    if before and (before.rev > 0 or not sound):
        sound.append((before.made, before.desk))
    return min(sound or [(read.entry[5], read.entry[0]) for read in reads])


def _copies(reads: Sequence[Read], before: _Before | None) -> int:
    """Return how many entries are a record's newest revision: one, unless desks didn't see each other."""
    newest = max([read.entry[3] for read in reads] + ([before.rev] if before else []))
    here = sum(read.entry[3] == newest for read in reads)
    return here + (before.copies if before and before.rev == newest else 0)


def _call(read: Read) -> CallRead:
    assert read.call is not None
    return read.call
