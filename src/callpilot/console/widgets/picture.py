"""A step's picture: drawn in cells, or over them by the terminal's own protocol, with its words; or in words alone."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from callpilot.console.picture_drawing import Rgb
from callpilot.console.picture_making import Drawing, Wanted, drawing_of
from callpilot.console.picture_terminal import kitty_gone, sent_to
from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import cut, wrap
from callpilot.plain.untrusted import clean_line
from callpilot.procedures.model import Step

_KEPT: Final = 6
"""How many drawings are kept for going back and forth."""

SOON: Final = 0.05
"""Seconds until what was painted is painted over: a screen that comes back is painted several times at once."""


class Canvas(Widget):
    """The cells of one picture; `on_painted` is called whenever some of them were painted."""

    DEFAULT_CSS = """
    Canvas { width: 1; height: 0; }
    """

    def __init__(self, on_painted: Callable[[], None]) -> None:
        super().__init__()
        self._strips: tuple[Strip, ...] = ()
        self._on_painted = on_painted

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self._strips)

    def paint(self, strips: tuple[Strip, ...]) -> None:
        """Show these rows from now on."""
        self._strips = strips
        self.styles.height = len(strips)
        self.styles.width = max((strip.cell_length for strip in strips), default=1)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some rows, and tell that they are drawn anew."""
        self._on_painted()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)


class Picture(Sturdy, Vertical):
    """Shows a step's picture within a number of cells beneath its words; where it can't be drawn, the words alone.

    It is read, decoded and made small in a thread. `large`: nothing ever lies over it, and its words have more room.
    """

    DEFAULT_CSS = """
    Picture { height: auto; }
    """
    WORDS_ROWS: Final = 3
    """The most rows of words above a large picture."""

    class Drew(Message):
        """The picture is as high as it will be."""

        def __init__(self, picture: "Picture") -> None:
            self.picture = picture
            super().__init__()

        @property
        def control(self) -> "Picture":
            """Which picture it is."""
            return self.picture

    def __init__(self, *, large: bool = False, hint: str = "", id: str | None = None) -> None:
        """Say `hint` behind the words of a picture that can be drawn."""
        super().__init__(id=id)
        self._words = Drawn()
        self._canvas = Canvas(self._painted)
        self._large = large
        self._hint = hint
        self._wanted: Wanted | None = None
        self._drawing = Drawing()
        self._kept: dict[tuple[object, ...], Drawing] = {}
        self._one_at_a_time = Lock()
        self._is_sending = False

    def compose(self) -> ComposeResult:
        """Its words, and the picture beneath."""
        yield self._words
        yield self._canvas

    @property
    def rows(self) -> int:
        """How many rows it takes now."""
        return self._canvas.rows + self._words.row_count if self.display else 0

    @property
    def fault(self) -> str:
        """Why it is not drawn; empty when it is, or is going to be."""
        return self._drawing.fault

    def show(self, source: Path, step: Step | None, columns: int, rows: int) -> None:
        """Show the picture of `step` of the procedure in the file `source`, in at most so many cells.

        The words take some of the rows; with none left there are the words alone. A step without a picture: nothing.
        """
        if step is None or not step.picture:
            if self.display:
                self.display, self._wanted = False, None
                self._take(Drawing())
            return
        wanted = self._want(source, step, columns, rows - self._rows_of_words(step, columns))
        before, self._wanted = self._wanted, wanted
        if wanted == before:
            return
        self.display = True
        if before is None or before.step != step or wanted.way == "off" or wanted.rows < 1:
            self._take(Drawing())
        self._say()
        if wanted.way != "off" and wanted.rows > 0:
            self.run_worker(lambda: self._draw(wanted), group="picture", thread=True, exit_on_error=False)

    def _want(self, source: Path, step: Step, columns: int, rows: int) -> Wanted:
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        way = app.picture_way() if hasattr(app, "picture_way") else "blocks"
        if way == "sixel" and not self._large:
            way = "blocks"  # dialogs lie over a pane, and would be painted over
        cell = app.picture_cell() if way in ("kitty", "sixel") else (0, 0)
        return Wanted(source, step, max(1, columns), rows, self._ground(), way, cell)

    def _ground(self) -> Rgb:
        colour = self.background_colors[1]
        return colour.r, colour.g, colour.b

    # -- drawing, in a thread ---------------------------------------------------------------------------

    def _draw(self, wanted: Wanted) -> None:
        with self._one_at_a_time:
            if wanted != self._wanted:
                return  # another step has come meanwhile
            key = _key_of(wanted)
            drawing = self._kept.pop(key, None) or drawing_of(wanted)
            self._kept[key] = drawing
            while len(self._kept) > _KEPT:
                self._kept.pop(next(iter(self._kept)))
        self.call_later(self._drew, wanted, drawing)

    def _drew(self, wanted: Wanted, drawing: Drawing) -> None:
        if wanted == self._wanted and self.is_attached:
            self._take(drawing)
            self._say()
            self.post_message(self.Drew(self))

    # -- showing ----------------------------------------------------------------------------------------

    def _take(self, drawing: Drawing) -> None:
        """Put a drawing on the screen in the place of the one before."""
        if drawing is self._drawing:
            return
        before, self._drawing = self._drawing, drawing
        if before.number:
            self._send(kitty_gone(before.number))
        if drawing.number:
            self._send(drawing.sequence)
        self._canvas.paint(drawing.strips)

    def _painted(self) -> None:
        """Cells were painted: what is painted over them has gone, and comes again after them."""
        if self._drawing.sequence and not self._drawing.number and not self._is_sending:
            self._is_sending = True
            self.set_timer(SOON, self._paint_over)

    def _paint_over(self) -> None:
        self._is_sending = False
        region, drawing = self._canvas.content_region, self._drawing
        if drawing.sequence and not drawing.number and self.screen.is_active and region.height == len(drawing.strips):
            self._send(sent_to(region.x, region.y, drawing.sequence))

    def _send(self, sequence: str) -> None:
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        app.send_picture(sequence)

    def on_unmount(self) -> None:
        """Let the terminal forget it."""
        if self._drawing.number:
            self._send(kitty_gone(self._drawing.number))

    # -- words ------------------------------------------------------------------------------------------

    def _say(self) -> None:
        if (wanted := self._wanted) is not None:
            self._words.show_lines(self._lines(wanted))

    def _lines(self, wanted: Wanted) -> list[Line]:
        words, fault = _words_of(wanted.step), self._drawing.fault
        if wanted.way == "off" or fault:
            told: list[Line] = [(("▲ " if n == 0 else "  ", "bold $due"), (row, "$due"))
                                for n, row in enumerate(wrap(fault, wanted.columns - 2) if fault else [])]  # fmt: skip
            return told + _beneath_sign(wrap(words, wanted.columns - 2))
        if self._large:
            return _beneath_sign(wrap(words, wanted.columns - 2)[: self.WORDS_ROWS])
        hint = f" · {self._hint}" if self._hint else ""
        return [(("▣ ", "$accent"), (cut(words, wanted.columns - 2 - len(hint)), "$quiet"), (hint, "$accent"))]

    def _rows_of_words(self, step: Step, columns: int) -> int:
        return min(self.WORDS_ROWS, len(wrap(_words_of(step), columns - 2))) if self._large else 1


def _words_of(step: Step) -> str:
    return clean_line(step.picture_text or step.picture)


def _beneath_sign(rows: list[str]) -> list[Line]:
    return [(("▣ " if n == 0 else "  ", "$accent"), (row, "")) for n, row in enumerate(rows)]


def _key_of(wanted: Wanted) -> tuple[object, ...]:
    """Return by what a drawing is known; a step itself can't be, its choices may have conditions."""
    path = wanted.source.parent / wanted.step.picture
    return (path, wanted.columns, wanted.rows, wanted.ground, wanted.way, wanted.cell, *_state_of(path))


def _state_of(path: Path) -> tuple[int, int]:
    """Return when a file was changed and how large it is, so that another one under its name is drawn anew."""
    try:
        state = path.stat()
    except (OSError, ValueError):
        return 0, 0
    return state.st_mtime_ns, state.st_size
