"""Open work: everything not finished, each item as one simple value, the most urgent first (A10)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from callpilot.desk.state import DeskState
from callpilot.plain.times import is_past, moment
from callpilot.records import standing
from callpilot.records.channels import address_of, way_of
from callpilot.records.kinds import Delivery, Escalation, FollowUp, Incident, Message
from callpilot.records.live import LiveCall, LiveIncident
from callpilot.records.standing import Matter
from callpilot.records.words import GRAVE


class OpenItem(Struct, frozen=True, kw_only=True):
    """One thing that somebody still has to do.

    `kind` is call, message, escalation, incident or follow-up; `level` its urgency, severity or priority; `owner` who
    has it now, `for_whom` whom a message is for; `since`, `due` and `last` (the last thing done about it) are stamps
    (`due` empty: no deadline); `age_s` and `idle_s` are seconds, never negative. `next` is what is to be done.
    """

    id: str
    kind: str
    state: str
    what: str = ""
    who: str = ""
    callback: str = ""
    account: str = ""
    level: str = ""
    owner: str = ""
    for_whom: str = ""
    since: str = ""
    age_s: int = 0
    due: str = ""
    overdue: bool = False
    last: str = ""
    idle_s: int = 0
    tried: str = ""
    next: str = ""


Unfinished = LiveCall | LiveIncident | Matter


def open_work(things: Iterable[Unfinished], now: datetime) -> tuple[OpenItem, ...]:
    """Make one item of each unfinished thing, most urgent first; what is finished is left out.

    The same id twice is one thing: the first one given wins, so live sheets go before the journal's word.
    """
    known: dict[str, Unfinished] = {}
    for thing in things:
        known.setdefault(thing.id, thing)
    items = (open_item(thing, now) for thing in known.values() if is_open(thing))
    return tuple(sorted(items, key=_order))


def work_at(state: DeskState, now: datetime) -> tuple[OpenItem, ...]:
    """All open work that a desk knows of: its own calls and incidents, the books, and what was left elsewhere."""
    known = [*state.calls.values(), *state.incidents.values(), *state.books.matters.values()]
    items = open_work([*known, *state.elsewhere], now)
    if not state.elsewhere:
        return items
    return tuple(sorted((_where(state, one) for one in items), key=_order))


def item_at(state: DeskState, thing: Unfinished, now: datetime) -> OpenItem:
    """One item of a desk's open work, made of the `thing` that it is about."""
    return _where(state, open_item(thing, now))


def _where(state: DeskState, item: OpenItem) -> OpenItem:
    """Say of what nobody has in hand where it stands, and how it is taken up."""
    desk = next((one.desk for one in state.elsewhere if one.id == item.id), "")
    if not desk or item.id in state.books.matters:
        return item
    left = "left open" if item.kind == "call" else item.state
    return replace(item, state=left, next=f"left open at {desk}, where nobody is: callpilot --desk {desk} opens it")


def is_open(thing: Unfinished) -> bool:
    """Tell whether somebody still has to do something about `thing`."""
    match thing:
        case LiveCall():
            return True
        case LiveIncident():
            return not thing.outcome
        case _:
            return standing.is_open(thing)


def open_item(thing: Unfinished, now: datetime) -> OpenItem:
    """Say of one unfinished thing what it is, whose, since when and until when, and what is to be done."""
    match thing:
        case LiveCall():
            item = _call(thing)
        case Message():
            item = _message(thing, now)
        case Escalation():
            item = _escalation(thing)
        case FollowUp():
            item = _follow_up(thing)
        case Incident():
            item = _incident(thing, _own_fields(thing), standing.last_action(thing))
        case LiveIncident():
            item = _incident(thing, thing.values, thing.changed_at)
    overdue = is_past(item.due, now)
    # A held message whose time has come is undelivered again: it is due, not late.
    state = "overdue" if overdue and item.kind in ("escalation", "follow-up") else item.state
    return replace(item, state=state, overdue=overdue, age_s=_age(item.since, now), idle_s=_age(item.last, now))


def _call(call: LiveCall) -> OpenItem:
    values = call.values
    about = (
        values.get("type", ""),
        values.get("subject") or values.get("message") or values.get("notes", ""),
    )
    if way_of(call.channel).is_live:
        next_deed = {"live": "speak to the caller", "held": "the caller waits: take the call up"}
    else:  # nobody is on the line, and nobody hangs up
        next_deed = {"live": "answer it, then close it", "held": "put aside: take it up and answer it"}
    return OpenItem(
        id=call.id,
        kind="call",
        state=call.stage,
        what=" – ".join(part for part in about if part),
        who=values.get("name", ""),
        callback=address_of(call.channel, values) or call.number,
        account=call.account,
        level=values.get("urgency", ""),
        owner=call.operator,
        since=call.ringing_at or call.answered_at,
        last=call.changed_at,
        tried=_tried(call.tried),
        next=next_deed.get(call.stage, "close and save it"),
    )


def _message(message: Message, now: datetime) -> OpenItem:
    instructions = f" ({message.instructions})" if message.instructions.strip() else ""
    is_held = message.state == "held" and not is_past(message.held_until or "", now)
    return OpenItem(
        id=message.id,
        kind="message",
        state="held" if is_held else "undelivered",
        what=message.text.strip() + instructions,
        who=message.from_ or message.company,
        callback=message.callback,
        account=message.account,
        level=message.urgency,
        owner=standing.owner_of(message),
        for_whom=message.for_,
        since=message.taken_at,
        due=message.held_until or "",
        last=standing.last_action(message),
        tried=_tried(message.deliveries),
        next=f"{'hold, then deliver' if is_held else 'deliver'} to {message.for_ or 'whom it is for'}",
    )


def _escalation(escalation: Escalation) -> OpenItem:
    taken = escalation.state == "acknowledged"
    return OpenItem(
        id=escalation.id,
        kind="escalation",
        state=escalation.state,
        what=escalation.reason,
        who=escalation.name,
        callback=escalation.callback,
        account=escalation.account,
        level=escalation.severity,
        owner=standing.owner_of(escalation),
        since=escalation.opened_at,
        due=escalation.due_at,
        last=standing.last_action(escalation),
        tried=_tried(escalation.deliveries),
        next="follow it until it is resolved" if taken else f"reach {escalation.to or 'somebody'}",
    )


def _follow_up(follow_up: FollowUp) -> OpenItem:
    return OpenItem(
        id=follow_up.id,
        kind="follow-up",
        state=follow_up.state,
        what=follow_up.what,
        who=follow_up.name or follow_up.company,
        callback=follow_up.callback,
        account=follow_up.account,
        level=follow_up.priority,
        owner=standing.owner_of(follow_up),
        since=follow_up.opened_at,
        due=follow_up.due_at,
        last=standing.last_action(follow_up),
        tried=_tried(follow_up.deliveries),
        next=follow_up.what,
    )


def _incident(incident: Incident | LiveIncident, values: Mapping[str, str], last: str) -> OpenItem:
    place = values.get("location", "")
    what = " – ".join(part for part in (incident.kind, values.get("nature", ""), place) if part)
    return OpenItem(
        id=incident.id,
        kind="incident",
        state="no outcome",
        what=what,
        who=values.get("name", ""),
        callback=values.get("callback", ""),
        account=incident.account,
        level=values.get("priority", ""),
        owner=incident.owner or incident.operator,
        since=incident.opened_at,
        last=last,
        tried=_tried(incident.people_told if isinstance(incident, Incident) else incident.tried),
        next="go on with its protocol until it has an outcome",
    )


def _own_fields(incident: Incident) -> dict[str, str]:
    own = ("location", "nature", "callback", "priority")
    return {**incident.fields, **{name: getattr(incident, name) for name in own}}


def _tried(attempts: tuple[Delivery, ...]) -> str:
    """The attempts in a few words: how many, and what came of the last."""
    if not attempts:
        return ""
    last = attempts[-1]
    count = f"{len(attempts)} attempts; " if len(attempts) > 1 else ""
    return f"{count}{last.to}: {last.outcome}"


def _age(since: str, now: datetime) -> int:
    try:
        return max(0, int((now - moment(since)).total_seconds()))
    except ValueError:
        return 0


def _order(item: OpenItem) -> tuple[int, str, str, str]:
    """Danger first, then callers waiting now, late or grave matters, urgent messages, what is due, the rest."""
    match item:
        case OpenItem(kind="incident"):
            rank = 0
        case OpenItem(kind="call", state="live" | "held"):
            rank = 1
        case OpenItem(kind="escalation") if item.overdue or item.level in GRAVE:
            rank = 2
        case OpenItem(kind="follow-up", overdue=True):
            rank = 2
        case OpenItem(kind="message", level="urgent", state="undelivered"):
            rank = 3
        case OpenItem(kind="escalation"):
            rank = 4
        case OpenItem(kind="call"):
            rank = 5
        case OpenItem(kind="message", state="undelivered", overdue=True) | OpenItem(level="soon", state="undelivered"):
            rank = 6
        case OpenItem(kind="follow-up"):
            rank = 7
        case OpenItem(kind="message", state="held"):
            rank = 9
        case _:
            rank = 8
    return rank, item.due or "~", item.since, item.id
