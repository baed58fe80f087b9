"""The desk's state: one frozen value, replaced by every deed; whoever shows a part of it compares by identity."""

from msgspec import Struct

from callpilot.desk.books import Books
from callpilot.procedures.in_force import Library
from callpilot.records.kinds import Shift
from callpilot.records.live import LiveCall, LiveIncident, Pad
from callpilot.records.standing import Matter
from callpilot.records.words import Channel
from callpilot.site.model import Site
from callpilot.site.people import People


class WaitingRing(Struct, frozen=True, kw_only=True):
    """A call that waits to be answered. `since` is the monotonic moment (ms) at which it began to ring here."""

    id: str
    number: str = ""
    name: str = ""
    line: str = ""
    account: str = ""
    channel: Channel = "phone"
    ringing_at: str = ""
    since: int = 0


class DeskState(Struct, frozen=True, kw_only=True):
    """All that is true at this desk now. `finished` has what came of its open calls and is in the books no more;
    `elsewhere` what was left open at desks where nobody is.
    """

    site: Site
    library: Library
    operator: str
    desk: str
    pad: Pad
    rings: tuple[WaitingRing, ...] = ()
    calls: dict[str, LiveCall] = {}
    incidents: dict[str, LiveIncident] = {}
    read_only: str = ""
    books: Books = Books()
    finished: dict[str, Matter] = {}
    people: People = People()
    elsewhere: tuple[LiveCall | LiveIncident, ...] = ()

    @property
    def shift(self) -> Shift | None:
        """The shift under way at this desk, if any."""
        return self.pad.shift

    @property
    def front(self) -> LiveCall | None:
        """The call in front of the operator, if any."""
        return self.calls.get(self.pad.front)

    @property
    def front_incident(self) -> LiveIncident | None:
        """The incident in front of the operator, if one is."""
        return self.incidents.get(self.pad.front)

    @property
    def followed(self) -> LiveCall | LiveIncident | Pad | None:
        """What the procedure pane shows: the incident or call in front, else what is followed without any call."""
        return self.front_incident or self.front or (self.pad if self.pad.run else None)

    @property
    def conversation(self) -> LiveCall | None:
        """The call whose caller is being spoken to, if any."""
        return next((call for call in self.calls.values() if call.stage == "live"), None)


class DeedRefused(Exception):
    """The deed can't be done now; the text is the reason, in one line for the operator."""
