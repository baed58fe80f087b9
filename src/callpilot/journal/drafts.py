"""What is on its way into the journal: drafts, the jobs they make, the batches of lines that await an fsync."""

from collections import deque
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from callpilot.journal.chain import salted
from callpilot.journal.codec import encode
from callpilot.journal.day_files import DayFile
from callpilot.records.entry import Entry


class Draft(Struct, frozen=True):
    """What is to be appended: a revision of one record. `rev` None: the next one. `why`: the reason of a
    correction. `base`: the revision that it was made from; what another desk has written since then is kept, too.
    """

    kind: str
    id: str
    by: str
    data: Struct | dict[str, Any]
    rev: int | None = None
    why: str | None = None
    base: Struct | dict[str, Any] | None = None


class Job(Struct, kw_only=True, eq=False):
    """Drafts appended together, and the promise that they are safe. `at` is when they were handed over (a
    stamp).
    """

    at: str
    drafts: deque[tuple[Draft, bytes]]
    future: "Future[tuple[Entry, ...]]" = field(default_factory=Future[tuple[Entry, ...]])
    entries: list[Entry] = field(default_factory=list[Entry])
    safe: int = 0

    @property
    def is_safe(self) -> bool:
        """Whether every entry of it is on the disk itself."""
        return not self.drafts and self.safe == len(self.entries)


class Batch(Struct, eq=False):
    """Lines written to one file through one descriptor, each with the job it belongs to; not yet fsynced."""

    file: DayFile
    path: Path
    fd: int
    size: int
    lines: list[tuple[bytes, Job]] = field(default_factory=list[tuple[bytes, Job]])


def job_of(drafts: "tuple[Draft, ...] | list[Draft]", at: str) -> Job:
    """Make a job; what the drafts hold is turned into bytes at once, so that nothing can change it later."""
    held = deque((draft, salted(_data_of(draft))) for draft in drafts)
    return Job(at=at, drafts=held)


def _data_of(draft: Draft) -> bytes:
    data = draft.data
    return encode({k: v for k, v in data.items() if k != "salt"} if isinstance(data, dict) else data)
