"""One question with one line for its answer, such as why a step is skipped."""

from textual.app import ComposeResult
from textual.containers import Vertical

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import wrap
from callpilot.desk.desk import Desk


class AskScreen(Dialog[str]):
    """Dismissed with the answer, or None."""

    def __init__(self, desk: Desk, identity: str, *, title: str, question: str, field: str) -> None:
        super().__init__(desk, identity)
        self._heading = title
        self._question = question
        self._field = field

    def compose(self) -> ComposeResult:
        """The question and its line."""
        box = Vertical(classes="dialog")
        box.border_title = self._heading.replace("[", "\\[")
        box.border_subtitle = "Enter: done · Esc: back"
        with box:
            yield Drawn()
            yield RecordInput(self._field, self.write, value=self.value(self._field))

    def on_mount(self) -> None:
        """Show the question."""
        super().on_mount()
        self.query_one(Drawn).show_lines([((row, ""),) for row in wrap(self._question, 88)])
        self.start_at(self.query_one(RecordInput))

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter answers."""
        event.stop()
        answer = event.value
        self.write(self._field, "", None)
        event.input.value = ""
        self.leave(answer)
