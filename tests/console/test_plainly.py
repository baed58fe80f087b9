"""Signs into words: the table, gaps, rows that become too wide."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from callpilot.console.filters import Colourless, PlainText
from callpilot.console.plainly import FRAMES, WORDS, fitted, in_brackets, in_words, plain_line, plain_lines, timeless

SIGNS = st.sampled_from(
    [*WORDS, "─", "│", "╭", "▁", "█", "⠋", "◐", " ", "  ", "a", "ward 4", "é", "日本", "·", "\ufe0f"]
)
TEXTS = st.lists(SIGNS, max_size=12).map("".join)


def text_of(line):
    return "".join(piece for piece, _style in line)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("✔ Greeting", "done: Greeting"),
        ("▸ Who is calling", "now: Who is calling"),
        ("· Read it back", "to do: Read it back"),
        ("Enter: next · Esc: back", "Enter: next, Esc: back"),
        (" ▲ EMERGENCY 0042-i1 ", " attention: EMERGENCY 0042-i1 "),
        ("☎ RINGING", "RINGING"),
        ("1 of 4 ←→", "1 of 4 arrow keys "),
        ("↓ 2 more", "below: 2 more"),
        ("● unread", "unread"),
        ("2 in danger → EMERGENCY", "2 in danger to EMERGENCY"),
        ("1–4, ↑↓", "1–4, arrow keys "),
        ("It is active › Yes, it is", "It is active, Yes, it is"),
        ("The answer was misheard ↩", "The answer was misheard back to an earlier step"),
        ("■ End: it works", "End: it works"),
        ("plain words, 20 %", "plain words, 20 %"),
    ],
)
def test_a_sign_is_said_as_a_word(shown, said):
    assert in_words(shown) == said


@given(TEXTS)
def test_no_frame_and_no_spinner_is_left_whatever_the_text(text):
    assert not re.search(FRAMES, in_words(text))
    assert not any(sign in in_words(text) for sign in WORDS)


@given(st.lists(TEXTS, max_size=5), st.integers(0, 60))
def test_parts_of_a_row_are_as_wide_as_the_row(texts, width):
    made = fitted(texts, width)
    assert len(made) == len(texts)
    assert sum(map(cell_len, made)) <= width
    if all(text.isascii() for text in texts) and texts:
        assert sum(map(cell_len, made)) == width


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_filtered_row_keeps_its_width_and_shows_no_frame(texts):
    width = sum(map(cell_len, texts))
    for words in (True, False):
        row = PlainText(words=words).apply([Segment(text, Style()) for text in texts], Color(0, 0, 0))
        assert sum(segment.cell_length for segment in row) <= width
        assert not re.search(FRAMES, "".join(segment.text for segment in row))


def test_what_is_typed_keeps_every_character_in_its_place():
    (typed,) = PlainText(words=False).apply([Segment("a ─ ✔ b")], Color(0, 0, 0))
    assert typed.text == "a ? ✔ b"


def test_space_is_taken_from_gaps_before_any_word_is_cut():
    assert fitted(["done: Greeting", "      ", "0:06"], 22) == ["done: Greeting", "    ", "0:06"]
    assert "".join(fitted(["done: Greeting   0:06"], 19)) == "done: Greeting 0:06"
    assert fitted(["abc", "def"], 4) == ["abc", "d"]
    assert fitted(["abc"], 5) == ["abc  "]


def test_a_line_is_linear_without_columns_or_running_seconds():
    line = ((" ", ""), ("● ", "bold $good"), ("0042 Surgery", ""), (" 2:14", ""), (" │ ", "$rule"), ("⏸ hold ", ""),
            ("0041         ", ""), ("10:42:17 ", ""))  # fmt: skip
    assert text_of(plain_line(line)) == " live: 0042 Surgery 2:14; hold 0041  10:42"


def test_what_cannot_be_done_stands_in_brackets_and_what_is_chosen_has_a_sign():
    assert text_of(plain_line((("F5", "$quiet"), (" ", ""), ("Hold", "$quiet strike")))) == "F5 (Hold)"
    assert text_of(plain_line(((" Shift handover", "bold reverse"),))) == "> Shift handover"
    assert text_of(plain_line(((" ", ""), ("‼ LATE", "bold reverse $due"), (" Ann", "")))) == " attention: LATE Ann"
    assert text_of(plain_line((("^T", ""), (" ", ""), ("Tick", "")))) == "Ctrl+T Tick"


@given(st.lists(st.lists(st.tuples(TEXTS, st.sampled_from(["", "bold", "$good"])), max_size=4), max_size=4),
       st.integers(10, 40))  # fmt: skip
def test_no_word_is_lost_where_words_need_more_rows(lines, width):
    made = plain_lines(lines, width)
    assert all(cell_len(text_of(line)) <= width for line in made)
    wanted = "".join(text_of(plain_line(line)) for line in lines)
    assert "".join("".join(map(text_of, made)).split()) == "".join(wanted.split())


def test_lines_that_differ_in_a_clock_alone_are_the_same():
    assert timeless([(("0042 2:14", ""),)]) == timeless([(("0042 ", "bold"), ("12:15:03", ""))])
    assert timeless([(("RINGING 0:07", ""),)]) != timeless([(("LATE 0:31", ""),)])


def test_a_hint_is_no_value():
    assert in_brackets("↑↓ or type P1") == "(arrow keys or type P1)"
    assert in_brackets("(nothing)") == "(nothing)"
    assert in_brackets("") == ""


def test_without_colour_bright_grounds_are_reversed_and_the_focused_field_is_underlined():
    row = [
        Segment("alarm", Style(color="#000000", bgcolor="#ffffff", bold=True)),
        Segment("field", Style(color="#ffffff", bgcolor="#303030")),
        Segment("text", Style(color="#ffffff", bgcolor="#000000", strike=True)),
        Segment("bare", None),
    ]
    alarm, field, text, bare = Colourless("#303030").apply(row, Color(0, 0, 0))
    assert (alarm.style, field.style) == (Style(bold=True, reverse=True), Style(underline=True))
    assert (text.style, bare.style) == (Style(strike=True), None)
