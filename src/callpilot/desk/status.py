"""What the operator does now, from available to away, counted for the shift's figures (D8)."""

from datetime import datetime, timedelta

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.records.changes import StatusChanged
from callpilot.records.words import CHOSEN_STATUSES, Status


def status_of(state: DeskState) -> Status:
    """What the operator does, judging by the calls first, then by what they said of themselves."""
    stages = {call.stage for call in state.calls.values()}
    if stages & {"live", "held"}:
        return "on call"
    return "wrap-up" if stages else state.pad.chosen


def follow_status(desk: Desk) -> None:
    """Note the status that follows from the calls, when it is another one now. Every deed on a call ends with it."""
    state = desk.state
    if state.shift and not state.read_only and (now := status_of(state)) != state.pad.status:
        desk.change(state.pad.id, StatusChanged, status=now, chosen=state.pad.chosen)


def end_break(desk: Desk) -> None:
    """Answering, or beginning a call, ends a break, training or absence: it doesn't come back once that is closed."""
    pad = desk.state.pad
    if pad.chosen != "available":
        desk.change(pad.id, StatusChanged, status=status_of(desk.state), chosen="available")


def since(state: DeskState, now: datetime, mono: int) -> datetime:
    """The moment since which the operator does what they do now, told from the wall time `now` at `mono` (ms)."""
    return now - timedelta(milliseconds=max(0, mono - state.pad.status_since))


def choose_status(desk: Desk, status: Status) -> None:
    """Say that one is available, on a break, in training or away. With a call open it holds once that is closed."""
    state = desk.state
    if state.shift is None:
        raise DeedRefused("no shift is under way")
    if status not in CHOSEN_STATUSES:
        raise DeedRefused(f"choose one of {', '.join(CHOSEN_STATUSES)}")
    now = state.pad.status if state.calls else status
    if (now, status) != (state.pad.status, state.pad.chosen):
        desk.change(state.pad.id, StatusChanged, status=now, chosen=status)
