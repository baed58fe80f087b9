"""The ladder: who can be tried, by what ways, and what came of it so far; letters and digits act in it."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from rich.cells import cell_len
from textual import events
from textual.message import Message

from callpilot.console.widgets.drawn import Drawn, Line, Piece
from callpilot.console.wrapping import cut, fit, wrap
from callpilot.desk.ladders import Candidate
from callpilot.desk.next_tried import next_place
from callpilot.plain.times import local_words
from callpilot.records.kinds import Delivery
from callpilot.records.standing import is_with
from callpilot.records.words import ATTEMPT_GLYPHS
from callpilot.site.people import Way

FIELD = "reach.list"
"""The cursor's place in a dialog when it is in the list; the number behind it is the marked way."""

_MOVES = {"up": -1, "down": 1}
_STYLES = {"told": "$good", "left word": "$secondary", "no answer": "$due", "refused": "$due"}


def _threes(number: str) -> list[str]:
    """Split a number that nobody has grouped by threes, with no digit left alone at its end."""
    groups = [number[place : place + 3] for place in range(0, len(number), 3)]
    return [*groups[:-2], groups[-2] + groups[-1]] if len(groups) > 1 and len(groups[-1]) == 1 else groups


class ReachList(Drawn, can_focus=True):
    """Candidates, each with their ways.

    | Key | Does |
    | --- | --- |
    | up, down | goes through the ways of one, then on to the next |
    | a digit | goes to the candidate of that number |
    | anything else that is printed | is posted as `Pressed` |
    """

    DEFAULT_CSS = """
    ReachList { min-height: 1; }
    """

    class Pressed(Message):
        """A key that acts on the marked candidate: its character, or `left`, `right`, `enter`, `above`."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    class Marked(Message):
        """Another candidate or way is marked, or it stands elsewhere; `row` is where it stands now."""

        def __init__(self, row: int) -> None:
            self.row = row
            super().__init__()

    def __init__(self, shown: Callable[[str], str], zone: tzinfo | None, *, id: str | None = None) -> None:
        """`shown` writes a telephone number as people read it."""
        super().__init__(id=id)
        self._number = shown
        self._zone = zone
        self._numbers: dict[str, str] = {}
        self._candidates: tuple[Candidate, ...] = ()
        self._attempts: tuple[Delivery, ...] = ()
        self._stops: list[tuple[int, int]] = []
        self._told = (-1, -1)  # the place and the row of the last word of a mark
        self._before_restart: int | None = None
        self.place = 0

    # -- what is marked ---------------------------------------------------------------------------------

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Who is in the list."""
        return self._candidates

    @property
    def marked(self) -> tuple[Candidate, Way | None] | None:
        """Who is marked, and by what way they are reached; None when the list is empty."""
        if not self._stops:
            return None
        who, way = self._stops[min(self.place, len(self._stops) - 1)]
        candidate = self._candidates[who]
        return candidate, candidate.ways[way] if candidate.ways else None

    @property
    def _last(self) -> int:
        return max(0, len(self._stops) - 1)

    @property
    def kept_place(self) -> int:
        """The place that a restart comes back to."""
        return self.place if self._before_restart is None else self._before_restart

    def come_back_to(self, place: int) -> None:
        """Mark what was marked before a restart. As long as no key moves it, this is its place in whatever is offered:
        the list may be made before the directory is read.
        """
        self._before_restart, self.place = place, min(place, self._last)
        self.redraw()

    def offer(self, candidates: Sequence[Candidate], attempts: Sequence[Delivery]) -> None:
        """Show these people, with what was tried; the mark stays with who had it."""
        before = self.marked
        self._candidates, self._attempts = tuple(candidates), tuple(attempts)
        self._stops = [(n, way) for n, one in enumerate(candidates) for way in range(max(1, len(one.ways)))]
        if self._before_restart is not None:
            self.place = min(self._before_restart, self._last)
        elif before and not self._mark_same(*before):
            self.place = min(self.place, self._last)
        self.redraw()

    def _mark_same(self, who: Candidate, way: Way | None) -> bool:
        for place, (number, _way) in enumerate(self._stops):
            one = self._candidates[number]
            if (one.contact, one.name) == (who.contact, who.name):
                self.place = place + (one.ways.index(way) if way in one.ways else 0)
                return True
        return False

    def mark(self, number: int) -> bool:
        """Mark the candidate `number`, from 0, by their preferred way; False when there is none."""
        place = next((place for place, stop in enumerate(self._stops) if stop == (number, 0)), None)
        if place is None:
            return False
        self._before_restart, self.place = None, place
        self.redraw()
        return True

    def mark_best(self) -> None:
        """Mark who is to be tried now."""
        if self._candidates:
            self.mark(next_place(self._candidates, self._attempts))

    def mark_next(self) -> bool:
        """Mark the next on the list who wasn't told yet; False when that was the last."""
        here = self._stops[min(self.place, len(self._stops) - 1)][0] if self._stops else 0
        onward = range(here + 1, len(self._candidates))
        return self.mark(next((n for n in onward if not self._is_told(self._candidates[n])), -1))

    def _is_told(self, who: Candidate) -> bool:
        return any(is_with(one, who.contact, who.name) for one in self._attempts if one.outcome == "told")

    # -- keys -------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Move the mark, or tell the dialog which key was pressed."""
        self._before_restart = None
        if event.key in _MOVES:
            self._move(_MOVES[event.key])
        elif event.character and event.character in "123456789":
            self.mark(int(event.character) - 1)
        elif event.key in ("left", "right", "enter"):
            self.post_message(self.Pressed(event.key))
        elif event.is_printable and event.character and event.character.isalpha():
            self.post_message(self.Pressed(event.character.lower()))
        else:
            return
        event.stop()
        event.prevent_default()

    def _move(self, step: int) -> None:
        if self.place + step < 0:
            self.post_message(self.Pressed("above"))
            return
        self.place = min(self.place + step, self._last)
        self.redraw()

    # -- drawing ----------------------------------------------------------------------------------------

    def redraw(self) -> None:
        """Draw the list for its width, and tell where the mark stands when that has changed."""
        width = max(30, self.size.width)
        lines: list[Line] = []
        marked_row = 0
        here = self._stops[min(self.place, len(self._stops) - 1)] if self._stops else (-1, -1)
        for number, one in enumerate(self._candidates):
            lines.append(self._head(number, one, width, is_marked=number == here[0]))
            if number == here[0]:
                lines += [((f"    {row}", "$quiet"),) for row in wrap(one.why, width - 5)[:2] if row]
                marked_row = len(lines) + here[1]
                lines += self._ways(one, here[1], width)
                lines += [((f"    › {row}", "$secondary"),) for row in wrap(one.notes, width - 7)[:2] if row]
        self.show_lines(lines or [(("  Nobody is on the list: write in To whom you reach.", "$quiet"),)])
        # Only then: a word of every drawing would come back as the next drawing, and so without an end.
        if self._told != (self.place, marked_row):
            self._told = (self.place, marked_row)
            self.post_message(self.Marked(marked_row))

    def _head(self, number: int, one: Candidate, width: int, *, is_marked: bool) -> Line:
        digit = str(number + 1) if number < 9 else " "
        last = next((a for a in reversed(self._attempts) if is_with(a, one.contact, one.name)), None)
        tried = (
            f"{ATTEMPT_GLYPHS.get(last.outcome, '?')} {last.outcome} {local_words(last.at, self._zone)}" if last else ""
        )
        glyph = "" if one.available is None else "● " if one.available else "○ "
        state = "" if one.available is None else glyph + (one.availability or ("in" if one.available else "away"))
        room = max(12, width - cell_len(tried) - cell_len(state) - 9)
        name = fit(one.name, min(room, 28)) if state or not one.ways or is_marked else cut(one.name, room)
        pieces: list[Piece] = [
            ("▸" if is_marked else " ", "bold $accent"), (f"{digit} ", "bold $accent"),
            (name, "bold" if is_marked else ""), (f"  {state}", "$good" if one.available else "$due"),
        ]  # fmt: skip
        if tried:
            pieces.append((f"  {tried}", _STYLES.get(last.outcome if last else "", "$quiet")))
        elif not is_marked and one.ways:
            used = sum(cell_len(text) for text, _style in pieces)
            pieces.append((f"  {cut(self._words(one.ways[0]), max(1, width - used - 3))}", "$quiet"))
        return pieces

    def _ways(self, one: Candidate, marked: int, width: int) -> list[Line]:
        if not one.ways:
            return [(("    no number is known: write one in How", "$quiet"),)]
        lines: list[Line] = []
        for place, way in enumerate(one.ways):
            kind = "" if way.kind == "other" else way.kind
            note = f"   {way.note}" if way.note else ""
            words = cut(f"{kind:<8} {self._large(way)}{note}", width - 8)
            is_marked = place == marked
            style = "bold reverse" if is_marked and self.has_focus else "bold" if is_marked else ""
            lines.append((("    ▸ " if is_marked else "      ", "bold $accent"), (f" {words} ", style)))
        return lines

    def _words(self, way: Way) -> str:
        return f"{way.kind} {self._shown(way)}" if way.kind != "other" else way.to

    def _shown(self, way: Way) -> str:
        if way.kind not in ("phone", "mobile", "text"):
            return way.to
        if way.to not in self._numbers:
            self._numbers[way.to] = self._number(way.to)
        return self._numbers[way.to]

    def _large(self, way: Way) -> str:
        """A number with its groups set apart, to be read at a glance while it is dialled."""
        shown = self._shown(way)
        if "@" in shown or not any(char.isdecimal() for char in shown):
            return shown
        return "  ".join(shown.split() if " " in shown else _threes(shown))

    def on_focus(self) -> None:
        """The marked way stands out while keys act on it."""
        self.redraw()

    def on_blur(self) -> None:
        """And goes back."""
        self.redraw()

    def on_resize(self) -> None:
        """Draw again for another width."""
        self.redraw()
