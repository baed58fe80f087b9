"""Which step of which procedure is in front, for whoever shows its picture."""

from callpilot.desk.state import DeskState
from callpilot.procedures.model import Procedure, Step


def step_in_front(state: DeskState) -> tuple[Procedure, Step] | None:
    """Return the current step of the procedure that is followed, and that procedure; None when there is none."""
    run = state.followed.run if state.followed else None
    procedure = state.library.get(run.procedure) if run else None
    step = procedure.step(run.current) if run and procedure else None
    return (procedure, step) if procedure and step else None


def has_picture(state: DeskState) -> bool:
    """Tell whether the current step has a picture; no file is looked at."""
    found = step_in_front(state)
    return found is not None and bool(found[1].picture)
