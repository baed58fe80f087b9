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

STILL_HERE = timedelta(hours=2)
"""Who comes back within this goes on with the shift, however long it is by the clock, which may have been set."""


def sign_on(desk: Desk, *, name: str = "", hours: str = "") -> bool:
    """Begin a shift, or go on with the one that this operator has under way at this desk. True when one began.

    A shift that somebody else left, or whose end was forgotten, is ended; its handover is written once the books are
    read (`handing_over.write_owed`).
    """
    state = desk.state
    left_at, desk.left_at = desk.left_at, ""
    if state.read_only:
        return False
    if state.shift:
        from callpilot.desk.handover_draft import is_forgotten

        is_own = state.shift.operator == state.operator
        is_back = bool(left_at) and desk.away_ms < STILL_HERE.total_seconds() * 1000
        if is_own and (is_back or not is_forgotten(state.shift, desk.clock.now())):
            return False
        who = "the same operator" if is_own else "the next operator"
        _end_forgotten(desk, state.shift, left_at, f"not signed off; {who} signed on")
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
    return True


def sign_off(desk: Desk) -> "Future[Any]":
    """Sign the handover and end the shift. Every call must be closed first; all else that is open is handed over.

    The future is done when handover and shift are safe on disk.
    """
    from callpilot.desk.handing_over import closing_earlier, owe, signed_handover

    state = desk.state
    if state.shift is None:
        raise DeedRefused("no shift is under way")
    if state.calls:
        raise DeedRefused(f"close first: {', '.join(short(identity) for identity in sorted(state.calls))}")
    shift, handover = state.shift, signed_handover(desk, state.shift)
    owe(desk, handover)
    ended = ended_shift(state.pad, shift, desk.stamp(), desk.clock.mono())
    saved = desk.keep(
        desk.draft("handover", handover, rev=1, why="signed"),
        desk.draft("shift", ended, rev=2, why="sign-off"),
        *closing_earlier(desk, handover, shift.started_at),
    )
    desk.change(state.pad.id, SignedOn, shift=None)
    return saved


def _end_forgotten(desk: Desk, shift: Shift, left_at: str, why: str) -> None:
    """End a shift that nobody signed off, at the moment at which its desk was left (empty: now)."""
    from callpilot.desk.handing_over import owe, unsigned_handover

    owe(desk, unsigned_handover(desk, shift))
    left = max(left_at or desk.stamp(), shift.started_at)
    ended = ended_shift(desk.state.pad, shift, left, desk.clock.mono() - (desk.away_ms if left_at else 0))
    desk.keep(desk.draft("shift", ended, rev=2, why=why))


def ended_shift(pad: Pad, shift: Shift, at: str, mono: int) -> Shift:
    """The record of a shift that ends at `at`, the monotonic moment `mono`, with what was noted and followed (A10)."""
    procedures = tuple(procedure_record(run, run.marks) for run in pad.runs)
    fields = {name: text for name, text in shift_fields(pad).items() if text.strip()}
    return replace(
        shift, ended_at=at, notes=pad.values.get("notes", ""), fields=fields, procedures=procedures,
        status_s=pad.status_seconds(mono),
    )  # fmt: skip


def _next_id(desk: Desk) -> str:
    """The id of a shift that begins now; never one that was given out before, whatever the clock says."""
    local = desk.clock.now().astimezone(desk.zone)
    while True:
        identity = f"{local:%Y%m%d}-{desk.state.desk}-s{local:%H%M%S}"
        if not desk.revision(identity):
            return identity
        local += timedelta(seconds=1)
