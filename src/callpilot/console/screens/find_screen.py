"""F3: one box over procedures, answers, people, callers and calls; what is found is read at once beside the list."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from callpilot.console.find_source import FindSource
from callpilot.console.found_lines import detail_lines, found_row
from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Line
from callpilot.console.widgets.record_field import PasteTooLong
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.widgets.scrolled import Scrolled
from callpilot.console.wording import spoken_words
from callpilot.desk.desk import Desk
from callpilot.desk.finding import FIELD, Found
from callpilot.journal.index import Index

WIDE = 100
"""From so many columns on, what is read stands beside the list; below, beneath it."""
LOW = 20
"""Below so many rows there is room for the list only."""


class FindScreen(Dialog[Found]):
    """Dismissed with what was opened, or None.

    | Key | Does |
    | --- | --- |
    | up, down, page up, page down | go through what is found, while typing goes on |
    | enter | opens what is marked |
    | shift+up, shift+down | scroll what is read beside |
    """

    DEFAULT_CSS = """
    FindScreen > .dialog { width: 132; height: 100%; }
    FindScreen RecordInput { background: $field-ground; }
    FindScreen RecordInput:focus { background: $focus-ground; }
    FindScreen #found { layout: vertical; height: 1fr; }
    FindScreen #list { height: 1fr; margin: 1 0 0 0; }
    FindScreen #detail { height: 7; border-top: solid $rule; }
    FindScreen.-low #detail { display: none; }
    FindScreen.-wide #found { layout: horizontal; }
    FindScreen.-wide #list { width: 3fr; height: 100%; }
    FindScreen.-wide #detail {
        width: 2fr; height: 100%; border-top: none; border-left: solid $rule; padding: 0 0 0 1; margin: 1 0 0 1;
    }
    """

    def __init__(self, desk: Desk, index: Index, key: str) -> None:
        """Look on `desk` and in `index`; `key` is the one that opens the whole log from here."""
        super().__init__(desk, desk.state.pad.id)
        self._source = FindSource(self, desk, index, self._show_at_once)
        self._key = key
        # A restart goes on in the middle of a word: there nothing is marked for typing to replace.
        self._was = "" if desk.state.pad.focus == FIELD else self.value(FIELD)
        self._rows: list[Found] = []
        self._place: int = 0
        self._row_lines: list[int] = []
        self._read: Found | None = None
        self._has_moved = False
        self._opens_next = False
        self._list = Scrolled(id="list")
        self._detail = Scrolled(id="detail")

    def compose(self) -> ComposeResult:
        """The box, what is found, and what is read of it."""
        box = Vertical(classes="dialog")
        box.border_title = "Find"
        box.border_subtitle = f"↑↓ · Enter: open · {self._key}: the whole call log · Esc: back"
        with box:
            yield RecordInput(
                FIELD, self.write, value=self.value(FIELD), placeholder="a procedure, a question, a name, a number …"
            )
            with Container(id="found"):
                yield self._list
                yield self._detail

    def on_mount(self) -> None:
        """What was looked for last is there still, marked, so that typing replaces it."""
        super().on_mount()
        self._arrange()
        box = self.query_one(RecordInput)
        self.start_at(box)
        self._source.ask(box.value)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Mark what stands in the box, unless something was typed already."""
        event.prevent_default()  # Textual would call the dialog's own once more, after this one
        super().on_descendant_focus(event)
        box = self.query_one(RecordInput)
        if self._was and box.value == self._was:
            box.action_select_all()
        self._was = ""

    def on_resize(self) -> None:
        """Beside or beneath, as there is room."""
        self._arrange()
        self.call_after_refresh(self._show)

    def _arrange(self) -> None:
        wide = self.size.width >= WIDE
        self.set_class(wide, "-wide")
        self.set_class(not wide and self.size.height < LOW, "-low")

    # -- asking -------------------------------------------------------------------------------------

    def on_input_changed(self, event: RecordInput.Changed) -> None:
        """Find while it is typed."""
        event.stop()
        self._place, self._has_moved, self._opens_next = 0, False, False
        self._source.ask(event.value)

    def look_again(self) -> None:
        """Look for the same among people and procedures that have just been read; the mark stays where it is."""
        self._source.ask(self.query_one(RecordInput).value)

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter opens what is marked; while something that may come first is on its way, as soon as it is there."""
        event.stop()
        if self._has_moved or self._source.is_certain:
            self._open()
        else:
            self._opens_next = True

    def _open(self) -> None:
        if self._place < len(self._rows):
            self.leave(self._rows[self._place])

    def on_paste_too_long(self, event: PasteTooLong) -> None:
        """Say that nothing of a huge paste was taken."""
        event.stop()
        self.tell(f"That paste has {event.length:,} characters; nothing of it was taken.")

    def on_key(self, event: events.Key) -> None:
        """Go through what is found, the cursor staying in the box."""
        page = max(1, self._list.size.height - 2)
        steps = {"down": 1, "up": -1, "pagedown": page, "pageup": -page}
        if event.key in steps:
            event.stop()
            self._has_moved = True
            self._place = max(0, min(self._place + steps[event.key], len(self._rows) - 1))
            self._show()
        elif event.key in ("shift+down", "shift+up"):
            event.stop()
            self._detail.scroll_relative(y=1 if event.key == "shift+down" else -1, animate=False)

    def on_click(self, event: events.Click) -> None:
        """A click marks a row, a second one opens it."""
        if event.widget is not self._list:  # pyright: ignore[reportUnknownMemberType]
            return
        place = next((n for n, row in enumerate(self._row_lines) if row == self._list.line_at(event.y)), None)
        if place is None:
            return
        if place == self._place and event.chain > 1:
            self._open()
            return
        self._place, self._has_moved = place, True
        self._show()

    # -- showing ------------------------------------------------------------------------------------

    def _show_at_once(self) -> None:
        """Draw what has come, and have it painted without waiting for the next of the sixty moments a second."""
        self._show()
        self.paint_next(self._list, self._detail)

    def _show(self) -> None:
        """Draw what is found; what was marked by the operator stays marked when more comes in."""
        marked = self._rows[self._place] if self._has_moved and self._place < len(self._rows) else None
        groups = self._source.groups
        self._rows = [found for group in groups for found in group.found]
        self._place = (
            self._rows.index(marked) if marked in self._rows else min(self._place, max(0, len(self._rows) - 1))
        )
        if self._opens_next and self._source.is_certain:
            self._opens_next = False
            if self._rows:
                self._open()
                return
        state, now = self.desk.state, self.desk.clock.now()
        width = max(20, self._list.width - 1)
        lines: list[Line] = []
        self._row_lines = []
        for group in groups:
            lines.append(((group.heading.upper(), "bold $secondary"),))
            for found in group.found:
                chosen = len(self._row_lines) == self._place
                self._row_lines.append(len(lines))
                lines.append(found_row(state, found, now, width, chosen=chosen))
        self._list.show_lines(lines or [((self._nothing(), "$quiet"),)])
        self._show_detail()
        self._keep_in_sight()

    def _nothing(self) -> str:
        if self._source.fault:
            return self._source.fault
        return "nothing fits" if self._source.is_certain else "…"

    def _show_detail(self) -> None:
        was, self._read = self._read, self._rows[self._place] if self._rows else None
        if self._read is None:
            self._detail.show_lines([])
            return
        state, now = self.desk.state, self.desk.clock.now()
        words = spoken_words(state, state.followed or state.pad, now.astimezone(self.desk.zone))
        width = max(20, self._detail.width - 1)
        lines = detail_lines(state, self._read, now, width, words)
        self._detail.show_lines(lines)
        if self._read != was:  # what is read on stays where it was read to, whatever else is found meanwhile
            self._detail.scroll_to(y=0, animate=False)

    def _keep_in_sight(self) -> None:
        row = self._row_lines[self._place] if self._row_lines else 0
        self._list.keep_in_sight(row - 1 if self._place == 0 else row, row)  # the first with its heading
