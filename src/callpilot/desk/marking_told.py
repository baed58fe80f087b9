"""Marking who was told of an incident, and who wasn't reached: one key each; nothing that was marked is erased (A3)."""

from callpilot.desk import emergencies, reaching
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.desk.telling import (
    CORRECTION,
    ToBeTold,
    all_duties,
    next_to_tell,
    protocol_of,
    to_be_told,
    told_duties,
)
from callpilot.desk.writing import put
from callpilot.plain.times import local_words
from callpilot.procedures import running
from callpilot.procedures.model import Step
from callpilot.records.changes import RunChanged
from callpilot.records.live import LiveIncident
from callpilot.records.words import AttemptOutcome

TELLING_STEPS = ("tell-people", "inform", "notify")
"""The ids of the step of a protocol that is done once everybody is told."""


def incident_now(state: DeskState) -> LiveIncident:
    """The incident that people are told of: the one in front, that of the call in front, else the latest emergency.

    Raises DeedRefused when none is open at this desk.
    """
    own = state.front and state.incidents.get(state.front.incident or "")
    if found := state.front_incident or own:
        return found
    latest = sorted(state.incidents.values(), key=lambda one: (one.kind == "emergency", one.opened_at))
    if not latest:
        raise DeedRefused("no incident is open")
    return latest[-1]


def mark_told(desk: Desk, incident_id: str, who: str = "") -> ToBeTold:
    """Note that `who` (a `key_of`), or the next one, was told now; return who that was.

    With everybody told, the protocol's step for it is ticked.
    """
    one = _chosen(desk, incident_id, who)
    if one.state == "told":
        raise DeedRefused(f"{one.name} is told already, at {_clock(desk, one.at)}")
    _attempt(desk, incident_id, one, "told")
    _tick_telling(desk, incident_id)
    return one


def mark_not_reached(desk: Desk, incident_id: str, who: str = "") -> ToBeTold:
    """Note that `who`, or the next one, wasn't reached by the way that was offered; return who that was.

    The next way is offered then, after the last one whoever stands in. For somebody who is marked told it is a
    correction: the mark stays in the record, and so does that it was a slip.
    """
    one = _chosen(desk, incident_id, who)
    if one.state == "told":
        _attempt(desk, incident_id, one, "no answer", f"{CORRECTION} not told at {_clock(desk, one.at)}")
    else:
        _attempt(desk, incident_id, one, "no answer")
    return one


def key_of(one: ToBeTold) -> str:
    """What names somebody on the list, as long as the incident lasts."""
    return one.contact or one.name


def _chosen(desk: Desk, incident_id: str, who: str) -> ToBeTold:
    desk.refuse_if_read_only()
    incident = desk.state.incidents.get(incident_id)
    if incident is None:
        raise DeedRefused("that incident has ended already")
    people = to_be_told(desk.state, incident)
    if who:
        found = next((one for one in people if key_of(one) == who), None)
        if found is None:
            raise DeedRefused("that one is no longer on the list")
        return found
    following = next_to_tell(people)
    if following is None:
        raise DeedRefused("everybody is told" if people else "the protocol names nobody who must be told")
    return following


def _attempt(desk: Desk, incident_id: str, one: ToBeTold, outcome: AttemptOutcome, note: str = "") -> None:
    how = one.how if note else one.way.words if one.way else ""
    reaching.attempt(desk, incident_id, to=one.name, contact=one.contact, how=how, outcome=outcome, note=note)


def _clock(desk: Desk, at: str) -> str:
    return local_words(at, desk.zone)


def _tick_telling(desk: Desk, incident_id: str) -> None:
    """Tick the protocol's step for it, once everybody is told; who was told when goes into its field."""
    incident = desk.state.incidents[incident_id]
    people = to_be_told(desk.state, incident)
    step = telling_step(desk.state, incident)
    wanted = all_duties(people)
    if step is None or not wanted or told_duties(people) != wanted:
        return
    words = "; ".join(f"{one.name} {_clock(desk, one.at)}" for one in people if one.state == "told")
    field = next((field.name for field in step.fields if field.type in ("text", "long")), "")
    if field and not incident.values.get(field, "").strip():
        put(desk, incident_id, **{field: words})
    _tick(desk, incident_id, step, words)


def telling_step(state: DeskState, incident: LiveIncident) -> Step | None:
    """The step of an incident's protocol in which people are told, as long as it isn't done."""
    procedure = protocol_of(state, incident)
    if procedure is None or not incident.runs or incident.runs[0].procedure != procedure.id:
        return None
    step = next((step for step in procedure.steps if step.id in TELLING_STEPS), None)
    return step if step and incident.runs[0].mark(step.id).outcome == "open" else None


def _tick(desk: Desk, incident_id: str, step: Step, answer: str) -> None:
    """Tick a step of the protocol; one that isn't current yet is done out of turn, and the current one stays so."""
    incident = desk.state.incidents[incident_id]
    run, at, mono = incident.runs[0], desk.stamp(), desk.clock.mono()
    procedure = desk.state.library.procedures[run.procedure]
    if run.current == step.id:
        # Beneath another procedure its clock stood still.
        run = run if incident.stack[-1:] == (0,) else running.resume(run, mono)
        after = running.tick(run, procedure, at, mono, answer)
    else:
        after = running.mark_done(run, procedure, step.id, at, answer)
    desk.change(incident_id, RunChanged, place=0, run=after)
    emergencies.keep_record(desk, incident_id)
