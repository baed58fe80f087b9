"""The catalogues of what a desk can find, each made once from the directory or the library as it is now."""

from collections.abc import Iterable
from threading import Lock

from msgspec import Struct

from callpilot.desk.catalogue import Catalogue, Listed
from callpilot.desk.on_duty import OnDuty
from callpilot.desk.spelling import digits_in
from callpilot.procedures.in_force import Library
from callpilot.procedures.model import FaqEntry, Procedure
from callpilot.site.people import Contact, People, Roster

MANY = 2000
"""From so many people on, looking for them is no work for the moment between two keys."""


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


class Catalogues:
    """Makes catalogues when they are asked for, and keeps the last ones. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._people: People | None = None
        self._directory: Directory | None = None
        self._library: Library | None = None
        self._shelf: Shelf | None = None
        self.on_duty = OnDuty()

    def directory(self, people: People) -> Directory:
        """The catalogue of `people`."""
        with self._lock:
            if self._directory is None or self._people is not people:
                self._people, self._directory = people, _directory(people)
            return self._directory

    def shelf(self, library: Library) -> Shelf:
        """The catalogues of `library`."""
        with self._lock:
            if self._shelf is None or self._library is not library:
                self._library, self._shelf = library, _shelf(library)
            return self._shelf


def _directory(people: People) -> Directory:
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


def _shelf(library: Library) -> Shelf:
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
