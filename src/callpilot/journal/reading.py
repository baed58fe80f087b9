"""Reading the journal: every entry in order, with what is damaged named instead of hidden."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from callpilot.journal.chain import Tip
from callpilot.journal.day_files import DayFile, day_files, desks, newest_days
from callpilot.journal.tail import entry_in, last_entry
from callpilot.records.entry import Entry


class Damage(Struct, frozen=True, kw_only=True):
    """A line that can't be read: its file, its number from 1, where it begins, its bytes, and what is wrong."""

    path: Path
    line: int
    offset: int
    raw: bytes
    reason: str


class Line(Struct, frozen=True, kw_only=True):
    """A line that was read: where it stands (line from 1, offset in bytes), as written without newline, and read.

    `is_sound`: it is known to be as it was written, byte for byte, and to hold nothing that acts.
    """

    path: Path
    line: int
    offset: int
    raw: bytes
    entry: Entry
    is_sound: bool = False


def lines(path: Path, offset: int = 0, line: int = 1) -> Iterator[Line | Damage]:
    """Read one file from `offset` on, where line number `line` begins. Holds one line in memory. Raises
    OSError.
    """
    with path.open("rb") as file:
        file.seek(offset)
        for raw in file:
            whole = raw.removesuffix(b"\n")
            entry = entry_in(whole) if len(whole) < len(raw) else None
            if entry is not None:
                yield Line(path=path, line=line, offset=offset, raw=whole, entry=entry)
            else:
                reason = "is damaged" if len(whole) < len(raw) else "is torn: the line has no end"
                yield Damage(path=path, line=line, offset=offset, raw=raw, reason=reason)
                if len(whole) == len(raw):
                    return  # what is written behind it meanwhile is the rest of it, and no line
            offset += len(raw)
            line += 1


def entries(data: Path, *, desk: str | None = None, since: str = "") -> Iterator[Entry | Damage]:
    """Read the journal in file, then line order: of one desk or of all, from the ISO date (UTC) `since` on.

    What stands in a second segment because an fsync failed is given once. Raises OSError.
    """
    for day in by_day(day_files(data, desk, since)):
        seen: set[tuple[int, str]] = set()
        for file in day:
            for found in lines(file.path):
                if isinstance(found, Damage):
                    yield found
                    continue
                if len(day) > 1:
                    mark = (found.entry.seq, found.entry.hash)
                    if mark in seen:
                        continue
                    seen.add(mark)
                yield found.entry


def by_day(files: list[DayFile]) -> Iterator[list[DayFile]]:
    """Group files in reading order: all the segments of one desk's day together."""
    group: list[DayFile] = []
    for file in files:
        if group and (file.day, file.desk) != (group[-1].day, group[-1].desk):
            yield group
            group = []
        group.append(file)
    if group:
        yield group


def heads(data: Path) -> dict[str, Tip]:
    """Return where each desk's chain ends, reading only the ends of the newest files. Raises OSError."""
    return {desk: _head(data, desk) for desk in desks(data)}


def _head(data: Path, desk: str) -> Tip:
    for files in newest_days(data, desk):
        last = [entry for file in files if (entry := last_entry(file.path))]
        if last:
            newest = max(last, key=lambda entry: entry.seq)
            return Tip(newest.seq, newest.hash)
    return Tip()
