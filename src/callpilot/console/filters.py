"""What the last step before the terminal does to every row: signs into words, colours into attributes."""

import re
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from callpilot.console.plainly import FRAMES, fitted, in_words

_BRIGHT = 0.4
"""From this relative luminance on, a ground is one that stands out: it becomes reversed text."""

_REVERSED, _UNDERLINED = Style(reverse=True), Style(underline=True)


class PlainText(LineFilter):
    """No frame, rule or block reaches the terminal, and signs are words. A row stays as wide as it was.

    With `words` False, for what is being typed, every character keeps its place: a frame's sign shows as `?`.
    """

    def __init__(self, *, words: bool = True) -> None:
        super().__init__()
        self._words = words

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the row in words."""
        if all(segment.text.isascii() for segment in segments):
            return segments
        if not self._words:
            return [Segment(re.sub(FRAMES, "?", text), style, control) for text, style, control in segments]
        width = sum(segment.cell_length for segment in segments)
        texts = fitted([in_words(segment.text) for segment in segments], width)
        return [Segment(text, style, control) for text, (_was, style, control) in zip(texts, segments, strict=True)]


class Colourless(LineFilter):
    """No colour reaches the terminal: bright grounds are reversed text, the focused field's ground is underlined.

    It goes with the theme for no colours, whose greys say which is which.
    """

    def __init__(self, focus_ground: str) -> None:
        """Take `focus_ground`, the theme's ground of the field that is typed in."""
        super().__init__()
        self._focus = Color.parse(focus_ground).rich_color.triplet

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the row without colours."""
        return [
            Segment(text, None if style is None else _without_colour(style, self._focus), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _without_colour(style: Style, focus: object) -> Style:
    bare = style.without_color
    ground = style.bgcolor
    if ground is None or ground.triplet is None:
        return bare
    red, green, blue = (part / 255 for part in ground.triplet)
    if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 > _BRIGHT:
        return bare + _REVERSED
    return bare + _UNDERLINED if ground.triplet == focus else bare
