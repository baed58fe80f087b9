"""The people that a field may mean, in a list below it while a name is typed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.widget import Widget

from callpilot.console.widgets.drawn import Drawn, Line, Piece
from callpilot.console.widgets.record_form import RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import cut, fit
from callpilot.desk.completing import PersonOffer, offers
from callpilot.desk.desk import Desk
from callpilot.desk.finding import is_slow

if TYPE_CHECKING:
    from textual.screen import Screen

WIDTH = 64


class ChoiceList(Drawn):
    """The list itself, over whatever lies below the field; it never has the cursor."""

    DEFAULT_CSS = """
    ChoiceList { position: absolute; overlay: screen; background: $say-ground; color: $foreground; }
    """

    def __init__(self, take: Callable[[int], None], follow: Callable[[], None]) -> None:
        super().__init__()
        self._take = take
        self._follow = follow

    def on_mount(self) -> None:
        """Learn of every layout of the screen."""
        screen: Any = self.screen  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        screen.screen_layout_refresh_signal.subscribe(self, self._laid_out, immediate=True)

    def _laid_out(self, _screen: Any) -> None:
        self._follow()

    def on_click(self, event: events.Click) -> None:
        """A click takes the row."""
        event.stop()
        self._take(event.y)


class PersonChoices:
    """Offers people below a field of the record; a name that nobody has may always be typed.

    Any `RecordInput` made with `person=True` (`FormField(…, person=True)` in a form) has it as soon as the cursor
    comes into it, on the desk and in every `Dialog`. Elsewhere: `attach(field, desk)`, once, when it has the cursor.

    | Key | Does |
    | --- | --- |
    | down, up | choose |
    | enter, tab | takes what is chosen, and goes on to the form's next field; nothing chosen: the field's own key |
    | escape | closes the list and nothing else; typing opens it again |
    """

    def __init__(self, field: RecordInput, desk: Desk) -> None:
        self._field = field
        self._desk = desk
        self._offers: tuple[PersonOffer, ...] = ()
        self._chosen = -1
        self._turn = 0
        self._is_taking = False
        self._list: ChoiceList | None = None
        self._at = Region()

    @property
    def is_open(self) -> bool:
        """Whether somebody is offered now."""
        return self._list is not None

    # -- what the field tells ---------------------------------------------------------------------------

    def typed(self, text: str) -> None:
        """Other letters stand in the field: look for whom they may mean, once they are painted."""
        self._turn += 1
        if self._is_taking or not self._field.has_focus:
            return
        if not text.strip() or not (self._desk.state.people.contacts or self._desk.state.people.rosters):
            self._close()
        else:
            self._field.call_next(self._look, self._turn, text)

    def takes(self, key: str) -> bool:
        """Act on a key while the list is open; False: the field has it."""
        if not self.is_open:
            return False
        if key in ("down", "up"):
            self._choose(self._chosen + (1 if key == "down" else -1))
        elif key == "escape":
            self._close()
        elif key in ("enter", "tab") and self._chosen >= 0:
            self._take(self._chosen)
        else:
            return False
        return True

    def left(self) -> None:
        """The cursor went elsewhere."""
        self._turn += 1
        self._close()

    # -- looking ----------------------------------------------------------------------------------------

    def _look(self, turn: int, text: str) -> None:
        if turn != self._turn:
            return
        if not is_slow(self._desk):
            self._got(turn, offers(self._desk, text))
            return

        def work() -> None:
            found = offers(self._desk, text)
            self._field.call_later(self._got, turn, found)

        self._field.run_worker(work, group="people", exclusive=True, thread=True, exit_on_error=False)

    def _got(self, turn: int, found: tuple[PersonOffer, ...]) -> None:
        """Show who was found; what an older text meant is let go."""
        if turn != self._turn or not self._field.has_focus:
            return
        self._offers, self._chosen = found, -1
        if found:
            self._show()
        else:
            self._close()

    # -- choosing ---------------------------------------------------------------------------------------

    def _choose(self, place: int) -> None:
        self._chosen = max(-1, min(place, len(self._offers) - 1))
        self._show()

    def _take(self, place: int) -> None:
        name = self._offers[place].name
        self._close()
        self._is_taking = True
        self._field.value = name
        self._is_taking = False
        self._field.cursor_position = len(name)
        self._go_on()

    def _go_on(self) -> None:
        """Go on to the form's next field; the last one is stayed in: taking a name must not finish a dialog."""
        form = next((one for one in self._field.ancestors if isinstance(one, RecordForm)), None)
        fields = list(form.inputs()) if form else []
        place = fields.index(self._field) + 1 if self._field in fields else len(fields)
        if place < len(fields):
            self._field.screen.set_focus(fields[place])

    # -- showing ----------------------------------------------------------------------------------------

    def _show(self) -> None:
        screen: Screen[object] = self._field.screen
        place = room(self._field.region, screen.size.width, screen.size.height, len(self._offers))
        if place.height < 1:
            self._close()
            return
        shown = self._offers[: place.height]
        lines = [offer_line(offer, place.width, chosen=n == self._chosen) for n, offer in enumerate(shown)]
        if self._list is None:
            self._list = ChoiceList(self._take, self._follow)
            screen.mount(self._list)
        self._at = self._field.region
        self._list.styles.width = place.width
        self._list.styles.offset = (place.x, place.y)
        self._list.show_lines(lines)

    def _follow(self) -> None:
        """What is on the screen was laid out anew: the field may stand elsewhere, and the list goes with it."""
        if self._list is not None and self._field.is_attached and self._field.region != self._at:
            self._show()

    def _close(self) -> None:
        self._offers, self._chosen = (), -1
        if self._list is not None:
            self._list.remove()
            self._list = None


def attach(field: RecordInput, desk: Desk) -> None:
    """Offer people below `field`, unless it is done already."""
    if field.beneath is None:
        field.beneath = PersonChoices(field, desk)


def offer_people(widget: Widget, desk: Desk) -> None:
    """Offer people below `widget`, which the cursor came into, if it is a field that means somebody."""
    if isinstance(widget, RecordInput) and widget.person:
        attach(widget, desk)


def make_ready(widget: Widget, desk: Desk) -> None:
    """Make a large directory ready to be looked into, in a thread of `widget`: the first letters needn't wait then."""
    if is_slow(desk):
        people = desk.state.people
        widget.run_worker(
            lambda: desk.catalogues.directory(people), group="directory", exclusive=True, thread=True,
            exit_on_error=False,
        )  # fmt: skip


def room(field: Region, width: int, height: int, rows: int) -> Region:
    """Where the list goes on a screen of `width` by `height` cells: below the field, or above where more fits.

    The last row of the screen, the keys, stays free; the field itself is never covered.
    """
    across = min(max(field.width, WIDTH), width)
    left = max(0, min(field.x, width - across))
    below, above = height - 1 - field.bottom, field.y
    if below >= rows or below >= above:
        return Region(left, field.bottom, across, min(rows, max(0, below)))
    return Region(left, field.y - min(rows, above), across, min(rows, above))


def offer_line(offer: PersonOffer, width: int, *, chosen: bool = False) -> Line:
    """One row: who, what they are, and whether they can be reached now."""
    words = cut(offer.words, width // 2)
    left = width - 3 - cell_len(words)
    name = cut(offer.shown, left)
    role = fit(f"  {offer.role}" if offer.role else "", max(0, left - cell_len(name)))
    mark = "▸" if chosen else " "
    tone = "bold reverse" if chosen else ""
    pieces: list[Piece] = [(f"{mark}{name}", tone or "bold"), (role, tone or "$quiet"), (" ", tone)]
    return (*pieces, (f"{words} ", tone or "$secondary"))
