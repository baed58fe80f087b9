"""Time on disk (UTC with milliseconds) and on screen (local), and spans as people write them (`30s`, `4h`)."""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
# The patterns are texts: `re` makes each ready when it is first looked for.
_SPAN = r"(?i)(\d+)\s*(s|min|m|h|d|w)"


def stamp(moment: datetime) -> str:
    """Write an aware `moment` as it stands on disk: `2026-11-23T10:42:17.031Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """Read a stamp from disk into an aware UTC datetime. Raises ValueError when it is none."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone: {text!r}")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"a time beyond the calendar: {text!r}") from None


def span(text: str) -> int:
    """Read a span such as `30s`, `15m`, `4h`, `2d` or `1h 30m` into seconds. Raises ValueError when it is none."""
    parts = re.findall(_SPAN, text)
    if not parts or re.sub(_SPAN, "", text).strip():
        raise ValueError(f"expected a time span such as 30s, 15m, 4h or 2d, not {text!r}")
    return sum(int(count) * _UNITS[unit.lower()] for count, unit in parts)


def span_words(seconds: int) -> str:
    """Write a target as people do: 30 → `30s`, 7200 → `2h`, 5400 → `1h 30m`."""
    words: list[str] = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(int(seconds), size)
        if count:
            words.append(f"{count}{unit}")
    return " ".join(words) or "0s"


def clock_span(seconds: float) -> str:
    """Write a running time: `0:07`, `12:40`, `1:02:03`."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def ago(then: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Say when `then` was, as an operator would: `today 10:42`, `yesterday 16:05`, `Fri 9:10`, `3 Nov 2025`.

    A day to come, by a clock that was set back since, has its date and its time: `21 Nov 10:42`.
    """
    local, today = then.astimezone(zone), now.astimezone(zone)
    days = (today.date() - local.date()).days
    if days == 0:
        return f"today {local:%H:%M}"
    if days < 0:
        return f"{local.day} {local:%b}" + ("" if local.year == today.year else f" {local.year}") + f" {local:%H:%M}"
    if days == 1:
        return f"yesterday {local:%H:%M}"
    if days < 7:
        return f"{local:%a} {local:%H:%M}"
    return f"{local.day} {local:%b}" + ("" if local.year == today.year else f" {local.year}")


def local_words(at: str | None, zone: tzinfo | None = None, form: str = "%H:%M") -> str:
    """Write the stamp `at` in local time by a `strftime` form; empty for what is no stamp."""
    try:
        return f"{moment(at or '').astimezone(zone):{form}}"
    except (ValueError, OverflowError):
        return ""


def ago_words(at: str | None, now: datetime, zone: tzinfo | None = None) -> str:
    """Say when the stamp `at` was, as `ago` does; empty for what is no stamp."""
    try:
        return ago(moment(at or ""), now, zone)
    except (ValueError, OverflowError):
        return ""


def is_past(at: str | None, now: datetime) -> bool:
    """Tell whether the stamp `at` lies before `now`; what is no stamp never does."""
    try:
        return moment(at or "") < now
    except ValueError:
        return False


def when(text: str, now: datetime, zone: tzinfo | None = None, *, is_until: bool = False) -> datetime:
    """Read a time from the command line: ISO 8601, `today`, `yesterday`, `now`, `08:00`, or `2h` (that long ago).

    Times without a zone are local (`zone`, the machine's by default). One that comes twice, in the night in which the
    clocks go back, is the first of the two; with `is_until`, the end of a span, the second: nothing that was meant is
    left out. Raises ValueError when it is none of these.
    """
    word = text.strip().lower()
    today = _day(now, zone)
    if word == "now":
        return now
    if word in ("today", "yesterday"):
        return _local(today - timedelta(days=word == "yesterday"), zone)
    if clock := re.fullmatch(r"(\d{1,2}):(\d{2})", word):
        hour, minute = int(clock[1]), int(clock[2])
        if hour > 23 or minute > 59:
            raise ValueError(f"no such time of day: {text!r}")
        value = today.replace(hour=hour, minute=minute)
    else:
        try:
            if re.fullmatch(_SPAN, word):
                return now - timedelta(seconds=span(word))
            value = datetime.fromisoformat(text.strip())
        except (ValueError, OverflowError):
            raise ValueError(f"expected a time: ISO 8601, today, yesterday, 08:00 or 2h, not {text!r}") from None
    if value.tzinfo:
        return value
    return max(_both(value, zone)) if is_until else _both(value, zone)[0]


def future(text: str, now: datetime, zone: tzinfo | None = None, *, is_end: bool = False) -> datetime:
    """Read a time to come: `16:00`, `today 16:00`, `tomorrow 8:00`, `Mon 9:00`, `2h` or `+2h` (from now), `now`, or ISO
    8601.

    A day without a time of day is at 9:00. What is past already is returned as it is: `10:00` in the afternoon is
    this morning, and `yesterday 16:00` is understood, too. A time that comes twice, in the night in which the clocks
    go back, is the first of the two that isn't past. With `is_end` it is the end of something that goes on now:
    a day without a time of day is that whole day, a time of day that is past is tomorrow's, and any other time that is
    past is refused. Raises ValueError when it is none of these.
    """
    words = " ".join(text.lower().split())
    try:
        found = _moment_to_come(words, text.strip(), now, zone, time(23, 59) if is_end else time(9))
        if is_end and found <= now and re.fullmatch(_CLOCK, words):
            found = _moment_to_come(f"tomorrow {words}", "", now, zone, time())
        found.astimezone(UTC)  # a time that the calendar of the world doesn't have is refused here, not on disk
    except OverflowError:
        raise ValueError(f"a time beyond the calendar: {text[:40]!r}") from None
    if is_end and found <= now:
        raise ValueError("that time is past; say a later one")
    return found


def _moment_to_come(words: str, text: str, now: datetime, zone: tzinfo | None, hour: time) -> datetime:
    if words == "now":
        return now
    ahead = words.removeprefix("+").strip()
    if re.match(_SPAN, ahead) and not re.sub(_SPAN, "", ahead).strip():
        return now + timedelta(seconds=span(ahead))
    found = re.fullmatch(_DAY_AND_TIME, words)
    return _on_day(found, now, zone, hour) if found and words else _dated(text, zone, hour)


_CLOCK = r"\d{1,2}:\d{2}"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_AND_TIME = (
    r"(?P<day>today|tomorrow|yesterday|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)?"
    r"(?:\s*(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2}))?"
)


def _on_day(found: re.Match[str], now: datetime, zone: tzinfo | None, at: time) -> datetime:
    hour, minute = (int(found["hour"]), int(found["minute"])) if found["hour"] else (at.hour, at.minute)
    if hour > 23 or minute > 59:
        raise ValueError(f"no such time of day: {found[0]!r}")
    today = _day(now, zone).replace(hour=hour, minute=minute)
    day = (found["day"] or "today")[:3]
    if day in _WEEKDAYS:
        return _local(today + timedelta(days=(_WEEKDAYS.index(day) - today.weekday()) % 7 or 7), zone)
    first, again = _both(today + timedelta(days={"tom": 1, "yes": -1}.get(day, 0)), zone)
    return again if first <= now < again else first


def _dated(text: str, zone: tzinfo | None, at: time) -> datetime:
    try:
        value = datetime.fromisoformat(text.upper())
    except ValueError:
        raise ValueError(f"expected a time such as 16:00, tomorrow 8:00, Mon 9:00 or 2h, not {text[:40]!r}") from None
    if value.tzinfo is None and re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text):
        value = value.replace(hour=at.hour, minute=at.minute)
    return value if value.tzinfo else _local(value, zone)


def _day(now: datetime, zone: tzinfo | None) -> datetime:
    """The beginning of the local day, without a zone."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0)


def _both(clock: datetime, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """The moment of a local time and, where it comes twice, the second one, else the same again; in UTC.

    One that is left out, in the night in which the clocks go forward, is counted from the time before it.
    """
    first, second = (_local(clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
    return first, max(first, second)


def _local(clock: datetime, zone: tzinfo | None) -> datetime:
    """Give a local time of day its zone, with the offset that is in force on that day."""
    return clock.replace(tzinfo=zone) if zone else clock.astimezone()
