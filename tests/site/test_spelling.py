"""Numbers in groups and names letter by letter, as they are read out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.site.grouping import number_groups, phone_groups, short_groups
from callpilot.site.loading import load_site
from callpilot.site.spelling import SPELLINGS, digits_said, spelling_named, spelt


def test_a_name_is_spelt_with_the_icao_words() -> None:
    assert spelt("Petrov") == ["Papa", "Echo", "Tango", "Romeo", "Oscar", "Victor"]


def test_an_address_is_spelt_with_its_signs() -> None:
    assert spelt("a.b-1@x") == ["Alfa", "dot", "Bravo", "hyphen", "one", "at", "X-ray"]


def test_letters_with_marks_and_letters_of_other_alphabets_are_not_lost() -> None:
    assert spelt("Ötß") == ["Oscar with diaeresis", "Tango", "Sierra Sierra"]
    assert spelt("Ötß", "de") == ["Umlaut Offenbach", "Tübingen", "Eszett"]
    assert spelt("П") == ["П"]


@pytest.mark.parametrize("alphabet", SPELLINGS)
def test_every_alphabet_has_a_word_for_each_letter(alphabet: str) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert all(said and said[0] == letter for letter, said in zip(letters, spelt(letters, alphabet), strict=True))
    assert spelling_named(alphabet.upper()) == alphabet


def test_a_number_is_said_digit_by_digit_in_its_groups() -> None:
    assert digits_said("+44 20 7946") == "plus four four · two zero · seven nine four six"
    assert digits_said("0018 ext. 12", "de") == "null null eins acht · extension · eins zwei"


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("020 7946 0018", ["+44", "20", "7946", "0018"]),
        ("02079460018 ext 12", ["+44", "20", "7946", "0018", "ext.", "12"]),
        ("+1 202 555 0143", ["+1", "202", "555", "0143"]),
        ("+33 1 99 00 12 34", ["+33", "1", "99", "00", "12", "34"]),
        ("4711", ["4711"]),
        ("not a number", ["not", "a", "number"]),
        ("", []),
    ],
)
def test_a_telephone_number_is_grouped_as_its_country_does(text: str, groups: list[str]) -> None:
    assert phone_groups(text, "GB") == groups


@given(st.from_regex(r"[0-9]{1,30}", fullmatch=True))
def test_long_numbers_are_broken_into_groups_that_an_ear_can_keep(digits: str) -> None:
    groups = short_groups(digits)
    assert "".join(groups) == digits
    assert all(len(group) <= 4 for group in groups)
    assert len(digits) < 2 or all(len(group) > 1 for group in groups)


@given(st.text(max_size=60))
def test_no_text_at_all_is_too_odd_to_be_read_out(text: str) -> None:
    assert isinstance(digits_said(text), str)
    assert isinstance(spelt(text), list)
    phone_groups(text, "GB")
    number_groups(text)


def test_the_site_chooses_its_alphabet_and_a_wrong_one_is_named(tmp_path) -> None:
    (tmp_path / "site.toml").write_text('spelling = "US"\n')
    assert load_site(tmp_path)[0].spelling == "us"
    (tmp_path / "site.toml").write_text('spelling = "klingon"\n')
    site, problems = load_site(tmp_path)
    assert site.spelling == "icao"
    assert "icao, us, de" in str(problems[0])
