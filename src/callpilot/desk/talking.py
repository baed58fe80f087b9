"""Several calls at once: hold and resume, the next one, the caller has gone."""

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.desk.status import follow_status
from callpilot.records.changes import CallerGone, Fronted, Held, Resumed
from callpilot.records.live import LiveCall


def front_call(desk: Desk) -> LiveCall:
    """Return the call in front; when an incident is in front, the call it came from. Raises DeedRefused."""
    state = desk.state
    incident = state.front_incident
    call = state.front or (state.calls.get(incident.call or "") if incident else None)
    if call is None:
        raise DeedRefused("there is no call")
    return call


def bring_forward(desk: Desk, identity: str) -> None:
    """Put a call or an incident in front of the operator; drafts stay as they are."""
    if desk.state.pad.front != identity:
        desk.change(desk.state.pad.id, Fronted, id=identity)


def next_front(state: DeskState) -> str:
    """What comes in front when nothing is: an emergency without an outcome, then a call that waits, then nothing."""
    waiting = sorted(state.calls.values(), key=lambda call: (("live", "held", "wrap-up").index(call.stage), call.id))
    return next(iter(state.incidents), "") or (waiting[0].id if waiting else "")


def next_call(desk: Desk) -> str:
    """Go to the next unfinished call, round and round; from an emergency, back to its call. Returns what is in front.

    An emergency whose call is closed, or that never had one, takes its turn after the calls.
    """
    state = desk.state
    incident = state.front_incident
    home = incident.call if incident and incident.call in state.calls else None
    target = home or _after(state.pad.front, turns(state))
    bring_forward(desk, target)
    return target


def turns(state: DeskState) -> list[str]:
    """What F4 goes round: the calls that aren't closed, then the incidents that no such call leads to."""
    alone = [i.id for i in state.incidents.values() if i.call not in state.calls]
    return [*sorted(state.calls), *sorted(alone)]


def _after(front: str, ids: list[str]) -> str:
    others = [identity for identity in ids if identity != front]
    if not others:
        raise DeedRefused("there is no other call" if ids else "there is no call")
    return ids[(ids.index(front) + 1) % len(ids)] if front in ids else ids[0]


def hold(desk: Desk, call_id: str) -> None:
    """Ask the caller to wait."""
    call = desk.state.calls.get(call_id)
    if call is None or call.stage != "live":
        raise DeedRefused("this call isn't live")
    desk.change(call_id, Held)


def resume(desk: Desk, call_id: str) -> None:
    """Speak to a held caller again; whoever was spoken to is asked to wait."""
    call = desk.state.calls.get(call_id)
    if call is None or call.stage != "held":
        raise DeedRefused("this call isn't on hold")
    other = desk.state.conversation
    if other:
        hold(desk, other.id)
    desk.change(call_id, Resumed)


def hold_or_resume(desk: Desk) -> None:
    """Hold the call in front when it is live, resume it when it is held."""
    call = front_call(desk)
    if call.stage == "wrap-up":
        raise DeedRefused("the caller has gone")
    (hold if call.stage == "live" else resume)(desk, call.id)


def caller_gone(desk: Desk, call_id: str) -> None:
    """End the conversation: wrap-up begins."""
    call = desk.state.calls.get(call_id)
    if call is None or call.stage == "wrap-up":
        raise DeedRefused("the caller has gone already")
    desk.change(call_id, CallerGone)
    follow_status(desk)
