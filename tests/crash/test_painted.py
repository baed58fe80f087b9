"""The cheap screen shows what pyte shows, of everything that the console paints."""

import re

import pyte
from tests.crash.painted import BEGIN, END, Painted
from tests.e2e.terminal import Place

KEYS = (
    b"\x1bOQ", b"\x1bOQ", "Grüße 漢字 a\u0301 😀".encode(), b"\x1b[D\x1b[D\x7f", b"\t" * 6, "eins\rzwei 東京".encode(),
    b"\x1b[18~", b"2", b"\x1b[18~", b"\x1bOR", b"lift", b"\x17", b"\x1b[20~", b"12 Mill Lane", b"\x1bOS", b"\x1bOP",
)  # fmt: skip


def test_it_shows_what_pyte_shows(tmp_path):
    place = Place(tmp_path / "home")
    try:
        console = place.started(columns=80, rows=24)
        for keys in KEYS:
            console.child.send(keys)
            console.settled()
        cheap = Painted()
        for start in range(0, len(console.raw), 997):  # in pieces that end anywhere
            cheap.feed(bytes(console.raw[start : start + 997]))
        assert [line.rstrip() for line in cheap.lines] == console.lines
        assert not cheap.odd
        assert len(cheap.cursors()) <= 2
    finally:
        place.close()


def test_a_frame_that_isnt_whole_isnt_painted():
    screen = Painted(columns=20, rows=2)
    screen.feed(f"{BEGIN}\x1b[1;1Hold{END}{BEGIN}\x1b[1;1Hnew".encode())
    assert screen.text.split() == ["old"]
    screen.feed(END.encode()[:3])
    screen.feed(END.encode()[3:])
    assert screen.text.split() == ["new"]


def test_what_it_doesnt_know_is_told():
    screen = Painted(columns=20, rows=2)
    screen.feed(b"\x1b[1;1Hab\x1b[3;9r\x1b[2;1H\x9d\x07")
    assert screen.odd
    assert re.match(r"ab", screen.text)


def test_wide_characters_stand_where_pyte_has_them():
    screen = pyte.Screen(20, 2)
    pyte.ByteStream(screen).feed("\x1b[1;3H漢x".encode())
    mine = Painted(columns=20, rows=2)
    mine.feed("\x1b[1;3H漢x".encode())
    assert mine.lines == screen.display
