"""Running a procedure in a call: pure functions from one `Run` to the next (E1-E6).

`at` is a stamp as on disk, `mono` milliseconds of a monotonic clock; both are passed in. A run outlives its
file: when the file changes under it, a step that is gone is simply not there, and its mark is kept.
"""

from itertools import islice

from msgspec.structs import replace

from callpilot.procedures import ways
from callpilot.procedures.model import GO_PROCEDURE, Choice, Procedure, Step
from callpilot.procedures.progress import (
    PhaseState,
    all_marks,
    offered_choices,
    open_required,
    phase_state,
    required_fields,
    summary,
)
from callpilot.procedures.run import Destination, Kind, Outcome, Run, StepMark, current_step, seconds_here

__all__ = [
    "Destination",
    "PhaseState",
    "Run",
    "StepMark",
    "all_marks",
    "back",
    "choose",
    "current_step",
    "go",
    "mark_done",
    "offered_choices",
    "open_required",
    "pause",
    "phase_state",
    "rebase",
    "reconcile",
    "required_fields",
    "resume",
    "seconds_here",
    "sign_off",
    "skip",
    "start",
    "summary",
    "tick",
    "tick_item",
]


def start(procedure: Procedure, because: str, at: str, mono: int) -> Run:
    """Begin the procedure at its first step."""
    return Run(
        procedure=procedure.id,
        version=procedure.version,
        sha256=procedure.sha256,
        because=because,
        current=procedure.steps[0].id if procedure.steps else None,
        entered=mono,
        started_at=at,
        sensitive=procedure.sensitive(),
    )


def tick(run: Run, procedure: Procedure, at: str, mono: int, answer: str = "") -> Run:
    """Mark the current step done and go on the usual way (`ways.usual_target`), past what is dealt with.

    That is the next step in the file unless the step's choices say otherwise; None at the end.
    """
    step = current_step(run, procedure)
    if step is None:
        return reconcile(run, procedure, mono)
    return _onward(_marked(run, step, "done", at, answer=answer), procedure, step, mono)


def skip(run: Run, procedure: Procedure, why: str, at: str, mono: int) -> Run:
    """Leave the current step undone and go on as after a tick.

    Raises ValueError, one line for the operator, when the step is required and `why` is blank.
    """
    step = current_step(run, procedure)
    if step is None:
        return tick(run, procedure, at, mono)
    if step.required and not why.strip():
        raise ValueError(f"“{step.title}” is required: say why it is skipped")
    return _onward(_marked(run, step, "skipped", at, why=why.strip()), procedure, step, mono)


def back(run: Run, procedure: Procedure, mono: int) -> Run:
    """Make the step before, on the way taken, current again. Marks stay as they are."""
    way = [identity for identity in run.way if procedure.step(identity)]
    if not way:
        return run
    trail = (*run.trail, run.current) if run.current else run.trail
    return replace(_banked(run, mono), current=way[-1], way=tuple(way[:-1]), trail=trail, entered=mono)


def go(run: Run, procedure: Procedure, step_id: str, mono: int) -> Run:
    """Make any step current, out of turn. An id that the procedure doesn't have changes nothing."""
    if procedure.step(step_id) is None or step_id == run.current:
        return run
    return _moved(run, procedure, step_id, mono)


def mark_done(run: Run, procedure: Procedure, step_id: str, at: str, answer: str = "") -> Run:
    """Mark a step done out of turn; what is current stays so. A step that the procedure doesn't have: no change."""
    step = procedure.step(step_id)
    return run if step is None else _marked(run, step, "done", at, answer=answer)


def choose(run: Run, procedure: Procedure, number: int, at: str, mono: int) -> tuple[Run, Destination]:
    """Take the current step's choice with that number, counted from 1 in file order.

    The step is done, with the choice's words as its answer. A way to an earlier step opens the steps in
    between again, their answers kept. A number without a choice changes nothing: the destination is `stay`.
    """
    step = current_step(run, procedure)
    if step is None or not 1 <= number <= len(step.choices):
        return run, Destination(kind="stay")
    choice = step.choices[number - 1]
    run = _marked(run, step, "done", at, answer=choice.when, choice=number)
    if ways.leaves(choice):
        waiting = _to(run, procedure, step, choice.then, mono)
        return waiting, _way_out(choice)
    if choice.go == "back":
        run = back(run, procedure, mono)
        return run, Destination(kind="back", target=run.current or "")
    run = _to(run, procedure, step, choice.go, mono)
    kind: Kind = "next" if choice.go == "next" else "close" if choice.go == "close" else "step"
    return run, Destination(kind=kind, target=run.current or "")


def tick_item(run: Run, procedure: Procedure, step_id: str, number: int) -> Run:
    """Tick a step's sub-item (`number` from 1), or take its tick away. No such item: no change."""
    step = procedure.step(step_id)
    if step is None or not 1 <= number <= len(step.items):
        return run
    ticked = set(run.items.get(step_id, ())) ^ {number}
    return replace(run, items={**run.items, step_id: tuple(sorted(ticked))}, signed_by="", signed_at="")


def sign_off(run: Run, procedure: Procedure, by: str, at: str) -> Run:
    """Sign a run off as complete, in somebody's name (E6). A later change of a mark takes the signature away.

    Raises ValueError, one line for the operator, while a step is neither done nor skipped.
    """
    left = [step for step in procedure.steps if run.mark(step.id).outcome == "open"]
    if left:
        more = f", and {len(left) - 1} more" if len(left) > 1 else ""
        raise ValueError(f"not complete yet: “{left[0].title}”{more}")
    return replace(run, signed_by=by, signed_at=at)


def pause(run: Run, mono: int) -> Run:
    """Put the run aside for another one or a call on hold: the current step's seconds go into its mark."""
    return replace(_banked(run, mono), entered=mono)


def resume(run: Run, mono: int) -> Run:
    """Take up a run that was put aside: the current step's seconds count from now."""
    return replace(run, entered=mono)


def rebase(run: Run, elapsed_ms: int, mono: int) -> Run:
    """Carry a run over a restart: its step has been current for `elapsed_ms` at `mono`."""
    return replace(run, entered=mono - max(0, elapsed_ms))


def reconcile(run: Run, procedure: Procedure, mono: int) -> Run:
    """Put a run whose file has lost its current step on the first step not yet dealt with.

    What the file calls sensitive now is sensitive; what it once called so stays so.
    """
    if added := [name for name in procedure.sensitive() if name not in run.sensitive]:
        run = replace(run, sensitive=(*run.sensitive, *added))
    if run.current is None or procedure.step(run.current):
        return run
    return _moved(run, procedure, _first_open(run, procedure, 0), mono)


def _onward(run: Run, procedure: Procedure, step: Step, mono: int) -> Run:
    """Go on as the file's order or the step's first choice has it, to a step that isn't dealt with yet."""
    place = procedure.position(ways.usual_target(procedure, step))
    return _moved(run, procedure, None if place is None else _first_open(run, procedure, place), mono)


def _first_open(run: Run, procedure: Procedure, place: int) -> str | None:
    rest = islice(procedure.steps, place, None)
    return next((step.id for step in rest if run.mark(step.id).outcome == "open"), None)


def _to(run: Run, procedure: Procedure, step: Step, word: str, mono: int) -> Run:
    """Move along a choice's `go` or `then`."""
    target = ways.target(procedure, step, word)
    if word == "next" or target == ways.NOWHERE:  # the latter is the checker's to report; on shift, go on
        place = procedure.position(ways.next_id(procedure, step))
        return _moved(run, procedure, None if place is None else _first_open(run, procedure, place), mono)
    if target == ways.END:
        return _moved(run, procedure, None, mono)
    return _moved(_reopened(run, procedure, target, step.id), procedure, target, mono)


def _reopened(run: Run, procedure: Procedure, first: str, last: str) -> Run:
    begin, end = procedure.position(first), procedure.position(last)
    if begin is None or end is None or begin > end:
        return run
    again = {step.id for step in procedure.steps[begin : end + 1]}
    return replace(run, marks=tuple(replace(mark, outcome="open") if mark.id in again else mark for mark in run.marks))


def _moved(run: Run, procedure: Procedure, target: str | None, mono: int) -> Run:
    run = _banked(run, mono)
    way = (*run.way, run.current) if run.current and current_step(run, procedure) else run.way
    trail = (*run.trail, run.current) if run.current else run.trail
    return replace(run, current=target, way=way, trail=trail, entered=mono)


def _banked(run: Run, mono: int) -> Run:
    """Add the time on the current step to its mark, also of one that the file has lost."""
    seconds = seconds_here(run, mono)
    if run.current is None or not seconds:
        return run
    mark = run.mark(run.current)
    return _with_mark(run, replace(mark, seconds=round(mark.seconds + seconds, 3)))


def _marked(
    run: Run, step: Step, outcome: Outcome, at: str, *, answer: str = "", why: str = "", choice: int = 0
) -> Run:
    mark = run.mark(step.id)
    run = replace(run, signed_by="", signed_at="")
    if answer:
        mark = replace(mark, answer=answer, choice=choice)
    return _with_mark(run, replace(mark, outcome=outcome, at=at, why=why))


def _with_mark(run: Run, mark: StepMark) -> Run:
    if run.has_mark(mark.id):
        return replace(run, marks=tuple(mark if known.id == mark.id else known for known in run.marks))
    return replace(run, marks=(*run.marks, mark))


def _way_out(choice: Choice) -> Destination:
    if choice.go.startswith(GO_PROCEDURE):
        return Destination(kind="procedure", target=choice.go.removeprefix(GO_PROCEDURE))
    return Destination(kind="emergency" if choice.go == "emergency" else "escalate", severity=choice.severity)
