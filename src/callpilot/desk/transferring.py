"""Passing a caller on to somebody: to whom, warm or cold, and whether they took the call (A1, D5).

A transfer is begun, and then ends in one of three ways. While a warm one is under way the caller waits on hold; the
sheet says so, so that a restart knows which of the two was done.
"""

from concurrent.futures import Future
from typing import Any, Literal

from callpilot.desk.desk import Desk
from callpilot.desk.reaching import attempt
from callpilot.desk.state import DeedRefused
from callpilot.desk.talking import caller_gone, hold, resume
from callpilot.desk.writing import put
from callpilot.records.closing import transfer_note
from callpilot.records.live import LiveCall
from callpilot.records.words import AttemptOutcome

TransferKind = Literal["warm", "cold"]
"""Warm: the caller is announced and the other side agrees first. Cold: put through at once."""


KIND, HELD = "reach.kind", "reach.held"
"""On the call's sheet while a transfer is under way: warm or cold; and whether the caller was asked to wait for it."""


def _caller(desk: Desk, call_id: str) -> LiveCall:
    call = desk.state.calls.get(call_id)
    if call is None:
        raise DeedRefused("there is no call to transfer")
    if call.stage == "wrap-up":
        raise DeedRefused("the caller has gone: there is nobody to transfer")
    return call


def under_way(call: LiveCall | None) -> TransferKind | None:
    """What kind of transfer was begun in a call and hasn't ended; None without one."""
    kind = call.values.get(KIND, "") if call and call.stage != "wrap-up" else ""
    return "warm" if kind == "warm" else "cold" if kind == "cold" else None


def begin_transfer(desk: Desk, call_id: str, kind: TransferKind) -> None:
    """Begin to pass the caller on. Warm: the caller waits on hold while the other side is asked."""
    call = _caller(desk, call_id)
    put(desk, call_id, **{KIND: kind})
    if kind == "warm" and call.stage == "live":
        put(desk, call_id, **{HELD: "yes"})
        hold(desk, call_id)


def back_to_caller(desk: Desk, call_id: str) -> None:
    """End a transfer that came to nothing: who was put on hold for it is spoken to again."""
    call = desk.state.calls.get(call_id)
    if call is None:
        return
    is_held = bool(call.values.get(HELD)) and call.stage == "held"
    put(desk, call_id, **{KIND: "", HELD: ""})
    if is_held and desk.state.conversation is None:
        resume(desk, call_id)


def transfer(
    desk: Desk,
    call_id: str,
    *,
    to: str,
    contact: str = "",
    how: str = "",
    kind: TransferKind = "warm",
    outcome: AttemptOutcome,
) -> "Future[Any]":
    """Log how a transfer of a call went. Who took it (`told`) has the caller now: wrap-up begins.

    Otherwise the caller is still here, and the attempt stands in the record. `contact` is the id of whom `to` names.
    """
    _caller(desk, call_id)
    saved = attempt(desk, call_id, to=to, contact=contact, how=how, outcome=outcome, note=transfer_note(kind))
    if outcome == "told":
        _put_through(desk, call_id, to, f"{kind}, {how}" if how else kind)
    else:
        back_to_caller(desk, call_id)
        if desk.state.calls[call_id].values.get("transferred_to", "").strip().casefold() == to.strip().casefold():
            put(desk, call_id, transferred_to="")  # it was written beforehand, and didn't come true
    return saved


def _put_through(desk: Desk, call_id: str, to: str, words: str) -> None:
    put(desk, call_id, transferred_to=to, transfer=words, **{KIND: "", HELD: ""})
    caller_gone(desk, call_id)


def mend_transfer(desk: Desk, call_id: str) -> None:
    """End the conversation of a call whose caller was taken over, when the console ended before it could."""
    call = desk.state.calls[call_id]
    last = call.tried[-1] if call.tried else None
    if last and call.stage != "wrap-up" and last.outcome == "told" and last.note in _NOTES:
        kind = _NOTES[last.note]
        _put_through(desk, call_id, last.to, f"{kind}, {last.how}" if last.how else kind)


_NOTES = {transfer_note(kind): kind for kind in ("warm", "cold")}
