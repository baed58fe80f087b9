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
_SIZE = 8  # bytes before a part that tell its size
_HOLDS = 1 << 20  # bytes that a pipe holds
_FEW = 1000  # lines of its first round: soon there is something to file


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
    """The other process, from when this is entered until it is left: it reads `jobs` as `reader` would, at most so many
    lines at a time, and begins at once.
    """

    def __init__(self, reader: Reader, jobs: deque[Job], most: int) -> None:
        self._reader = reader
        self._jobs = jobs
        self._most = most
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if self._jobs and available_processors() > 1 and sys.executable:
            pipe, none = subprocess.PIPE, subprocess.DEVNULL
            with suppress(OSError):
                self._process = subprocess.Popen(_START, stdin=pipe, stdout=pipe, stderr=none, start_new_session=True)
                self._tell(self._process)
        return self

    def __exit__(self, *_fault: object) -> None:
        if self._process:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()
            self._process.wait()

    def rounds(self) -> Iterator[list[Piece]]:
        """Yield what the other process has read, and what it doesn't bring from here. Raises OSError."""
        pieces: list[Piece] = []
        for part in self._brought():
            pieces.append(part.piece)
            if part.ends:
                while len(self._jobs) > part.left:
                    self._jobs.popleft()
                if self._jobs:
                    self._jobs[0] = replace(self._jobs[0], known=part.known)
                yield pieces
                pieces = []
        yield from rounds(self._reader, self._jobs, self._most)

    def _tell(self, process: "subprocess.Popen[bytes]") -> None:
        told, out = process.stdin, process.stdout
        if told and out:
            for pipe in (told, out):
                _widen(pipe)
            data, country = str(self._reader.data), self._reader.country
            with suppress(UnicodeError):  # a folder whose name it can't be told
                told.write(msgspec.msgpack.encode(_Task(VERSION, data, country, list(self._jobs), self._most)))
            told.close()

    def _brought(self) -> Iterator[_Part]:
        """Yield what the other process brings, as far as it gets."""
        out = self._process.stdout if self._process else None
        read = msgspec.msgpack.Decoder(_Part).decode
        with suppress(OSError, msgspec.MsgspecError):
            while out and (size := int.from_bytes(out.read(_SIZE))):
                yield read(out.read(size))


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold more, where that can be: then neither end waits for each bit."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _HOLDS)
    except (ImportError, AttributeError, OSError):
        return


def main(told: IO[bytes], out: IO[bytes]) -> None:
    """Read what it is told, and write what it reads: what the other process does. Raises OSError, MsgspecError."""
    task = msgspec.msgpack.decode(told.read(), type=_Task)
    if task.version != VERSION:
        return
    write = msgspec.msgpack.Encoder().encode
    jobs = deque(task.jobs)
    for pieces in rounds(Reader(Path(task.data), task.country), jobs, task.most, _FEW):
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
