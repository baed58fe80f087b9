"""How an emergency ended: it stays open, visible and counting until it has an outcome (A3)."""

from textual.app import ComposeResult
from textual.containers import Vertical

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.widgets.tell_list import standing_words
from callpilot.console.wrapping import wrap
from callpilot.desk.desk import Desk
from callpilot.desk.emergencies import OUTAGE_OUTCOMES, OUTCOMES
from callpilot.desk.telling import lacking, to_be_told
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
                FIELD, self.write, value=self.value(FIELD), picks=self._outcomes, placeholder="in your own words"
            )

    def __init__(self, desk: Desk, incident_id: str) -> None:
        super().__init__(desk, incident_id)
        incident = desk.state.incidents.get(incident_id)
        self._outcomes = OUTAGE_OUTCOMES if incident and incident.kind == "outage" else OUTCOMES

    def on_mount(self) -> None:
        """Show the usual outcomes, and who wasn't told."""
        super().on_mount()
        lines: list[Line] = [((f"{n} ", "bold $accent"), (words, "")) for n, words in enumerate(self._outcomes, 1)]
        self.query_one(Drawn).show_lines([*lines, *self._not_told()])
        self.start_at(self.query_one(RecordInput))

    def _not_told(self) -> list[Line]:
        """Who should have been told and wasn't: named, but an outcome may be given all the same."""
        incident = self.desk.state.incidents.get(self.identity)
        left = lacking(to_be_told(self.desk.state, incident)) if incident else ()
        if not left:
            return []
        zone = self.desk.zone
        words = ", ".join(f"{one.name} ({standing_words(one, zone)})" if one.at else one.name for one in left)
        return [((row, "bold $due"),) for row in wrap(f"▲ Not told: {words}", max(20, min(self.size.width, 96) - 4))]

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter takes the words."""
        event.stop()
        if event.value.strip():
            self.leave(event.value)
        else:
            self.tell("say how it ended, or press a digit")
