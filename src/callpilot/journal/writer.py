"""Appending to one desk's chain: what waits to be written, and what is written but not yet on the disk
itself.
"""

import errno
import os
import threading
import time
from collections import deque
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from callpilot.journal.chain import Tip, seal
from callpilot.journal.chain_end import ChainEnd
from callpilot.journal.day_files import DayFile
from callpilot.journal.disk import FULL, Disk, trouble_with
from callpilot.journal.drafts import Batch, Job
from callpilot.journal.lock import AppendLock
from callpilot.journal.revising import Turns
from callpilot.journal.revisions import Revisions, first_day
from callpilot.journal.syncing import pause_after
from callpilot.journal.tail import write_all


class ChainWriter:
    """One desk's chain. `push` may be called by any thread, `sync` by one at a time; both are quick to call
    when there is nothing to do. `mutex` is never held during an fsync.
    """

    def __init__(self, data: Path, desk: str, disk: Disk) -> None:
        self._data = data
        self._desk = desk
        self._disk = disk
        self.mutex = threading.RLock()
        self._sync_mutex = threading.Lock()
        self._waiting: deque[Job] = deque()
        self._batches: list[Batch] = []
        self._syncing: list[Batch] = []
        self._again: dict[str, list[tuple[bytes, Job]]] = {}  # lines of files not trusted any more, by day
        self._append_lock = AppendLock(data, desk, disk)
        self._end = ChainEnd(data, desk, disk)
        self._named: set[str] = set()  # files whose names are on the disk itself
        self._revisions = Revisions(data)
        self._turns = Turns(data, disk, self._revisions)
        self._failures = 0
        self._pause_until = 0.0
        self._awaits_sync = False

    @property
    def is_settled(self) -> bool:
        """Whether nothing is waiting to be written or synced."""
        return not (self._waiting or self._batches or self._syncing or self._again)

    @property
    def has_unwritten(self) -> bool:
        """Whether something still has to be written."""
        return bool(self._waiting or self._again)

    @property
    def pause(self) -> float:
        """Seconds until the next fsync may be tried: more after each failure in a row."""
        return max(0.0, self._pause_until - time.monotonic())

    @property
    def awaits_sync(self) -> bool:
        """Whether something isn't written only because what stands before it isn't on the disk itself yet."""
        return self._awaits_sync

    def hurry(self) -> None:
        """Let the next attempt be made at once."""
        self._pause_until = 0.0

    def revision(self, identity: str) -> int:
        """Return the highest revision written of a record, 0 for none. Raises OSError."""
        with self.mutex:
            return self._revisions.next(identity) - 1

    def newest(self, identity: str) -> bytes:
        """Return the line of the highest revision written of a record, empty for none. Raises OSError."""
        with self.mutex:
            return self._revisions.newest(identity)

    def submit(self, job: Job) -> None:
        """Put `job` behind all that waits."""
        with self.mutex:
            self._waiting.append(job)

    def withdraw(self, job: Job) -> None:
        """Forget what of `job` isn't written yet. What is written is part of the chain and stays in it."""
        with self.mutex:
            self._waiting = deque(one for one in self._waiting if one is not job)

    def abandon(self) -> list[Job]:
        """Give up all that isn't safe and return it: the program ends."""
        with self.mutex:
            jobs = [*self._waiting]
            for lines in (*self._again.values(), *(batch.lines for batch in (*self._batches, *self._syncing))):
                jobs += [job for _line, job in lines]
            for batch in self._batches:
                self._disk.close(batch.fd)
            self._waiting, self._again, self._batches = deque(), {}, []
            return list({id(job): job for job in jobs}.values())

    def push(self, timeout: float) -> None:
        """Write all that waits, in order. Raises OSError or JournalError; what wasn't written waits on."""
        with self.mutex:
            if not self.has_unwritten:
                return
            with self._append_lock.within(timeout):
                newest = self._end.look()
                for day in sorted(self._again):
                    self._write_again(day, newest)
                self._write_waiting(newest)

    def sync(self) -> tuple[list[Job], str | None]:
        """Bring what is written to the disk itself; return the jobs that are safe by this, and what failed.

        The lines of a file whose fsync failed wait to be written again, into a new segment.
        """
        with self._sync_mutex:
            with self.mutex:
                batches, self._batches = self._batches, []
                self._syncing = batches
            failed: dict[str, str] = {}
            for batch in batches:
                if fault := self._sync_batch(batch):
                    failed.setdefault(batch.file.where, fault)
            with self.mutex:
                if failed:
                    batches += self._batches_of(set(failed))
                    self._end.distrusted |= set(failed)
                    self._failures += 1
                    self._pause_until = time.monotonic() + pause_after(self._failures)
                elif batches:
                    self._failures = 0
                done = self._settle(batches, set(failed))
                self._syncing = []
            return done, next(iter(failed.values()), None)

    # -- syncing ----------------------------------------------------------------------------------------

    def _sync_batch(self, batch: Batch) -> str | None:
        path, where = batch.path, batch.file.where
        try:
            self._disk.sync(batch.fd)
            if where not in self._named:
                self._disk.sync_names(path, self._data)
                self._named.add(where)
            if self._disk.is_gone(batch.fd, path):
                self._named.discard(where)
                return f"{path} has vanished; bring it back, what is unsaved is being written to a new file"
        except OSError as fault:
            return trouble_with(fault, path)
        finally:
            self._disk.close(batch.fd)
        return None

    def _batches_of(self, files: set[str]) -> list[Batch]:
        """Take back what was written to `files` while their fsync failed."""
        late = [batch for batch in self._batches if batch.file.where in files]
        self._batches = [batch for batch in self._batches if batch.file.where not in files]
        for batch in late:
            self._disk.close(batch.fd)
        return late

    def _settle(self, batches: list[Batch], failed: set[str]) -> list[Job]:
        done: list[Job] = []
        for batch in batches:
            if batch.file.where in failed:
                self._again.setdefault(batch.file.day, []).extend(batch.lines)
                continue
            for _line, job in batch.lines:
                job.safe += 1
                if job.is_safe:
                    done.append(job)
        return done

    # -- writing, under the append lock -----------------------------------------------------------------

    def _write_again(self, day: str, newest: list[DayFile]) -> None:
        """Write the lines of a file that isn't trusted any more into a new segment of the same day, as they
        were.
        """
        batch = self._open(self._end.next_segment(day))
        if newest and day == newest[-1].day:
            newest.append(batch.file)
        lines = self._again[day]
        try:
            while lines:
                self._write_line(batch, *lines[0])
                del lines[0]
        finally:
            self._keep(batch)
        del self._again[day]

    def _write_waiting(self, newest: list[DayFile]) -> None:
        batch: Batch | None = None
        self._awaits_sync = False
        try:
            while self._waiting:
                job = self._waiting[0]
                file = self._end.target(_day_of(job), newest)
                if batch is None or batch.file != file:
                    if batch is not None:
                        self._keep(batch)
                    batch = None
                    # After a power cut no file may go on where the one before it has lost its end.
                    self._awaits_sync = any(one.file != file for one in (*self._batches, *self._syncing))
                    if self._awaits_sync:
                        return
                    batch = self._open(file)
                    newest = [batch.file]
                self._write_job(batch, job)
                self._waiting.popleft()
        finally:
            if batch is not None:
                self._keep(batch)

    def _write_job(self, batch: Batch, job: Job) -> None:
        while job.drafts:
            draft, data = job.drafts[0]
            with self._turns.turn(draft, data) as ready:
                entry, line = seal(
                    self._end.tip, at=job.at, desk=self._desk, by=draft.by, kind=draft.kind, id=draft.id,
                    rev=ready.rev, why=ready.why, data=ready.data,
                )  # fmt: skip
                self._write_line(batch, line, job)
            job.drafts.popleft()
            job.entries.append(entry)
            self._end.tip = Tip(entry.seq, entry.hash)
            self._revisions.note(draft.id, ready.rev)

    def _open(self, file: DayFile) -> Batch:
        path, folder = _place(file.where)
        self._disk.make_folder(folder, self._data)
        fd, made = self._disk.open_append(path)
        if made:  # a file that stood here before has vanished, and its name with it
            self._named.discard(file.where)
        try:
            size = self._disk.size(fd)
            if not self._end.is_known(file, size):  # its folder was away a moment ago: look again
                self._end.forget()
                raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
            return Batch(file, path, fd, size)
        except OSError:
            self._disk.close(fd)
            raise

    def _write_line(self, batch: Batch, line: bytes, job: Job) -> None:
        """Write one line whole, or leave the file as it was; where that fails the file isn't trusted any
        more.
        """
        try:
            write_all(self._disk, batch.fd, line, batch.path)
        except OSError as fault:
            self._undo(batch, fault)
            raise
        batch.size += len(line)
        batch.lines.append((line, job))

    def _undo(self, batch: Batch, fault: OSError) -> None:
        where = batch.file.where
        try:
            if self._disk.size(batch.fd) != batch.size:
                self._disk.truncate(batch.fd, batch.size)
            if batch.size == 0:
                self._disk.remove(batch.path)
                self._named.discard(where)
            elif fault.errno not in FULL:
                self._end.distrusted.add(where)
        except OSError:
            self._end.distrusted.add(where)

    def _keep(self, batch: Batch) -> None:
        """Remember what was written through `batch` until it is fsynced."""
        with suppress(OSError):
            self._end.grew(batch.file, self._disk.size(batch.fd))
        if batch.lines:
            self._batches.append(batch)
        else:
            self._disk.close(batch.fd)


@lru_cache(maxsize=4)
def _place(where: str) -> tuple[Path, Path]:
    """A file's path, and its folder's: the same all day."""
    return Path(where), Path(where).parent


def _day_of(job: Job) -> str:
    """The ISO date (UTC) of the file that `job` goes to: its own, or a later one that its records' ids bear.

    An id may have been given out by a clock that was fast and is right again: whoever looks for it (`first_day`) must
    not look behind it.
    """
    day = job.at[:10]
    today = day.replace("-", "")
    return max((day, *(first_day(draft.id) for draft, _data in job.drafts if draft.id[:8] > today)))
