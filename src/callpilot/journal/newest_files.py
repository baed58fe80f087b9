"""The files of a desk's newest day, as every append looks for them: listed again only when there may be others."""

import os
from collections.abc import Iterator
from pathlib import Path

from callpilot.journal.day_files import DayFile, day_path, days_in, months

_SECOND = 1_000_000_000
_REST = 100_000_000
_COARSE_REST = 5 * _SECOND
"""Nanoseconds that a folder must have been at rest before its time tells of the next change: file systems count it in
steps, some of 10 ms, some of two seconds.
"""


class NewestFiles:
    """The files of `desk` in the journal of the folder `data`, whoever makes them.

    That one was made is told by its folder's time. It is believed only when the newest file was written well after it:
    both times are the file system's own, so that no wrong clock of this machine misleads. Where folders don't tell, the
    next segment is asked for, and whoever meets a file that shouldn't be there has them forgotten.
    """

    def __init__(self, data: Path, desk: str) -> None:
        self._data = data
        self._desk = desk
        self._files: list[DayFile] = []
        self._folders: tuple[str, ...] = ()
        self._times: list[int] = []
        self._after = ""

    def days(self) -> Iterator[list[DayFile]]:
        """Yield them day by day, the newest first, each day's segments in order. Raises OSError."""
        known = self._files if self._are_the_newest() else []
        if known:
            yield [*known]
        self.forget()
        for place, month in enumerate(months(self._data)):
            for files in days_in(month, self._desk):
                if place == 0 and not self._files:
                    self._remember(files, month)
                if files != known:
                    yield files

    def forget(self) -> None:
        """List them anew the next time, whatever their folders say."""
        self._files = []

    def _are_the_newest(self) -> bool:
        is_at_rest = bool(self._files) and _times(self._folders) == self._times
        return is_at_rest and not os.path.lexists(self._after)

    def _remember(self, files: list[DayFile], month: str) -> None:
        """Keep the newest day's `files`, unless one could be made now that its folders' times don't tell of."""
        year = os.path.dirname(month)  # noqa: PTH120
        folders = (month, year, os.path.dirname(year))  # noqa: PTH120
        *times, written = _times((*folders, files[-1].where)) or [0]
        rest = _COARSE_REST if any(time % _SECOND == 0 for time in times) else _REST
        if times and written > max(times) + rest:
            self._files, self._folders, self._times = files, folders, times
            self._after = str(day_path(self._data, files[-1].day, self._desk, files[-1].segment + 1))


def _times(paths: tuple[str, ...]) -> list[int]:
    """Return when each of `paths` was last changed, in nanoseconds; nothing when one of them can't be asked."""
    try:
        return [os.stat(path).st_mtime_ns for path in paths]  # noqa: PTH116
    except OSError:
        return []
