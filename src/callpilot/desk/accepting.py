"""Accepting a handover: item by item, by one operator or shared by several; what is accepted is theirs from then (A10).

An item that nobody accepts stays open, with the owner that it has, and stands in the next handover.
"""

from concurrent.futures import Future
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from callpilot.desk import emergencies
from callpilot.desk.books import Books
from callpilot.desk.desk import Desk
from callpilot.desk.handing_over import open_handovers
from callpilot.desk.matters import noted, said
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.journal.store import Draft
from callpilot.records.changes import OwnerGiven
from callpilot.records.ids import desk_of
from callpilot.records.kinds import KIND_OF, Handover, HandoverItem, Incident
from callpilot.records.standing import owner_of

UNDERSTANDING, QUESTION = "accept.understanding", "accept.question"
"""Where the incoming operator's words stand on the pad while they are written."""


class Offer(Struct, frozen=True, kw_only=True):
    """One item of a handover that waits. `is_open`: nobody has accepted it, and it isn't finished."""

    handover: str
    item: HandoverItem
    is_open: bool


def waiting(state: DeskState) -> list[Handover]:
    """The handovers that this operator hasn't accepted, the newest first."""
    return [one for one in open_handovers(state.books) if not has_finished(one, state.operator)]


def has_finished(handover: Handover, operator: str) -> bool:
    """Tell whether an operator has written what they understood of a handover."""
    return operator.strip().casefold() in _names(handover.accepted_by)


def _names(accepted_by: str) -> set[str]:
    return {name.strip().casefold() for name in accepted_by.split(";") if name.strip()}


def offers(state: DeskState) -> list[Offer]:
    """Every item of the handovers that wait, each once: as the newest handover has it, in its order.

    What stays with an operator who is still at work is nobody else's to accept, and isn't among them.
    """
    found: dict[str, Offer] = {}
    for handover in waiting(state):
        for item in handover.items:
            if item.id not in found:
                found[item.id] = Offer(handover=handover.id, item=item, is_open=_is_offered(state, item))
    return [one for one in found.values() if one.is_open or one.item.accepted_at]


def _is_offered(state: DeskState, item: HandoverItem) -> bool:
    """Tell whether an item can be accepted: nobody has it from this handover, and it isn't finished."""
    if item.accepted_by:
        return False
    if item.kind == "call":
        return item.id in state.calls or desk_of(item.id) != state.desk
    matter = state.books.matters.get(item.id)
    # An owner who is another one than the handover says has taken it since then.
    return matter is not None and owner_of(matter) == item.owner


def reminder(state: DeskState) -> str:
    """What waits, in one line: `handover from Maria waits: 4 of 6 accepted`; empty when nothing does."""
    found = waiting(state)
    if not found:
        return ""
    who = " and ".join(dict.fromkeys(one.operator for one in reversed(found)))
    offered = offers(state)
    accepted = sum(not one.is_open for one in offered)
    count = f"{accepted} of {len(offered)} accepted" if offered else "nothing is open in it"
    return f"handover from {who} waits: {count}"


# -- item by item ---------------------------------------------------------------------------------------


def accept_item(desk: Desk, handover: str, item: str) -> "Future[Any]":
    """Take an item over: it is this operator's from now on. The future is done when that is safe on disk."""
    return _accept(desk, [_offer(desk.state, handover, item)])


def accept_all(desk: Desk) -> "Future[Any]":
    """Take over all that is still offered."""
    offered = [one for one in offers(desk.state) if one.is_open]
    if not offered:
        raise DeedRefused("nothing is left to accept")
    return _accept(desk, offered)


def _offer(state: DeskState, handover: str, item: str) -> Offer:
    """The offer of an item in the waiting handover `handover`. Raises DeedRefused when it isn't to be had."""
    found = next((one for one in offers(state) if one.item.id == item), None)
    if found is None or handover not in {one.id for one in waiting(state)}:
        raise DeedRefused("that is finished, or isn't in a handover that waits")
    if not found.is_open:
        raise DeedRefused(f"{found.item.accepted_by or 'somebody'} has accepted it already")
    return found


def _accept(desk: Desk, offered: list[Offer]) -> "Future[Any]":
    at, who = desk.stamp(), desk.state.operator
    drafts: list[Draft] = []
    for one in offered:
        drafts += _taken(desk, one)
    wanted = {one.item.id for one in offered}
    for handover in waiting(desk.state):
        items = tuple(
            replace(item, accepted_by=who, accepted_at=at) if item.id in wanted and not item.accepted_by else item
            for item in handover.items
        )
        if items != handover.items:
            count = sum(item.id in wanted for item in handover.items)
            words = f"{who} accepted {next(iter(wanted)) if count == 1 else f'{count} items'}"
            drafts.append(desk.draft("handover", replace(handover, items=items), why=words))
    return desk.keep(*drafts)


def _taken(desk: Desk, offer: Offer) -> list[Draft]:
    """Make the operator the owner of what an item is about; a call keeps whoever answered it."""
    state, identity = desk.state, offer.item.id
    matter = state.books.matters.get(identity)
    if matter is None:
        return []
    before = owner_of(matter)
    words = f"accepted in the handover from {_giver(state, offer)}" + (
        f"; {before} had it" if before != state.operator else ""
    )
    if identity in state.incidents:
        if before != state.operator:
            desk.change(identity, OwnerGiven, owner=state.operator, by=state.operator)
        emergencies.note(desk, identity, f"accepted in the handover from {_giver(state, offer)}")
        emergencies.keep_record(desk, identity)
        return []
    taken = noted(replace(matter, owner=state.operator), desk.stamp(), state.operator, words)
    return [desk.draft(KIND_OF[type(taken)], taken, why="accepted in the handover")]


def _giver(state: DeskState, offer: Offer) -> str:
    handover = state.books.handovers.get(offer.handover)
    return handover.operator if handover else "the shift before"


def leave_item(desk: Desk, handover: str, item: str, why: str) -> "Future[Any]":
    """Leave an item, with the reason or the question: it stays open with its owner, and stands in the next handover."""
    why = said(" ".join(why.split()), "say why it is left, or what is unclear")
    offer = _offer(desk.state, handover, item)
    record = desk.state.books.handovers[offer.handover]
    question = f"{desk.state.operator}: {why}"
    items = tuple(replace(one, question=question) if one.id == item else one for one in record.items)
    drafts = [desk.draft("handover", replace(record, items=items), why=f"{desk.state.operator} left {item}")]
    matter = desk.state.books.matters.get(item)
    if matter is not None and item not in desk.state.incidents:
        words = f"not accepted in the handover: {why}"
        after = noted(matter, desk.stamp(), desk.state.operator, words)
        drafts.append(desk.draft(KIND_OF[type(after)], after, why="not accepted in the handover"))
    return desk.keep(*drafts)


# -- its end --------------------------------------------------------------------------------------------


def undecided(state: DeskState) -> list[Offer]:
    """What is offered still and was neither accepted nor left with a question."""
    return [one for one in offers(state) if one.is_open and not one.item.question]


def finish(desk: Desk, understanding: str) -> "Future[Any]":
    """End the acceptance with one line of what was understood. Every item is accepted or left with a question first.

    A handover is closed when nothing of it is offered any more and all who took something have written their line.
    """
    state, at = desk.state, desk.stamp()
    found = waiting(state)
    if not found:
        raise DeedRefused("no handover waits")
    if rest := undecided(state):
        raise DeedRefused(f"{len(rest)} of {len(offers(state))} are neither accepted nor left with a question")
    line = said(" ".join(understanding.split()), "write in one line what you have understood")
    left = {one.item.id for one in offers(state) if one.is_open}
    return desk.keep(*(_finished(desk, one, line, at, left) for one in found))


def _finished(desk: Desk, handover: Handover, line: str, at: str, left: set[str]) -> Draft:
    who = desk.state.operator
    names = f"{handover.accepted_by}; {who}" if handover.accepted_by else who
    words = f"{handover.understanding}\n{who}: {line}" if handover.understanding else f"{who}: {line}"
    takers = {one.accepted_by.strip().casefold() for one in handover.items if one.accepted_at}
    is_over = not left and takers <= _names(names)
    after = replace(handover, accepted_by=names, accepted_at=at, understanding=words, closed_at=at if is_over else None)
    return desk.draft("handover", after, why="accepted")


# -- after the books were read --------------------------------------------------------------------------


def keep_mine(desk: Desk, before: Books) -> None:
    """Write again what this desk said of a handover, where another desk's revision was made without knowing of it."""
    for identity, mine in before.handovers.items():
        theirs = desk.state.books.handovers.get(identity)
        if theirs is not None and theirs != mine and (both := _both(theirs, mine)) != theirs:
            desk.revise(both, "what two desks accepted at once")


def _both(theirs: Handover, mine: Handover) -> Handover:
    """`theirs` with what only `mine` says was accepted, asked or understood."""
    known = {one.id: one for one in mine.items}
    items = tuple(_item_of_both(one, known.get(one.id, one)) for one in theirs.items)
    lines = theirs.understanding.splitlines()
    lines += [line for line in mine.understanding.splitlines() if line not in lines]
    names = [name for name in theirs.accepted_by.split("; ") if name]
    names += [name for name in mine.accepted_by.split("; ") if name and name not in names]
    return replace(
        theirs, items=items, understanding="\n".join(lines), accepted_by="; ".join(names),
        accepted_at=theirs.accepted_at or mine.accepted_at,
    )  # fmt: skip


def _item_of_both(theirs: HandoverItem, mine: HandoverItem) -> HandoverItem:
    if theirs.accepted_by or not mine.accepted_by:
        return theirs if theirs.question else replace(theirs, question=mine.question)
    return replace(theirs, accepted_by=mine.accepted_by, accepted_at=mine.accepted_at)


def follow_owners(desk: Desk) -> None:
    """Note on this desk's own incidents that another desk has taken them over."""
    for identity, incident in desk.state.incidents.items():
        record = desk.state.books.matters.get(identity)
        if isinstance(record, Incident) and record.owner and record.owner != (incident.owner or incident.operator):
            by = record.timeline[-1].by if record.timeline else record.owner
            desk.change(identity, OwnerGiven, owner=record.owner, by=by)
