"""A procedure under way, as a value: what is kept of it in a live call and taken up after a restart."""

from typing import Literal

from msgspec import Struct

from callpilot.procedures.model import Procedure, Step

Outcome = Literal["done", "skipped", "open"]
Kind = Literal["step", "next", "back", "close", "escalate", "emergency", "procedure", "stay"]


class StepMark(Struct, frozen=True, kw_only=True):
    """How one step went.

    `why` is a skip's reason, `at` the stamp of done or skipped, `seconds` how long the step was current.
    """

    id: str
    outcome: Outcome = "open"
    why: str = ""
    answer: str = ""
    at: str | None = None
    seconds: float = 0


class Run(Struct, frozen=True, kw_only=True):
    """A procedure under way. `marks` has the steps touched so far; `current` is None when the end is reached.

    `way` has the steps gone through before the current one, oldest first. `items` has the ticked sub-items of
    a step by number, counted from 1. `entered` is when, in monotonic ms, the current step became current.
    `signed_by` signed the run off as complete at the stamp `signed_at`; both are empty until then (E6).
    """

    procedure: str
    version: str
    sha256: str
    because: str = ""
    marks: tuple[StepMark, ...] = ()
    current: str | None = None
    entered: int = 0
    way: tuple[str, ...] = ()
    items: dict[str, tuple[int, ...]] = {}
    started_at: str = ""
    signed_by: str = ""
    signed_at: str = ""

    def mark(self, identity: str) -> StepMark:
        """Return the mark of the step with that id; an open one when it was never touched."""
        return next((mark for mark in self.marks if mark.id == identity), StepMark(id=identity))


class Destination(Struct, frozen=True, kw_only=True):
    """Where a choice leads. `target` is a step's or a procedure's id; `stay`: there was no such choice.

    After step, next, back and close the run stands there already. After escalate, emergency and procedure it
    waits where it goes on later; opening what is asked for is the business of whoever chose.
    """

    kind: Kind
    target: str = ""
    severity: str = ""


def current_step(run: Run, procedure: Procedure) -> Step | None:
    """Return the current step; None at the end, and when the file has lost it."""
    return procedure.step(run.current)


def seconds_here(run: Run, mono: int) -> float:
    """Return for how many seconds the step has been current, this time: what `within` is held against."""
    return max(0, mono - run.entered) / 1000 if run.current else 0
