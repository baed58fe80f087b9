"""The index's file: opened by each thread for itself, made anew when it is missing, damaged or of another
version.
"""

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from callpilot.journal.index_asking import Overtaken, Question, is_interrupted
from callpilot.journal.index_schema import VERSION, drop_tables, make_tables
from callpilot.plain.private_file import FILE_MODE, NO_FILE, private_open

_T = TypeVar("_T")
_MAKING = threading.Lock()
_BUSY = 30.0  # seconds to wait for another process that is writing
_ENDS = 3  # attempts to end a transaction
_AT_ONCE = 0.02  # seconds that what an operator sees at once may wait
_AGAIN = 0.01  # seconds between two tries to open a file that another thread or process is making
_FRUGAL = "PRAGMA cache_size = -256"  # KiB of the file that each connection keeps; the system keeps it all
_GENEROUS = "PRAGMA cache_size = -16384"
_LONG_LOG, _SHORT_LOG = 8000, 1000  # pages of the write-ahead log from which on they are taken into the file
_MOST_DAMAGE = 3  # times that a damaged index is made anew on a disk before it is trusted no more
_UNUSABLE = ("locked", "readonly", "unable to open", "disk I/O", "full", "directory", "denied", "link", "Read-only")
_DAMAGED = "it was damaged"
_OTHER_VERSION = "another version of callpilot made it"


class IndexBase:
    """Connections to `index.sqlite`. Where the cache folder can't be written, the index is kept in memory."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / "index.sqlite"
        self._here = threading.local()
        self._lock = threading.Lock()
        self._connections: list[sqlite3.Connection] = []
        self._age = 0  # grows whenever all connections are dropped
        self._memory = ""
        self._thrown_away = 0
        self._mending = threading.RLock()
        self._is_doubted = False
        self.why_anew = ""
        """Why the index is being filled from the beginning, in words; empty when it isn't."""
        self.why_in_memory = ""
        """Why the index has no file, in words; empty when it has one."""
        self._turn = threading.Lock()  # in memory there is no other way to wait for a writer

    @property
    def path(self) -> Path:
        """The index's file."""
        return self._path

    @property
    def is_in_memory(self) -> bool:
        """Whether there is no file, because it can't be written."""
        return bool(self._memory)

    @property
    def is_thrown_away(self) -> bool:
        """Whether the index was damaged, and has not been filled since."""
        return self.why_anew == _DAMAGED

    def was_filled(self) -> None:
        """Note that the index holds all that the journal does."""
        self.why_anew = ""

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, the tables made. Raises sqlite3.Error."""
        mine: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if mine is None or self._here.age != self._age:
            mine = self._opened()
            self._here.connection, self._here.age = mine, self._age
        return mine

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """One writer at a time over all processes; all of it or nothing. Raises sqlite3.Error."""
        base = self.connection()
        with self._turn:
            base.execute("BEGIN IMMEDIATE")
            try:
                make_tables(base)
                yield base
                base.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    base.execute("ROLLBACK")
                raise

    @contextmanager
    def in_bulk(self) -> Generator[None]:
        """Much is written by this thread: meanwhile it keeps more of the file, and the log beside it grows longer."""
        base = self.connection()
        base.execute(_GENEROUS)
        base.execute("PRAGMA temp_store = MEMORY")  # what is sorted are callers' numbers: they leave the home nowhere
        base.execute(f"PRAGMA wal_autocheckpoint = {_LONG_LOG}")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                base.execute(_FRUGAL)
                base.execute("PRAGMA shrink_memory")
                base.execute(f"PRAGMA wal_autocheckpoint = {_SHORT_LOG}")

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """Several queries that see one state of the index, whoever writes meanwhile. Raises sqlite3.Error."""
        base = self.connection()
        _end(base)
        base.execute("BEGIN")
        try:
            yield base
        finally:
            _end(base)

    @contextmanager
    def asking(self, question: Question) -> Generator[None]:
        """Ask what this thread asks meanwhile as part of `question`. Raises Overtaken."""
        with question.asked_of(self.connection()):
            self._here.question = question
            try:
                yield
            finally:
                self._here.question = None

    def go_on(self) -> None:
        """Raise Overtaken when nobody wants to know any more what this thread is asked."""
        question: Question | None = getattr(self._here, "question", None)
        if question is not None:
            question.go_on()

    def attempt(self, ask: Callable[[], _T], mend: Callable[[], Any]) -> _T:
        """Return `ask()`. When the index turns out damaged, or can't be used, drop it, `mend()` and ask
        again.
        """
        age = self._age
        try:
            return ask()
        except sqlite3.Error as fault:
            self._give_up(fault, age)
        age = self._age
        try:
            mend()
        except sqlite3.Error as fault:  # it can't be made anew there either
            self._give_up(fault, age)
            mend()
        return ask()

    def _give_up(self, fault: sqlite3.Error, age: int) -> None:
        """Drop the index that was of this `age` for its `fault`. Raises Overtaken, or the fault of one in memory."""
        self.go_on()  # what is stopped in the middle may fail in other words than that
        if is_interrupted(fault):
            raise Overtaken from None
        if self._memory:
            raise fault
        with self._mending:
            if self._age == age:  # else another thread has just dropped it
                self._drop(fault)

    def at_once(self, ask: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        """Return what `ask` finds, without waiting for anybody: `otherwise` when the index is held, not made yet or
        damaged. What is damaged is made anew by the next `attempt` that begins with `mend_doubted`.
        """
        try:
            return ask(self.connection() if self._memory else self._quick())
        except sqlite3.OperationalError:
            return otherwise
        except sqlite3.Error:
            self._is_doubted = True
            return otherwise

    def doubt(self) -> None:
        """Have the index thrown away by the next `mend_doubted`."""
        self._is_doubted = True

    def mend_doubted(self) -> None:
        """Throw the index away when `at_once` found it damaged."""
        if self._is_doubted:
            with self._mending:
                self._is_doubted = False
                self._throw_away()

    def _quick(self) -> sqlite3.Connection:
        mine: sqlite3.Connection | None = getattr(self._here, "quick", None)
        if mine is None or self._here.quick_age != self._age:
            target = f"{self._path.absolute().as_uri()}?mode=ro"
            mine = sqlite3.connect(target, timeout=_AT_ONCE, isolation_level=None, uri=True, check_same_thread=False)
            try:
                mine.execute(_FRUGAL)
            except sqlite3.Error:
                mine.close()
                raise
            with self._lock:
                self._connections.append(mine)
            self._here.quick, self._here.quick_age = mine, self._age
        return mine

    def _drop(self, fault: sqlite3.Error) -> None:
        is_unusable = isinstance(fault, sqlite3.OperationalError) and any(one in str(fault) for one in _UNUSABLE)
        if is_unusable:
            self._keep_in_memory(str(fault))
        else:
            self._throw_away()

    def clear(self, base: sqlite3.Connection) -> None:
        """Empty the index, inside `writing`."""
        drop_tables(base)
        make_tables(base)

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            self._age += 1
            for connection in self._connections:
                with suppress(sqlite3.Error):
                    connection.close()
            self._connections.clear()

    def _opened(self) -> sqlite3.Connection:
        """Open it, however many open it at once: the change to a write-ahead log doesn't wait by itself."""
        end = time.monotonic() + _BUSY
        while True:
            try:
                return self._opened_once()
            except sqlite3.OperationalError as fault:
                if not _is_locked(fault) or time.monotonic() > end:
                    raise
            time.sleep(_AGAIN)

    def _opened_once(self) -> sqlite3.Connection:
        if not self._memory:
            self._make_private()
        target = self._memory or self._path.absolute().as_uri()
        base = sqlite3.connect(target, timeout=_BUSY, isolation_level=None, uri=True, check_same_thread=False)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute(f"PRAGMA read_uncommitted = {bool(self._memory):d}")
            base.execute(_FRUGAL)
            found = base.execute("PRAGMA user_version").fetchone()[0]
            if found != VERSION:
                if found:
                    self.why_anew = _OTHER_VERSION
                base.execute("BEGIN IMMEDIATE")
                make_tables(base)
                base.execute("COMMIT")
        except BaseException:
            base.close()
            raise
        with self._lock:
            self._connections.append(base)
        return base

    def _make_private(self) -> None:
        """Make the file unless it is there, for this user alone.

        One that is there is never opened but by SQLite: whoever closes a file gives up all locks that his process has
        on it (POSIX), and another program would take an index that is in use for one that isn't.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for path in self._files():
                if path.is_symlink():  # what it leads to isn't ours
                    path.unlink()
            with _MAKING:  # no thread opens it before it is made and closed
                _make_file(self._path)
        except OSError as fault:
            raise sqlite3.OperationalError(f"unable to open: {fault.strerror}") from None

    def _throw_away(self) -> None:
        self.close()
        self._thrown_away += 1
        if self._thrown_away > _MOST_DAMAGE:
            self._keep_in_memory("it is damaged again and again")
            return
        self.why_anew = _DAMAGED
        try:
            for path in self._files():
                path.unlink(missing_ok=True)
        except OSError as fault:
            self._keep_in_memory(fault.strerror or str(fault))

    def _files(self) -> list[Path]:
        return [self._path.with_name(self._path.name + end) for end in ("", "-wal", "-shm")]

    def _keep_in_memory(self, why: str) -> None:
        self.close()
        self.why_in_memory = why
        self._memory = f"file:callpilot-{id(self)}?mode=memory&cache=shared"
        # Held open so that the tables stay between the other connections.
        self._connections.append(sqlite3.connect(self._memory, uri=True, check_same_thread=False))


class Kept:
    """What an index says of the file that it is kept in."""

    _base: IndexBase

    @property
    def is_in_memory(self) -> bool:
        """Whether its file can't be written: it is kept in memory, and made anew at every start."""
        return self._base.is_in_memory

    def close(self) -> None:
        """Let go of the file, in all threads."""
        self._base.close()


def _make_file(path: Path) -> None:
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


def _is_locked(fault: sqlite3.OperationalError) -> bool:
    return "locked" in str(fault)


def _end(base: sqlite3.Connection) -> None:
    """End what is read as one. The end itself may be stopped by whoever let the question go: then once more."""
    for _try in range(_ENDS if base.in_transaction else 0):
        with suppress(sqlite3.Error):
            base.execute("ROLLBACK")
            return
