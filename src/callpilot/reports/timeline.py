"""What happened in a record, moment by moment, read from its data and from what came from it."""

from collections.abc import Iterator, Mapping
from typing import Any

from callpilot.records.channels import CHANNEL_FIELDS
from callpilot.records.closing import tried_words
from callpilot.records.ids import short
from callpilot.records.read_back import in_fields
from callpilot.records.words import OWN_FIELDS
from callpilot.reports.attempts import attempts_in, delivery_in, items_of, past_of
from callpilot.reports.record_view import RecordView
from callpilot.reports.titles import UNTITLED, Titles, title

_MOMENTS = {
    "ringing_at": "rang",
    "answered_at": "answered",
    "opened_at": "opened",
    "taken_at": "taken",
    "started_at": "began",
    "resolved_at": "resolved",
    "ended_at": "ended",
    "closed_at": "closed",
}
_CONTACT = {"ringing_at": "arrived", "answered_at": "begun"}
_CAME = {
    "message": ("taken_at", "message taken"),
    "escalation": ("opened_at", "escalated"),
    "incident": ("opened_at", "declared"),
    "follow_up": ("opened_at", "follow-up promised"),
}


def timeline(record: RecordView, titles: Titles = UNTITLED) -> list[tuple[str, str]]:
    """List `(stamp, what happened)`, oldest first: the record's own moments, steps, what came from it."""
    own = [
        *_moments(record.data),
        *_steps(record.data, titles),
        *_notes(record.data),
        *_came(record),
        *_read_back(record.data),
    ]
    own += past_of(record.data) if not record.data.get("timeline") else ()
    # What is done about a matter makes a revision each time, and stands here already.
    is_matter = record.kind in _CAME
    amended = [(r.at, f"amended by {r.by}: {r.why or ''}") for r in record.revisions if r.rev > 1 and not is_matter]
    return sorted((*own, *amended), key=lambda item: item[0])


def _moments(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if data.get("timeline"):
        return  # an incident's own timeline begins and ends with these
    own = _CONTACT if is_contact(data) else {}
    for name, words in _MOMENTS.items():
        if isinstance(at := data.get(name), str) and at:
            is_delivery = name == "closed_at" and data.get("state") == "delivered"
            yield at, "delivered" if is_delivery else own.get(name, words)


def is_contact(data: Mapping[str, Any]) -> bool:
    """Tell whether a record is of a contact that is no telephone call: nothing rings there."""
    return data.get("channel") not in (None, "", "phone")


def _steps(data: Mapping[str, Any], titles: Titles) -> Iterator[tuple[str, str]]:
    if data.get("timeline"):
        return  # and holds its steps
    for procedure in items_of(data.get("procedures")):
        for step in items_of(procedure.get("steps")):
            if isinstance(at := step.get("at"), str) and at:
                why = step.get("answer") or step.get("why")
                named = title(titles, procedure.get("id"), step.get("id"))
                outcome = step.get("outcome")
                if outcome == "open":  # it was dealt with then; a way back has opened it again
                    outcome = "skipped" if step.get("why") else "done"
                yield at, f"{outcome}: {named}" + (f" – {why}" if why else "")


def _notes(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for note in items_of(data.get("timeline")):
        if isinstance(at := note.get("at"), str):
            yield at, f"{note.get('by')}: {note.get('text')}"


def _read_back(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    fields = data.get("fields")
    for at, name, words in in_fields(fields) if isinstance(fields, dict) else ():  # pyright: ignore[reportUnknownArgumentType]
        yield at, f"{OWN_FIELDS.get(name) or CHANNEL_FIELDS.get(name, name)} read back: {words}"


def _came(record: RecordView) -> Iterator[tuple[str, str]]:
    """What came from the record, each with what was done about it since; an attempt that both tell stands once."""
    seen = {one.id for one in attempts_in(record.data) if one.id}
    for other in record.related:
        moment, words = _CAME.get(other.kind, ("", ""))
        if isinstance(at := other.data.get(moment), str) and at:
            yield at, f"{words}: {short(other.id)}"
        if other.kind != "incident":
            yield from ((at, f"{short(other.id)}: {text}") for at, text in past_of(other.data))
            seen |= {one.id for one in attempts_in(other.data) if one.id}
    if record.data.get("timeline"):
        return  # an incident's own timeline tells who was tried
    for other in record.related:
        if other.kind == "delivery" and other.id not in seen and isinstance(at := other.data.get("at"), str):
            yield at, tried_words(delivery_in(other.data))
