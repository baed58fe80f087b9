"""The records that the journal keeps, one frozen type a kind (DESIGN: data on disk, contract)."""

from msgspec import Struct, field

from callpilot.records.parts import ProcedureRecord, TimelineItem
from callpilot.records.words import Channel, Direction, MessageState


class Call(Struct, frozen=True, kw_only=True):
    """One interaction (B8, C15). Times are stamps, durations seconds; `name` is the caller's.

    `ring` is the id of the ring that it came from: that ring is never taken for another call.
    """

    id: str
    direction: Direction = "inbound"
    channel: Channel = "phone"
    line: str = ""
    account: str = ""
    number: str = ""
    name: str = ""
    company: str = ""
    callback: str = ""
    type: str = ""
    subject: str = ""
    notes: str = ""
    disposition: str = ""
    operator: str = ""
    desk: str = ""
    shift: str = ""
    ringing_at: str | None = None
    answered_at: str | None = None
    ended_at: str | None = None
    closed_at: str | None = None
    wait_s: float = 0
    talk_s: float = 0
    hold_s: float = 0
    wrap_s: float = 0
    transferred_to: str = ""
    fields: dict[str, str] = {}
    procedures: tuple[ProcedureRecord, ...] = ()
    messages: tuple[str, ...] = ()
    escalations: tuple[str, ...] = ()
    incident: str | None = None
    follow_ups: tuple[str, ...] = ()
    ring: str = ""


class Delivery(Struct, frozen=True, kw_only=True):
    """One attempt to reach one contact with the matter `of`: who, how, when, and what came of it (A2, A3, C13).

    `outcome` is one of `ATTEMPT_OUTCOMES`; `by` the operator; `contact` the id in the directory of whom `to` names,
    where it has one. What an older version wrote has no id.
    """

    id: str = ""
    of: str = ""
    to: str
    contact: str = ""
    how: str = ""
    at: str = ""
    by: str = ""
    outcome: str = ""
    note: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """What a caller left for somebody (A2).

    `owner` sees to it that it arrives; `held_until` is the stamp before which nobody shall be told. A message that
    needs no delivery any more is closed, with the reason in `outcome`.
    """

    id: str
    call: str
    for_: str = field(name="for", default="")
    from_: str = field(name="from", default="")
    callback: str = ""
    company: str = ""
    text: str = ""
    instructions: str = ""
    urgency: str = "routine"
    state: MessageState = "undelivered"
    taken_at: str = ""
    deliveries: tuple[Delivery, ...] = ()
    account: str = ""
    owner: str = ""
    shift: str = ""
    held_until: str | None = None
    closed_at: str | None = None
    outcome: str = ""
    history: tuple[TimelineItem, ...] = ()


class Escalation(Struct, frozen=True, kw_only=True):
    """A matter passed to a higher level (A6, C13, D5). `due_at` follows from the severity; open until `resolved_at`."""

    id: str
    call: str
    account: str = ""
    severity: str = "medium"
    to: str = ""
    reason: str = ""
    steps_taken: str = ""
    name: str = ""
    callback: str = ""
    owner: str = ""
    state: str = "open"
    opened_at: str = ""
    due_at: str = ""
    resolved_at: str | None = None
    outcome: str = ""
    shift: str = ""
    deliveries: tuple[Delivery, ...] = ()
    history: tuple[TimelineItem, ...] = ()


class FollowUp(Struct, frozen=True, kw_only=True):
    """Something promised, with an owner and a due time (C10, C14).

    `call` is the call it came from, `of` the message, escalation or call that it is about; either may be empty.
    `state` is open, done or closed (given up, with the reason in `outcome`); `priority` one of the urgencies.
    """

    id: str
    call: str = ""
    of: str = ""
    account: str = ""
    what: str = ""
    priority: str = "routine"
    name: str = ""
    company: str = ""
    callback: str = ""
    owner: str = ""
    operator: str = ""
    shift: str = ""
    state: str = "open"
    opened_at: str = ""
    due_at: str = ""
    closed_at: str | None = None
    outcome: str = ""
    deliveries: tuple[Delivery, ...] = ()
    history: tuple[TimelineItem, ...] = ()


class Incident(Struct, frozen=True, kw_only=True):
    """An emergency or an outage (A3, B10), with its own timeline. Open until it has an `outcome`.

    `people_told` has every attempt to tell somebody, in order; `not_told` who should have been told and wasn't.
    `lasted_s` is how long it lasted, whatever the clock was set to meanwhile; None when nobody measured it.
    """

    id: str
    kind: str = "emergency"
    call: str | None = None
    account: str = ""
    location: str = ""
    callback: str = ""
    nature: str = ""
    people: str = ""
    hazards: str = ""
    told: str = ""
    priority: str = ""
    fields: dict[str, str] = {}
    operator: str = ""
    desk: str = ""
    shift: str = ""
    opened_at: str = ""
    ended_at: str | None = None
    lasted_s: float | None = None
    outcome: str = ""
    procedures: tuple[ProcedureRecord, ...] = ()
    timeline: tuple[TimelineItem, ...] = ()
    owner: str = ""
    people_told: tuple[Delivery, ...] = ()
    not_told: tuple[str, ...] = ()


class Shift(Struct, frozen=True, kw_only=True):
    """From sign-on to sign-off of one operator at one desk. `hours` is what was planned, such as `07:00-15:00`.

    `fields` has what the procedures followed without a call asked for; `status_s` how many seconds the operator was
    available, on call, in wrap-up, on a break, in training or away (D8).
    """

    id: str
    operator: str
    desk: str
    name: str = ""
    hours: str = ""
    started_at: str = ""
    ended_at: str | None = None
    notes: str = ""
    fields: dict[str, str] = {}
    procedures: tuple[ProcedureRecord, ...] = ()
    status_s: dict[str, float] = {}


class HandoverItem(Struct, frozen=True, kw_only=True):
    """One open item as it was handed over. `next` is what is to be done, `last` the stamp of the last thing done.

    `accepted_by` is who took it over, at `accepted_at`; without that stamp: whose it stays, because they are still at
    work. `question` is why an incoming operator left it, with their name.
    """

    id: str
    kind: str
    what: str = ""
    who: str = ""
    account: str = ""
    state: str = ""
    level: str = ""
    owner: str = ""
    since: str = ""
    due: str = ""
    next: str = ""
    accepted_by: str = ""
    accepted_at: str | None = None
    callback: str = ""
    for_whom: str = ""
    last: str = ""
    tried: str = ""
    question: str = ""


class Handover(Struct, frozen=True, kw_only=True):
    """What one shift passed to the next, and its acceptance (A10), in the order of I-PASS.

    `gravity` says how serious the state is, `reasons` why, `summary` and `expect` are the outgoing operator's words,
    `items` all that was open. `signed_by` is empty when nobody signed: the shift was ended by the next one.
    `understanding` is the incoming operator's line; of several, each with the name, as in `accepted_by`. `closed_at`
    is set once every item is accepted, or a later handover lists what isn't.
    """

    id: str
    shift: str
    desk: str = ""
    operator: str = ""
    gravity: str = ""
    summary: str = ""
    expect: str = ""
    items: tuple[HandoverItem, ...] = ()
    made_at: str = ""
    signed_by: str = ""
    signed_at: str | None = None
    accepted_by: str = ""
    accepted_at: str | None = None
    understanding: str = ""
    closed_at: str | None = None
    reasons: tuple[str, ...] = ()


class Notice(Struct, frozen=True, kw_only=True):
    """A word to every operator, shown at sign-on and until it is read; `until` is its last moment, None: no end.

    An important one is shown at sign-on by itself. It is withdrawn by a revision, which says why.
    """

    id: str
    text: str
    by: str = ""
    desk: str = ""
    at: str = ""
    until: str | None = None
    important: bool = False
    withdrawn_at: str | None = None


class Reading(Struct, frozen=True, kw_only=True):
    """An operator has read something: `of` is a notice's or a procedure's id (B7, C7).

    `version` and `sha256` say which of a procedure it was; a notice has neither.
    """

    id: str
    of: str
    operator: str
    at: str = ""
    version: str = ""
    sha256: str = ""


Record = Call | Message | Delivery | Escalation | Incident | FollowUp | Shift | Handover | Notice | Reading
KIND_OF: dict[type[Struct], str] = {
    Call: "call",
    Message: "message",
    Delivery: "delivery",
    Escalation: "escalation",
    Incident: "incident",
    FollowUp: "follow_up",
    Shift: "shift",
    Handover: "handover",
    Notice: "notice",
    Reading: "reading",
}
TYPE_OF: dict[str, type[Struct]] = {kind: cls for cls, kind in KIND_OF.items()}
KINDS = (
    "call", "message", "delivery", "escalation", "incident", "follow_up", "shift", "handover", "survey", "evaluation",
    "notice", "reading", "erasure",
)  # fmt: skip
