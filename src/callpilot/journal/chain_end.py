"""Where the next line of a desk's chain goes, whoever wrote the last one. Used under the append lock only."""

import os
from pathlib import Path

from callpilot.journal.chain import Tip
from callpilot.journal.day_files import DayFile, day_path
from callpilot.journal.disk import Disk
from callpilot.journal.newest_files import NewestFiles
from callpilot.journal.tail import cut_torn_part, last_entry


class ChainEnd:
    """The end of one desk's chain as last seen: `tip`, and the files that are `distrusted` after a failure.

    Files are known by where they are, a text: every closing of a call asks for them.
    """

    def __init__(self, data: Path, desk: str, disk: Disk) -> None:
        self._data = data
        self._desk = desk
        self._disk = disk
        self._files = NewestFiles(data, desk)
        self._known: dict[str, tuple[int, bool]] = {}  # size up to which the tip is known; holds any entry
        self.tip = Tip()
        self.distrusted: set[str] = set()

    def grew(self, file: DayFile, size: int) -> None:
        """Note that we wrote `file` up to `size`: no need to read that again."""
        self._known[file.where] = size, bool(size)

    def is_known(self, file: DayFile, size: int) -> bool:
        """Tell whether `file`, `size` bytes long, is what was looked at: not one that was out of sight."""
        return self._known.get(file.where, (0, False))[0] == size

    def forget(self) -> None:
        """Look for the newest files anew the next time."""
        self._files.forget()

    def look(self) -> list[DayFile]:
        """Find the end of the chain, which another program may have moved, and return the newest day's files."""
        newest: list[DayFile] = []
        for files in self._files.days():
            newest = newest or files
            holds_entries = [self._look_at(file) for file in files]  # every segment: each may hold the tip
            if any(holds_entries):
                break
        return newest

    def _look_at(self, file: DayFile) -> bool:
        """Take the tip from `file` if it is newer; return whether the file holds any entry."""
        size, holds_entry = self._known.get(file.where, (-1, False))
        if os.stat(file.where).st_size == size:  # noqa: PTH116
            return holds_entry
        path = file.path
        try:
            cut_torn_part(path, self._data, self._disk)
        except OSError:
            self.distrusted.add(file.where)
        entry = last_entry(path)
        if entry and entry.seq > self.tip.seq:
            self.tip = Tip(entry.seq, entry.hash)
        self._known[file.where] = path.stat().st_size, entry is not None
        return entry is not None

    def target(self, day: str, newest: list[DayFile]) -> DayFile:
        """Choose the file for entries of `day`: never a day before the newest, so that a clock set back does
        no harm.
        """
        last = newest[-1] if newest else None
        if last is None or last.day < day:
            return self._trusted(day, 1)
        return last if last.where not in self.distrusted else self._trusted(last.day, last.segment)

    def next_segment(self, day: str) -> DayFile:
        """Return a file for entries of `day` that isn't there yet, behind those that are not trusted."""
        file = self._trusted(day, 2)
        while file.path.exists():
            file = self._trusted(day, file.segment + 1)
        return file

    def _trusted(self, day: str, segment: int) -> DayFile:
        """Return the first file of `day` from `segment` on that is not distrusted."""
        while (where := str(day_path(self._data, day, self._desk, segment))) in self.distrusted:
            segment += 1
        return DayFile(day, self._desk, segment, where)
