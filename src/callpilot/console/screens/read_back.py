"""Ctrl+A: the critical parts of the record in front, one after the other, to be read to the caller (C3, C15)."""

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from callpilot.console.reading_lines import list_lines, part_lines
from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk import read_back, writing
from callpilot.desk.desk import Desk
from callpilot.desk.read_back import Correction
from callpilot.desk.reading_parts import Part, parts
from callpilot.desk.state import DeedRefused
from callpilot.records.ids import short

PLACE = "readback."
"""Before a part's name when the cursor is in this dialog."""

_ROWS = 6
_LOOKING = "Enter: right, next · c or typing: correct · ↑↓ · Esc: back"
_CORRECTING = "Enter: that is right now · Esc: as it was"


class ReadBackScreen(Dialog[str]):
    """Dismissed with what to tell once all was read back, or None."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = [
        Binding("enter,space,y", "confirm", show=False),
        Binding("c", "correct", show=False),
        Binding("up,b", "go(-1)", show=False),
        Binding("down", "go(1)", show=False),
    ]
    DEFAULT_CSS = """
    ReadBackScreen > .dialog { height: 100%; max-height: 26; }
    ReadBackScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    ReadBackScreen #head { margin: 0 0 1 0; }
    ReadBackScreen RecordInput { display: none; background: $focus-ground; }
    """

    def __init__(self, desk: Desk, identity: str) -> None:
        super().__init__(desk, identity)
        self._place = 0
        self._correction: Correction | None = None
        self._input = RecordInput(PLACE, self._write_part)
        self._head, self._part, self._list = Drawn(id="head"), Drawn(id="part"), Drawn(id="parts")

    def compose(self) -> ComposeResult:
        """The part large, the line in which it is put right, and the list of all of them."""
        box = Vertical(classes="dialog")
        box.border_title = f"Read it back · {short(self.identity)}"
        box.border_subtitle = _LOOKING
        with box:
            yield self._head
            yield VerticalScroll(self._part, can_focus=False)
            yield self._input
            yield self._list

    def on_mount(self) -> None:
        """Start at the part where a restart left it, else at the first one nobody has confirmed."""
        super().on_mount()
        live = self._live()
        if live and live.focus.startswith("esc."):
            self._before = live.focus, live.cursor
        every = self.parts
        keys = [part.key for part in every]
        was = live.focus.removeprefix(PLACE) if live and live.focus.startswith(PLACE) else ""
        unread = (number for number, part in enumerate(every) if not part.is_done)
        self._place = keys.index(was) if was in keys else next(unread, 0)
        self.call_after_refresh(self.show)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is to be read back, as the record stands now."""
        return parts(self.desk.state, self.identity)

    @property
    def part(self) -> Part | None:
        """The part that is shown."""
        every = self.parts
        return every[min(self._place, len(every) - 1)] if every else None

    def on_resize(self) -> None:
        """Draw again for another width."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Show the part, and how all of them stand; note which it is, so that a restart comes back to it."""
        every, part = self.parts, self.part
        if part is None:
            self.leave(None)
            return
        self._place = min(self._place, len(every) - 1)
        width = max(20, self.query_one(".dialog").content_size.width - 1)
        left = sum(not one.is_done for one in every)
        head = f"{part.label}"
        count = f"   {self._place + 1} of {len(every)}" + (f", {left} to go" if left else ", all read back")
        self._head.show_lines([((head, "bold"), (count, "$quiet"))])
        is_plain = getattr(self.app, "plain", False)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        self._part.show_lines(part_lines(part, self.desk.state.site, width, large=not is_plain))
        rows = _ROWS if self.size.height >= 24 else 3
        self._list.show_lines(list_lines(every, self._place, rows, width, self.desk.zone))
        if self._correction is None and self.is_current and not self.desk.state.read_only:
            writing.focus(self.desk, self.identity, f"{PLACE}{part.key}")

    # -- right, or put right -----------------------------------------------------------------------------

    def action_confirm(self) -> None:
        """The caller says yes: on to the next part; after the last one back to the record."""
        part = self.part
        if self._correction is not None:
            self._finish(self._input.value)
        elif part is not None:
            self._go_on(read_back.confirm(self.desk, self.identity, part), part.is_done)

    def _go_on(self, ticked: str, was_done: bool = False) -> None:
        every = self.parts
        order = [*range(self._place + 1, len(every)), *range(min(self._place + 1, len(every)))]
        following = next((place for place in order if not every[place].is_done), None)
        if following is None and was_done and self._place + 1 < len(every):
            following = self._place + 1  # all was read back before: look through them again
        if following is None:
            self.leave("All of it was read back" + (f"; ticked: {ticked}" if ticked else ""))
            return
        self._place = following
        self.show()

    def action_go(self, step: int) -> None:
        """Go to the part before or behind; nothing is said of this one."""
        if self._correction is None:
            self._place = max(0, min(self._place + step, len(self.parts) - 1))
            self.show()

    def action_correct(self) -> None:
        """Put the part right, the cursor behind it."""
        self._begin(None)

    def on_key(self, event: events.Key) -> None:
        """Typing puts the part right from its beginning; Esc brings back what stood there."""
        if self._correction is None and event.is_printable and event.character and event.character not in " yc":
            event.stop()
            event.prevent_default()
            self._begin(event.character)

    def _begin(self, typed: str | None) -> None:
        part = self.part
        if part is None or self._correction is not None:
            return
        try:
            self._correction = read_back.correction(self.desk, self.identity, part)
        except DeedRefused as reason:
            self.tell(str(reason))
            return
        field = self._input
        field.field, field.sensitive, field.display = f"{PLACE}{part.key}", part.is_sensitive, True
        field.take(part.text)
        text = part.text if typed is None else typed
        writing.focus(self.desk, self.identity, field.field, len(text))
        field.focus()
        field.value = text
        field.place_cursor(len(text))
        self._say(_CORRECTING)

    def _write_part(self, field: str, text: str, cursor: int | None) -> str:
        if self._correction is None:
            return text
        try:
            shown = self._correction.write(field, text, cursor)
        except DeedRefused:
            return text
        self.call_next(self.show)
        return shown

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter: the part says what it should."""
        event.stop()
        self._finish(event.value)

    def _finish(self, text: str) -> None:
        if self._correction is None:
            return
        try:
            ticked = self._correction.finish(text)
        except DeedRefused as reason:
            self.tell(str(reason))
            return
        self._end()
        self._go_on(ticked)

    def _end(self) -> None:
        self._correction = None
        self._input.display = False
        self.set_focus(None)
        self._say(_LOOKING)

    def _say(self, words: str) -> None:
        self._subtitle_before = words
        self.query_one(".dialog").border_subtitle = words.replace("[", "\\[")

    def action_leave(self) -> None:
        """Esc brings back what stood there before; outside a correction it leaves, with what was confirmed."""
        if self._correction is None:
            self.leave(None)
            return
        self._correction.undo()
        self._end()
        self.show()
