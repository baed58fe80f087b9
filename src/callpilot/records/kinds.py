"""The records that the journal keeps, one frozen type a kind (DESIGN: data on disk, contract)."""

from msgspec import Struct, field

from callpilot.records.words import Channel, Direction, MessageState


class StepRecord(Struct, frozen=True, kw_only=True):
    """How one step of a procedure went. `outcome` is done, skipped or open; `at` a stamp; `seconds` it was current."""

    id: str
    outcome: str
    why: str = ""
    answer: str = ""
    at: str | None = None
    seconds: float = 0


class ProcedureRecord(Struct, frozen=True, kw_only=True):
    """A procedure as it ran in a call: which version and file hash, and every step of it (A1, E4)."""

    id: str
    version: str
    sha256: str
    steps: tuple[StepRecord, ...] = ()


class Call(Struct, frozen=True, kw_only=True):
    """One interaction (B8, C15). Times are stamps, durations seconds; `name` is the caller's."""

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


class Delivery(Struct, frozen=True, kw_only=True):
    """One attempt to reach one contact with a message: who, how, when, and what came of it."""

    to: str
    how: str = ""
    at: str = ""
    outcome: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """What a caller left for somebody (A2)."""

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


class TimelineItem(Struct, frozen=True, kw_only=True):
    """One thing that happened in an incident, or one word written about it."""

    at: str
    by: str
    text: str


class Incident(Struct, frozen=True, kw_only=True):
    """An emergency or an outage (A3, B10), with its own timeline. Open until it has an `outcome`."""

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
    outcome: str = ""
    procedures: tuple[ProcedureRecord, ...] = ()
    timeline: tuple[TimelineItem, ...] = ()


class Shift(Struct, frozen=True, kw_only=True):
    """From sign-on to sign-off of one operator at one desk. `hours` is what was planned, such as `07:00-15:00`.

    `fields` has what the procedures followed without a call asked for.
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


Record = Call | Message | Escalation | Incident | Shift
KIND_OF: dict[type[Struct], str] = {
    Call: "call",
    Message: "message",
    Escalation: "escalation",
    Incident: "incident",
    Shift: "shift",
}
TYPE_OF: dict[str, type[Struct]] = {kind: cls for cls, kind in KIND_OF.items()}
KINDS = (
    "call", "message", "delivery", "escalation", "incident", "follow_up", "shift", "handover", "survey",
    "evaluation", "notice", "reading", "erasure",
)  # fmt: skip
