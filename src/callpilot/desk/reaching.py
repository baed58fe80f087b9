"""Reaching people: each attempt is logged with who, how, when and what came of it (A2, A3, A6, C13)."""

from concurrent.futures import Future
from typing import Any, get_args

from msgspec.structs import replace

from callpilot.desk import emergencies
from callpilot.desk.desk import Desk
from callpilot.desk.matters import matter, noted, said
from callpilot.desk.state import DeedRefused
from callpilot.plain.untrusted import clean_line, mask_cards
from callpilot.records.changes import Tried
from callpilot.records.closing import tried_words
from callpilot.records.ids import child_id
from callpilot.records.kinds import KIND_OF, Delivery, Escalation, FollowUp, Incident, Message
from callpilot.records.standing import Matter, attempts_of
from callpilot.records.words import AttemptOutcome


def attempt(
    desk: Desk, of: str, *, to: str, contact: str = "", how: str = "", outcome: AttemptOutcome, note: str = ""
) -> "Future[Any]":
    """Log an attempt to reach `to` about a message, escalation, follow-up, incident or live call.

    `contact` is the id in the directory of whom `to` names, where it has one.

    Who is told of a message has it delivered, which needs how as well; who is told of an escalation owns it.
    Everything else stays open. The future is done when it is safe on disk.
    """
    desk.refuse_if_read_only()
    if outcome not in get_args(AttemptOutcome):
        raise DeedRefused(f"say what came of it: {', '.join(get_args(AttemptOutcome))}")
    to = said(" ".join(to.split()), "say who was tried")
    if of not in desk.state.calls and of not in desk.state.incidents:
        desk.freshen(of)  # another desk may have tried somebody just before
    if outcome == "told" and not how.strip() and desk.state.books.message(of):
        raise DeedRefused(f"say how {to} was told: a number, an address, in person")
    delivery = Delivery(
        id=child_id(of, "d", _number(desk, of)),
        of=of,
        to=to,
        contact=contact,
        how=mask_cards(clean_line(how)),
        at=desk.stamp(),
        by=desk.state.operator,
        outcome=outcome,
        note=mask_cards(clean_line(note, 2000)).strip(),
    )
    if of in desk.state.calls or of in desk.state.incidents:
        return _on_sheet(desk, of, delivery)
    after = tried(matter(desk.state, of), delivery)
    kind, why = KIND_OF[type(after)], tried_words(delivery)
    return desk.keep(desk.draft("delivery", delivery, rev=1), desk.draft(kind, after, why=why))


def _number(desk: Desk, of: str) -> int:
    state = desk.state
    live = state.calls.get(of) or state.incidents.get(of)
    return len(live.tried if live else attempts_of(matter(state, of))) + 1


def _on_sheet(desk: Desk, of: str, delivery: Delivery) -> "Future[Any]":
    # On the sheet first: should the journal never get the record, it is made again of this.
    desk.change(of, Tried, delivery=delivery)
    saved = desk.keep(desk.draft("delivery", delivery, rev=1))
    return emergencies.keep_record(desk, of) if of in desk.state.incidents else saved


def tried(record: Matter, delivery: Delivery) -> Matter:
    """Return a matter after an attempt."""
    is_told = delivery.outcome == "told"
    match record:
        case Message():
            state = "delivered" if is_told else record.state
            closed_at = delivery.at if is_told else None
            return replace(record, deliveries=(*record.deliveries, delivery), state=state, closed_at=closed_at)
        case Escalation():
            taken = {"state": "acknowledged", "owner": delivery.to} if is_told else {}
            return replace(record, deliveries=(*record.deliveries, delivery), **taken)
        case FollowUp():
            return replace(record, deliveries=(*record.deliveries, delivery))
        case Incident():
            told = replace(record, people_told=(*record.people_told, delivery))
            return noted(told, delivery.at, delivery.by, tried_words(delivery))
