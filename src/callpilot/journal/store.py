"""The journal as a console or a command holds it: records appended for good, and sheets for what is
unfinished.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from functools import partial
from pathlib import Path

from callpilot.journal.disk import Disk, JournalError, trouble_with
from callpilot.journal.drafts import Draft, Job, job_of
from callpilot.journal.sheet import Sheet
from callpilot.journal.syncing import BATCH, RETRY, Syncer
from callpilot.journal.trouble import Trouble
from callpilot.journal.writer import ChainWriter
from callpilot.plain.clock import Clock, SystemClock
from callpilot.plain.times import stamp
from callpilot.records.entry import Entry

__all__ = ["Draft", "Journal", "JournalError", "Sheet"]

_TURN = 0.2  # seconds that an operator may wait for another program's append
_PATIENCE = 10.0  # seconds that a command may
_JOURNAL = "journal"
_FAULT = "fault"


class Journal:
    """One desk's part of the journal in the folder `data`.

    `append` and `Sheet.write` write in the calling thread and never raise because a disk fails: what can't be
    written stays in memory, in order, and is tried again every second. `on_trouble` (one line; None: it is
    over) and `on_saved` are called by the syncing thread, as are the callbacks of the futures.
    """

    def __init__(
        self,
        data: Path,
        desk: str,
        *,
        clock: Clock | None = None,
        on_trouble: Callable[[str | None], None] = lambda _line: None,
        on_saved: Callable[[], None] = lambda: None,
        disk: Disk | None = None,
    ) -> None:
        self._data = data
        self._clock = clock or SystemClock()
        self._disk = disk or Disk()
        self._on_saved = on_saved
        self._trouble = Trouble(on_trouble)
        self._writer = ChainWriter(data, desk, self._disk)
        self._sheets: dict[str, Sheet] = {}
        self._syncer = Syncer(self._work)
        self._is_open = True

    @property
    def trouble(self) -> str | None:
        """What can't be written at the moment, on one line; None when all is well."""
        return self._trouble.line

    @property
    def saved(self) -> bool:
        """Whether everything handed over so far, records and sheets, is safe on disk."""
        return self._writer.is_settled and all(sheet.is_settled for sheet in list(self._sheets.values()))

    @property
    def has_unwritten(self) -> bool:
        """Whether records wait in memory that no file holds yet."""
        return self._writer.has_unwritten

    def append(self, drafts: Sequence[Draft]) -> "Future[tuple[Entry, ...]]":
        """Append `drafts`, in order. The future is done when all of them are safe on disk.

        Raises only for data that is no record. Nothing else fails here: see `on_trouble`.
        """
        job = job_of(list(drafts), stamp(self._clock.now()))
        if not self._is_open:
            job.future.set_exception(JournalError("the journal is closed; nothing was saved"))
            return job.future
        if not drafts:
            job.future.set_result(())
            return job.future
        with self._writer.mutex:
            was_stuck = self._writer.has_unwritten
            self._writer.submit(job)
            if not was_stuck:
                self._push()
        self._syncer.wake()
        return job.future

    def append_now(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Append `drafts` and return when they are safe on disk. Raises JournalError (one line) when they
        aren't.
        """
        job = job_of(list(drafts), stamp(self._clock.now()))
        try:
            with self._writer.mutex:
                self._writer.submit(job)
                self._writer.push(_PATIENCE)
            fault = self._sync_now()
            if not job.is_safe:  # the file isn't trusted any more: once again, into a new one
                self._writer.push(_PATIENCE)
                fault = self._sync_now() or fault
        except OSError as error:
            fault = trouble_with(error, self._data)
        except JournalError as error:
            fault = str(error)
        if not job.is_safe:
            self._writer.withdraw(job)
            raise JournalError(fault or "it could not be saved; try again")
        return tuple(job.entries)

    def revision(self, identity: str) -> int | None:
        """Return the highest revision written of a record, by any desk; 0 for none, None when that can't be read."""
        try:
            return self._writer.revision(identity)
        except OSError:
            return None

    def newest(self, identity: str) -> Entry | None:
        """Return the highest revision written of a record, by any desk; None for none, or when it can't be read or
        isn't as it was written: nothing new may be built on it.
        """
        from callpilot.journal.chain import change_in
        from callpilot.journal.tail import entry_in

        try:
            line = self._writer.newest(identity)
        except OSError:
            return None
        entry = entry_in(line) if line else None
        return entry if entry and not change_in(line, entry) else None

    def recorded_rings(self, rings: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return which rings (an id, and since when it rang) are a call's already; none when that can't be read: a call
        recorded twice is better than one that is lost.
        """
        from callpilot.journal.recorded import recorded_rings

        try:
            return recorded_rings(self._data, rings)
        except OSError:
            return set()

    def sheet(self, identity: str) -> Sheet:
        """Return the sheet of the unfinished call, incident or pad `identity`, new or as an earlier run left
        it.
        """
        sheet = self._sheets.get(identity)
        if sheet is None or sheet.is_discarded:
            sheet = Sheet(self._data, identity, self._disk, self._trouble, partial(self._syncer.wake, BATCH))
            self._sheets[identity] = sheet
            if not sheet.saved:
                self._syncer.wake(BATCH)
        return sheet

    def close(self) -> bool:
        """Bring everything to the disk, stop, and tell whether all of it is safe. Takes two seconds at most."""
        self._is_open = False
        self._writer.hurry()
        for sheet in list(self._sheets.values()):
            sheet.hurry()
        ended = self._syncer.end(timeout=2)
        sheets = list(self._sheets.values())
        # A discarded sheet whose file can't be removed is needed no more: the next start removes it.
        is_safe = ended and self._writer.is_settled and all(one.is_discarded or one.saved for one in sheets)
        fault = self._trouble.line or "the program ended before it could be saved"
        for job in self._writer.abandon():
            _fail(job, fault)
        if ended:
            for sheet in list(self._sheets.values()):
                sheet.close()
        return is_safe

    # -- in the syncing thread, but for `_push` ---------------------------------------------------------

    def _push(self) -> None:
        try:
            self._writer.push(_TURN)
        except OSError as fault:
            self._trouble.begins(_JOURNAL, trouble_with(fault, self._data / "journal"))
        except JournalError as fault:
            self._trouble.begins(_JOURNAL, str(fault))

    def _work(self) -> float | None:
        """Write and sync what waits, tell whoever listens, and return the seconds until the next attempt."""
        try:
            again = self._work_once()
        except Exception as fault:  # noqa: BLE001  the thread that saves must outlive any fault, and say so
            self._trouble.begins(_FAULT, f"saving failed ({type(fault).__name__}); it is being tried again")
            again = RETRY
        else:
            self._trouble.ends(_FAULT)
        self._listened(self._trouble.tell)
        return again

    def _listened(self, tell: Callable[[], None]) -> None:
        with suppress(Exception):  # a screen that is gone must not end the saving
            tell()

    def _work_once(self) -> float | None:
        waits: list[float] = []
        done: list[Job] = []
        if not self._writer.is_settled:
            done, wait = self._work_on_journal()
            waits += [wait] if wait is not None else []
        moved = bool(done)
        for job in done:
            _fulfil(job)  # before any sheet: who waits for a closed call doesn't wait for an fsync of what was typed
        for identity, sheet in list(self._sheets.items()):
            if not sheet.is_settled:
                wait = sheet.sync()
                moved = True
                waits += [wait] if wait is not None else []
            if sheet.is_gone and self._sheets.get(identity) is sheet:
                del self._sheets[identity]
        if moved:
            self._listened(self._on_saved)
        return min(waits, default=None)

    def _work_on_journal(self) -> tuple[list[Job], float | None]:
        if self._writer.has_unwritten:
            self._push()
        if pause := self._writer.pause:
            return [], pause
        done, fault = self._writer.sync()
        if fault:
            self._trouble.begins(_JOURNAL, fault)
            self._push()
        elif self._writer.is_settled:
            self._trouble.ends(_JOURNAL)
        if self._writer.has_unwritten:
            return done, 0 if self._writer.awaits_sync else RETRY
        return done, None if self._writer.is_settled else self._writer.pause

    def _sync_now(self) -> str | None:
        done, fault = self._writer.sync()
        for job in done:
            _fulfil(job)
        return fault


def _fulfil(job: Job) -> None:
    with suppress(InvalidStateError):  # whoever waited has given up waiting
        job.future.set_result(tuple(job.entries))


def _fail(job: Job, line: str) -> None:
    with suppress(InvalidStateError):
        job.future.set_exception(JournalError(line))
