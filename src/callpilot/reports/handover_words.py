"""The handover's parts in words, shared by every form that people read."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from itertools import islice

from callpilot.plain.times import clock_span, span_words
from callpilot.records.ids import short
from callpilot.reports.columns import local_time
from callpilot.reports.figures import Figures
from callpilot.reports.handover import HandedItem, HandoverReport

NOTHING_OPEN = "Nothing is open."
NO_NOTES = "No notes."
GRAVITY, SUMMARY, ACTIONS, EXPECT, ACCEPTANCE = (
    "How serious it is", "Summary", "To do", "What to expect, and what to do then", "Acceptance",
)  # fmt: skip
"""The five parts of I-PASS in their order: severity, summary, action list, situation awareness, synthesis."""


def heading(handover: HandoverReport) -> str:
    """The title: whose shift this is."""
    return f"Handover: {handover.operator}, {handover.desk}"


def actions_heading(handover: HandoverReport) -> str:
    """The title of the list of open items."""
    return f"{ACTIONS}: {len(handover.open)} open{', most urgent first' if handover.open else ''}"


def shift_facts(handover: HandoverReport, zone: tzinfo | None) -> list[tuple[str, str]]:
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
        ("Signed", signature(handover, zone)),
    ]


def signature(handover: HandoverReport, zone: tzinfo | None) -> str:
    """Who signed, and when; or why nobody did."""
    if handover.signed_by:
        return f"by {handover.signed_by}, {local_time(handover.signed_at, zone)}"
    if handover.acceptance.state == "draft":
        return "not yet: this is how it stands"
    return "by nobody: the sign-off was forgotten, this was written from the records"


def gravity_words(handover: HandoverReport) -> str:
    """How serious the state is, in capitals, so that it stands out without colour."""
    return handover.gravity.upper() or "NOT SAID"


def figure_facts(handover: HandoverReport) -> list[tuple[str, str]]:
    """The shift's figures as `(label, words)`."""
    figures = handover.figures
    share = f" ({round(100 * figures.in_target / figures.answered)} %)" if figures.answered else ""
    return [
        ("Answered", str(figures.answered)),
        ("Within the target", f"{figures.in_target} of {figures.answered}{share}"),
        ("Abandoned", str(figures.abandoned)),
        ("Missed", str(figures.missed)),
        ("Outbound", str(figures.outbound)),
        ("E-mails, posts", str(figures.written)),
        ("Average wait", _seconds(figures.average_wait_s)),
        ("Average talk", _seconds(figures.average_talk_s)),
        ("Average wrap-up", _seconds(figures.average_wrap_s)),
        ("Messages taken", str(figures.messages)),
        ("Escalations", str(figures.escalations)),
        ("Incidents", str(figures.incidents)),
        ("Follow-ups", str(figures.follow_ups)),
        ("By type", _tally(figures.by_type)),
        ("By outcome", _tally(figures.by_disposition)),
        ("Time", _joined(f"{name} {clock_span(spent)}" for name, spent in figures.status_s.items())),
    ]


def figures_line(figures: Figures) -> str:
    """The figures that say most, in one line."""
    words = [f"{figures.answered} answered, {figures.in_target} within the target", f"{figures.abandoned} abandoned"]
    words += [f"{figures.missed} missed"] if figures.missed else []
    words += [f"{figures.written} written"] if figures.written else []
    words += [f"{figures.outbound} outbound"] if figures.outbound else []
    return "; ".join(words)


def taken_line(figures: Figures) -> str:
    """How much came up beside the calls, in one line; empty when nothing did."""
    counts = ((figures.messages, "message"), (figures.escalations, "escalation"), (figures.incidents, "incident"),
              (figures.follow_ups, "follow-up"))  # fmt: skip
    return ", ".join(f"{number} {name}{'s' if number != 1 else ''}" for number, name in counts if number)


def item_head(item: HandedItem) -> str:
    """The short line over an open item: id, kind, how urgent, how it stands."""
    standing = item.state.upper() if item.overdue else item.state
    parts = (short(item.id), item.kind, item.level, standing)
    return " · ".join(part for part in parts if part)


def item_facts(item: HandedItem, zone: tzinfo | None) -> list[tuple[str, str]]:
    """What the next operator must know of an open item, as `(label, words)`; empty ones included."""
    idle = f", nothing done for {age(item.idle_s)}" if item.last else ""
    return [
        ("What", item.what),
        ("Next", item.next if item.next != item.what else ""),
        ("Caller", ", ".join(part for part in (item.who, item.callback) if part)),
        ("For", item.for_whom),
        ("Account", item.account_name or item.account),
        ("Owner", item.owner),
        ("Since", f"{local_time(item.since, zone)} ({age(item.age_s)}{idle})" if item.since else ""),
        ("Due", local_time(item.due, zone) + (" – OVERDUE" if item.overdue else "") if item.due else ""),
        ("Tried", item.tried),
        ("Id", item.id),
    ]


def acceptance_words(handover: HandoverReport, zone: tzinfo | None) -> str:
    """How far the handover is accepted, in one sentence."""
    acceptance = handover.acceptance
    count = f"{acceptance.accepted} of {acceptance.offered} items accepted"
    who = f"by {acceptance.by}, {local_time(acceptance.at, zone)}" if acceptance.by else ""
    match acceptance.state:
        case "draft":
            return "Not signed yet: whoever signs on next accepts it."
        case "accepted":
            return f"Accepted {who}: {count}."
        case "closed":
            return "Nobody accepted it: what was open stands in a later handover."
        case "in part":
            rest = "; the rest stands in a later handover" if acceptance.closed_at else "; it still waits"
            return f"Accepted in part{' ' + who if who else ''}: {count}{rest}."
        case _:
            return "Waits: nobody has accepted it yet."


def item_acceptance(item: HandedItem, zone: tzinfo | None) -> str:
    """Who has an item now, or why nobody took it; empty when nothing was said yet."""
    if item.accepted_at:
        words = f"accepted by {item.accepted_by}, {local_time(item.accepted_at, zone)}"
    elif item.accepted_by:
        words = f"stays with {item.accepted_by}, who is still at work"
    else:
        words = "not accepted" if item.question else ""
    return f"{words} – {item.question}" if item.question else words


def acceptance_facts(handover: HandoverReport, zone: tzinfo | None) -> list[tuple[str, str]]:
    """The acceptance item by item, as `(id, words)`; items of which nothing was said are left out."""
    return [(short(item.id), words) for item in handover.open if (words := item_acceptance(item, zone))]


def age(seconds: int) -> str:
    """Say how old something is in its two largest units: `2d 3h`, `14m 5s`."""
    return " ".join(islice(span_words(seconds).split(), 2))


def _seconds(value: float | None) -> str:
    return "–" if value is None else clock_span(round(value))


def _tally(counts: Mapping[str, int]) -> str:
    return _joined(f"{name} {number}" for name, number in counts.items())


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts) or "–"
