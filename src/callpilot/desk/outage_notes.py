"""The outages in force are noted in every call that they concern, as they stand last (B10)."""

from callpilot.desk.desk import Desk
from callpilot.desk.outages import outages_for
from callpilot.desk.writing import put


def note_outages(desk: Desk, call_id: str) -> None:
    """Note in a call's record which outages were in force in it, and what callers were told last."""
    call = desk.state.calls[call_id]
    now = {one.id: one.words() for one in outages_for(desk.state, call.account)}
    if not now:
        return
    before = call.values.get("outage", "").splitlines()
    kept = [line for line in before if line.partition(":")[0] not in now]
    put(desk, call_id, outage="\n".join([*kept, *now.values()]))


def note_on_open_calls(desk: Desk) -> None:
    """Note the outages in force in every open call, also those that were answered before."""
    if desk.state.read_only:
        return
    for call_id in tuple(desk.state.calls):
        note_outages(desk, call_id)
