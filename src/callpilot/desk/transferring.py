"""Passing a caller on to somebody: to whom, warm or cold, and whether they took the call (A1, D5)."""

from concurrent.futures import Future
from typing import Any, Literal

from callpilot.desk.desk import Desk
from callpilot.desk.reaching import attempt
from callpilot.desk.state import DeedRefused
from callpilot.desk.talking import caller_gone
from callpilot.desk.writing import put
from callpilot.records.words import AttemptOutcome

TransferKind = Literal["warm", "cold"]
"""Warm: the caller is announced and the other side agrees first. Cold: put through at once."""


def transfer(
    desk: Desk, call_id: str, *, to: str, how: str = "", kind: TransferKind = "warm", outcome: AttemptOutcome
) -> "Future[Any]":
    """Log a transfer of a call. Who took it (`told`) has the caller now: wrap-up begins.

    Otherwise the caller is still here, and the attempt stands in the record.
    """
    call = desk.state.calls.get(call_id)
    if call is None:
        raise DeedRefused("there is no call to transfer")
    if call.stage == "wrap-up":
        raise DeedRefused("the caller has gone: there is nobody to transfer")
    saved = attempt(desk, call_id, to=to, how=how, outcome=outcome, note=f"{kind} transfer")
    if outcome == "told":
        put(desk, call_id, transferred_to=to, transfer=f"{kind}, {how}" if how else kind)
        caller_gone(desk, call_id)
    return saved
