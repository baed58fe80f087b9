"""The desk: the one owner of state, and the only way from a deed to the disk and back to the screen."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import date, tzinfo
from typing import Any, Protocol

from msgspec.structs import replace

from callpilot.desk.books import Books, entered, matter_in
from callpilot.desk.catalogues import Catalogues
from callpilot.desk.numbering import Numbering
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.journal.revising import joined_words
from callpilot.journal.store import Draft, Journal, Sheet
from callpilot.plain.clock import Clock
from callpilot.plain.times import stamp
from callpilot.records.changes import CallOpened, Change, IncidentOpened, PadOpened
from callpilot.records.folding import begin, fold
from callpilot.records.ids import short
from callpilot.records.kinds import KIND_OF, Record
from callpilot.records.live import AnyLive, LiveCall, LiveIncident, Pad
from callpilot.records.standing import MATTERS, Matter, is_open

Watcher = Callable[[DeskState, DeskState], None]


class PastCalls(Protocol):
    """What the desk asks of the index while a caller waits: who called from this number before."""

    def history(self, key: str, limit: int) -> tuple[int, list[Any]]:
        """Return how many calls there were from the number, and the last ones, newest first."""
        ...


class Desk:
    """One workstation's state, its sheets and its journal. Deeds (functions of this room) call `change` and `keep`."""

    def __init__(
        self,
        state: DeskState,
        journal: Journal,
        clock: Clock,
        *,
        past: PastCalls | None = None,
        last_number: Callable[[date], int] | None = None,
        on_kept: Callable[[], None] | None = None,
        on_joined: Callable[[str], None] | None = None,
    ) -> None:
        self.state = state
        self.clock = clock
        self.past = past
        self.catalogues = Catalogues()
        self.left_at = ""
        """The stamp of the last thing that an earlier console did at this desk; empty: there was none."""
        self.claim: Callable[[str], bool] = _nobody_else
        """Says of a ring that this desk answers it; False when another desk was quicker."""
        self.away_ms = 0
        """Milliseconds that had passed since then when this console came."""
        self._journal = journal
        self._sheets: dict[str, Sheet] = {}
        self._ending: dict[str, Sheet] = {}  # of what was closed, and isn't safe in the journal yet
        self._watchers: list[Watcher] = []
        self._numbering = Numbering(last_number)
        self._boot = clock.boot()
        self._on_kept = on_kept
        self._on_joined = on_joined
        self._kept_count = 0

    # -- watching ---------------------------------------------------------------------------------

    def watch(self, watcher: Watcher) -> None:
        """Call `watcher(before, after)` after every change of state."""
        self._watchers.append(watcher)

    def become(self, after: DeskState) -> None:
        """Make `after` the state, and tell whoever watches."""
        before, self.state = self.state, after
        for watcher in self._watchers:
            watcher(before, after)

    # -- sheets: what is unfinished -----------------------------------------------------------------

    def open_sheet(self, opening: CallOpened | IncidentOpened | PadOpened) -> AnyLive:
        """Begin a sheet with `opening`, on disk before anything shows it."""
        self.refuse_if_read_only()
        self.sheet(opening.id).write(opening)
        live = begin(opening)
        self._place(live)
        return live

    def change(self, identity: str, kind: type[Change], **what: Any) -> None:
        """Let one thing happen to the sheet `identity`: written first, then true, then shown."""
        self.refuse_if_read_only()
        live = self.live(identity)
        change: Any = kind(at=self.stamp(), mono=self.clock.mono(), **what)
        self.sheet(identity).write(change)
        self._place(fold(live, change))

    def live(self, identity: str) -> AnyLive:
        """Return the unfinished thing `identity`. Raises DeedRefused when it is closed or unknown."""
        state = self.state
        if identity == state.pad.id:
            return state.pad
        found = state.calls.get(identity) or state.incidents.get(identity)
        if found is None:
            raise DeedRefused("that call is closed already")
        return found

    def sheet(self, identity: str) -> Sheet:
        """Return the open sheet of `identity`."""
        if identity not in self._sheets:
            self._sheets[identity] = self._journal.sheet(identity)
        return self._sheets[identity]

    def is_saved(self, identity: str) -> bool:
        """Tell whether all that was written to the sheet of `identity`, or its record, is safe on disk."""
        sheet = self._sheets.get(identity) or self._ending.get(identity)
        return sheet is None or sheet.saved

    def _place(self, live: AnyLive) -> None:
        state = self.state
        if isinstance(live, LiveCall):
            self.become(replace(state, calls={**state.calls, live.id: live}))
        elif isinstance(live, LiveIncident):
            self.become(replace(state, incidents={**state.incidents, live.id: live}))
        else:
            self.become(replace(state, pad=live))

    # -- records: what is finished ------------------------------------------------------------------

    def keep(self, *drafts: Draft) -> "Future[Any]":
        """Append records to the journal. The future is done when they are safe on disk."""
        self.refuse_if_read_only()
        kept = self._journal.append([self._based(draft) for draft in drafts])
        self._kept_count += len(drafts)
        self._enter(drafts)
        kept.add_done_callback(self._kept)
        return kept

    def _based(self, draft: Draft) -> Draft:
        """Say what a revision was made from: another desk may write the same record at the same instant."""
        books = self.state.books
        base = books.matters.get(draft.id) or books.handovers.get(draft.id) or books.notices.get(draft.id)
        return replace(draft, base=base) if draft.rev is None and draft.base is None else draft

    def _enter(self, drafts: tuple[Draft, ...]) -> None:
        """Let the books say what was just kept, so that nobody waits for the index."""
        books, ended = self.state.books, self.state.finished
        for draft in drafts:
            books, record = entered(books, draft.data), draft.data
            if isinstance(record, MATTERS) and not is_open(record):
                ended = {**ended, record.id: record}
        if books is not self.state.books:
            self.become(replace(self.state, books=books, finished=ended))

    @property
    def kept_count(self) -> int:
        """How many records were handed to the journal here: what the index said before it grew is out of date."""
        return self._kept_count

    def reread(self, books: Books, kept_count: int, ended: dict[str, Matter] | None = None) -> bool:
        """Take the books as the index has them; False, and nothing changes, when they were read too early.

        `ended` are the finished matters of the calls here, where they were read too.

        `kept_count` is what it was before they were read. What isn't on the disk yet is in no index either.
        """
        if kept_count != self._kept_count or self._journal.has_unwritten:
            return False
        ended = self.state.finished if ended is None else ended
        if books != self.state.books or ended != self.state.finished:
            self.become(replace(self.state, books=books, finished=ended))
        return True

    def freshen(self, identity: str) -> None:
        """Let the books have a matter as it stands on the disk now: another desk may have acted on it just before.

        What this desk has in memory only is newer than any file, and stays.
        """
        if self._journal.has_unwritten:
            return
        record = self.kept(identity)
        if record is not None and record != self.state.books.matters.get(identity):
            books = entered(self.state.books, record)
            if books != self.state.books:
                self.become(replace(self.state, books=books))

    def kept(self, identity: str) -> Matter | None:
        """A matter as the journal has it now, whoever wrote it; None when it has none, or can't be read."""
        entry = self._journal.newest(identity)
        return matter_in(entry) if entry else None

    def _kept(self, done: "Future[Any]") -> None:
        if done.cancelled() or done.exception() is not None:
            return
        for entry in done.result():
            if self._on_joined and (words := joined_words(entry)):
                self._on_joined(f"{short(entry.id)}: {words}")
        if self._on_kept:
            self._on_kept()

    def draft(self, kind: str, record: Record, *, rev: int | None = None, why: str | None = None) -> Draft:
        """Make a journal draft of `record`, written by this desk's operator."""
        return Draft(kind=kind, id=record.id, rev=rev, by=self.state.operator, data=record, why=why)

    def revise(self, record: Record, why: str | None = None) -> "Future[Any]":
        """Append a record as it is now, as its next revision. The future is done when it is safe on disk."""
        return self.keep(self.draft(KIND_OF[type(record)], record, why=why))

    def keep_data(
        self, kind: str, identity: str, data: dict[str, Any], *, base: dict[str, Any] | None, why: str
    ) -> "Future[Any]":
        """Append a new revision, made from `base`, of a record whose data may hold what this version doesn't know."""
        return self.keep(Draft(kind=kind, id=identity, by=self.state.operator, data=data, why=why, base=base))

    def revision(self, identity: str) -> int:
        """The highest revision that the journal has of a record: 0 when it has none, or can't be read now."""
        return self._journal.revision(identity) or 0

    def is_recorded(self, identity: str, rev: int = 1) -> bool | None:
        """Tell whether the journal has that revision of a record; None while it can't be read: nobody knows then."""
        highest = self._journal.revision(identity)
        return None if highest is None else highest >= rev

    def finish(self, identity: str, *drafts: Draft) -> "Future[Any]":
        """Append the records that end the sheet `identity`; the sheet goes only once they are safe on disk."""
        future = self.keep(*drafts)
        sheet = self._ending[identity] = self._sheets.pop(identity, None) or self._journal.sheet(identity)

        def drop(done: "Future[Any]") -> None:
            if not done.cancelled() and done.exception() is None:
                sheet.discard()
                self._ending.pop(identity, None)

        future.add_done_callback(drop)
        return future

    def recorded_rings(self, rings: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return which rings (an id, and the stamp since when it rang) the journal has a call of."""
        return self._journal.recorded_rings(rings)

    def drop(self, identity: str) -> None:
        """Let a sheet go whose matter was ended elsewhere: its record is in the journal."""
        (self._sheets.pop(identity, None) or self._journal.sheet(identity)).discard()

    # -- time and numbers ---------------------------------------------------------------------------

    def stamp(self) -> str:
        """The wall time now, as it stands on disk."""
        return stamp(self.clock.now())

    @property
    def zone(self) -> tzinfo | None:
        """The site's time zone; None is the machine's own."""
        return self.state.site.zone()

    @property
    def boot(self) -> str:
        """What names this run of the machine."""
        return self._boot

    def next_id(self) -> str:
        """Give out the next call's id on this desk today; never one that was given out before."""
        still_open = (*self.state.calls, *self.state.incidents)
        return self._numbering.next_id(self.state.desk, self.clock.now().astimezone(self.zone), still_open)

    def refuse_if_read_only(self) -> None:
        """Raise DeedRefused when this console may only look."""
        if self.state.read_only:
            raise DeedRefused(f"read-only: {self.state.read_only}")


def _nobody_else(_ring: str) -> bool:
    return True


def new_pad(desk: str, at: str, mono: int, boot: str) -> PadOpened:
    """The opening change of a desk's own sheet, `open/pad-<desk>.jsonl`."""
    return PadOpened(id=pad_id(desk), at=at, mono=mono, boot=boot)


def pad_id(desk: str) -> str:
    """The name of a desk's own sheet."""
    return f"pad-{desk}"


def empty_pad(desk: str) -> Pad:
    """A pad on which nothing was written yet."""
    return Pad(id=pad_id(desk))
