"""A contact or an on-call list as lines: how they are reached, in order, when, and who stands in. Pure."""

from collections.abc import Sequence
from datetime import datetime

from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import wrap
from callpilot.desk.finding import FoundPerson, FoundRoster
from callpilot.desk.state import DeskState
from callpilot.plain.times import is_past
from callpilot.site.hours import week_words, zone_note, zone_of
from callpilot.site.on_call import duty_words
from callpilot.site.people import Contact, People

_LABEL = 10
_MOST_DUTIES = 14


def person_lines(state: DeskState, found: FoundPerson, width: int) -> list[Line]:
    """Everything that an operator needs of one contact."""
    contact = found.contact
    lines = wrapped(contact.name, width, "bold $accent")
    lines += wrapped(", ".join(part for part in (contact.role, contact.department) if part), width)
    if found.words:
        lines += wrapped(found.words, width, "bold $good")
    lines.append((("", ""),))
    lines += _ways(contact, width)
    accounts = [account.name for account in state.site.accounts if account.id in contact.accounts]
    zone = zone_of(state.site, next(iter(contact.accounts), ""), contact.time_zone)
    hours = week_words(contact.hours)
    lines += labelled("Hours", f"{hours}{zone_note(zone, state.site)}" if hours else "", width)
    lines += labelled("Languages", ", ".join(contact.languages), width)
    lines += labelled("Deputies", ", ".join(_names(state.people, contact.deputies)), width)
    lines += labelled("For", ", ".join(accounts), width)
    if contact.notes.strip():
        lines.append((("", ""),))
        lines += wrapped(contact.notes.strip(), width)
    return lines


def roster_lines(state: DeskState, found: FoundRoster, now: datetime, width: int) -> list[Line]:
    """Who of a list is on call now and how they are reached, then the list itself."""
    roster, people = found.roster, state.people
    lines = wrapped(roster.title or roster.id, width, "bold $accent")
    lines += wrapped("on-call list", width, "$quiet")
    lines.append((("", ""),))
    for contact in found.who:
        lines += wrapped(f"On call now: {contact.name} {found.words}".strip(), width, "bold $good")
        lines += _ways(contact, width)
    lines += wrapped(found.why, width, "$quiet")
    if not found.who:
        lines += wrapped("Nobody is on call now.", width, "bold $due")
    lines += labelled("Otherwise", ", ".join(_names(people, roster.fallback)), width)
    lines.append((("", ""),))
    zone = zone_of(state.site, roster.account, roster.time_zone)
    lines += wrapped(f"On the clock of {zone}", width, "$quiet") if zone_note(zone, state.site) else []
    for duty in [one for one in roster.duties if not is_past(one.until, now)][:_MOST_DUTIES]:
        lines += wrapped(f"{duty_words(duty, zone)}: {', '.join(_names(people, duty.who))}", width)
    return lines


def _ways(contact: Contact, width: int) -> list[Line]:
    if not contact.ways:
        return wrapped("No way to reach them is known.", width, "$due")
    lines: list[Line] = []
    for number, way in enumerate(contact.ways, 1):
        note = f"  ({way.note})" if way.note else ""
        first, *more = wrap(f"{way.to}{note}", max(8, width - _LABEL)) or [""]
        lines.append(((f"{number} {way.kind}"[: _LABEL - 1].ljust(_LABEL), "$quiet"), (first, "bold")))
        lines += [((" " * _LABEL, ""), (row, "")) for row in more]
    return lines


def _names(people: People, ids: Sequence[str]) -> list[str]:
    """The names behind ids of contacts and rosters; an id that means nobody stands as it is."""
    names: list[str] = []
    for identity in ids:
        contact, roster = people.contacts.get(identity), people.rosters.get(identity)
        names.append(contact.name if contact else (roster.title or roster.id) if roster else identity)
    return names


def labelled(label: str, text: str, width: int) -> list[Line]:
    """A word and what it says, in rows of `width` cells; no rows for nothing."""
    if not text:
        return []
    first, *more = wrap(text, max(8, width - _LABEL))
    lines: list[Line] = [((label.ljust(_LABEL), "$quiet"), (first, ""))]
    return lines + [((" " * _LABEL, ""), (row, "")) for row in more]


def wrapped(text: str, width: int, style: str = "") -> list[Line]:
    """Text in rows of `width` cells; no rows for nothing."""
    return [((row, style),) for row in wrap(text, width)] if text else []
