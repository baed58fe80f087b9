"""Rings and how each ends: answered, abandoned or missed, exactly one; and calls that the operator makes (B1, B2)."""

from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any

from msgspec.structs import replace

from callpilot.desk.calling_out import whom
from callpilot.desk.desk import Desk
from callpilot.desk.following import open_chosen
from callpilot.desk.matters import newest
from callpilot.desk.outage_notes import note_outages
from callpilot.desk.state import DeedRefused, DeskState, WaitingRing
from callpilot.desk.status import end_break, follow_status
from callpilot.desk.talking import bring_forward, hold
from callpilot.desk.writing import number_problem, put
from callpilot.plain.addresses import is_email
from callpilot.plain.untrusted import clean_line, mask_cards, mask_number
from callpilot.records.changes import CallOpened
from callpilot.records.channels import way_of
from callpilot.records.kinds import Call
from callpilot.records.words import Channel, Direction


def rang(desk: Desk, ring: WaitingRing) -> None:
    """Show a call that waits to be answered, longest first; e-mails and posts after those who wait on the line."""
    state = desk.state
    account = ring.account or state.site.account_of(ring.line).id
    rings = (*state.rings, replace(ring, account=account))
    desk.become(replace(state, rings=tuple(sorted(rings, key=lambda r: (not way_of(r.channel).is_live, r.since)))))


def is_waited_for(rings: Iterable[WaitingRing]) -> bool:
    """Tell whether somebody waits at the other end: a caller, a chat or a visitor, not an e-mail or a post."""
    return any(way_of(ring.channel).is_live for ring in rings)


def ring_gone(desk: Desk, ring_id: str) -> None:
    """Take a ring off the screen that was answered elsewhere: nothing is recorded here."""
    state = desk.state
    desk.become(replace(state, rings=tuple(ring for ring in state.rings if ring.id != ring_id)))


def abandoned(desk: Desk, ring_id: str) -> "Future[Any]":
    """Record that the caller gave up while it rang here. The future is done when the record is safe on disk."""
    ring = _ring(desk.state, ring_id)
    ring_gone(desk, ring_id)
    return unanswered(desk, ring, "abandoned", None, desk.clock.mono() - ring.since)


def unanswered(desk: Desk, ring: WaitingRing, disposition: str, ended_at: str | None, waited_ms: int) -> "Future[Any]":
    """Record a ring that ended unanswered: abandoned here, or missed while no console was open."""
    state, now = desk.state, desk.stamp()
    address = _address(desk, ring.channel, ring.number)
    call = Call(
        id=desk.next_id(),
        channel=ring.channel,
        line=ring.line,
        account=ring.account or state.site.account_of(ring.line).id,
        number=ring.number,
        name=ring.name,
        callback=address.pop("callback", ""),
        fields=address,
        disposition=disposition,
        desk=state.desk,
        shift=state.shift.id if state.shift else "",
        ringing_at=ring.ringing_at,
        ended_at=ended_at or now,
        closed_at=now,
        wait_s=max(0, waited_ms) / 1000,
        ring=ring.id,
    )
    return desk.keep(desk.draft("call", call, rev=1))


def answer(desk: Desk, ring_id: str | None = None) -> str:
    """Answer the ring `ring_id`, or the longest one that no other desk is answering; the call that was live goes on
    hold. Returns the call's id.
    """
    desk.refuse_if_read_only()
    state = desk.state
    if not state.rings:
        raise DeedRefused("nothing is ringing")
    wanted = (_ring(state, ring_id),) if ring_id else state.rings
    ring = next((one for one in wanted if desk.claim(one.id)), None)
    if ring is None:
        raise DeedRefused("another desk is answering that call just now")
    waited = max(0, desk.clock.mono() - ring.since)
    call_id = _open(
        desk, "inbound", channel=ring.channel, line=ring.line, account=ring.account, number=ring.number,
        name=ring.name, ring=ring.id, ringing_at=ring.ringing_at, wait_ms=waited,
    )  # fmt: skip
    # Only now that the call is on disk may the ring go.
    ring_gone(desk, ring.id)
    return call_id


def begin_call(
    desk: Desk,
    direction: Direction = "outbound",
    *,
    channel: Channel = "phone",
    account: str = "",
    number: str = "",
    name: str = "",
) -> str:
    """Begin a call that didn't ring here: outbound, or a contact on another channel. Returns its id (B2, C12)."""
    desk.refuse_if_read_only()
    account = account or desk.state.site.accounts[0].id
    number = mask_number(clean_line(number))
    return _open(desk, direction, channel=channel, account=account, number=number, name=name)


def call_about(desk: Desk, identity: str) -> str:
    """Begin an outbound call about a follow-up, a message or an escalation, all that is known filled in (B2).

    A call about it that is still open is brought in front instead. Returns the call's id.
    """
    desk.refuse_if_read_only()
    for call in desk.state.calls.values():
        if call.about == identity:
            bring_forward(desk, call.id)
            return call.id
    record = newest(desk, identity)
    called = whom(desk, record)
    account = record.account or desk.state.site.accounts[0].id
    number = mask_number(clean_line(called.number))
    channel: Channel = "email" if is_email(number) else "phone"
    call_id = _open(desk, "outbound", channel=channel, account=account, number=number, name=called.name, about=identity)
    known = {"company": called.company, "subject": called.subject}
    put(desk, call_id, **{field: text for field, text in known.items() if text})
    return call_id


def _open(desk: Desk, direction: Direction, *, name: str = "", **what: Any) -> str:
    if desk.state.conversation:
        hold(desk, desk.state.conversation.id)
    state = desk.state
    opening = CallOpened(
        at=desk.stamp(),
        mono=desk.clock.mono(),
        id=desk.next_id(),
        boot=desk.boot,
        direction=direction,
        operator=state.operator,
        desk=state.desk,
        shift=state.shift.id if state.shift else "",
        values=_known(desk, what.get("channel", "phone"), what.get("number", ""), name),
        **what,
    )
    desk.open_sheet(opening)
    open_chosen(desk, opening.id)
    note_outages(desk, opening.id)
    bring_forward(desk, opening.id)
    end_break(desk)
    follow_status(desk)
    return opening.id


def _known(desk: Desk, channel: Channel, number: str, name: str) -> dict[str, str]:
    """What is known of the caller already: the ring's words first, then what an earlier call recorded.

    On a channel with an address of its own, what isn't a telephone number is that address.
    """
    known = {"name": mask_cards(clean_line(name)), **_address(desk, channel, number)}
    _count, rows = earlier_calls(desk, number)
    if rows:
        known["name"] = known["name"] or rows[0].name
        known["company"] = rows[0].company
    return {field: text for field, text in known.items() if text}


def _address(desk: Desk, channel: Channel, number: str) -> dict[str, str]:
    """What came with a ring, by the field where it belongs: the callback number, or the channel's own address."""
    shown = shown_number(desk.state, number)
    is_number = not shown or number_problem(desk, shown) == ""
    return {"callback" if is_number else way_of(channel).address: shown}


def earlier_calls(desk: Desk, number: str, limit: int = 3) -> tuple[int, list[Any]]:
    """Return how many calls came from `number` before, and the last of them, newest first."""
    from callpilot.site.numbers import same_number_key

    key = same_number_key(number, desk.state.site.country) if number else ""
    if not key or desk.past is None:
        return 0, []
    return desk.past.history(key, limit)


def shown_number(state: DeskState, number: str) -> str:
    """Format a dialled number for people, as the site's country writes it; what is no number stays as it is."""
    from callpilot.site.numbers import is_withheld, read_number

    return "" if is_withheld(number) else read_number(number, state.site.country).shown


def _ring(state: DeskState, ring_id: str) -> WaitingRing:
    found = next((ring for ring in state.rings if ring.id == ring_id), None)
    if found is None:
        raise DeedRefused("that call doesn't ring any more")
    return found
