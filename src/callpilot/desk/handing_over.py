"""Handing over: a shift's handover is signed, or written for who forgot to, and no end of the console loses it (A10).

What a shift hands over is noted on the pad before the journal is asked. It stays there until the journal has it: the
next console that has read the books writes what is owed.
"""

from msgspec import DecodeError
from msgspec.structs import replace

from callpilot.desk.books import Books
from callpilot.desk.desk import Desk
from callpilot.desk.handover_draft import (
    EXPECT,
    GRAVITIES,
    GRAVITY,
    SUMMARY,
    draft_handover,
    handover_id,
    reasons_for,
)
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.journal.codec import decode, encode
from callpilot.journal.store import Draft
from callpilot.records.kinds import Handover, Shift

OWED = "owed."
"""On the pad, before a shift's id: the handover that the journal may not have yet, without its items."""


def signed_handover(desk: Desk, shift: Shift) -> Handover:
    """The handover of `shift`, signed by the operator now. Raises DeedRefused when its gravity is none."""
    draft = draft_handover(desk.state, shift, desk.clock.now())
    if draft.gravity not in GRAVITIES:
        raise DeedRefused(f"how serious it is: one of {', '.join(GRAVITIES)}")
    return replace(draft, signed_by=desk.state.operator, signed_at=draft.made_at)


def unsigned_handover(desk: Desk, shift: Shift) -> Handover:
    """What is on the pad for the handover of a shift that nobody signed off; what nobody wrote is empty."""
    values = desk.state.pad.values
    return Handover(
        id=handover_id(shift.id),
        shift=shift.id,
        desk=shift.desk,
        operator=shift.operator,
        gravity=values.get(GRAVITY, "").strip(),
        summary=values.get(SUMMARY, "").strip(),
        expect=values.get(EXPECT, "").strip(),
        made_at=desk.stamp(),
    )


def owe(desk: Desk, handover: Handover) -> None:
    """Note on the pad that a handover is to be in the journal."""
    note = encode(replace(handover, items=())).decode("utf-8")
    put(desk, desk.state.pad.id, **{OWED + handover.shift: note})


def write_owed(desk: Desk) -> None:
    """Write every handover that the pad owes and the journal doesn't have. The books must have been read."""
    state = desk.state
    if state.read_only:
        return
    owed = {name.removeprefix(OWED): text for name, text in state.pad.values.items() if name.startswith(OWED) and text}
    for shift_id, text in owed.items():
        if state.shift and state.shift.id == shift_id:
            continue  # its end was never written: it goes on, and will be signed again
        is_written = desk.is_recorded(handover_id(shift_id))
        if is_written is None:
            continue  # the journal can't be read now: it is owed on
        if not is_written:
            handover = _owed(desk, shift_id, text)
            desk.keep(desk.draft("handover", handover, rev=1, why=_why(handover)), *closing_earlier(desk, handover, ""))
        put(desk, state.pad.id, **{OWED + shift_id: ""})


def _owed(desk: Desk, shift_id: str, text: str) -> Handover:
    """The handover that is owed, with what is open now and, where nobody wrote anything, what the records propose."""
    try:
        known = decode(text.encode("utf-8"), Handover)
    except (DecodeError, ValueError):
        known = Handover(id=handover_id(shift_id), shift=shift_id, desk=desk.state.desk, operator="unknown")
    shift = Shift(id=shift_id, operator=known.operator, desk=known.desk)
    draft = draft_handover(desk.state, shift, desk.clock.now())
    gravity = known.gravity if known.gravity in GRAVITIES else draft.gravity
    return replace(
        known,
        gravity=gravity,
        reasons=known.reasons or reasons_for(gravity, known.operator, draft.gravity, draft.reasons),
        summary=known.summary or draft.summary,
        expect=known.expect or draft.expect,
        items=draft.items,
        made_at=known.made_at or draft.made_at,
    )


def _why(handover: Handover) -> str:
    return "signed" if handover.signed_by else "not signed off; written from what was on the disk"


def closing_earlier(desk: Desk, handover: Handover, since: str) -> list[Draft]:
    """Close the handovers that `handover` follows: everything that is still open of them stands in it.

    Those are the ones that somebody has accepted as far as they would, and those that had waited for the whole of a
    shift that began at the stamp `since`. What was signed during that shift still waits to be read by the next one.
    """
    earlier = [one for one in desk.state.books.handovers.values() if one.id != handover.id]
    ripe = [one for one in earlier if one.accepted_by or (since and one.made_at < since)]
    return [
        desk.draft("handover", replace(one, closed_at=desk.stamp()), why=f"stands in {handover.id}") for one in ripe
    ]


def open_handovers(books: Books) -> list[Handover]:
    """The handovers that nobody has closed, the newest first."""
    return sorted(books.handovers.values(), key=lambda one: (one.made_at, one.id), reverse=True)
