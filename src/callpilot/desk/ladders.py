"""Who can be tried, in what order and how: whom a matter is for, then the procedure's contacts (A2, A6, D8)."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from callpilot.desk.aims import Aim
from callpilot.desk.state import DeskState
from callpilot.records.standing import is_with
from callpilot.site.people import Contact, People, Way

if TYPE_CHECKING:
    from callpilot.site.on_call import Rung


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody who can be tried, with the ways to reach them, the preferred one first.

    `contact` is the id in the directory, empty for a name that it doesn't have; `available` is None where nothing is
    known; `availability` says it in words, `why` how they came onto the list, `notes` what to know before trying.
    """

    name: str
    contact: str = ""
    ways: tuple[Way, ...] = ()
    why: str = ""
    available: bool | None = None
    availability: str = ""
    notes: str = ""


_NUMBER = re.compile(r"^(?P<name>.*?)[\s,;:(]*(?P<number>\+?\d[\d\s().\-/]{2,}\d)\)?$")


def candidates(state: DeskState, aim: Aim, to: str, now: datetime) -> tuple[Candidate, ...]:
    """List who can be tried about `aim`, nobody twice: `to` as it is written now, whom it is for, with their deputies;
    then the contacts with theirs.

    A roster stands for whoever is on call. A name that the directory doesn't have is tried as it is; a number behind
    it is the way to reach it.
    """
    from callpilot.site.on_call import ladder, on_call, roster_meant

    people, numbers = state.people, dict[str, str]()
    for written in dict.fromkeys(part for part in (to.strip(), aim.to.strip()) if part):
        name, number = split_number(written)
        name = meant(people, name, aim.account) or number
        numbers[name] = numbers.get(name, "") or number
    found: dict[str, Candidate] = {}
    for names in (numbers, aim.contacts):
        for rung in ladder(people, names, now, site=state.site, account=aim.account):
            number = numbers.get(rung.contact.id, "") or numbers.get(rung.contact.name, "")
            found.setdefault(rung.contact.id, _candidate(people, aim, rung, number))
    for name in (*numbers, *aim.contacts):
        roster = roster_meant(people, name, aim.account)
        if roster and not (now_on := on_call(people, roster.id, now, site=state.site)).who:
            nobody = Candidate(name=roster.title or name, available=False, availability="nobody", why=now_on.why)
            found.setdefault(roster.id, nobody)
    return tuple(found.values())


def _candidate(people: People, aim: Aim, rung: "Rung", number: str) -> Candidate:
    contact = rung.contact
    typed = (Way(to=number),) if number else ()
    if contact.id not in people.contacts:
        return _free(aim, contact.name, typed, rung.why if people.contacts else "")
    return Candidate(
        name=contact.name, contact=contact.id, ways=(*typed, *contact.ways), why=rung.why,
        available=rung.available if rung.until else None, availability=rung.until, notes=contact.notes,
    )  # fmt: skip


def _free(aim: Aim, name: str, typed: tuple[Way, ...], why: str) -> Candidate:
    """Somebody whom the directory doesn't have: the number that was written, the record's, and how they were tried."""
    is_named = aim.number and name.casefold() == aim.to.strip().casefold()
    if is_named and aim.kind == "follow-up":
        why = "to whom it was promised"
    ways = (*typed, *((Way(to=aim.number),) if is_named else ()))
    used = [way for way in _used(aim, name) if way.to not in {one.words for one in ways}]
    return Candidate(name=name, ways=(*ways, *used), why=why)


def _used(aim: Aim, name: str) -> tuple[Way, ...]:
    """How somebody whom the directory doesn't have was tried before."""
    before = (one.how for one in aim.attempts if one.how and is_with(one, "", name))
    return tuple(Way(kind="other", to=how) for how in dict.fromkeys(before))


def split_number(written: str) -> tuple[str, str]:
    """Split `Dr Osei 020 7946 0018` into a name and a number; either may be empty."""
    found = _NUMBER.match(written.strip())
    if found is None or sum(char.isdecimal() for char in found["number"]) < 3:
        return written.strip(), ""
    return found["name"].strip(), found["number"].strip()


def meant(people: People, name: str, account: str) -> str:
    """The id of the one contact that `name` means, else `name` as it is.

    Who is named in full is meant on the calls of any account; `Dr Osei` is Dr Ama Osei when nobody else has both
    words in their name.
    """
    from callpilot.site.on_call import contact_named, roster_meant

    words = name.casefold().split()
    if not words or roster_meant(people, name, account) or contact_named(people, name, account):
        return name
    if (elsewhere := contact_named(people, name)) is not None:
        return elsewhere.id
    with_word = _by_word(people)
    rarest = min((with_word.get(word, ()) for word in words), key=len)
    found = [
        one.id for one in rarest
        if set(words) <= set(one.name.casefold().split()) and (not one.accounts or account in one.accounts)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else name


def contact_id(people: People, name: str, account: str) -> str:
    """The id in the directory of whom `name` means on the calls of `account`; empty when it doesn't have them."""
    from callpilot.site.on_call import contact_named

    found = contact_named(people, meant(people, name, account), account)
    return found.id if found else ""


_words_before: list[tuple[People, dict[str, list[Contact]]]] = []


def _by_word(people: People) -> dict[str, list[Contact]]:
    """The contacts by each word of their names, made once for each directory."""
    if not _words_before or _words_before[0][0] is not people:
        made: dict[str, list[Contact]] = {}
        for contact in people.contacts.values():
            for word in set(contact.name.casefold().split()):
                made.setdefault(word, []).append(contact)
        _words_before[:] = [(people, made)]
    return _words_before[0][1]
