"""What the record's fields of one line and of several have in common: where they write, and what they tell."""

from collections.abc import Callable, Sequence
from typing import Any

from textual.content import Content
from textual.filter import LineFilter
from textual.message import Message
from textual.widget import Widget

from callpilot.console.plainly import in_brackets

Write = Callable[[str, str, int | None], str]
"""Writes `(field, text, cursor)` to the disk and returns what the field shall show; cursor None: the field was left."""

WriteTo = Callable[[str, str, str, int | None], str]
"""The same, with the sheet's id first."""

LONGEST_PASTE = 100_000

BLINKS = 20
"""So often the cursor comes and goes after a key; then it stays, and a console where nothing is typed is quiet."""


def field_filters(field: Widget) -> Sequence[LineFilter]:
    """Return what the rows of `field` pass through before they reach the terminal."""
    app: Any = field.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    chosen: Any = getattr(app, "get_field_filters", app.get_line_filters)
    return chosen()


def shown_hint(field: Widget, hint: str | Content) -> str | Content:
    """Return how an empty `field` shows its hint."""
    app: Any = field.app if field.is_attached else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not getattr(app, "plain", False):
        return hint
    return in_brackets(str(hint))


class RecordField:
    """Mixed in before a field of the record, of one line or of several."""

    field: str
    _blinks = 0

    def _restart_blink(self) -> None:
        self._blinks = 0
        textual: Any = super()
        textual._restart_blink()

    def _is_at_rest(self) -> bool:
        """Count another blink; tell whether the cursor has blinked long enough for whoever looks for it."""
        self._blinks += 1
        return self._blinks > BLINKS

    @property
    def cursor(self) -> int:
        """How many characters stand before the cursor."""
        raise NotImplementedError

    def place_cursor(self, index: int) -> None:
        """Put the cursor before the character `index` (from 0)."""
        raise NotImplementedError

    def flush(self) -> None:
        """Write all of the field, as it is when the cursor leaves it."""
        raise NotImplementedError


class PasteTooLong(Message):
    """Somebody pasted more than a field holds; nothing of it was taken, the clipboard still has it."""

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__()


class PartHidden(Message):
    """A card's number or security code was typed: the field shows marks in its place; `words` say why."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__()


class ShowsLog:
    """A screen on which the log stands."""

    def recount(self) -> None:
        """Ask the index afresh."""
        raise NotImplementedError


class FollowsCursor:
    """A screen that notes where in a field the cursor stands, before the frame with it is painted."""

    came_to: Widget | None = None
    """What the cursor was put into last; until it has its place there, nothing of that field is noted."""

    def cursor_moved(self, widget: Widget) -> None:
        """Note where the cursor stands in the field that it came to."""
        if widget is self.came_to:
            self.note_cursor(widget)

    def note_cursor(self, widget: Widget) -> None:
        """Note where the cursor stands in `widget`, so that a restart brings it back."""
        raise NotImplementedError

    def tell(self, text: str) -> None:
        """Say one line to the operator."""
        raise NotImplementedError

    def flush(self) -> None:
        """Write what the focused field still withholds, before anything else happens."""
        screen: Any = self
        if isinstance(screen.focused, RecordField):
            screen.focused.flush()


def is_typed_in(widget: Widget) -> bool:
    """Whether the cursor is in this field."""
    return widget.is_attached and widget.screen.focused is widget


def tell_cursor(widget: Widget) -> None:
    """Tell the field's screen that the cursor stands elsewhere in `widget`, when that is what is typed in.

    It is told at once: a message would come behind those that paint the cursor.
    """
    if is_typed_in(widget) and isinstance(widget.screen, FollowsCursor):
        widget.screen.cursor_moved(widget)


def forget(widget: Widget) -> None:
    """Let the screen forget a field that is gone.

    Textual's own fields listen to the screen with a function that holds the field: each that was ever shown would stay
    in memory for as long as the screen does.
    """
    screen: Any = widget.screen  # pyright: ignore[reportUnknownMemberType]
    screen.text_selection_started_signal.unsubscribe(widget)
