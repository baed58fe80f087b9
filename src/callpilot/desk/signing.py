"""Sign-on and sign-off: a shift is one operator at one desk (DESIGN: words)."""

from concurrent.futures import Future
from typing import Any

from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.records.changes import SignedOn
from callpilot.records.ids import short
from callpilot.records.kinds import Shift


def sign_on(desk: Desk, *, name: str = "", hours: str = "") -> None:
    """Begin a shift, or go on with the one that this operator has under way at this desk."""
    state = desk.state
    if state.read_only or (state.shift and state.shift.operator == state.operator):
        return
    if state.shift:
        _end(desk, state.shift, "not signed off; the next operator signed on")
    local = desk.clock.now().astimezone(desk.zone)
    shift = Shift(
        id=f"{local:%Y%m%d}-{state.desk}-s{local:%H%M%S}",
        operator=state.operator,
        desk=state.desk,
        name=name,
        hours=hours,
        started_at=desk.stamp(),
    )
    desk.keep(desk.draft("shift", shift, rev=1))
    desk.change(state.pad.id, SignedOn, shift=shift)


def sign_off(desk: Desk) -> "Future[Any]":
    """End the shift. Every call must be closed first; incidents stay open for the next operator."""
    state = desk.state
    if state.shift is None:
        raise DeedRefused("no shift is under way")
    if state.calls:
        raise DeedRefused(f"close first: {', '.join(short(identity) for identity in sorted(state.calls))}")
    saved = _end(desk, state.shift, "sign-off")
    desk.change(state.pad.id, SignedOn, shift=None)
    return saved


def _end(desk: Desk, shift: Shift, why: str) -> "Future[Any]":
    """Keep the ended shift with its notes; the next one begins with none."""
    pad = desk.state.pad
    ended = replace(shift, ended_at=desk.stamp(), notes=pad.values.get("notes", ""))
    saved = desk.keep(desk.draft("shift", ended, rev=2, why=why))
    put(desk, pad.id, notes="")
    return saved
