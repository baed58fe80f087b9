"""Long work in many pieces on two processors: every other piece is made by another process, all come in their order."""

import mmap
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from callpilot.plain.processors import available_processors

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_T = TypeVar("_T")

_ROOM = 4 << 20  # bytes of each of two rooms through which the pieces come over; a larger one comes through a pipe


def in_turns(jobs: Sequence[_T], begin: Callable[[], Callable[[_T], Iterable[bytes]]]) -> Iterator[bytes | memoryview]:
    """Yield what is made of each job, in their order; everything is good until the next is asked for.

    `begin` is called once in each process and returns what makes a piece, bit by bit; what it raises in this one passes
    through. Where there is one processor only, or the other process ends early, all of it is made here.
    """
    make = begin()
    other = _Other(jobs[1::2], begin) if _has_two() else None
    try:
        for number, job in enumerate(jobs):
            piece = other.piece() if other and number % 2 else None
            if piece is None:
                yield from make(job)
            else:
                yield piece
    finally:
        if other:
            other.end()


def _has_two() -> bool:
    return hasattr(os, "fork") and available_processors() > 1


class _Other:
    """The other process. It makes a piece while this one makes one, and may have another one ready."""

    def __init__(self, jobs: Sequence[Any], begin: Callable[[], Callable[[Any], Iterable[bytes]]]) -> None:
        from multiprocessing import get_context

        fork = get_context("fork")
        self._rooms = mmap.mmap(-1, 2 * _ROOM)
        self._ours, theirs = fork.Pipe()
        work = (self._ours, theirs, self._rooms, jobs, begin)
        self._process = fork.Process(target=_serve, args=work, daemon=True)
        self._is_there = True
        self._taken = 0
        try:
            self._process.start()
        except OSError:
            self._is_there = False
        finally:
            theirs.close()

    def piece(self) -> bytes | memoryview | None:
        """Return its next piece; None when it makes no more."""
        if not self._is_there:
            return None
        try:
            if self._taken:
                self._ours.send_bytes(b"free")
            size = int(self._ours.recv_bytes())
            start = self._taken % 2 * _ROOM
            self._taken += 1
            return memoryview(self._rooms)[start : start + size] if size <= _ROOM else self._ours.recv_bytes()
        except (EOFError, OSError):
            self._is_there = False
            return None

    def end(self) -> None:
        """Let go of it, wherever it is."""
        self._ours.close()
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()


def _serve(
    theirs: "Connection[Any, Any]", mine: "Connection[Any, Any]", rooms: mmap.mmap, jobs: Sequence[Any],
    begin: Callable[[], Callable[[Any], Iterable[bytes]]],
) -> None:  # fmt: skip
    """What the other process does. A Ctrl+C is not for it; when nobody waits for its pieces any more, it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    theirs.close()
    with suppress(Exception):  # whatever it can't do is done where it is waited for, and said there
        make = begin()
        for number, job in enumerate(jobs):
            if number > 1:
                mine.recv_bytes()  # the piece before the last one has been taken
            size, large = _filled(rooms, number % 2 * _ROOM, make(job))
            mine.send_bytes(b"%d" % size)
            if large:
                mine.send_bytes(large)
        mine.recv_bytes()
    os._exit(0)  # nothing that this process has from the other one may be closed by it


def _filled(rooms: mmap.mmap, start: int, piece: Iterable[bytes]) -> tuple[int, bytes]:
    """Put a piece into a room; return its size, and all of it where the room doesn't hold it."""
    size, bits = 0, iter(piece)
    for bit in bits:
        if size + len(bit) > _ROOM:
            large = b"".join((rooms[start : start + size], bit, *bits))
            return len(large), large
        rooms[start + size : start + size + len(bit)] = bit
        size += len(bit)
    return size, b""
