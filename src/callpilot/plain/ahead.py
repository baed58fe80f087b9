"""Times ahead, as people write them: `2h`, `18:00`, `tomorrow`, `tomorrow 9:00`, a date, a date with a time."""

import re
from datetime import datetime, time, timedelta, tzinfo

from callpilot.plain.times import span

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DAY_END = time(23, 59)


def ahead(text: str, now: datetime, zone: tzinfo | None = None) -> datetime:
    """Read a moment after `now` (aware); a time of day that is past today means tomorrow's.

    A day without a time means its end. Times without a zone are local (`zone`, the machine's by default). Raises
    ValueError, one line, when it is no time, or one that is past.
    """
    word = " ".join(text.lower().split())
    local = now.astimezone(zone)
    try:
        found = _moment(word, local, zone)
    except (ValueError, OverflowError):
        raise ValueError(
            f"expected a time ahead: 2h, 18:00, tomorrow 9:00 or {local:%Y-%m-%d} 18:00, not {text[:40]!r}"
        ) from None
    if found <= now:
        raise ValueError("that time is past; say a later one")
    return found


def _moment(word: str, local: datetime, zone: tzinfo | None) -> datetime:
    if word in ("today", "tomorrow"):
        return _at(local + timedelta(days=word == "tomorrow"), _DAY_END, zone)
    day, _space, clock = word.rpartition(" ")
    if found := _CLOCK.fullmatch(clock):
        hour = time(int(found[1]), int(found[2]))
        if day in ("", "today"):
            at = _at(local, hour, zone)
            return at if day or at > local else _at(local + timedelta(days=1), hour, zone)
        if day == "tomorrow":
            return _at(local + timedelta(days=1), hour, zone)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        return _at(datetime.fromisoformat(word), _DAY_END, zone)
    if word[:1].isdigit() and word[-1:] in "smhdw" and "-" not in word:
        return local + timedelta(seconds=span(word))
    value = datetime.fromisoformat(word.upper())
    return value if value.tzinfo else _zoned(value, zone)


def _at(day: datetime, hour: time, zone: tzinfo | None) -> datetime:
    return _zoned(datetime.combine(day.date(), hour), zone)


def _zoned(clock: datetime, zone: tzinfo | None) -> datetime:
    """Give a local time its zone, with the offset that is in force on that day."""
    return clock.replace(tzinfo=zone) if zone else clock.astimezone()
