"""Who can be tried, in what order and how: whom a matter is for, then the procedure's contacts (A2, A6, D8)."""

import re
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

    A roster stands for whoever is on call. A name that the directory doesn't have is tried as it is; a number behind
    it is the way to reach it.
    """
    from callpilot.site.on_call import ladder, on_call

    people, numbers = state.people, dict[str, str]()
    for written in dict.fromkeys(part for part in (to.strip(), aim.to.strip(), *aim.contacts) if part):
        name, number = split_number(written)
        numbers[name or number] = numbers.get(name or number, "") or number
    found: list[Candidate] = []
    for rung in ladder(people, numbers, now, site=state.site, account=aim.account):
        contact = rung.contact
        if contact.id not in people.contacts:
            found.append(_free(aim, contact.name, numbers.get(contact.id, ""), rung.why if people.contacts else ""))
            continue
        typed = (Way(to=number),) if (number := numbers.get(contact.name, "") or numbers.get(contact.id, "")) else ()
        found.append(Candidate(
            name=contact.name, contact=contact.id, ways=(*typed, *contact.ways), why=rung.why,
            available=rung.available if rung.until else None, availability=rung.until,
        ))  # fmt: skip
    for name in numbers:
        roster = people.rosters.get(f"{aim.account}-{name}") or people.rosters.get(name)
        if roster and not on_call(people, roster.id, now, site=state.site).who:
            why = on_call(people, roster.id, now, site=state.site).why
            found.append(Candidate(name=roster.title or name, available=False, availability="nobody", why=why))
    return tuple(found)


def _free(aim: Aim, name: str, number: str, why: str) -> Candidate:
    """Somebody whom the directory doesn't have: the number that was written, the record's, and how they were tried."""
    ways = (Way(to=number),) if number else ()
    if aim.number and name.casefold() == aim.to.strip().casefold():
        ways = (*ways, Way(to=aim.number))
    used = [way for way in _used(aim, name) if way.to not in {how_words(one) for one in ways}]
    return Candidate(name=name, ways=(*ways, *used), why=why)


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
