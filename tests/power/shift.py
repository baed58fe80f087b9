"""A scripted shift, recorded: calls, messages, an escalation, an emergency, a handover, all that writes."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.power.by_hand import DESK, home_in, open_desk, poll, pump, saving_by_hand
from tests.power.recording import Killed, Recorder

from callpilot.console.session import Session
from callpilot.desk import (
    accepting,
    answering,
    closing,
    emergencies,
    escalating,
    follow_ups,
    messages,
    reaching,
    signing,
    talking,
    writing,
)
from callpilot.desk.amend import amend
from callpilot.desk.books import read_books
from callpilot.intake.ring import RingEvent, drop
from callpilot.journal.reading import Damage, entries
from callpilot.journal.sheet import sheet_files
from callpilot.journal.sheet_lines import whole_lines
from callpilot.journal.store import Journal
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import moment, stamp

NIGHT = datetime(2024, 3, 4, 23, 58, 30, 31000, UTC)


class Shift:
    """One desk's shift on a recorded disk. `often`: after how many deeds the saving thread gets its turn."""

    def __init__(self, root: Path, often: int = 1) -> None:
        self.root = root
        self.recorder = Recorder(root)
        self.clock = ManualClock(NIGHT)
        self.often = often
        self._deeds = 0
        self._rung = 0
        self.session: Session

    # -- coming and going -----------------------------------------------------------------------------

    def come(self, operator: str = "Maria") -> None:
        """Open the console; what it shows of the past from then on has to be there."""
        self.session = open_desk(self.root, self.clock, operator)
        self._watch_futures()
        self.read()
        self.tell_past()
        self.did()

    def read(self) -> None:
        pump(self.session)
        self.session.index.catch_up()
        desk = self.session.desk
        desk.reread(read_books(self.session.index), desk.kept_count)

    def tell_past(self) -> None:
        """The log on the screen shows every entry of the journal, and the desk every sheet."""
        data = self.session.home.data
        for entry in entries(data):
            assert not isinstance(entry, Damage), entry
            self.recorder.tell("entry", (entry.kind, entry.id, entry.rev, entry.digest))

    def leave(self) -> None:
        self.session.close()
        self.session.index.close()
        self._told_sheets()

    def killed(self, deed: Callable[[], Any]) -> None:
        """The console is killed in the middle of the deed's first write; the machine goes on."""
        self.recorder.dies_at = self.recorder.writes
        try:
            deed()
        except Killed:
            pass
        else:
            raise AssertionError("nothing was written")
        finally:
            self.recorder.dies_at = None
        self._vanish()

    def _vanish(self) -> None:
        """What a killed process leaves: nothing that could write any more."""
        session = self.session
        session.lock.release()
        session.index.close()
        for fd in list(self.recorder._fds):
            self.recorder._close(fd)
        session.journal._sheets.clear()

    def _watch_futures(self) -> None:
        journal, recorder = self.session.journal, self.recorder
        append = journal.append

        def watched(drafts: Any) -> "Future[Any]":
            future = append(drafts)
            future.add_done_callback(done)
            return future

        def done(future: "Future[Any]") -> None:
            if not future.cancelled() and future.exception() is None:
                for entry in future.result():
                    recorder.tell("entry", (entry.kind, entry.id, entry.rev, entry.digest))

        journal.append = watched  # type: ignore[method-assign]

    # -- what happens ---------------------------------------------------------------------------------

    def did(self, count: int = 1) -> None:
        """A deed was done; now and then the saving thread has its turn, and the inbox is looked at."""
        self._deeds += count
        self.clock.advance(1.3)
        if self._deeds % self.often == 0:
            pump(self.session)
        self._told_sheets()
        poll(self.session)

    def _told_sheets(self) -> None:
        """What the form's foot says: ✔ on disk."""
        for identity, sheet in self.session.desk._sheets.items():
            if self.session.desk.is_saved(identity):
                self.recorder.tell("sheet", (identity, len(sheet._lines)))

    def ring(self, *, answered: bool = True, ends: bool = False) -> str:
        """A softphone's hook drops a ring, and says so by its end; the call is answered, or waits."""
        self._rung += 1
        number, call_id = f"+44207946{self._rung:04}", f"pbx-{self._rung}"
        self._drop("ringing", call_id, number)
        self.did(0)
        if ends:
            self.clock.advance(9)
            self._drop("ended", call_id, number)
            self.did()
            return ""
        if not answered:
            return call_id
        call = answering.answer(self.session.desk)
        self.did()
        return call

    def _drop(self, event: Any, call_id: str, number: str) -> None:
        at = stamp(self.clock.now())
        drop(home_in(self.root), RingEvent(event=event, call_id=call_id, number=number, line="law", at=at))
        self.recorder.tell("ring", number)

    def type(self, identity: str, **values: str) -> None:
        """Type letter by letter, each a change of its own."""
        for field, text in values.items():
            for end in range(1, len(text) + 1, 3):
                writing.type_in(self.session.desk, identity, field, text[:end], end)
            writing.put(self.session.desk, identity, **{field: text})
            self.did()

    def close(self, call: str) -> None:
        desk = self.session.desk
        talking.caller_gone(desk, call)
        for item in closing.missing(desk, desk.state.calls[call]):
            closing.skip_missing(desk, call, item, "not given")
        closing.close(desk, call)
        self.did()

    def amend(self, call: str, **changes: str) -> None:
        """Another process corrects a record beside the console."""
        self.read()
        made: list[Journal] = []

        def journal(desk: str) -> Journal:
            made.append(Journal(self.session.home.data, desk, clock=self.clock))
            return made[-1]

        entry = amend(journal, self.session.index, call, changes, "misheard", "paul")
        self.recorder.tell("entry", (entry.kind, entry.id, entry.rev, entry.digest))
        made[-1].close()
        self.did()

    def lines_of(self, identity: str) -> int:
        files = sheet_files(self.session.home.data / "open", identity).get(identity, [])
        return len(whole_lines(files))


def work(there: Shift) -> None:
    """A shift over midnight, with a hand that is killed twice, a disk that fails twice, and a colleague."""
    there.come()
    desk = there.session.desk
    call = there.ring()
    there.type(call, name="Anna", message="Ring back")
    writing.put(desk, call, **{"for": "Dr Osei"})
    messages.take_message(desk, call)
    there.did()
    follow_ups.promise(desk, call, what="ring again", owner="", due=moment("2024-03-06T10:00:00.000Z"), priority="")
    there.did()
    there.ring(ends=True)
    there.close(call)
    quick = there.ring()
    writing.put(desk, quick, name="Bo", subject="wrong door")
    there.close(quick)
    there.amend(quick, name="Boris")
    _failing_disk(there)
    _emergency(there)
    _night(there)
    _handover(there)


def _failing_disk(there: Shift) -> None:
    """An fsync fails, of a day, of a sheet, and of the day again as a record is made: each goes on in a new segment."""
    desk, recorder = there.session.desk, there.recorder
    call = there.ring()
    failing = {"journal/": 1, f"open/{call}": 1}

    def fails(what: str, path: str) -> bool:
        for place, left in failing.items():
            if what == "fsync" and place in path and left:
                failing[place] -= 1
                return True
        return False

    recorder.fails = fails
    writing.put(desk, call, **{"for": "Mr Lund", "message": "The lift", "name": "Cy"})
    messages.take_message(desk, call)
    there.did()
    there.type(call, notes="Lift B")
    escalating.draft_escalation(desk, "high")
    writing.put(desk, call, **{"esc.to": "duty", "esc.reason": "shut in"})
    escalating.save_escalation(desk, call)
    there.did()
    pump(there.session)
    assert not any(failing.values())
    failing["journal/"] = 1  # and once more, as the record is made that the sheet waits for
    there.close(call)
    pump(there.session)
    recorder.fails = lambda _what, _path: False
    assert not any(failing.values())


def _emergency(there: Shift) -> None:
    """An emergency, in the middle of which the console is killed; the next one goes on with it."""
    desk = there.session.desk
    call = there.ring()
    incident = emergencies.declare(desk)
    there.did()
    there.type(incident, location="Mill Lane 4")
    there.killed(lambda: writing.type_in(desk, incident, "location", "Mill Lane 44", 12))
    there.come()
    desk = there.session.desk
    emergencies.note(desk, incident, "ambulance rung")
    there.did()
    emergencies.give_outcome(desk, incident, "false alarm")
    there.did()
    writing.put(desk, call, name="Di")
    there.close(call)


def _night(there: Shift) -> None:
    """Midnight: the next day's file; killed in the middle of an append, and again just behind one."""
    desk = there.session.desk
    there.ring(answered=False)
    there.clock.advance(90)
    call = there.ring()  # the one that waited longest is answered, the new one waits
    there.close(call)
    call = answering.answer(desk)
    writing.put(desk, call, **{"for": "Dr Osei", "message": "Late", "name": "Ed"})
    there.did()
    there.killed(lambda: messages.take_message(desk, call))
    there.come()
    there.close(call)
    desk = there.session.desk
    call = there.ring()
    writing.put(desk, call, name="Flo")
    messages_before = desk.kept_count
    emergencies.declare_outage(desk)
    assert desk.kept_count > messages_before
    there._vanish()  # killed before the saving thread had its turn
    there.come()
    desk = there.session.desk
    (outage,) = desk.state.incidents
    emergencies.give_outcome(desk, outage, "power is back")
    there.close(call)


def _handover(there: Shift) -> None:
    """The shift is handed over, and the next operator takes it item by item."""
    there.read()
    desk = there.session.desk
    desk.change(desk.state.pad.id, _focus(), field="notes")
    writing.put(desk, desk.state.pad.id, notes="Lift 2 is out.")
    signing.sign_off(desk)
    there.did()
    there.leave()
    there.come("Paul")
    desk = there.session.desk
    (first, *_rest) = [one for one in accepting.offers(desk.state) if one.is_open]
    accepting.accept_item(desk, first.handover, first.item.id)
    there.did()
    accepting.accept_all(desk)
    accepting.finish(desk, "Lift 2 is out; Dr Osei to be rung")
    there.did()
    message = next(one for one in desk.state.books.matters if "-m" in one)
    reaching.attempt(desk, message, to="Dr Osei", how="phone", outcome="told")
    there.did()
    there.leave()


def _focus() -> Any:
    from callpilot.records.changes import Focused

    return Focused


def recorded(root: Path, often: int = 1, script: Callable[[Shift], None] = work) -> Shift:
    """Record a script on a disk in the folder `root`."""
    there = Shift(root, often)
    with saving_by_hand(), there.recorder.listening():
        script(there)
    return there


__all__ = ["DESK", "NIGHT", "Shift", "recorded", "work"]
