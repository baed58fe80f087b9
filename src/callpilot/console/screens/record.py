"""A closed call to read, with its procedures, timeline and revisions; `a` amends it with a reason (C15)."""

from collections.abc import Callable
from datetime import tzinfo
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from callpilot.console.deeds import deed
from callpilot.console.screens.dialog import Dialog
from callpilot.console.screens.read import ReadScreen
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import wrap
from callpilot.desk.amend import AMENDABLE
from callpilot.desk.desk import Desk
from callpilot.plain.untrusted import HIDDEN
from callpilot.records.ids import short
from callpilot.records.words import DISPOSITIONS, OWN_FIELDS
from callpilot.reports.incident_report import incident_report
from callpilot.reports.record_text import as_text
from callpilot.reports.record_view import RecordView
from callpilot.reports.titles import UNTITLED, Titles


class RecordScreen(ReadScreen):
    """Reads one record."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding(key, f"app.deed('amend', '{key}')", "Amend", id="amend", show=False) for key in deed("amend").keys
    ]

    def __init__(self, record: RecordView, zone: tzinfo | None, titles: Titles = UNTITLED) -> None:
        super().__init__(f"{record.kind.capitalize()} {short(record.id)}", keys="a: amend · ↑↓ PgUp PgDn · Esc: back")
        self.record = record
        self._zone = zone
        self._titles = titles

    def lines(self, width: int) -> list[Line]:
        """The same text as on the command line."""
        write = incident_report if self.record.kind == "incident" else as_text
        text = write(self.record, self._zone, self._titles)
        rows = [row for line in text.splitlines() for row in wrap(line, width)]
        return [((row, "bold" if row and not row.startswith(" ") else ""),) for row in rows]


Amend = Callable[[str, str, str], str]
"""Writes `(field, value, why)` as a new revision; returns what is wrong in one line, or an empty string."""


class AmendScreen(Dialog[bool]):
    """Changes one field of a closed call; dismissed with True once the new revision is safe on disk."""

    def __init__(self, desk: Desk, record: RecordView, amend: Amend) -> None:
        super().__init__(desk, desk.state.pad.id)
        self._record = record
        self._amend = amend
        self._offered = ""
        self._fields: dict[str, Any] = record.data.get("fields") or {}
        extra = tuple(f"fields.{name}" for name in self._fields)
        self._form = RecordForm(
            (
                FormField(name="amend.field", label="Field", choices=(*AMENDABLE, *extra), placeholder="↑↓ or a digit"),
                FormField(name="amend.value", label="Is now"),
                FormField(name="amend.why", label="Why", placeholder="a reason is required"),
            ),
            self.write_to,
        )

    def compose(self) -> ComposeResult:
        """What the field says now, and what it shall say."""
        box = Vertical(classes="dialog")
        box.border_title = f"Amend {short(self._record.id)}"
        box.border_subtitle = "Enter: next, at the end: save the new revision · Esc: back"
        with box:
            yield Drawn()
            yield self._form

    def on_mount(self) -> None:
        """Start with which field."""
        super().on_mount()
        self._form.show(self.identity, self.desk.state.pad.values)
        (self._form.input("amend.field") or self._form).focus()
        self._show_now()

    def on_input_changed(self, event: RecordInput.Changed) -> None:
        """Another field is chosen: show what stands there now, ready to be corrected."""
        if isinstance(event.input, RecordInput) and event.input.field == "amend.field":
            now = self._now(event.value)
            if now and now != HIDDEN and self.value("amend.value") in ("", self._offered):
                self._offered = now
                self.write("amend.value", now, None)
                self._form.show(self.identity, self.desk.state.pad.values)
        self._show_now()

    def _now(self, name: str) -> str:
        data = self._record.data
        if name.startswith("fields."):
            return str(self._fields.get(name.removeprefix("fields."), ""))
        return str(data.get(name) or "") if name in AMENDABLE else ""

    def _show_now(self) -> None:
        name = self.value("amend.field")
        if name not in AMENDABLE and not name.startswith("fields."):
            words = f"Which field? {', '.join(AMENDABLE)}, or fields.NAME"
        else:
            words = f"{OWN_FIELDS.get(name, name).capitalize()} says: {self._now(name) or '(nothing)'}"
        if name == "disposition":
            words += f" – one of {', '.join(DISPOSITIONS)}"
        self.query_one(Drawn).show_lines([((row, "$secondary"),) for row in wrap(words, 88)[:4]])

    def on_record_form_done(self) -> None:
        """Enter after the reason saves."""
        self.flush()
        wrong = self._amend(self.value("amend.field"), self.value("amend.value"), self.value("amend.why"))
        if wrong:
            self.tell(wrong)
            return
        for name in ("amend.field", "amend.value", "amend.why"):
            self.write(name, "", None)
        self._form.show(self.identity, {})  # what the fields hold is written once more when they are left
        self.leave(True)
