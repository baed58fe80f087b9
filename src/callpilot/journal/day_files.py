"""The journal's files: `journal/YYYY/MM/YYYY-MM-DD.<desk>.jsonl`, one a day and desk, by the UTC date.

After a failed fsync a file is not trusted again and its day goes on in a new segment: `….<desk>.2.jsonl`,
`.3` …
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from callpilot.plain.private_file import is_plain_file

_NAME = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)\.(?P<desk>[a-z0-9][a-z0-9-]*)(?:\.(?P<segment>[1-9]\d*))?\.jsonl")
NO_FILE_OF_OURS = "is a link or no plain file, and was left alone; put the file itself in its place"
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d\d")


class DayFile(Struct, frozen=True):
    """One file of the journal. `day` is an ISO date (UTC), `where` its path: a text, for there are thousands."""

    day: str
    desk: str
    segment: int
    where: str

    @property
    def path(self) -> Path:
        """Its path."""
        return Path(self.where)

    @property
    def name(self) -> str:
        """Where it is under the data folder, as the index and its damage name it."""
        return "/".join(self.where.rsplit(os.sep, 4)[1:])


def day_path(data: Path, day: str, desk: str, segment: int = 1) -> Path:
    """Return where the entries of `desk` on the ISO date `day` are kept."""
    part = f".{segment}" if segment > 1 else ""
    return data / "journal" / day[:4] / day[5:7] / f"{day}.{desk}{part}.jsonl"


def day_files(data: Path, desk: str | None = None, since: str = "") -> list[DayFile]:
    """Return the files of the journal in reading order: of one desk or of all, from the ISO date `since` on.

    Raises OSError when a folder is there and can't be read.
    """
    found: list[DayFile] = []
    for month in months(data):
        if since and "-".join(month.rsplit(os.sep, 2)[1:]) < since[:7]:
            break
        found += [file for file in _in_month(month, desk) if file.day >= since]
    return sorted(found, key=_place)


def desks(data: Path) -> list[str]:
    """Return the names of all desks that ever wrote into the journal. Raises OSError."""
    found: set[str] = set()
    for month in months(data):
        for entry in _entries(month):
            known = entry.name.split(".", 2)[1:2]  # of thousands of files, few are a desk's first to be seen
            if known and known[0] not in found and (file := _day_file(entry)):
                found.add(file.desk)
    return sorted(found)


def strangers(data: Path, *, newest: bool = False) -> list[Path]:
    """Return what has the name of a file of the journal and is none: a link, a pipe. It is neither read nor written.

    With `newest` only the newest month is looked at. Raises OSError.
    """
    found: list[Path] = []
    for month in months(data):
        found += (path for path in Path(month).iterdir() if _NAME.fullmatch(path.name) and not is_plain_file(path))
        if newest:
            break
    return sorted(found)


def newest_days(data: Path, desk: str) -> Iterator[list[DayFile]]:
    """Yield the files of `desk` day by day, the newest day first, each day's segments in order. Raises
    OSError.
    """
    for month in months(data):
        yield from days_in(month, desk)


def days_in(month: str, desk: str) -> Iterator[list[DayFile]]:
    """Yield the same of one month's folder."""
    files = sorted(_in_month(month, desk), key=_place)
    for day in sorted({file.day for file in files}, reverse=True):
        yield [file for file in files if file.day == day]


def months(data: Path) -> Iterator[str]:
    """Yield the journal's month folders, the newest first: texts, for they are gone through at many a closing."""
    for year in _folders(f"{data}{os.sep}journal", _YEAR):
        yield from _folders(year, _MONTH)


def _folders(parent: str, name: re.Pattern[str]) -> list[str]:
    try:
        with os.scandir(parent) as entries:
            found = [entry.path for entry in entries if name.fullmatch(entry.name) and entry.is_dir()]
    except FileNotFoundError:
        return []
    return sorted(found, reverse=True)


def _in_month(month: str, desk: str | None) -> Iterator[DayFile]:
    for entry in _entries(month):
        if (file := _day_file(entry)) and desk in (None, file.desk):
            yield file


def _entries(month: str) -> Iterator[os.DirEntry[str]]:
    try:
        entries = os.scandir(month)
    except FileNotFoundError:
        return
    with entries:
        yield from entries


def _day_file(entry: os.DirEntry[str]) -> DayFile | None:
    name = _NAME.fullmatch(entry.name)
    # Where the system tells the kind with the name, nothing is asked of the file itself: there are thousands.
    if name is None or not entry.is_file(follow_symlinks=False):
        return None
    day, desk, segment = name.groups()
    return DayFile(day, desk, int(segment or 1), entry.path)


def _place(file: DayFile) -> tuple[str, str, int, str]:
    return file.day, file.desk, file.segment, file.where
