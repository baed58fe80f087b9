"""Open matters: noted on, passed on, held, moved, finished or given up with a reason, at whatever desk they came up."""

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from callpilot.desk import emergencies
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.plain.times import ago, stamp
from callpilot.plain.untrusted import clean, mask_cards
from callpilot.records.changes import OwnerGiven
from callpilot.records.kinds import Escalation, FollowUp, Incident, Message
from callpilot.records.parts import TimelineItem
from callpilot.records.standing import Matter


def matter(state: DeskState, identity: str) -> Matter:
    """Return the open matter of that id. Raises DeedRefused when it is finished or unknown."""
    found = state.books.matters.get(identity)
    if found is None:
        raise DeedRefused("that is finished already")
    return found


def newest(desk: Desk, identity: str) -> Matter:
    """Return the open matter of that id as it stands on the disk now, to be revised. Raises DeedRefused like `matter`.

    Two desks may act on one matter within the seconds before they hear of each other: neither loses a word.
    """
    desk.refuse_if_read_only()
    desk.freshen(identity)
    return matter(desk.state, identity)


def noted(record: Matter, at: str, by: str, text: str) -> Matter:
    """Return `record` with one more thing that was done about it."""
    item = TimelineItem(at=at, by=by, text=text)
    if isinstance(record, Incident):
        return replace(record, timeline=(*record.timeline, item))
    return replace(record, history=(*record.history, item))


def note_on(desk: Desk, identity: str, text: str) -> "Future[Any]":
    """Write a word about a matter, with its time."""
    text = said(text, "write the note first")
    if identity in desk.state.incidents:
        emergencies.note(desk, identity, text)
        return emergencies.keep_record(desk, identity)
    return desk.revise(noted(newest(desk, identity), desk.stamp(), desk.state.operator, text), "note")


def pass_on(desk: Desk, identity: str, owner: str, why: str = "") -> "Future[Any]":
    """Give a matter to another owner."""
    owner = said(" ".join(owner.split()), "say to whom it goes")
    why = mask_cards(clean(why)).strip()
    words = f"passed on to {owner}" + (f": {why}" if why else "")
    if identity in desk.state.incidents:
        desk.change(identity, OwnerGiven, owner=owner, by=desk.state.operator)
        return emergencies.keep_record(desk, identity)
    record = replace(newest(desk, identity), owner=owner)
    return desk.revise(noted(record, desk.stamp(), desk.state.operator, words), "passed on")


def hold_message(desk: Desk, identity: str, until: datetime) -> "Future[Any]":
    """Keep a message back until a moment; it announces itself then."""
    message = newest(desk, identity)
    if not isinstance(message, Message):
        raise DeedRefused("only an undelivered message can be held")
    now = desk.clock.now()
    if until <= now:
        raise DeedRefused(f"{ago(until, now, desk.zone)} is past; say a later time")
    held = replace(message, state="held", held_until=stamp(until))
    return desk.revise(noted(held, desk.stamp(), desk.state.operator, f"held until {_when(desk, until)}"), "held")


def _when(desk: Desk, at: datetime) -> str:
    """A time to come as it stands in a history: on the site's clock, whole, since it is read for years."""
    local = at.astimezone(desk.zone)
    return f"{local:%a} {local.day} {local:%b %Y %H:%M}"


def move_due(desk: Desk, identity: str, due: datetime, why: str) -> "Future[Any]":
    """Give a follow-up or an escalation another due time, with the reason."""
    record = newest(desk, identity)
    if not isinstance(record, FollowUp | Escalation):
        raise DeedRefused("only follow-ups and escalations have a due time")
    if due <= desk.clock.now():
        raise DeedRefused("that time is past; say a later one")
    why = said(why, "say why it is moved")
    moved = replace(record, due_at=stamp(due))
    return desk.revise(noted(moved, desk.stamp(), desk.state.operator, f"due {_when(desk, due)} now: {why}"), "moved")


def finish(desk: Desk, identity: str, outcome: str) -> "Future[Any]":
    """Close a matter that is settled: an escalation resolved, a follow-up done, an incident with its outcome.

    A message is delivered by an attempt that reached somebody (`reaching.attempt`), never by a word.
    """
    if identity in desk.state.incidents:
        return emergencies.give_outcome(desk, identity, outcome)
    outcome = said(outcome, "say how it ended")
    record = newest(desk, identity)
    if isinstance(record, Message):
        raise DeedRefused("a delivery needs who was reached, and how: log the attempt")
    return _end(desk, record, outcome, "resolved" if isinstance(record, Escalation) else "done")


def give_up(desk: Desk, identity: str, why: str) -> "Future[Any]":
    """Close a matter that nothing more is done about, with the reason, which stays in the record."""
    why = said(why, "say why nothing more is done about it")
    if identity in desk.state.incidents:
        return emergencies.give_outcome(desk, identity, f"closed: {why}")
    return _end(desk, newest(desk, identity), why, "closed")


def _end(desk: Desk, record: Matter, outcome: str, state: str) -> "Future[Any]":
    at = desk.stamp()
    match record:
        case Message():
            ended = replace(record, state="closed", closed_at=at, outcome=outcome)
        case Escalation():
            ended = replace(record, state=state, resolved_at=at, outcome=outcome)
        case FollowUp():
            ended = replace(record, state=state, closed_at=at, outcome=outcome)
        case Incident():
            words = outcome if state == "done" else f"closed: {outcome}"
            ended = replace(record, ended_at=at, outcome=words)
    return desk.revise(noted(ended, at, desk.state.operator, f"{state}: {outcome}"), state)


def said(text: str, refusal: str) -> str:
    """Return what was written, cleaned. Raises DeedRefused with `refusal` when it is nothing."""
    text = mask_cards(clean(text)).strip()
    if not text:
        raise DeedRefused(refusal)
    return text


def let_go_elsewhere(desk: Desk) -> None:
    """Drop the sheets of incidents that another desk has given their outcome. Called when the books were read."""
    state = desk.state
    if state.read_only:
        return
    for identity in [one for one in state.incidents if one not in state.books.matters]:
        emergencies.leave(desk, identity)
        desk.drop(identity)
