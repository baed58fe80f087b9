"""Rows are counted in cells: wide characters and combining marks keep their place, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from callpilot.console.wrapping import cut, fit, wrap

# Plain, spaced, wide (two cells), emoji, right-to-left, with combining marks.
TEXTS = st.lists(
    st.sampled_from(["a", "word", " ", "  ", "王", "小明", "🚑", "é", "مرحبا", "-", "[b]", "\n", "x" * 30]), max_size=25
).map("".join)
WIDTHS = st.integers(2, 60)


@given(TEXTS, WIDTHS)
def test_no_row_is_wider_than_asked_for(text, width):
    assert all(cell_len(row) <= width for row in wrap(text, width))


@given(TEXTS, WIDTHS)
def test_wrapping_loses_nothing_but_the_spaces_at_the_breaks(text, width):
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(TEXTS.filter(lambda text: "\n" not in text), st.integers(0, 60))
def test_a_fitted_text_has_exactly_its_width(text, width):
    assert cell_len(fit(text, width)) == width


@given(TEXTS, st.integers(0, 60))
def test_a_cut_text_says_so_and_fits(text, width):
    short = cut(text, width)
    assert cell_len(short) <= width
    assert "\n" not in short
    assert short.endswith("…") or short == text.replace("\n", " ") or width == 0


def test_it_breaks_at_spaces_where_there_are_some():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("one\n\ntwo", 7) == ["one", "", "two"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("王小明王小明", 5) == ["王小", "明王", "小明"]
    assert wrap("", 5) == [""]


def test_cutting_marks_what_is_missing():
    assert cut("Dr Osei's surgery", 8) == "Dr Osei…"
    assert cut("王小明", 4) == "王…"
    assert cut("two\nlines", 20) == "two lines"
    assert (cut("abc", 1), cut("abc", 0), cut("abc", 3)) == ("…", "", "abc")
    assert fit("王", 4) == "王  "
