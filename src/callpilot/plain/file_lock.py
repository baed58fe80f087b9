"""A lock between processes on a file, held by the operating system: it dies with its process, kill -9 included.

POSIX's own `flock` is a few calls: at every closing of a call and every start of the console, loading and asking the
library that is used elsewhere costs more than all else that is done under the lock.
"""

import errno
import os
import sys
import time
from pathlib import Path
from typing import Any, Protocol

from callpilot.plain.private_file import private_open

_POLL = 0.005
"""Seconds between two looks whether the other one has let go."""


class Lock(Protocol):
    """What is locked and let go."""

    def acquire(self, timeout: float) -> bool:
        """Take the lock; False when somebody else still has it after `timeout` seconds.

        Raises OSError: the file can't be made, a link stands in its place, or this file system has no locks.
        """
        ...

    def release(self) -> None:
        """Let go. Raises OSError; a second attempt may do it then."""
        ...


class PosixLock:
    """A lock on the file at `path`, which is made when it is missing and never deleted; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd: int | None = None

    def acquire(self, timeout: float) -> bool:
        """Take the lock: see `Lock`."""
        end = time.monotonic() + timeout
        while not self._try():
            if (left := end - time.monotonic()) <= 0:
                return False
            time.sleep(min(_POLL, left))
        return True

    def release(self) -> None:
        """Let go: see `Lock`."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)

    def _try(self) -> bool:
        import fcntl

        fd = private_open(self._path, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_there = os.fstat(fd).st_nlink > 0  # else somebody has cleared the folder away meanwhile
        except OSError as fault:
            os.close(fd)
            if fault.errno in (errno.EAGAIN, errno.EACCES):
                return False
            raise
        if is_there:
            self._fd = fd
        else:
            os.close(fd)
        return is_there


class LibraryLock:
    """The same where there is no `flock`."""

    def __init__(self, path: Path) -> None:
        from filelock import FileLock

        # A file that is there as long as the lock is held would stay behind when its holder is killed.
        how: dict[str, Any] = {"mode": 0o600, "thread_local": False, "blocking": True, "fallback_to_soft": False}
        try:
            self._lock: Any = FileLock(path, **how)
        except TypeError:  # an older filelock, which does no such thing
            del how["fallback_to_soft"]
            self._lock = FileLock(path, **how)

    def acquire(self, timeout: float) -> bool:
        """Take the lock: see `Lock`."""
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=timeout, poll_interval=_POLL)
        except Timeout:
            return False
        except NotImplementedError:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
        return True

    def release(self) -> None:
        """Let go: see `Lock`."""
        self._lock.release()


def file_lock(path: Path) -> Lock:
    """Return a lock on the file at `path`, not yet taken."""
    return LibraryLock(path) if sys.platform == "win32" else PosixLock(path)
