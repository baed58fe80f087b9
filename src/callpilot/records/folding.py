"""The folds that make what is unfinished out of the changes of its sheet.

`fold(state, change) -> state` is pure: replaying a sheet gives exactly the state that the console had.
"""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from callpilot.records.changes import (
    AnyChange,
    CallerGone,
    CallOpened,
    Escalated,
    Focused,
    FollowUpMade,
    Fronted,
    Held,
    IncidentLinked,
    IncidentOpened,
    MessageTaken,
    Noted,
    OutcomeGiven,
    OwnerGiven,
    PadOpened,
    PartReadBack,
    Reattached,
    Resumed,
    RunBrought,
    RunChanged,
    RunLeft,
    SignedOn,
    StatusChanged,
    Tried,
    Typed,
    spliced,
)
from callpilot.records.live import (
    ESCALATION_PART,
    MESSAGE_PART,
    AnyLive,
    L,
    Live,
    LiveCall,
    LiveIncident,
    Pad,
    first_line,
    handover_fields,
    is_over,
    shift_fields,
)
from callpilot.records.parts import TimelineItem
from callpilot.records.read_back import ReadBack, passed, text_at


def begin(change: AnyChange) -> AnyLive:
    """Make the state that a sheet's first change opens. Raises ValueError when it is no opening change."""
    common: dict[str, Any] = {"changed_at": change.at, "mono": change.mono}
    match change:
        case CallOpened():
            taken: dict[str, Any] = {name: getattr(change, name) for name in _CALL_FIELDS}
            return LiveCall(**taken, **common, **_at_start(change))
        case IncidentOpened():
            taken: dict[str, Any] = {name: getattr(change, name) for name in _INCIDENT_FIELDS}
            return LiveIncident(
                **taken, **common, since=change.mono, opened_at=change.at, focus="location", owner=change.operator
            )
        case PadOpened():
            return Pad(id=change.id, boot=change.boot, **common)
        case _:
            raise ValueError(f"a sheet can't begin with {type(change).__name__}")


_CALL_FIELDS = (
    "id", "boot", "direction", "channel", "line", "account", "number", "operator", "desk", "shift", "ringing_at",
    "wait_ms", "ring", "about", "values",
)  # fmt: skip
_INCIDENT_FIELDS = ("id", "boot", "kind", "call", "account", "operator", "desk", "shift", "values")


def _at_start(change: CallOpened) -> dict[str, Any]:
    """The call is answered; the cursor stands in Caller, behind what is known already."""
    cursor = len(change.values.get("name", ""))
    return {"since": change.mono, "answered_at": change.at, "focus": "name", "cursor": cursor}


def fold(state: L, change: AnyChange) -> L:
    """Return `state` after `change`. A change that means nothing here leaves all but the moment as it was."""
    after: Any
    match change:
        case Typed():
            text = spliced(state.values.get(change.field, ""), change)
            cursor = change.place + len(change.text) if change.field == state.focus else state.cursor
            after = replace(state, values={**state.values, change.field: text}, cursor=cursor)
        case Focused():
            after = replace(state, focus=change.field, cursor=change.cursor)
        case RunChanged():
            after = _with_run(state, change)
        case RunBrought():
            after = replace(state, stack=(*(p for p in state.stack if p != change.place), change.place))
        case RunLeft():
            # On the pad a procedure may be put away altogether; a call keeps its first one.
            after = replace(state, stack=state.stack[:-1] or (() if isinstance(state, Pad) else state.stack))
        case PartReadBack():
            after = replace(state, read_back=(*state.read_back, _read_back(state, change)))
        case Reattached():
            after = _reattached(state, change)
        case _ if isinstance(state, LiveCall):
            after = _fold_call(state, change)
        case _ if isinstance(state, LiveIncident):
            after = _fold_incident(state, change)
        case _ if isinstance(state, Pad):
            after = _fold_pad(state, change)
        case _:
            after = state
    return replace(after, changed_at=change.at, mono=change.mono)


def replay(changes: Iterable[AnyChange]) -> AnyLive | None:
    """Fold a whole sheet; None when it is empty."""
    rest = iter(changes)
    first = next(rest, None)
    if first is None:
        return None
    state = begin(first)
    for change in rest:
        state = fold(state, change)
    return state


def _read_back(state: Live, change: PartReadBack) -> ReadBack:
    return ReadBack(
        key=change.key, label=change.label, outcome=change.outcome, at=change.at, by=change.by,
        text=text_at(state.values, change.key),
    )  # fmt: skip


def _with_run(state: Live, change: RunChanged) -> Live:
    if change.place < len(state.runs):
        runs = (*state.runs[: change.place], change.run, *state.runs[change.place + 1 :])
        return replace(state, runs=runs)
    # A procedure that begins again needs no return to its earlier run: going round between two never piles them up.
    beneath = (place for place in state.stack if state.runs[place].procedure != change.run.procedure)
    return replace(state, runs=(*state.runs, change.run), stack=(*beneath, len(state.runs)))


def _reattached(state: Live, change: Reattached) -> Live:
    """Move every running clock so that the time between the last change and now counts as it should."""
    passed = change.gap_ms

    def moved(since: int) -> int:
        return change.mono - (passed + state.mono - since)

    runs = tuple(replace(run, entered=moved(run.entered)) for run in state.runs)
    if isinstance(state, LiveCall | LiveIncident):
        return replace(state, boot=change.boot, runs=runs, since=moved(state.since))
    if isinstance(state, Pad):
        return replace(state, boot=change.boot, runs=runs, status_since=moved(state.status_since))
    return replace(state, boot=change.boot, runs=runs)


def _fold_call(call: LiveCall, change: AnyChange) -> LiveCall:
    match change:
        case Held() if call.stage == "live":
            return replace(call, stage="held", talk_ms=call.talk_now(change.mono), since=change.mono)
        case Resumed() if call.stage == "held":
            return replace(call, stage="live", hold_ms=call.hold_now(change.mono), since=change.mono)
        case CallerGone() if call.stage != "wrap-up":
            times = {"talk_ms": call.talk_now(change.mono), "hold_ms": call.hold_now(change.mono)}
            return replace(call, stage="wrap-up", ended_at=change.at, since=change.mono, **times)
        case MessageTaken():
            values = _without(call.values, MESSAGE_PART)
            if not values.get("subject", "").strip():
                values["subject"] = first_line(call.values.get("message", ""))
            noted = passed(call.read_back, MESSAGE_PART)
            return replace(call, messages=(*call.messages, change.id), values=values, read_back=noted)
        case Escalated():
            values = _without(call.values, ESCALATION_PART)
            noted = passed(call.read_back, ESCALATION_PART)
            made = (*call.escalations, change.id)
            return replace(call, escalations=made, values=values, read_back=noted, **_outside(call, "esc."))
        case FollowUpMade():
            values = {name: text for name, text in call.values.items() if not name.startswith("follow.")}
            made = (*call.follow_ups, change.id)
            return replace(call, follow_ups=made, values=values, **_outside(call, "follow."))
        case Tried():
            return replace(call, tried=(*call.tried, change.delivery))
        case IncidentLinked():
            return replace(call, incident=change.id)
        case _:
            return call


def _outside(call: LiveCall, dialog: str) -> dict[str, Any]:
    """The cursor's place when the draft in a dialog was made a record: no restart asks for that again."""
    return {"focus": "", "cursor": 0} if call.focus.startswith(dialog) else {}


def _fold_incident(incident: LiveIncident, change: AnyChange) -> LiveIncident:
    match change:
        case Noted():
            item = TimelineItem(at=change.at, by=change.by, text=change.text)
            values = _without(incident.values, ("note",))
            return replace(incident, timeline=(*incident.timeline, item), values=values)
        case Tried():
            return replace(incident, tried=(*incident.tried, change.delivery))
        case OwnerGiven():
            item = TimelineItem(at=change.at, by=change.by, text=f"passed on to {change.owner}")
            return replace(incident, owner=change.owner, timeline=(*incident.timeline, item))
        case OutcomeGiven():
            lasted = max(0, change.mono - incident.since)
            return replace(
                incident, outcome=change.text, ended_at=change.at, ended_by=change.by, lasted_ms=lasted
            )  # fmt: skip
        case _:
            return incident


def _fold_pad(pad: Pad, change: AnyChange) -> Pad:
    match change:
        case Fronted():
            return replace(pad, front=change.id)
        case SignedOn():
            fresh: dict[str, Any] = {"status": "available", "chosen": "available", "status_ms": {}}
            if not is_over(pad, change):
                return replace(pad, shift=change.shift, status_since=change.mono, **fresh)
            values = _without(pad.values, ("notes", *shift_fields(pad), *handover_fields(pad)))
            fresh |= {"runs": (), "stack": (), "focus": "", "cursor": 0}
            return replace(pad, shift=change.shift, values=values, status_since=change.mono, **fresh)
        case StatusChanged():
            return replace(
                pad, status=change.status, chosen=change.chosen, status_since=change.mono,
                status_ms=pad.status_now(change.mono),
            )  # fmt: skip
        case _:
            return pad


def _without(values: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: text for name, text in values.items() if name not in names}
