"""The screen in words, for a screen reader: signs become words through one table, frames become space. Pure."""

import re
from collections.abc import Sequence

from rich.cells import cell_len

from callpilot.console.wrapping import wrap

WORDS = {
    "✔": "done: ",
    "✓": "done: ",
    "↷": "skipped: ",
    "▸": "now: ",
    "▶": "now: ",
    "▲": "attention: ",
    "‼": "attention: ",
    "⚠": "warning: ",
    "✖": "failed: ",
    "✗": "failed: ",
    "☑": "ticked: ",
    "☐": "not ticked: ",
    "●": "",
    "○": "",
    "☎": "",
    "⏸": "",
    "✎": "",
    "⏰": "due: ",
    "⌛": "due: ",
    "✉": "",
    "◉": "",
    "◌": "",
    "≡": "",
    "⚑": "flagged: ",
    "›": "note: ",
    "»": "suggested: ",
    "→": "to ",
    "←": "from ",
    "↳": "then ",
    "↑": "above: ",
    "↓": "below: ",
    "★": "first: ",
    "☆": "",
    "▣": "picture: ",
    "■": "",
    "↩": "back to an earlier step",
}
"""What each sign says. An empty word: a word that says the same stands beside the sign already."""

FRAMES = "[\u2500-\u25ff\u2800-\u28ff]"
"""Frames, rules, bars and blocks (U+2500 to U+25FF), and the braille patterns that spinners are made of: a pattern.

This and those below are made ready when they are first used: a console that isn't plain opens without them.
"""

LIVE = "live: "
"""For ● alone before a number: the one call that is spoken in."""

CHOSEN = "> "
"""Before the line that is chosen in a list."""

_SIGN = f"([{''.join(WORDS)}])\ufe0f? ?"
_ARROWS = "(?:↑↓|↑/↓|← ?→) ?"
_SEPARATOR = " *[│┃|] +| +[│┃|] *"
_KEY = r"(?<![^\s(·])\^([A-Z\]\\_])(?!\S)"
_CLOCK = r"\b(\d\d:\d\d):\d\d\b"
_TIME = r"\d+:\d\d(?::\d\d)?"
_GAP = r"(?<=\S) {3,}(?=\S)"
_BEFORE_SEPARATOR = " +(?=; )"

Piece = tuple[str, str]
Line = Sequence[Piece]


def in_words(text: str) -> str:
    """Say the signs in `text` as words: `✔ Greeting` is `done: Greeting`, `a · b` is `a, b`. No frame is left."""
    if text.isascii():
        return text
    text = re.sub(_ARROWS, "arrow keys ", text).replace(" · ", ", ").replace(" › ", ", ")
    if text.startswith("· "):
        text = f"to do: {text[2:]}"
    text = re.sub(_SIGN, lambda found: WORDS[found[1]], text)
    return re.sub(FRAMES, " ", text)


def plain_line(line: Line) -> Line:
    """Return one line of pieces as a screen reader should meet it: words, short gaps, no running seconds.

    What can't be done now, which is struck for the eye, stands in brackets; what is chosen, reversed for the eye,
    has a sign before it.
    """
    chosen = is_chosen(line)
    pieces: list[Piece] = []
    for place, (text, style) in enumerate(line):
        if text.strip() == "●" and line[place + 1 :] and line[place + 1][0][:1].isdecimal():
            text = LIVE
        text = re.sub(_KEY, r"Ctrl+\1", in_words(re.sub(_SEPARATOR, "; ", text) if re.search(FRAMES, text) else text))
        text = re.sub(_CLOCK, r"\1", text)
        if "strike" in style and text.strip():
            text = f"({text.strip()})"
        pieces.append((text, style))
    if chosen:
        first, style = pieces[0]
        pieces = [(CHOSEN, style), (first.lstrip().removeprefix(WORDS["▸"]), style), *pieces[1:]]
    return _short_gaps(pieces)


def in_brackets(hint: str) -> str:
    """Return what an empty field shows, so that nobody who hears it takes it for what stands in the field."""
    if not hint or hint.startswith("("):
        return hint
    return f"({in_words(hint).strip().replace(' (', ', ').replace(')', '')})"


def is_chosen(line: Line) -> bool:
    """Tell whether all of `line` is reversed, as lists show what is chosen in them."""
    said = [style for text, style in line if text.strip()]
    return bool(said) and all("reverse" in style for style in said)


def _short_gaps(pieces: list[Piece]) -> Line:
    """Shorten gaps between columns to two spaces, and leave none at the end."""
    text = "".join(piece for piece, _style in pieces)
    kept = [True] * len(text)
    for gap in re.finditer(_GAP, text):
        kept[gap.start() + 2 : gap.end()] = [False] * (gap.end() - gap.start() - 2)
    for gap in re.finditer(_BEFORE_SEPARATOR, text):
        kept[gap.start() : gap.end()] = [False] * (gap.end() - gap.start())
    end = len(text.rstrip())
    kept[end:] = [False] * (len(text) - end)
    made: list[Piece] = []
    place = 0
    for piece, style in pieces:
        left = "".join(char for char, keep in zip(piece, kept[place : place + len(piece)], strict=True) if keep)
        place += len(piece)
        if left:
            made.append((left, style))
    return made


def plain_lines(lines: Sequence[Line], width: int) -> list[Line]:
    """Return `lines` in words; what words made wider than `width` cells goes on in a row of its own."""
    made: list[Line] = []
    for line in lines:
        said = plain_line(line)
        text = "".join(piece for piece, _style in said)
        if width <= 0 or cell_len(text) <= width:
            made.append(said)
        else:
            made += _broken(said, text, width)
    return made


def _broken(line: Line, text: str, width: int) -> list[Line]:
    """Break a line of pieces into rows at spaces, each row's pieces with the styles they had."""
    styles = [style for piece, style in line for _char in piece]
    rows: list[Line] = []
    place = 0
    for row in wrap(text, width):
        start = text.find(row, place) if row else place
        start = place if start < 0 else start
        place = start + len(row)
        pieces: list[Piece] = []
        for char, style in zip(row, styles[start:place], strict=False):
            if pieces and pieces[-1][1] == style:
                pieces[-1] = (pieces[-1][0] + char, style)
            else:
                pieces.append((char, style))
        rows.append(pieces)
    return rows


def timeless(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return what `lines` say without the times in them: equal as long as nothing but a clock went on."""
    return tuple(re.sub(_TIME, "0:00", "".join(piece for piece, _style in line)) for line in lines)


def fitted(texts: Sequence[str], width: int) -> list[str]:
    """Return `texts`, the parts of one row, with spaces taken out of gaps (the last first) until `width` cells do.

    What is still too wide is cut at its end; what is too narrow gets space there.
    """
    made = list(texts)
    over = sum(map(cell_len, made)) - width
    for place in range(len(made) - 1, -1, -1):
        if over <= 0:
            break
        made[place], over = _squeezed(made[place], over, last=place == len(made) - 1)
    for place in range(len(made) - 1, -1, -1):
        while over > 0 and made[place]:
            over -= cell_len(made[place][-1])
            made[place] = made[place][:-1]
    if over < 0 and made:
        made[-1] += " " * -over
    return made


def _squeezed(text: str, over: int, *, last: bool) -> tuple[str, int]:
    """Take up to `over` spaces out of the gaps of `text`, leaving one in each; return it and what is still over."""
    trailing = len(text) - len(text.rstrip(" "))
    spare = min(over, trailing if last else max(0, trailing - 1))
    if spare:
        text, over = text[: len(text) - spare], over - spare
    for gap in reversed(list(re.finditer(r"(?<=\S) {2,}(?=\S)", text))):
        spare = min(over, gap.end() - gap.start() - 1)
        if spare > 0:
            text, over = text[: gap.end() - spare] + text[gap.end() :], over - spare
    return text, over
