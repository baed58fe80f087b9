"""What a console's sudden end cut in two is made whole at the next start: every deed is done wholly, or not at all.

A deed that makes a record writes it to the journal and then notes on the sheet that it did. When the journal has
the record and the sheet no word of it, the word is added; when the sheet has the word and the journal (its disk
full, held by another program) never got the record, the record is made again of what the sheet held then.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.emergencies import finish_incident, keep_record, next_number
from callpilot.desk.escalating import due_at
from callpilot.desk.follow_ups import of_call
from callpilot.desk.following import open_chosen, open_protocol, reconcile
from callpilot.desk.on_sheets import changes_of
from callpilot.desk.signing import ended_shift
from callpilot.desk.transferring import mend_transfer
from callpilot.journal.store import Draft
from callpilot.plain.times import moment
from callpilot.records.changes import AnyChange, Escalated, FollowUpMade, IncidentLinked, MessageTaken, SignedOn, Tried
from callpilot.records.closing import escalation_of, message_of
from callpilot.records.folding import begin, fold
from callpilot.records.ids import child_id
from callpilot.records.kinds import FollowUp
from callpilot.records.live import AnyLive, LiveCall, LiveIncident, Pad, is_over


def mend(desk: Desk, sheets: Mapping[str, Iterable[bytes]]) -> None:
    """Finish at a desk that was reattached what its `sheets` and the journal show to be half done."""
    if desk.state.read_only:
        return
    for identity, lines in sheets.items():
        changes, _problems = changes_of(identity, lines)
        _keep_lost(desk, changes)
    _mend_shift(desk)
    reconcile(desk, desk.state.pad.id)
    for identity in tuple(desk.state.incidents):
        _mend_incident(desk, identity)
    for identity in tuple(desk.state.calls):
        _mend_call(desk, identity)


def _keep_lost(desk: Desk, changes: list[AnyChange]) -> None:
    """Keep the records that the sheet says were made and the journal doesn't have."""
    last: AnyLive | None = None
    for before, change, after in _history(changes):
        draft = _made_by(desk, before, change)
        if draft is not None and desk.is_recorded(draft.id, draft.rev or 1) is False:
            desk.keep(replace(draft, by=_who(before) or draft.by))
        last = after
    if isinstance(last, LiveIncident) and last.outcome:
        finish_incident(desk, last)


def _history(changes: list[AnyChange]) -> Iterator[tuple[AnyLive, AnyChange, AnyLive]]:
    if not changes:
        return
    state = begin(changes[0])
    for change in changes[1:]:
        after = fold(state, change)
        yield state, change, after
        state = after


def _who(live: AnyLive) -> str:
    if isinstance(live, Pad):
        return live.shift.operator if live.shift else ""
    return live.operator


def _made_by(desk: Desk, before: AnyLive, change: AnyChange) -> Draft | None:
    """The record that a change says was made, as it was made then; None when it made none."""
    match before, change:
        case LiveCall(), MessageTaken():
            return desk.draft("message", message_of(before, change.id, change.at), rev=1)
        case LiveCall(), Escalated():
            due = due_at(desk, before.values.get("esc.severity", ""), moment(change.at), before)
            return desk.draft("escalation", escalation_of(before, change.id, change.at, due), rev=1)
        case LiveCall(), FollowUpMade():
            return desk.draft("follow_up", _follow_up(before, change), rev=1)
        case LiveCall() | LiveIncident(), Tried():
            return desk.draft("delivery", change.delivery, rev=1)
        case Pad(shift=shift), SignedOn() if shift is not None and is_over(before, change):
            return desk.draft("shift", ended_shift(before, shift, change.at, change.mono), rev=2, why="sign-off")
        case _:
            return None


def _follow_up(call: LiveCall, change: FollowUpMade) -> FollowUp:
    """A follow-up as the call's sheet has it: it was written there before the journal was asked."""
    draft = {name.removeprefix("follow."): text for name, text in call.values.items()}
    common = FollowUp(
        id=change.id, of=call.id, what=draft.get("what", ""), owner=draft.get("owner", "") or call.operator,
        operator=call.operator, shift=call.shift, opened_at=change.at, due_at=draft.get("due_at", ""),
        priority=draft.get("priority", "") or "routine",
    )  # fmt: skip
    return of_call(call, common)


def _mend_shift(desk: Desk) -> None:
    """A shift is in the journal from its beginning, and over on the pad when the journal says so."""
    pad = desk.state.pad
    if pad.shift is None:
        return
    if desk.is_recorded(pad.shift.id, 2):
        desk.change(pad.id, SignedOn, shift=None)
    elif desk.is_recorded(pad.shift.id) is False:
        desk.keep(desk.draft("shift", pad.shift, rev=1))


def _mend_incident(desk: Desk, identity: str) -> None:
    incident = desk.state.incidents[identity]
    if not incident.runs:
        open_protocol(desk, identity, "outage" if incident.kind == "outage" else "emergency")
    call = desk.state.calls.get(incident.call or "")
    if call is not None and next_number(call.incident) <= int(identity.rpartition("-i")[2]):
        desk.change(call.id, IncidentLinked, id=identity)
    if desk.is_recorded(identity) is False:
        keep_record(desk, identity)
    reconcile(desk, identity)


def _own_follow_ups(desk: Desk, identity: str) -> Iterator[str]:
    """The follow-ups in the journal that were promised in this call; those of its incident are numbered among them."""
    number = 1
    while desk.revision(one := child_id(identity, "f", number)):
        made = desk.kept(one)
        if isinstance(made, FollowUp) and made.of == identity:
            yield one
        number += 1


def _mend_call(desk: Desk, identity: str) -> None:
    call = desk.state.calls[identity]
    message = child_id(identity, "m", len(call.messages) + 1)
    if desk.revision(message):
        desk.change(identity, MessageTaken, id=message)
    escalation = child_id(identity, "e", len(call.escalations) + 1)
    if desk.revision(escalation):
        desk.change(identity, Escalated, id=escalation)
    for follow_up in _own_follow_ups(desk, identity):
        if follow_up not in call.follow_ups:
            desk.change(identity, FollowUpMade, id=follow_up)
    mend_transfer(desk, identity)
    if not call.runs:
        open_chosen(desk, identity)
    reconcile(desk, identity)
