"""A procedure under way, as a value: what is kept of it in a live call and taken up after a restart."""

from functools import cached_property
from typing import Literal

from msgspec import Struct

from callpilot.procedures.model import Procedure, Step

Outcome = Literal["done", "skipped", "open"]
Kind = Literal["step", "next", "back", "close", "escalate", "emergency", "procedure", "stay"]


class StepMark(Struct, frozen=True, kw_only=True):
    """How one step went.

    `why` is a skip's reason, `at` the stamp of done or skipped, `seconds` how long the step was current. `choice` is
    the number, from 1, of the choice that the answer is the words of; 0 when it isn't one's.
    """

    id: str
    outcome: Outcome = "open"
    why: str = ""
    answer: str = ""
    at: str | None = None
    seconds: float = 0
    choice: int = 0

    @property
    def went(self) -> Outcome:
        """How the step went when it was last dealt with, also when a way back has opened it again since."""
        if self.outcome != "open" or self.at is None:
            return self.outcome
        return "skipped" if self.why else "done"


class Run(Struct, frozen=True, kw_only=True, dict=True):
    """A procedure under way. `marks` has the steps touched so far; `current` is None when the end is reached.

    `way` has the steps gone through before the current one, oldest first, without those that were gone back from;
    `trail` has every step that was ever left, in order, as often as it was. `items` has the ticked sub-items of
    a step by number, counted from 1. `entered` is when, in monotonic ms, the current step became current.
    `sensitive` names the fields that its procedure calls so: their values are hidden wherever they are read.
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
    trail: tuple[str, ...] = ()
    signed_by: str = ""
    signed_at: str = ""
    sensitive: tuple[str, ...] = ()

    def mark(self, identity: str) -> StepMark:
        """Return the mark of the step with that id; an open one when it was never touched."""
        return self._by_step.get(identity) or StepMark(id=identity)

    def has_mark(self, identity: str) -> bool:
        """Tell whether the step with that id was ever touched."""
        return identity in self._by_step

    @cached_property
    def _by_step(self) -> dict[str, StepMark]:
        """The marks by their step; a run never changes, so neither do they."""
        return {mark.id: mark for mark in self.marks}


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
