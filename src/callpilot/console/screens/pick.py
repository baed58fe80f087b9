"""Another procedure on top of the one in front: a filter, and the procedures that fit best first."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import cut
from callpilot.desk.desk import Desk
from callpilot.procedures.model import Procedure

FIELD = "ask.procedure"
ROWS = 12


class PickScreen(Dialog[str]):
    """Dismissed with a procedure's id, or None."""

    def __init__(self, desk: Desk, identity: str, procedures: list[Procedure]) -> None:
        super().__init__(desk, identity)
        self._all = procedures
        self._place = 0
        live = self._live()
        # Only a restart goes on with what was typed; whoever asks anew begins anew.
        self._was = self.value(FIELD) if live and live.focus == FIELD else ""

    def compose(self) -> ComposeResult:
        """The filter above the list."""
        box = Vertical(classes="dialog")
        box.border_title = "Open another procedure"
        box.border_subtitle = "type to filter · ↑↓ · Enter: open · Esc: back"
        with box:
            yield RecordInput(FIELD, self.write, value=self._was, placeholder="any words of its title or keywords")
            yield VerticalScroll(Drawn(), can_focus=False)

    def on_mount(self) -> None:
        """Show all of them."""
        super().on_mount()
        if self._was != self.value(FIELD):
            self.write(FIELD, self._was, None)
        self.start_at(self.query_one(RecordInput))
        self.query_one(VerticalScroll).styles.height = ROWS
        self._show()

    def _found(self) -> list[Procedure]:
        """What has all the words; first what has them in its title, in the order in which they fit."""
        words = self.query_one(RecordInput).value.casefold().split()
        found = [p for p in self._all if all(word in _searched(p) for word in words)]
        return sorted(found, key=lambda p: not all(word in p.title.casefold() for word in words))

    def _show(self) -> None:
        found = self._found()
        self._place = min(self._place, max(0, len(found) - 1))
        lines: list[Line] = []
        for place, procedure in enumerate(found):
            style = "bold reverse" if place == self._place else ""
            lines.append(((f" {cut(procedure.title, 34):34} {cut(procedure.purpose, 54)}", style),))
        self.query_one(Drawn).show_lines(lines or [((" nothing fits", "$quiet"),)])
        self.query_one(VerticalScroll).scroll_to(y=max(0, self._place - ROWS + 2), animate=False)

    def on_input_changed(self, event: RecordInput.Changed) -> None:
        """The filter acts while it is typed."""
        event.stop()
        self._place = 0
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Up and down go through the list."""
        if event.key in ("up", "down"):
            event.stop()
            self._place = max(0, self._place + (1 if event.key == "down" else -1))
            self._show()

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter opens what is marked."""
        event.stop()
        found = self._found()
        if not found:
            return  # what was typed stands there still
        with self.prevent(RecordInput.Changed):
            event.input.value = ""
        self.leave(found[self._place].id)


def _searched(procedure: Procedure) -> str:
    return " ".join((procedure.id, procedure.title, *procedure.keywords, *procedure.call_types)).casefold()
