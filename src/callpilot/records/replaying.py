"""A procedure's run drawn again from its record: where it stood, the way taken, what was ticked and answered (E4)."""

from callpilot.procedures.run import Outcome, Run, StepMark
from callpilot.records.parts import ProcedureRecord, StepRecord

_OUTCOMES = ("done", "skipped", "open")


def drawn_again(record: ProcedureRecord) -> Run:
    """Return the run as it stood when `record` was made; only its clocks stand still.

    Of what an older version wrote, the way taken and the items ticked are not known, and the run has reached its end.
    """
    marks = (_mark(step) for step in record.steps)
    return Run(
        procedure=record.id,
        version=record.version,
        sha256=record.sha256,
        because=record.because,
        marks=tuple(mark for mark in marks if mark != StepMark(id=mark.id)),
        current=record.current,
        way=record.way,
        items={step.id: step.items for step in record.steps if step.items},
        started_at=record.started_at,
        trail=record.trail,
        signed_by=record.signed_by,
        signed_at=record.signed_at,
    )


def _mark(step: StepRecord) -> StepMark:
    outcome: Outcome = step.outcome if step.outcome in _OUTCOMES else "open"
    return StepMark(
        id=step.id, outcome=outcome, why=step.why, answer=step.answer, at=step.at, seconds=step.seconds,
        choice=step.choice,
    )  # fmt: skip
