"""Rosters from calendars: each event of an iCalendar file is a line; its title says who is on call."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from callpilot.plain.untrusted import clean_line, mask_cards
from callpilot.site.importing import ImportFailed, read_sent
from callpilot.site.on_call import contact_named
from callpilot.site.people import People

AHEAD = timedelta(days=366)
"""How far ahead events that come back are written out: import again before it is over."""
MOST = 5000  # lines; more is no on-call list
_OFTEN = {"SECONDLY", "MINUTELY"}
_MOST_IN_AN_HOUR = 4  # times at which a duty begins


class Calendar(Struct, frozen=True):
    """A roster's table for its file, and what was left out or not understood, a line each."""

    table: dict[str, Any]
    faults: list[str]


def read_calendar(path: Path, people: People, now: datetime, zone: tzinfo | None) -> Calendar:
    """Read the events from yesterday to a year ahead. Raises ImportFailed when the file is no calendar."""
    icalendar: Any = import_module("icalendar")  # no types of their own
    text = read_sent(path)
    try:
        calendar: Any = icalendar.Calendar.from_ical(text)
        series = _series(calendar)
    except Exception as fault:  # noqa: BLE001 - whatever the library makes of what somebody sent
        raise ImportFailed(f"{path}: not a calendar that can be read ({type(fault).__name__})") from None
    duties: list[dict[str, Any]] = []
    faults: list[str] = []
    events: list[tuple[datetime, datetime, Any]] = []
    for parts in series:
        try:
            events += _events(calendar, parts, now, zone)
            faults += (f"{path}: {words}" for words in _unknown_zones(parts))
        except Exception as fault:  # noqa: BLE001 - whatever the libraries make of what somebody sent
            why = str(fault) if isinstance(fault, _TooOften) else f"can't be read ({type(fault).__name__})"
            title = mask_cards(clean_line(str(parts[0].get("SUMMARY", "")), 60))
            faults.append(f"{path}: the event “{title}” {why}; it is left out")
    unknown: dict[str, int] = {}
    for since, until, event in sorted(events, key=lambda one: one[0])[:MOST]:
        who = _who(event, people, unknown)
        if not who or until <= since:
            faults.append(
                f"{path}: an event on {since.astimezone(zone):%d %b %Y} names nobody, or has no end; left out"
            )
            continue
        duties.append({"who": who, "since": since, "until": until})
    if len(events) > MOST:
        faults.append(f"{path}: {len(events)} events; the first {MOST} were taken")
    faults += [f"“{name}” is no contact of the directory ({count} lines); give a contact that name"
               for name, count in unknown.items()]  # fmt: skip
    title = mask_cards(clean_line(str(calendar.get("X-WR-CALNAME", "") or path.stem)))
    return Calendar({"format": 1, "title": title, "duty": duties}, faults)


class _TooOften(ValueError):
    """An event that comes back every minute or second is no duty, and would never be written out."""


def _series(calendar: Any) -> list[list[Any]]:
    """The events that belong together, one that comes back and its exceptions: a broken one takes no other with it."""
    found: dict[str, list[Any]] = {}
    for place, event in enumerate(calendar.walk("VEVENT")):
        found.setdefault(str(event.get("UID", place)), []).append(event)
    return list(found.values())


def _events(
    calendar: Any, parts: list[Any], now: datetime, zone: tzinfo | None
) -> list[tuple[datetime, datetime, Any]]:
    """The times at which one series comes, from yesterday to a year ahead."""
    if any(_is_too_often(part) for part in parts):
        raise _TooOften("comes back too often for a duty")
    recurring: Any = import_module("recurring_ical_events")
    alone: Any = import_module("icalendar").Calendar()
    for part in (*calendar.walk("VTIMEZONE"), *parts):
        alone.add_component(part)
    found: list[Any] = list(recurring.of(alone).between(now - timedelta(days=1), now + AHEAD))
    return [(_moment(one.start, zone), _moment(one.end, zone), one) for one in found]


def _unknown_zones(parts: list[Any]) -> list[str]:
    """A line for each time zone that nobody knows and the calendar doesn't explain."""
    starts: list[Any] = [part.get("DTSTART") for part in parts]
    named = {
        clean_line(str(one.params["TZID"]), 60)
        for one in starts
        if one is not None and "TZID" in one.params and getattr(one.dt, "tzinfo", None) is None
    }
    return [f"there is no time zone “{name}”; the site's clock is taken" for name in sorted(named)]


def _is_too_often(event: Any) -> bool:
    """Tell whether an event comes back within minutes: a year of it would fill the machine."""
    rules: Any = event.get("RRULE") or []
    for rule in cast("list[dict[str, list[object]]]", rules if isinstance(rules, list) else [rules]):
        moments = max(1, len(rule.get("BYMINUTE", ()))) * max(1, len(rule.get("BYSECOND", ())))
        if moments > _MOST_IN_AN_HOUR or {str(word).upper() for word in rule.get("FREQ", ())} & _OFTEN:
            return True
    return False


def _who(event: Any, people: People, unknown: dict[str, int]) -> list[str]:
    """The ids of those whom the title names, `Dr Osei, Dr Novak` or `On call: Dr Osei`."""
    title = mask_cards(clean_line(str(event.get("SUMMARY", ""))))
    names = title.rpartition(":")[2] if ":" in title else title
    found: list[str] = []
    for name in (part.strip() for part in names.replace(" / ", ",").replace(";", ",").replace(" & ", ",").split(",")):
        if not name:
            continue
        contact = contact_named(people, name)
        if contact is None:
            unknown[name] = unknown.get(name, 0) + 1
        found.append(contact.id if contact else name)
    return list(dict.fromkeys(found))


def _moment(value: date | datetime, zone: tzinfo | None) -> datetime:
    """A moment in UTC; a whole day begins and ends at midnight on the roster's clock."""
    at = value if isinstance(value, datetime) else datetime.combine(value, time())
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone) if zone else at.astimezone()
    return at.astimezone(UTC).replace(microsecond=0)
