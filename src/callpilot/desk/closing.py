"""Closing a call: what is missing is asked for once, in one list, then the record is made and kept (C9, C10, C15)."""

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from callpilot.desk.calling_out import give_back, is_unsaid
from callpilot.desk.desk import Desk
from callpilot.desk.following import marks_at_end, step_answer
from callpilot.desk.messages import take_message
from callpilot.desk.outage_notes import note_outages
from callpilot.desk.state import DeedRefused
from callpilot.desk.status import follow_status
from callpilot.desk.talking import bring_forward, next_front
from callpilot.desk.writing import put
from callpilot.plain.untrusted import clean, mask_cards
from callpilot.procedures import running
from callpilot.procedures.model import Field, Procedure, Step
from callpilot.procedures.running import Run
from callpilot.records.changes import RunChanged
from callpilot.records.channels import field_for, way_of
from callpilot.records.closing import call_record, holds_message, proposed_disposition
from callpilot.records.live import MESSAGE_PART, LiveCall
from callpilot.records.words import DISPOSITIONS, FIELD_ALIASES, field_label

ANSWER = "close.answer."
"""Before the name of a line of the closing list, for the draft of its answer and for the cursor's place."""


class Missing(Struct, frozen=True, kw_only=True):
    """One thing asked for at closing: a `field` to fill in or a `step` to tick; either may be skipped with a reason."""

    kind: Literal["field", "step"]
    name: str
    label: str
    why: str
    choices: tuple[str, ...] = ()
    place: int = 0
    is_sensitive: bool = False

    @property
    def line(self) -> str:
        """The field of the sheet that holds the draft of its answer."""
        return f"{ANSWER}{self.kind}.{self.place}.{self.name}"


def missing(desk: Desk, call: LiveCall) -> list[Missing]:
    """List what the account, the message and the procedures require and the record lacks."""
    wanted: dict[str, Missing] = {}
    account = desk.state.site.account_named(call.account)
    way = way_of(call.channel)
    for name in way.required:
        wanted[name] = Missing(kind="field", name=name, label=way.label(name), why=f"every {way.word} contact has it",
                               choices=way.choices(name))  # fmt: skip
    for name in account.required if account else ():
        name = field_for(call.channel, FIELD_ALIASES.get(name, name))
        label = way.label(name) or field_label(name)
        wanted.setdefault(name, Missing(kind="field", name=name, label=label, why=f"{account.name} asks for it"))  # pyright: ignore[reportOptionalMemberAccess]
    if call.values.get("type") == "message" and not call.messages:
        for name in ("for", "message"):
            wanted.setdefault(name, Missing(kind="field", name=name, label=field_label(name), why="a message needs it"))
    elif holds_message(call):
        wanted.setdefault("for", Missing(kind="field", name="for", label="For", why="a message needs it"))
    steps: list[Missing] = []
    for place, run in enumerate(call.runs):
        procedure = desk.state.library.procedures.get(run.procedure)
        if procedure and not _was_only_looked_at(call, place):
            for name, item in _fields_missing(call, run, procedure):
                wanted.setdefault(name, item)
            steps += _steps_missing(run, procedure, place)
    fields = (item for item in wanted.values() if not _answered(call, item.name) or _is_being_answered(call, item))
    return [*fields, *steps]


def _was_only_looked_at(call: LiveCall, place: int) -> bool:
    """Tell whether a procedure was opened beside another one and put away again with no step dealt with."""
    put_away = place > 0 and place not in call.stack
    return put_away and all(mark.outcome == "open" for mark in call.runs[place].marks)


def _fields_missing(call: LiveCall, run: Run, procedure: Procedure) -> Iterator[tuple[str, Missing]]:
    """What a procedure requires, by its field in the record; answered or not."""
    # An open step that writes into the record is asked for by what it writes: one question, not two.
    asked = [field for step in running.open_required(run, procedure) for field in step.fields if field.required]
    for field in (*running.required_fields(run, procedure), *asked):
        name = field_for(call.channel, FIELD_ALIASES.get(field.name, field.name))
        yield name, _missing_field(name, field, procedure, way_of(call.channel).label(name))


def _steps_missing(run: Run, procedure: Procedure, place: int) -> Iterator[Missing]:
    """The required steps that are open and write nothing that is asked for by itself."""
    for step in running.open_required(run, procedure):
        if not any(field.required for field in step.fields):
            why = f"a required step of {procedure.title}"
            yield Missing(kind="step", name=step.id, label=step.title, why=why, place=place)


def _missing_field(name: str, field: Field, procedure: Procedure, label: str) -> Missing:
    return Missing(
        kind="field", name=name, label=label or field.label or field_label(name), why=f"{procedure.title} asks for it",
        choices=tuple(field.choices), is_sensitive=field.sensitive,
    )  # fmt: skip


def _answered(call: LiveCall, name: str) -> bool:
    said = call.values.get(name, "").strip() or call.values.get(f"skip.{name}", "").strip()
    return bool(said) or _follows(call, name)


def _follows(call: LiveCall, name: str) -> bool:
    """Tell whether the record says it in another place."""
    if name == "subject":  # it is taken from the first line
        return bool(call.messages or any(call.values.get(n, "").strip() for n in ("message", "notes", "reason")))
    if name == "call_outcome":  # how it ended was said already
        return call.direction == "outbound" and bool(call.values.get("close.disposition", "").strip())
    if name == "for" and call.escalations:
        return True  # the escalation says who has the matter
    # What stands in the message that was taken, which emptied the form.
    return name in MESSAGE_PART and bool(call.messages) and not call.values.get("message", "").strip()


def _is_being_answered(call: LiveCall, item: Missing) -> bool:
    """Tell whether the operator is at that line of the list: what is half said is asked until it is said itself."""
    is_said = call.values.get(item.name, "").strip() or call.values.get(f"skip.{item.name}", "").strip()
    return not is_said and (call.focus == item.line or bool(call.values.get(item.line, "").strip()))


def is_written(call: LiveCall, step: Step) -> bool:
    """Tell whether the record holds all that a step asks for: then nobody has to tick it as well."""
    asked = _asked_by(call, step)
    return bool(asked) and all(_answered(call, name) for name in asked)


def _asked_by(call: LiveCall, step: Step) -> list[str]:
    """The record's fields that a step requires, on this call's channel."""
    names = (FIELD_ALIASES.get(field.name, field.name) for field in step.fields if field.required)
    return [field_for(call.channel, name) for name in names]


def _tick_written(desk: Desk, call_id: str) -> None:
    for place in range(len(desk.state.calls[call_id].runs)):
        call = desk.state.calls[call_id]
        procedure = desk.state.library.procedures.get(call.runs[place].procedure)
        for step in running.open_required(call.runs[place], procedure) if procedure else ():
            if is_written(call, step):
                item = Missing(kind="step", name=step.id, label=step.title, why="", place=place)
                left_out = _left_out(call, step)
                _mark(desk, call_id, item, "skipped" if left_out else "done", left_out or step_answer(call, step))


def _left_out(call: LiveCall, step: Step) -> str:
    """Why all that a step asks for was left out; empty when the record holds some of it."""
    names = _asked_by(call, step)
    reasons = [call.values.get(f"skip.{name}", "").strip() for name in names]
    written = any(call.values.get(name, "").strip() for name in names)
    return "; ".join(reasons) if all(reasons) and not written else ""


def answer_missing(desk: Desk, call_id: str, item: Missing, text: str) -> None:
    """Fill in what was missing: a field's text, or a step's tick (`text` is its answer, if any)."""
    if item.kind == "field":
        put(desk, call_id, **{item.name: text})
    else:
        _mark(desk, call_id, item, "done", text)


def skip_missing(desk: Desk, call_id: str, item: Missing, why: str) -> None:
    """Leave out what was missing, with the reason, which is kept in the record."""
    if not why.strip():
        raise DeedRefused(f"say why {item.label} is left out")
    if item.kind == "field":
        put(desk, call_id, **{f"skip.{item.name}": why})
    else:
        _mark(desk, call_id, item, "skipped", why)


def _mark(desk: Desk, call_id: str, item: Missing, outcome: str, text: str) -> None:
    text = mask_cards(clean(text)).strip()
    run = desk.state.calls[call_id].runs[item.place]
    procedure = desk.state.library.procedures[run.procedure]
    at, mono = desk.stamp(), desk.clock.mono()
    there = running.go(run, procedure, item.name, mono)
    if outcome == "done":
        after = running.tick(there, procedure, at, mono, text)
    else:
        after = running.skip(there, procedure, text, at, mono)
    desk.change(call_id, RunChanged, place=item.place, run=after)


def disposition_of(call: LiveCall) -> str:
    """The disposition that the operator chose, or else the one that follows from what happened."""
    return call.values.get("close.disposition") or proposed_disposition(call)


def close(desk: Desk, call_id: str) -> "Future[Any]":
    """Make the record of a call and keep it. The future is done when it is safe on disk; only then is it «saved»."""
    call = desk.state.calls.get(call_id)
    if call is None:
        raise DeedRefused("that call is closed already")
    lacking = missing(desk, call)
    if lacking:
        raise DeedRefused(f"still asked for: {', '.join(item.label for item in lacking)}")
    if is_unsaid(call):
        raise DeedRefused("say how the call ended: reached, left word, no answer")
    disposition = disposition_of(call)
    if disposition not in DISPOSITIONS:
        raise DeedRefused(f"no such disposition: {disposition}")
    _tick_written(desk, call_id)
    note_outages(desk, call_id)
    if holds_message(call) and call.values.get("for", "").strip():
        take_message(desk, call_id)
    call = desk.state.calls[call_id]
    give_back(desk, call, disposition)
    record = call_record(
        call, disposition=disposition, at=desk.stamp(), mono=desk.clock.mono(), marks=marks_at_end(desk, call)
    )
    saved = desk.finish(call_id, desk.draft("call", record, rev=1))
    state = desk.state
    desk.become(replace(state, calls={identity: c for identity, c in state.calls.items() if identity != call_id}))
    if state.pad.front == call_id:
        bring_forward(desk, next_front(desk.state))
    follow_status(desk)
    return saved
