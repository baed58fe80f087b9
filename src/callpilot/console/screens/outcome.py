"""How an emergency ended: it stays open, visible and counting until it has an outcome (A3)."""

from textual.app import ComposeResult
from textual.containers import Vertical

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk.desk import Desk
from callpilot.desk.emergencies import OUTCOMES
from callpilot.records.ids import short

FIELD = "ask.outcome"


class OutcomeScreen(Dialog[str]):
    """Dismissed with the outcome, or None: it goes on."""

    def compose(self) -> ComposeResult:
        """The usual outcomes by number, and a line for any other."""
        box = Vertical(classes="dialog")
        box.border_title = f"How did {short(self.identity)} end?"
        box.border_subtitle = "a digit, or your own words and Enter · Esc: it goes on"
        with box:
            yield Drawn()
            yield RecordInput(
                FIELD, self.write, value=self.value(FIELD), picks=OUTCOMES, placeholder="in your own words"
            )

    def __init__(self, desk: Desk, incident_id: str) -> None:
        super().__init__(desk, incident_id)

    def on_mount(self) -> None:
        """Show the usual outcomes."""
        super().on_mount()
        lines: list[Line] = [((f"{n} ", "bold $accent"), (words, "")) for n, words in enumerate(OUTCOMES, 1)]
        self.query_one(Drawn).show_lines(lines)
        self.start_at(self.query_one(RecordInput))

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter takes the words."""
        event.stop()
        if event.value.strip():
            self.leave(event.value)
        else:
            self.tell("say how it ended, or press a digit")
