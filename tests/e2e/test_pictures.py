"""Pictures in a real pseudo-terminal: what is sent is what was meant for it, and the terminal is never asked."""

import fcntl
import re
import struct
import termios

import pytest
from tests.console.pictures import saved, two_halves, write_guide

_KITTY = re.compile(rb"\x1b_G([^;\x1b]*);[A-Za-z0-9+/=]*\x1b\\")
_SIXEL = re.compile(rb"\x1b7\x1b\[\d+;\d+H\x1bP[0-9;]*q[!-~]*\x1b\\\x1b8")
_ASKED = (b"\x1b[c", b"\x1b[16t", b"\x1b[14t", b"a=q")  # what the library asks of a terminal
_EVER_SENT = re.compile(rb"\x1b[_P^X]")  # the beginning of any sequence that carries a text


def opened(place, **env):
    """A console that follows a guide, its first step's picture in the pane and then large; nothing else is waited for.

    Only the bytes are looked at: the emulator of these tests takes pictures for text.
    """
    pictures = place.config / "procedures" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "odd.png").write_bytes(saved(two_halves(300, 200)))
    write_guide(place.config / "procedures", "pictures/odd.png")
    console = place.console(**env).until("F1 Help")
    fcntl.ioctl(console.child.child_fd, termios.TIOCSWINSZ, struct.pack("4H", 30, 120, 1200, 600))
    place.ring("+442079460018", "--name", "Anna Petrov")
    console.until("RINGING").press("f2").until("+44 20 7946 0018").settled().press("f11").until(
        "Open another procedure"
    )
    console.type("the gate").settled().press("enter")
    return console


def waited_for(console, pattern):
    """Wait until such bytes have been sent; return all of them."""
    console.until(lambda _text: pattern.search(bytes(console.raw)))
    return pattern.findall(bytes(console.settled().raw))


def closed(console):
    assert not [asked for asked in _ASKED if asked in console.raw]
    console.press("ctrl+q")
    assert console.ended() == 0


def test_where_there_is_no_evidence_there_are_blocks_and_no_other_sequence(place):
    console = opened(place)
    waited_for(console, re.compile(b"Red above"))
    console.press("esc").settled().press("v").until("Esc: back").settled()
    assert not _EVER_SENT.search(console.raw)
    closed(console)


def test_kitty_gets_its_pictures_and_forgets_them(place):
    console = opened(place, TERM="xterm-kitty")
    assert b"a=T" in waited_for(console, _KITTY)[0]
    console.press("esc").settled().press("v").settled(0.5).press("esc").settled(0.5)
    sent = _KITTY.findall(console.raw)
    assert all(b"q=2" in head for head in sent)
    assert sum(head.startswith(b"a=T") for head in sent) == 2
    assert sum(head.startswith(b"a=d") for head in sent) == 1
    assert not _EVER_SENT.search(_KITTY.sub(b"", console.raw))
    closed(console)


def test_sixel_is_painted_over_the_large_picture_only(place):
    console = opened(place, TERM_PROGRAM="WezTerm")
    waited_for(console, re.compile(b"Red above"))
    assert not _EVER_SENT.search(console.raw)
    console.press("esc").settled().press("v")
    assert len(waited_for(console, _SIXEL)) >= 1
    before = len(_SIXEL.findall(console.raw))
    console.press("ctrl+p").settled(0.4)
    assert len(_SIXEL.findall(console.raw)) == before  # a dialog lies over it
    console.press("esc").settled(0.4)
    assert len(_SIXEL.findall(console.raw)) > before  # and has gone
    assert not _EVER_SENT.search(_SIXEL.sub(b"", console.raw))
    closed(console)


@pytest.mark.parametrize(
    "env", [{"NO_COLOR": "1"}, {"CALLPILOT_PLAIN": "1"}, {"TMUX": "/tmp/x", "TERM": "xterm-kitty"}]
)
def test_nothing_is_sent_without_colours_to_a_screen_reader_or_through_tmux(env, place):
    console = opened(place, **env)
    waited_for(console, re.compile(b"Red above"))
    console.settled(0.4)
    assert not _EVER_SENT.search(console.raw)
    assert ("▀".encode() in console.raw) == ("TMUX" in env)
    closed(console)
