"""One record in full as plain text: facts, people, what was said, procedures, timeline, revisions (C15)."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from callpilot.plain.times import clock_span
from callpilot.plain.untrusted import clean
from callpilot.records.channels import CHANNEL_FIELDS, way_of
from callpilot.records.closing import tried_words
from callpilot.records.ids import short
from callpilot.records.read_back import in_fields, is_noted
from callpilot.reports.attempts import (
    PAST,
    added_words,
    attempt_line,
    attempts_in,
    delivery_in,
    items_of,
    strings_of,
    with_local_times,
)
from callpilot.reports.columns import facts, local_time
from callpilot.reports.handed_text import handed_changes, handed_lines
from callpilot.reports.procedure_words import items_words, way_lines
from callpilot.reports.record_view import RecordView, Related, Revision
from callpilot.reports.timeline import is_contact, timeline
from callpilot.reports.titles import UNTITLED, Titles, title

Data = Mapping[str, Any]

_PEOPLE = (
    "name",
    "from",
    "for",
    "company",
    "number",
    "callback",
    "to",
    "owner",
    "operator",
    "transferred_to",
)
_LONG = ("subject", "what", "text", "message", "reason", "steps_taken", "notes", "instructions", "outcome")
_ELSEWHERE = (
    "id",
    "fields",
    "procedures",
    "timeline",
    "messages",
    "escalations",
    "incident",
    "follow_ups",
    "items",
    *PAST,
)
_LABELS = {"name": "Caller", "from": "From", "for": "For", "to": "To", "text": "Message"}


def as_text(record: RecordView, zone: tzinfo | None = None, titles: Titles = UNTITLED) -> str:
    """The record as plain text in sections; local times; an empty section is left out.

    Procedures and steps appear by their `titles`, by their ids where there is none.
    """
    data = record.data
    others = (name for name in data if name not in (*_PEOPLE, *_LONG, *_ELSEWHERE))
    sections = (
        ("Facts", facts([("Id", record.id), *_labelled(data, others, zone)])),
        ("People", facts(_labelled(data, _PEOPLE, zone))),
        ("Said and done", facts(_labelled(data, _LONG, zone))),
        ("Handed over", facts(handed_lines(data.get("items"), zone))),
        ("Fields", facts(_fields(data))),
        ("Read back", facts(_read_back(data, zone))),
        ("Tried", facts(attempt_line(one, zone) for one in attempts_in(data))),
        ("From this call", _related(record, zone)),
        ("Procedures", _procedures(data, titles)),
        ("Timeline", facts(_moment(at, text, zone) for at, text in timeline(record, titles))),
        ("Revisions", "".join(_revision_text(revision, zone) for revision in record.revisions)),
    )
    kind = record.kind.replace("_", " ").capitalize()
    revision = f", revision {record.rev}" if record.rev > 1 else ""
    standing = f" – OPEN: {record.open}" if record.open else ""
    parts = [f"{kind} {short(record.id)}{revision}{standing}\n"]
    parts += (f"\n{heading}\n{body}" for heading, body in sections if body)
    return clean("".join(parts))


def _fields(data: Data) -> list[tuple[str, str]]:
    """The record's further fields by their labels; what was read back has a section of its own."""
    fields = _mapping(data.get("fields"))
    named = ((CHANNEL_FIELDS.get(name, name), _words(value)) for name, value in fields.items() if not is_noted(name))
    return list(named)


def _read_back(data: Data, zone: tzinfo | None) -> list[tuple[str, str]]:
    way = way_of(str(data.get("channel", "")))
    noted = sorted(in_fields(_mapping(data.get("fields"))))
    return [
        (way.label(name) or _label(name), f"{words} {local_time(at, zone, seconds=True)}") for at, name, words in noted
    ]


def _moment(at: str, text: str, zone: tzinfo | None) -> tuple[str, str]:
    return local_time(at, zone, seconds=True), with_local_times(text, zone)


def _labelled(data: Data, names: Iterable[str], zone: tzinfo | None) -> list[tuple[str, str]]:
    labels = _CONTACT if is_contact(data) else {"name": "Shift"} if "started_at" in data else {}
    return [(labels.get(name) or _label(name), _value(name, data[name], zone)) for name in names if name in data]


_CONTACT = {
    "ringing_at": "Arrived",
    "answered_at": "Begun",
    "talk_s": "Time spent",
    "number": "Address",
    "name": "Name",
}
"""The words for a contact that is no call."""


def _label(name: str) -> str:
    words = name.removesuffix("_at").removesuffix("_s").replace("_", " ")
    return _LABELS.get(name, words.capitalize())


def _value(name: str, value: Any, zone: tzinfo | None) -> str:
    if (name in ("at", "until") or name.endswith(("_at", "_until"))) and isinstance(value, str):
        return local_time(value, zone, seconds=True)
    if name.endswith("_s") and isinstance(value, int | float):
        return clock_span(value)
    if name.endswith("_s") and isinstance(value, dict):
        spans = ((key, span) for key, span in _mapping(value).items() if isinstance(span, int | float))
        return ", ".join(f"{key} {clock_span(span)}" for key, span in spans)
    return _words(value)


def _words(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_words(item) for item in value)  # pyright: ignore[reportUnknownVariableType]
        case dict():
            return ", ".join(f"{key}: {_words(item)}" for key, item in value.items())  # pyright: ignore[reportUnknownVariableType]
        case _:
            return str(value)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


_GIST = (
    "state", "severity", "for", "to", "text", "reason", "what", "nature", "location", "due_at", "held_until", "outcome",
)  # fmt: skip


def _related(record: RecordView, zone: tzinfo | None) -> str:
    """One line for each record that came from this one; those that weren't given, by their ids."""
    given = {other.id: other for other in record.related}
    names = [*strings_of(record.data.get("messages")), *strings_of(record.data.get("escalations"))]
    names += strings_of([record.data.get("incident")]) + strings_of(record.data.get("follow_ups"))
    lines: list[tuple[str, str]] = []
    for name in [*names, *(name for name in given if name not in names)]:
        other = given.get(name)
        words = _gist(other, zone) if other else []
        lines.append((short(name), " · ".join(word for word in words if word) or name))
    return facts(lines)


def _gist(other: Related, zone: tzinfo | None) -> list[str]:
    """What a record that came from this one is about, and how it stands now."""
    if other.kind == "delivery":
        attempt = delivery_in(other.data)
        return [f"attempt: {tried_words(attempt)}", local_time(attempt.at, zone)]
    words = [other.kind.replace("_", "-")]
    for field in _GIST:
        text = " ".join(_value(field, other.data.get(field), zone).split())  # several lines would break the row
        words.append(f"{_label(field).lower()} {text}" if text and field.endswith(("_at", "_until")) else text)
    tried = attempts_in(other.data)
    return [*words, f"tried {len(tried)}, the last: {tried_words(tried[-1])}" if tried else ""]


_MARKS = {"done": "✔", "skipped": "–", "open": "·"}


def _procedures(data: Data, titles: Titles) -> str:
    lines: list[str] = []
    for procedure in items_of(data.get("procedures")):
        name = procedure.get("id")
        lines.append(f"  {title(titles, name)} {procedure.get('version')}\n")
        lines += (f"    {row}\n" for row in way_lines(procedure, titles))
        for step in items_of(procedure.get("steps")):
            outcome = str(step.get("outcome"))
            words = (title(titles, name, step.get("id")), outcome, _words(step.get("answer")), _words(step.get("why")),
                     items_words(step))  # fmt: skip
            seconds = step.get("seconds")
            spent = f" ({clock_span(seconds)})" if isinstance(seconds, int | float) and seconds else ""
            lines.append(f"    {_MARKS.get(outcome, '?')} {' – '.join(w for w in words if w)}{spent}\n")
    return "".join(lines)


def _revision_text(revision: Revision, zone: tzinfo | None) -> str:
    why = f": {revision.why}" if revision.why else ""
    at = local_time(revision.at, zone, seconds=True)
    lines = [f"  {revision.rev}  {at}  {revision.by}, {revision.desk}{why}\n"]
    for change in revision.changed:
        if change.field in PAST:
            lines.append(
                f"     {change.field}: {with_local_times(added_words(change.was, change.now, change.field), zone)}\n"
            )
            continue
        if change.field == "items":
            lines += (f"     {name}: {words}\n" for name, words in handed_changes(change.was, change.now, zone))
            continue
        was, now = (_value(change.field, value, zone) or "(empty)" for value in (change.was, change.now))
        lines.append(f"     {change.field}: {was} → {now}\n")
    return "".join(lines)
