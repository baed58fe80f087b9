"""A widget drawn line by line from styled pieces: many words on the screen, one widget to pay for."""

from collections.abc import Sequence
from functools import reduce
from itertools import zip_longest
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style as TextualStyle
from textual.widget import Widget

from callpilot.console.plainly import CHOSEN, WORDS, is_chosen, plain_lines, timeless
from callpilot.console.sturdy import Sturdy
from callpilot.console.wrapping import one_row, whole

Piece = tuple[str, str]
"""Some text, never markup, and a style by the theme's names, such as `bold $accent`."""
Line = Sequence[Piece]


_FEWEST, _MOST = 16, 256
"""Drawn rows that are kept: twice those that are seen. A row weighs kilobytes, and a clock in it makes one a second."""


class Drawn(Sturdy, Widget):
    """Shows lines of pieces. A subclass makes `lines()`; `redraw` paints only what differs."""

    DEFAULT_CSS = """
    Drawn { height: 0; width: 1fr; }
    """
    grows = True
    """Whether it is as high as it has lines."""
    grows_in_plain = False
    """The same for plain mode, where words may need more rows than signs do."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._pieces: list[Line] = []
        self._styles: dict[tuple[str, str], Style] = {}
        self._given: Sequence[Line] = ()
        self._minute = -1
        self._chosen = ""
        self._base = Style.null()
        self._look: list[int] = []
        self._is_bare = False
        self._strips: LRUCache[tuple[Line, int, Style], Strip] = LRUCache(_FEWEST)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; paint only if they differ, lay out only if their number does."""
        made: list[Line] = [tuple(line) for line in lines]
        if self._is_plain():
            self._given, made = lines, self._in_words(lines)
        if made == self._pieces:
            return
        before, self._pieces = self._pieces, made
        stays = len(made) == len(before) or self._has_lines(len(made))
        if stays and self.size.width:  # a clock that goes on is one row, not all that stands around it
            rows = enumerate(zip_longest(made, before))
            self.refresh(*(self._row(row) for row, (now, was) in rows if now != was))
        else:
            self.refresh()

    def _has_lines(self, count: int) -> bool:
        """Make room for another number of lines; tell whether all the others stay where they are, drawn as they are."""
        if self.grows or (self.grows_in_plain and self._is_plain()):
            # Said as a style: a height asked for anew between two layouts is taken from a stale cache.
            self.styles.height = count
        return False

    def _row(self, line: int) -> Region:
        """Where a line is drawn."""
        return Region(0, line, self.size.width, 1)

    @property
    def row_count(self) -> int:
        """How many rows of lines there are."""
        return len(self._pieces)

    def row_of(self, words: str) -> int:
        """Return the row that begins with `words`, counted from 0; -1 when none does."""
        for row, line in enumerate(self._pieces):
            if "".join(text for text, _style in line).startswith(words):
                return row
        return -1

    def chosen_row(self) -> int:
        """Return the row that is chosen, or that says what is current, counted from 0; -1 without any."""
        for row, line in enumerate(self._pieces):
            if is_chosen(line) or "".join(text for text, _style in line).lstrip().startswith((CHOSEN, WORDS["▸"])):
                return row
        return -1

    def _is_plain(self) -> bool:
        app: Any = self.app if self.is_attached else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return getattr(app, "plain", False)

    def _in_words(self, lines: Sequence[Line]) -> list[Line]:
        """Return what plain mode shows: words, and what it showed before when only a clock has gone on."""
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        said: list[Line] = [tuple(line) for line in plain_lines(lines, self.size.width)]
        minute = app.minute()
        if minute == self._minute and timeless(said) == timeless(self._pieces):
            return self._pieces
        self._minute = minute
        chosen = next((line for line in said if line and line[0][0] == CHOSEN), ())
        words = "".join(text for text, _style in chosen)
        name = words.split("  ")[0]  # the rest may be cut elsewhere once the width is known
        if name and name != self._chosen and self.screen.is_current:
            app.announce(words)
        self._chosen = name
        return said

    def on_resize(self) -> None:
        """Keep as many drawn rows as are seen; in plain mode break the lines anew for another width."""
        rows = min(2 * self.size.height, _MOST)
        if rows > self._strips.maxsize:
            self._strips = LRUCache(rows)
        if self._given and self._is_plain():
            self.show_lines(self._given)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows. What they stand on is the same for all of them, until a style of what they lie in changes."""
        look = [node.styles._cache_key for node in self.ancestors_with_self]  # pyright: ignore[reportPrivateUsage]
        if look != self._look:
            self._look, self._base, self._is_bare = look, self.rich_style, self._has_nothing_around()
        if not self._is_bare:
            return super().render_lines(crop)
        rows = [self.render_line(y) for y in crop.line_range]
        if filters := self.get_line_filters():
            ground = self.background_colors[1]
            rows = [reduce(lambda row, one: row.apply_filter(one, ground), filters, row) for row in rows]
        return rows if crop.column_span == (0, self.size.width) else [row.crop(*crop.column_span) for row in rows]

    def _has_nothing_around(self) -> bool:
        """Tell whether its rows are all there is to paint of it: then Textual's way through all styles is spared, which
        takes longer than drawing them.
        """
        styles = self.styles
        is_changed = self.opacity < 1 or styles.text_opacity < 1 or styles.tint.a > 0 or styles.has_rule("hatch")
        return not (is_changed or any(styles.gutter) or any(kind for kind, _color in styles.outline))

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, base = self.size.width, self._base
        if y >= len(self._pieces):
            return Strip.blank(width, base)
        key = (tuple(self._pieces[y]), width, base)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._draw(self._pieces[y], width, base)
            self._strips[key] = strip
        return strip

    def _draw(self, line: Line, width: int, base: Style) -> Strip:
        segments = [Segment(one_row(text), base + self.style_of(style)) for text, style in line if text]
        strip = Strip(segments).adjust_cell_length(width, base).simplify()
        *before, last = [*strip] or [Segment("")]
        end = whole(last.text)
        return strip if end == last.text else Strip([*before, Segment(end, last.style)], width)

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
