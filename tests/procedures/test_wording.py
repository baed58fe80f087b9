"""Words to read out: blanks are filled, or read well without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.procedures.wording import fill, placeholders, value_of


def test_known_values_are_filled_in() -> None:
    values = {"company": "Hill Dental", "operator": "Maria", "time_of_day": "morning"}
    text = "Good {time_of_day}, {company}, {operator} speaking."
    assert fill(text, values) == "Good morning, Hill Dental, Maria speaking."


def test_the_caller_is_the_records_name() -> None:
    assert fill("Thank you, {caller}.", {"name": "Ms Petrov"}) == "Thank you, Ms Petrov."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How can I help you, {caller}?", "How can I help you?"),
        ("Thank you for calling, {caller}. Goodbye.", "Thank you for calling. Goodbye."),
        ("I am sorry, {caller}, that this happened.", "I am sorry, that this happened."),
        ("Hello {caller}, how are you?", "Hello, how are you?"),
        ("Good {time_of_day} {caller}!", "Good [time of day]!"),
        ("{caller}, can you hear me?", "Can you hear me?"),
        ("Stay there. {caller}, can you hear me?", "Stay there. Can you hear me?"),
        ("Am I speaking with {caller}?", "Am I speaking with [caller]?"),
        ("For {for}, from {caller}, on {callback}", "For [for], from [caller], on [callback]"),
    ],
)
def test_an_unknown_caller_is_left_out_only_where_it_is_an_address(text: str, expected: str) -> None:
    assert fill(text, {"caller": "  "}) == expected


def test_another_unknown_value_is_a_gap_that_can_be_read() -> None:
    assert fill("Your number is {callback}. On {failed_at}?", {}) == "Your number is [callback]. On [failed at]?"


def test_a_sentence_typed_by_the_operator_does_not_end_twice() -> None:
    assert fill("{nature}. In danger: {people}", {"nature": "Man fell.", "people": "1."}) == "Man fell. In danger: 1."


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{a.b}", "{name!r}", "{{company}", "{Company}", "100 %s"])
def test_other_braces_are_only_text(text: str) -> None:
    assert fill(text, {}).replace("[company]", "{company}") == text


@given(st.text(), st.dictionaries(st.sampled_from(("caller", "name", "company", "for")), st.text()))
def test_no_text_or_value_ever_fails(text: str, values: dict[str, str]) -> None:
    fill(text, values)
    fill("{caller}, {company} {for}" + text, values)


@given(st.text().filter(lambda text: text.strip()))
def test_a_value_is_never_filled_in_itself(value: str) -> None:
    assert fill("<{company}>", {"company": "{operator}" + value, "operator": "nobody"}).startswith("<{operator}")


def test_placeholders_are_found_in_order() -> None:
    assert placeholders("{caller} of {company}, {caller} {Not} {0}") == ["caller", "company", "caller"]


def test_a_value_is_found_by_either_name() -> None:
    assert value_of("text", {"message": " x "}) == "x"
    assert value_of("caller", {"caller": "Anna", "name": "Bo"}) == "Anna"
    assert value_of("company", {}) == ""
