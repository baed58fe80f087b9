"""What is read of the journal for the index, in rounds: each is what one transaction files."""

from collections import deque
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from callpilot.journal.index_reading import Known, Piece, Reader


class Job(Struct, frozen=True):
    """A file of the journal that is to be read from where the index ends: its name, its desk, what is `known` of it."""

    name: str
    desk: str
    known: Known | None


def rounds(reader: Reader, jobs: deque[Job], most: int) -> Iterator[list[Piece]]:
    """Read files one after the other; yield at most so many lines at a time. `jobs` holds what is left to be read.

    Raises OSError.
    """
    while jobs:
        if pieces := next_round(reader, jobs, most):
            yield pieces


def next_round(reader: Reader, jobs: deque[Job], most: int) -> list[Piece]:
    """Read at most so many lines, and take off `jobs` what they were; none is left when a file isn't what it was.

    Raises OSError.
    """
    pieces: list[Piece] = []
    room = most
    while jobs and room > 0:
        job = jobs.popleft()
        piece = reader.piece(job.name, job.desk, job.known, room)
        if piece.now == job.known and not piece.mtime:
            continue  # nothing is new but a line that isn't whole yet
        pieces.append(piece)
        if piece.is_changed:
            jobs.clear()
            break
        room -= piece.now.lines - (job.known.lines if job.known else 0)
        if room <= 0 and not piece.mtime:
            jobs.appendleft(replace(job, known=piece.now))
    return pieces
