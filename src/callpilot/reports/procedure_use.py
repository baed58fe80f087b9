"""How procedures are used: how often, for how long, and which steps operators skip (B7, B11)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from callpilot.procedures.model import Procedure

if TYPE_CHECKING:
    from callpilot.journal.index import Index, SkipCount


class SkippedStep(Struct, frozen=True, kw_only=True):
    """A step that was skipped `count` times. One that the procedure no longer has is known by its id alone."""

    id: str
    title: str
    required: bool
    count: int


class ProcedureUse(Struct, frozen=True, kw_only=True):
    """What the records say of one procedure.

    `runs` is how often it was followed, in calls, incidents and shifts; `average_s` the seconds spent in it (None:
    nobody has spent any); `last_at` a stamp. `skipped` has the most skipped step first.
    """

    runs: int = 0
    average_s: float | None = None
    last_at: str | None = None
    skipped: tuple[SkippedStep, ...] = ()


UNUSED = ProcedureUse()
"""Of a procedure that nobody has followed."""


def procedure_use(
    index: "Index", procedures: Mapping[str, Procedure], *, since: str | None = None, until: str | None = None
) -> dict[str, ProcedureUse]:
    """Return the use of every procedure that the records know, between two stamps (from, before).

    `procedures` give the steps their titles. Raises OSError when the journal can't be read.
    """
    skipped: dict[str, list[SkippedStep]] = {}
    for skip in index.skips(since, until):
        skipped.setdefault(skip.procedure, []).append(_skipped(skip, procedures.get(skip.procedure)))
    return {
        run.procedure: ProcedureUse(
            runs=run.runs,
            average_s=round(run.seconds / run.timed, 1) if run.timed else None,
            last_at=run.last,
            skipped=tuple(skipped.get(run.procedure, ())),
        )
        for run in index.runs(since, until)
    }


def _skipped(skip: "SkipCount", procedure: Procedure | None) -> SkippedStep:
    step = procedure.step(skip.step) if procedure else None
    return SkippedStep(
        id=skip.step,
        title=step.title if step else skip.step,
        required=step.required if step else False,
        count=skip.count,
    )
