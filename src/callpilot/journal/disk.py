"""The system calls through which every byte reaches the disk: one place to make them private, and to fail
them.
"""

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from callpilot.plain.private_file import NO_FILE, OWN

_APPEND = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0) | OWN
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EISDIR}

FULL = {errno.ENOSPC, errno.EDQUOT}
"""The failures that leave a file as good as it was."""

FOREIGN = {NO_FILE, errno.ENXIO}
"""The failures that mean: a link, a pipe or something else stands in a file's place."""

_ADVICE = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some of your quota",
    errno.EROFS: "make it writable again",
    errno.EACCES: "let this user write there",
    errno.EPERM: "let this user write there",
    errno.ENOENT: "bring the folder back",
    errno.ENOTDIR: "bring the folder back",
    errno.ESTALE: "bring the folder back",
    errno.EIO: "check the disk, it may be failing",
    errno.EMFILE: "close other programs",
    errno.ENFILE: "close other programs",
    errno.EFBIG: "raise the limit on the size of a file (ulimit -f)",
    NO_FILE: "a link or no plain file stands in its place; take that away",
    errno.ENXIO: "no plain file stands in its place; take that away",
}


class JournalError(Exception):
    """Something could not be kept or read. The text is one line: what, where, what to do."""


class Disk:
    """The real system calls. A test hands in one that fails."""

    def open_append(self, path: Path, *, new: bool = False) -> tuple[int, bool]:
        """Open `path` for appending, and say whether it was made by this. `new`: it must not be there yet.

        Makes the folders below the home's data folder that are missing, never the data folder itself: behind
        it may be a disk that is only gone for a moment. Raises OSError.
        """
        if not new:
            try:
                return _plain(os.open(path, _APPEND), path), False
            except FileNotFoundError:
                pass
        try:
            fd = os.open(path, _APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if new:
                raise
            return _plain(os.open(path, _APPEND), path), False
        if hasattr(os, "fchmod"):
            with suppress(OSError):
                os.fchmod(fd, 0o600)
        return fd, True

    def make_folder(self, path: Path, below: Path) -> None:
        """Make `path` and what is missing between it and the folder `below`, which must be there. Raises
        OSError, also for a link in the place of a folder below it.

        Their names are on the disk itself once `sync_names` has seen to what is written in them, off the thread that
        types: a folder with nothing in it is missed by nobody.
        """
        if _is_folder(path):
            return
        if path != below and path.is_symlink():
            raise OSError(NO_FILE, os.strerror(NO_FILE), str(path))
        if path.is_dir():
            return
        if path == below:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        self.make_folder(path.parent, below)
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
            path.chmod(0o700)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        """Write once; return how many bytes were taken, which may be fewer. Raises OSError."""
        return os.write(fd, data)

    def truncate(self, fd: int, size: int) -> None:
        """Cut the file to `size` bytes. Raises OSError."""
        os.ftruncate(fd, size)

    def sync(self, fd: int) -> None:
        """Return when the file's bytes are on the disk itself, its own cache included. Raises OSError."""
        if sys.platform == "darwin":
            import fcntl

            with suppress(OSError):
                fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
                return
        os.fsync(fd)

    def sync_folder(self, path: Path) -> None:
        """Return when the folder's names are on the disk, where the system can do that. Raises OSError."""
        if os.name == "nt":
            return
        fd = os.open(path, os.O_RDONLY)
        try:
            self.sync(fd)
        except OSError as fault:
            if fault.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            os.close(fd)

    def sync_names(self, path: Path, top: Path) -> None:
        """Return when the name of `path` and those of the folders between it and the folder `top` are on the disk.

        A folder's name too: who made it may have been killed before it could see to that. Raises OSError.
        """
        for folder in path.parents:
            self.sync_folder(folder)
            if folder == top:
                return

    def sync_whole(self, path: Path, top: Path) -> None:
        """Return when a file that is there, and its name below the folder `top`, are on the disk itself, whoever
        wrote it. Raises OSError.
        """
        fd = os.open(path, _APPEND)
        try:
            self.sync(fd)
        finally:
            self.close(fd)
        self.sync_names(path, top)

    def size(self, fd: int) -> int:
        """The file's size in bytes. Raises OSError."""
        return os.fstat(fd).st_size

    def is_gone(self, fd: int, path: Path) -> bool:
        """Tell whether the open file is no longer what stands at `path`: removed, or replaced."""
        try:
            return not os.path.samestat(os.fstat(fd), os.stat(path))  # noqa: PTH116  each closing asks it
        except FileNotFoundError:
            return True

    def close(self, fd: int) -> None:
        """Close; what a close reports too late is of no more use."""
        with suppress(OSError):
            os.close(fd)

    def remove(self, path: Path) -> None:
        """Remove a file that may be gone already. Raises OSError."""
        path.unlink(missing_ok=True)


def _is_folder(path: Path) -> bool:
    """Tell whether a folder, and no link to one, stands at `path`: what nearly always is so, asked at every closing."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _plain(fd: int, path: Path) -> int:
    """Return `fd` if it is a file's; a pipe or a device in its place is refused. Raises OSError."""
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError(NO_FILE, os.strerror(NO_FILE), str(path))
    except OSError:
        with suppress(OSError):
            os.close(fd)
        raise
    return fd


def no_progress(path: Path) -> OSError:
    """The error of a write that took nothing."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def trouble_with(fault: OSError, place: Path) -> str:
    """Say on one line what failed, where, and what to do about it."""
    reason = fault.strerror or type(fault).__name__
    if fault.errno in FOREIGN and isinstance(fault.filename, str | Path):
        place = Path(fault.filename)
    advice = _ADVICE.get(fault.errno or 0, "check the disk and the folder")
    return f"can't write to {place}: {reason}; {advice}"
