"""Ids: short enough to read out, and never ambiguous."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.records.ids import call_id, child_id, desk_name, number_of, short

DESKS = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)


@given(st.dates(date(2000, 1, 1), date(2999, 1, 1)), DESKS, st.integers(1, 300_000))
def test_an_id_gives_its_number_back_and_is_short_enough_to_read_out(day, desk, number):
    identity = call_id(day, desk, number)
    assert number_of(identity) == number
    assert short(identity) == f"{number:04}"
    assert short(child_id(identity, "m", 2)) == f"{number:04}-m2"
    assert number_of(child_id(identity, "e", 1)) == number


@pytest.mark.parametrize("text", ["", "pad-desk-3", "20240304-desk-3-s104217", "x", "20240304--0001"])
def test_what_is_no_calls_id_is_shown_as_it_is(text):
    assert short(text) == text
    assert number_of(text) == 0


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_a_desks_name_or_is_refused(text):
    try:
        name = desk_name(text)
    except ValueError:
        assert not any(char in "abcdefghijklmnopqrstuvwxyz0123456789" for char in text.lower()[:1])
        return
    assert 1 <= len(name) <= 40
    assert desk_name(name) == name
    assert number_of(call_id(date(2024, 3, 4), name, 7)) == 7


@pytest.mark.parametrize(("typed", "name"), [("Desk 3", "desk-3"), ("  Front/Desk  ", "front-desk"), ("-a-", "a")])
def test_a_desks_name_is_lower_case_letters_digits_and_hyphens(typed, name):
    assert desk_name(typed) == name


@pytest.mark.parametrize("typed", ["", "  ", "---", "…", "日本"])
def test_a_name_without_a_letter_or_digit_is_refused(typed):
    with pytest.raises(ValueError, match="letter or digit"):
        desk_name(typed)
