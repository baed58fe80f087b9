"""The current step's picture, large, over the panes; it follows the steps."""

from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from callpilot.console.deeds import BY_ID
from callpilot.console.keymap import binding_id
from callpilot.console.sturdy import Sturdy
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.picture import Picture
from callpilot.console.wrapping import cut
from callpilot.desk.desk import Desk
from callpilot.desk.picturing import step_in_front

LOOK = 0.2
"""Seconds between two looks whether another step has become current."""


class PictureScreen(Sturdy, ModalScreen[None]):
    """Shows the picture of the step in front, also when another one comes in front; Esc leaves."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape,q", "dismiss", show=False),
        *(Binding(key, "dismiss", show=False, id=binding_id("picture", key)) for key in BY_ID["picture"].keys),
    ]
    DEFAULT_CSS = """
    PictureScreen { align: center middle; background: $background 50%; }
    PictureScreen > .dialog {
        width: 100%; height: 100%; padding: 0 1; margin: 2 0 1 0; background: $panel;
        border: round $accent; align: center top;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $quiet;
    }
    PictureScreen Picture { align: center top; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._picture = Picture(large=True)
        self._nothing = Drawn()

    def compose(self) -> ComposeResult:
        """A frame with the picture, or with what is said in its place."""
        box = Vertical(classes="dialog")
        box.border_subtitle = "Esc: back"
        with box:
            yield self._picture
            yield self._nothing

    def on_mount(self) -> None:
        """Show it once the room for it is known, and follow the steps."""
        self.set_interval(LOOK, self.show)
        self.call_after_refresh(self.show)

    def on_resize(self) -> None:
        """Draw it for another size."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Show the picture of the step that is in front now."""
        box = self.query_one(".dialog")
        found = step_in_front(self._desk.state)
        if found is None:
            retitle(box, "Picture")
            self._nothing.show_lines([(("Every step is done.", "$quiet"),)])
            self._picture.show(Path(), None, 0, 0)
            return
        procedure, step = found
        room = box.content_size
        retitle(box, cut(step.title, max(10, room.width - 4)))
        self._nothing.show_lines([] if step.picture else [(("This step has no picture.", "$quiet"),)])
        self._picture.show(procedure.source, step, room.width, room.height)
