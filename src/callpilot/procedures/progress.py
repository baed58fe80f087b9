"""What a run says about itself: marks, what is still required, phases, and the steps taken in words (E4)."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from callpilot.plain.untrusted import HIDDEN
from callpilot.procedures import ways
from callpilot.procedures.model import Choice, Field, Procedure, Step
from callpilot.procedures.run import Run, StepMark, current_step
from callpilot.procedures.wording import value_of


class PhaseState(Struct, frozen=True, kw_only=True):
    """How far one phase or group of steps is. `dealt_with` counts steps done or skipped, of `total`."""

    heading: str
    state: Literal["done", "current", "open"]
    dealt_with: int
    total: int


def offered_choices(step: Step, values: Mapping[str, str]) -> list[tuple[int, Choice, bool]]:
    """Return the step's choices as (number, choice, suggested): those first whose condition the fields meet.

    The number is the choice's place in the file, from 1: it doesn't change while somebody types.
    """
    offered = [(number, choice, meets(choice, values)) for number, choice in enumerate(step.choices, 1)]
    return sorted(offered, key=lambda offer: (not offer[2], offer[0]))


def meets(choice: Choice, values: Mapping[str, str]) -> bool:
    """Tell whether the choice has a condition and every field named in it has one of the values asked for."""
    return bool(choice.if_) and all(
        value_of(name, values).casefold() in {value.casefold() for value in wanted}
        for name, wanted in choice.if_.items()
    )


def all_marks(run: Run, procedure: Procedure | None) -> tuple[StepMark, ...]:
    """Return a mark for every step in file order, then the marks of steps the file no longer has."""
    if procedure is None:
        return run.marks
    gone = tuple(mark for mark in run.marks if procedure.step(mark.id) is None)
    return (*(run.mark(step.id) for step in procedure.steps), *gone)


def open_required(run: Run, procedure: Procedure) -> list[Step]:
    """Return the required steps never dealt with: those on the way taken, and those that every way goes through.

    What was done once and opened again by a way back is not asked for: it may lie on a way that isn't gone again.
    """
    touched = _gone_through(run)
    always = ways.unavoidable(procedure)
    return [
        step
        for step in procedure.steps
        if step.required and run.mark(step.id).went == "open" and (step.id in touched or step.id in always)
    ]


def required_fields(run: Run, procedure: Procedure) -> list[Field]:
    """Return the required fields of the steps gone through, each once; a skipped step asks for none."""
    touched = _gone_through(run)
    found: dict[str, Field] = {}
    for step in procedure.steps:
        if step.id in touched and run.mark(step.id).outcome != "skipped":
            for field in step.fields:
                if field.required:
                    found.setdefault(field.name, field)
    return list(found.values())


def phase_state(run: Run, procedure: Procedure) -> list[PhaseState]:
    """Return how far each section of `Procedure.steps_by_phase` is.

    A section is done when all its steps are dealt with, or when some are and the way has led past it.
    """
    current = current_step(run, procedure)
    place = procedure.position(current.id) if current else len(procedure.steps)
    states: list[PhaseState] = []
    first = 0
    for heading, steps in procedure.steps_by_phase():
        count = sum(run.mark(step.id).outcome != "open" for step in steps)
        past = place is not None and first + len(steps) <= place
        state = "current" if current in steps else "done" if count == len(steps) or (count and past) else "open"
        states.append(PhaseState(heading=heading, state=state, dealt_with=count, total=len(steps)))
        first += len(steps)
    return states


def summary(run: Run, procedure: Procedure, values: Mapping[str, str]) -> str:
    """Write the steps taken so far as plain text, one line a step, for whoever takes the matter over (E4).

    `values` are the record's fields. A sensitive field's value is hidden; open steps are left out.
    """
    lines = [f"{procedure.title} {run.version}".strip()]
    for step in procedure.steps:
        mark = run.mark(step.id)
        if mark.outcome == "open":
            continue
        said = [
            f"{field.label}: {HIDDEN if field.sensitive else _flat(value_of(field.name, values))}"
            for field in step.fields
            if value_of(field.name, values)
        ] or ([mark.answer] if mark.answer else [])
        if mark.outcome == "skipped":
            said.insert(0, f"skipped, {mark.why}" if mark.why else "skipped")
        lines.append(f"- {step.title}: {'; '.join(said) if said else 'done'}")
    current = current_step(run, procedure)
    if current and run.mark(current.id).outcome == "open":
        lines.append(f"- {current.title}: not finished")
    return "\n".join(lines)


def _gone_through(run: Run) -> set[str]:
    touched = {mark.id for mark in run.marks if mark.outcome != "open"}
    return touched | set(run.way) | ({run.current} if run.current else set())


def _flat(text: str) -> str:
    return " ".join(text.split())
