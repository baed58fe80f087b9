"""What changed in the procedures since the operator knew them; one key says that it is read and understood (B7, C7)."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from callpilot.console.change_lines import change_lines
from callpilot.console.screens.dialog import Dialog
from callpilot.console.screens.read import ReadScreen
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import cut, wrap
from callpilot.desk import keeping_up
from callpilot.desk.desk import Desk
from callpilot.desk.keeping_up import Changed, step_words
from callpilot.desk.state import DeedRefused
from callpilot.procedures.loading import Library
from callpilot.procedures.model import Procedure
from callpilot.procedures.page import page

_ROWS = 5
_MARKS = 22  # cells for the versions
_KEYS = "a: read and understood · Enter: the whole · ↑↓ · PgDn · Esc: later"
_PAUSE = 700  # ms for which the key that says “read” doesn't count for the next one, which nobody can have read


class ChangesScreen(Dialog[None]):
    """Lists what changed; dismissed with nothing. It steps aside for a call, and asks again afterwards."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = [
        Binding("enter", "open", show=False),
        Binding("a", "acknowledge", show=False),
        Binding("up,k", "go(-1)", show=False),
        Binding("down,j", "go(1)", show=False),
        Binding("pagedown,space", "scroll(8)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
    ]
    DEFAULT_CSS = """
    ChangesScreen > .dialog { height: 100%; max-height: 32; }
    ChangesScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; margin-top: 1; }
    """

    def __init__(self, desk: Desk, earlier: Callable[[str], Procedure | None]) -> None:
        super().__init__(desk, desk.state.pad.id)
        self._earlier = earlier
        self._shown: Changed | None = None
        self._is_drawn: tuple[str, str, int] | None = None
        self._read_at = -_PAUSE
        self._began_free = keeping_up.is_free(desk.state)
        self._list, self._words = Drawn(id="list"), Drawn(id="words")

    def compose(self) -> ComposeResult:
        """The list, and below it what changed in the chosen one."""
        box = Vertical(classes="dialog")
        box.border_title = "What changed in the procedures"
        box.border_subtitle = _KEYS
        with box:
            yield self._list
            yield VerticalScroll(self._words, can_focus=False)

    def on_mount(self) -> None:
        """Show it, and what changes meanwhile."""
        super().on_mount()
        self.call_after_refresh(self.show)
        self.set_interval(1.0, self.show)

    def on_resize(self) -> None:
        """Break the rows anew."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Show the list and the chosen change as they are now."""
        if self._began_free and self.desk.state.calls and self.is_current:
            self.leave(None)  # a call was answered beneath it
            return
        found = keeping_up.changes(self.desk.state)
        width = max(20, self.query_one(".dialog").content_size.width - 1)
        chosen = self._choose(found)
        if chosen is None:
            self._list.show_lines([(("Nothing changed since you used it, or you have read it.", "$quiet"),)])
            self._words.show_lines([])
            self.query_one(".dialog").border_subtitle = "Esc: back"
            return
        place = found.index(chosen)
        first = max(0, min(place - _ROWS // 2, len(found) - _ROWS))
        self._list.show_lines([_row(one, one is chosen, width) for one in found[first : first + _ROWS]])
        drawn = (chosen.procedure.sha256, chosen.knew.sha256, width)
        if drawn != self._is_drawn:
            self._is_drawn = drawn
            now, before = self.desk.clock.now(), self._earlier(chosen.knew.sha256)
            self._words.show_lines(change_lines(chosen, before, width - 1, now, self.desk.zone))

    def _choose(self, found: list[Changed]) -> Changed | None:
        """The change that is shown, as it is now; the first one when it has gone."""
        identity = self._shown.procedure.id if self._shown else ""
        self._shown = next((one for one in found if one.procedure.id == identity), found[0] if found else None)
        return self._shown

    # -- what can be done ----------------------------------------------------------------------------------

    def action_go(self, step: int) -> None:
        """Go to another change."""
        found = keeping_up.changes(self.desk.state)
        ids = [one.procedure.id for one in found]
        if self._shown is not None and self._shown.procedure.id in ids:
            place = ids.index(self._shown.procedure.id)
            self._shown = found[max(0, min(place + step, len(found) - 1))]
            self.query_one(VerticalScroll).scroll_home(animate=False)
        self.show()

    def action_scroll(self, rows: int) -> None:
        """Scroll a long one."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_open(self) -> None:
        """Open the whole procedure to read; with nothing left to read, go back."""
        if self._shown is None:
            self.leave(None)
            return
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        app.push_screen(ProcedureScreen(self._shown.procedure, self.desk.state.library))

    def action_acknowledge(self) -> None:
        """Record that it is read and understood, and go on to the next one; after the last one back to the desk."""
        if self._shown is None:
            self.leave(None)
            return
        mono = self.desk.clock.mono()
        if mono - self._read_at < _PAUSE:
            self.tell("read this one first")
            return
        try:
            keeping_up.acknowledge(self.desk, self._shown)
        except DeedRefused as reason:
            self.tell(str(reason))
            self.show()
            return
        self._shown, self._read_at = None, mono
        self.query_one(VerticalScroll).scroll_home(animate=False)
        if not keeping_up.changes(self.desk.state):
            self.leave(None)
            return
        self.show()


def _row(one: Changed, is_here: bool, width: int) -> Line:
    style = "bold" if is_here else ""
    room = max(8, width - 2 - _MARKS - 2)
    protocol = f" ({one.procedure.protocol})" if one.procedure.protocol else ""
    return (
        ("▸ " if is_here else "  ", "bold $accent"),
        (f"{cut(step_words(one), _MARKS):{_MARKS}}  ", "bold $accent" if is_here else "$accent"),
        (cut(f"{one.procedure.title}{protocol}", room), style),
    )


class ProcedureScreen(ReadScreen):
    """A whole procedure, to be read."""

    def __init__(self, procedure: Procedure, library: Library) -> None:
        super().__init__(f"{procedure.title} {procedure.version}")
        self._procedure = procedure
        self._library = library

    def lines(self, width: int) -> list[Line]:
        """Its page, as `callpilot procedures show` prints it."""
        return [((row, ""),) for line in page(self._procedure, self._library, width) for row in wrap(line, width)]
