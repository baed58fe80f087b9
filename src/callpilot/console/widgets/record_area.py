"""Several lines of the record: what is typed is on disk before it is painted."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from callpilot.console.sturdy import Sturdy
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

_ROWS_KEPT = 64


class RecordArea(Sturdy, RecordField, TextArea):
    """Several lines of the record."""

    class Changed(TextArea.Changed, bubble=False):
        """Nobody but the field itself asks for this: what was typed is written already."""

    class SelectionChanged(TextArea.SelectionChanged, bubble=False):
        """The same for the cursor."""

    DEFAULT_CSS = """
    RecordArea .text-area--placeholder { color: $quiet; text-style: italic; }
    RecordArea:focus { background-tint: $foreground 0%; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]

    def __init__(
        self, field: str, write: Write, *, value: str = "", id: str | None = None, placeholder: str = ""
    ) -> None:
        self.field = field
        self._write = write
        self._is_editing = False
        self._paints_rows = False
        self._looks: tuple[object, ...] = ()
        super().__init__(value, compact=True, id=id, soft_wrap=True, tab_behavior="focus", placeholder=placeholder)
        self.highlight_cursor_line = False
        # A row is kept for each letter that was typed in it; Textual would keep the last thousand, which are megabytes.
        self._line_cache.maxsize = _ROWS_KEPT  # pyright: ignore[reportUnknownMemberType]

    def edit(self, edit: Edit) -> EditResult:
        """Make an edit and write it, before the frame with it is painted."""
        before, height = self._row_texts(edit), self.wrapped_document.height
        self._is_editing, self._paints_rows = True, bool(before)
        try:
            result = super().edit(edit)
        finally:
            self._is_editing = self._paints_rows = False
        if before:
            self._paint(before, self._row_texts(edit))
        if self.wrapped_document.height != height and self.is_mounted:
            # Textual looks for the cursor before it knows that there is another row: a word's first letter was unseen.
            self.scroll_cursor_visible()
        self._written(self._index(result.end_location))
        return result

    def _refresh_size(self) -> None:
        """Take note of more or fewer rows. Where not all of them are seen before and after, the area stays as high as
        it is: nothing else on the screen moves, and nothing is laid out anew for the row that a word begins.
        """
        rows = self.wrapped_document.height
        if not (self._is_editing and min(rows, self.virtual_size.height) > self.size.height > 0):
            super()._refresh_size()
            return
        self.set_reactive(RecordArea.virtual_size, Size(0, rows))  # pyright: ignore[reportArgumentType]
        self.vertical_scrollbar.window_virtual_size = rows

    def _row_texts(self, edit: Edit) -> list[tuple[str, bool]]:
        """Return the rows of the line that is edited, and in which of them the cursor stands; none where other lines
        may be touched, or all of them look different afterwards.
        """
        row = edit.top[0]
        is_one_line = edit.bottom[0] == row == self.cursor_location[0] and "\n" not in edit.text
        if not is_one_line or not self.selection.is_empty or not self.text or self.matching_bracket_location:
            return []
        first = self.wrapped_document.location_to_offset((row, 0)).y
        here = self.wrapped_document.location_to_offset(self.cursor_location).y - first
        return [(text, n == here) for n, text in enumerate(self.wrapped_document.get_sections(row))]

    def _paint(self, before: list[tuple[str, bool]], after: list[tuple[str, bool]]) -> None:
        """Paint the rows that an edit has changed; all of them when there are more or fewer than before."""
        if len(before) != len(after):
            self.refresh()
            return
        first = self.wrapped_document.location_to_offset((self.cursor_location[0], 0)).y
        for n, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new or new[1]:
                self.refresh_lines(first + n)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint; while a letter is typed, Textual asks for all rows where one or two differ."""
        if self._paints_rows and not (regions or layout or recompose):
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows; their colours are read from the styles anew only when one of those has changed."""
        styles = sum(node.styles._cache_key for node in self.ancestors_with_self)  # pyright: ignore[reportPrivateUsage]
        looks = (self._theme, self.app.theme, self.has_focus, styles)  # pyright: ignore[reportUnknownMemberType]
        if looks == self._looks:
            return ScrollView.render_lines(self, crop)
        self._looks = looks
        return super().render_lines(crop)

    def _toggle_cursor_blink_visible(self) -> None:
        if self._is_at_rest():
            self._pause_blink(visible=True)
        else:
            super()._toggle_cursor_blink_visible()

    def undo(self) -> None:
        """Take back the last edits, on disk too."""
        self._is_editing = True
        super().undo()
        self._is_editing = False
        self._written(self.cursor)

    def redo(self) -> None:
        """Make the edits again, on disk too."""
        self._is_editing = True
        super().redo()
        self._is_editing = False
        self._written(self.cursor)

    def take(self, text: str) -> None:
        """Show `text`, which the record holds already; what is withheld while it may be a card number stays."""
        text = clean(text)  # another program may have written it
        if text == self.text or (self.has_focus and is_withheld(self.text, text)):
            return
        self._replace_all(text)
        tell_cursor(self)

    def flush(self) -> None:
        """Write all of the field, as it is when the cursor leaves it."""
        self._written(None)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let what is typed stand where it was typed, whatever the rows of other widgets pass through."""
        return field_filters(self)

    def on_mount(self) -> None:
        """In plain mode the hint stands in brackets."""
        self.placeholder = self.placeholder

    def on_unmount(self) -> None:
        """Let the screen forget this field, and the application that it follows its theme.

        Textual does the latter only when the theme changes next: until then each dialog opened would stay in memory.
        """
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        following = getattr(app, "__watchers", {}).get("theme", [])
        following[:] = [one for one in following if one[0] is not self]
        forget(self)

    def validate_placeholder(self, hint: str | Content) -> str | Content:
        """In plain mode the hint stands in brackets; TextArea would read markup in it, were it a `str`."""
        shown = shown_hint(self, hint)
        return Content(shown) if isinstance(shown, str) else shown

    @property
    def cursor(self) -> int:
        """How many characters stand before the cursor."""
        return self._index(self.cursor_location)

    def watch_selection(self) -> None:
        """Note that the cursor moved, where it is typed; digits that it has left wait no longer."""
        if not self._is_editing and is_typed_in(self):
            if may_be_withheld(self.text):
                self._written(self.cursor)
            tell_cursor(self)

    def place_cursor(self, index: int) -> None:
        """Put the cursor before the character `index` (from 0)."""
        before = self.text[:index].split("\n")
        self.cursor_location = (len(before) - 1, len(before[-1]))

    def _index(self, location: tuple[int, int]) -> int:
        row, column = location
        lines = self.document.lines
        return sum(len(line) + 1 for line in lines[:row]) + column

    def _written(self, cursor: int | None) -> None:
        shown = self._write(self.field, self.text, cursor)
        if shown != self.text:
            if words := hidden_words(self.text, shown):
                self.post_message(PartHidden(words))
            self._replace_all(shown)
        if cursor is not None:
            tell_cursor(self)

    def _replace_all(self, text: str) -> None:
        location = self.cursor_location
        self._is_editing = True
        self.load_text(text)
        row = min(location[0], self.document.line_count - 1)
        self.cursor_location = (row, min(location[1], len(self.document.get_line(row))))
        self._is_editing = False

    def on_blur(self) -> None:
        """The field was left: nothing is withheld any more."""
        self.flush()

    async def _on_paste(self, event: events.Paste) -> None:
        # What fits is left to TextArea's own handler, which Textual calls after this one.
        if len(event.text) > LONGEST_PASTE:
            event.stop()
            event.prevent_default()
            self.post_message(PasteTooLong(len(event.text)))
