"""The emergency in front: where, callback, what, who is in danger; priority; its own running timeline."""

from datetime import tzinfo
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message

from callpilot.console.deeds import key_badge
from callpilot.console.keymap import Keys
from callpilot.console.sturdy import Sturdy
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn, Line, Piece
from callpilot.console.widgets.procedure_pane import step_fields
from callpilot.console.widgets.record_field import WriteTo
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.widgets.tell_list import TellList
from callpilot.console.wrapping import wrap
from callpilot.desk.state import DeskState
from callpilot.desk.telling import Duty, all_duties, duties_of, to_be_told, told_duties
from callpilot.plain.times import clock_span, local_words
from callpilot.procedures.model import Procedure
from callpilot.procedures.running import StepMark
from callpilot.records.closing import tried_words
from callpilot.records.ids import short
from callpilot.records.live import LiveIncident

_KEYS = ("told", "not_reached")
_RULES = 3
"""Rows beside form, list and timeline: two headings and the note."""
_PEOPLE = 4
"""Rows that a long form leaves to the list."""
_LEAST = 1
"""Rows of the timeline that stay in sight, however many must be told."""

# Location first, callback and nature next: what a response team needs even if the line drops (A3).
_FIELDS = (
    ("location", "Location", "where exactly, and how to get in"),
    ("callback", "Callback", "number in case the line drops"),
    ("nature", "What", "what has happened, in the caller's words"),
    ("people", "People", "in danger or hurt: how many, where"),
    ("hazards", "Hazards", "fire, gas, water, traffic, weapons…"),
    ("told", "Told caller", "what the caller is told to do"),
)
PRIORITIES = (
    "P1 life at risk now",
    "P2 serious, may become life-threatening",
    "P3 urgent, no danger to life",
)


def incident_fields(kind: str, procedure: Procedure | None) -> list[FormField]:
    """The form of an incident: an emergency's own, with the protocol's priorities; an outage's are its protocol's."""
    if kind != "emergency" and procedure is not None:
        return step_fields(procedure.fields())
    known = {field.name: field for field in procedure.fields()} if procedure else {}
    asked = known.get("priority")
    priorities = tuple(asked.choices) if asked and asked.choices else PRIORITIES
    fields = [FormField(name=name, label=label, placeholder=hint) for name, label, hint in _FIELDS]
    return [
        *fields,
        FormField(name="priority", label="Priority", choices=priorities, placeholder="↑↓ or type P1, P2…"),
    ]


def _ticked(mark: StepMark, titles: dict[str, str]) -> str:
    title = titles.get(mark.id, mark.id)
    return f"✔ {title}" if mark.outcome == "done" else f"↷ {title}: {mark.why}"


class IncidentPane(Sturdy, Vertical):
    """The form and timeline of one incident."""

    DEFAULT_CSS = """
    IncidentPane {
        border-top: heavy $alarm-ground; padding: 0 1;
        border-title-color: $on-alarm; border-title-background: $alarm-ground; border-title-style: bold;
    }
    IncidentPane #timeline-rule { height: 1; }
    IncidentPane VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    IncidentPane #incident-form { height: auto; }
    IncidentPane #note { height: 1; background: $field-ground; }
    IncidentPane #note:focus { background: $focus-ground; }
    """

    class NoteWritten(Message):
        """Enter was pressed in the note."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, write: WriteTo, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.form = RecordForm(incident_fields("emergency", None), write)
        self._write_to = write
        self.note = RecordInput("note", self._write_note, placeholder="a note for the timeline, Enter", id="note")
        self._form_scroll = VerticalScroll(self.form, can_focus=False, id="incident-form")
        self._tell_rule = Drawn(id="tell-rule")
        self.people = TellList(id="tell")
        self._duties: tuple[tuple[Any, ...], tuple[Duty, ...]] = ((), ())
        self._rule = Drawn(id="timeline-rule")
        self._timeline = Drawn()
        self._scroll = VerticalScroll(self._timeline, can_focus=False)

    def _write_note(self, field: str, text: str, cursor: int | None) -> str:
        return self._write_to(self.form.identity, field, text, cursor)

    def compose(self) -> ComposeResult:
        """The form, who must be told, then the timeline with its note line."""
        yield self._form_scroll
        yield self._tell_rule
        yield self.people
        yield self._rule
        yield self._scroll
        yield self.note

    async def show(
        self,
        incident: LiveIncident,
        procedure: Procedure | None,
        *,
        mono: int,
        zone: tzinfo | None,
        saved: str,
    ) -> None:
        """Show the incident at the monotonic moment `mono`."""
        counting = clock_span((mono - incident.since) / 1000)
        self.form.label_cells = 13 if incident.kind == "emergency" else max(13, min(24, self.size.width // 2 - 2))
        retitle(self, f" ▲ {incident.kind.upper()} {short(incident.id)}  {counting} ")
        await self.form.set_fields(incident_fields(incident.kind, procedure))
        self.form.show(incident.id, incident.values)
        self._form_scroll.styles.max_height = self._form_rows()
        self.note.take(incident.values.get("note", ""))
        self.show_saved(saved)
        self._timeline.show_lines(self._lines(incident, procedure, zone))

    def show_saved(self, saved: str) -> None:
        """Show the state on disk beside the timeline's heading."""
        words = saved, "$good" if saved.startswith("✔") else "$due"
        self._rule.show_lines([(("TIMELINE  ", "bold $secondary"), words)])

    def show_people(self, state: DeskState, incident: LiveIncident, keys: Keys, zone: tzinfo | None) -> None:
        """Show who must be told; the ladder is asked again only when directory, rosters or protocols changed."""
        asked = (incident.id, state.people, state.library)
        if asked[:1] != self._duties[0][:1] or any(
            now is not before for now, before in zip(asked[1:], self._duties[0][1:], strict=True)
        ):
            self._duties = asked, duties_of(state, incident)
        people = to_be_told(state, incident, self._duties[1])
        wanted, told = all_duties(people), told_duties(people)
        if not people:
            self._tell_rule.show_lines([])
            self.people.show((), zone=zone, country="", rows=0)
            return
        told_key, missed_key = (key_badge(one[0]) if (one := keys.get(name)) else "" for name in _KEYS)
        line: list[Piece] = [(f"TELL {len(told)}/{len(wanted)}  ", "bold $secondary")]
        line += [(told_key, "bold $accent"), (" told  ", ""), (missed_key, "bold $accent"), (" not reached", "")]
        self._tell_rule.show_lines([line])
        room = self.size.height - self._form_rows() - _RULES - _LEAST
        self.people.show(people, zone=zone, country=state.site.country, rows=max(3, room))

    def _form_rows(self) -> int:
        """Rows of the form: all its fields, or as many as leave room for the list, the note and a timeline."""
        return max(3, min(len(self.form.fields), self.size.height - _RULES - _LEAST - _PEOPLE))

    def _lines(self, incident: LiveIncident, procedure: Procedure | None, zone: tzinfo | None) -> list[Line]:
        items = [(incident.opened_at, "declared")]
        titles = {step.id: step.title for step in procedure.steps} if procedure else {}
        for run in incident.runs:
            items += [(mark.at, _ticked(mark, titles)) for mark in run.marks if mark.at and mark.outcome != "open"]
        items += [(item.at, item.text) for item in incident.timeline]
        items += [(one.at, tried_words(one)) for one in incident.tried]
        width = max(20, self.size.width - 4)
        lines: list[Line] = []
        for at, text in sorted(items, reverse=True):
            rows = wrap(text, width - 9)
            lines.append(((f"{local_words(at, zone, '%H:%M:%S'):8} ", "$quiet"), (rows[0], "")))
            lines += [((" " * 9, ""), (row, "")) for row in rows[1:]]
        return lines

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter in the note writes it on the timeline."""
        event.stop()
        self.post_message(self.NoteWritten(event.value))

    def on_record_form_done(self, event: RecordForm.Done) -> None:
        """After the last field comes the note."""
        event.stop()
        self.note.focus()
