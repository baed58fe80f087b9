"""Emergencies (A3): declared by one key from any state, with their own timeline, open until they have an outcome."""

from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Literal

from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.following import marks_of, open_protocol
from callpilot.desk.outage_notes import note_on_open_calls
from callpilot.desk.state import DeedRefused
from callpilot.desk.talking import bring_forward, next_front
from callpilot.desk.telling import lacking, to_be_told
from callpilot.plain.untrusted import clean, mask_cards
from callpilot.records.changes import IncidentLinked, IncidentOpened, Noted, OutcomeGiven
from callpilot.records.closing import incident_record
from callpilot.records.ids import child_id
from callpilot.records.kinds import Incident
from callpilot.records.live import LiveCall, LiveIncident
from callpilot.records.standing import with_others

IncidentKind = Literal["emergency", "outage"]
CARRIED = ("callback", "name", "location", "nature", "people", "hazards")
"""What was said in the call already, by its fields' names in a procedure: nobody asks for it again."""
OUTAGE_OUTCOMES = (
    "works again",
    "works again in part, the rest is followed up",
    "no outage after all",
    "declared by mistake",
)
OUTCOMES = (
    "response team on site, handed over",
    "resolved without a response team",
    "false alarm",
    "declared by mistake",
)


def declare(desk: Desk) -> str:
    """Put the emergency in front: the one of the call in front, the one without a call, or a new one. Returns its id.

    Declaring again what is declared already only brings it forward.
    """
    state = desk.state
    if state.front_incident and state.front_incident.kind == "emergency":
        desk.refuse_if_read_only()
        return state.front_incident.id
    return _declare(desk, "emergency", state.front or state.conversation)


def declare_outage(desk: Desk) -> str:
    """Put the outage in front, or declare one: it belongs to the site, not to a call (B10). Returns its id."""
    return _declare(desk, "outage", None)


def _declare(desk: Desk, kind: IncidentKind, call: LiveCall | None) -> str:
    desk.refuse_if_read_only()
    call_id = call.id if call else None
    for incident in reversed(desk.state.incidents.values()):
        if (incident.kind, incident.call) == (kind, call_id):
            bring_forward(desk, incident.id)
            return incident.id
    return _open(desk, kind, call)


def _open(desk: Desk, kind: IncidentKind, call: LiveCall | None) -> str:
    state = desk.state
    identity = child_id(call.id if call else desk.next_id(), "i", next_number(call.incident if call else None))
    values = {name: call.values.get(name, "") for name in CARRIED} if call else {}
    opening = IncidentOpened(
        at=desk.stamp(),
        mono=desk.clock.mono(),
        id=identity,
        boot=desk.boot,
        kind=kind,
        call=call.id if call else None,
        account=call.account if call else "",
        operator=state.operator,
        desk=state.desk,
        shift=state.shift.id if state.shift else "",
        values={name: text for name, text in values.items() if text},
    )
    desk.open_sheet(opening)
    open_protocol(desk, identity, kind)
    if call:
        desk.change(call.id, IncidentLinked, id=identity)
    bring_forward(desk, identity)
    keep_record(desk, identity)
    return identity


def next_number(last: str | None) -> int:
    """The number of a call's next incident; `last` is the id of the one before, if any."""
    return int(last.rpartition("-i")[2]) + 1 if last else 1


def _record(desk: Desk, incident_id: str) -> Any:
    return _with_others(desk, desk.state.incidents[incident_id])


def _with_others(desk: Desk, incident: LiveIncident, not_told: tuple[str, ...] = ()) -> Incident:
    """The record of an incident, with what other desks have written about it meanwhile."""
    record = incident_record(incident, marks_of(desk, incident), not_told)
    known = desk.state.books.incident(incident.id)
    return with_others(record, known) if known else record


def keep_record(desk: Desk, incident_id: str) -> "Future[Any]":
    """Keep the incident as it stands now: from the beginning on, other desks and the handover know of it."""
    desk.freshen(incident_id)
    if desk.revision(incident_id) and desk.state.books.incident(incident_id) is None:
        raise DeedRefused("another desk has ended that incident")
    return desk.revise(_record(desk, incident_id))


def publish(desk: Desk) -> None:
    """Keep the incidents again whose sheets say more than the journal: other desks show what callers are told."""
    for identity in tuple(desk.state.incidents):
        if _record(desk, identity) != desk.state.books.matters.get(identity):
            with suppress(DeedRefused):  # ended at another desk: it is let go when that is read
                keep_record(desk, identity)


def note(desk: Desk, incident_id: str, text: str) -> None:
    """Write a word on the incident's timeline, with its time."""
    text = mask_cards(clean(text)).strip()
    if not text:
        raise DeedRefused("write the note first")
    desk.change(incident_id, Noted, by=desk.state.operator, text=text)


def give_outcome(desk: Desk, incident_id: str, outcome: str) -> "Future[Any]":
    """End the incident with its outcome. The future is done when the record is safe on disk."""
    outcome = mask_cards(clean(outcome)).strip()
    if not outcome:
        raise DeedRefused("say how it ended")
    if incident_id not in desk.state.incidents:
        raise DeedRefused("that incident has ended already")
    unwritten = desk.state.incidents[incident_id].values.get("note", "")
    if unwritten.strip():
        note(desk, incident_id, unwritten)  # a word begun and not entered is part of what happened
    if desk.state.incidents[incident_id].kind == "outage":
        note_on_open_calls(desk)  # callers were told of it in calls that end after it
    desk.change(incident_id, OutcomeGiven, text=outcome, by=desk.state.operator)
    saved = finish_incident(desk, desk.state.incidents[incident_id])
    leave(desk, incident_id)
    return saved


def finish_incident(desk: Desk, incident: LiveIncident) -> "Future[Any]":
    """Keep the record of an incident that has its outcome; its sheet goes once that is safe."""
    not_told = tuple(one.name for one in lacking(to_be_told(desk.state, incident)))
    desk.freshen(incident.id)
    record = _with_others(desk, incident, not_told)
    return desk.finish(incident.id, desk.draft("incident", record, why="outcome"))


def leave(desk: Desk, incident_id: str) -> None:
    """Take an incident off the desk; what it came from, or what waits, comes in front."""
    state = desk.state
    incident: LiveIncident = state.incidents[incident_id]
    rest = {identity: other for identity, other in state.incidents.items() if identity != incident_id}
    desk.become(replace(state, incidents=rest))
    if state.pad.front == incident_id:
        bring_forward(desk, incident.call if incident.call in state.calls else next_front(desk.state))
