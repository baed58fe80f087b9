"""Digits five rows high, each drawn with its own character: they read well without colour, box drawing or font."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

ROWS = 5
_GAP, _GROUP_GAP = " ", "   "

_SHAPES = """
0 ### #.# #.# #.# ###
1 .#. ##. .#. .#. ###
2 ### ..# ### #.. ###
3 ### ..# .## ..# ###
4 #.# #.# ### ..# ..#
5 ### #.. ### ..# ###
6 ### #.. ### #.# ###
7 ### ..# ..# .#. .#.
8 ### #.# ### #.# ###
9 ### #.# ### ..# ###
+ ... .#. ### .#. ...
- ... ... ### ... ...
: . # . # .
/ ..# ..# .#. #.. #..
. . . . . #
, . . . # #
"""
_GLYPHS: Final = {
    char: tuple(row.replace("#", char).replace(".", " ") for row in rows)
    for char, *rows in (line.split() for line in _SHAPES.strip().splitlines())
} | {".": (" ", " ", " ", " ", ".")}


def big(groups: Sequence[str], width: int) -> list[str]:
    """Draw the groups of a number large, in rows of at most `width` cells, broken between groups where possible.

    What is no digit and no sign of a number, such as `ext.`, stands in the middle row as it is.
    """
    lines: list[list[str]] = []
    for group in groups:
        for piece in _pieces(group, width):
            drawn = _group(piece)
            if lines and len(lines[-1][0]) + len(_GROUP_GAP) + len(drawn[0]) <= width:
                lines[-1] = [f"{before}{_GROUP_GAP}{row}" for before, row in zip(lines[-1], drawn, strict=True)]
            else:
                lines.append(drawn)
    rows: list[str] = []
    for line in lines:
        rows += [*([""] if rows else []), *(row.rstrip() for row in line)]
    return rows


def _pieces(group: str, width: int) -> list[str]:
    """Break a group that is too long for a row by itself."""
    most = max(1, (width + 1) // 4)
    return [group[place : place + most] for place in range(0, len(group), most)]


def _group(group: str) -> list[str]:
    glyphs: list[tuple[str, ...]] = []
    for is_known, chars in groupby(group, key=lambda char: _sign(char) in _GLYPHS):
        word = "".join(chars)
        glyphs += [_GLYPHS[_sign(char)] for char in word] if is_known else [_small(word)]
    return [_GAP.join(glyph[row] for glyph in glyphs) for row in range(ROWS)]


def _small(word: str) -> tuple[str, ...]:
    blank = " " * len(word)
    return blank, blank, word, blank, blank


def _sign(char: str) -> str:
    """The sign that is drawn for a character: digits of every script as 0 to 9."""
    return str(int(char)) if char.isdecimal() else char
