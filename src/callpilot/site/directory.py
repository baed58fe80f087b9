"""Reading `directory.toml`: people, departments and services, with how and when each is reached."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from callpilot.plain.problems import Problem
from callpilot.plain.untrusted import clean_line
from callpilot.site.hours_reading import HOURS_EXPECTED, read_hours
from callpilot.site.people import CONTACT_KINDS, WAY_KINDS, Contact, ContactKind, Way, WayKind, WeekSpan
from callpilot.site.settings import Settings, opened

LARGEST = 64 * 1024 * 1024  # bytes: 50,000 contacts have about 10 MB
MOST_PROBLEMS = 30  # of one file; who has more wants to see the first ones

K = TypeVar("K", bound=str)


def read_directory(path: Path) -> tuple[dict[str, Contact], list[Problem]]:
    """Return the contacts by id and what is wrong in the file; a file that isn't there has none."""
    if not path.exists():
        return {}, []
    problems: list[Problem] = []
    top = opened(path, problems, largest=LARGEST)
    contacts: dict[str, Contact] = {}
    for one in top.tables("contact"):
        contact = _contact(one, top)
        if contact is None:
            one.wrong("name", "a contact needs a name; this one is left out")
        elif contact.id in contacts:
            one.wrong("id", f'there is a contact "{contact.id}" already; this one is left out')
        else:
            contacts[contact.id] = contact
            _check(one, contact)
    top.finish_as(top)
    return contacts, shortened(path, problems)


def shortened(path: Path, problems: list[Problem]) -> list[Problem]:
    """Return the first problems of a file, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    return [*problems[:MOST_PROBLEMS], Problem(source=path, message=f"and {more} more of such faults")]


def contact_id(name: str) -> str:
    """Make an id of a name: `Dr Ama Osei` → `dr-ama-osei`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    return re.sub(r"[^\w]+", "-", plain.casefold()).strip("-")


def _contact(one: Settings, top: Settings) -> Contact | None:
    name = one.line("name")
    identity = one.line("id") or contact_id(name)
    contact = Contact(
        id=identity,
        name=name or identity,
        kind=cast("ContactKind", one.checked("kind", "person", _among(CONTACT_KINDS), _one_of(CONTACT_KINDS))),
        role=one.line("role"),
        department=one.line("department"),
        accounts=one.lines_or_line("accounts"),
        ways=_ways(one, top),
        hours=read_week(one, "hours"),
        time_zone=one.zone("time_zone"),
        languages=one.lines_or_line("languages"),
        deputies=one.lines_or_line("deputies"),
        notes=one.text("notes"),
    )
    one.finish_as(top)
    return contact if identity else None


def _check(one: Settings, contact: Contact) -> None:
    if not contact.ways and contact.kind != "service":
        one.wrong("", f'"{contact.name}" has no way to be reached: give a phone, an email or another way')


def _ways(one: Settings, top: Settings) -> tuple[Way, ...]:
    """The ways in order: those in tables first, as they are in the order of preference, then the short forms."""
    ways: list[Way] = []
    for table in one.tables("way"):
        kind = table.checked("kind", "phone", _among(WAY_KINDS), _one_of(WAY_KINDS))
        to, note = table.line("to"), table.line("note")
        table.finish_as(top)
        if to:
            ways.append(Way(kind=cast("WayKind", kind), to=to, note=note))
        else:
            table.wrong("to", "a way needs a number or an address; this one is left out")
    ways += [Way(kind=kind, to=to) for kind in WAY_KINDS for to in one.lines_or_line(kind)]
    return tuple(ways)


def read_week(one: Settings, key: str) -> tuple[WeekSpan, ...]:
    """Read one span of the week or several; what is none is a problem and left out."""
    spans: list[WeekSpan] = []
    for text in one.lines_or_line(key):
        span = read_hours(text)
        if span is None:
            one.wrong(key, f"expected {HOURS_EXPECTED}, not {clean_line(text, 60)!r}")
        else:
            spans.append(span)
    return tuple(spans)


def _among(words: tuple[K, ...]) -> Callable[[str], str | None]:
    return lambda text: text.casefold() if text.casefold() in words else None


def _one_of(words: tuple[K, ...]) -> str:
    return f"one of {', '.join(words)}"
