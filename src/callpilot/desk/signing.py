"""Sign-on and sign-off: a shift is one operator at one desk (DESIGN: words)."""

from concurrent.futures import Future
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.records.changes import SignedOn
from callpilot.records.closing import procedure_record
from callpilot.records.ids import short
from callpilot.records.kinds import Shift
from callpilot.records.live import Pad, shift_fields


def sign_on(desk: Desk, *, name: str = "", hours: str = "") -> None:
    """Begin a shift, or go on with the one that this operator has under way at this desk."""
    state = desk.state
    if state.read_only or (state.shift and state.shift.operator == state.operator):
        return
    if state.shift:
        _end(desk, state.shift, "not signed off; the next operator signed on")
    shift = Shift(
        id=_next_id(desk),
        operator=state.operator,
        desk=state.desk,
        name=name,
        hours=hours,
        started_at=desk.stamp(),
    )
    desk.change(state.pad.id, SignedOn, shift=shift)
    desk.keep(desk.draft("shift", shift, rev=1))


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
    """Keep the ended shift with its notes. What follows on the pad begins without them."""
    ended = ended_shift(desk.state.pad, shift, desk.stamp(), desk.clock.mono())
    return desk.keep(desk.draft("shift", ended, rev=2, why=why))


def ended_shift(pad: Pad, shift: Shift, at: str, mono: int) -> Shift:
    """The record of a shift that ends at `at`, the monotonic moment `mono`, with what was noted and followed (A10)."""
    procedures = tuple(procedure_record(run.procedure, run.version, run.sha256, run.marks) for run in pad.runs)
    fields = {name: text for name, text in shift_fields(pad).items() if text.strip()}
    return replace(
        shift, ended_at=at, notes=pad.values.get("notes", ""), fields=fields, procedures=procedures,
        status_s=status_seconds(pad, mono),
    )  # fmt: skip


def status_seconds(pad: Pad, mono: int) -> dict[str, float]:
    """How many seconds of the shift the operator was available, on call and so on; what took none is left out (D8)."""
    return {status: spent / 1000 for status, spent in pad.status_now(mono).items() if spent}


def _next_id(desk: Desk) -> str:
    """The id of a shift that begins now; never one that was given out before, whatever the clock says."""
    local = desk.clock.now().astimezone(desk.zone)
    while True:
        identity = f"{local:%Y%m%d}-{desk.state.desk}-s{local:%H%M%S}"
        if not desk.revision(identity):
            return identity
        local += timedelta(seconds=1)
