"""How pictures are drawn is told by the environment alone, and what is sent is made of numbers."""

import os
import random
import re
import subprocess
import sys
import zlib
from base64 import b64decode
from pathlib import Path

import pytest
from rich.cells import cell_len

from callpilot.console.picture_drawing import Pixels
from callpilot.console.picture_terminal import (
    cell_pixels,
    kitty_cells,
    kitty_gone,
    kitty_picture,
    most_cells,
    sent_to,
    sixel_picture,
    way_to_draw,
)

KITTY = {"TERM": "xterm-kitty"}
WEZTERM = {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}


@pytest.mark.parametrize(
    ("environ", "way"),
    [
        ({}, "blocks"),
        ({"TERM": "xterm-256color"}, "blocks"),
        (KITTY, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        (WEZTERM, "sixel"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "foot-extra"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "sixel"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "blocks"),  # started from kitty, and another terminal
        ({**KITTY, "TMUX": "/tmp/tmux"}, "blocks"),
        ({**WEZTERM, "TMUX": "/tmp/tmux"}, "blocks"),
        ({**WEZTERM, "TERM": "screen-256color"}, "blocks"),
        ({**WEZTERM, "ZELLIJ": "0"}, "blocks"),
        ({**KITTY, "NO_COLOR": "1"}, "off"),
        ({**KITTY, "NO_COLOR": ""}, "kitty"),
    ],
)
def test_a_way_of_the_terminals_own_needs_evidence(environ, way):
    assert way_to_draw("auto", environ, "truecolor") == way


@pytest.mark.parametrize(
    ("setting", "colours", "way"),
    [
        ("off", "truecolor", "off"),
        ("blocks", "truecolor", "blocks"),
        ("blocks", "standard", "blocks"),
        ("sixel", "256", "sixel"),
        ("kitty", "truecolor", "kitty"),
        ("kitty", "256", "blocks"),  # Kitty tells its pictures apart by 24 bits of colour
        ("auto", "256", "blocks"),
        ("auto", "standard", "off"),
    ],
)
def test_the_site_may_decide(setting, colours, way):
    assert way_to_draw(setting, {**WEZTERM, "TMUX": "x"}, colours) == way


def test_kitty_without_all_colours_gets_blocks():
    assert way_to_draw("auto", KITTY, "256") == "blocks"


PIXELS = Pixels(90, 60, bytes(range(90)) * 180)


def test_kitty_is_sent_the_picture_in_portions_and_asked_not_to_answer():
    noisy = Pixels(90, 60, random.Random(7).randbytes(90 * 60 * 3))
    parts = re.findall("\x1b_G([^;]*);([^\x1b]*)\x1b\\\\", kitty_picture(4711, noisy, 9, 3))
    assert "".join(f"\x1b_G{head};{body}\x1b\\" for head, body in parts) == kitty_picture(4711, noisy, 9, 3)
    assert all("q=2" in head and len(body) <= 4096 for head, body in parts)
    assert len(parts) > 1
    assert [head[-3:] for head, _body in parts] == ["m=1"] * (len(parts) - 1) + ["m=0"]
    assert "i=4711,f=24,o=z,s=90,v=60,c=9,r=3" in parts[0][0].replace("a=T,U=1,q=2,", "")
    assert zlib.decompress(b64decode("".join(body for _head, body in parts))) == noisy.data


def test_kittys_cells_are_one_cell_wide_and_all_different():
    cells = kitty_cells(*most_cells(900, 900))
    assert len({text for row in cells for text in row}) == 250 * 250
    assert {cell_len(text) for text in cells[0]} == {1}


def test_kitty_forgets_without_an_answer():
    assert kitty_gone(4711) == "\x1b_Ga=d,d=I,q=2,i=4711;\x1b\\"


def test_sixel_is_one_sequence_that_leaves_the_cursor_where_it_was():
    sent = sent_to(4, 2, sixel_picture(PIXELS))
    assert re.fullmatch('\x1b7\x1b\\[3;5H\x1bP[0-9;]*q"1;1;90;60[!-~]*\x1b\\\\\x1b8', sent)


def test_no_terminal_has_no_size_of_a_cell():
    assert cell_pixels(-1) == (0, 0)
    with Path(os.devnull).open() as nothing:
        assert cell_pixels(nothing.fileno()) == (0, 0)


_TRIED = """
import sys
from callpilot.console import picture_terminal
from callpilot.console.picture_drawing import Pixels
picture_terminal.sixel_picture(Pixels(2, 2, bytes(12)))
asking = [name for name in sys.modules if name.startswith(("textual_image.renderable", "textual_image.widget",
                                                           "textual_image._terminal"))]
print(asking)
"""


def test_the_parts_of_the_library_that_ask_the_terminal_are_never_loaded():
    done = subprocess.run([sys.executable, "-c", _TRIED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
