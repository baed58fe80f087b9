"""Opening files that are ours alone: 0600 whatever the umask, never through a link, never a pipe or a device."""

import contextlib
import errno
import os
import stat

FILE_MODE = 0o600
OWN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""Flags with which a file of ours is opened: a link is refused, a pipe isn't waited for."""

NO_FILE = errno.EMLINK if os.name == "nt" else errno.ELOOP
"""The errno of an opening that was refused because a link, a pipe or a device stands in a file's place."""


def private_open(path: str | os.PathLike[str], flags: int) -> int:
    """Open, as an `opener` of `open` does: what is made is 0600 whatever the umask. Raises OSError.

    A link, a pipe or a device in the place of what would be written is refused.
    """
    return _opened(path, flags | (OWN if flags & os.O_CREAT else 0))


def open_named(path: str | os.PathLike[str], flags: int) -> int:
    """Open what somebody has named for output: the same, but a link is followed, and a pipe or a device is theirs."""
    return _opened(path, flags)


def _opened(path: str | os.PathLike[str], flags: int) -> int:
    descriptor = os.open(path, flags, FILE_MODE)
    try:
        if flags & os.O_CREAT and os.name == "posix":
            _check(descriptor, path, is_ours=flags & OWN == OWN)
    except OSError:
        with contextlib.suppress(OSError):
            os.close(descriptor)
        raise
    return descriptor


def _check(descriptor: int, path: str | os.PathLike[str], *, is_ours: bool) -> None:
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        if mode & 0o777 != FILE_MODE:
            # A file system without modes, or a file that another user owns: the folder's mode still guards it.
            with contextlib.suppress(OSError):
                os.fchmod(descriptor, FILE_MODE)
    elif is_ours:
        raise OSError(NO_FILE, os.strerror(NO_FILE), os.fspath(path))


def is_plain_file(path: str | os.PathLike[str]) -> bool:
    """Tell whether `path` is a file, and no link to one. Raises OSError for anything but its absence."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False
