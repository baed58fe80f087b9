"""How a matter stands: whether somebody still has to do something about it, since when, and by when. Pure."""

from msgspec.structs import replace

from callpilot.records.kinds import Delivery, Escalation, FollowUp, Handover, Incident, Message, Notice, Record, Shift
from callpilot.records.parts import TimelineItem

Matter = Message | Escalation | FollowUp | Incident
"""What stays open beyond the call it came from, until somebody closes it with a reason."""

MATTERS = (Message, Escalation, FollowUp, Incident)


def is_open(record: Record) -> bool:
    """Tell whether somebody still has to do something about `record`."""
    match record:
        case Message():
            return record.state not in ("delivered", "closed")
        case Escalation():
            return record.resolved_at is None
        case Incident():
            return not record.outcome
        case FollowUp():
            return record.closed_at is None
        case Handover():
            return record.closed_at is None
        case Notice():
            return record.withdrawn_at is None
        case Shift():
            return record.ended_at is None
        case _:
            return False


def began_at(matter: Matter) -> str:
    """The stamp at which a matter came up."""
    return matter.taken_at if isinstance(matter, Message) else matter.opened_at


def due_at(matter: Matter) -> str:
    """The stamp by which something must be done; empty without a deadline. A held message is due when it may go."""
    match matter:
        case Message():
            return matter.held_until or ""
        case Escalation() | FollowUp():
            return matter.due_at
        case Incident():
            return ""


def owner_of(matter: Matter) -> str:
    """Who sees to it; never empty for what this version writes."""
    match matter:
        case Message():
            return matter.owner or matter.for_
        case Escalation():
            return matter.owner or matter.to
        case FollowUp():
            return matter.owner or matter.operator
        case Incident():
            return matter.owner or matter.operator


def attempts_of(matter: Matter) -> tuple[Delivery, ...]:
    """Every attempt to reach somebody about it, the oldest first."""
    return matter.people_told if isinstance(matter, Incident) else matter.deliveries


def is_with(attempt: Delivery, contact: str, name: str) -> bool:
    """Tell whether an attempt was made with that contact of the directory; where either has no id, by the name."""
    if attempt.contact and contact:
        return attempt.contact == contact
    return _same(attempt.to) == _same(name)


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def last_action(matter: Matter) -> str:
    """The stamp of the last thing that anybody did about a matter."""
    past = matter.timeline if isinstance(matter, Incident) else matter.history
    stamps = (began_at(matter), *(one.at for one in attempts_of(matter)), *(one.at for one in past))
    return max(stamps)


def with_others(own: Incident, known: Incident) -> Incident:
    """Return the incident that a desk has on its sheet with what other desks wrote into its record meanwhile.

    Steps that were ticked are the sheet's alone: one that was taken back stays so.
    """
    told = tuple(one for one in known.people_told if one not in own.people_told)
    words = tuple(one for one in known.timeline if one not in own.timeline and not _is_ticked(one, own.operator))
    if not told and not words:
        return own
    timeline = tuple(sorted((*own.timeline, *words), key=lambda item: item.at))
    return replace(own, people_told=(*own.people_told, *told), timeline=timeline)


def _is_ticked(item: TimelineItem, operator: str) -> bool:
    return item.by == operator and item.text.startswith(("done: ", "skipped: "))
