"""Who is next on a matter's list: the first there who wasn't tried yet, then whoever was tried longest ago."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from callpilot.desk.aims import aim_of
from callpilot.desk.ladders import Candidate, candidates
from callpilot.desk.state import DeskState
from callpilot.desk.telling import ToBeTold, next_to_tell, to_be_told
from callpilot.records.kinds import Delivery, Incident
from callpilot.records.live import LiveIncident
from callpilot.records.standing import is_with
from callpilot.site.people import Way


class Next(Struct, frozen=True, kw_only=True):
    """Who would be tried next, and how (empty: not known); `words` say it with why and whether they are there.

    `contact` is their id in the directory, empty for a name that it doesn't have; `number` is the first telephone
    number of theirs that is known.
    """

    to: str
    contact: str = ""
    how: str = ""
    number: str = ""
    words: str = ""


def next_tried(state: DeskState, identity: str, now: datetime) -> Next | None:
    """Return who is next about the matter or incident `identity`; None when nobody is named.

    Raises DeedRefused when it is finished.
    """
    aim = aim_of(state, identity)
    incident = state.incidents.get(identity) or state.books.matters.get(identity)
    if isinstance(incident, LiveIncident | Incident):
        one = next_to_tell(to_be_told(state, incident))
        return _next(one, one.way) if one else None
    found = candidates(state, aim, "", now)
    if not found:
        return None
    first = found[next_place(found, aim.attempts)]
    return _next(first, next(iter(first.ways), None))


def _next(one: Candidate | ToBeTold, way: Way | None) -> Next:
    how = way.words if way else ""
    number = next((known.to for known in one.ways if known.kind in ("phone", "mobile")), "")
    words = " · ".join(part for part in (one.name, how, one.availability, one.why) if part)
    return Next(to=one.name, contact=one.contact, how=how, number=number, words=words)


def next_place(found: Sequence[Candidate], attempts: Sequence[Delivery]) -> int:
    """The place of whoever is next among `found`, which has one at least; who is away comes after who isn't."""

    def rank(place: int) -> tuple[str, bool]:
        one = found[place]
        own = (attempt.at for attempt in attempts if is_with(attempt, one.contact, one.name))
        return max(own, default=""), one.available is False

    # The smallest of equals is the first: the list's own order.
    return min(range(len(found)), key=rank)
