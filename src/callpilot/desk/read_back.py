"""Reading back: each critical part is confirmed by the caller or corrected, and the record says so (C3, C15)."""

from msgspec import Struct

from callpilot.desk import following
from callpilot.desk.desk import Desk
from callpilot.desk.reading_parts import Part, parts
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.desk.writing import type_in
from callpilot.procedures.model import Step
from callpilot.records.changes import PartReadBack
from callpilot.records.channels import field_for
from callpilot.records.live import LiveCall
from callpilot.records.read_back import Outcome
from callpilot.records.words import FIELD_ALIASES

STEP = "read-back"
"""What a step is called, or how its name begins, that is ticked once all was read back."""


def readable(state: DeskState) -> str:
    """The id of the record in front that can be read back: the incident, else the call. Empty when there is none."""
    live = state.front_incident or state.front
    return live.id if live else ""


def nothing_to_read(state: DeskState) -> str:
    """Say why nothing can be read back now; empty when something can."""
    identity = readable(state)
    if not identity:
        return "there is no call"
    return "" if parts(state, identity) else "nothing is written yet"


def confirm(desk: Desk, identity: str, part: Part) -> str:
    """Note that the caller said of a part that it is right. Returns the title of the step that this ticks, if any."""
    if part.standing != "confirmed":
        _note(desk, identity, part.key, part.label, "confirmed")
    return tick_if_done(desk, identity)


def _note(desk: Desk, identity: str, key: str, label: str, outcome: Outcome) -> None:
    desk.change(identity, PartReadBack, key=key, label=label, outcome=outcome, by=desk.state.operator)


class Correction(Struct, kw_only=True):
    """A part while it is put right: every key goes into the record at once, where the part stands."""

    desk: Desk
    identity: str
    part: Part
    head: str
    tail: str
    before: str

    def write(self, _field: str, text: str, cursor: int | None) -> str:
        """Write what the part says now; returns what shall be shown of it."""
        place = cursor if cursor is None else len(self.head) + cursor
        shown = type_in(self.desk, self.identity, self.part.field, self.head + text + self.tail, place)
        if self.part.place < 0:
            return shown
        return shown[len(self.head) : len(shown) - len(self.tail)]

    def undo(self) -> None:
        """Bring back what stood there before."""
        type_in(self.desk, self.identity, self.part.field, self.before, None)

    def finish(self, text: str) -> str:
        """Note that the part was corrected, or confirmed when it says the same. Returns the title of a ticked step."""
        text = self.write(self.part.field, text.strip(), None).strip()
        if not text:
            raise DeedRefused("say what is right; Esc brings back what stood there")
        key = self.part.key if self.part.place < 0 else f"{self.part.field}:{text}"
        is_same = self.desk.live(self.identity).values.get(self.part.field, "") == self.before
        _note(self.desk, self.identity, key, self.part.label, "confirmed" if is_same else "corrected")
        return tick_if_done(self.desk, self.identity)


def correction(desk: Desk, identity: str, part: Part) -> Correction:
    """Begin to put a part right."""
    desk.refuse_if_read_only()
    before = desk.live(identity).values.get(part.field, "")
    head, tail = "", ""
    if part.place >= 0:
        head, tail = before[: part.place], before[part.place + len(part.text) :]
    return Correction(desk=desk, identity=identity, part=part, head=head, tail=tail, before=before)


def asks_for_reading_back(step: Step) -> bool:
    """Tell whether a step is about reading back, and nothing else: it is called so, and leaves no way to choose."""
    return not step.choices and (step.id == STEP or step.id.startswith(f"{STEP}-"))


def tick_if_done(desk: Desk, identity: str) -> str:
    """Tick the current step if it asks for reading back and that is done; return its title, else nothing.

    A step that is called `read-back`, or `read-back-…`, asks for it. One with fields of its own needs these
    confirmed, any other one needs all of the record's parts. Only the step in front: what was read back before the
    rest was written says nothing of the rest.
    """
    live = desk.live(identity)
    procedure = desk.state.library.procedures.get(live.run.procedure) if live.run else None
    step = procedure.step(live.run.current) if procedure and live.run else None
    if step is None or not asks_for_reading_back(step):
        return ""
    channel = live.channel if isinstance(live, LiveCall) else "phone"
    asked = {field_for(channel, FIELD_ALIASES.get(field.name, field.name)) for field in step.fields}
    every = parts(desk.state, identity)
    wanted = [part for part in every if part.field in asked] if asked else list(every)
    if not wanted or not all(part.is_done for part in wanted):
        return ""
    following.tick(desk, identity)
    return step.title
