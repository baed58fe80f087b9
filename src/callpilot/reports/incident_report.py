"""The report of one incident: what, where and when, its protocol, the notes, who was told, how it ended (A3, B10)."""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from callpilot.plain.times import clock_span, moment
from callpilot.plain.untrusted import clean
from callpilot.records.closing import tried_words
from callpilot.records.ids import short
from callpilot.records.kinds import Delivery
from callpilot.records.words import ATTEMPT_GLYPHS
from callpilot.reports.columns import facts, local_time
from callpilot.reports.procedure_words import items_words, way_lines
from callpilot.reports.record_view import RecordView
from callpilot.reports.timeline import items_of
from callpilot.reports.titles import UNTITLED, Titles, title

Data = Mapping[str, Any]

_GLYPHS = {"done": "✔", "skipped": "–", "open": "·"}


def incident_report(record: RecordView, zone: tzinfo | None = None, titles: Titles = UNTITLED) -> str:
    """Write the report as plain text in sections, local times; an empty section is left out.

    An incident without an outcome is reported as it stands, and says so. Data of any version does no harm.
    """
    data = record.data
    kind = _text(data, "kind") or "incident"
    standing = "OPEN: no outcome" if not _text(data, "outcome") else f"ended: {_text(data, 'outcome')}"
    sections = (
        ("What and where", facts(_what(data))),
        ("When", facts(_when(record, zone))),
        ("Told, in this order", _told(data, zone)),
        ("Not reached, not told", _not_told(data, zone)),
        ("Protocol", _protocol(data, zone, titles)),
        ("Notes", facts(_notes(data, zone))),
        ("Outcome", facts([("Outcome", _text(data, "outcome")), ("Given by", _ended_by(data))])),
        ("Revisions", _revisions(record, zone)),
    )
    parts = [f"{kind.capitalize()} {short(record.id)} – {standing}\n"]
    parts += (f"\n{heading}\n{body}" for heading, body in sections if body)
    return clean("".join(parts))


_LABELS = {
    "nature": "What", "location": "Where", "callback": "Callback", "people": "In danger", "hazards": "Hazards",
    "told": "Caller told", "priority": "Priority", "account": "Account",
}  # fmt: skip


def _what(data: Data) -> Iterator[tuple[str, str]]:
    for name, label in _LABELS.items():
        yield "Callers told" if name == "told" and _text(data, "kind") == "outage" else label, _text(data, name)
    fields = data.get("fields")
    for name, value in fields.items() if isinstance(fields, dict) else ():  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        yield str(name).replace("_", " ").capitalize(), str(value)  # pyright: ignore[reportUnknownArgumentType]


def _when(record: RecordView, zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    data = record.data
    yield "Declared", local_time(_text(data, "opened_at"), zone, seconds=True)
    yield "By", ", ".join(part for part in (_text(data, "operator"), _text(data, "desk")) if part)
    yield "From call", _text(data, "call")
    yield "Owner", _text(data, "owner")
    yield "Ended", local_time(_text(data, "ended_at"), zone, seconds=True)
    yield "Lasted", lasted(data)
    yield "Id", record.id


_LONGEST = 10**9  # seconds; what is longer is none of ours


def lasted(data: Data) -> str:
    """How long an incident lasted, as `0:12:40`; empty while it lasts, and for stamps that can't be read.

    As it was measured; where it wasn't, from its stamps.
    """
    measured = data.get("lasted_s")
    if isinstance(measured, int | float) and 0 <= measured < _LONGEST:
        return clock_span(measured)
    try:
        seconds = (moment(_text(data, "ended_at")) - moment(_text(data, "opened_at"))).total_seconds()
    except ValueError:
        return ""
    return clock_span(seconds)


def attempts_of_data(data: Data) -> list[Delivery]:
    """The attempts to tell somebody, in order, read from a record's data of any version."""
    names = ("id", "of", "to", "contact", "how", "at", "by", "outcome", "note")
    return [
        Delivery(**{"to": "?", **{name: item[name] for name in names if isinstance(item.get(name), str)}})
        for item in items_of(data.get("people_told"))
    ]


def _told(data: Data, zone: tzinfo | None) -> str:
    """Every attempt, in the order it was made: a number for each that was told."""
    lines: list[str] = []
    count = 0
    for one in attempts_of_data(data):
        is_told = one.outcome == "told"
        count += is_told
        number = f"{count}." if is_told else "  "
        glyph = ATTEMPT_GLYPHS.get(one.outcome, "·")
        by = f", by {one.by}" if one.by else ""
        at = local_time(one.at, zone, seconds=True)
        lines.append(f"  {number:>3} {glyph} {at}  {tried_words(one)}{by}\n")
    return "".join(lines)


def _not_told(data: Data, zone: tzinfo | None) -> str:
    """Who wasn't reached at all, with the last attempt; who should have been told and wasn't."""
    last: dict[str, Delivery] = {}
    for one in attempts_of_data(data):
        last[one.to] = one
    told = {one.to for one in attempts_of_data(data) if one.outcome == "told"}
    missed = {name: one for name, one in last.items() if one.outcome != "told" and name not in told}
    lines = [
        f"  ✖ {name}: {one.outcome}, the last time {local_time(one.at, zone, seconds=True)}\n"
        for name, one in missed.items()
    ]
    named = data.get("not_told")
    names = [str(name) for name in named] if isinstance(named, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    lines += [f"  ○ {name}: not tried\n" for name in names if name not in last]
    return "".join(lines)


def _protocol(data: Data, zone: tzinfo | None, titles: Titles) -> str:
    lines: list[str] = []
    for run in items_of(data.get("procedures")):
        name = run.get("id")
        lines.append(f"  {title(titles, name)}, version {run.get('version')} ({name})\n")
        lines += (f"    {row}\n" for row in way_lines(run, titles))
        for step in items_of(run.get("steps")):
            outcome = str(step.get("outcome"))
            at = local_time(step["at"], zone, seconds=True)[11:] if isinstance(step.get("at"), str) else ""
            words = [title(titles, name, step.get("id"))]
            words += [text for text in (step.get("answer"), step.get("why")) if isinstance(text, str) and text]
            words += [items] if (items := items_words(step)) else []
            lines.append(f"    {_GLYPHS.get(outcome, '?')} {at or '–':8}  {' – '.join(words)}\n")
    return "".join(lines)


def _notes(data: Data, zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    """The words that were noted; what steps, attempts and the end say stands in its own section."""
    elsewhere = {(one.at, tried_words(one)) for one in attempts_of_data(data)}
    steps = {step.get("at") for run in items_of(data.get("procedures")) for step in items_of(run.get("steps"))}
    for item in items_of(data.get("timeline")):
        at, text, by = _text(item, "at"), _text(item, "text"), _text(item, "by")
        is_step = at in steps and text.startswith(("done: ", "skipped: "))
        is_end = at == data.get("ended_at") and text.startswith("ended: ")
        if not is_step and not is_end and (at, text) not in elsewhere:
            yield local_time(at, zone, seconds=True), f"{by}: {text}" if by else text


def _ended_by(data: Data) -> str:
    ended = [item for item in items_of(data.get("timeline")) if _text(item, "text").startswith("ended: ")]
    return _text(ended[-1], "by") if ended else ""


def _revisions(record: RecordView, zone: tzinfo | None) -> str:
    """How many there are, and who wrote the last one: each step and each person told makes one."""
    if not record.revisions:
        return ""
    last = record.revisions[-1]
    count = len(record.revisions)
    kept = f"{count} revision{'s are' if count != 1 else ' is'} kept"
    return (
        f"  {kept}, the last of {local_time(last.at, zone, seconds=True)} by {last.by}, {last.desk}; --json has all\n"
    )


def _text(data: Data, name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
