"""The handover's parts in words, shared by every form that people read."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from itertools import islice

from callpilot.desk.open_work import OpenItem
from callpilot.plain.times import clock_span, span_words
from callpilot.records.ids import short
from callpilot.reports.columns import local_time
from callpilot.reports.handover import Handover

NOTHING_OPEN = "Nothing is open."
NO_NOTES = "No notes."


def heading(handover: Handover) -> str:
    """The title: whose shift this is."""
    return f"Handover: {handover.operator}, {handover.desk}"


def shift_facts(handover: Handover, zone: tzinfo | None) -> list[tuple[str, str]]:
    """Where, who and when, as `(label, words)`; empty ones included."""
    planned = " ".join(part for part in (handover.shift_name, handover.shift_hours) if part)
    return [
        ("Site", ", ".join(p for p in dict.fromkeys((handover.site, handover.company, handover.department)) if p)),
        ("Desk", handover.desk),
        ("Operator", handover.operator),
        ("Shift", planned),
        ("Began", local_time(handover.started_at, zone)),
        ("Ended", local_time(handover.ended_at, zone) or "still under way"),
        ("As of", local_time(handover.made_at, zone)),
    ]


def figure_facts(handover: Handover) -> list[tuple[str, str]]:
    """The shift's figures as `(label, words)`."""
    figures = handover.figures
    share = f" ({round(100 * figures.in_target / figures.answered)} %)" if figures.answered else ""
    return [
        ("Answered", str(figures.answered)),
        ("Within the target", f"{figures.in_target} of {figures.answered}{share}"),
        ("Abandoned", str(figures.abandoned)),
        ("Missed", str(figures.missed)),
        ("Outbound", str(figures.outbound)),
        ("Average wait", _seconds(figures.average_wait_s)),
        ("Average talk", _seconds(figures.average_talk_s)),
        ("Average wrap-up", _seconds(figures.average_wrap_s)),
        ("Messages taken", str(figures.messages)),
        ("Escalations", str(figures.escalations)),
        ("Incidents", str(figures.incidents)),
        ("By type", _tally(figures.by_type)),
        ("By outcome", _tally(figures.by_disposition)),
    ]


def item_head(item: OpenItem) -> str:
    """The short line over an open item: id, kind, how urgent, how it stands."""
    standing = item.state.upper() if item.overdue else item.state
    parts = (short(item.id), item.kind, item.level, standing)
    return " · ".join(part for part in parts if part)


def item_facts(item: OpenItem, zone: tzinfo | None) -> list[tuple[str, str]]:
    """What the next operator must know of an open item, as `(label, words)`; empty ones included."""
    return [
        ("What", item.what),
        ("Caller", ", ".join(part for part in (item.who, item.callback) if part)),
        ("Account", item.account),
        ("Owner", item.owner),
        ("Since", f"{local_time(item.since, zone)} ({age(item.age_s)})" if item.since else ""),
        ("Due", local_time(item.due, zone) + (" – OVERDUE" if item.overdue else "") if item.due else ""),
        ("Id", item.id),
    ]


def age(seconds: int) -> str:
    """Say how old something is in its two largest units: `2d 3h`, `14m 5s`."""
    return " ".join(islice(span_words(seconds).split(), 2))


def _seconds(value: float | None) -> str:
    return "–" if value is None else clock_span(round(value))


def _tally(counts: Mapping[str, int]) -> str:
    return _joined(f"{name} {number}" for name, number in counts.items())


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts) or "–"
