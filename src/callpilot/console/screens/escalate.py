"""F7: the escalation over the live call, with all that is known already in it: severity first (A6, C13, D5, E4)."""

from concurrent.futures import Future
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import wrap
from callpilot.desk import escalating
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.plain.times import moment, span_words
from callpilot.procedures.choosing import protocol
from callpilot.procedures.model import Procedure
from callpilot.records.ids import short
from callpilot.records.live import LiveCall
from callpilot.records.words import SEVERITIES

_MEANING = {
    "critical": "life, safety or the whole service; now",
    "high": "many people, a promise broken, money or the law",
    "medium": "one caller stuck, no way round it",
    "low": "an annoyance; can wait for a working day",
}
_FIELDS = (
    FormField(name="esc.severity", label="Severity", choices=tuple(reversed(SEVERITIES)), placeholder="1–4, ↑↓"),
    FormField(name="esc.to", label="To", person=True, placeholder="who takes it over"),
    FormField(name="esc.reason", label="Reason", placeholder="what they must know first"),
    FormField(name="esc.steps_taken", label="Done so far", area=True),
)


def severity_criteria(procedure: Procedure) -> dict[str, str]:
    """Return what the protocol says of each severity, in its notes that begin `Critical: …` and so on (C13)."""
    criteria: dict[str, str] = {}
    for step in procedure.steps:
        for note in step.notes:
            name, colon, words = note.partition(":")
            if colon and name.strip().lower() in SEVERITIES:
                criteria.setdefault(name.strip().lower(), words.strip())
    return criteria


class EscalateScreen(Dialog[tuple[Future[Any], str]]):
    """Dismissed with the future that is done when the escalation is safe on disk, and its id; or None."""

    DEFAULT_CSS = """
    EscalateScreen .dialog { width: 110; }
    EscalateScreen VerticalScroll {
        height: auto; max-height: 8; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
    }
    EscalateScreen RecordForm { height: 9; }
    EscalateScreen RecordForm RecordArea { height: 6; }
    """

    def __init__(self, desk: Desk, call: LiveCall) -> None:
        super().__init__(desk, call.id)
        self._call = call
        self._form = RecordForm(_FIELDS, self.write_to)
        self._form.skips_areas = True
        self._words = Drawn(id="criteria")
        self._foot = Drawn(id="deadline")

    def compose(self) -> ComposeResult:
        """What the protocol says, then what goes into the record."""
        box = Vertical(classes="dialog")
        box.border_title = f"Escalate {short(self._call.id)}"
        box.border_subtitle = "Enter: next, at the end: save · Esc: back to the call, draft kept"
        with box:
            yield VerticalScroll(self._words, can_focus=False)
            yield self._form
            yield self._foot

    def on_mount(self) -> None:
        """Severity first."""
        super().on_mount()
        self._form.show(self._call.id, self._call.values)
        # Typing replaces whom the protocol names, never what the operator has written of the matter.
        self.proposed = {"esc.to": escalating.proposal(self.desk, self._call)["esc.to"]}
        self.call_after_refresh(self._show_words)
        field = self._call.focus if self._call.focus.startswith("esc.") else "esc.severity"
        self.start_at(self._form.input(field))
        self.set_interval(1.0, self._show_foot)
        self._show_foot()

    def _show_words(self) -> None:
        width = max(30, self._words.size.width - 1)
        procedure = protocol(self.desk.state.library, "escalation", account=self._call.account)
        criteria = severity_criteria(procedure) if procedure else {}
        lines: list[Line] = []
        for number, severity in enumerate(reversed(SEVERITIES), 1):
            due = span_words(self.desk.state.site.deadline(severity))
            head = f"{number} {severity:<9}"
            rest = f"{due:<6}"
            indent = len(head) + len(rest)
            first, *more = wrap(criteria.get(severity, _MEANING[severity]), width - indent) or [""]
            lines.append(((head, "bold $accent"), (rest, "$secondary"), (first, "")))
            lines += [((" " * indent, ""), (row, "")) for row in more]
        self._words.show_lines(lines)

    def _show_foot(self) -> None:
        severity = self.value("esc.severity")
        if severity in SEVERITIES:
            call = self.desk.state.calls.get(self.identity)
            due = moment(escalating.due_at(self.desk, severity, call=call)).astimezone(self.desk.zone)
            text = f"Due {due:%a %H:%M}; the owner is {self.value('esc.to') or '…'}."
        else:
            text = "The deadline follows from the severity or the procedure."
        self._foot.show_lines([((text, "$secondary"),)])

    def on_input_changed(self, event: RecordInput.Changed) -> None:
        """The line below says what it comes to, letter by letter."""
        event.stop()
        self._show_foot()

    def on_record_form_done(self) -> None:
        """Enter in the reason saves: what was done so far is written already."""
        self.save()

    def save(self) -> None:
        """Make the escalation a record; what is missing is said, and the cursor goes there."""
        self.flush()
        try:
            saved = escalating.save_escalation(self.desk, self.identity)
        except DeedRefused as reason:
            self.tell(str(reason))
            for name in ("esc.severity", "esc.to", "esc.reason"):
                if not self.value(name):
                    (self._form.input(name) or self._form).focus()
                    return
            return
        call = self.desk.state.calls[self.identity]
        self.done((saved, call.escalations[-1]))
