"""Making the catalogues of what a desk can find: what of each person, roster, procedure and answer is looked at."""

from collections.abc import Iterable

from msgspec import Struct

from callpilot.desk.catalogue import Catalogue, Listed
from callpilot.desk.spelling import digits_in
from callpilot.procedures.in_force import Library
from callpilot.procedures.model import FaqEntry, Procedure
from callpilot.site.people import Contact, People, Roster


class Directory(Struct, frozen=True, kw_only=True):
    """The people's catalogue, with what each of its places is."""

    catalogue: Catalogue
    things: tuple[Contact | Roster, ...]


class Shelf(Struct, frozen=True, kw_only=True):
    """The library's catalogues: of its procedures and of the answers in them (the procedure, the entry's number)."""

    procedures: Catalogue
    library: tuple[Procedure, ...]
    answers: Catalogue
    entries: tuple[tuple[Procedure, int], ...]


def directory_of(people: People) -> Directory:
    """The catalogue of all in the directory and of the rosters."""
    things: tuple[Contact | Roster, ...] = (*people.rosters.values(), *people.contacts.values())
    listed = [_of_roster(one, people) if isinstance(one, Roster) else _of_contact(one) for one in things]
    return Directory(catalogue=Catalogue(listed), things=things)


def _of_contact(contact: Contact) -> Listed:
    numbers = (digits_in(way.to) for way in contact.ways if "@" not in way.to)
    return Listed(
        title=contact.name,
        text=_joined((contact.role, contact.department, contact.id, contact.kind, *contact.accounts,
                      *contact.languages, contact.notes, *(f"{way.to} {way.note}" for way in contact.ways))),
        digits=_joined(numbers),
        accounts=contact.accounts,
    )  # fmt: skip


def _of_roster(roster: Roster, people: People) -> Listed:
    ids = {identity: None for duty in roster.duties for identity in duty.who} | dict.fromkeys(roster.fallback)
    names = (people.contacts[identity].name for identity in ids if identity in people.contacts)
    return Listed(
        title=roster.title or roster.id,
        text=_joined((roster.id, "on call roster", roster.account, *names, *(duty.note for duty in roster.duties))),
        accounts=(roster.account,) if roster.account else (),
    )


def shelf_of(library: Library) -> Shelf:
    """The catalogues of the procedures, and of the answers in them."""
    procedures = tuple(library.procedures.values())
    entries = tuple((one, number) for one in procedures for number in range(len(one.entries)))
    return Shelf(
        procedures=Catalogue([_of_procedure(one) for one in procedures]),
        library=procedures,
        answers=Catalogue([_of_answer(one, one.entries[number]) for one, number in entries]),
        entries=entries,
    )


def _of_procedure(procedure: Procedure) -> Listed:
    text = _joined((*procedure.keywords, procedure.purpose, procedure.id, *procedure.call_types))
    return Listed(title=procedure.title, text=text, accounts=procedure.accounts)


def _of_answer(procedure: Procedure, entry: FaqEntry) -> Listed:
    text = _joined((entry.answer, procedure.title))
    return Listed(title=entry.question, text=text, accounts=procedure.accounts)


def _joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)
