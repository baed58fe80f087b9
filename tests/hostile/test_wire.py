"""The reader of what reaches a terminal finds everything that isn't meant."""

import pytest
from tests.hostile.nasty import ACTING, TURNING
from tests.hostile.wire import unmeant

MEANT = b"\x1b[?2026h\x1b[1;1H\x1b[38;2;1;2;3mwords \xe2\x80\xa6 \xe7\x8e\x8b\x1b[0m\n\x1b[2;1H\x1b[1;4mx\x1b[?2026l"


def test_what_is_meant_passes():
    assert not unmeant(MEANT)


@pytest.mark.parametrize(
    "text", [*ACTING.values(), *TURNING.values(), "a\tb", "a\nb", "\x1b", "\x1b[38;2;1;2;3", "\x1b[1;1R", "\x1b[?25l"]
)
def test_everything_else_is_found(text):
    assert unmeant(MEANT + text.encode("utf-8", "surrogatepass") + MEANT)


def test_bytes_that_are_no_text_are_found():
    assert unmeant(MEANT + b"\x9b2J\xff" + MEANT)
