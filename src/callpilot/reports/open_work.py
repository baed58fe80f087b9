"""Open work: everything not finished, each item as one simple value, the most urgent first (A10)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from callpilot.plain.times import moment
from callpilot.records.kinds import Escalation, Incident, Message
from callpilot.records.live import LiveCall, LiveIncident


class OpenItem(Struct, frozen=True, kw_only=True):
    """One thing that somebody still has to do.

    `kind` is call, message, escalation or incident; `level` its urgency, severity or priority; `owner` who
    has it now; `since` and `due` are stamps (`due` empty: no deadline); `age_s` is seconds, never negative.
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
    since: str = ""
    age_s: int = 0
    due: str = ""
    overdue: bool = False


Unfinished = LiveCall | LiveIncident | Message | Escalation | Incident


def open_work(things: Iterable[Unfinished], now: datetime) -> tuple[OpenItem, ...]:
    """Make one item of each unfinished thing, most urgent first; what is finished is left out.

    The same id twice is one thing: the first one given wins, so live sheets go before the journal's word.
    """
    known: dict[str, Unfinished] = {}
    for thing in things:
        known.setdefault(thing.id, thing)
    items = (open_item(thing, now) for thing in known.values() if is_open(thing))
    return tuple(sorted(items, key=_order))


def is_open(thing: Unfinished) -> bool:
    """Tell whether somebody still has to do something about `thing`."""
    match thing:
        case Message():
            return thing.state != "delivered"
        case Escalation():
            return thing.resolved_at is None
        case Incident() | LiveIncident():
            return not thing.outcome
        case LiveCall():
            return True


def open_item(thing: Unfinished, now: datetime) -> OpenItem:
    """Say of one unfinished thing what it is, whose, since when and until when."""
    match thing:
        case LiveCall():
            return _call(thing, now)
        case Message():
            return _message(thing, now)
        case Escalation():
            return _escalation(thing, now)
        case Incident():
            return _incident(thing, _own_fields(thing), now)
        case LiveIncident():
            return _incident(thing, thing.values, now)


def _call(call: LiveCall, now: datetime) -> OpenItem:
    values = call.values
    about = (
        values.get("type", ""),
        values.get("subject") or values.get("message") or values.get("notes", ""),
    )
    since = call.ringing_at or call.answered_at
    return OpenItem(
        id=call.id,
        kind="call",
        state=call.stage,
        what=" – ".join(part for part in about if part),
        who=values.get("name", ""),
        callback=values.get("callback") or call.number,
        account=call.account,
        level=values.get("urgency", ""),
        owner=call.operator,
        since=since,
        age_s=_age(since, now),
    )


def _message(message: Message, now: datetime) -> OpenItem:
    instructions = f" ({message.instructions})" if message.instructions.strip() else ""
    return OpenItem(
        id=message.id,
        kind="message",
        state=message.state,
        what=message.text + instructions,
        who=message.from_ or message.company,
        callback=message.callback,
        level=message.urgency,
        owner=message.for_,
        since=message.taken_at,
        age_s=_age(message.taken_at, now),
    )


def _escalation(escalation: Escalation, now: datetime) -> OpenItem:
    overdue = _is_past(escalation.due_at, now)
    return OpenItem(
        id=escalation.id,
        kind="escalation",
        state="overdue" if overdue else escalation.state,
        what=escalation.reason,
        who=escalation.name,
        callback=escalation.callback,
        account=escalation.account,
        level=escalation.severity,
        owner=escalation.owner or escalation.to,
        since=escalation.opened_at,
        age_s=_age(escalation.opened_at, now),
        due=escalation.due_at,
        overdue=overdue,
    )


def _incident(incident: Incident | LiveIncident, values: Mapping[str, str], now: datetime) -> OpenItem:
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
        owner=incident.operator,
        since=incident.opened_at,
        age_s=_age(incident.opened_at, now),
    )


def _own_fields(incident: Incident) -> dict[str, str]:
    own = ("location", "nature", "callback", "priority")
    return {**incident.fields, **{name: getattr(incident, name) for name in own}}


def _age(since: str, now: datetime) -> int:
    try:
        return max(0, int((now - moment(since)).total_seconds()))
    except ValueError:
        return 0


def _is_past(due: str, now: datetime) -> bool:
    try:
        return moment(due) < now
    except ValueError:
        return False


_GRAVE = ("critical", "high")


def _order(item: OpenItem) -> tuple[int, str, str, str]:
    """Danger first, then callers waiting now, late or grave escalations, urgent messages, the rest."""
    match item:
        case OpenItem(kind="incident"):
            rank = 0
        case OpenItem(kind="call", state="live" | "held"):
            rank = 1
        case OpenItem(kind="escalation") if item.overdue or item.level in _GRAVE:
            rank = 2
        case OpenItem(kind="message", level="urgent"):
            rank = 3
        case OpenItem(kind="escalation"):
            rank = 4
        case OpenItem(kind="call"):
            rank = 5
        case OpenItem(level="soon"):
            rank = 6
        case _:
            rank = 7
    return rank, item.due or "~", item.since, item.id
