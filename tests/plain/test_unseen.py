"""What has no place of its own on the screen: what people write stays, what breaks a frame becomes visible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile.nasty import NASTY
from wcwidth import wcswidth

from callpilot.plain.unseen import HIGHEST
from callpilot.plain.untrusted import clean, clean_line, visible

_PIECES = (
    *"\u200d\u0301\ufe0f\U0001f3fb\U0001f469\U0001f1ec\u094d\u0915\u1161\u200b\u2800\u115f\ufeff\uffff\U000e0041",
    *"a \n\r\x1b\u00a0\ud800",
)


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.characters()), max_size=60).map("".join))
def test_what_is_clean_stays_as_it_is(text):
    assert clean(clean(text)) == clean(text)
    assert visible(clean(text)) == clean(text)


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join), st.integers(0, 40))
def test_no_part_of_what_is_clean_changes_when_it_is_read_again(text, place):
    whole = clean(text)
    assert visible(whole[:place]) + visible(whole[place:]) == whole


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \u2764\ufe0f\u200d\U0001f525",
        "\U0001f44d\U0001f3fb \U0001f1ec\U0001f1e7 1\ufe0f\u20e3",
        "é und e\u0301, Việt Nam, Nguyê\u0303n",
        "क्षि श्री मुंबई",
        "ශ්\u200dරී ලංකා",
        "می\u200cخواهم",
        "שָׁלוֹם مرحبًا",
        "한국 \u1112\u1161\u11ab",
        "漢\U000e0100字 王小明 ｆｕｌｌ",
        "soft\u00adhyphen, no\u00a0break",
    ],
)  # fmt: skip
def test_what_people_write_stays(text):
    assert clean(text) == text


def test_a_pile_of_marks_is_cut_off_and_counted():
    assert clean("e" + "\u0301" * 5000 + "x") == "e" + "\u0301" * HIGHEST + f"⟨+{5000 - HIGHEST} marks⟩x"


@pytest.mark.parametrize("text", ["\u200b", "\u200b \u2060", "\u2800", "\ufe0f", "\u0301", "\u200d", "\u115f\u3164"])
def test_a_name_that_nobody_could_see_is_seen(text):
    assert "⟨" in clean(text)
    assert clean_line(text)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_a_terminal_and_the_console_agree_how_wide_a_text_is(text):
    from rich.cells import cell_len

    shown = clean_line(text)
    assert wcswidth(shown) == cell_len(shown)


# How wide the conjuncts of Indian scripts are no two terminals agree.
_AGREED = tuple(piece for piece in _PIECES if piece not in "\u094d\u0915")


@given(st.lists(st.sampled_from(_AGREED), max_size=30).map("".join))
def test_so_they_do_of_anything_made_of_such_parts(text):
    from rich.cells import cell_len

    shown = clean_line(f"{text}x")
    assert wcswidth(shown) == cell_len(shown)
