"""One site with several desks: each with its own console, journal and sheets, all with one clock and one index."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.desk.place import NOW, SITE, HastyDisk, shipped

from callpilot.desk import accepting, answering, closing, handing_over, matters, signing, talking, writing
from callpilot.desk.books import read_books
from callpilot.desk.desk import Desk, empty_pad
from callpilot.desk.mending import mend
from callpilot.desk.on_sheets import open_now, restored
from callpilot.desk.open_work import open_work
from callpilot.desk.restoring import reattach
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.journal.codec import decode_any
from callpilot.journal.index import Index
from callpilot.journal.recovery import last_number, recover
from callpilot.journal.store import Journal
from callpilot.plain.clock import ManualClock
from callpilot.records.kinds import Handover, Shift
from callpilot.reports.gathering import unfinished
from callpilot.site.home import Home


class Workplace:
    """Consoles come and go at `desk-1`, `desk-2` …; who opens one signs on."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(config=folder / "config", data=folder / "data", cache=folder / "cache")
        self.home.prepare()
        self.folder = folder
        self.clock = ManualClock(NOW)
        self.index = Index(self.home.data, self.home.cache, country=SITE.country)
        self.desks: dict[str, Desk] = {}
        self._journals: dict[str, Journal] = {}
        self._rung = 0

    # -- consoles -------------------------------------------------------------------------------------

    def come(self, operator: str, name: str = "desk-1", *, reads: bool = True) -> Desk:
        """An operator opens the console of a desk and signs on; `reads`: what is open at the site is read too."""
        self.leave(name)
        data = self.home.data
        journal = self._journals[name] = Journal(data, name, clock=self.clock, disk=HastyDisk())
        state = DeskState(site=SITE, library=shipped(), operator=operator, desk=name, pad=empty_pad(name))
        desk = Desk(state, journal, self.clock, last_number=lambda day: last_number(data, name, day))
        sheets = recover(data, name, disk=HastyDisk()).sheets
        reattach(desk, restored(sheets)[0])
        mend(desk, sheets)
        self.desks[name] = desk
        signing.sign_on(desk)
        if reads:
            self.read()
        return desk

    def read(self) -> None:
        """Every console reads what the others wrote, until none has anything to add."""
        for _turn in range(3):
            for name, desk in self.desks.items():
                self.settle()
                self.index.catch_up()
                before = desk.state.books
                assert desk.reread(read_books(self.index), desk.kept_count), name
                matters.let_go_elsewhere(desk)
                accepting.follow_owners(desk)
                accepting.keep_mine(desk, before)
                handing_over.write_owed(desk)
        self.settle()
        self.index.catch_up()

    def leave(self, name: str) -> None:
        """A console is closed; nobody signs off."""
        if name in self.desks:
            del self.desks[name]
            assert self._journals.pop(name).close()

    def sign_off(self, name: str = "desk-1") -> Handover:
        """The operator of a desk signs, and the console closes. Returns the handover."""
        desk = self.desks[name]
        shift = desk.state.shift
        assert shift is not None
        signing.sign_off(desk).result(timeout=10)
        self.leave(name)
        return self.handover(shift.id)

    def settle(self) -> None:
        """Wait until every record is in its file."""
        while any(journal.has_unwritten for journal in self._journals.values()):
            time.sleep(0.001)

    def end(self) -> None:
        for name in list(self.desks):
            self.leave(name)
        self.index.close()

    # -- what happens ---------------------------------------------------------------------------------

    def call(self, name: str = "desk-1", /, **values: str) -> str:
        desk = self.desks[name]
        self._rung += 1
        ring = WaitingRing(
            id=f"r{self._rung}", number=f"+44207946{self._rung:04}", line="law", ringing_at=desk.stamp(),
            since=self.clock.mono(),
        )  # fmt: skip
        answering.rang(desk, ring)
        call = answering.answer(desk, ring.id)
        writing.put(desk, call, **values)
        return call

    def message(self, name: str = "desk-1", /, **values: str) -> str:
        """A call in which a message is left; it is closed. Returns the message's id."""
        call = self.call(name, **{"for": "Dr Osei", "message": "Please ring back", "name": "Anna Petrov", **values})
        self.close(call, name)
        return f"{call}-m1"

    def close(self, call: str, name: str = "desk-1") -> None:
        desk = self.desks[name]
        talking.caller_gone(desk, call)
        for item in closing.missing(desk, desk.state.calls[call]):
            closing.skip_missing(desk, call, item, "not given")
        closing.close(desk, call)

    # -- what is there --------------------------------------------------------------------------------

    def record(self, identity: str) -> dict[str, Any]:
        """The newest revision of a record."""
        self.index.catch_up()
        return decode_any(max(self.index.revisions(identity), key=lambda entry: entry.rev).data)

    def handover(self, shift: str) -> Handover:
        """The handover of a shift."""
        from callpilot.reports.gathering import kept_handover

        self.index.catch_up()
        found = kept_handover(self.index, shift)
        assert found is not None, f"no handover of {shift}"
        return found

    def handovers(self) -> list[Handover]:
        """All handovers, the oldest first."""
        self.index.catch_up()
        found = [one for one in self.index.latest("handover") if isinstance(one, Handover)]
        return sorted(found, key=lambda one: (one.made_at, one.id))

    def shifts(self) -> list[Shift]:
        """All shifts, the oldest first."""
        self.index.catch_up()
        return list(reversed(self.index.shifts(1000)))

    def open_ids(self) -> set[str]:
        """The ids of all that is open, by the journal and the sheets of every desk."""
        self.index.catch_up()
        things = unfinished(self.index, open_now(self.home.data))
        return {item.id for item in open_work(things, self.clock.now())}

    def owner(self, identity: str) -> str:
        """Who has an open item, by the journal and the sheets of every desk."""
        self.index.catch_up()
        things = unfinished(self.index, open_now(self.home.data))
        return next(item.owner for item in open_work(things, self.clock.now()) if item.id == identity)


@contextmanager
def a_workplace() -> Iterator[Workplace]:
    """A workplace of its own for each example that hypothesis draws."""
    folder = Path(tempfile.mkdtemp())
    there = Workplace(folder)
    try:
        yield there
    finally:
        there.end()
        shutil.rmtree(folder)
