"""Where the journal may have grown since it was looked at last: that is asked every few seconds, of thousands of files.

A desk's chain grows in its newest day's files only, and a new file changes its folder. What else may happen to a file,
as a backup that is put back, is seen by looking at all of them: seldom, for it takes some milliseconds a thousand.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from callpilot.journal.day_files import DayFile, day_files

EVERY = 60.0
"""Seconds after which all files are looked at, whatever their folders say."""
_SETTLED = 3 * 10**9  # nanoseconds after which a folder's time tells for certain that nothing was added since


class Look(Struct, frozen=True):
    """The files that may have grown, in reading order, and whether these are all there are.

    `folders`: when each of their folders was changed, in ns; none when that can't be told for certain.
    """

    files: list[DayFile]
    is_whole: bool
    folders: dict[str, int]


class Looks:
    """The files of the journal in the folder `data`, as one index looks at them again and again."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._folders: dict[str, int] = {}
        self._growing: list[DayFile] = []
        self._whole_at = 0.0

    def look(self, *, at_all: bool = False) -> Look:
        """Look at the files that may have grown, or `at_all` of them. Raises OSError."""
        if not at_all and self._is_as_known():
            return Look(self._growing, False, {})
        now = time.time_ns()
        files = day_files(self._data)
        folders = _changes({str(self._data / "journal"), *_parents(files)})
        # What was added while they were listed, or in the same tick of the clock as that, their times don't tell.
        is_certain = all(now - at > _SETTLED for at in folders.values())
        return Look(files, True, folders if is_certain else {})

    def took(self, look: Look) -> None:
        """Remember that everything which a look has found was taken."""
        if look.is_whole:
            self._folders, self._growing, self._whole_at = look.folders, _newest(look.files), time.monotonic()

    def _is_as_known(self) -> bool:
        known = self._folders
        return bool(known) and time.monotonic() - self._whole_at < EVERY and _changes(known) == known


def _parents(files: list[DayFile]) -> set[str]:
    """The months' folders of some files, and the years'."""
    months = {file.where.rpartition(os.sep)[0] for file in files}
    return months | {month.rpartition(os.sep)[0] for month in months}


def _changes(folders: Iterable[str]) -> dict[str, int]:
    """When each of some folders was changed, in ns; one that is gone isn't there."""
    found: dict[str, int] = {}
    for folder in folders:
        try:
            found[folder] = os.stat(folder).st_mtime_ns  # noqa: PTH116 - every few seconds
        except OSError:
            continue
    return found


def _newest(files: list[DayFile]) -> list[DayFile]:
    """The files of each desk's newest day, in reading order."""
    days = {file.desk: file.day for file in files}  # in reading order: the last one of a desk is its newest
    return [file for file in files if days[file.desk] == file.day]
