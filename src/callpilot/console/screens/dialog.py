"""A dialog: what is typed in it is on disk like everything else, and every function key works over it."""

from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen

from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.record_input import RecordArea, RecordInput
from callpilot.desk import writing
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused

R = TypeVar("R")


class Dialog(Sturdy, ModalScreen[R], Generic[R]):
    """Over the desk. `identity` is the sheet that its fields write to; Esc leaves it, drafts stay."""

    BINDINGS: ClassVar[list[Any]] = [Binding("escape", "leave", show=False)]
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 50%; }
    Dialog > .dialog {
        width: 96; max-width: 100%; height: auto; max-height: 100%; padding: 0 1; margin: 2 0 1 0; background: $panel;
        border: round $accent; border-title-color: $accent; border-title-style: bold; border-subtitle-color: $quiet;
    }
    Dialog RecordInput { height: 1; }
    """

    def __init__(self, desk: Desk, identity: str) -> None:
        super().__init__()
        self.desk = desk
        self.identity = identity
        self._focus_before = ""
        self._subtitle_before = ""

    def on_mount(self) -> None:
        """Remember where the cursor was beneath."""
        live = self._live()
        self._focus_before = live.focus if live and "." not in live.focus else ""

    def _live(self) -> Any:
        try:
            return self.desk.live(self.identity)
        except DeedRefused:
            return None

    def write_to(self, _identity: str, field: str, text: str, cursor: int | None) -> str:
        """Write what a form of the dialog holds."""
        return self.write(field, text, cursor)

    def write(self, field: str, text: str, cursor: int | None) -> str:
        """Write what one field of the dialog holds."""
        try:
            return writing.type_in(self.desk, self.identity, field, text, cursor)
        except DeedRefused:
            return text

    def value(self, field: str) -> str:
        """What the sheet holds for a field."""
        live = self._live()
        return live.values.get(field, "") if live else ""

    def flush(self) -> None:
        """Write what the focused field still withholds."""
        if isinstance(self.focused, RecordInput | RecordArea):
            self.focused.flush()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note where the cursor went, so that a restart opens the dialog again."""
        if isinstance(event.widget, RecordInput | RecordArea) and self._live() and not self.desk.state.read_only:
            writing.focus(self.desk, self.identity, event.widget.field)

    def action_leave(self) -> None:
        """Leave without doing anything; drafts stay."""
        self.leave(None)

    def leave(self, result: R | None) -> None:
        """Close, with the cursor's place beneath as it was."""
        self.flush()
        if self._live() and not self.desk.state.read_only:
            writing.focus(self.desk, self.identity, self._focus_before)
        self.dismiss(result)

    def tell(self, text: str) -> None:
        """Say one line to the operator, at the dialog's foot."""
        box = self.query_one(".dialog")
        if not self._subtitle_before:
            self._subtitle_before = str(box.border_subtitle or "")
        box.border_subtitle = Content.styled(f"! {text}", "bold $due")
        self.set_timer(5, self._hush)

    def _hush(self) -> None:
        self.query_one(".dialog").border_subtitle = self._subtitle_before
