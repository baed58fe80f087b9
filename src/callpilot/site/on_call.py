"""Who is on call at a moment, why, and until when; who can be reached now; and in which order to try them (D8, C13).

Pure: people and site in, answers out, for any moment, past or to come.

Of the lines of a roster that are in force, the most specific one wins:

1. a line with dates (`since` or `until`) before one that only comes back every week, and that before one without any;
2. of two with dates the one that lasts shorter, of two weekly ones the one with fewer hours in the week;
3. of two alike the first in the file. (Reading the file has named them.)

No line in force: the roster's fallback. A roster `<account>-<name>` stands in for the roster `<name>` on the calls of
that account.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from callpilot.plain.times import moment
from callpilot.site.hours import (
    AHEAD,
    DAY,
    clock_words,
    first_change,
    in_week,
    to_words,
    week_edges,
    week_minutes,
    week_words,
    zone_note,
    zone_of,
)
from callpilot.site.model import Site
from callpilot.site.people import Contact, Duty, People, Roster


class OnCall(Struct, frozen=True, kw_only=True):
    """Who is on call: contacts in the order to be tried, why they are, and the moment at which that changes.

    `until` None: not within two weeks. `duty` None: the fallback, or nobody. `unknown` are ids that no contact has.
    """

    who: tuple[Contact, ...] = ()
    why: str = ""
    until: datetime | None = None
    duty: Duty | None = None
    unknown: tuple[str, ...] = ()


class Availability(Struct, frozen=True, kw_only=True):
    """Whether somebody can be reached now, and a word on it: `on call to 18:00`, `in to 17:30`, `from Mon 08:00`."""

    available: bool = True
    words: str = ""


class Rung(Struct, frozen=True, kw_only=True):
    """One place on the ladder: who is to be tried, why, whether they are there now, and by which ids they came in."""

    contact: Contact
    why: str = ""
    available: bool = True
    until: str = ""
    via: tuple[str, ...] = ()


# -- rosters -------------------------------------------------------------------------------------------


def on_call(people: People, roster_id: str, now: datetime, *, site: Site) -> OnCall:
    """Say who is on call by a roster at the aware moment `now`; nobody when there is no such roster."""
    roster = people.rosters.get(roster_id)
    if roster is None:
        return OnCall(why=f"there is no roster “{roster_id}”")
    zone = zone_of(site, roster.account, roster.time_zone)
    place = winner(roster, now, zone)
    duty = roster.duties[place] if place is not None else None
    names = duty.who if duty else roster.fallback
    who = tuple(people.contacts[one] for one in dict.fromkeys(names) if one in people.contacts)
    unknown = tuple(one for one in dict.fromkeys(names) if one not in people.contacts)
    return OnCall(
        who=who,
        why=_why(roster, place, now, zone, site),
        until=_changes(roster, place, now, zone),
        duty=duty,
        unknown=unknown,
    )


def winner(roster: Roster, now: datetime, zone: tzinfo | None) -> int | None:
    """Which line of the roster counts at the moment `now`, counted from 0; None: none is in force."""
    local = now.astimezone(zone)
    places = [place for place, duty in enumerate(roster.duties) if in_force(duty, now, local)]
    return min(places, key=lambda place: (*breadth(roster.duties[place]), place), default=None)


def in_force(duty: Duty, now: datetime, local: datetime) -> bool:
    """Tell whether a line counts at `now`, which is `local` on the roster's clock."""
    since, until = _ends(duty)
    return since <= now < until and (not duty.week or in_week(duty.week, local))


def breadth(duty: Duty) -> tuple[int, float, int]:
    """How general a line is: the smaller, the more specific."""
    since, until = _ends(duty)
    is_dated = bool(duty.since or duty.until)
    lasts = (until - since).total_seconds() if is_dated else 0
    return (0 if is_dated else 1 if duty.week else 2, lasts, week_minutes(duty.week) if duty.week else 7 * DAY)


_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _ends(duty: Duty) -> tuple[datetime, datetime]:
    return _moment(duty.since) if duty.since else _FIRST, _moment(duty.until) if duty.until else _LAST


@lru_cache(maxsize=20_000)
def _moment(text: str) -> datetime:
    return moment(text)


def _why(roster: Roster, place: int | None, now: datetime, zone: tzinfo | None, site: Site) -> str:
    title = roster.title or roster.id
    if place is None:
        return f"{title}: no line is in force, the fallback" if roster.fallback else f"{title}: no line is in force"
    duty, local = roster.duties[place], now.astimezone(zone)
    count = sum(in_force(one, now, local) for one in roster.duties)
    more = f", the most specific of {count} lines" if count > 1 else ""
    note = f" ({duty.note})" if duty.note else ""
    return f"on call: {title}, {duty_words(duty, zone)}{zone_note(zone, site)}{more}{note}"


def duty_words(duty: Duty, zone: tzinfo | None) -> str:
    """Say when a line counts, on the roster's clock: `Mon–Fri 18:00–08:00`, `24 Dec 18:00 to 27 Dec 08:00`."""
    parts: list[str] = []
    if duty.since and duty.until:
        parts.append(f"{_date(_moment(duty.since), zone)} to {_date(_moment(duty.until), zone)}")
    elif duty.since:
        parts.append(f"from {_date(_moment(duty.since), zone)}")
    elif duty.until:
        parts.append(f"until {_date(_moment(duty.until), zone)}")
    if duty.week:
        parts.append(week_words(duty.week))
    return ", ".join(parts) or "always"


def _date(at: datetime, zone: tzinfo | None) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {local:%b %Y %H:%M}"


# -- when it changes -----------------------------------------------------------------------------------


def _changes(roster: Roster, place: int | None, now: datetime, zone: tzinfo | None) -> datetime | None:
    """The first moment at which another line counts."""
    return first_change(now, _edges(roster.duties, now, zone), lambda at: winner(roster, at, zone) == place)


def _edges(duties: Iterable[Duty], now: datetime, zone: tzinfo | None) -> Iterator[datetime]:
    last = now + timedelta(days=AHEAD)
    for duty in duties:
        for text in (duty.since, duty.until):
            if text and now < _moment(text) <= last:
                yield _moment(text)
    spans = {(span.start, span.end) for duty in duties for span in duty.week}
    yield from week_edges({minute for span in spans for minute in span}, now, zone)


# -- who is there --------------------------------------------------------------------------------------


def availability(
    contact: Contact, now: datetime, *, site: Site, account: str = "", people: People | None = None
) -> Availability:
    """Say whether somebody can be reached at the moment `now`: by a roster, else by their hours, which are on their own
    clock; the words are on the site's, the operator's. Who has no hours is always there; nothing is said of it.
    """
    zone, ours = zone_of(site, account, contact.time_zone), site.zone()
    if people is not None and (found := _on_a_roster(contact, now, site, people)):
        return Availability(words=f"on call {to_words(found[0], now, ours)}".strip())
    if not contact.hours:
        return Availability()
    there = in_week(contact.hours, now.astimezone(zone))
    edges = week_edges({m for span in contact.hours for m in (span.start, span.end)}, now, zone)
    change = first_change(now, edges, lambda at: in_week(contact.hours, at.astimezone(zone)) == there)
    if there:
        return Availability(words=f"in {to_words(change, now, ours)}" if change else "in at all hours")
    return Availability(available=False, words=f"from {clock_words(change, now, ours)}" if change else "never in")


def _on_a_roster(contact: Contact, now: datetime, site: Site, people: People) -> list[datetime | None]:
    """Until when each roster has somebody on call now, the longest first."""
    kept = _asked_before[0] if _asked_before else None
    if kept is None or kept[0] is not people or kept[1] is not site or kept[2] is not now:
        ends: dict[str, list[datetime | None]] = {}
        for roster in people.rosters:
            found = on_call(people, roster, now, site=site)
            for one in found.who if found.duty is not None else ():
                ends.setdefault(one.id, []).append(found.until)
        kept = (people, site, now, ends)
        _asked_before[:] = [kept]
    return sorted(kept[3].get(contact.id, ()), key=lambda end: end or _LAST, reverse=True)


_asked_before: list[tuple[People, Site, datetime, dict[str, list[datetime | None]]]] = []


# -- in which order ------------------------------------------------------------------------------------

RUNGS: Final = 200
"""How many are on a ladder at most: a whole directory may be one chain of deputies."""


def ladder(people: People, ids: Iterable[str], now: datetime, *, site: Site, account: str = "") -> tuple[Rung, ...]:
    """Return who is to be tried, in order: contacts and rosters as `ids` names them, and their deputies after.

    An id may be a name; one that the directory doesn't have stands as it is. Nobody comes twice; `RUNGS` at most.
    """
    rungs: dict[str, Rung] = {}
    for name in ids:
        if len(rungs) >= RUNGS:
            break
        for rung in _named(people, name, now, site, account):
            rungs.setdefault(rung.contact.id, rung)
    waiting = deque(rungs.values())
    while waiting and len(rungs) < RUNGS:
        rung = waiting.popleft()
        for deputy in rung.contact.deputies[:RUNGS]:
            for found in _named(people, deputy, now, site, account):
                if found.contact.id not in rungs:
                    stands_in = replace(
                        found, why=f"deputy of {rung.contact.name}; {found.why}".rstrip("; "),
                        via=(*rung.via, *found.via),
                    )  # fmt: skip
                    rungs[found.contact.id] = stands_in
                    waiting.append(stands_in)
    return tuple(rungs.values())[:RUNGS]


def _named(people: People, name: str, now: datetime, site: Site, account: str) -> list[Rung]:
    roster = roster_meant(people, name, account)
    if roster is not None:
        found = on_call(people, roster.id, now, site=site)
        return [_rung(contact, found.why, now, site, account, people, (roster.id,)) for contact in found.who[:RUNGS]]
    contact = contact_named(people, name, account)
    if contact is not None:
        return [_rung(contact, contact.role, now, site, account, people, (contact.id,))]
    words = " ".join(name.replace("-", " ").split()) if name == name.casefold() else " ".join(name.split())
    return [Rung(contact=Contact(id=name, name=words), why="not in the directory", via=(name,))] if words else []


def _rung(
    contact: Contact, why: str, now: datetime, site: Site, account: str, people: People, via: tuple[str, ...]
) -> Rung:
    found = availability(contact, now, site=site, account=account, people=people)
    return Rung(contact=contact, why=why, available=found.available, until=found.words, via=via)


def roster_meant(people: People, name: str, account: str = "") -> Roster | None:
    """Return the roster of that id or title on the calls of an account, its own first; None for none or a contact."""
    own = people.rosters.get(f"{account}-{name}") if account else None
    if (found := own or people.rosters.get(name)) or contact_named(people, name, account) is not None:
        return found
    titled = [one for one in people.rosters.values() if _key(one.title) == _key(name)]
    return min(titled, key=lambda one: (one.account != account, bool(one.account)), default=None)


def contact_named(people: People, text: str, account: str = "") -> Contact | None:
    """Return the contact of that id or name, the account's own first; None when there is none."""
    if text in people.contacts:
        return people.contacts[text]
    same = _by_name(people).get(_key(text), ())
    own = (one for one in same if account and account in one.accounts)
    return next(own, None) or next((one for one in same if not one.accounts or not account), None)


_named_before: list[tuple[People, dict[str, tuple[Contact, ...]]]] = []


def _by_name(people: People) -> dict[str, tuple[Contact, ...]]:
    """The contacts by name, made once for each directory."""
    known = _named_before[0] if _named_before else None
    if known is None or known[0] is not people:
        names: dict[str, tuple[Contact, ...]] = {}
        for contact in people.contacts.values():
            names[_key(contact.name)] = (*names.get(_key(contact.name), ()), contact)
        known = (people, names)
        _named_before[:] = [known]
    return known[1]


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
