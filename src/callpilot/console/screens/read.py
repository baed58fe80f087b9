"""Something to read, over the desk: help, faults in files, a record, the handover."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.drawn import Drawn, Line


class ReadScreen(Sturdy, ModalScreen[None]):
    """Shows lines that scroll; Esc leaves."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(15)", show=False),
        Binding("pageup", "scroll(-15)", show=False),
        Binding("home", "scroll(-100000)", show=False),
        Binding("end", "scroll(100000)", show=False),
    ]
    DEFAULT_CSS = """
    ReadScreen { align: center middle; background: $background 50%; }
    ReadScreen > .dialog {
        width: 110; max-width: 100%; height: 100%; padding: 0 1; margin: 2 0 1 0; background: $panel;
        border: round $accent;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $quiet;
    }
    ReadScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    """

    def __init__(self, title: str, *, keys: str = "↑↓ PgUp PgDn: scroll · Esc: back") -> None:
        super().__init__()
        self._heading = title
        self._footnote = keys
        self.text = Drawn()

    def compose(self) -> ComposeResult:
        """A frame with the lines."""
        box = Vertical(classes="dialog")
        box.border_title = self._heading.replace("[", "\\[")
        box.border_subtitle = self._footnote.replace("[", "\\[")
        with box:
            yield VerticalScroll(self.text)

    def on_mount(self) -> None:
        """Draw once the width is known."""
        self.query_one(VerticalScroll).focus()
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Draw again for another width."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Show the lines for the present width."""
        self.text.show_lines(self.lines(max(20, self.text.size.width - 1)))

    def lines(self, width: int) -> list[Line]:
        """The lines for a width in cells."""
        raise NotImplementedError

    def action_scroll(self, rows: int) -> None:
        """Scroll by rows."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)
