"""Reading `rosters/*.toml`: who is on call when. Gaps, overlaps and hours that the clocks skip are named."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import combinations
from pathlib import Path
from typing import Any

from callpilot.plain.problems import Problem
from callpilot.plain.times import stamp
from callpilot.plain.untrusted import clean_line
from callpilot.site.directory import read_week, shortened
from callpilot.site.hours import DAY, zone_of
from callpilot.site.hours_reading import read_days
from callpilot.site.model import Site
from callpilot.site.on_call import breadth, duty_words
from callpilot.site.people import Contact, Duty, Roster, WeekSpan
from callpilot.site.settings import Settings, opened

_WEEK = 7 * DAY


def read_roster(path: Path, contacts: Mapping[str, Contact], site: Site) -> tuple[Roster, list[Problem]]:
    """Return the roster of one file, and what is wrong in it. Its id is the file's name."""
    problems: list[Problem] = []
    top = opened(path, problems)
    if problems and not problems[0].key:  # of a file that can't be used nothing else is said
        return Roster(id=clean_line(path.stem), title=_title(path)), problems
    account, own_zone = top.line("account"), top.zone("time_zone")
    if account and site.account_named(account) is None:
        top.wrong("account", f'there is no account "{clean_line(account, 60)}"')
    zone = zone_of(site, account, own_zone)
    read = [(table, duty) for table in top.tables("duty") if (duty := _duty(table, top, zone, contacts))]
    roster = Roster(
        id=clean_line(path.stem),
        title=top.line("title") or _title(path),
        account=account,
        time_zone=own_zone,
        duties=tuple(duty for _table, duty in read),
        fallback=_who(top, "fallback", contacts),
    )
    top.finish_as(top)
    _check_overlaps(read, zone)
    if not roster.fallback:
        _check_gaps(top, roster, zone)
    return roster, shortened(path, problems)


def _title(path: Path) -> str:
    return clean_line(path.stem).replace("-", " ").capitalize()


def _duty(table: Settings, top: Settings, zone: tzinfo | None, contacts: Mapping[str, Contact]) -> Duty | None:
    who = _who(table, "who", contacts)
    duty = Duty(
        who=who, since=_moment(table, "since", zone), until=_moment(table, "until", zone, is_end=True),
        week=_week(table), note=table.line("note"),
    )  # fmt: skip
    table.finish_as(top)
    if not who:
        table.wrong("who", "a line of a roster needs somebody who is on call; this one is left out")
        return None
    if duty.since and duty.until and duty.until <= duty.since:
        table.wrong("until", "is not after since; this line is left out")
        return None
    return duty


def _who(table: Settings, key: str, contacts: Mapping[str, Contact]) -> tuple[str, ...]:
    """The ids of contacts, which may be named by their names, too."""
    found: list[str] = []
    for text in table.lines_or_line(key):
        known = text if text in contacts else _ids_by_name(contacts).get(text.casefold(), "")
        if not known:
            table.wrong(key, f'"{clean_line(text, 60)}" is no contact of directory.toml')
        found.append(known or text)
    return tuple(dict.fromkeys(found))


_named_before: list[tuple[Mapping[str, Contact], dict[str, str]]] = []


def _ids_by_name(contacts: Mapping[str, Contact]) -> dict[str, str]:
    """The ids by name, the first of a name, made once for each directory."""
    kept = _named_before[0] if _named_before else None
    if kept is None or kept[0] is not contacts:
        names: dict[str, str] = {}
        for contact in contacts.values():
            names.setdefault(contact.name.casefold(), contact.id)
        kept = (contacts, names)
        _named_before[:] = [kept]
    return kept[1]


def _week(table: Settings) -> tuple[WeekSpan, ...]:
    """The hours of a line: `hours` may have days in it, or `days` stands beside it."""
    spans = read_week(table, "hours")
    text = table.line("days")
    if not text:
        return spans
    days = read_days(text)
    if days is None:
        table.wrong("days", f'expected days such as "mon-fri" or "sat, sun", not {clean_line(text, 60)!r}')
        return spans
    return tuple(WeekSpan(days=days, start=span.start, end=span.end) for span in spans or (WeekSpan(),))


# -- moments -------------------------------------------------------------------------------------------


def _moment(table: Settings, key: str, zone: tzinfo | None, *, is_end: bool = False) -> str:
    """Read a date or a moment on the roster's clock as a stamp; a date as an end is its last minute's end."""
    table.known.add(key)
    value: Any = table.table.get(key)
    if isinstance(value, str):
        value = _from_text(value)
    if value is None and key in table.table:
        table.wrong(key, "expected a date or a moment, such as 2026-12-24 or 2026-12-24T18:00:00")
    if isinstance(value, datetime):
        return stamp(value) if value.tzinfo else stamp(_placed(table, key, value, zone))
    if isinstance(value, date):
        midnight = datetime.combine(value, time()) + timedelta(days=is_end)
        return stamp(_placed(table, key, midnight, zone))
    if isinstance(value, time):
        table.wrong(key, "expected a date, too: hours that come back are given as hours = …")
    return ""


def _from_text(text: str) -> date | datetime | None:
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _placed(table: Settings, key: str, wall: datetime, zone: tzinfo | None) -> datetime:
    """Give a local time its offset; say so when the clocks skip it, or show it twice."""
    first, second = _aware(wall, zone, 0), _aware(wall, zone, 1)
    if first.utcoffset() == second.utcoffset():
        return first
    if (first.utcoffset() or timedelta()) < (second.utcoffset() or timedelta()):
        table.wrong(key, f"{wall:%H:%M} is skipped on {wall:%d %b %Y}, as the clocks go forward: the hour after is "
                    "taken; write another")  # fmt: skip
    else:
        table.wrong(key, f"{wall:%H:%M} comes twice on {wall:%d %b %Y}, as the clocks go back: the first is taken; "
                    "write it with its offset, such as +01:00")  # fmt: skip
    return first


def _aware(wall: datetime, zone: tzinfo | None, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold) if zone else wall.replace(fold=fold).astimezone()


# -- what is well-formed and wrong -----------------------------------------------------------------------


def _check_overlaps(read: list[tuple[Settings, Duty]], zone: tzinfo | None) -> None:
    """Name lines that are in force at once with an equal right and name other people."""
    for (_one, first), (table, second) in combinations(read[:400], 2):
        if first.who != second.who and breadth(first) == breadth(second) and _meet(first, second):
            words = duty_words(first, zone)
            table.wrong("", f"has an equal right with the line before it ({words}); the first in the file counts")


def _meet(first: Duty, second: Duty) -> bool:
    starts, ends = max(first.since, second.since), min(first.until or "9", second.until or "9")
    if starts >= ends:
        return False
    return not first.week or not second.week or bool(_minutes(first.week) & _minutes(second.week))


def _minutes(week: tuple[WeekSpan, ...]) -> int:
    """The minutes of the week that the spans have, as the bits of one number."""
    bits = 0
    for span in week:
        lasts = (span.end - span.start) % DAY or DAY
        for day in span.days:
            start = day * DAY + span.start
            whole = ((1 << lasts) - 1) << start
            bits |= (whole & ((1 << _WEEK) - 1)) | (whole >> _WEEK)
    return bits


def _check_gaps(top: Settings, roster: Roster, zone: tzinfo | None) -> None:
    """Name when nobody is on call, where no fallback is named."""
    if not roster.duties:
        top.wrong("duty", "nobody is on call: the roster has no line and no fallback")
        return
    base = [duty for duty in roster.duties if not duty.since and not duty.until]
    gap = _weekly_gap(base) if base else _dated_gap(roster.duties, zone)
    if gap:
        top.wrong("fallback", f"nobody is on call {gap}, and no fallback is named")


def _weekly_gap(duties: list[Duty]) -> str:
    covered = 0
    for duty in duties:
        covered |= _minutes(duty.week or (WeekSpan(),))
    free = ~covered & ((1 << _WEEK) - 1)
    if not free:
        return ""
    start = (free & -free).bit_length() - 1
    rest = covered >> start
    end = start + ((rest & -rest).bit_length() - 1 if rest else _WEEK - start)
    return f"at some hours, first {_day_clock(start)} to {_day_clock(end)}"


def _day_clock(minute: int) -> str:
    day, clock = divmod(minute % _WEEK, DAY)
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day]} {clock // 60:02}:{clock % 60:02}"


def _dated_gap(duties: tuple[Duty, ...], zone: tzinfo | None) -> str:
    ordered = sorted(duties, key=lambda duty: duty.since)
    reached = ordered[0].until
    for duty in ordered[1:]:
        if not reached:
            return ""
        if duty.since > reached:
            return "from " + duty_words(Duty(who=(), since=reached, until=duty.since), zone)
        reached = max(reached, duty.until) if duty.until else ""
    return ""
