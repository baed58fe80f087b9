"""A widget drawn line by line from styled pieces: many words on the screen, one widget to pay for."""

from collections.abc import Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip
from textual.style import Style as TextualStyle
from textual.widget import Widget

from callpilot.console.sturdy import Sturdy

Piece = tuple[str, str]
"""Some text, never markup, and a style by the theme's names, such as `bold $accent`."""
Line = Sequence[Piece]


class Drawn(Sturdy, Widget):
    """Shows lines of pieces. A subclass makes `lines()`; `redraw` paints only what differs."""

    DEFAULT_CSS = """
    Drawn { height: 0; width: 1fr; }
    """
    grows = True
    """Whether it is as high as it has lines."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._pieces: list[Line] = []
        self._styles: dict[tuple[str, str], Style] = {}
        self._strips: LRUCache[tuple[Line, int, Style], Strip] = LRUCache(256)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; paint only if they differ, lay out only if their number does."""
        made = [tuple(line) for line in lines]
        if made == self._pieces:
            return
        if self.grows and len(made) != len(self._pieces):
            # Said as a style: a height asked for anew between two layouts is taken from a stale cache.
            self.styles.height = len(made)
        self._pieces = list(made)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, base = self.size.width, self.rich_style
        if y >= len(self._pieces):
            return Strip.blank(width, base)
        key = (tuple(self._pieces[y]), width, base)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._draw(self._pieces[y], width, base)
            self._strips[key] = strip
        return strip

    def _draw(self, line: Line, width: int, base: Style) -> Strip:
        segments = [Segment(text, base + self.style_of(style)) for text, style in line if text]
        return Strip(segments).adjust_cell_length(width, base).simplify()

    def style_of(self, words: str) -> Style:
        """Turn a style in the theme's names, such as `bold $accent`, into colours."""
        if not words:
            return Style.null()
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        key: tuple[str, str] = (app.theme, words)
        found = self._styles.get(key)
        if found is None:
            found = self._styles[key] = TextualStyle.parse(words).rich_style
        return found
