"""Rosters from calendars: each event of an iCalendar file is a line; its title says who is on call."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct

from callpilot.plain.times import stamp
from callpilot.plain.untrusted import clean_line
from callpilot.site.importing import ImportFailed, read_sent
from callpilot.site.on_call import contact_named
from callpilot.site.people import People

AHEAD = timedelta(days=366)
"""How far ahead events that come back are written out: import again before it is over."""
MOST = 5000  # lines; more is no on-call list


class Calendar(Struct, frozen=True):
    """A roster's table for its file, and what was left out or not understood, a line each."""

    table: dict[str, Any]
    faults: list[str]


def read_calendar(path: Path, people: People, now: datetime, zone: tzinfo | None) -> Calendar:
    """Read the events from yesterday to a year ahead. Raises ImportFailed when the file is no calendar."""
    icalendar: Any = import_module("icalendar")  # no types of their own
    recurring: Any = import_module("recurring_ical_events")
    text = read_sent(path)
    try:
        calendar: Any = icalendar.Calendar.from_ical(text)
        found: Any = recurring.of(calendar, skip_bad_series=True)
        events: list[Any] = list(found.between(now - timedelta(days=1), now + AHEAD))
    except Exception as fault:  # noqa: BLE001 - whatever the libraries make of what somebody sent
        raise ImportFailed(f"{path}: not a calendar that can be read ({type(fault).__name__})") from None
    duties: list[dict[str, Any]] = []
    faults: list[str] = []
    unknown: dict[str, int] = {}
    for event in sorted(events, key=lambda one: stamp(_moment(one.start, zone)))[:MOST]:
        who = _who(event, people, unknown)
        since, until = _moment(event.start, zone), _moment(event.end, zone)
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
    title = clean_line(str(calendar.get("X-WR-CALNAME", "") or path.stem)).strip()
    return Calendar({"format": 1, "title": title, "duty": duties}, faults)


def _who(event: Any, people: People, unknown: dict[str, int]) -> list[str]:
    """The ids of those whom the title names, `Dr Osei, Dr Novak` or `On call: Dr Osei`."""
    title = clean_line(str(event.get("SUMMARY", ""))).strip()
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
