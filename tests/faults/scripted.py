"""One operator's shift, always the same, on the real desk and journal: every deed after which a disk may fail."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.faults.layer import Layer

from callpilot.console.configuration import Config, read_config
from callpilot.console.session import Listeners, Session, open_session
from callpilot.desk import (
    accepting,
    answering,
    closing,
    emergencies,
    escalating,
    follow_ups,
    following,
    matters,
    messages,
    signing,
    talking,
    writing,
)
from callpilot.desk.amend import amendment
from callpilot.desk.books import read_books
from callpilot.desk.handing_over import write_owed
from callpilot.intake.ring import RingEvent, drop
from callpilot.journal.codec import decode_any
from callpilot.journal.sheet import Sheet
from callpilot.journal.store import Journal
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import stamp
from callpilot.site.home import Home, find_home
from callpilot.site.sample import write_sample

NOW = datetime(2026, 11, 20, 10, 42, 17, tzinfo=UTC)
DESK = "desk-3"

Deed = tuple[str, Callable[[], Any]]


class Crank:
    """The syncing thread, turned by hand: what it does is done between two deeds, always at the same place."""

    turning: "Crank"

    def __init__(self, work: Callable[[], float | None]) -> None:
        self._work = work
        self._due: float | None = None
        Crank.turning = self

    def wake(self, after: float = 0) -> None:
        due = after
        self._due = due if self._due is None else min(due, self._due)

    def end(self, timeout: float) -> bool:
        for _ in range(2):
            self._due = None
            self._work()
        return True

    def turn(self, times: int = 6) -> None:
        """Do the work that is due, until it has nothing more to do or waits because something failed."""
        for _ in range(times):
            if self._due is None:
                return
            after, self._due = self._due, None
            Hands.now += max(after, 0.1)
            again = self._work()
            if again is not None:
                self.wake(again)
            if (again or 0) > 0.5:
                return


class Hands:
    """The monotonic clock of the journal's pauses."""

    now = 0.0

    @staticmethod
    def monotonic() -> float:
        return Hands.now


def turned_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no thread and no clock decide what happens in which order; nobody waits for anybody."""
    monkeypatch.setattr("callpilot.journal.store.Syncer", Crank)
    for module in ("sheet", "writer"):
        monkeypatch.setattr(f"callpilot.journal.{module}.time", Hands)
    monkeypatch.setattr("callpilot.journal.store._TURN", 0.0)
    monkeypatch.setattr("callpilot.journal.store._PATIENCE", 0.0)
    monkeypatch.setattr("callpilot.journal.recovery._PATIENCE", 0.0)


class Shift:
    """A console's session without its screen, and all that it was promised."""

    def __init__(self, folder: Path, layer: Layer, config: Config, operator: str, start: float = 0) -> None:
        self.home: Home = find_home(str(folder), {})
        self.layer = layer
        self.clock = ManualClock(NOW + timedelta(seconds=start), 1_000_000 + round(start * 1000))
        self.closed = ""
        self._away: Path | None = None
        self.told: list[str | None] = []
        self.futures: list[tuple[str, Future[Any]]] = []
        self.session: Session = open_session(
            self.home, config, operator, DESK, self.clock, Listeners(on_trouble=self.told.append)
        )
        self.desk = self.session.desk
        keep = self.journal.append

        def append(drafts: Any) -> "Future[Any]":
            future = keep(drafts)
            self.futures.append((", ".join(draft.id for draft in drafts), future))
            return future

        self.journal.append = append  # type: ignore[method-assign]
        self.crank = Crank.turning

    @property
    def journal(self) -> Journal:
        return self.session.journal

    @property
    def sheets(self) -> dict[str, Sheet]:
        return self.desk._sheets

    # -- what fails -------------------------------------------------------------------------------------

    @property
    def is_away(self) -> bool:
        """Whether the data folder has vanished."""
        return self._away is not None

    def vanish(self) -> None:
        """Let the data folder be gone, as a disk is that was pulled out."""
        with self.layer.off():
            self._away = self.home.data.rename(self.home.data.with_name("away"))

    def returns(self) -> None:
        """Let the data folder be there again."""
        if self._away is not None:
            with self.layer.off():
                self._away.rename(self.home.data)
            self._away = None

    def mended(self) -> None:
        """Let nothing fail any more."""
        self.returns()
        self.layer.mended()

    # -- deeds ------------------------------------------------------------------------------------------

    def deeds(self) -> Iterator[Deed]:
        """The shift, deed by deed. A deed reads what the ones before it made only when it is done."""
        desk = self.desk
        yield "sign on", lambda: signing.sign_on(desk, name="early", hours="07:00-15:00")
        yield "read", self.read
        yield "accept", self.accept
        yield "understood", lambda: accepting.finish(desk, "all clear")
        yield "ring", lambda: self.ring("+442079460018", "Anna Petrov")
        yield "answer", lambda: answering.answer(desk)
        yield from self.typing("name", "Anna")
        yield "tick", lambda: following.tick(desk, self.front)
        yield "escalate", self.escalate
        yield "emergency", lambda: emergencies.declare(desk)
        yield "note", lambda: emergencies.note(desk, self.incident, "smoke on the stairs")
        yield from self.typing("location", "12 Mill")
        yield "outcome", lambda: emergencies.give_outcome(desk, self.incident, "all out")
        yield "message", self.message
        yield "follow up", self.follow_up
        yield "hold", lambda: talking.hold(desk, self.call)
        yield "resume", lambda: talking.resume(desk, self.call)
        yield "gone", lambda: talking.caller_gone(desk, self.call)
        yield "close", self.close_call
        yield "read", self.read
        yield "amend", self.amend
        yield "ring", lambda: self.ring("+441614960733", "Nora Pipe")
        yield "answer", lambda: answering.answer(desk)
        yield from self.typing("message", "Lift")
        yield "gone", lambda: talking.caller_gone(desk, self.call)
        yield "close", self.close_call
        yield "read", self.read
        self.clock.advance(30)
        yield "sign off", lambda: signing.sign_off(desk)
        self.clock.advance(30)
        yield "sign on", lambda: signing.sign_on(desk, name="late", hours="15:00-23:00")
        yield "ring", lambda: self.ring("+441134960123", "Tom Noll")
        yield "answer", lambda: answering.answer(desk)
        yield from self.typing("name", "Tom")
        yield "ring", lambda: self.ring("+441134960124", "Rita Lund", ends=True)

    def typing(self, field: str, text: str) -> Iterator[Deed]:
        for place in range(1, len(text) + 1):
            yield f"type {text[:place]}", lambda place=place: self.type(field, text[:place])

    def type(self, field: str, text: str) -> None:
        writing.type_in(self.desk, self.front, field, text, len(text))

    @property
    def front(self) -> str:
        return self.desk.state.pad.front

    @property
    def call(self) -> str:
        return next(iter(self.desk.state.calls))

    @property
    def incident(self) -> str:
        return next(iter(self.desk.state.incidents))

    def read(self) -> None:
        """What `catching_up` does in its thread and in the loop, again and again until it can."""
        desk, kept = self.desk, self.desk.kept_count
        books = self.asked(lambda: (self.session.index.catch_up(), read_books(self.session.index, "Maria"))[1])
        before = desk.state.books
        if desk.reread(books, kept):
            matters.let_go_elsewhere(desk)
            accepting.follow_owners(desk)
            accepting.keep_mine(desk, before)
            write_owed(desk)

    def accept(self) -> None:
        """Books that can't be read yet offer nothing: the operator waits until the disk is well."""
        if not accepting.offers(self.desk.state):
            self.mended()
            self.crank.turn()
            self.read()
        accepting.accept_all(self.desk)

    def asked(self, ask: Callable[[], Any]) -> Any:
        """Ask the index; while it can't be read nobody is told anything, and it is asked again."""
        for _ in range(3):
            try:
                return ask()
            except OSError:
                continue
        self.mended()
        return ask()

    def ring(self, number: str, name: str, *, ends: bool = False) -> None:
        self.returns()  # another program that drops a ring would make the folder
        with self.layer.off():
            at = stamp(self.clock.now())
            for event in ("ringing", "ended") if ends else ("ringing",):
                drop(self.home, RingEvent(event=event, number=number, name=name, call_id=f"x{number}", at=at))  # type: ignore[arg-type]
        self.poll()
        if not ends and not any(ring.number == number for ring in self.desk.state.rings):
            self.layer.mended()  # while the inbox can't be read, no ring comes
            self.poll()

    def poll(self) -> None:
        """Look into the inbox until nothing more comes of it: its folder is looked at again at times only."""
        for _ in range(25):
            self.session.feed.poll()

    def escalate(self) -> None:
        writing.put(self.desk, self.call, **{"esc.severity": "high", "esc.to": "duty", "esc.reason": "two people"})
        escalating.save_escalation(self.desk, self.call)

    def message(self) -> None:
        writing.put(self.desk, self.call, **{"for": "Dr Osei", "message": "Please ring back"})
        messages.take_message(self.desk, self.call)

    def follow_up(self) -> None:
        due = self.clock.now() + timedelta(hours=2)
        follow_ups.make_follow_up(self.desk, self.call, what="ring back", due=due)

    def close_call(self) -> None:
        call = self.call
        for item in closing.missing(self.desk, self.desk.state.calls[call]):
            closing.skip_missing(self.desk, call, item, "not given")
        closing.close(self.desk, call)
        self.closed = call

    def amend(self) -> None:
        """As the record's screen does it."""
        found = self.asked(lambda: self.session.index.revisions(self.closed))
        if not found:  # what isn't on the disk yet can't be looked up
            self.mended()
            self.crank.turn()
            self.read()
            found = self.session.index.revisions(self.closed)
        newest = max(found, key=lambda entry: entry.rev)
        data, reason = amendment(newest, {"company": "Hill Dental"}, "spelt wrongly")
        self.desk.keep_data("call", newest.id, data, base=decode_any(newest.data), why=reason)


def make_home(folder: Path) -> Config:
    """A site with an earlier shift in its journal, handed over with a message in it that is still open."""
    home = find_home(str(folder), {})
    home.prepare()
    write_sample(home.config)
    config = read_config(home, with_people=True)
    layer = Layer(folder)
    with layer.off():
        shift = Shift(folder, layer, config, "Jonas", -7200)
        signing.sign_on(shift.desk)
        shift.ring("+442079460111", "Dora Hill")
        answering.answer(shift.desk)
        shift.message()
        talking.caller_gone(shift.desk, shift.call)
        shift.close_call()
        shift.crank.turn()
        shift.poll()
        shift.read()
        signing.sign_off(shift.desk)
        shift.crank.turn()
        assert shift.session.close()
        shift.session.index.close()
    return config
