"""Follow-ups: what was promised, with an owner and a due time from the procedures' targets (C10, C14)."""

from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.matters import said
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.desk.targets import promised
from callpilot.desk.writing import put
from callpilot.plain.times import ago, stamp
from callpilot.plain.untrusted import clean_line, mask_cards
from callpilot.records.changes import FollowUpMade
from callpilot.records.channels import address_of
from callpilot.records.ids import child_id
from callpilot.records.kinds import Call, Escalation, FollowUp, Incident, Message
from callpilot.records.live import LiveCall, first_line
from callpilot.records.words import GRAVE, URGENCIES

WITHIN = {"urgent": 3600, "soon": 4 * 3600, "routine": 86400}
"""Seconds until a follow-up is due where no procedure sets a target, by urgency (C14)."""

PART = ("follow.what", "follow.due", "follow.owner", "follow.priority", "follow.due_at", "follow.of")
"""Where a follow-up's draft stands: on the sheet of its call, or on the pad."""


def proposed_due(state: DeskState, of: str, now: datetime) -> datetime:
    """When a follow-up of the call or matter `of` is due: by the procedure's target, else by how urgent it is."""
    call = state.calls.get(of)
    if call is not None:
        return now + timedelta(seconds=promised(state, call) or WITHIN.get(call.values.get("urgency", ""), 86400))
    record = state.books.matters.get(of)
    if isinstance(record, Escalation):
        return now + timedelta(seconds=state.site.deadline(record.severity))
    urgency = record.urgency if isinstance(record, Message) else "soon" if isinstance(record, Incident) else "routine"
    return now + timedelta(seconds=WITHIN.get(urgency, 86400))


def proposed_what(state: DeskState, of: str) -> str:
    """What a follow-up of the call or matter `of` would be about, in one line; empty when nothing is known."""
    call = state.calls.get(of)
    if call is not None:
        values = call.values
        return first_line(values.get("subject") or values.get("next_step") or values.get("message") or "")
    match state.books.matters.get(of):
        case Message() as message:
            return first_line(message.text)
        case Escalation() as escalation:
            return first_line(escalation.reason)
        case Incident() as incident:
            return first_line(f"{incident.kind} {incident.nature}".strip())
        case FollowUp() as follow_up:
            return first_line(follow_up.what)
        case _:
            return ""


def proposed_priority(state: DeskState, of: str) -> str:
    """How urgent a follow-up of the call or matter `of` is, judging by what it came from."""
    call, record = state.calls.get(of), state.books.matters.get(of)
    urgency = call.values.get("urgency", "") if call else ""
    match record:
        case Message():
            urgency = record.urgency
        case FollowUp():
            urgency = record.priority
        case Escalation() if record.severity in GRAVE:
            urgency = "urgent"
        case Escalation() | Incident():
            urgency = "soon"
        case _:
            pass
    return urgency if urgency in URGENCIES else "routine"


def make_follow_up(
    desk: Desk, of: str, *, what: str, owner: str = "", due: datetime, priority: str = "", closed: Call | None = None
) -> "Future[Any]":
    """Make a follow-up of the live call or open matter `of` (empty: of nothing). The owner is the operator by default.

    `closed` is the call's record when it is closed already. The future is done when it is safe on disk.
    """
    return promise(desk, of, what=what, owner=owner, due=due, priority=priority, closed=closed)[0]


def promise(
    desk: Desk, of: str, *, what: str, owner: str, due: datetime, priority: str, closed: Call | None = None
) -> "tuple[Future[Any], str]":
    """Make a follow-up as `make_follow_up` does; return the future and the new record's id."""
    desk.refuse_if_read_only()
    what = said(what, "say what was promised")
    priority = priority.strip() or "routine"
    if priority not in URGENCIES:
        raise DeedRefused(f"priority: one of {', '.join(URGENCIES)}")
    now = desk.clock.now()
    if due <= now:
        raise DeedRefused(f"{ago(due, now, desk.zone)} is past; say a later time")
    record = follow_up_of(
        desk.state, of, what=what, owner=mask_cards(clean_line(owner)), due_at=stamp(due), closed=closed
    )
    record = replace(record, id=_next_id(desk, record), opened_at=desk.stamp(), priority=priority)
    if of in desk.state.calls:
        # On the sheet first: should the journal never get the record, it is made again of this.
        draft = {"what": what, "owner": record.owner, "due_at": record.due_at, "priority": priority}
        put(desk, of, **{f"follow.{name}": text for name, text in draft.items()})
    saved = desk.keep(desk.draft("follow_up", record, rev=1))
    if of in desk.state.calls:
        desk.change(of, FollowUpMade, id=record.id)
    return saved, record.id


def follow_up_of(
    state: DeskState, of: str, *, what: str, owner: str, due_at: str, closed: Call | None = None
) -> FollowUp:
    """The record of a follow-up of a call or matter `of`, with what is known of the caller; no id yet."""
    shift = state.shift.id if state.shift else ""
    common = FollowUp(
        id="", of=of, what=what, owner=owner or state.operator, operator=state.operator, shift=shift, due_at=due_at
    )
    call = state.calls.get(of)
    if call is not None:
        return of_call(call, common)
    if closed is not None:
        return replace(
            common, call=closed.id, account=closed.account, name=closed.name, company=closed.company,
            callback=closed.callback or closed.number,
        )  # fmt: skip
    match state.books.matters.get(of):
        case Message() as one:
            return replace(
                common, call=one.call, account=one.account, name=one.from_, company=one.company, callback=one.callback
            )
        case Escalation() as one:
            return replace(common, call=one.call, account=one.account, name=one.name, callback=one.callback)
        case FollowUp() as one:
            return replace(
                common, call=one.call, account=one.account, name=one.name, company=one.company, callback=one.callback
            )
        case Incident() as one:
            return replace(common, call=one.call or "", account=one.account, callback=one.callback)
        case _:
            return common


def of_call(call: LiveCall, common: FollowUp) -> FollowUp:
    """Put what a call knows of its caller into a follow-up."""
    values = call.values
    return replace(
        common, call=call.id, account=call.account, name=values.get("name", "").strip(),
        company=values.get("company", "").strip(), callback=(address_of(call.channel, values) or call.number).strip(),
    )  # fmt: skip


def _next_id(desk: Desk, record: FollowUp) -> str:
    call = desk.state.calls.get(record.call)
    number = len(call.follow_ups) + 1 if call else 1
    return _free(desk, record.call or desk.next_id(), number)


def renumbered(desk: Desk, identity: str) -> str:
    """Return another number for a follow-up whose own one another has, too."""
    base, _f, number = identity.rpartition("-f")
    return _free(desk, base, int(number) + 1)


def _free(desk: Desk, base: str, number: int) -> str:
    while desk.revision(child_id(base, "f", number)) or child_id(base, "f", number) in desk.state.books.matters:
        number += 1
    return child_id(base, "f", number)
