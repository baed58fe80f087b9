"""What a terminal shows of the bytes it was sent: the little of it that the console uses, forty times cheaper.

A frame between the marks of synchronized output is painted when it is whole, as such a terminal does it.
"""

import codecs
import re
from dataclasses import dataclass, field

from rich.cells import get_character_cell_size

BEGIN, END = "\x1b[?2026h", "\x1b[?2026l"
ASKS_FOR_SYNC = b"\x1b[?2026$p"
HAS_SYNC = b"\x1b[?2026;2$y"

_TOKEN = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H|\x1b\[(?P<style>[\d;:]*)m|\x1b\[(?P<csi>[<=>?\d;$]*[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|(?P<go>[\r\n\x07])|(?P<odd>[\x00-\x1f\x7f-\x9f])|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)
_WITHOUT_MARKS = re.compile(r"[<=>?]\d*u|\?\d+\$p|\?(?!1049)\d+[hl]|\?[\d;]+[hl]|c|6n")
_CUT_SHORT = re.compile(r"\x1b(?:\[[<=>?\d;$]*|\][^\x07\x1b]*\x1b?)?\Z")
_CLEARS = ("?1049h", "?1049l", "2J")


@dataclass
class Painted:
    """A screen of `columns` by `rows`. `odd` holds what it was sent and doesn't know: it must stay empty."""

    columns: int = 80
    rows: int = 24
    frames: int = 0
    odd: list[str] = field(default_factory=list)

    def __post_init__(self):
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._held = ""
        self._clear()

    def _clear(self):
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.styles = [[""] * self.columns for _ in range(self.rows)]
        self._x = self._y = 0
        self._style = ""

    def feed(self, data):
        """Take in what the program wrote; what isn't whole yet waits."""
        held = self._held + self._decode(data)
        while True:
            before, begun, rest = held.partition(BEGIN)
            if not begun:
                cut = _CUT_SHORT.search(held)
                self._held = held[cut.start() :] if cut else ""
                self._paint(held[: cut.start()] if cut else held)
                return
            frame, ended, after = rest.partition(END)
            self._paint(before)
            if not ended:
                self._held = begun + rest
                return
            self._paint(frame)
            self.frames += 1
            held = after

    def _paint(self, text):
        for found in _TOKEN.finditer(text):
            kind = found.lastgroup
            if kind == "text":
                self._write(found[0])
            elif kind == "style":
                self._style = "" if found["style"] in ("", "0") else f"{self._style};{found['style']}"
            elif kind == "column":
                self._y, self._x = int(found["row"]) - 1, int(found["column"]) - 1
            elif kind == "go":
                self._y, self._x = (self._y + (found[0] == "\n"), 0 if found[0] == "\r" else self._x)
            elif kind == "csi" and found["csi"] in _CLEARS:
                self._clear()
            elif kind == "odd" or (kind == "csi" and not _WITHOUT_MARKS.fullmatch(found["csi"])):
                self.odd.append(found[0])

    def _write(self, text):
        if self._y >= self.rows:
            return
        row, styles, x = self.cells[self._y], self.styles[self._y], self._x
        if text.isascii():
            text = text[: max(0, self.columns - x)]
            row[x : x + len(text)] = text
            styles[x : x + len(text)] = [self._style] * len(text)
            self._x = x + len(text)
            return
        for char in text:
            width = 1 if char.isascii() else get_character_cell_size(char)
            if width == 0:
                if 0 < x <= self.columns:
                    row[x - 1 if row[x - 1] else x - 2] += char
            elif x + width <= self.columns:
                row[x], styles[x] = char, self._style
                if width == 2:
                    row[x + 1], styles[x + 1] = "", self._style
                x += width
        self._x = x

    # -- looking ------------------------------------------------------------------------------------

    @property
    def lines(self):
        """The rows as texts."""
        return ["".join(row) for row in self.cells]

    @property
    def text(self):
        """The whole screen."""
        return "\n".join(line.rstrip() for line in self.lines)

    def part(self, y, start, end):
        """What stands in row `y` from cell `start` to before `end`; a hint in an empty field counts as nothing."""
        row, styles = self.cells[y], self.styles[y]
        return "".join(row[x] for x in range(start, min(end, self.columns)) if not is_hint(styles[x])).rstrip(" ")

    def cursors(self):
        """The cells that are drawn as a cursor: (row, column)."""
        return [
            (y, x)
            for y, styles in enumerate(self.styles)
            for x, style in enumerate(styles)
            if style and is_cursor(style)
        ]


def is_hint(style):
    """Whether a cell belongs to the words that stand in an empty field: they are in italics."""
    return bool(style) and ";3;" in f"{style};"


def is_cursor(style):
    """Whether a cell is drawn as the cursor."""
    return "48;2;230;233;236" in style
