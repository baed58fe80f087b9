"""Calls made about a matter: whom they go to, and what came of them goes back to the matter by itself (A2, B2)."""

from typing import Final

from msgspec import Struct

from callpilot.desk.desk import Desk
from callpilot.desk.matters import finish
from callpilot.desk.next_tried import next_tried
from callpilot.desk.reaching import attempt
from callpilot.records.channels import address_of, way_of
from callpilot.records.closing import outbound_ending
from callpilot.records.ids import short
from callpilot.records.kinds import Escalation, FollowUp, Incident, Message
from callpilot.records.live import LiveCall, first_line
from callpilot.records.standing import Matter, attempts_of
from callpilot.records.words import AttemptOutcome

SETTLED: Final = "resolved"
"""How a call ends after which nothing more is to be done about its matter."""

_CAME_OF: Final[dict[str, AttemptOutcome]] = {
    "reached": "told", SETTLED: "told", "left word": "left word", "no answer": "no answer", "refused": "refused",
    "wrong number": "no answer", "caller hung up": "refused", "callback promised": "left word",
    "message taken": "left word", "transferred": "left word", "wrong address": "no answer",
}  # fmt: skip


class Called(Struct, frozen=True, kw_only=True):
    """Whom a call about a matter goes to, at which number (empty: not known), and what it is about."""

    name: str = ""
    number: str = ""
    company: str = ""
    subject: str = ""


def whom(desk: Desk, record: Matter) -> Called:
    """Say whom a call about `record` goes to: who is next for a message or an escalation, or who was promised."""
    match record:
        case Message():
            about = f"message from {record.from_}: " if record.from_ else ""
            return _next(desk, record.id, first_line(about + record.text))
        case Escalation(state="acknowledged"):
            return Called(name=record.name, number=record.callback, subject=first_line(record.reason))
        case Escalation():
            return _next(desk, record.id, first_line(f"escalation: {record.reason}"))
        case FollowUp():
            return Called(
                name=record.name, number=record.callback, company=record.company, subject=first_line(record.what)
            )  # fmt: skip
        case Incident():
            subject = first_line(f"{record.kind} {record.nature}".strip())
            return Called(name=record.fields.get("name", ""), number=record.callback, subject=subject)


def _next(desk: Desk, identity: str, subject: str) -> Called:
    found = next_tried(desk.state, identity, desk.clock.now())
    return Called(name=found.to, number=found.number, subject=subject) if found else Called(subject=subject)


def is_unsaid(call: LiveCall) -> bool:
    """Tell whether a call about a matter still has to be given its ending: nobody can guess it."""
    return bool(call.about) and not (call.values.get("close.disposition", "").strip() or outbound_ending(call))


def give_back(desk: Desk, call: LiveCall, disposition: str) -> None:
    """Log at the matter of a call what came of it; a call that settled it closes it.

    What was logged by hand during the call counts: nothing is logged twice, also when a closing is done again after
    the machine failed.
    """
    outcome = _CAME_OF.get(disposition)
    if not call.about or outcome is None:
        return
    desk.freshen(call.about)
    record = desk.state.books.matters.get(call.about)
    if record is None:
        return  # somebody has finished it meanwhile
    if not any(_is_of(one.by, one.at, call) for one in attempts_of(record)):
        values = call.values
        way = f"{way_of(call.channel).word} {address_of(call.channel, values) or call.number}".strip()
        name = values.get("name", "").strip() or call.number or "nobody named"
        why = "" if disposition in (outcome, "reached", SETTLED) else f", {disposition}"
        attempt(
            desk, call.about, to=name, how=way, outcome=outcome,
            note=f"call {short(call.id)}{why}",
        )  # fmt: skip
    settled = desk.state.books.matters.get(call.about)
    if disposition == SETTLED and isinstance(settled, FollowUp | Escalation):
        finish(desk, call.about, f"settled in call {short(call.id)}")


def _is_of(by: str, at: str, call: LiveCall) -> bool:
    return by == call.operator and at >= call.answered_at
