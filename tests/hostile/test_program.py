"""The installed program on a hostile home, in a real pseudo-terminal: every byte that it sends is one it means."""

import re
import sys

import pytest
from tests.hostile.nasty import ACTING, NASTY
from tests.hostile.place import hostile_home
from tests.hostile.wire import AT_THE_ENDS, unmeant

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals of this kind there", allow_module_level=True)


@pytest.fixture
def place(tmp_path):
    from tests.e2e.terminal import Place

    # The folder itself is called so: it stands in every line about a file.
    hostile_home(tmp_path / "\x1b]0;owned\x07[@click=app.quit]", 11)
    there = Place(tmp_path / "\x1b]0;owned\x07[@click=app.quit]")
    try:
        yield there
        there.assert_no_fault()
    finally:
        there.close()


def test_no_byte_reaches_the_terminal_that_is_not_meant(place):
    console = place.console(operator="Ma\u202eria [b]", columns=80, rows=24).until("0001", "Caller", "Ends as")
    place.ring("+44\x1b[6n", "--name", "A\x1b]52;c;x\x07", "--line", "\u202e[b]")
    console.until("RINGING", "␛]52;c;x␇").press("f2").until("Callback", "Ends as").press(*["tab"] * 6)
    for text in ACTING.values():
        console.paste(text)
    # What follows the end of a paste is typed, whoever wrote it: most terminals leave the code out of what they paste.
    rest = "".join(text[:100] for text in NASTY.values() if "\x1b[201~" not in text)
    console.paste(rest.encode("utf-8", "replace").decode()).settled()
    console.press("f10").settled().press("esc", "f3").settled().press("esc").press("f9").settled()
    console.paste("\x1b]0;owned\x07[@click=app.quit]x").settled().resize(120, 30).settled()
    console.press("ctrl+q")
    assert console.ended() == 0
    raw = bytes(console.raw)
    assert not unmeant(raw, also=AT_THE_ENDS, controls="\x07\r\n")
    # Each mode is left once, at the end, though texts have asked for it all along.
    assert raw.count(b"\x1b[?1049l") == 1
    assert not re.search(rb"\x1b\[\?25l.*\x1b\[\?25l.*\x1b\[\?25l.*\x1b\[\?25l", raw, re.DOTALL)
