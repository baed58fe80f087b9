"""Who must be told of an incident, in order: from its protocol's contacts and the rosters; and who was (A3, B10)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from callpilot.desk.state import DeskState
from callpilot.plain.times import moment
from callpilot.procedures.choosing import protocol
from callpilot.procedures.model import Procedure
from callpilot.records.kinds import Delivery, Incident
from callpilot.records.live import LiveIncident
from callpilot.records.standing import attempts_of, is_with
from callpilot.site.people import Contact, People, Roster, Way

if TYPE_CHECKING:
    from callpilot.site.on_call import Rung

Telling = Literal["open", "told", "not reached"]
AnyIncident = LiveIncident | Incident

CORRECTION = "correction:"
"""How the note of an attempt begins that takes the one before it back: it was a slip."""


class Duty(Struct, frozen=True, kw_only=True):
    """One of a protocol's contacts: somebody on `rungs` must be told, the first first, the others stand in."""

    id: str
    rungs: tuple["Rung", ...]


class ToBeTold(Struct, frozen=True, kw_only=True):
    """Somebody who must be told, or whom somebody tried, and how that stands.

    `contact` is the id in the directory, empty for a name that it doesn't have; `at` is the stamp of the attempt that
    decided `state`, and `how` its way; `way` is the one to be tried now, None where none is known. `duties` are those
    of the protocol's contacts that are dealt with once this one is told.
    """

    name: str
    contact: str = ""
    why: str = ""
    available: bool = True
    availability: str = ""
    ways: tuple[Way, ...] = ()
    way: Way | None = None
    state: Telling = "open"
    at: str = ""
    how: str = ""
    attempts: tuple[Delivery, ...] = ()
    duties: tuple[str, ...] = ()


def protocol_of(state: DeskState, incident: AnyIncident) -> Procedure | None:
    """The protocol that an incident was opened with; if that is gone, what would be opened now."""
    if isinstance(incident, LiveIncident):
        first = incident.runs[0].procedure if incident.runs else ""
    else:
        first = incident.procedures[0].id if incident.procedures else ""
    found = state.library.procedures.get(first)
    kind = "outage" if incident.kind == "outage" else "emergency"
    return found or protocol(state.library, kind, account=incident.account)


def duties_of(state: DeskState, incident: AnyIncident) -> tuple[Duty, ...]:
    """Resolve the contacts of an incident's protocol as directory and rosters were at the moment it was declared."""
    from callpilot.site.on_call import ladder, roster_meant

    procedure = protocol_of(state, incident)
    at = _moment(incident.opened_at)
    found: list[Duty] = []
    for contact in procedure.contacts if procedure else ():
        rungs = ladder(state.people, (contact,), at, site=state.site, account=incident.account)
        if not rungs and (roster := roster_meant(state.people, contact, incident.account)):
            rungs = (_nobody(roster),)
        if rungs:
            found.append(Duty(id=contact, rungs=rungs))
    return tuple(found)


def make_ready(people: People, country: str) -> None:
    """Look through the directory once, in a thread: an emergency's first frame waits for nothing that can be known
    before.
    """
    from callpilot.site.numbers import read_number
    from callpilot.site.on_call import contact_named

    contact_named(people, "nobody")
    read_number("0", country)


def _nobody(roster: Roster) -> "Rung":
    """What stands for a roster that has nobody on call: the duty must not vanish from the list."""
    from callpilot.site.on_call import Rung

    return Rung(
        contact=Contact(id=f"roster:{roster.id}", name=roster.title or roster.id),
        why="nobody is on call",
        available=False,
    )


def _moment(at: str) -> datetime:
    try:
        return moment(at)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def to_be_told(state: DeskState, incident: AnyIncident, duties: Sequence[Duty] | None = None) -> tuple[ToBeTold, ...]:
    """List whom the protocol wants told, in order, each with what was tried and how it stands.

    Who isn't reached by any way stays on the list, and whoever stands in comes after. Whom somebody told or tried
    beyond the protocol comes last. `duties` is what `duties_of` gave, where it was asked before.
    """
    attempts = incident.tried if isinstance(incident, LiveIncident) else attempts_of(incident)
    known = duties_of(state, incident) if duties is None else duties
    people: dict[str, ToBeTold] = {}
    for duty in known:
        for rung in duty.rungs:
            # Marked before the directory was read, it is the contact's id in words that was told.
            words = duty.id.replace("-", " ") if rung is duty.rungs[0] else ""
            one = people.get(rung.contact.id) or _person(state, rung, attempts, words)
            people[rung.contact.id] = _with_duty(one, duty.id)
            if one.state != "not reached":
                break
    taken = {attempt.id for one in people.values() for attempt in one.attempts}
    stand_ins = [rung for duty in known for rung in duty.rungs if rung.contact.id not in people]
    for rung in stand_ins:
        one = _person(state, rung, attempts)
        if one.attempts and not taken.intersection(attempt.id for attempt in one.attempts):
            people[rung.contact.id] = one
            taken.update(attempt.id for attempt in one.attempts)
    beyond = [attempt for attempt in attempts if attempt.id not in taken]
    return (*people.values(), *_others(beyond))


def _with_duty(one: ToBeTold, duty: str) -> ToBeTold:
    return replace(one, duties=tuple(dict.fromkeys((*one.duties, duty))))


def _person(state: DeskState, rung: "Rung", attempts: Iterable[Delivery], words: str = "") -> ToBeTold:
    contact = rung.contact
    is_listed = contact.id in state.people.contacts
    names = (contact.name, words) if words else (contact.name,)
    own = tuple(one for one in attempts if any(is_with(one, contact.id, name) for name in names))
    return _standing(
        ToBeTold(
            name=contact.name, contact=contact.id if is_listed else "", why=rung.why, available=rung.available,
            availability=rung.until, ways=contact.ways,
        ),
        own,
    )  # fmt: skip


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _others(attempts: Iterable[Delivery]) -> Iterator[ToBeTold]:
    by_name: dict[str, tuple[Delivery, ...]] = {}
    for one in attempts:
        key = one.contact or _key(one.to)
        by_name[key] = (*by_name.get(key, ()), one)
    for own in by_name.values():
        yield _standing(ToBeTold(name=own[-1].to, contact=own[-1].contact, why="not in the protocol now"), own)


def _standing(one: ToBeTold, attempts: tuple[Delivery, ...]) -> ToBeTold:
    """Say how somebody stands after the attempts that count: those after the last correction."""
    corrections = [place for place, attempt in enumerate(attempts) if attempt.note.startswith(CORRECTION)]
    counting = attempts[corrections[-1] + 1 :] if corrections else attempts
    way = _next_way(one.ways, counting)
    one = replace(one, attempts=attempts, way=way)
    if not counting:
        return one
    last = counting[-1]
    told = next((attempt for attempt in reversed(counting) if attempt.outcome == "told"), None)
    if told is not None:
        return replace(one, state="told", at=told.at, how=told.how)
    untried = [known for known in one.ways if not any(_same_way(known, attempt.how) for attempt in counting)]
    return replace(one, state="open" if untried else "not reached", at=last.at, how=last.how)


def _next_way(ways: Sequence[Way], attempts: Sequence[Delivery]) -> Way | None:
    """The first way that wasn't tried; when all were, the one that was tried longest ago."""

    def last_tried(way: Way) -> int:
        return max((place for place, one in enumerate(attempts) if _same_way(way, one.how)), default=-1)

    return min(ways, key=last_tried, default=None)


def _same_way(way: Way, how: str) -> bool:
    return way.words.casefold() == how.casefold() or (bool(digits(how)) and digits(way.words) == digits(how))


def digits(text: str) -> str:
    """The digits of a number however it is written; empty for what has fewer than three."""
    found = "".join(char for char in text if char.isdecimal())
    return found if len(found) >= 3 and "@" not in text else ""


def next_to_tell(people: Sequence[ToBeTold]) -> ToBeTold | None:
    """Who is to be told now; when everybody left was tried in vain, who was tried longest ago. None: all are told."""
    left = [one for one in people if one.state != "told" and not _settled(one, people)]
    fresh = next((one for one in left if one.state == "open"), None)
    return fresh or min(left, key=lambda one: one.at, default=None)


def _settled(one: ToBeTold, people: Sequence[ToBeTold]) -> bool:
    told = told_duties(people)
    return all(duty in told for duty in one.duties)


def told_duties(people: Sequence[ToBeTold]) -> frozenset[str]:
    """Those of the protocol's contacts that somebody was told for."""
    return frozenset(duty for one in people if one.state == "told" for duty in one.duties)


def all_duties(people: Sequence[ToBeTold]) -> frozenset[str]:
    """The protocol's contacts on the list."""
    return frozenset(duty for one in people for duty in one.duties)


def lacking(people: Sequence[ToBeTold]) -> tuple[ToBeTold, ...]:
    """Who wasn't told, and nobody in their place either."""
    return tuple(one for one in people if one.state != "told" and one.duties and not _settled(one, people))
