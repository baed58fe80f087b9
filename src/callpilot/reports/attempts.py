"""Attempts, deliveries and what was done about a matter, read from a record's data, in words for a person."""

import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from callpilot.records.closing import tried_words
from callpilot.records.kinds import Delivery
from callpilot.records.words import ATTEMPT_GLYPHS
from callpilot.reports.columns import local_time

Data = Mapping[str, Any]

ATTEMPTS = ("deliveries", "people_told")
"""The members of a record that list attempts to reach somebody."""

PAST = (*ATTEMPTS, "history")
"""The members of a record that say what was done about it, moment by moment."""

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


def items_of(value: Any) -> list[dict[str, Any]]:
    """Return the objects in what should be a list of them; nothing for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def strings_of(value: Any) -> list[str]:
    """Return the texts in what should be a list of them; nothing for anything else."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def delivery_in(data: Data) -> Delivery:
    """Read an attempt from data of any version; what isn't text is left out."""
    texts = {name: value for name, value in data.items() if isinstance(value, str)}
    known = ("id", "of", "how", "at", "by", "outcome", "note")
    return Delivery(to=texts.get("to", "?"), **{name: texts[name] for name in known if name in texts})


def attempts_in(data: Data) -> list[Delivery]:
    """The attempts that stand in a record, the oldest first."""
    return [delivery_in(item) for name in ATTEMPTS for item in items_of(data.get(name))]


def attempt_line(attempt: Delivery, zone: tzinfo | None) -> tuple[str, str]:
    """An attempt as `(when, what came of it)`: who, how, by whom."""
    glyph = ATTEMPT_GLYPHS.get(attempt.outcome, "·")
    by = f", by {attempt.by}" if attempt.by else ""
    return local_time(attempt.at, zone) or "?", f"{glyph} {tried_words(attempt)}{by}"


def past_of(data: Data) -> Iterator[tuple[str, str]]:
    """List `(stamp, what was done)` about a message, escalation or follow-up: its attempts and the words on it."""
    for attempt in attempts_in(data):
        if attempt.at:
            yield attempt.at, tried_words(attempt)
    for item in items_of(data.get("history")):
        if isinstance(at := item.get("at"), str):
            yield at, f"{item.get('by')}: {item.get('text')}"


def added_words(was: Any, now: Any, field: str) -> str:
    """What a revision added to a list of attempts or words, instead of the whole list twice."""
    before, after = items_of(was), items_of(now)
    more = after[len(before) :] if after[: len(before)] == before else after
    words = [tried_words(delivery_in(one)) if field in ATTEMPTS else str(one.get("text", "")) for one in more]
    return "; ".join(word for word in words if word)


def with_local_times(text: str, zone: tzinfo | None) -> str:
    """Write every stamp in a text as local time."""
    return _STAMP.sub(lambda found: local_time(found[0], zone), text)
