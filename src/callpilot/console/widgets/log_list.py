"""The call log as rows: this shift's calls, then, scrolling on, all earlier ones. Only what shows is loaded."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any, ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style as TextualStyle

from callpilot.console.deeds import DEEDS
from callpilot.console.sturdy import Sturdy
from callpilot.console.wrapping import fit, one_row
from callpilot.plain.times import moment
from callpilot.records.channels import way_of
from callpilot.records.ids import short
from callpilot.records.words import SHORT_DISPOSITION

PAGE = 100
AWAITED = 0.1
"""For so many seconds a step waits for rows that aren't there yet; then they are shown as on their way."""
FAR = 20 * PAGE
"""How far from what is in sight rows are kept: who pages through a million holds no million."""


class Row(Protocol):
    """What the log shows of a call: the index's row."""

    id: str
    at: str
    direction: str
    channel: str
    name: str
    number: str
    company: str
    account: str
    type: str
    subject: str
    disposition: str
    operator: str


Rows = Sequence[Any]
Fetch = Callable[[int, int], None]
"""Asks for `(offset, limit)` rows; they come back through `LogList.got`."""


NO_CALLS = "no calls yet"
"""What the list says while it has no call at all."""


class LogList(Sturdy, ScrollView, can_focus=True):
    """A virtual list of calls.

    | Key | Does |
    | --- | --- |
    | up, down, page up, page down, home, end | move |
    | enter | opens the record |
    | / | goes to the filter |
    """

    BINDINGS: ClassVar[list[Any]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
        *(
            Binding(key, f"app.deed('{deed.id}', '{key}')", deed.title, id=deed.id, show=False)
            for deed in DEEDS
            if deed.where == "log" and deed.id != "open_record"
            for key in deed.keys
        ),
        Binding("enter", "open", "Open the record", id="open_record", show=False),
    ]
    DEFAULT_CSS = """
    LogList { scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    # How long the log is moves nothing on the screen.
    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)
    cursor: reactive[int] = reactive(0, repaint=False)

    class Opened(Message):
        """A call was chosen."""

        def __init__(self, call_id: str) -> None:
            self.call_id = call_id
            super().__init__()

    def __init__(self, fetch: Fetch, *, wide: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._fetch = fetch
        self._wide = wide
        self._rows: dict[int, Any] = {}
        self._count = 0
        self._asked: set[int] = set()
        self._zone: tzinfo | None = None
        self._today = ""
        self._is_waiting = True
        self._opens_next = False
        self._aim: int | None = None
        self._base = Style.null()
        self.nothing = NO_CALLS

    def reset(self, count: int, now: datetime) -> None:
        """Show `count` rows afresh; they are asked for as they come into sight."""
        self._count = count
        self._asked.clear()
        self._zone, self._today = now.tzinfo, f"{now:%Y-%m-%d}"
        self.virtual_size = Size(self.size.width, count)
        self._scroll_update(self.virtual_size)  # a layout would do it
        self.cursor = min(self.cursor, max(0, count - 1))
        self._ask(int(self.scroll_y))
        if count == 0:
            self._rows.clear()
            self._is_waiting = self._opens_next = False
        self.refresh()

    def expect(self) -> None:
        """Other rows are on their way: what shows until then is of an older filter, and isn't opened."""
        self._is_waiting = True

    def got(self, offset: int, rows: Rows) -> None:
        """Take the rows that were asked for."""
        self.put(offset, rows)
        self._is_waiting = self._is_waiting and offset != 0
        if self._aim is not None and all(place in self._rows for place in self._seen_at(self._aim)):
            self._arrive()
        if self._opens_next and not self._is_waiting and self._aim is None:
            self._opens_next = False
            self.call_later(self.action_open)

    def put(self, offset: int, rows: Rows) -> None:
        """Show other rows in the place of some; those that say something else are drawn."""
        other = [place for place, row in enumerate(rows, offset) if self._rows.get(place) != row]
        self._rows.update(enumerate(rows, offset))
        for place in [place for place in self._rows if place >= self._count]:
            del self._rows[place]
        self._forget_far()
        for place in other:
            if self.scroll_y <= place < self.scroll_y + self.size.height:
                self.refresh_line(place)

    def _forget_far(self) -> None:
        """Let go of the pages that are far from what is in sight: they are asked for again when they come into it."""
        here = self.scroll_y if self._aim is None else self._aim
        for page in [page for page in self._asked if abs(page - here) > FAR]:
            self._asked.discard(page)
            for place in range(page, page + PAGE):
                self._rows.pop(place, None)

    def current(self) -> Any | None:
        """The row under the cursor, if it is loaded."""
        return self._rows.get(self.cursor)

    def _ask(self, place: int) -> None:
        page = place // PAGE * PAGE
        if page not in self._asked and self._count:
            self._asked.add(page)
            self._fetch(page, PAGE)

    def watch_cursor(self, old: int, new: int) -> None:
        """Keep the cursor in sight; where nothing scrolls, two rows are drawn."""
        self.scroll_to_region(Region(0, new, self.size.width, 1), animate=False, force=True)
        self.refresh_line(old)
        self.refresh_line(new)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._go_to((self.cursor if self._aim is None else self._aim) + step)

    def _go_to(self, place: int) -> None:
        """Move the cursor, as soon as the rows are there among which it stands then: they are drawn once."""
        self._aim = place = min(max(0, place), max(0, self._count - 1))
        first, last = self._seen_at(place)
        for near in (first, last, first - self.size.height, last + self.size.height):
            self._ask(min(max(0, near), max(0, self._count - 1)))
        if self._count == 0 or (first in self._rows and last in self._rows):
            self._arrive()
        else:
            self.set_timer(AWAITED, self._arrive)

    def _seen_at(self, place: int) -> tuple[int, int]:
        """The first and the last row in sight when the cursor is moved to `place`."""
        top, height = int(self.scroll_y), max(1, self.size.height)
        top = place if place < top else max(top, place - height + 1)
        return top, min(top + height, self._count) - 1

    def _arrive(self) -> None:
        if self._aim is not None:
            self.cursor, self._aim = min(self._aim, max(0, self._count - 1)), None

    def action_page(self, step: int) -> None:
        """Move the cursor by a page."""
        self.action_move(step * max(1, self.size.height - 1))

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or last call."""
        self._go_to(self._count if end else 0)

    def action_open(self) -> None:
        """Open the record under the cursor; while its row is on its way, as soon as it is there."""
        if self._is_waiting or self._aim is not None:
            self._opens_next = True
            return
        row = self.current()
        if row is not None:
            self.post_message(self.Opened(row.id))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens."""
        place = int(self.scroll_y) + event.y
        if place < self._count:
            if place == self.cursor and event.chain > 1:
                self.action_open()
            self.cursor = place

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows; what they stand on is the same for all of them."""
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, base = self.size.width, self._base
        place = int(self.scroll_y) + y
        if place >= self._count:
            words = self.nothing if self._count == 0 and y == 0 else ""
            return Strip([Segment(fit(words, width), base + self._style("$quiet"))])
        row = self._rows.get(place)
        if row is None:
            self._ask(place)
            return Strip([Segment(fit("…", width), base + self._style("$quiet"))])
        if place == self.cursor and self.has_focus:
            base += self._style("bold reverse")
        return Strip([Segment(one_row(self._words(row, width)), base + self._tone(row))]).adjust_cell_length(
            width, base
        )

    def _style(self, words: str) -> Style:
        return TextualStyle.parse(words).rich_style

    def _tone(self, row: Row) -> Style:
        tone = {"abandoned": "$due", "missed": "$due", "emergency": "bold $alarm", "escalated": "$secondary"}
        return self._style(tone[row.disposition]) if row.disposition in tone else Style.null()

    def _words(self, row: Row, width: int) -> str:
        local = moment(row.at).astimezone(self._zone) if row.at else None
        today = local is not None and f"{local:%Y-%m-%d}" == self._today
        arrow = "→" if row.direction == "outbound" else "←"
        if row.channel != "phone":
            arrow = way_of(row.channel).glyph
        ends = SHORT_DISPOSITION.get(row.disposition) or row.disposition.split(" ")[0][:3]
        who = row.name or row.company or row.number or "?"
        if not self._wide:
            time = f"{local:%H:%M}" if local and today else (f"{local:%d.%m}" if local else "     ")
            return f"{time:5} {arrow} {fit(who, width - 13)} {ends:>3} "
        time = f"{local:%Y-%m-%d %H:%M}" if local else " " * 16
        rest = max(10, width - 16 - 8 - 3 - 24 - 16 - 18)
        return (
            f"{time} {short(row.id):>6} {arrow} {fit(who, 22)} {fit(row.account, 14)}  "
            f"{fit(row.disposition, 16)} {fit(row.subject, rest)}"
        )
