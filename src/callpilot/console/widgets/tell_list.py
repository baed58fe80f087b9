"""Who must be told of an incident, in order: open, told or not reached with the time; the next one stands out."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.binding import Binding

from callpilot.console.deeds import deed
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import cut, fit
from callpilot.desk.marking_told import key_of
from callpilot.desk.telling import ToBeTold, next_to_tell
from callpilot.plain.times import local_words
from callpilot.site.people import Way

_LOOKS = {"open": ("○", ""), "told": ("✔", "$good"), "not reached": ("✖", "$due")}
_HERE = ("told_here", "not_reached_here")


def standing_words(one: ToBeTold, zone: tzinfo | None) -> str:
    """How somebody stands, in a word or two: `told 10:42`, `not reached 10:43`, `tried 10:41`, `open`."""
    at = f" {local_words(one.at, zone)}".rstrip()
    return f"tried{at}" if one.state == "open" and at else f"{one.state}{at}"


def way_shown(way: Way | None, country: str) -> str:
    """A way as it is read and dialled: `mobile +44 7700 900123`; telephone numbers in groups."""
    if way is None:
        return "no number in the directory"
    if way.kind in ("phone", "mobile", "text", "pager"):
        from callpilot.site.numbers import read_number

        number = read_number(way.to, country)
        return f"{way.kind} {number.shown if number.valid else way.to}".strip()
    return way.to if way.kind == "other" else f"{way.kind} {way.to}"


class TellList(Drawn, can_focus=True):
    """The list; with the focus, up and down choose somebody, whom the keys for told and not reached then mark.

    | key | what it does |
    | --- | --- |
    | up, down | choose somebody; beyond the ends to the field above or below |
    | home, end | the first, the last |
    """

    DEFAULT_CSS = """
    TellList:focus { background: $focus-ground; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        *(
            Binding(key, f"app.deed('{name}', '{key}')", deed(name).title, id=name, show=False)
            for name in _HERE
            for key in deed(name).keys
        ),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._people: tuple[ToBeTold, ...] = ()
        self._chosen = ""
        self._zone: tzinfo | None = None
        self._country = ""
        self._rows = 0

    @property
    def chosen(self) -> str:
        """The key of whom the cursor is on, when the list has the focus; empty: whoever is next."""
        return self._chosen if self.has_focus else ""

    def show(self, people: Sequence[ToBeTold], *, zone: tzinfo | None, country: str, rows: int) -> None:
        """Show `people` in at most `rows` rows; telephone numbers as the `country` writes them."""
        self._people, self._zone, self._country, self._rows = tuple(people), zone, country, rows
        self.can_focus = bool(self._people)
        self._redraw()

    def _redraw(self) -> None:
        following = next_to_tell(self._people)
        shown = self._chosen if self.has_focus else key_of(following) if following else ""
        lines: list[Line] = []
        first, last = 0, 0
        for one in self._people:
            drawn = self._person(one, is_next=one is following, is_shown=key_of(one) == shown)
            if key_of(one) == shown:
                first, last = len(lines), len(lines) + len(drawn)
            lines += drawn
        self.show_lines(_window(lines, first, last, self._rows))

    def _person(self, one: ToBeTold, *, is_next: bool, is_shown: bool) -> list[Line]:
        """One row; for whoever is next or chosen, a second one with the way and its number."""
        width = max(20, self.size.width)
        glyph, style = _LOOKS[one.state]
        words = standing_words(one, self._zone)
        if is_next and one.state == "not reached":
            words = f"again · {words.rpartition(' ')[2]}"  # tried by every way: the turn comes round
        elif is_next and not one.at:
            words = "next"
        name = fit(one.name, width - 4 - cell_len(words))
        lead = "▸" if is_shown else " "
        strong = "bold $accent" if is_next or is_shown else ""
        line: Line = ((lead, "bold $accent"), (f"{glyph} ", style), (name, strong), (f" {words}", style or strong))
        if not is_shown:
            return [line]
        if one.state == "told":
            return [line, ((f"   {cut(self._told_how(one), width - 3)}", "$quiet"),)]
        return [line, (("   ", ""), (self._way(one, width - 3), "bold"))]

    def _told_how(self, one: ToBeTold) -> str:
        return " · ".join(part for part in (one.how, one.why) if part) or "told"

    def _way(self, one: ToBeTold, room: int) -> str:
        way = way_shown(one.way, self._country)
        count = f"way {one.ways.index(one.way) + 1} of {len(one.ways)}" if one.way and len(one.ways) > 1 else ""
        note = one.way.note if one.way else ""
        about = "" if one.why == "not in the directory" and not one.way else one.why
        parts = [way]
        for part in (count, one.availability, note, about):
            if part and cell_len(" · ".join((*parts, part))) <= room:
                parts.append(part)
        return fit(" · ".join(parts), room)

    def on_focus(self) -> None:
        """The cursor begins at whoever is next."""
        following = next_to_tell(self._people)
        keys = [key_of(one) for one in self._people]
        if self._chosen not in keys:
            self._chosen = key_of(following) if following else next(iter(keys), "")
        self._redraw()

    def on_blur(self) -> None:
        """Without the focus the list shows whoever is next."""
        self._chosen = ""
        self._redraw()

    def action_move(self, step: int) -> None:
        """Choose another one; beyond the ends the cursor leaves the list."""
        keys = [key_of(one) for one in self._people]
        place = (keys.index(self._chosen) if self._chosen in keys else 0) + step
        if abs(step) == 1 and not 0 <= place < len(keys):
            (self.screen.focus_next if step > 0 else self.screen.focus_previous)()
            return
        if keys:
            self._chosen = keys[max(0, min(place, len(keys) - 1))]
            self._redraw()


def _window(lines: list[Line], first: int, last: int, rows: int) -> list[Line]:
    """As many rows as there is room for, with those from `first` to `last` among them; what is cut off is said."""
    if len(lines) <= rows or rows < 3:
        return lines[:rows] if len(lines) <= rows else lines[first : first + max(1, rows)]
    begin = max(0, min(first - 1, len(lines) - rows))
    begin = max(begin, last - rows)
    shown = lines[begin : begin + rows]
    if begin:
        shown[0] = ((f"   ↑ {begin + 1} more", "$quiet"),)
    below = len(lines) - begin - rows
    if below and last < begin + rows:
        shown[-1] = ((f"   ↓ {below + 1} more", "$quiet"),)
    return shown
