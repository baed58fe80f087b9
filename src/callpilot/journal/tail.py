"""The ends of files: a chain's last entry, torn last lines, and the quarantine for what is damaged."""

import os
from pathlib import Path

from callpilot.journal.chain import digest_of
from callpilot.journal.codec import Malformed, decode
from callpilot.journal.disk import Disk, no_progress
from callpilot.plain.private_file import OWN, is_plain_file
from callpilot.records.entry import Entry

_BLOCK = 64 * 1024


def last_entry(path: Path) -> Entry | None:
    """Return the last whole entry in a journal file, reading backwards; None when there is none. Raises
    OSError.
    """
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        rest = b""  # the beginning of a line whose start wasn't read yet
        while end > 0:
            start = max(0, end - max(_BLOCK, len(rest)))
            file.seek(start)
            block = file.read(end - start) + rest
            end = start
            lines = block.split(b"\n")
            rest = lines.pop(0) if start else b""
            for line in reversed(lines):
                if entry := entry_in(line):
                    return entry
    return None


def entry_in(line: bytes) -> Entry | None:
    """Read one line of the journal; None when it is damaged."""
    if not line.startswith(b"{"):
        return None
    try:
        return decode(line, Entry)
    except Malformed:
        return None


def torn_part(path: Path) -> bytes:
    """Return what stands after a file's last newline: empty when the file ends as it should. Raises OSError."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        torn = b""
        while end > 0:
            start = max(0, end - _BLOCK)
            file.seek(start)
            block = file.read(end - start)
            place = block.rfind(b"\n")
            torn = block[place + 1 :] + torn
            if place >= 0:
                break
            end = start
        return torn


def cut_torn_part(path: Path, data: Path, disk: Disk) -> int:
    """Copy a torn last line to the quarantine, then cut it off; return how many bytes. Raises OSError."""
    torn = torn_part(path)
    if torn:
        quarantine(data, path.name, "torn", torn, disk)
        fd = os.open(path, os.O_RDWR | OWN | getattr(os, "O_BINARY", 0))
        try:
            disk.truncate(fd, disk.size(fd) - len(torn))
            disk.sync(fd)
        finally:
            disk.close(fd)
    return len(torn)


def quarantine(data: Path, name: str, what: str, damaged: bytes, disk: Disk) -> Path:
    """Keep `damaged`, found in the file `name`, whole in `quarantine/`; twice the same is kept once. Raises
    OSError.
    """
    path = data / "quarantine" / f"{name}.{what}-{digest_of(damaged)[:16]}"
    if is_plain_file(path) and path.stat().st_size == len(damaged):
        return path
    disk.make_folder(path.parent, data)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    disk.remove(part)
    fd, _made = disk.open_append(part, new=True)
    try:
        write_all(disk, fd, damaged, part)
        disk.sync(fd)
    finally:
        disk.close(fd)
    part.replace(path)
    disk.sync_names(path, data)
    return path


def write_all(disk: Disk, fd: int, data: bytes, path: Path) -> None:
    """Write all of `data`, as many writes as it takes. Raises OSError, perhaps after a part of it."""
    left = memoryview(data)
    while left:
        taken = disk.write(fd, left)
        if taken <= 0:
            raise no_progress(path)
        left = left[taken:]
