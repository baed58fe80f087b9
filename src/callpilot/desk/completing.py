"""Completing a person's name as it is typed: who may be meant, and whether they can be reached now."""

from msgspec import Struct

from callpilot.desk.catalogue import Hit
from callpilot.desk.desk import Desk
from callpilot.desk.finding import FoundPerson, FoundRoster, account_in_front, found_person
from callpilot.desk.spelling import fold, sought
from callpilot.site.on_call import contact_named
from callpilot.site.people import Contact

MOST = 6
NOBODY = "nobody on call"


class PersonOffer(Struct, frozen=True, kw_only=True):
    """Somebody who may be meant: `name` is what is filled in, `shown` what is read in the list.

    `words` say whether they can be reached now (`on call to 18:00`); empty when nothing is known.
    """

    name: str
    shown: str
    role: str = ""
    words: str = ""


def offers(desk: Desk, text: str) -> tuple[PersonOffer, ...]:
    """Return who may be meant by `text`, the best first; none when it names somebody wholly already."""
    state, wanted = desk.state, sought(text)
    if not wanted.words:
        return ()
    account = account_in_front(state)
    directory = desk.catalogues.directory(state.people)
    hits: list[Hit] = directory.catalogue.search(wanted, MOST, account=account)
    found = [found_person(desk, directory.things[hit.place], account) for hit in hits]
    made = tuple(person_offer(one) for one in found)
    is_whole = bool(made) and fold(made[0].shown) == fold(" ".join(text.split()))
    return () if is_whole else made


def person_offer(found: FoundPerson | FoundRoster) -> PersonOffer:
    """Return what a person or a roster means in a field: a roster means who of it is on call now."""
    if isinstance(found, FoundPerson):
        contact = found.contact
        role = ", ".join(part for part in (contact.role, contact.department) if part)
        return PersonOffer(name=contact.name, shown=contact.name, role=role, words=found.words)
    title = found.roster.title or found.roster.id
    if not found.who:
        return PersonOffer(name=title, shown=title, role="on-call list", words=NOBODY)
    first = found.who[0]
    return PersonOffer(name=first.name, shown=f"{title} → {first.name}", role=first.role, words=found.words)


def meant(desk: Desk, name: str) -> Contact | None:
    """Return the person of exactly that name, the account in front's own first; None when there is none."""
    return contact_named(desk.state.people, name, account_in_front(desk.state)) if name.strip() else None


def standing_words(desk: Desk, name: str) -> str:
    """Say how whoever is named can be reached now: `on call to 18:00`; empty for a name that nobody has."""
    contact, account = meant(desk, name), account_in_front(desk.state)
    return desk.catalogues.on_duty.words(desk.state, contact, desk.clock.now(), account) if contact else ""
