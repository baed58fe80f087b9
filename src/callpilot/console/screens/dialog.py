"""A dialog: what is typed in it is on disk like everything else, and every function key works over it."""

from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from callpilot.console.compositing import PaintsSparingly
from callpilot.console.plain_mode import announce
from callpilot.console.said import STAYS
from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.person_choices import offer_people
from callpilot.console.widgets.record_area import RecordArea
from callpilot.console.widgets.record_field import FollowsCursor
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk import writing
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused

R = TypeVar("R")


class Dialog(FollowsCursor, PaintsSparingly, Sturdy, ModalScreen[R], Generic[R]):
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
        self._before: tuple[str, int] = "", 0
        self._is_left = False
        self._subtitle_before = ""
        self.proposed: dict[str, str] = {}
        """What a field holds that nobody has typed: it is marked when the cursor comes, so that typing replaces it."""

    def on_mount(self) -> None:
        """Remember where the cursor was beneath."""
        live = self._live()
        if live and "." not in live.focus:
            self._before = live.focus, live.cursor

    def _live(self) -> Any:
        try:
            return self.desk.live(self.identity)
        except DeedRefused:
            return None

    def place_of(self, widget: RecordInput | RecordArea) -> str:
        """Name the cursor's place in a field, so that a restart knows which dialog it was in."""
        return widget.field

    def start_at(self, widget: Widget | None) -> None:
        """Put the cursor into a field; where a restart brings the dialog back, to its place in it."""
        if widget is None:
            return
        live = self._live()
        if live and isinstance(widget, RecordInput | RecordArea):
            widget.place_cursor(live.cursor if live.focus == self.place_of(widget) else len(self.value(widget.field)))
        widget.focus()

    def write_to(self, _identity: str, field: str, text: str, cursor: int | None) -> str:
        """Write what a form of the dialog holds."""
        return self.write(field, text, cursor)

    def write(self, field: str, text: str, cursor: int | None) -> str:
        """Write what one field of the dialog holds. A field that loses the cursor after the end writes no more."""
        if self._is_left:
            return text
        try:
            return writing.type_in(self.desk, self.identity, field, text, cursor)
        except DeedRefused:
            return text

    def value(self, field: str) -> str:
        """What the sheet holds for a field."""
        live = self._live()
        return live.values.get(field, "") if live else ""

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note where the cursor went, so that a restart opens the dialog again; put it where it was in that field."""
        widget, live = event.widget, self._live()
        offer_people(widget, self.desk)
        if isinstance(widget, RecordInput | RecordArea) and live and self.place_of(widget) == live.focus:
            widget.place_cursor(live.cursor)
        elif isinstance(widget, RecordInput) and widget.value and widget.value == self.proposed.get(widget.field):
            widget.action_select_all()
        self.came_to = widget
        self.note_cursor(widget)

    def note_cursor(self, widget: Widget) -> None:
        """Note the cursor's place in a field of this dialog, as long as it is the front one."""
        if not isinstance(widget, RecordInput | RecordArea) or widget is not self.focused or not self.is_current:
            return
        if self._live() and not self.desk.state.read_only and not self._is_left:
            writing.focus(self.desk, self.identity, self.place_of(widget), widget.cursor)

    def action_leave(self) -> None:
        """Leave without doing anything; drafts stay."""
        self.leave(None)

    def done(self, result: R | None) -> None:
        """Close after what the fields held was made a record: nothing of it is written again when they are left."""
        self._is_left = True
        self.leave(result)

    def leave(self, result: R | None) -> None:
        """Close, with the cursor's place beneath as it was."""
        self.flush()
        self._is_left = True
        if self._live() and not self.desk.state.read_only:
            writing.focus(self.desk, self.identity, *self._before)
        self.dismiss(result)

    def look_again(self) -> None:
        """Take up people and procedures that were read since it opened: a restart opens it before they are."""

    def tell(self, text: str) -> None:
        """Say one line to the operator, at the dialog's foot."""
        announce(self, text)
        if not self.children:
            return  # it was said while the console was being closed
        box = self.query_one(".dialog")
        if not self._subtitle_before:
            self._subtitle_before = str(box.border_subtitle or "")
        box.border_subtitle = Content.styled(f"! {text}", "bold $due")
        self.set_timer(STAYS[True], self._hush)

    def _hush(self) -> None:
        for box in self.query(".dialog"):  # none while the console is being closed
            box.border_subtitle = self._subtitle_before
