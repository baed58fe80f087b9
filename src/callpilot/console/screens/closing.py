"""Closing asks once, in one list, for what the account and the procedures require and the record lacks (C9, C15)."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.call_form import DISPOSITION
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.record_area import RecordArea
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import wrap
from callpilot.desk import closing
from callpilot.desk.calling_out import is_unsaid
from callpilot.desk.closing import ANSWER, Missing
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.records.channels import endings
from callpilot.records.closing import proposed_disposition
from callpilot.records.ids import short
from callpilot.records.live import LiveCall
from callpilot.records.words import CALL_TYPES

_IN_LIST = "close.in_list."
"""Before the name of a field that the call's own form has too, for the cursor's place."""
SKIP_SIGN = "/"
"""Before a reason: this is left out because …"""


class ClosingScreen(Dialog[bool]):
    """Dismissed with True when nothing is asked for any more and the call may be closed."""

    DEFAULT_CSS = """
    ClosingScreen VerticalScroll { height: auto; max-height: 14; scrollbar-size-vertical: 1; }
    """

    def __init__(self, desk: Desk, call: LiveCall, lacking: list[Missing]) -> None:
        super().__init__(desk, call.id)
        self._lacking = {item.line: item for item in lacking}
        self._settled: list[str] = []
        self._endings = endings(call.channel, call.direction)
        proposed = self._proposed(call, lacking)
        fields = [self._field(name, item) for name, item in self._lacking.items()]
        is_open = not call.values.get("type") or call.focus == f"{_IN_LIST}type"  # being said as the console ended
        if is_open and not any(item.name == "type" for item in lacking):
            # Nobody has to say it, but who stops here anyway can, and the figures are by type.
            types = desk.state.site.call_types or CALL_TYPES
            fields.append(FormField(name="type", label="Type", choices=types, placeholder="1–9, ↑↓; or leave it open"))
        fields.append(FormField(name=DISPOSITION, label="Ends as", choices=self._endings, placeholder=proposed))
        self._form = RecordForm(fields, self.write_to, label_cells=28)
        self._words = Drawn()

    def _proposed(self, call: LiveCall, lacking: list[Missing]) -> str:
        if not is_unsaid(call):
            return proposed_disposition(call)
        is_asked = any(item.name == "call_outcome" for item in lacking)
        return "as the outcome says, or 1–9, ↑↓" if is_asked else "how did it end? 1–9, ↑↓"

    def _field(self, name: str, item: Missing) -> FormField:
        hint = "Enter: done" if item.kind == "step" else (" / ".join(item.choices) if item.choices else "answer")
        return FormField(
            name=name, label=item.label, choices=item.choices, sensitive=item.is_sensitive,
            placeholder=f"{hint}, or {SKIP_SIGN}why it is left out ({item.why})",
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """The list, and at its end how the call ends."""
        box = Vertical(classes="dialog")
        box.border_title = f"Before {short(self.identity)} is closed"
        box.border_subtitle = "Enter: next, at the end: close and save · Esc: back to the call"
        with box:
            yield self._words
            yield VerticalScroll(self._form, can_focus=False)

    def on_mount(self) -> None:
        """Start at the first thing that is missing."""
        super().on_mount()
        words = self._asked_for(self.desk.state.calls[self.identity])
        self._words.show_lines([((row, ""),) for row in wrap(words, 90)])
        live = self.desk.state.calls[self.identity]
        self._form.show(live.id, live.values)
        inputs = list(self._form.inputs())
        self.start_at(next((one for one in inputs if self.place_of(one) == live.focus), inputs[0]))

    def _asked_for(self, call: LiveCall) -> str:
        count = len(self._lacking)
        if count:
            things = "1 thing is" if count == 1 else f"{count} things are"
            return f"{things} still asked for. Answer each, or leave it out: / and why."
        if is_unsaid(call):
            return "How did the call end? What came of it is logged at what it was about."
        return "Nothing more is asked for: Enter closes the call and saves it."

    def place_of(self, widget: RecordInput | RecordArea) -> str:
        """Tell a field of the list from that of the call's form by the same name."""
        return widget.field if widget.field.startswith(ANSWER) else _IN_LIST + widget.field

    def on_record_form_done(self) -> None:
        """Enter after the last line closes the call."""
        self.confirm(walked=True)

    def confirm(self, *, walked: bool = False) -> None:
        """Take all answers; what is still missing keeps the list open, with the cursor on it.

        Only who has `walked` the list, Enter by Enter, has said of an empty step that it was done.
        """
        self.flush()
        for name, item in list(self._lacking.items()):
            if not self._settle(name, item, walked=walked):
                return
        chosen = self.value(DISPOSITION).strip()
        if (chosen and chosen not in self._endings) or is_unsaid(self.desk.state.calls[self.identity]):
            self.tell(f"Ends as: one of {', '.join(self._endings)}")
            self.start_at(self._form.input(DISPOSITION))
            return
        self.leave(True)

    def _settle(self, name: str, item: Missing, *, walked: bool) -> bool:
        text = self.value(name).strip()
        widget = self._form.input(name)
        try:
            if text.startswith(SKIP_SIGN):
                closing.skip_missing(self.desk, self.identity, item, text.removeprefix(SKIP_SIGN).strip())
            elif text or (walked and item.kind == "step"):
                closing.answer_missing(self.desk, self.identity, item, text)
            else:
                wanted = "Enter if it was done" if item.kind == "step" else "answer"
                self.tell(f"{item.label}: {wanted}, or {SKIP_SIGN} and why it is left out")
                if widget:
                    widget.focus()
                return False
        except DeedRefused as reason:
            self.tell(str(reason))
            if widget:
                widget.focus()
            return False
        del self._lacking[name]
        self._settled.append(name)
        return True

    def leave(self, result: bool | None) -> None:
        """Close; the draft of an answer that the record took is done with."""
        self.flush()
        for name in self._settled:
            self.write(name, "", None)
        super().leave(result)
