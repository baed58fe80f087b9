"""Passing a matter to a higher level (A6, C13, D5): severity first, then to whom and why; saved at once."""

from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

from callpilot.desk.desk import Desk
from callpilot.desk.following import current, current_step, open_protocol, steps_taken, tick
from callpilot.desk.state import DeedRefused
from callpilot.desk.talking import front_call
from callpilot.desk.targets import to_resolve
from callpilot.desk.writing import put
from callpilot.plain.times import moment, stamp
from callpilot.procedures.choosing import protocol
from callpilot.records.changes import Escalated
from callpilot.records.closing import escalation_of
from callpilot.records.ids import child_id
from callpilot.records.live import LiveCall
from callpilot.records.words import SEVERITIES
from callpilot.site.on_call import ladder


def draft_escalation(desk: Desk, severity: str = "") -> LiveCall:
    """Begin, or go on with, an escalation of the call in front: all that is known is in it already."""
    call = front_call(desk)
    put(desk, call.id, **{"esc.steps_taken": call.values.get("esc.steps_taken") or steps_taken(desk, call)})
    known = {"esc.severity": severity, **proposal(desk, call)}
    put(desk, call.id, **{name: text for name, text in known.items() if text and not call.values.get(name)})
    return desk.state.calls[call.id]


def proposal(desk: Desk, call: LiveCall) -> dict[str, str]:
    """To whom a call is escalated, and why, as far as that can be known without asking; fields as in the sheet.

    Why is in the operator's own words already; to whom is only proposed.
    """
    reason = call.values.get("subject") or call.values.get("message") or call.values.get("notes", "")
    return {"esc.reason": " ".join(reason.split()), "esc.to": _first_contact(desk, call)}  # each is one line


def _first_contact(desk: Desk, call: LiveCall) -> str:
    """Who is there of those whom the protocol names, the first; nobody is: the first of all."""
    escalation = protocol(desk.state.library, "escalation", account=call.account)
    contacts = escalation.contacts if escalation else ()
    rungs = ladder(desk.state.people, contacts, desk.clock.now(), site=desk.state.site, account=call.account)
    there = next((rung for rung in rungs if rung.available), rungs[0] if rungs else None)
    return there.contact.name if there else ""


def due_at(desk: Desk, severity: str, since: datetime | None = None, call: LiveCall | None = None) -> str:
    """The stamp by which an escalation of `severity`, made at `since` (now by default), must be resolved.

    A call's procedures may promise it sooner, counted from the answering; what they promised and is past is past.
    """
    since = since or desk.clock.now()
    due = since + timedelta(seconds=desk.state.site.deadline(severity))
    if call is not None and call.answered_at and (seconds := to_resolve(desk.state, call)):
        promise = moment(call.answered_at) + timedelta(seconds=seconds)
        due = min(due, promise) if promise > since else due
    return stamp(due)


def save_escalation(desk: Desk, call_id: str) -> "Future[Any]":
    """Make the drafted escalation a record with an owner and a deadline. The future is done when it is safe."""
    call = desk.state.calls.get(call_id)
    if call is None:
        raise DeedRefused("there is no call to escalate")
    draft = {name.removeprefix("esc."): text.strip() for name, text in call.values.items() if name.startswith("esc.")}
    severity = draft.get("severity", "")
    if severity not in SEVERITIES:
        raise DeedRefused("choose how severe it is first")
    if not draft.get("to"):
        raise DeedRefused("say to whom it goes")
    if not draft.get("reason"):
        raise DeedRefused("say in a few words why")
    identity = child_id(call.id, "e", len(call.escalations) + 1)
    record = escalation_of(call, identity, desk.stamp(), due_at(desk, severity, call=call))
    saved = desk.keep(desk.draft("escalation", record, rev=1))
    desk.change(call_id, Escalated, id=identity)
    _follow_protocol(desk, call_id, draft)
    return saved


def _follow_protocol(desk: Desk, call_id: str, draft: dict[str, str]) -> None:
    """Put the escalation protocol in front, with what the escalation said already ticked: the rest is to be done."""
    if not open_protocol(desk, call_id, "escalation"):
        return
    _place, _run, procedure = current(desk, call_id)
    asked = {field.name for field in procedure.fields()}
    put(desk, call_id, **{name: draft[name] for name in ("severity", "to", "reason") if name in asked})
    for _step in procedure.steps:
        step = current_step(desk, call_id)
        if step is None or not step.fields or any(not draft.get(field.name) for field in step.fields):
            return
        tick(desk, call_id)
