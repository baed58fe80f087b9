"""Locks between processes: who has a desk's console open, and whose turn it is to append to a chain or to revise.

The operating system holds the locks, so one dies with its process, kill -9 included. Lock files are never
deleted.
"""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from callpilot.journal.codec import Malformed, decode, encode
from callpilot.journal.disk import FOREIGN, Disk, JournalError
from callpilot.plain.clock import SystemClock
from callpilot.plain.file_lock import Lock, file_lock
from callpilot.plain.private_file import is_plain_file
from callpilot.plain.times import stamp

_LOOKED_AT = 0.2  # seconds after which a desk's lock is held by a console, not by who looks whether it is
_LOOKS = 0.03  # seconds in which another one who only looks has let it go
_UNSUPPORTED = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}


class Holder(Struct, frozen=True, kw_only=True):
    """Who has a desk's console open: the operator, the process id, and since when (a stamp). Unknown: empty
    or 0.
    """

    operator: str = ""
    pid: int = 0
    since: str = ""

    def __str__(self) -> str:
        """The holder in words for one line."""
        who = self.operator or "somebody"
        process = f" (process {self.pid})" if self.pid else ""
        return f"{who}{process}" + (f" since {self.since}" if self.since else "")


class DeskLock:
    """Held by a console for as long as it is open at a desk."""

    def __init__(self, data: Path, desk: str, disk: Disk | None = None) -> None:
        self._data = data
        self._path = data / "locks" / f"{desk}.console.lock"
        self._note = data / "locks" / f"{desk}.console.json"
        self._disk = disk or Disk()
        self._lock: Lock | None = None
        self.unsupported = ""
        """One line when this file system has no locks: then nothing keeps a second console out."""

    def take(self, operator: str, since: str = "") -> Holder | None:
        """Take the desk. None: it is ours. Otherwise who holds it. Raises JournalError when nothing can be
        written.
        """
        try:
            self._disk.make_folder(self._path.parent, self._data)
            lock = file_lock(self._path)
            if not lock.acquire(_LOOKED_AT):
                return self.holder()
        except OSError as fault:
            if fault.errno not in _UNSUPPORTED:
                raise JournalError(f"can't lock {self._path}: {fault.strerror or fault}; check the folder") from None
            self.unsupported = (
                f"is on a file system without locks; open one console per desk only ({self._path.parent})"
            )
            return None
        self._lock = lock
        self._sign(Holder(operator=operator, pid=os.getpid(), since=since or stamp(SystemClock().now())))
        return None

    def holder(self) -> Holder:
        """Return who signed for the desk last."""
        try:
            return decode(self._note.read_bytes(), Holder) if is_plain_file(self._note) else Holder()
        except (OSError, Malformed):
            return Holder()

    def is_held(self) -> bool | None:
        """Tell whether a console has the desk open now; None where that can't be told: there are no locks."""
        if self._lock is not None:
            return True
        try:
            if not self._path.exists():
                return False
            lock = file_lock(self._path)
            if not lock.acquire(_LOOKS):
                return True
            lock.release()
        except OSError:
            return None
        return False

    def release(self) -> None:
        """Let the desk go. The lock file stays."""
        if self._lock is not None:
            with suppress(OSError):
                self._lock.release()
            self._lock = None

    def _sign(self, holder: Holder) -> None:
        part = self._note.with_name(f".{self._note.name}.{os.getpid()}")
        with suppress(OSError):  # only a courtesy to whoever comes second
            self._disk.remove(part)
            fd, _made = self._disk.open_append(part, new=True)
            try:
                self._disk.write(fd, encode(holder))
            finally:
                self._disk.close(fd)
            part.replace(self._note)


@contextmanager
def append_lock(data: Path, desk: str, disk: Disk, timeout: float) -> Generator[bool]:
    """Hold the short lock under which a desk's chain grows. Raises OSError, or JournalError after `timeout`
    seconds.

    On a file system without locks it is False, and not held: there one process a desk must do.
    """
    path = data / "locks" / f"{desk}.append.lock"
    with _held(path, data, disk, timeout) as is_held:
        if is_held is False:
            raise JournalError(
                f"another program is writing to the journal of {desk} and holds {path}; end it if it hangs"
            )
        yield is_held is True


@contextmanager
def revising_lock(data: Path, disk: Disk, timeout: float) -> Generator[bool]:
    """Hold the short lock under which one desk of the home at a time revises a record. Raises OSError.

    Nobody waits for it longer than `timeout` seconds; False: somebody else has it still. Without it, two revisions of
    one number may come to stand, which whoever reads them sees and brings together.
    """
    with _held(data / "locks" / "revising.lock", data, disk, timeout) as is_held:
        yield is_held is not False


@contextmanager
def _held(path: Path, data: Path, disk: Disk, timeout: float) -> Generator[bool | None]:
    """Hold a lock for a moment. False: somebody else has it; None: this file system has no locks."""
    disk.make_folder(path.parent, data)
    lock = file_lock(path)
    is_held: bool | None = None
    try:
        is_held = lock.acquire(timeout)
    except OSError as fault:
        if fault.errno in FOREIGN:
            raise JournalError(f"can't lock {path}: a link or no plain file stands there; take that away") from None
        if fault.errno not in _UNSUPPORTED:
            raise
    try:
        yield is_held
    finally:
        for _try in range(2 if is_held else 0):  # a lock not let go would keep ourselves out from now on
            with suppress(OSError):
                lock.release()
                break
