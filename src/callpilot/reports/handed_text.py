"""The items of a handover's record in lines: what was handed over, who took it, and what a revision changed in it."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from callpilot.records.ids import short
from callpilot.reports.attempts import items_of
from callpilot.reports.columns import local_time


def handed_lines(items: Any, zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    """One `(short id, words)` for each item of a handover: kind, how it stood, what, whose, and who took it over."""
    for item in items_of(items):
        owner = _text(item, "owner")
        words = [_text(item, name) for name in ("kind", "level", "state", "what")]
        yield (
            short(_text(item, "id")),
            " · ".join(word for word in (*words, owner and f"owner {owner}", _taken(item, zone)) if word),
        )


def handed_changes(was: Any, now: Any, zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    """What a revision changed: `(short id, words)` for each item that was taken over, left, added or dropped."""
    before = {_text(item, "id"): item for item in items_of(was)}
    after = {_text(item, "id"): item for item in items_of(now)}
    for identity, item in after.items():
        if item != before.get(identity):
            yield short(identity), _taken(item, zone) or ("changed" if identity in before else "added")
    yield from ((short(identity), "no longer in it") for identity in before if identity not in after)


def _taken(item: Any, zone: tzinfo | None) -> str:
    by, at = _text(item, "accepted_by"), _text(item, "accepted_at")
    stays = f"stays with {by}" if by else ""
    taken = f"accepted by {by}, {local_time(at, zone, seconds=True)}" if at else stays
    question = _text(item, "question")
    return " – ".join(word for word in (taken or ("left" if question else ""), question) if word)


def _text(item: Any, name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
