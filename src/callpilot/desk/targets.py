"""What the procedures of a call promise: by when somebody hears from us, and by when the matter is settled (C14)."""

from collections.abc import Iterator

from callpilot.desk.state import DeskState
from callpilot.procedures.model import Procedure
from callpilot.procedures.run import Run
from callpilot.records.live import LiveCall

PROMISE = 900
"""Seconds from which on a procedure's target is a promise for after the call; a shorter one is about the call."""


def promised(state: DeskState, call: LiveCall) -> int:
    """The seconds in which the procedures of a call promise an answer, the one in front first; 0 for none.

    Of a target to respond and one to resolve the sooner counts.
    """
    for run, procedure in _followed(state, call):
        step = procedure.step(run.current) if run.current else None
        targets = (procedure.respond_within, procedure.resolve_within, step.within if step else None)
        if found := [seconds for seconds in targets if seconds and seconds >= PROMISE]:
            return min(found)
    return 0


def to_resolve(state: DeskState, call: LiveCall) -> int:
    """The seconds, from its answering, in which a call's procedures promise to settle the matter; 0 for none."""
    targets = [procedure.resolve_within or 0 for _run, procedure in _followed(state, call)]
    return min((seconds for seconds in targets if seconds >= PROMISE), default=0)


def _followed(state: DeskState, call: LiveCall) -> Iterator[tuple[Run, Procedure]]:
    """The runs of a call with their procedures, those in front first; protocols have deadlines of their own."""
    for place in (*reversed(call.stack), *range(len(call.runs))):
        run = call.runs[place]
        procedure = state.library.procedures.get(run.procedure)
        if procedure is not None and procedure.protocol is None:
            yield run, procedure
