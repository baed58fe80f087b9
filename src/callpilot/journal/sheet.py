"""The sheet of something unfinished: `open/<id>.jsonl`, one line a change, on disk before it is painted."""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from callpilot.journal.codec import encode
from callpilot.journal.disk import FULL, Disk, no_progress, trouble_with
from callpilot.journal.sheet_lines import whole_lines, written
from callpilot.journal.syncing import BATCH, RETRY, pause_after
from callpilot.journal.tail import torn_part
from callpilot.journal.trouble import Trouble
from callpilot.plain.private_file import is_plain_file

_UNREADABLE_N = 1_000_000_000  # where numbering goes on when the earlier lines can't be read: never one used twice
_SEGMENT = re.compile(r"(?P<id>[^.]+)(?:\.(?P<segment>[1-9]\d*))?\.jsonl")


def sheet_files(folder: Path, identity: str | None = None) -> dict[str, list[Path]]:
    """Return the files of the sheets in `folder` by id, each one's segments in order. Raises OSError."""
    found: dict[str, list[tuple[int, Path]]] = {}
    try:
        paths = list(folder.iterdir())
    except FileNotFoundError:
        return {}
    for path in paths:
        name = _SEGMENT.fullmatch(path.name)
        if name and identity in (None, name["id"]) and is_plain_file(path):
            found.setdefault(name["id"], []).append((int(name["segment"] or 1), path))
    return {name: [path for _segment, path in sorted(files)] for name, files in sorted(found.items())}


class Sheet:
    """One sheet, written by any thread and synced by one. Nothing here raises because a disk fails: what
    can't be written stays in memory, in order, until it can. All its lines are kept in memory while it is
    open, so that they can be written again when the file or its folder vanishes.
    """

    def __init__(self, data: Path, identity: str, disk: Disk, trouble: Trouble, wake: Callable[[], None]) -> None:
        self.identity = identity
        self._data = data
        self._folder = data / "open"
        self._disk = disk
        self._trouble = trouble
        self._wake = wake
        self._lock = threading.Lock()
        self._lines: list[bytes] = []
        self._number = 0
        self._written = 0  # lines that the present segment and those before it hold whole
        self._part = 0  # bytes of the next line that are written already
        self._safe = 0  # lines known to be on the disk itself
        self._segment = 1
        self._fd: int | None = None
        self._path = self._path_of(1)
        self._made = False  # the file's name isn't on the disk yet
        self._earlier: list[Path] = []  # segments of an earlier run, which may have been killed before its fsync
        self._fails = False  # a write failed: wait for the next attempt
        self._failures = 0  # fsyncs that failed in a row
        self._pause_until = 0.0
        self._ends = False
        self._gone = False
        self._take_up()

    @property
    def saved(self) -> bool:
        """Whether every change written so far is safe on disk."""
        return self._safe >= len(self._lines)

    def write(self, change: Struct) -> None:
        """Write `change` as the next line. Returns once it is in the file, or in memory while the disk fails."""
        body = encode(change)
        with self._lock:
            if self._ends:
                raise ValueError("this sheet was discarded: its call is closed")
            was_saved = self.saved
            self._lines.append(written(self._number, body))
            self._number += 1
            if not self._fails:
                self._push()
        if was_saved:  # else the syncing thread knows of this sheet, and comes again until all of it is safe
            self._wake()

    def discard(self) -> None:
        """Remove the sheet, soon: what it held is durable elsewhere."""
        with self._lock:
            self._ends = True
        self._trouble.ends(self.identity)
        self._wake()

    def hurry(self) -> None:
        """Let the next attempt be made at once."""
        self._pause_until = 0.0

    @property
    def is_discarded(self) -> bool:
        """Whether the sheet ended: nothing more can be written to it."""
        return self._ends

    @property
    def is_gone(self) -> bool:
        """Whether the sheet was discarded and its files are removed."""
        return self._gone

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to do for the syncing thread."""
        return self._gone if self._ends else self.saved

    def sync(self) -> float | None:
        """Bring what is written to the disk itself; return the seconds until another attempt, None if none is
        due.

        Called by the syncing thread only. The fsync runs without the lock: typing goes on meanwhile.
        """
        if self._ends:
            return self._remove()
        if self.saved:
            return None
        began = time.monotonic()
        if (pause := self._pause_until - began) > 0:
            return pause
        with self._lock:
            if self._fd is None or self._written < len(self._lines):
                self._push()
            fd, upto, path, made = self._fd, self._written, self._path, self._made
        if fd is not None and upto > self._safe:
            self._sync_file(fd, upto, path, made)
        with self._lock:
            pause = max(0.0, self._pause_until - time.monotonic())
            if self._fails:
                return max(RETRY, pause)
            if self._failures:
                return pause
            self._trouble.ends(self.identity)
        # What was written meanwhile is due as long after it as if nothing had been under way.
        return None if self.saved else max(0.0, began + BATCH - time.monotonic())

    def close(self) -> None:
        """Let go of the file; what isn't written stays unwritten. Called after the last sync."""
        with self._lock:
            self._close()

    # -- the rest holds the lock, or runs in the syncing thread ------------------------------------------

    def _sync_file(self, fd: int, upto: int, path: Path, made: bool) -> None:
        try:
            for earlier in self._earlier:
                self._disk.sync_whole(earlier, self._data)
            self._earlier = []
            self._disk.sync(fd)
            if made:
                self._disk.sync_names(path, self._data)
            is_gone = self._disk.is_gone(fd, path)
        except OSError as fault:
            with self._lock:
                self._roll(self._safe, trouble_with(fault, path))
            return
        with self._lock:
            if is_gone:
                self._roll(0, f"{path} has vanished; bring the folder back, all of it is being written again")
                return
            self._safe = max(self._safe, upto)
            self._made = False
            self._failures = 0

    def _roll(self, first: int, line: str) -> None:
        """Trust the present file no more: write from line `first` on into a new segment."""
        self._trouble.begins(self.identity, line)
        self._leave(first)
        self._push()

    def _leave(self, first: int) -> None:
        self._close()
        self._segment += 1
        self._written, self._part, self._safe = first, 0, min(first, self._safe)
        self._failures += 1
        self._pause_until = time.monotonic() + pause_after(self._failures)

    def _push(self) -> None:
        """Write every line that isn't written, going on where a short write stopped."""
        try:
            fd = self._fd if self._fd is not None else self._open()
            while self._written < len(self._lines):
                line = self._lines[self._written]
                taken = self._disk.write(fd, line[self._part :] if self._part else line)
                if taken <= 0:
                    raise no_progress(self._path)
                self._part += taken
                if self._part >= len(line):
                    self._written, self._part = self._written + 1, 0
        except OSError as fault:
            self._fails = True
            self._trouble.begins(self.identity, trouble_with(fault, self._path))
            if self._fd is not None and fault.errno not in FULL:
                self._leave(self._safe)  # a full disk leaves the file good; after anything else it isn't trusted
        else:
            self._fails = False

    def _open(self) -> int:
        self._disk.make_folder(self._folder, self._data)
        if self._written and self._segment == self._known_segment:
            self._path = self._path_of(self._segment)
            self._fd, made = self._disk.open_append(self._path)
            self._made = True  # who made it may have been killed before its name was on the disk
            if made:  # it has vanished since it was read
                self._written = 0
            return self._fd
        while True:
            self._path = self._path_of(self._segment)
            try:
                self._fd, self._made = self._disk.open_append(self._path, new=True)
            except FileExistsError:
                self._segment += 1
                continue
            return self._fd

    def _take_up(self) -> None:
        """Go on behind the lines that an earlier run of the console left."""
        self._known_segment = 0
        try:
            files = sheet_files(self._folder, self.identity).get(self.identity, [])
            if not files:
                return
            lines = whole_lines(files)
            self._segment = segment_of(files[-1])
            self._earlier = files
            if torn_part(files[-1]):
                self._segment += 1
            else:
                self._earlier, self._known_segment = files[:-1], self._segment
        except OSError:
            self._number, self._segment = _UNREADABLE_N, 2
            return
        self._lines = list(lines.values())
        self._number = max(lines, default=-1) + 1
        self._written = len(self._lines)

    def _remove(self) -> float | None:
        with self._lock:
            self._close()
        try:
            for path in reversed(sheet_files(self._folder, self.identity).get(self.identity, [])):
                self._disk.remove(path)
        except OSError:
            return RETRY  # recovery removes it at the next start if this never succeeds
        self._gone = True
        return None

    def _close(self) -> None:
        if self._fd is not None:
            self._disk.close(self._fd)
            self._fd = None

    def _path_of(self, segment: int) -> Path:
        part = f".{segment}" if segment > 1 else ""
        return self._folder / f"{self.identity}{part}.jsonl"


def segment_of(path: Path) -> int:
    """Return the number of a sheet's file: 1 for `<id>.jsonl`, 2 for `<id>.2.jsonl`."""
    name = _SEGMENT.fullmatch(path.name)
    return int(name["segment"] or 1) if name else 1
