"""The handover as it would be signed now, in the order of I-PASS: what the records propose, what the operator wrote."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from callpilot.desk.notices_in_force import in_force
from callpilot.desk.open_work import OpenItem, work_at
from callpilot.desk.outages import Outage, outages
from callpilot.desk.state import DeskState
from callpilot.plain.times import ago_words, moment, stamp
from callpilot.plain.untrusted import clean_line
from callpilot.records.ids import short
from callpilot.records.kinds import Handover, HandoverItem, Shift
from callpilot.records.words import GRAVE

GRAVITIES: Final = ("calm", "busy", "serious", "emergency")
"""How serious the state can be, the mildest first."""

GRAVITY, SUMMARY, EXPECT = "handover.gravity", "handover.summary", "handover.expect"
"""Where the outgoing operator's words stand on the pad; empty: as the records propose."""

LONGEST_SHIFT: Final = timedelta(hours=16)
"""After that long nobody is at work any more: the sign-off was forgotten."""

_MANY = 8  # open items from which a desk is called busy
_MOST_LINES = 30


def handover_id(shift: str) -> str:
    """The id of a shift's handover: there is one at most."""
    return f"{shift}-h"


def draft_handover(state: DeskState, shift: Shift, now: datetime) -> Handover:
    """The handover of `shift` as it would be signed `now`: what is typed on the pad, else what the records propose."""
    work = work_at(state, now)
    said = state.pad.values if state.shift and state.shift.id == shift.id else {}
    level, reasons = proposed_gravity(state, work)
    gravity = said.get(GRAVITY, "").strip() or level
    reasons = reasons_for(gravity, shift.operator, level, reasons)
    return Handover(
        id=handover_id(shift.id),
        shift=shift.id,
        desk=shift.desk,
        operator=shift.operator,
        gravity=gravity,
        reasons=reasons,
        summary=said.get(SUMMARY, "").strip() or proposed_summary(state, work, now),
        expect=said.get(EXPECT, "").strip() or proposed_expect(state, work, now),
        items=items_of(state, work, shift, now),
        made_at=stamp(now),
    )


# -- the action list -----------------------------------------------------------------------------------


def items_of(state: DeskState, work: Iterable[OpenItem], shift: Shift, now: datetime) -> tuple[HandoverItem, ...]:
    """Every open item; what belongs to somebody who stays at work is theirs still, and isn't offered to anybody.

    A call left open at a desk where nobody is stays with nobody, though its operator never signed off.
    """
    staying = at_work(state, now, but=shift.id)
    staying.pop(shift.operator.strip().casefold(), None)
    left = {one.id for one in state.elsewhere}
    return tuple(item_of(one, "" if one.id in left else staying.get(one.owner.strip().casefold(), "")) for one in work)


def item_of(one: OpenItem, stays_with: str = "") -> HandoverItem:
    """An open item as it is handed over, or said to stay with an operator who is still at work."""
    return HandoverItem(
        id=one.id, kind=one.kind, what=one.what, who=one.who, account=one.account, state=one.state, level=one.level,
        owner=one.owner, since=one.since, due=one.due, next=one.next, callback=one.callback, for_whom=one.for_whom,
        last=one.last, tried=one.tried, accepted_by=stays_with,
    )  # fmt: skip


def at_work(state: DeskState, now: datetime, *, but: str = "") -> dict[str, str]:
    """The operators whose shifts are under way at any desk, but for the shift `but`; by their names in lower case."""
    shifts = [one for one in state.books.shifts.values() if one.id != but and not is_forgotten(one, now)]
    return {one.operator.strip().casefold(): one.operator for one in shifts}


def is_forgotten(shift: Shift, now: datetime) -> bool:
    """Tell whether a shift began so long ago that its end must have been forgotten."""
    try:
        return now - moment(shift.started_at) > LONGEST_SHIFT
    except ValueError:
        return True


# -- how serious the state is ---------------------------------------------------------------------------


def proposed_gravity(state: DeskState, work: Sequence[OpenItem]) -> tuple[str, tuple[str, ...]]:
    """How serious the state is by the records, and why: the gravest reasons first, one at least."""
    emergencies = [one for one in work if one.kind == "incident" and not one.what.startswith("outage")]
    late = [one for one in work if one.kind == "escalation" and one.overdue]
    grave = [one for one in work if one.kind == "escalation" and one.level in GRAVE]
    urgent = [one for one in work if (one.kind, one.level, one.state) == ("message", "urgent", "undelivered")]
    promised = [one for one in work if one.kind == "follow-up" and one.overdue]
    waiting = [one for one in work if one.kind == "call"]
    found = [
        (3, _count(emergencies, "emergency without an outcome", "emergencies without an outcome")),
        (2, _count(outages(state), "outage in force", "outages in force")),
        (2, _count(late, "escalation past its deadline", "escalations past their deadline")),
        (2, _count(grave, "escalation high or critical", "escalations high or critical")),
        (1, _count(urgent, "urgent message undelivered", "urgent messages undelivered")),
        (1, _count(promised, "promise overdue", "promises overdue")),
        (1, _count(waiting, "call not closed", "calls not closed")),
        (1, _count(work if len(work) >= _MANY else (), "item open", "items open")),
    ]
    reasons = [(level, words) for level, words in found if words]
    level = max((level for level, _words in reasons), default=0)
    return GRAVITIES[level], tuple(words for _level, words in reasons) or ("nothing urgent, nothing overdue",)


def reasons_for(gravity: str, operator: str, level: str, reasons: tuple[str, ...]) -> tuple[str, ...]:
    """The reasons for `gravity` as `operator` said it, where the records say `level` because of `reasons`."""
    return reasons if gravity == level else (f"said by {operator}; by the records {level}: {reasons[0]}", *reasons[1:])


def _count(found: Sequence[object], one: str, many: str) -> str:
    return f"{len(found)} {one if len(found) == 1 else many}" if found else ""


# -- summary, and what to expect ------------------------------------------------------------------------


def proposed_summary(state: DeskState, work: Sequence[OpenItem], now: datetime) -> str:
    """What the next operator must know at once: how much is open, what is out of order, what was told to all."""
    kinds = [("incident", "incidents"), ("call", "calls"), ("escalation", "escalations"), ("message", "messages"),
             ("follow-up", "follow-ups")]  # fmt: skip
    counts = [_count([one for one in work if one.kind == kind], kind, many) for kind, many in kinds]
    words = ", ".join(count for count in counts if count)
    lines = [f"Open: {words}." if words else "Nothing is open."]
    lines += [f"Outage {_outage_words(one)}." for one in outages(state)]
    lines += [f"Notice from {one.by or 'the supervisor'}: {clean_line(one.text, 300)}" for one in in_force(state, now)]
    zone = state.site.zone()
    lines += [
        f"Nobody has accepted the handover of {one.operator}, {one.desk}, of {ago_words(one.made_at, now, zone)}."
        for one in state.books.handovers.values()
        if not one.accepted_by
    ]
    return "\n".join(_few(lines))


def proposed_expect(state: DeskState, work: Sequence[OpenItem], now: datetime) -> str:
    """What may happen in the next shift, and what to do then: one line each, the gravest first."""
    zone = state.site.zone()
    lines = [f"Callers may ask about outage {_outage_words(one)}." for one in outages(state)]
    lines += [words for one in work if (words := _expected(one, now, zone))]
    return "\n".join(_few(lines)) or "Nothing out of the ordinary."


def _outage_words(one: Outage) -> str:
    return clean_line(one.words().replace(one.id, short(one.id)), 300).rstrip(".")


def _few(lines: list[str]) -> list[str]:
    rest = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], f"… and {rest} more, in the list"] if rest > 0 else lines


def _expected(one: OpenItem, now: datetime, zone: tzinfo | None) -> str:
    """What may come of an open item, and what to do if it does; empty when nothing but the list's own word."""
    number, who = short(one.id), clean_line(one.who, 60) or "the caller"
    if one.callback:
        who += f", {clean_line(one.callback, 30)}"
    due = due_clock(one.due, now, zone)
    match one.kind:
        case "incident" if not one.what.startswith("outage"):
            return f"{number} {clean_line(one.what, 120)}: news or more calls may come; go on with its protocol."
        case "call":
            return f"{number} {who}: the call isn't closed; {one.next}."
        case "escalation" if one.overdue:
            return f"{number} was due {due}: {clean_line(one.owner, 60)} hasn't settled it; raise it one level."
        case "escalation":
            return f"{number} is due {due}: nothing heard from {clean_line(one.owner, 60)} by then? Raise it one level."
        case "message" if one.state == "held":
            return f"{number} for {clean_line(one.for_whom, 60)} is held until {due}: deliver it then."
        case "follow-up":
            promise = "was promised" if one.overdue else "is promised"
            return f"{number} {who}: {clean_line(one.what, 120)} {promise} by {due}."
        case _:
            return ""


def due_clock(due: str, now: datetime, zone: tzinfo | None) -> str:
    """Say when something is due: `16:00`, or with the day when that isn't today's; local time."""
    try:
        local, today = moment(due).astimezone(zone), now.astimezone(zone)
    except (ValueError, OverflowError):
        return "an unknown time"
    day = "" if local.date() == today.date() else f"{local:%a} {local.day} {local:%b} "
    return f"{day}{local:%H:%M}"
