"""Promising a follow-up: what, until when, who sees to it, how urgent; all of it proposed (C10, C14)."""

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from callpilot.console.screens.dialog import Dialog
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import cut
from callpilot.desk import follow_ups, writing
from callpilot.desk.desk import Desk
from callpilot.desk.follow_ups import PART
from callpilot.desk.state import DeedRefused
from callpilot.plain.times import future, span_words
from callpilot.records.ids import short
from callpilot.records.kinds import Call
from callpilot.records.live import first_line
from callpilot.records.words import URGENCIES

OF, WHAT, DUE, OWNER, PRIORITY = "follow.of", "follow.what", "follow.due", "follow.owner", "follow.priority"
_FIELDS = (
    FormField(name=WHAT, label="What", placeholder="what was promised"),
    FormField(name=DUE, label="Due", placeholder="16:00, tomorrow 10:00, Mon 9:00, 2h"),
    FormField(name=OWNER, label="Owner", placeholder="who sees to it", person=True),
    FormField(name=PRIORITY, label="Priority", choices=URGENCIES, placeholder="routine"),
)


class FollowUpScreen(Dialog[tuple[Future[Any], str]]):
    """Dismissed with the future of the record and its id, or None. `closed` is the record of a closed call."""

    def __init__(self, desk: Desk, sheet: str, of: str, *, closed: Call | None = None) -> None:
        super().__init__(desk, sheet)
        self._of = of
        self._record = closed
        self._form = RecordForm(_FIELDS, self.write_to)
        self._head, self._due = Drawn(), Drawn()

    def compose(self) -> ComposeResult:
        """Whom it was promised, and the four things to say of it."""
        box = Vertical(classes="dialog")
        retitle(box, f"Promise a follow-up of {short(self._of)}" if self._of else "Promise a follow-up")
        box.border_subtitle = "Enter: next, at the end or Ctrl+U: save · Esc: back, draft kept"
        with box:
            yield self._head
            yield self._form
            yield self._due

    def on_mount(self) -> None:
        """Fill in what can be known; the cursor is in What."""
        super().on_mount()
        live = self._live()
        focus = live.focus if live else ""
        if self.value(OF) != self._of or not self.value(WHAT).strip():
            self._propose()
        live = self._live()
        self._form.show(self.identity, live.values if live else {})
        self.start_at(self._form.input(focus) or self._form.input(WHAT))
        self.set_interval(1.0, self._show)
        self.call_after_refresh(self._show)

    def _propose(self) -> None:
        state, now = self.desk.state, self.desk.clock.now()
        what = follow_ups.proposed_what(state, self._of)
        if not what and self._record:
            what = first_line(self._record.subject or self._record.type)
        due = follow_ups.proposed_due(state, self._of, now)
        proposed = {
            OF: self._of, WHAT: what, DUE: self._written(due, now), OWNER: state.operator,
            PRIORITY: follow_ups.proposed_priority(state, self._of),
        }  # fmt: skip
        self.proposed = proposed
        writing.put(self.desk, self.identity, **proposed)

    def _written(self, due: datetime, now: datetime) -> str:
        """A moment as an operator would write it: `today 16:00`, `tomorrow 10:00`, `2026-11-24 10:42`."""
        local, today = due.astimezone(self.desk.zone), now.astimezone(self.desk.zone)
        days = (local.date() - today.date()).days
        day = {0: "today", 1: "tomorrow"}.get(days, f"{local:%Y-%m-%d}")
        return f"{day} {local:%H:%M}"

    def _show(self) -> None:
        width = max(30, self._head.size.width)
        record = follow_ups.follow_up_of(
            self.desk.state, self._of, what="", owner="", due_at="", closed=self._record
        )  # fmt: skip
        who = " · ".join(part for part in (record.name, record.company, record.callback) if part)
        self._head.show_lines([((cut(f"Promised to {who}" if who else "Promised to nobody named", width), "bold"),)])
        self._due.show_lines([self._due_line()])

    def _due_line(self) -> Line:
        now = self.desk.clock.now()
        try:
            due = future(self.value(DUE), now, self.desk.zone)
        except ValueError as reason:
            return ((f"! {reason}", "$due"),)
        seconds = int((due - now).total_seconds())
        local = due.astimezone(self.desk.zone)
        if seconds <= 0:
            return ((f"! {local:%a %d %b %H:%M} is past: say a later time", "$due"),)
        left = span_words(max(60, (seconds + 30) // 60 * 60))
        return ((f"Due {local:%a %d %b %H:%M}, in {left}; {self.value(OWNER) or '…'} sees to it.", "$secondary"),)

    def on_input_changed(self, event: RecordInput.Changed) -> None:
        """The line below says what the words mean."""
        event.stop()
        self._show()

    def on_record_form_done(self) -> None:
        """Enter after the last field saves."""
        self.save()

    def save(self) -> None:
        """Make the follow-up a record; what is wrong is said, and the cursor goes there."""
        self.flush()
        wrong = WHAT
        try:
            if not self.value(WHAT).strip():
                raise DeedRefused("say what was promised")
            wrong = DUE
            due = future(self.value(DUE), self.desk.clock.now(), self.desk.zone)
            if due > self.desk.clock.now():
                wrong = PRIORITY
            saved, identity = self._make(due)
        except (DeedRefused, ValueError) as reason:
            self.tell(str(reason))
            self.start_at(self._form.input(wrong))
            return
        if self._live():
            writing.put(self.desk, self.identity, **dict.fromkeys(PART, ""))
        self.done((saved, identity))

    def _make(self, due: datetime) -> tuple[Future[Any], str]:
        return follow_ups.promise(
            self.desk, self._of, what=self.value(WHAT), owner=self.value(OWNER), due=due,
            priority=self.value(PRIORITY), closed=self._record,
        )  # fmt: skip
