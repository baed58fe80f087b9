"""Who can be tried, in what order and how: whom a matter is for, then the procedure's contacts (A2, A6, D8)."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from msgspec import Struct

from callpilot.desk.aims import Aim
from callpilot.desk.state import DeskState
from callpilot.site.people import People, Way


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody who can be tried, with the ways to reach them, the preferred one first.

    `contact` is the id in the directory, empty for a name that it doesn't have; `available` is None where nothing is
    known; `availability` says it in words, `why` how they came onto the list.
    """

    name: str
    contact: str = ""
    ways: tuple[Way, ...] = ()
    why: str = ""
    available: bool | None = None
    availability: str = ""


_NUMBER = re.compile(r"^(?P<name>.*?)[\s,;:(]*(?P<number>\+?\d[\d\s().\-/]{2,}\d)\)?$")


def candidates(state: DeskState, aim: Aim, to: str, now: datetime) -> tuple[Candidate, ...]:
    """List who can be tried about `aim`: `to` as it is written now, whom it is for, then the contacts; nobody twice.

    A roster's name stands for whoever is on call. A name that the directory doesn't have is tried as it is; a number
    behind it is the way to reach it.
    """
    found: dict[str, Candidate] = {}
    for written in dict.fromkeys(part for part in (to.strip(), aim.to.strip(), *aim.contacts) if part):
        for one in _candidates(state, aim, written, now):
            found.setdefault(one.contact or one.name.casefold(), one)
    named = {one.name.casefold() for one in found.values() if one.contact}
    return tuple(one for one in found.values() if one.contact or one.name.casefold() not in named)


def _candidates(state: DeskState, aim: Aim, written: str, now: datetime) -> Iterator[Candidate]:
    identity = known(state.people, written)
    if not identity:
        yield _free(aim, written)
        return
    from callpilot.site.on_call import ladder

    rungs = ladder(state.people, (identity,), now, site=state.site, account=aim.account)
    for rung in rungs:
        yield Candidate(
            name=rung.contact.name, contact=rung.contact.id, ways=rung.contact.ways, why=rung.why,
            available=rung.available, availability=rung.until,
        )  # fmt: skip
    if not rungs:
        roster = state.people.rosters.get(identity)
        title = roster.title if roster and roster.title else written
        yield Candidate(name=title, available=False, why="nobody is on call now", ways=_used(aim, title))


def _free(aim: Aim, written: str) -> Candidate:
    name, number = split_number(written)
    ways = (Way(to=number),) if number else ()
    if aim.number and name.casefold() == aim.to.strip().casefold():
        ways = (*ways, Way(to=aim.number))
    used = [way for way in _used(aim, name or number) if way.to not in {how_words(known) for known in ways}]
    return Candidate(name=name or number, ways=(*ways, *used))


def _used(aim: Aim, name: str) -> tuple[Way, ...]:
    """How somebody whom the directory doesn't have was tried before."""
    before = (one.how for one in aim.attempts if one.how and one.to.casefold() == name.casefold())
    return tuple(Way(kind="other", to=how) for how in dict.fromkeys(before))


def split_number(written: str) -> tuple[str, str]:
    """Split `Dr Osei 020 7946 0018` into a name and a number; either may be empty."""
    found = _NUMBER.match(written.strip())
    if found is None or sum(char.isdecimal() for char in found["number"]) < 3:
        return written.strip(), ""
    return found["name"].strip(), found["number"].strip()


def known(people: People, written: str) -> str:
    """The id of the contact or roster whose id or name is `written`; empty when there is none, or more than one."""
    wanted = written.strip().casefold()
    for identity in (written.strip(), wanted):
        if identity in people.contacts or identity in people.rosters:
            return identity
    named = [one.id for one in people.contacts.values() if one.name.casefold() == wanted]
    named += [one.id for one in people.rosters.values() if one.title.casefold() == wanted]
    return named[0] if len(named) == 1 else ""


def matching(people: People, typed: str, limit: int = 5) -> tuple[str, ...]:
    """The ids of contacts whose name, role or department has words that begin as the typed ones do, in file order."""
    wanted = typed.casefold().split()
    if not wanted:
        return ()
    fits = (one.id for one in people.contacts.values() if _fits(f"{one.name} {one.role} {one.department}", wanted))
    return tuple(islice(fits, limit))


def _fits(text: str, wanted: list[str]) -> bool:
    words = text.casefold().split()
    return all(any(word.startswith(one) for word in words) for one in wanted)


def how_words(way: Way) -> str:
    """A way to reach somebody as the record has it: `mobile +44 7700 900123`."""
    return way.to if way.kind == "other" else f"{way.kind} {way.to}".strip()
