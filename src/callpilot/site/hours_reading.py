"""Hours and days as people write them: `mon-fri 09:00-17:30`, `sat, sun`, `daily 18:00-08:00`, `always`."""

import re

from callpilot.site.people import WeekSpan

HOURS_EXPECTED = 'hours such as "mon-fri 09:00-17:30", "sat, sun 10:00-14:00", "18:00-08:00" or "always"'

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCKS = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|—|to)\s*(\d{1,2}):(\d{2})")
_EVERY = ("daily", "every day", "always", "24h", "24/7", "")


def read_hours(text: str) -> WeekSpan | None:
    """Read one span of the week; None when it is none. Without days it is every day, without hours whole days."""
    words = " ".join(text.casefold().split())
    if not words:
        return None
    clocks = _CLOCKS.search(words)
    days = read_days((words[: clocks.start()] + words[clocks.end() :] if clocks else words).strip(" ,"))
    if days is None:
        return None
    if clocks is None:
        return WeekSpan(days=days)
    start, end = (_minute(clocks[number], clocks[number + 1]) for number in (1, 3))
    return None if start is None or end is None else WeekSpan(days=days, start=start % 1440, end=end % 1440)


def read_days(text: str) -> tuple[int, ...] | None:
    """Read days of the week, `mon-fri` or `sat, sun`, as numbers from 0 (Monday); None when they are none."""
    words = text.casefold().strip()
    if words in _EVERY:
        return tuple(range(7))
    if words in ("weekdays", "weekend"):
        return (0, 1, 2, 3, 4) if words == "weekdays" else (5, 6)
    found: list[int] = []
    for part in re.split(r"\s*,\s*|\s+and\s+|\s+(?=[a-z]+(?:\s|$))", words):
        first, _dash, last = (piece.strip() for piece in re.sub("[–—]", "-", part).partition("-"))
        ends = _day(first), _day(last or first)
        if ends[0] is None or ends[1] is None:
            return None
        found += [(ends[0] + step) % 7 for step in range((ends[1] - ends[0]) % 7 + 1)]
    return tuple(dict.fromkeys(found))


def _day(word: str) -> int | None:
    return next(
        (n for n, day in enumerate(_DAYS) if len(word) >= 2 and (word.startswith(day) or word == day[:2])), None
    )


def _minute(hour: str, minute: str) -> int | None:
    found = int(hour) * 60 + int(minute)
    return found if found <= 1440 and int(minute) < 60 else None
