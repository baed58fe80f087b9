"""From a live call or incident to its record, and the disposition that follows from what happened."""

from callpilot.procedures.running import Run, StepMark
from callpilot.records.channels import address_of, way_of
from callpilot.records.kinds import Call, Delivery, Escalation, Incident, Message
from callpilot.records.live import ESCALATION_PART, MESSAGE_PART, Live, LiveCall, LiveIncident, first_line
from callpilot.records.parts import ProcedureRecord, StepRecord, TimelineItem
from callpilot.records.read_back import ReadBack, as_fields, noted_words, text_at
from callpilot.records.words import FIELD_ALIASES, OWN_FIELDS

SKIPPED = "skipped."
"""Before a field's name in `fields`: why a required one was left empty."""

UNSAVED = "unsaved_escalation."
"""Before a field's name in `fields`: what was written for an escalation that was never saved."""

ABOUT = "about"
"""In `fields`: the id of the follow-up, message or escalation that an outbound call was made for."""

_INTERNAL = ("esc.", "close.", "skip.", "amend.", "ask.", "follow.", "reach.", "find.", "faq.", "readback.")
_INCIDENT_OWN = ("location", "callback", "nature", "people", "hazards", "told", "priority")


def proposed_disposition(call: LiveCall) -> str:
    """Say how the call ended, judging by what happened in it, the gravest first."""
    if call.incident:
        return "emergency"
    if call.escalations:
        return "escalated"
    if call.values.get("transferred_to", "").strip():
        return "transferred"
    if call.messages or holds_message(call):
        return "message taken"
    if call.values.get("type") == "wrong number" and "wrong number" in way_of(call.channel).dispositions:
        return "wrong number"
    return outbound_ending(call) or "resolved"


_ENDINGS = {
    "settled": "resolved",
    "will ring back": "callback promised",
    "to be rung again": "reached",
    "word left": "left word",
    "not reached": "no answer",
    "wrong number": "wrong number",
    "no more calls": "refused",
}


def outbound_ending(call: LiveCall) -> str:
    """How a call made from here ended by what its procedure has as the outcome; empty when that doesn't say (B2)."""
    return _ENDINGS.get(call.values.get("call_outcome", "").strip(), "") if call.direction == "outbound" else ""


def holds_message(call: LiveCall) -> bool:
    """Tell whether the form holds a message not yet taken: a text, and somebody whom it is for or the type."""
    text = call.values.get("message", "").strip()
    if not text:
        return False
    if call.values.get("for", "").strip():
        return True
    return call.values.get("type") == "message" and not call.values.get("skip.for", "").strip()


def message_of(call: LiveCall, identity: str, at: str) -> Message:
    """Make the message record of what the form holds now (A2)."""
    values = call.values
    return Message(
        id=identity,
        call=call.id,
        for_=values.get("for", "").strip(),
        from_=values.get("name", "").strip(),
        callback=address_of(call.channel, values),
        company=values.get("company", "").strip(),
        text=values.get("message", ""),
        instructions=values.get("instructions", ""),
        urgency=values.get("urgency", "").strip() or "routine",
        taken_at=at,
        account=call.account,
        owner=call.operator,
        shift=call.shift,
        history=_read_back_of(call, ("name", "company", "callback", *MESSAGE_PART)),
    )


def escalation_of(call: LiveCall, identity: str, at: str, due_at: str) -> Escalation:
    """Make the escalation record of what the form's draft holds now, open until `due_at` and beyond (A6, C13)."""
    draft = {name.removeprefix("esc."): call.values.get(name, "").strip() for name in ESCALATION_PART}
    return Escalation(
        id=identity,
        call=call.id,
        account=call.account,
        severity=draft["severity"],
        to=draft["to"],
        reason=draft["reason"],
        steps_taken=draft["steps_taken"],
        name=call.values.get("name", "").strip(),
        callback=address_of(call.channel, call.values),
        owner=draft["to"],
        opened_at=at,
        due_at=due_at,
        shift=call.shift,
        history=_read_back_of(call, ("name", "callback", *ESCALATION_PART)),
    )


def _read_back_of(call: LiveCall, names: tuple[str, ...]) -> tuple[TimelineItem, ...]:
    """What was read back of the fields that go into a record of its own; what was changed since is left out."""
    return tuple(
        _noted(one)
        for one in call.read_back
        if one.field in names and not one.is_passed and one.text == text_at(call.values, one.key)
    )


def _noted(one: ReadBack) -> TimelineItem:
    return TimelineItem(at=one.at, by=one.by, text=noted_words(one))


def call_record(
    call: LiveCall, *, disposition: str, at: str, mono: int, marks: tuple[tuple[StepMark, ...], ...]
) -> Call:
    """Make the finished record of `call`, closed at `at`; `marks` are the marks of every step, run by run."""
    values = {name: text for name, text in call.values.items() if not name.startswith(_INTERNAL)}
    text = values.get("message", "").strip()
    notes = "\n".join(part for part in (values.get("notes", "").strip(), text) if part)
    return Call(
        id=call.id,
        direction=call.direction,
        channel=call.channel,
        line=call.line,
        account=call.account,
        number=call.number,
        name=values.get("name", "").strip(),
        company=values.get("company", "").strip(),
        callback=values.get("callback", "").strip(),
        type=values.get("type", "").strip(),
        subject=values.get("subject", "").strip() or first_line(notes or values.get("reason", "")),
        notes=notes,
        disposition=disposition,
        operator=call.operator,
        desk=call.desk,
        shift=call.shift,
        ringing_at=call.ringing_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at or at,
        closed_at=at,
        wait_s=call.wait_ms / 1000,
        talk_s=call.talk_now(mono) / 1000,
        hold_s=call.hold_now(mono) / 1000,
        wrap_s=call.stage_ms(mono) / 1000 if call.stage == "wrap-up" else 0,
        transferred_to=values.get("transferred_to", "").strip(),
        fields=_extra_fields(call, values),
        procedures=_procedures(call, marks),
        messages=call.messages,
        escalations=call.escalations,
        incident=call.incident,
        follow_ups=call.follow_ups,
        ring=call.ring,
    )


def _procedures(live: Live, marks: tuple[tuple[StepMark, ...], ...]) -> tuple[ProcedureRecord, ...]:
    return tuple(procedure_record(run, steps) for run, steps in zip(live.runs, marks, strict=True))


def _extra_fields(call: LiveCall, values: dict[str, str]) -> dict[str, str]:
    extra = {name: text.strip() for name, text in values.items() if name not in OWN_FIELDS and text.strip()}
    # What stood in the form beside a text that became notes, or without one, is kept too: nothing typed is dropped.
    for name in ("for", "urgency", "instructions"):
        if values.get(name, "").strip():
            extra[name] = values[name].strip()
    extra |= as_fields(call.read_back, call.values)
    extra |= _unsaved_escalation(call) | _unsaved_follow_up(call) | ({ABOUT: call.about} if call.about else {})
    reasons = {name: text for name, text in call.values.items() if name.startswith("skip.") and text.strip()}
    return extra | {SKIPPED + name.removeprefix("skip."): text.strip() for name, text in reasons.items()}


def _unsaved_escalation(call: LiveCall) -> dict[str, str]:
    """The draft of an escalation that was never saved, unless it says only what the console wrote into it."""
    draft = {name: call.values[name].strip() for name in ESCALATION_PART if call.values.get(name, "").strip()}
    reason = draft.get("esc.reason", "")
    known = {call.values.get(name, "").strip() for name in ("subject", "message", "notes")}
    if "esc.severity" not in draft and (not reason or reason in known):
        return {}
    return {UNSAVED + name.removeprefix("esc."): text for name, text in draft.items()}


def _unsaved_follow_up(live: Live, kind: str = "") -> dict[str, str]:
    """The draft of a follow-up that was never saved, unless it says only what the console wrote into it."""
    what = live.values.get("follow.what", "").strip()
    proposed = {first_line(live.values.get(name, "")) for name in ("subject", "next_step", "message")}
    if not what or what in proposed | {first_line(f"{kind} {live.values.get('nature', '').strip()}".strip())}:
        return {}
    due = live.values.get("follow.due", "").strip()
    return {"unsaved_follow_up.what": what, **({"unsaved_follow_up.due": due} if due else {})}


def procedure_record(run: Run, marks: tuple[StepMark, ...]) -> ProcedureRecord:
    """Make the record of a procedure's run; `marks` are the marks of all its steps."""
    steps = [
        StepRecord(
            id=m.id, outcome=m.outcome, why=m.why, answer=m.answer, at=m.at, seconds=m.seconds,
            items=run.items.get(m.id, ()), choice=m.choice,
        )
        for m in marks
    ]  # fmt: skip
    # Of a step that the file has lost there may be ticks and nothing else.
    known = {mark.id for mark in marks}
    steps += [
        StepRecord(id=step, outcome="open", items=items) for step, items in run.items.items() if step not in known
    ]
    return ProcedureRecord(
        id=run.procedure,
        version=run.version,
        sha256=run.sha256,
        steps=tuple(steps),
        because=run.because,
        started_at=run.started_at,
        current=run.current,
        way=run.way,
        trail=run.trail,
        signed_by=run.signed_by,
        signed_at=run.signed_at,
        sensitive=tuple(FIELD_ALIASES.get(name, name) for name in run.sensitive),
    )


def incident_record(
    incident: LiveIncident, marks: tuple[tuple[StepMark, ...], ...], not_told: tuple[str, ...] = ()
) -> Incident:
    """Make the record of `incident` as it stands now; open while it has no outcome (A3).

    `not_told` names who should have been told and wasn't, once it has ended.
    """
    values = {
        name: text.strip()
        for name, text in incident.values.items()
        if text.strip() and name != "note" and not name.startswith(_INTERNAL)
    }
    if incident.outcome:
        values |= _unsaved_follow_up(incident, incident.kind)
    return Incident(
        id=incident.id,
        kind=incident.kind,
        call=incident.call,
        account=incident.account,
        **{name: values.get(name, "") for name in _INCIDENT_OWN},
        fields={name: text for name, text in values.items() if name not in _INCIDENT_OWN},
        operator=incident.operator,
        desk=incident.desk,
        shift=incident.shift,
        opened_at=incident.opened_at,
        ended_at=incident.ended_at,
        lasted_s=None if incident.lasted_ms is None else incident.lasted_ms / 1000,
        outcome=incident.outcome,
        procedures=_procedures(incident, marks),
        timeline=_timeline(incident, marks),
        owner=incident.owner or incident.operator,
        people_told=incident.tried,
        not_told=not_told,
    )


def _timeline(incident: LiveIncident, marks: tuple[tuple[StepMark, ...], ...]) -> tuple[TimelineItem, ...]:
    """All that happened in an incident, in order; how it ended is the last."""
    declared = TimelineItem(at=incident.opened_at, by=incident.operator, text=f"{incident.kind} declared")
    ticks = (
        TimelineItem(at=mark.at, by=incident.operator, text=f"{mark.went}: {mark.id}" + _because(mark))
        for steps in marks
        for mark in steps
        if mark.at
    )
    tried = (TimelineItem(at=one.at, by=one.by, text=tried_words(one)) for one in incident.tried)
    read_back = (_noted(one) for one in incident.read_back)
    ended = [TimelineItem(at=incident.ended_at or "", by=incident.ended_by, text=f"ended: {incident.outcome}")]
    timeline = sorted((declared, *ticks, *tried, *read_back, *incident.timeline), key=lambda item: item.at)
    return (*timeline, *(ended if incident.ended_at else ()))


def transfer_note(kind: str) -> str:
    """What stands in an attempt that was a transfer: `warm transfer`."""
    return f"{kind} transfer"


def tried_words(attempt: Delivery) -> str:
    """Say in one line how an attempt to reach somebody went: `told Dr Osei (mobile +44 …)`."""
    how = f" ({attempt.how})" if attempt.how else ""
    note = f" – {attempt.note}" if attempt.note else ""
    if attempt.outcome == "told" and attempt.note in (transfer_note("warm"), transfer_note("cold")):
        return f"passed on to {attempt.to}{how}{note}"
    if attempt.outcome == "told":
        return f"told {attempt.to}{how}{note}"
    return f"{attempt.to}{how}: {attempt.outcome}{note}"


def _because(mark: StepMark) -> str:
    return f" – {mark.answer or mark.why}" if mark.answer or mark.why else ""
