"""The journal read for the index by another process, while this one files what was read before.

It is a Python of its own, never a copy of the console: it knows no terminal and holds no lock, and ends by itself when
nobody takes what it has read.
"""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from callpilot.journal.index_reading import Known, Piece, Reader
from callpilot.journal.index_rounds import Job, rounds
from callpilot.journal.index_schema import VERSION
from callpilot.plain.processors import available_processors

_START = (sys.executable, "-P", "-m", __name__)  # -P: nothing is loaded from the folder that the console is started in
_SIZE = 8  # bytes before a round that tell its size


class _Task(Struct):
    """What the other process is told: which version of the index it reads for, and what."""

    version: int
    data: str
    country: str
    jobs: list[Job]
    most: int


class _Part(Struct):
    """What it answers: a piece that it has read, and whether a round `ends` with it; then how many jobs are left, and
    what is known of the first of them. In parts, so that nobody here waits long for one to be taken in.
    """

    piece: Piece
    ends: bool
    left: int
    known: Known | None


class Beside:
    """The other process that reads as `reader` does, from when this is entered until it is left."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if available_processors() > 1 and sys.executable:
            pipe, none = subprocess.PIPE, subprocess.DEVNULL
            with suppress(OSError):
                self._process = subprocess.Popen(_START, stdin=pipe, stdout=pipe, stderr=none, start_new_session=True)
        return self

    def __exit__(self, *_fault: object) -> None:
        if self._process:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()
            self._process.wait()

    def rounds(self, jobs: deque[Job], most: int) -> Iterator[list[Piece]]:
        """Yield at most so many lines at a time: what the other process has read, and what it doesn't bring from here.

        Takes off `jobs` what they were. Raises OSError.
        """
        if self._process and self._process.stdin and self._process.stdout:
            pieces: list[Piece] = []
            for part in self._brought(self._process.stdin, self._process.stdout, list(jobs), most):
                pieces.append(part.piece)
                if part.ends:
                    while len(jobs) > part.left:
                        jobs.popleft()
                    if jobs:
                        jobs[0] = replace(jobs[0], known=part.known)
                    yield pieces
                    pieces = []
        yield from rounds(self._reader, jobs, most)

    def _brought(self, told: IO[bytes], out: IO[bytes], jobs: list[Job], most: int) -> Iterator[_Part]:
        """Yield what the other process brings, as far as it gets."""
        read = msgspec.msgpack.Decoder(_Part).decode
        with suppress(OSError, msgspec.MsgspecError):
            told.write(msgspec.msgpack.encode(_Task(VERSION, str(self._reader.data), self._reader.country, jobs, most)))
            told.close()
            while size := int.from_bytes(out.read(_SIZE)):
                yield read(out.read(size))


def main(told: IO[bytes], out: IO[bytes]) -> None:
    """Read what it is told, and write what it reads: what the other process does. Raises OSError, MsgspecError."""
    task = msgspec.msgpack.decode(told.read(), type=_Task)
    if task.version != VERSION:
        return
    write = msgspec.msgpack.Encoder().encode
    jobs = deque(task.jobs)
    for pieces in rounds(Reader(Path(task.data), task.country), jobs, task.most):
        for number, piece in enumerate(pieces, 1):
            one = write(_Part(piece, number == len(pieces), len(jobs), jobs[0].known if jobs else None))
            out.write(len(one).to_bytes(_SIZE))
            out.write(one)
        out.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl+C is for who waits for it
    with suppress(Exception):  # whatever it can't do is done where it is waited for, and said there
        main(sys.stdin.buffer, sys.stdout.buffer)
    os._exit(0)
