"""One line of the record: what is typed is on disk before it is painted."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widgets import Input

from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.beneath import Beneath
from callpilot.console.widgets.record_field import (
    LONGEST_PASTE,
    PartHidden,
    PasteTooLong,
    RecordField,
    Write,
    field_filters,
    forget,
    is_typed_in,
    shown_hint,
    tell_cursor,
)
from callpilot.desk.writing import hidden_words
from callpilot.plain.untrusted import clean, is_withheld, may_be_withheld
from callpilot.records.changes import splice


class RecordInput(Sturdy, RecordField, Input):
    """One line of the record.

    | Key | Does |
    | --- | --- |
    | up, down | goes through the choices, where there are some |
    | a digit | takes that choice, while nothing else is written |
    | enter | goes on to the next field |
    | ctrl+z | brings back what stood there when the cursor came |
    """

    DEFAULT_CSS = """
    RecordInput > .input--placeholder { color: $quiet; text-style: italic; }
    RecordInput:focus { background-tint: $foreground 0%; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("up", "turn(-1)", show=False),
        Binding("down", "turn(1)", show=False),
        Binding("ctrl+z", "undo", show=False),
    ]
    # As wide as its row, however much is typed: a letter lays nothing out.
    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)

    def __init__(
        self, field: str, write: Write, *, value: str = "", choices: Sequence[str] = (),
        picks: Sequence[str] = (), sensitive: bool = False, person: bool = False,
        placeholder: str = "", id: str | None = None, classes: str | None = None,
    ) -> None:  # fmt: skip
        self.field = field
        self.choices = tuple(choices)
        self._picks = tuple(picks or choices)
        self.sensitive = sensitive
        self.person = person
        self.beneath: Beneath | None = None
        self._write = write
        self._quiet = True
        self._edited_to: int | None = None  # where an edit leaves the cursor, while it is made
        self._before = self._written = value
        super().__init__(value, placeholder=placeholder, compact=True, id=id, classes=classes, select_on_focus=False)
        self._quiet = False
        self.password = sensitive

    def watch_value(self, old: str, new: str) -> None:
        """Write what was typed. This runs before the frame with the new character is painted."""
        self._written = new
        self._use_all_room()
        if self._quiet or old == new:
            return
        place, _cut, put = splice(old, new)
        cursor = place + len(put) if self._edited_to is None else self._edited_to
        self._shown(self._write(self.field, new, cursor))
        if self.beneath is not None:
            self.beneath.typed(self.value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` in the place of what stands between two characters; all typing comes through here."""
        self._edited_to = max(0, min(start, end, len(self.value))) + len(text)
        try:
            super().replace(text, start, end)
        finally:
            self._edited_to = None

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let what is typed stand where it was typed, whatever the rows of other widgets pass through."""
        return field_filters(self)

    def _toggle_cursor(self) -> None:
        if self._is_at_rest():
            self._pause_blink(visible=True)
        else:
            super()._toggle_cursor()

    def on_mount(self) -> None:
        """In plain mode the hint stands in brackets."""
        self.placeholder = self.placeholder

    def on_unmount(self) -> None:
        """Let the screen forget this field."""
        forget(self)

    def validate_placeholder(self, hint: str | Content) -> str | Content:
        """In plain mode the hint stands in brackets."""
        return shown_hint(self, hint)

    @property
    def cursor(self) -> int:
        """How many characters stand before the cursor."""
        return self.cursor_position

    def place_cursor(self, index: int) -> None:
        """Put the cursor before the character `index` (from 0)."""
        self.cursor_position = min(index, len(self.value))

    def watch_selection(self) -> None:
        """Note that the cursor moved, where it is typed; digits that it has left wait no longer."""
        if self._written != self.value:
            return  # Textual moves the cursor before it tells of a new value: that is written next, with the cursor
        if not self._quiet and is_typed_in(self):
            if may_be_withheld(self.value):
                self._shown(self._write(self.field, self.value, self.cursor_position))
            tell_cursor(self)

    def take(self, text: str) -> None:
        """Show `text`, which the record holds already; what is withheld while it may be a card number stays."""
        text = clean(text)  # another program may have written it
        if text == self.value or (self.has_focus and is_withheld(self.value, text)):
            return
        cursor = self.cursor_position
        self._quiet = True
        self.value = text
        self._quiet = False
        self.cursor_position = min(cursor, len(text)) if self.has_focus else len(text)
        if not self.has_focus:
            self._show_beginning()

    def offer(self, choices: Sequence[str]) -> None:
        """Offer other choices from now on."""
        self.choices = self._picks = tuple(choices)

    def flush(self) -> None:
        """Write all of the field, as it is when the cursor leaves it."""
        self._shown(self._write(self.field, self._completed(self.value), None))

    def _completed(self, text: str) -> str:
        """Complete the first letters of a choice when only one begins so."""
        wanted = text.strip().casefold()
        if not self.choices or not wanted:
            return text
        found = [choice for choice in self.choices if choice.casefold().startswith(wanted)]
        return found[0] if len(found) == 1 or wanted in (choice.casefold() for choice in found) else text

    def _shown(self, text: str) -> None:
        if text != self.value:
            if words := hidden_words(self.value, text):
                self.post_message(PartHidden(words))
            cursor = self.cursor_position
            self._quiet = True
            self.value = text
            self._quiet = False
            self.cursor_position = min(cursor, len(text))

    async def _on_key(self, event: events.Key) -> None:
        """A digit takes a choice and goes on, as long as nothing else is written."""
        if self.beneath is not None and self.beneath.takes(event.key):
            event.stop()
            event.prevent_default()
            return
        digit = event.character if event.character and event.character in "123456789" else ""
        if digit and int(digit) <= len(self._picks) and (not self.value or self.value in self._picks):
            event.stop()
            event.prevent_default()
            self.value = self._picks[int(digit) - 1]
            self.cursor_position = len(self.value)
            await self.action_submit()
            return
        await super()._on_key(event)

    def on_blur(self) -> None:
        """The field was left: nothing is withheld any more."""
        self.flush()
        if self.beneath is not None:
            self.beneath.left()
        if self.sensitive:
            self.password = True
        self._show_beginning()

    def _use_all_room(self) -> None:
        """Hide no letters on the left while there is room on the right: Textual leaves them so when one is deleted."""
        most = max(0, self.virtual_size.width - self.size.width)
        if self.scroll_x > most:
            self.scroll_to(x=most, animate=False, force=True)

    def _show_beginning(self) -> None:
        """Show a text that is longer than its field from its first letter: an address begins with its number."""
        self.scroll_to(x=0, animate=False, force=True)

    def on_focus(self) -> None:
        """A sensitive field is readable while it is being typed in."""
        self.password = False
        self._before = self.value
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), animate=False, force=True)

    def action_undo(self) -> None:
        """Bring back what stood there when the cursor came; again: what was typed."""
        self._before, self.value = self.value, self._before
        self.cursor_position = len(self.value)

    def action_turn(self, step: int) -> None:
        """Go through the choices; where there are none, go to the field above or below."""
        if not self.choices:
            (self.screen.focus_next if step > 0 else self.screen.focus_previous)()
            return
        now = self._completed(self.value)
        place = self.choices.index(now) + step if now in self.choices else (0 if step > 0 else -1)
        self.value = self.choices[place % len(self.choices)]
        self.cursor_position = len(self.value)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if len(event.text) > LONGEST_PASTE:
            self.post_message(PasteTooLong(len(event.text)))
            return
        line = " ".join(event.text.split("\n")) if "\n" in event.text or "\r" in event.text else event.text
        self.insert_text_at_cursor(line.replace("\r", " ").strip("\n"))
