"""The shift and its handover as it stands: it writes itself; notes for the next shift are added by hand (A10)."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_input import RecordArea
from callpilot.console.wrapping import wrap
from callpilot.desk.desk import Desk


class ShiftScreen(Dialog[str]):
    """Dismissed with `sign off`, or None."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("pagedown", "scroll(12)", show=False, priority=True),
        Binding("pageup", "scroll(-12)", show=False, priority=True),
        Binding("ctrl+x", "sign_off", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    ShiftScreen .dialog { width: 110; height: 100%; }
    ShiftScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    ShiftScreen RecordArea { height: 4; background: $field-ground; }
    ShiftScreen #notes-label { height: 1; }
    """

    def __init__(self, desk: Desk, text: Callable[[], str]) -> None:
        """Show what `text()` says; it is asked again when notes change."""
        super().__init__(desk, desk.state.pad.id)
        self._text = text
        self._drawn = Drawn()

    def compose(self) -> ComposeResult:
        """The handover above, the notes below."""
        box = Vertical(classes="dialog")
        box.border_title = "Shift and handover"
        box.border_subtitle = "PgUp PgDn: scroll · Ctrl+X: sign off · Esc: back"
        with box:
            yield VerticalScroll(self._drawn, can_focus=False)
            yield Drawn(id="notes-label")
            yield RecordArea("notes", self.write, value=self.value("notes"))

    def on_mount(self) -> None:
        """The cursor is in the notes."""
        super().on_mount()
        label: Line = (
            ("Notes for the next shift", "bold $accent"),
            (" – what they should know, and do if it happens", "$quiet"),
        )
        self.query_one("#notes-label", Drawn).show_lines([label])
        self.query_one(RecordArea).focus()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        width = max(20, self._drawn.size.width - 1)
        rows = [row for line in self._text().splitlines() for row in wrap(line, width)]
        self._drawn.show_lines([((row, "bold" if row and not row.startswith(" ") else ""),) for row in rows])

    def action_scroll(self, rows: int) -> None:
        """Scroll the handover."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_sign_off(self) -> None:
        """Sign off."""
        self.leave("sign off")
