"""Times ahead, as people write them."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.plain.addresses import email_problem, is_email
from callpilot.plain.ahead import ahead

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2h", "2026-11-20T12:42"),
        ("1h 30m", "2026-11-20T12:12"),
        ("18:00", "2026-11-20T18:00"),
        ("8:00", "2026-11-21T08:00"),
        ("tomorrow", "2026-11-21T23:59"),
        ("today", "2026-11-20T23:59"),
        ("Tomorrow 9:15", "2026-11-21T09:15"),
        ("2026-12-01", "2026-12-01T23:59"),
        ("2026-12-01 08:30", "2026-12-01T08:30"),
        ("2026-12-01T08:30Z", "2026-12-01T08:30"),
    ],
)
def test_a_time_ahead_is_read_as_people_write_it(text: str, meant: str) -> None:
    assert f"{ahead(text, NOW, LONDON):%Y-%m-%dT%H:%M}" == meant


@pytest.mark.parametrize("text", ["", "soon", "25:00", "tomorrow 9", "2020-01-01", "today 8:00", "-2h", "9" * 30 + "h"])
def test_what_is_no_time_ahead_is_said_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected a time ahead|that time is past"):
        ahead(text, NOW, LONDON)


def test_a_time_of_day_is_that_of_the_clocks_after_they_change() -> None:
    before = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # 21:00 in London; the clocks go back in the night
    assert ahead("8:00", before, LONDON).astimezone(UTC).hour == 8


@given(st.text(max_size=40))
def test_any_text_is_a_time_ahead_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert ahead(text, NOW, LONDON) > NOW


@pytest.mark.parametrize("text", ["anna.petrov@hill.example", " a+b@c.d.example ", "ü@münchen.example"])
def test_an_address_holds(text: str) -> None:
    assert is_email(text)
    assert not email_problem(text)


@pytest.mark.parametrize("text", ["anna", "@hill.example", "a@b", "a b@hill.example", "a@@b.x", "x" * 300 + "@b.c"])
def test_what_is_wrong_with_an_address_is_said(text: str) -> None:
    assert email_problem(text)
