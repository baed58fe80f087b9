"""Telephone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.site.numbers import is_withheld, read_number, same_number_key

ONE_NUMBER = [
    "020 7946 0018",
    "+44 20 7946 0018",
    "+44 (0)20 7946 0018",
    "0044 20 7946 0018",
    "(020) 7946-0018",
    "02079460018 ext 12",
    "sip:+442079460018@example.org;user=phone",
    '"Hill Dental" <sip:2079460018@example.org>',
    "tel:+44-20-7946-0018",
    "０２０ ７９４６ ００１８",
]


@pytest.mark.parametrize("text", ONE_NUMBER)
def test_one_number_is_the_same_however_it_is_written(text: str) -> None:
    read = read_number(text, "GB")
    assert read.e164 == same_number_key(text, "GB") == "+442079460018"
    assert read.shown.startswith("+44 20 7946 0018")
    assert read.valid
    assert not read.problem


@pytest.mark.parametrize("text", ["020 7946 0018 ext 12", "020 7946 0018 x12", "020 7946 0018 #12"])
def test_an_extension_is_kept(text: str) -> None:
    read = read_number(text, "GB")
    assert (read.extension, read.shown) == ("12", "+44 20 7946 0018 ext. 12")
    assert read_number(read.shown, "US") == read


@pytest.mark.parametrize("text", ["", "  ", "anonymous", "Anonymous", "WITHHELD", "number withheld", "-"])
def test_a_withheld_number_is_no_fault_and_matches_nothing(text: str) -> None:
    read = read_number(text, "GB")
    assert (read.e164, read.valid, read.problem) == (None, False, "")
    assert is_withheld(text)
    assert same_number_key(text, "GB") == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("4711", "internal"),
        ("7946 0018", "area code"),
        ("01632 96", "no number in use"),
        ("020 7946 0018 99", "too long"),
        ("+44 207 946", "not all of a number"),
        ("07700 900123", "no number in use"),
        ("call me", "no number"),
        ("call me on 020 7946 0018 after six", "can't be read"),
        ("+999 123 4567", "can't be read"),
    ],
)
def test_a_doubtful_number_stays_as_typed_and_says_why(text: str, problem: str) -> None:
    read = read_number(text, "GB")
    assert problem in read.problem
    assert not read.valid
    assert read.shown == text


def test_an_unknown_country_still_reads_international_numbers() -> None:
    assert read_number("+44 20 7946 0018", "XX").valid
    assert read_number("020 7946 0018", "XX").shown == "020 7946 0018"


def test_internal_numbers_match_themselves() -> None:
    assert same_number_key("ext 4711", "GB") == same_number_key("4711", "US") == "4711"


@given(
    st.one_of(st.text(max_size=400), st.text(alphabet="0123456789+ ()-x#;@:sipt", max_size=30)),
    st.sampled_from(["GB", "US", "DE", "", "XX"]),
)
def test_nothing_typed_raises_and_what_is_shown_reads_the_same_again(text: str, country: str) -> None:
    read = read_number(text, country)
    assert "\n" not in read.shown + read.problem
    assert not (read.valid and read.problem)
    if read.valid:
        again = read_number(read.shown, country)
        assert (again.e164, again.extension) == (read.e164, read.extension)
        assert same_number_key(text, country) == read.e164
