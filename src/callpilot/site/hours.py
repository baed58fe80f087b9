"""Hours on somebody's own clock: zones, spans that come back every week, and when they next begin or end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from msgspec.structs import replace

from callpilot.site.model import Site
from callpilot.site.people import WeekSpan

DAY = 1440  # minutes
AHEAD = 15  # days in which an end is looked for
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def zone_of(site: Site, account: str = "", own: str = "") -> tzinfo | None:
    """The time zone that counts: somebody's own, else the account's, else the site's; None is the machine's."""
    found = site.account_named(account) if account else None
    return site.zone(replace(found or site.accounts[0], time_zone=own)) if own else site.zone(found)


def zone_note(zone: tzinfo | None, site: Site) -> str:
    """Name the time zone of hours that aren't on the site's clock, ` (Asia/Tokyo)`; nothing of those that are."""
    return "" if str(zone) == str(site.zone()) else f" ({zone})"


# -- hours that come back every week -------------------------------------------------------------------


def in_week(week: Iterable[WeekSpan], local: datetime) -> bool:
    """Tell whether the local moment lies in one of the spans. Wall time counts: a night that a clock change cuts
    short or makes longer has an hour less or more."""
    day, minute = local.weekday(), local.hour * 60 + local.minute
    return any(_in_span(span, day, minute) for span in week)


def _in_span(span: WeekSpan, day: int, minute: int) -> bool:
    if span.start < span.end:
        return day in span.days and span.start <= minute < span.end
    return (day in span.days and minute >= span.start) or ((day - 1) % 7 in span.days and minute < span.end)


def week_minutes(week: Iterable[WeekSpan]) -> int:
    """How many minutes of a week the spans have, each counted for itself."""
    return sum(len(set(span.days)) * ((span.end - span.start) % DAY or DAY) for span in week)


def week_words(week: Sequence[WeekSpan]) -> str:
    """Say the spans as people do: `Mon–Fri 18:00–08:00`; whole days without hours."""
    return ", ".join(_span_words(span) for span in week)


def _span_words(span: WeekSpan) -> str:
    if span.start == span.end == 0:
        return "always" if len(set(span.days)) == 7 else _days_words(span.days)
    return f"{_days_words(span.days)} {_clock(span.start)}–{_clock(span.end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _days_words(days: Sequence[int]) -> str:
    wanted = sorted(set(days))
    if len(wanted) == 7:
        return "daily"
    if len(wanted) > 2 and wanted == list(range(wanted[0], wanted[-1] + 1)):
        return f"{_DAYS[wanted[0]]}–{_DAYS[wanted[-1]]}"
    return ", ".join(_DAYS[day] for day in wanted)


# -- when they change ------------------------------------------------------------------------------------


def first_change(now: datetime, edges: Iterable[datetime], same: Callable[[datetime], bool]) -> datetime | None:
    """Return the first moment after `now` at which `same` is no longer true; None: at no edge is it false.

    `edges` are the moments at which that may happen, to the hour: a clock change may have moved them.
    """
    before = now
    for edge in sorted(set(edges)):
        if edge > now:
            if not same(edge):
                return _exact(before, edge, same)
            before = edge
    return None


def _exact(before: datetime, after: datetime, same: Callable[[datetime], bool]) -> datetime:
    """Where a clock change moved the edge, it lies between: found to the minute."""
    while after - before > timedelta(minutes=1):
        middle = (before + (after - before) / 2).replace(second=0, microsecond=0)
        if middle in (before, after):
            break
        before, after = (middle, after) if same(middle) else (before, middle)
    return after


def week_edges(minutes: Iterable[int], now: datetime, zone: tzinfo | None) -> Iterator[datetime]:
    """The moments of the next two weeks at which the local clock shows one of these minutes of the day."""
    first = now.astimezone(zone).date()
    for minute in minutes:
        yield from _minute_edges(minute, first, zone)
    yield from _clock_changes(first, zone)


@lru_cache(maxsize=4096)
def _minute_edges(minute: int, first: date, zone: tzinfo | None) -> tuple[datetime, ...]:
    clock = time(minute // 60 % 24, minute % 60)
    edges: set[datetime] = set()
    for day in range(AHEAD):
        wall = datetime.combine(first + timedelta(days=day), clock)
        for fold in (0, 1):  # an hour that comes twice has the minute twice
            again = wall.replace(fold=fold)
            edges.add((again.replace(tzinfo=zone) if zone else again.astimezone()).astimezone(UTC))
    return tuple(edges)


@lru_cache(maxsize=64)
def _clock_changes(first: date, zone: tzinfo | None) -> tuple[datetime, ...]:
    """When the clocks change in the next two weeks, to the minute: hours may begin or end with it."""
    changes: list[datetime] = []
    start = datetime.combine(first, time(), UTC)
    for day in range(-1, AHEAD):
        before, after = start + timedelta(days=day), start + timedelta(days=day + 1)
        offset = before.astimezone(zone).utcoffset()
        if after.astimezone(zone).utcoffset() != offset:
            while after - before > timedelta(minutes=1):
                middle = (before + (after - before) / 2).replace(second=0, microsecond=0)
                is_before = middle.astimezone(zone).utcoffset() == offset
                before, after = (middle, after) if is_before else (before, middle)
            changes.append(after)
    return tuple(changes)


def to_words(end: datetime | None, now: datetime, zone: tzinfo | None) -> str:
    """Say until when: `to 18:00`; nothing when there is no end."""
    return f"to {clock_words(end, now, zone)}" if end else ""


def clock_words(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    """Say a moment that is near: `18:00` today, `Mon 08:00` within a week, else with its date."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    day = "" if days == 0 else f"{local:%a} " if days < 7 else f"{local.day} {local:%b} "
    return f"{day}{local:%H:%M}"
