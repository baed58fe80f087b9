"""Where the next line of a desk's chain goes, whoever wrote the last one. Used under the append lock only."""

from pathlib import Path

from callpilot.journal.chain import Tip
from callpilot.journal.day_files import DayFile, day_path, newest_days
from callpilot.journal.disk import Disk
from callpilot.journal.tail import cut_torn_part, last_entry


class ChainEnd:
    """The end of one desk's chain as last seen: `tip`, and the files that are `distrusted` after a failure."""

    def __init__(self, data: Path, desk: str, disk: Disk) -> None:
        self._data = data
        self._desk = desk
        self._disk = disk
        self._known: dict[Path, tuple[int, bool]] = {}  # size up to which the tip is known; holds any entry
        self.tip = Tip()
        self.distrusted: set[Path] = set()

    def grew(self, path: Path, size: int) -> None:
        """Note that we wrote the file at `path` up to `size`: no need to read that again."""
        self._known[path] = size, bool(size)

    def is_known(self, path: Path, size: int) -> bool:
        """Tell whether the file at `path`, `size` bytes long, is what was looked at: not one that was out of sight."""
        return self._known.get(path, (0, False))[0] == size

    def look(self) -> list[DayFile]:
        """Find the end of the chain, which another program may have moved, and return the newest day's files."""
        newest: list[DayFile] = []
        for files in newest_days(self._data, self._desk):
            newest = newest or files
            holds_entries = [self._look_at(file.path) for file in files]  # every segment: each may hold the tip
            if any(holds_entries):
                break
        return newest

    def _look_at(self, path: Path) -> bool:
        """Take the tip from the file at `path` if it is newer; return whether the file holds any entry."""
        size, holds_entry = self._known.get(path, (-1, False))
        if path.stat().st_size == size:
            return holds_entry
        try:
            cut_torn_part(path, self._data, self._disk)
        except OSError:
            self.distrusted.add(path)
        entry = last_entry(path)
        if entry and entry.seq > self.tip.seq:
            self.tip = Tip(entry.seq, entry.hash)
        self._known[path] = path.stat().st_size, entry is not None
        return entry is not None

    def target(self, day: str, newest: list[DayFile]) -> DayFile:
        """Choose the file for entries of `day`: never a day before the newest, so that a clock set back does
        no harm.
        """
        segment = 1
        if newest and newest[-1].day >= day:
            day, segment = newest[-1].day, newest[-1].segment
        while (path := day_path(self._data, day, self._desk, segment)) in self.distrusted:
            segment += 1
        return DayFile(day, self._desk, segment, str(path))

    def next_segment(self, day: str) -> DayFile:
        """Return a file for entries of `day` that isn't there yet, behind those that are not trusted."""
        segment = 2
        while (path := day_path(self._data, day, self._desk, segment)) in self.distrusted or path.exists():
            segment += 1
        return DayFile(day, self._desk, segment, str(path))
