"""The connections to the index, one for each thread; it is made anew when it is damaged, or kept in memory."""

import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from callpilot.journal.index_asking import Overtaken, Question, is_interrupted
from callpilot.journal.index_file import FRUGAL, opened, opened_to_look, take_away
from callpilot.journal.index_schema import drop_tables, make_tables

_T = TypeVar("_T")
_ENDS = 3  # attempts to end a transaction
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
            mine, is_of_another = opened(self._path, self._memory)
            if is_of_another:
                self.why_anew = _OTHER_VERSION
            self._here.connection, self._here.age = self._held(mine), self._age
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
                base.execute(FRUGAL)
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
            mine = self._held(opened_to_look(self._path))
            self._here.quick, self._here.quick_age = mine, self._age
        return mine

    def _held(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        with self._lock:
            self._connections.append(connection)
        return connection

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

    def _throw_away(self) -> None:
        self.close()
        self._thrown_away += 1
        if self._thrown_away > _MOST_DAMAGE:
            self._keep_in_memory("it is damaged again and again")
            return
        self.why_anew = _DAMAGED
        try:
            take_away(self._path)
        except OSError as fault:
            self._keep_in_memory(fault.strerror or str(fault))

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


def _end(base: sqlite3.Connection) -> None:
    """End what is read as one. The end itself may be stopped by whoever let the question go: then once more."""
    for _try in range(_ENDS if base.in_transaction else 0):
        with suppress(sqlite3.Error):
            base.execute("ROLLBACK")
            return
