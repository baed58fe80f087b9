"""Locks between processes: who has a desk's console open, and whose turn it is to append to a chain or to revise.

The operating system holds the locks, so one dies with its process, kill -9 included. Lock files are never
deleted.
"""

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Self

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


class AppendLock:
    """The short lock under which a desk's chain grows, held by `with`, as often as it is wanted: True when it is held.

    Entering raises OSError, or JournalError when another program still has it after `timeout` seconds. On a file
    system without locks it is False, and not held: there one process a desk must do.
    """

    def __init__(self, data: Path, desk: str, disk: Disk, timeout: float = 0) -> None:
        self._desk = desk
        self._held = _Held(data, f"{desk}.append.lock", disk)
        self._timeout = timeout

    def within(self, timeout: float) -> Self:
        """Wait so many seconds for it."""
        self._timeout = timeout
        return self

    def __enter__(self) -> bool:
        is_held = self._held.take(self._timeout)
        if is_held is False:
            raise JournalError(
                f"another program is writing to the journal of {self._desk} and holds {self._held.path};"
                " end it if it hangs"
            )
        return is_held is True

    def __exit__(self, *_fault: object) -> None:
        self._held.let_go()


class RevisingLock:
    """The short lock under which one desk of the home at a time revises a record, held by `with`.

    Entering raises OSError. Nobody waits longer than `timeout` seconds; False: somebody else has it still. Without it,
    two revisions of one number may come to stand, which whoever reads them sees and brings together.
    """

    def __init__(self, data: Path, disk: Disk, timeout: float) -> None:
        self._held = _Held(data, "revising.lock", disk)
        self._timeout = timeout

    def __enter__(self) -> bool:
        return self._held.take(self._timeout) is not False

    def __exit__(self, *_fault: object) -> None:
        self._held.let_go()


class _Held:
    """A lock in the folder of locks that is held for a moment: at every closing of a call, so it is plain calls."""

    def __init__(self, data: Path, name: str, disk: Disk) -> None:
        self._data = data
        self._disk = disk
        self.path = data / "locks" / name
        self._folder = self.path.parent
        self._lock = file_lock(self.path)
        self._is_held = False

    def take(self, timeout: float) -> bool | None:
        """Take it. False: somebody else has it; None: this file system has no locks."""
        self._disk.make_folder(self._folder, self._data)
        try:
            self._is_held = self._lock.acquire(timeout)
        except OSError as fault:
            if fault.errno in FOREIGN:
                line = f"can't lock {self.path}: a link or no plain file stands there; take that away"
                raise JournalError(line) from None
            if fault.errno not in _UNSUPPORTED:
                raise
            return None
        return self._is_held

    def let_go(self) -> None:
        """Let it go, if it is held: one that isn't would keep ourselves out from now on, so it is tried twice."""
        is_held, self._is_held = self._is_held, False
        if not is_held:
            return
        try:
            self._lock.release()
        except OSError:
            with suppress(OSError):
                self._lock.release()
