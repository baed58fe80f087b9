"""What this terminal can draw, told by its environment alone, and what is sent to it. Nothing is ever asked of it.

A question would be answered among the operator's keystrokes, and a terminal that doesn't answer keeps everybody
waiting; so there is none, here or in the library's parts that are used (`textual_image.renderable` asks while it is
imported: it is not imported). All that is sent is made here, of numbers and base64; none of it comes from a file.
"""

import zlib
from base64 import b64encode
from collections.abc import Mapping
from typing import Final, Literal

from callpilot.console.picture_drawing import Pixels

Way = Literal["blocks", "kitty", "sixel", "off"]
"""How pictures are drawn: in half-blocks, by Kitty's or the Sixel protocol, or not at all: in words."""

_PORTION: Final = 4096  # the most that Kitty takes in one go
_PLACEHOLDER: Final = chr(0x10EEEE)
_MOST_CELLS: Final = 250  # there are 268 marks

# The marks by which Kitty counts rows and columns (its rowcolumn-diacritics.txt).
_MARKS: Final = (
    "305 30d-30e 310 312 33d-33f 346 34a-34c 350-352 357 35b 363-36f 483-487 592-595 597-599 59c-5a1 5a8-5a9 5ab-5ac "
    "5af 5c4 610-617 657-65b 65d-65e 6d6-6dc 6df-6e2 6e4 6e7-6e8 6eb-6ec 730 732-733 735-736 73a 73d 73f-741 743 745 "
    "747 749-74a 7eb-7f1 7f3 816-819 81b-823 825-827 829-82d 951 953-954 f82-f83 f86-f87 135d-135f 17dd 193a 1a17 "
    "1a75-1a7c 1b6b 1b6d-1b73 1cd0-1cd2 1cda-1cdb 1ce0 1dc0-1dc1 1dc3-1dc9 1dcb-1dcc 1dd1-1de6 1dfe 20d0-20d1 "
    "20d4-20d7 20db-20dc 20e1 20e7 20e9 20f0 2cef-2cf1 2de0-2dff a66f a67c-a67d a6f0-a6f1 a8e0-a8f1"
)


def way_to_draw(setting: str, environ: Mapping[str, str], colours: str | None) -> Way:
    """Return how pictures are drawn where the site says `setting` and the terminal has `colours` (Rich's word for it).

    A way of the terminal's own needs evidence that nobody inherits from another terminal, and none is taken within
    tmux, screen or zellij, which stand between. Where there are 16 colours or none, words say more than blocks do.
    """
    if setting == "off" or environ.get("NO_COLOR"):
        return "off"
    if setting == "kitty" and colours == "truecolor":
        return "kitty"
    if setting in ("blocks", "sixel"):
        return "sixel" if setting == "sixel" else "blocks"
    if colours == "standard":
        return "off"
    if setting == "kitty" or _stands_between(environ):
        return "blocks"
    if colours == "truecolor" and environ.get("TERM") in ("xterm-kitty", "xterm-ghostty"):
        return "kitty"
    return "sixel" if _has_sixel(environ) else "blocks"


def _stands_between(environ: Mapping[str, str]) -> bool:
    term = environ.get("TERM", "")
    return term.startswith(("screen", "tmux")) or any(environ.get(name) for name in ("TMUX", "STY", "ZELLIJ"))


def _has_sixel(environ: Mapping[str, str]) -> bool:
    """Tell whether it is a terminal that has Sixel. One that hasn't passes over it, and its blocks stay."""
    if environ.get("TERM", "").split("-")[0] in ("foot", "mlterm", "contour", "yaft"):
        return True
    return environ.get("TERM_PROGRAM") in ("WezTerm", "iTerm.app", "mintty", "contour")


# -- Kitty: the picture is sent once, cells with a mark show its parts wherever they are ---------------------------


def kitty_picture(identity: int, pixels: Pixels, columns: int, rows: int) -> str:
    """Return what sends a picture of `columns` × `rows` cells under a number of 24 bits. It is not answered (`q=2`)."""
    data = b64encode(zlib.compress(pixels.data)).decode("ascii")
    head = f"a=T,U=1,q=2,i={identity},f=24,o=z,s={pixels.width},v={pixels.height},c={columns},r={rows},"
    parts: list[str] = []
    for start in range(0, len(data), _PORTION):
        more = int(start + _PORTION < len(data))
        parts.append(f"\x1b_G{head if start == 0 else 'q=2,'}m={more};{data[start : start + _PORTION]}\x1b\\")
    return "".join(parts)


def kitty_gone(identity: int) -> str:
    """Return what lets the terminal forget a picture."""
    return f"\x1b_Ga=d,d=I,q=2,i={identity};\x1b\\"


def kitty_cells(columns: int, rows: int) -> list[list[str]]:
    """Return the cells that show a picture; drawn in the colour that is its number."""
    marks = _marks()
    return [[f"{_PLACEHOLDER}{marks[row]}{marks[column]}" for column in range(columns)] for row in range(rows)]


def most_cells(columns: int, rows: int) -> tuple[int, int]:
    """Return how many cells Kitty can count in each direction, of so many."""
    return min(columns, _MOST_CELLS), min(rows, _MOST_CELLS)


def _marks() -> list[str]:
    marks: list[str] = []
    for span in _MARKS.split():
        first, _, last = span.partition("-")
        marks += [chr(code) for code in range(int(first, 16), int(last or first, 16) + 1)]
    return marks


# -- Sixel: the picture is painted over blocks that are there already -----------------------------------------------


def sixel_picture(pixels: Pixels) -> str:
    """Return a picture as Sixel."""
    from PIL import Image
    from textual_image._sixel import image_to_sixels  # this module asks nothing, and its package imports nothing

    return image_to_sixels(Image.frombytes("RGB", (pixels.width, pixels.height), pixels.data))


def sent_to(x: int, y: int, sequence: str) -> str:
    """Return what paints a Sixel picture with its corner in column `x` of row `y`, from 0; the cursor stays."""
    return f"\x1b7\x1b[{y + 1};{x + 1}H{sequence}\x1b8"


def cell_pixels(terminal: int) -> tuple[int, int]:
    """Return how wide and high a cell is, in pixels, as the system knows it; (0, 0) when it doesn't."""
    try:
        import fcntl
        import struct
        import termios

        answer = fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8))
    except (ImportError, OSError, ValueError):
        return 0, 0
    rows, columns, width, height = struct.unpack("4H", answer)
    return (width // columns, height // rows) if rows and columns else (0, 0)
