"""What is read of the journal for the index, in rounds: each is what one transaction files."""

from collections import deque
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from callpilot.journal.index_reading import Known, Piece, Reader


class Job(Struct, frozen=True):
    """A file of the journal that is to be read on from what is `known` of it.

    `day` is an ISO date (UTC), `more` how many bytes there are more, at least.
    """

    name: str
    day: str
    desk: str
    known: Known | None
    more: int


def newest_days(jobs: deque[Job], least: int) -> deque[Job]:
    """Take off `jobs`, which begin with the newest day, whole days of `least` so many bytes, and return them."""
    newest: deque[Job] = deque()
    taken = 0
    while jobs and (taken < least or jobs[0].day == newest[-1].day):
        taken += jobs[0].more
        newest.append(jobs.popleft())
    return newest


def rounds(reader: Reader, jobs: deque[Job], most: int, first: int = 0) -> Iterator[list[Piece]]:
    """Read files one after the other; yield at most so many lines at a time: `first` so many, then ever more.

    `jobs` holds what is left to be read. Raises OSError.
    """
    room = min(first or most, most)
    while jobs:
        if pieces := _next_round(reader, jobs, room):
            yield pieces
        room = min(2 * room, most)


def _next_round(reader: Reader, jobs: deque[Job], most: int) -> list[Piece]:
    """Read at most so many lines, and take off `jobs` what they were; none is left when a file isn't what it was."""
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
