"""Filling the index: what the journal has grown by, or all of it again when the index can't be relied on."""

import os
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from msgspec import Struct

from callpilot.journal.chain import HEAD_CHANGED, change_in
from callpilot.journal.day_files import day_files
from callpilot.journal.index_base import IndexBase
from callpilot.journal.index_damage import note_damage
from callpilot.journal.index_filing import file_line
from callpilot.journal.reading import Damage, Line, lines

_ROUND = 2000  # lines filed in one transaction, so that nobody waits long
_MARK = 4096  # bytes before the offset that must still be there


class Anew(Struct, frozen=True, kw_only=True):
    """The index is being made anew: `why` in words, how many entries it has now, and whether that is all."""

    why: str
    entries: int
    is_done: bool = False


class Filling:
    """The half of the index that is written. `on_anew` is called, by whatever thread does the work, when it takes long
    or the index had to be thrown away.
    """

    def __init__(self, data: Path, cache: Path, *, country: str = "") -> None:
        self.on_anew: Callable[[Anew], None] = _nobody
        self._data = data
        self._country = country
        self._base = IndexBase(cache)

    def catch_up(self, progress: Callable[[int], None] | None = None) -> int:
        """File what the journal has grown by; return how many entries. Calls `progress` with the count so
        far.

        A file that shrank, changed or vanished makes the index start again.
        """
        self._base.mend_doubted()
        return self._base.attempt(lambda: self._catch_up(progress), lambda: None)

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Make the index anew from the whole journal; return how many entries it holds."""
        return self._base.attempt(lambda: self._rebuild(progress), lambda: None)

    def _rebuild(self, progress: Callable[[int], None] | None) -> int:
        (self._data / "journal").stat()  # a folder that is away isn't an empty one
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
        found = {file.name: file for file in day_files(self._data)}
        known = self._known_files()
        if known.keys() - found.keys():
            return self._rebuild(progress)
        total = 0
        for name, file in found.items():
            if known.get(name) == _standing(file.where):
                continue  # nearly all of them, in a long journal
            while count := self._file_round(name, file.path, file.desk):
                if count < 0:
                    return self._rebuild(progress)
                total += count - 1
                if progress:
                    progress(total)
                if total >= _ROUND:
                    self.on_anew(Anew(why=self._base.why_anew, entries=total))
        if total >= _ROUND or self._base.is_thrown_away:
            self.on_anew(Anew(why=self._base.why_anew, entries=total, is_done=True))
        self._base.was_filled()
        return total

    def _known_files(self) -> dict[str, tuple[int, int, int]]:
        rows = self._base.connection().execute("SELECT path, size, mtime, node FROM files")
        return {name: (size, mtime, node) for name, size, mtime, node in rows}

    def _file_round(self, name: str, path: Path, desk: str) -> int:
        """File some lines of one file; return 1 + how many entries, 0 when nothing is left, -1 if it changed."""
        size, mtime, node = standing = _standing(path)
        query = "SELECT size, mtime, node FROM files WHERE path = ?"
        if self._base.connection().execute(query, (name,)).fetchone() == standing:
            return 0
        with self._base.writing() as base:
            row = base.execute("SELECT size, lines, mark, sum FROM files WHERE path = ?", (name,)).fetchone()
            offset, number, mark, own = row or (0, 0, "", 0)
            if size < offset or (row and _mark(path, offset) != mark):
                return -1
            if row and size == offset and _sum(path, offset) != own:
                return -1  # it was written over: what stands before its end is looked at only when it didn't grow
            end, count, entries, own = self._file_lines(base, name, path, desk, offset, number, own)
            is_all = end == size
            base.execute(
                "INSERT OR REPLACE INTO files (path, size, lines, mark, sum, mtime, node) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (name, end, number + count, _mark(path, end), own, mtime if is_all else 0, node),
            )
        return 1 + entries if count else 0

    def _file_lines(
        self, base: sqlite3.Connection, name: str, path: Path, desk: str, offset: int, number: int, own: int
    ) -> tuple[int, int, int, int]:
        count = entries = 0
        for line in lines(path, offset, number + 1):
            if not isinstance(line, Line) and not line.raw.endswith(b"\n"):
                break  # being written just now, or torn: not before it is whole
            raw = line.raw + b"\n" if isinstance(line, Line) else line.raw
            offset, own, count = line.offset + len(raw), crc32(raw, own), count + 1
            entries += self._file_found(base, name, desk, line)
            if count >= _ROUND:
                break
        return offset, count, entries, own

    def _file_found(self, base: sqlite3.Connection, name: str, desk: str, found: Line | Damage) -> bool:
        """File one line, and what is wrong with it; return whether an entry came of it."""
        if isinstance(found, Damage):
            note_damage(base, name, found, found.reason)
            return False
        wrong = change_in(found.raw, found.entry)
        is_filed = file_line(base, found, name, self._key, is_doubtful=wrong == HEAD_CHANGED)
        if wrong:
            note_damage(base, name, found, f"was changed since it was written: {wrong}")
        elif found.entry.desk != desk:
            note_damage(base, name, found, f"is one of {found.entry.desk}'s, in a file of {desk}")
        elif not is_filed and self._stands_here(base, name, found):
            note_damage(base, name, found, f"stands there twice: entry {found.entry.seq}")
        elif is_filed and self._is_overtaken(base, name, found):
            note_damage(base, name, found, f"stands behind the one that follows it: entry {found.entry.seq}")
        return is_filed

    def _stands_here(self, base: sqlite3.Connection, name: str, found: Line) -> bool:
        """Tell whether the entry stands in the same file before; in another it is repeated after a failed fsync."""
        query = "SELECT path, offset FROM entries WHERE desk = ? AND seq = ?"
        return base.execute(query, (found.entry.desk, found.entry.seq)).fetchone() != (name, found.offset) and bool(
            base.execute(f"{query} AND path = ?", (found.entry.desk, found.entry.seq, name)).fetchone()
        )

    def _is_overtaken(self, base: sqlite3.Connection, name: str, found: Line) -> bool:
        query = "SELECT 1 FROM entries WHERE desk = ? AND seq = ? AND path = ? AND offset < ?"
        return base.execute(query, (found.entry.desk, found.entry.seq + 1, name, found.offset)).fetchone() is not None

    def _key(self, number: str) -> str:
        if not number:
            return ""
        from callpilot.site.numbers import same_number_key

        return same_number_key(number, self._country)


def _nobody(_anew: Anew) -> None:
    return None


def _standing(path: str | Path) -> tuple[int, int, int]:
    """Return a file's size, when it was changed, and its number: by them a file is known that didn't change."""
    stat = os.stat(path)  # noqa: PTH116 - of thousands of files at every start: no Path is made for each
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def _mark(path: Path, offset: int) -> str:
    """Return a fingerprint of the bytes before `offset`: when it differs, the file isn't the one that was read."""
    with path.open("rb") as file:
        file.seek(max(0, offset - _MARK))
        return sha256(file.read(min(offset, _MARK))).hexdigest()


def _sum(path: Path, size: int) -> int:
    with path.open("rb") as file:
        return crc32(file.read(size))
