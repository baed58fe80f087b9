"""Proving that the journal is as it was written: every digest, every hash, no entry missing, none put in."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from callpilot.journal.chain import Tip, change_in, is_tombstone
from callpilot.journal.day_files import NO_FILE_OF_OURS, DayFile, day_files, strangers
from callpilot.journal.proofs import proofs
from callpilot.journal.proving import Stretch, erased_by
from callpilot.journal.reading import Damage, Line, by_day
from callpilot.journal.settling import settled_lines
from callpilot.plain.problems import Problem
from callpilot.records.entry import Entry


class Report(Struct):
    """What was verified: how many files and entries, the first bad line of each file, each desk's last hash."""

    files: int = 0
    entries: int = 0
    problems: list[Problem] = []
    heads: dict[str, str] = {}


def verify(data: Path) -> Report:
    """Recompute the whole journal in `data`. A file or folder that can't be read is a problem of its own."""
    report = Report()
    try:
        files = day_files(data)
        report.problems += (Problem(source=path, message=NO_FILE_OF_OURS) for path in strangers(data))
    except OSError as fault:
        report.problems.append(_unreadable(data / "journal", fault))
        return report
    proven = proofs(files)
    for desk in sorted({file.desk for file in files}):
        _Chain(data, desk, report, proven).follow([file for file in files if file.desk == desk])
    report.problems.sort(key=lambda problem: (str(problem.source), problem.line))
    return report


class _Place(NamedTuple):
    """A line to be blamed: its file, and its number from 1."""

    path: Path
    line: int


class _Chain:
    """One desk's chain, followed from its first entry: file by file where they are proven, else line by line."""

    def __init__(self, data: Path, desk: str, report: Report, proven: dict[str, Stretch]) -> None:
        self._data = data
        self._desk = desk
        self._report = report
        self._proven = proven
        self._tip = Tip()
        self._bad: dict[Path, Problem] = {}
        self._tombstones: dict[tuple[str, int], _Place] = {}
        self._erasures: set[tuple[str, int]] = set()

    def follow(self, files: list[DayFile]) -> None:
        for day in by_day(files):
            self._report.files += len(day)
            stretch = self._proven.get(day[0].where) if len(day) == 1 else None
            if stretch and stretch.follows == self._tip:
                self._go_on_behind(stretch, day[0].path)
                continue
            for found in self._lines(day):
                if isinstance(found, Damage):
                    self._blame(found, f"the line {found.reason}")
                else:
                    self._check(found)
        for mark, place in self._tombstones.items():
            if mark not in self._erasures:
                self._blame(place, "its data is gone, and no erasure entry says why")
        self._report.problems += self._bad.values()
        self._report.heads[self._desk] = self._tip.hash

    def _go_on_behind(self, stretch: Stretch, path: Path) -> None:
        self._report.entries += stretch.entries
        self._erasures.update(stretch.erasures)
        self._tombstones |= {mark: _Place(path, line) for mark, line in stretch.tombstones.items()}
        self._tip = stretch.tip

    def _lines(self, day: list[DayFile]) -> Iterator[Line | Damage]:
        """Give a day's lines in the chain's order; what a second segment repeats because an fsync failed,
        once.
        """
        if len(day) == 1:
            yield from self._of_file(day[0].path)
            return
        seen: dict[tuple[int, str], Line] = {}
        for file in day:
            before = 0
            for found in self._of_file(file.path):
                if isinstance(found, Damage):
                    yield found
                    continue
                if found.entry.seq <= before:
                    self._blame(
                        found, f"entry {found.entry.seq} stands behind entry {before}: a line was put in or moved"
                    )
                before = max(before, found.entry.seq)
                seen.setdefault((found.entry.seq, found.entry.hash), found)
        yield from sorted(seen.values(), key=lambda line: line.entry.seq)

    def _of_file(self, path: Path) -> Iterator[Line | Damage]:
        try:
            yield from settled_lines(self._data, self._desk, path)
        except OSError as fault:
            self._bad.setdefault(path, _unreadable(path, fault))

    def _check(self, line: Line) -> None:
        entry = line.entry
        self._report.entries += 1
        if wrong := self._wrong_place(entry) or self._wrong_bytes(line):
            self._blame(line, wrong)
        if erased := erased_by(entry):
            self._erasures.add(erased)
        self._tip = Tip(entry.seq, entry.hash)

    def _wrong_place(self, entry: Entry) -> str:
        expected = self._tip.seq + 1
        if entry.desk != self._desk:
            return f"it is an entry of {entry.desk!r} in a file of {self._desk!r}"
        if entry.seq > expected:
            gone = f"{expected} is" if entry.seq == expected + 1 else f"{expected} to {entry.seq - 1} are"
            return f"entry {gone} missing before this line: a line or a file was removed"
        if entry.seq < expected:
            return f"entry {entry.seq} stands here, where {expected} should: a line was repeated or put in"
        return "" if entry.prev == self._tip.hash else f"entry {entry.seq} doesn't follow the one before it"

    def _wrong_bytes(self, line: Line) -> str:
        entry = line.entry
        if wrong := change_in(line.raw, entry):
            return f"entry {entry.seq} was changed: {wrong}"
        if is_tombstone(entry):
            self._tombstones[entry.id, entry.seq] = _Place(line.path, line.line)
        return ""

    def _blame(self, line: Line | Damage | _Place, message: str) -> None:
        """Name a file's first bad line only: what follows from it says nothing new."""
        known = self._bad.get(line.path)
        if known is None or line.line < known.line:
            self._bad[line.path] = Problem(source=line.path, line=line.line, message=message)


def _unreadable(path: Path, fault: OSError) -> Problem:
    return Problem(source=path, message=f"can't be read: {fault.strerror or type(fault).__name__}")
