"""Filling the index: what the journal has grown by, or all of it again when the index can't be relied on."""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec import Struct

from callpilot.journal.day_files import DayFile
from callpilot.journal.index_base import IndexBase
from callpilot.journal.index_filing import file_pieces
from callpilot.journal.index_late import put_off, put_off_so_far
from callpilot.journal.index_looking import Look, Looks
from callpilot.journal.index_reading import Known, Piece, Reader, standing
from callpilot.journal.index_rounds import Job, newest_days, rounds
from callpilot.journal.index_rows import found_in

_ROUND = 8000  # lines filed in one transaction, so that nobody waits long
_NEWEST = 1 << 20  # bytes that are read first: what is newest is there at once
_LONG = 1000  # entries from which on it is told how far it is
_MUCH = 8 << 20  # bytes for which it pays to start another process
_AWHILE = 1.0  # seconds that one thread waits for another that files


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
        self._filling = threading.RLock()
        self._looks = Looks(data)

    def catch_up(self, progress: Callable[[int], None] | None = None) -> int:
        """File what the journal has grown by; return how many entries. Calls `progress` with the count so
        far.

        A file that shrank, changed or vanished makes the index start again. While another thread files a long journal,
        this files the newest day of it and, unless that one is done in a moment, leaves it the rest.
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
        look, known = self._looked()
        files = {file.name: file for file in look.files}
        if known.keys() - files.keys():
            return self._rebuild(progress)
        grown = [file for name, file in files.items() if known.get(name) != standing(file.where)]  # few of thousands
        total = 0
        if not self._filling.acquire(blocking=False):
            newest = max((file.day for file in grown), default="")
            total = self._filed([file for file in grown if file.day == newest], progress)
            if not self._filling.acquire(timeout=_AWHILE):
                return total
        try:
            total += self._filed(grown, progress)
        finally:
            self._filling.release()
        if total >= _LONG or self._base.is_thrown_away:
            self.on_anew(Anew(why=self._base.why_anew, entries=total, is_done=True))
        self._make_up()  # whoever put it off may have been killed
        self._base.was_filled()
        self._looks.took(look)
        return total

    def _looked(self) -> tuple[Look, dict[str, tuple[int, int, int]]]:
        """Look where the journal may have grown; return that, and what the index has of those files."""
        look = self._looks.look(at_all=bool(self._base.why_anew))
        known = self._known_files(None if look.is_whole else look.files)
        if not look.is_whole and len(known) < len(look.files):  # this isn't the index any more that had them
            look = self._looks.look(at_all=True)
            known = self._known_files()
        return look, known

    def _filed(self, grown: Sequence[DayFile], progress: Callable[[int], None] | None) -> int:
        """File what is new in the files that have `grown`; return how many entries."""
        total = 0
        while grown:
            again: set[str] = set()
            jobs = self._jobs(grown)
            is_much = sum(job.more for job in jobs) >= _MUCH
            with closing(self._rounds(jobs, is_much=is_much)) as found:
                for pieces in found:
                    if any(piece.is_changed for piece in pieces):
                        return self._rebuild(progress)
                    count = self._file_round(pieces, again)
                    total += count
                    if progress and count:
                        progress(total)
                    if count and (is_much or total >= _LONG):
                        self.on_anew(Anew(why=self._base.why_anew, entries=total))
            grown = [file for file in grown if file.name in again]
        return total

    def _jobs(self, grown: Sequence[DayFile]) -> deque[Job]:
        """Return what is to be read, the newest day first, of one day in reading order."""
        known = self._known_places(grown)
        jobs: deque[Job] = deque()
        for file in sorted(grown, key=lambda file: file.day, reverse=True):
            had, *when = known.get(file.name, (None, 0, 0))
            before = had.size if had else 0
            size, *since = standing(file.where)
            if had is None or (before, when) != (size, since):
                jobs.append(Job(file.name, file.day, file.desk, had, max(0, size - before)))
        return jobs

    def _rounds(self, jobs: deque[Job], *, is_much: bool) -> Generator[list[Piece]]:
        """Yield what is to be filed in one transaction each: the newest days by themselves, then all others.

        When there `is_much`, another process reads on while what it has read is filed.
        """
        reader = Reader(self._data, self._country)
        newest = newest_days(jobs, _NEWEST)
        if not is_much:
            yield from rounds(reader, newest, _ROUND)
            yield from rounds(reader, jobs, _ROUND)
            return
        from callpilot.journal.index_beside import Beside  # seldom: no command waits for what starts processes

        with self._base.in_bulk(), Beside(reader, jobs, _ROUND) as other:
            with self._base.writing() as base:
                put_off(base)
            yield from rounds(reader, newest, _ROUND)
            yield from other.rounds()
            self._make_up()

    def _make_up(self) -> None:
        """Make what was put off."""
        for made in put_off_so_far(self._base.connection()):
            with self._base.writing() as base:
                base.execute(made)

    def _known_files(self, files: list[DayFile] | None = None) -> dict[str, tuple[int, int, int]]:
        """What the index has of some files, or of all."""
        query, bound = "SELECT path, size, mtime, node FROM files", [file.name for file in files or ()]
        if files is not None:
            query += f" WHERE path IN ({', '.join('?' * len(bound))})"
        return {name: (size, mtime, node) for name, size, mtime, node in self._base.connection().execute(query, bound)}

    def _known_places(self, files: Sequence[DayFile]) -> dict[str, tuple[Known, int, int]]:
        """What the index has of some files, when each was changed then, and its number."""
        query = "SELECT path, size, lines, mark, sum, mtime, node FROM files WHERE path IN"
        found: list[Any] = found_in(self._base.connection(), query, [file.name for file in files])
        return {name: (Known(*had), mtime, node) for name, *had, mtime, node in found}

    def _file_round(self, pieces: Sequence[Piece], again: set[str]) -> int:
        """File some pieces, and return how many entries are new. What another process or thread has filed meanwhile is
        to be read `again`, from where that one ended.
        """
        with self._base.writing() as base:
            mine = [piece for piece in pieces if _known(base, piece.name) == piece.known]
            again.update({piece.name for piece in pieces} - {piece.name for piece in mine})
            return file_pieces(base, mine)


def _nobody(_anew: Anew) -> None:
    return None


def _known(base: sqlite3.Connection, name: str) -> Known | None:
    """Return what the index has of a file; None when it has nothing."""
    row: Any = base.execute("SELECT size, lines, mark, sum FROM files WHERE path = ?", (name,)).fetchone()
    return Known(*row) if row else None
