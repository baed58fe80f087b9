"""From a step's picture and the room for it to rows for the screen. Reads and decodes: called in a thread."""

from pathlib import Path
from random import randrange
from typing import Final

from msgspec import Struct, structs
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from callpilot.console.picture_drawing import Pixels, Rgb, half_blocks, pixels_of
from callpilot.console.picture_terminal import Way, kitty_cells, kitty_picture, most_cells, sixel_picture
from callpilot.procedures.model import Step
from callpilot.procedures.pictures import picture_of

_CELL: Final = (10, 20)
"""A cell's pixels where nobody knows them: Kitty scales what it gets to the cells."""


class Wanted(Struct, frozen=True):
    """Which picture is to be drawn: of what step of the procedure in `source`, in how many cells, and how.

    `ground` shows through where it is transparent; `cell` is a cell's size in pixels, (0, 0) when nobody knows.
    """

    source: Path
    step: Step
    columns: int
    rows: int
    ground: Rgb
    way: Way
    cell: tuple[int, int] = (0, 0)


class Drawing(Struct, frozen=True):
    """What came of it: rows for the screen, or none and in `fault` why.

    `sequence` is what the terminal is sent besides: before Kitty's cells, which have the colour `number`; over the
    blocks, when it is Sixel.
    """

    strips: tuple[Strip, ...] = ()
    fault: str = ""
    sequence: str = ""
    number: int = 0


def drawing_of(wanted: Wanted) -> Drawing:
    """Draw it; the fault names the file as the procedure does. Never raises."""
    picture = picture_of(wanted.source, wanted.step)
    if picture is None or picture.path is None:
        return Drawing(fault=picture.fault if picture else "")
    if wanted.way == "kitty":
        made = _in_kitty(picture.path, wanted)
    elif wanted.way == "sixel" and all(wanted.cell):
        made = _in_sixel(picture.path, wanted)
    else:
        made = _in_blocks(picture.path, wanted)
    return Drawing(fault=f"{picture.name} {made}") if isinstance(made, str) else made


def _in_blocks(path: Path, wanted: Wanted) -> Drawing | str:
    pixels = pixels_of(path, wanted.columns, wanted.rows * 2, wanted.ground)
    if isinstance(pixels, str):
        return pixels
    rows = half_blocks(pixels, wanted.ground)
    return Drawing(strips=tuple(_strip(pixels.width, row) for row in rows))


def _strip(width: int, row: list[tuple[str, Rgb, Rgb]]) -> Strip:
    return Strip([Segment(text, _style(upper, lower)) for text, upper, lower in row], width)


def _style(text: Rgb, ground: Rgb) -> Style:
    return Style.from_color(Color.from_rgb(*text), Color.from_rgb(*ground))


def _in_kitty(path: Path, wanted: Wanted) -> Drawing | str:
    cell = wanted.cell if all(wanted.cell) else _CELL
    columns, rows = most_cells(wanted.columns, wanted.rows)
    pixels = pixels_of(path, columns * cell[0], rows * cell[1], wanted.ground)
    if isinstance(pixels, str):
        return pixels
    columns, rows = _cells(pixels, cell)
    number = randrange(0x010000, 0x1000000)  # the terminal's other programs have pictures with numbers, too
    style = _style((number >> 16, number >> 8 & 255, number & 255), wanted.ground)
    # Each cell is a segment of its own: where a dialog cuts the row, marks stay with their cell.
    strips = tuple(Strip([Segment(text, style) for text in row], columns) for row in kitty_cells(columns, rows))
    return Drawing(strips=strips, sequence=kitty_picture(number, pixels, columns, rows), number=number)


def _in_sixel(path: Path, wanted: Wanted) -> Drawing | str:
    """Blocks, and the same picture to be painted over them, as large as their cells are."""
    (width, height), ground = wanted.cell, wanted.ground
    pixels = pixels_of(path, wanted.columns * width, wanted.rows * height, ground)
    if isinstance(pixels, str):
        return pixels
    columns, rows = _cells(pixels, wanted.cell)
    beneath = _in_blocks(path, structs.replace(wanted, columns=columns, rows=rows))
    if isinstance(beneath, str):
        return beneath
    style = _style(ground, ground)
    strips = [strip.adjust_cell_length(columns, style) for strip in beneath.strips]
    strips += [Strip.blank(columns, style)] * (rows - len(strips))
    return Drawing(strips=tuple(strips), sequence=sixel_picture(pixels.within(columns * width, rows * height, ground)))


def _cells(pixels: Pixels, cell: tuple[int, int]) -> tuple[int, int]:
    return -(-pixels.width // cell[0]), -(-pixels.height // cell[1])
