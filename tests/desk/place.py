"""A real desk on a throwaway home: real journal, real sheets, real inbox, a clock that goes when it is told to."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from callpilot.desk import answering
from callpilot.desk.closing import close, missing, skip_missing
from callpilot.desk.desk import Desk, empty_pad
from callpilot.desk.mending import mend
from callpilot.desk.on_sheets import restored
from callpilot.desk.restoring import reattach
from callpilot.desk.signing import sign_on
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.intake.feed import Feed
from callpilot.intake.inbox import Inbox
from callpilot.intake.ring import RingEvent, drop
from callpilot.journal.codec import decode_any
from callpilot.journal.disk import Disk
from callpilot.journal.index import Index
from callpilot.journal.reading import entries
from callpilot.journal.recovery import last_number, read_sheets, recover
from callpilot.journal.store import Journal
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import stamp
from callpilot.procedures.loading import Library, load_library, shipped_folder
from callpilot.records.entry import Entry
from callpilot.records.live import AnyLive
from callpilot.site.home import Home
from callpilot.site.model import Account, Line, Site

NOW = datetime(2024, 3, 4, 10, 42, 17, 31000, UTC)
DESK = "desk-3"
SITE = Site(
    name="Northgate",
    company="Northgate Answering",
    department="Switchboard",
    country="GB",
    time_zone="Europe/London",
    accounts=(
        Account(id="surgery", name="Dr Osei's surgery", required=("name", "patient")),
        Account(id="law", name="Hart & Webb"),
    ),
    lines=(
        Line(id="surgery", number="+442079460100", account="surgery"),
        Line(id="law", number="+442079460200", account="law"),
    ),
)


class HastyDisk(Disk):
    """A disk that isn't waited for: these tests are about what is written, not about power cuts."""

    def sync(self, fd: int) -> None:
        pass


class Killed(BaseException):
    """The process ends here, in the middle of a deed, as by `kill -9`."""


@cache
def shipped() -> Library:
    return load_library([shipped_folder()])


class Place:
    """One home with one desk in it, that can be left and opened again."""

    def __init__(self, folder: Path, *, site: Site = SITE, library: Library | None = None) -> None:
        self.home = Home(config=folder / "config", data=folder / "data", cache=folder / "cache")
        self.home.prepare()
        self.folder = folder
        self.site = site
        self.library = library or shipped()
        self.clock = ManualClock(NOW)
        self.index: Index | None = None
        self._journals: list[Journal] = []
        self._rung = 0
        self._open("Maria", "")

    # -- coming and going -----------------------------------------------------------------------------

    def _open(self, operator: str, read_only: str) -> None:
        data = self.home.data
        self.journal = Journal(data, DESK, clock=self.clock, disk=HastyDisk())
        self._journals.append(self.journal)
        state = DeskState(
            site=self.site, library=self.library, operator=operator, desk=DESK, pad=empty_pad(DESK),
            read_only=read_only,
        )  # fmt: skip
        self.desk = Desk(state, self.journal, self.clock, last_number=lambda day: last_number(data, DESK, day))
        sheets = read_sheets(data, DESK) if read_only else recover(data, DESK, disk=HastyDisk()).sheets
        found, self.problems = restored(sheets)
        reattach(self.desk, found)
        mend(self.desk, sheets)
        self.feed = Feed(Inbox(self.home.inbox, self.home.quarantine), self.desk)

    def again(
        self,
        after: float = 0,
        *,
        reboot: str = "",
        wall: datetime | None = None,
        operator: str = "Maria",
        read_only: str = "",
    ) -> Desk:
        """Let the console end and another one come `after` seconds; `reboot` names another run of the machine."""
        self.settle()
        if reboot:
            self.clock = ManualClock(self.clock.now(), mono=40_000, boot=reboot)
        if wall:
            self.clock.set_wall(wall)
        self.clock.advance(after)
        self._open(operator, read_only)
        return self.desk

    def kill_at(self, change: type, deed: Callable[[], Any]) -> None:
        """Do a deed in a process that ends just before it writes a change of that kind."""
        real = self.desk.change

        def until(identity: str, kind: type, **what: Any) -> None:
            if kind is change:
                raise Killed
            real(identity, kind, **what)

        self.desk.change = until  # type: ignore[method-assign]
        try:
            deed()
        except Killed:
            return
        raise AssertionError(f"{change.__name__} was never written")

    def settle(self) -> None:
        """Wait until all that was handed over is on the disk, and let the desk go."""
        end = time.monotonic() + 30  # closing waits two seconds at most; a busy machine's disk may take longer
        while not self.journal.saved and time.monotonic() < end:
            time.sleep(0.001)
        assert self.journal.close()

    def end(self) -> None:
        for journal in self._journals:
            journal.close()
        if self.index:
            self.index.close()

    # -- what happens ---------------------------------------------------------------------------------

    def ring(self, number: str = "+442079460018", **what: Any) -> WaitingRing:
        """A call rings, without a file."""
        self._rung += 1
        ring = WaitingRing(
            id=what.pop("id", f"r{self._rung}"), number=number, ringing_at=self.desk.stamp(),
            since=self.clock.mono(), **{"line": "law", **what},
        )  # fmt: skip
        answering.rang(self.desk, ring)
        return ring

    def call(self, number: str = "+442079460018", **what: Any) -> str:
        """A call rings and is answered."""
        return answering.answer(self.desk, self.ring(number, **what).id)

    def drop(self, event: str, call_id: str = "", *, ago: float = 0, **what: Any) -> Path:
        """A softphone's hook drops a file."""
        at = stamp(datetime.fromtimestamp(self.clock.now().timestamp() - ago, UTC))
        return drop(self.home, RingEvent(event=event, call_id=call_id, at=at, **what))  # type: ignore[arg-type]

    def poll(self) -> list[WaitingRing]:
        """Look into the inbox until nothing more comes of it: its folder is looked at again at times only."""
        return [ring for _ in range(25) for ring in self.feed.poll()]

    def signed_on(self) -> Desk:
        sign_on(self.desk, name="early", hours="07:00-15:00")
        return self.desk

    def close(self, call_id: str) -> dict[str, Any]:
        """Close a call, all that is asked for left out with a reason; return its record."""
        desk = self.desk
        for item in missing(desk, desk.state.calls[call_id]):
            skip_missing(desk, call_id, item, "not given")
        close(desk, call_id).result(timeout=10)
        return self.record(call_id)

    # -- what is there --------------------------------------------------------------------------------

    def values(self, identity: str) -> dict[str, str]:
        return self.desk.live(identity).values

    def entries(self, kind: str = "") -> list[Entry]:
        found = [entry for entry in entries(self.home.data) if isinstance(entry, Entry)]
        return [entry for entry in found if not kind or entry.kind == kind]

    def records(self, kind: str) -> list[dict[str, Any]]:
        """The newest revision of every record of a kind, by id."""
        newest = {entry.id: decode_any(entry.data) for entry in self.entries(kind)}
        return [newest[identity] for identity in sorted(newest)]

    def record(self, identity: str) -> dict[str, Any]:
        found = [entry for entry in self.entries() if entry.id == identity]
        assert found, f"{identity} isn't in the journal"
        return decode_any(max(found, key=lambda entry: entry.rev).data)

    def on_disk(self) -> dict[str, AnyLive]:
        """What the sheets on the disk give when they are folded."""
        found, problems = restored(read_sheets(self.home.data, DESK))
        assert not problems
        return {live.id: live for live in found}

    def bytes_on_disk(self) -> bytes:
        """Every byte under the home: sheets, journal, index, inbox, quarantine."""
        return b"\0".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())

    def indexed(self) -> Index:
        if self.index is None:
            self.index = Index(self.home.data, self.home.cache, country=self.site.country)
        self.index.catch_up()
        return self.index


@contextmanager
def a_place() -> Iterator[Place]:
    """A place of its own for each example that hypothesis draws."""
    folder = Path(tempfile.mkdtemp())
    there = Place(folder)
    try:
        yield there
    finally:
        there.end()
        shutil.rmtree(folder)


def live_state(desk: Desk) -> dict[str, AnyLive]:
    """All that is unfinished at a desk, as `Place.on_disk` gives it."""
    state = desk.state
    return {**state.calls, **state.incidents, state.pad.id: state.pad}


def ids(things: Iterable[dict[str, Any]]) -> list[str]:
    return [thing["id"] for thing in things]
