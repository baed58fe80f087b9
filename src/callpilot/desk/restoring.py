"""Coming back: what was on the sheets in `open/` is taken up at its desk again, and its clocks go on."""

from collections.abc import Iterable

from msgspec.structs import replace

from callpilot.desk.desk import Desk, empty_pad, new_pad, pad_id
from callpilot.desk.on_sheets import gap
from callpilot.desk.talking import bring_forward, next_front
from callpilot.records.changes import Reattached
from callpilot.records.folding import fold
from callpilot.records.live import AnyLive, L, LiveCall, LiveIncident, Pad


def reattach(desk: Desk, found: Iterable[AnyLive]) -> None:
    """Take up what an earlier console left at this desk: calls, incidents, the pad; the time since then counts."""
    pad = next((live for live in found if isinstance(live, Pad) and live.id == pad_id(desk.state.desk)), None)
    calls = {live.id: live for live in found if isinstance(live, LiveCall)}
    incidents = {live.id: live for live in found if isinstance(live, LiveIncident) and not live.outcome}
    # The last of these by how long ago it was: a clock that was set in between doesn't tell.
    left = [(gap(live, desk.clock, desk.boot), live.changed_at) for live in (*calls.values(), *([pad] if pad else []))]
    desk.away_ms, desk.left_at = min(left, default=(0, ""))
    pad_now = pad or empty_pad(desk.state.desk)
    desk.become(replace(desk.state, pad=pad_now, calls=calls, incidents=incidents))
    if desk.state.read_only:
        _look_on(desk)
        return
    if pad is None:
        desk.open_sheet(new_pad(desk.state.desk, desk.stamp(), desk.clock.mono(), desk.boot))
    for live in (*calls.values(), *incidents.values(), *([pad] if pad else [])):
        desk.change(live.id, Reattached, boot=desk.boot, gap_ms=gap(live, desk.clock, desk.boot))
    if desk.state.pad.front not in (*calls, *incidents):
        bring_forward(desk, next_front(desk.state))


def _look_on(desk: Desk) -> None:
    """Let the clocks of what somebody else holds go on here, without writing anything."""

    def going_on(live: L) -> L:
        passed = gap(live, desk.clock, desk.boot)
        return fold(live, Reattached(at=desk.stamp(), mono=desk.clock.mono(), boot=desk.boot, gap_ms=passed))

    state = desk.state
    calls = {identity: going_on(call) for identity, call in state.calls.items()}
    incidents = {identity: going_on(incident) for identity, incident in state.incidents.items()}
    desk.become(replace(state, calls=calls, incidents=incidents))
