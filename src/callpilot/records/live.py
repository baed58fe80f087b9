"""What is unfinished, as values: the live call, the live incident and the desk's pad."""

from typing import TypeVar

from msgspec import Struct

from callpilot.procedures.running import Run
from callpilot.records.changes import SignedOn
from callpilot.records.kinds import Delivery, Shift
from callpilot.records.parts import TimelineItem
from callpilot.records.read_back import ReadBack
from callpilot.records.words import Channel, Direction, Stage, Status

MESSAGE_PART = ("for", "urgency", "message", "instructions")
"""The fields that a taken message empties: another may follow for somebody else."""

ESCALATION_PART = ("esc.severity", "esc.to", "esc.reason", "esc.steps_taken")


class Live(Struct, frozen=True, kw_only=True):
    """What every open sheet has: text by field, the cursor's place, the procedures run in it, its last moment."""

    id: str
    values: dict[str, str] = {}
    focus: str = ""
    cursor: int = 0
    runs: tuple[Run, ...] = ()
    stack: tuple[int, ...] = ()
    read_back: tuple[ReadBack, ...] = ()
    changed_at: str = ""
    mono: int = 0
    boot: str = ""

    @property
    def run(self) -> Run | None:
        """The procedure run in front, if any."""
        return self.runs[self.stack[-1]] if self.stack else None


class LiveCall(Live, frozen=True, kw_only=True):
    """One call that isn't closed. Times in ms; `since` is the monotonic moment at which `stage` began."""

    direction: Direction = "inbound"
    channel: Channel = "phone"
    line: str = ""
    account: str = ""
    number: str = ""
    operator: str = ""
    desk: str = ""
    shift: str = ""
    ring: str = ""
    stage: Stage = "live"
    since: int = 0
    ringing_at: str | None = None
    answered_at: str = ""
    ended_at: str | None = None
    wait_ms: int = 0
    talk_ms: int = 0
    hold_ms: int = 0
    messages: tuple[str, ...] = ()
    escalations: tuple[str, ...] = ()
    incident: str | None = None
    follow_ups: tuple[str, ...] = ()
    tried: tuple[Delivery, ...] = ()
    about: str = ""

    def stage_ms(self, mono: int) -> int:
        """How long the present stage has lasted at the monotonic moment `mono`."""
        return max(0, mono - self.since)

    def talk_now(self, mono: int) -> int:
        """Talk time in ms, hold not counted, at the monotonic moment `mono`."""
        return self.talk_ms + (self.stage_ms(mono) if self.stage == "live" else 0)

    def hold_now(self, mono: int) -> int:
        """Hold time in ms at the monotonic moment `mono`."""
        return self.hold_ms + (self.stage_ms(mono) if self.stage == "held" else 0)


class LiveIncident(Live, frozen=True, kw_only=True):
    """One emergency or outage that has no outcome yet. `since` is the monotonic moment it was declared; `lasted_ms` how
    long it lasted by that clock once it has ended.
    """

    kind: str = "emergency"
    call: str | None = None
    account: str = ""
    operator: str = ""
    desk: str = ""
    shift: str = ""
    since: int = 0
    opened_at: str = ""
    ended_at: str | None = None
    ended_by: str = ""
    outcome: str = ""
    lasted_ms: int | None = None
    timeline: tuple[TimelineItem, ...] = ()
    owner: str = ""
    tried: tuple[Delivery, ...] = ()


class Pad(Live, frozen=True, kw_only=True):
    """The desk's own sheet: what is in front, the shift under way, and what is typed outside any call.

    `status` is what the operator does since the monotonic moment `status_since`; `status_ms` what came before it in
    this shift, by status (D8).
    """

    front: str = ""
    shift: Shift | None = None
    status: Status = "available"
    chosen: Status = "available"
    status_since: int = 0
    status_ms: dict[str, int] = {}

    def status_now(self, mono: int) -> dict[str, int]:
        """Milliseconds of this shift by status, up to the monotonic moment `mono`."""
        passed = max(0, mono - self.status_since) if self.shift else 0
        return {**self.status_ms, self.status: self.status_ms.get(self.status, 0) + passed}

    def status_seconds(self, mono: int) -> dict[str, float]:
        """How many seconds of the shift the operator was available, on call and so on; none are left out (D8)."""
        return {status: spent / 1000 for status, spent in self.status_now(mono).items() if spent}


AnyLive = LiveCall | LiveIncident | Pad
L = TypeVar("L", bound=Live)


def shift_fields(pad: Pad) -> dict[str, str]:
    """What was written on the pad into the fields of procedures; names with a point are the dialogs' own."""
    return {name: text for name, text in pad.values.items() if name != "notes" and "." not in name}


def handover_fields(pad: Pad) -> list[str]:
    """The fields in which a shift's handover is drafted, and in which the one before it is accepted."""
    return [name for name in pad.values if name.startswith(("handover.", "accept."))]


def is_over(pad: Pad, change: SignedOn) -> bool:
    """Tell whether `change` ends the shift on the pad: its notes go into its record with it."""
    return pad.shift is not None and (change.shift is None or change.shift.id != pad.shift.id)


def first_line(text: str) -> str:
    """What a call was about in one short line, when nobody wrote a subject: the first line of what was written."""
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= 80 else line[:79] + "…"
