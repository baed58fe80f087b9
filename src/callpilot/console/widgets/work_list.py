"""Open work as rows: the most urgent first, the cursor on the same item when the order changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style as TextualStyle

from callpilot.console.sturdy import Sturdy
from callpilot.console.wrapping import fit, one_row
from callpilot.desk.open_work import OpenItem
from callpilot.records.ids import short
from callpilot.reports.work_words import NOTHING_OPEN, due_words, kind_words, mark, span, who_words

KEYS = "tlnrTLNRpmhwco"
"""The letters that act on the item under the cursor."""

_ID, _DUE, _TIME = 8, 14, 7
_MIDDLE, _WIDE, _WIDEST = 92, 112, 140
HEADS = ("", "Id", "What it is", "Due", "Age", "Last", "Owner", "Who", "What", "Next")


def columns(width: int) -> tuple[int, ...]:
    """The cells of each column of `HEADS` in a list of `width`; 0: not shown. The detail beneath has all of them."""
    if width < _WIDE:
        fixed = (1, _ID, 15, _DUE, _TIME, _TIME, 10 if width >= _MIDDLE else 0, 0)
        return (*fixed, max(8, width - sum(fixed) - _gaps(fixed) - 1), 0)
    next_step = max(20, width // 6) if width >= _WIDEST else 0
    fixed = (1, _ID, 19, _DUE, _TIME, _TIME, 12, max(14, width // 7))
    rest = width - sum(fixed) - _gaps(fixed) - 1 - (next_step + 1 if next_step else 0)
    return (*fixed, max(8, rest), next_step)


def _gaps(cells: Sequence[int]) -> int:
    return sum(1 for one in cells if one)


def line_of(words: Sequence[str], cells: Sequence[int]) -> str:
    """Set words under one another in columns of so many cells."""
    return " ".join(fit(word, size) for word, size in zip(words, cells, strict=True) if size)


class WorkList(Sturdy, ScrollView, can_focus=True):
    """A virtual list of open items.

    | Key | Does |
    | --- | --- |
    | up, down, page up, page down, home, end | move |
    | enter | opens the item |
    | a letter | acts on it |
    """

    BINDINGS: ClassVar[list[Any]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "act('enter')", show=False),
        *(Binding(key, f"act('{key}')", show=False) for key in KEYS),
    ]
    DEFAULT_CSS = """
    WorkList { scrollbar-size-vertical: 1; overflow-x: hidden; }
    """

    class Acted(Message):
        """A key was pressed on an item."""

        def __init__(self, key: str, item: OpenItem) -> None:
            self.key = key
            self.item = item
            super().__init__()

    class Moved(Message):
        """The cursor stands on another item."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._items: Sequence[OpenItem] = ()
        self._now: datetime | None = None
        self._elapsed = 0
        self._nothing = NOTHING_OPEN
        self.place = 0

    @property
    def cursor(self) -> int:
        """The row that is chosen: where a screen reader's cursor goes."""
        return self.place

    @property
    def current(self) -> OpenItem | None:
        """The item under the cursor."""
        return self._items[self.place] if self.place < len(self._items) else None

    def show(self, items: Sequence[OpenItem], now: datetime, elapsed: int, *, nothing: str = NOTHING_OPEN) -> None:
        """Show `items` at the moment `now`, `elapsed` seconds after they were made; the cursor stays on its item."""
        before = self.current
        if items is not self._items:
            self._items = items
            self.virtual_size = Size(self.size.width, len(items))
            places = (place for place, one in enumerate(items) if before and one.id == before.id)
            self.place = next(places, min(self.place, max(0, len(items) - 1)))
            self._keep_in_sight()
        self._now, self._elapsed, self._nothing = now, elapsed, nothing
        self.refresh()

    def select(self, identity: str) -> None:
        """Put the cursor on the item of that id, if it is there."""
        self.place = next((place for place, one in enumerate(self._items) if one.id == identity), self.place)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        self.scroll_to_region(Region(0, self.place, self.size.width, 1), animate=False, force=True)

    def _is_plain(self) -> bool:
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return bool(getattr(app, "plain", False))

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.place = min(max(0, self.place + step), max(0, len(self._items) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    def action_page(self, step: int) -> None:
        """Move the cursor by a page."""
        self.action_move(step * max(1, self.size.height - 1))

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or last item."""
        self.action_move(len(self._items) if end else -len(self._items))

    def action_act(self, key: str) -> None:
        """Say which key was pressed on which item."""
        if self.current is not None:
            self.post_message(self.Acted(key, self.current))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens."""
        place = int(self.scroll_y) + event.y
        if place < len(self._items):
            if place == self.place and event.chain > 1:
                self.action_act("enter")
            self.action_move(place - self.place)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, base = self.size.width, self.rich_style
        place = int(self.scroll_y) + y
        if place >= len(self._items) or self._now is None:
            words = self._nothing if y == 0 and not self._items else ""
            return Strip([Segment(fit(words, width), base + self._style("$quiet"))])
        item = self._items[place]
        if place == self.place:
            base += self._style("bold reverse" if self.has_focus else "bold underline")
        words = self._words(item, self._now)
        if place == self.place and self._is_plain():
            words = (">", *words[1:])  # a screen reader doesn't hear what is reversed
        text = line_of(words, columns(width))
        return Strip([Segment(one_row(text), base + self._tone(item))]).adjust_cell_length(width, base)

    def _words(self, item: OpenItem, now: datetime) -> tuple[str, ...]:
        return (
            mark(item), short(item.id), kind_words(item), due_words(item, now), span(item.age_s + self._elapsed),
            span(item.idle_s + self._elapsed), item.owner, who_words(item), item.what or item.next, item.next,
        )  # fmt: skip

    def _style(self, words: str) -> Style:
        return TextualStyle.parse(words).rich_style

    def _tone(self, item: OpenItem) -> Style:
        if item.kind == "incident":
            return self._style("bold $alarm")
        if item.overdue or item.level == "urgent":
            return self._style("$due")
        return self._style("$quiet") if item.state == "held" and item.kind == "message" else Style.null()
