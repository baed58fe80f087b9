"""E-mail addresses."""

import pytest

from callpilot.plain.addresses import email_problem, is_email


@pytest.mark.parametrize("text", ["anna.petrov@hill.example", " a+b@c.d.example ", "ü@münchen.example"])
def test_an_address_holds(text: str) -> None:
    assert is_email(text)
    assert not email_problem(text)


@pytest.mark.parametrize("text", ["anna", "@hill.example", "a@b", "a b@hill.example", "a@@b.x", "x" * 300 + "@b.c"])
def test_what_is_wrong_with_an_address_is_said(text: str) -> None:
    assert email_problem(text)
