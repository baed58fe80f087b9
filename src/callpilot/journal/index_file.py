"""The file that the index is kept in: made for this user alone, opened whoever else opens it, taken away."""

import os
import sqlite3
import stat
import threading
import time
from contextlib import suppress
from pathlib import Path

from callpilot.journal.index_schema import VERSION, make_tables
from callpilot.plain.private_file import FILE_MODE, NO_FILE, private_open

FRUGAL = "PRAGMA cache_size = -256"
"""KiB of the file that each connection keeps; the system keeps it all."""

_MAKING = threading.Lock()
_BUSY = 30.0  # seconds to wait for another process that is writing
_AT_ONCE = 0.02  # seconds that what an operator sees at once may wait
_AGAIN = 0.01  # seconds between two tries to open a file that another thread or process is making


def opened(path: Path, memory: str) -> tuple[sqlite3.Connection, bool]:
    """Open the index at `path`, or the one in `memory` when that names one, its tables made.

    Return the connection, and whether the tables of another version gave way. However many open it at once: the change
    to a write-ahead log doesn't wait by itself. Raises sqlite3.Error.
    """
    end = time.monotonic() + _BUSY
    while True:
        try:
            return _opened_once(path, memory)
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault) or time.monotonic() > end:
                raise
        time.sleep(_AGAIN)


def opened_to_look(path: Path) -> sqlite3.Connection:
    """Open the index at `path` for questions that wait for nobody. Raises sqlite3.Error when there is none yet."""
    target = f"{path.absolute().as_uri()}?mode=ro"
    base = sqlite3.connect(target, timeout=_AT_ONCE, isolation_level=None, uri=True, check_same_thread=False)
    try:
        base.execute(FRUGAL)
    except sqlite3.Error:
        base.close()
        raise
    return base


def take_away(path: Path) -> None:
    """Remove the index at `path`, which nothing has open any more, and what SQLite keeps beside it. Raises OSError."""
    for one in _files(path):
        one.unlink(missing_ok=True)


def _opened_once(path: Path, memory: str) -> tuple[sqlite3.Connection, bool]:
    if not memory:
        _make_private(path)
    target = memory or path.absolute().as_uri()
    base = sqlite3.connect(target, timeout=_BUSY, isolation_level=None, uri=True, check_same_thread=False)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute(f"PRAGMA read_uncommitted = {bool(memory):d}")
        base.execute(FRUGAL)
        found = base.execute("PRAGMA user_version").fetchone()[0]
        if found != VERSION:
            base.execute("BEGIN IMMEDIATE")
            make_tables(base)
            base.execute("COMMIT")
    except BaseException:
        base.close()
        raise
    return base, found not in (0, VERSION)


def _make_private(path: Path) -> None:
    """Make the file unless it is there, for this user alone.

    One that is there is never opened but by SQLite: whoever closes a file gives up all locks that his process has on it
    (POSIX), and another program would take an index that is in use for one that isn't.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for one in _files(path):
            if one.is_symlink():  # what it leads to isn't ours
                one.unlink()
        with _MAKING:  # no thread opens it before it is made and closed
            _make(path)
    except OSError as fault:
        raise sqlite3.OperationalError(f"unable to open: {fault.strerror}") from None


def _make(path: Path) -> None:
    """Make an empty file of ours, or see to it that the one that is there is ours alone. Raises OSError."""
    with suppress(FileExistsError):
        fd = private_open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR)
        with suppress(OSError):  # it is closed all the same
            os.close(fd)
        return
    mode = path.lstat().st_mode
    if not stat.S_ISREG(mode):
        raise OSError(NO_FILE, os.strerror(NO_FILE), str(path))
    if os.name == "posix" and stat.S_IMODE(mode) != FILE_MODE:
        with suppress(OSError):  # a file system without modes, or another user's file: the folder's mode guards it
            path.chmod(FILE_MODE)


def _files(path: Path) -> list[Path]:
    return [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
