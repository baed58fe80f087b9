"""Times on disk and on screen, and as people write them."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.plain.clock import ManualClock
from callpilot.plain.times import (
    ago,
    ago_words,
    clock_span,
    future,
    is_past,
    local_words,
    moment,
    span,
    span_words,
    stamp,
    when,
)

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 10, 42, 17, 31_000, tzinfo=UTC)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_stamp_reads_back_to_the_millisecond(wall: datetime) -> None:
    at = wall.replace(tzinfo=UTC)
    assert timedelta(0) <= at - moment(stamp(at)) < timedelta(milliseconds=1)


def test_a_stamp_is_utc_with_milliseconds() -> None:
    assert stamp(NOW.astimezone(timezone(timedelta(hours=5)))) == "2026-11-23T10:42:17.031Z"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-23T10:42:17", "2026-13-01T00:00:00Z"])
def test_what_is_no_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment(text)


def test_a_stamp_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        moment("0001-01-01T00:00:00+14:00")


@given(st.integers(1, 10**7))
def test_a_span_reads_back_as_it_is_written(seconds: int) -> None:
    assert span(span_words(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "30", "s", "1x", "5 5m", "-3s", "one hour"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time span"):
        span(text)


def test_a_running_time_is_never_negative() -> None:
    assert [clock_span(s) for s in (-5, 7.9, 760, 3723)] == ["0:00", "0:07", "12:40", "1:02:03"]


def test_a_moment_is_named_as_an_operator_would_name_it() -> None:
    def named(**back: int) -> str:
        return ago(NOW - timedelta(**back), NOW, UTC)

    assert named(hours=1) == "today 09:42"
    assert named(days=1) == "yesterday 10:42"
    assert named(days=3) == "Fri 10:42"
    assert named(days=20) == "3 Nov"
    assert named(days=385) == "3 Nov 2025"


def test_times_are_read_as_people_write_them() -> None:
    assert when("now", NOW) == NOW
    assert when("2h", NOW) == NOW - timedelta(hours=2)
    assert when("08:00", NOW, LONDON) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert when("2026-11-20T10:00:00Z", NOW) == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_local_time_has_the_offset_of_its_own_day() -> None:
    assert when("2026-07-01T08:00", NOW, LONDON) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    after_change = datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert when("today", after_change, LONDON) == datetime(2026, 3, 29, tzinfo=UTC)
    assert when("13:00", after_change, LONDON) == datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert when("yesterday", after_change + timedelta(days=1), LONDON) == datetime(2026, 3, 29, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "25:00", "tomorrow", "99999999999d", "2026-02-30"])
def test_what_is_no_time_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"time") as fault:
        when(text, NOW)
    assert "\n" not in str(fault.value)


def test_setting_the_wall_clock_changes_no_duration() -> None:
    clock = ManualClock(NOW)
    start = clock.mono()
    clock.set_wall(NOW - timedelta(days=1))
    clock.advance(1.5)
    assert clock.mono() - start == 1500
    assert clock.now() == NOW - timedelta(days=1) + timedelta(seconds=1.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16:00", "2026-11-23T16:00:00.000Z"),
        (" Today 9:05 ", "2026-11-23T09:05:00.000Z"),
        ("tomorrow 8:00", "2026-11-24T08:00:00.000Z"),
        ("yesterday 16:00", "2026-11-22T16:00:00.000Z"),
        ("tomorrow at 08:00", "2026-11-24T08:00:00.000Z"),
        ("tomorrow", "2026-11-24T09:00:00.000Z"),
        ("mon 9:00", "2026-11-30T09:00:00.000Z"),
        ("Friday 17:30", "2026-11-27T17:30:00.000Z"),
        ("2h", "2026-11-23T12:42:17.031Z"),
        ("1h 30m", "2026-11-23T12:12:17.031Z"),
        ("+2h", "2026-11-23T12:42:17.031Z"),
        ("now", "2026-11-23T10:42:17.031Z"),
        ("2026-12-01 10:00", "2026-12-01T10:00:00.000Z"),
        ("2026-12-01", "2026-12-01T09:00:00.000Z"),
        ("2026-12-01T10:00+01:00", "2026-12-01T09:00:00.000Z"),
    ],
)
def test_a_time_to_come_is_read_as_people_write_it(text: str, expected: str) -> None:
    assert stamp(future(text, NOW, LONDON)) == expected


def test_a_time_to_come_has_the_offset_of_its_own_day() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert stamp(future("tomorrow 10:00", before, LONDON)) == "2026-03-29T09:00:00.000Z"


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "12:61", "tomorrow noonish", "99999999999d", "9999-12-31T23:59-12:00"]
)
def test_what_is_no_time_to_come_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(expected a time|no such time|a time beyond)[^\n]*$"):
        future(text, NOW, LONDON)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_time_to_come(text: str) -> None:
    with contextlib.suppress(ValueError):
        stamp(future(text, NOW, LONDON))


FRIDAY = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)


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
        ("+2h", "2026-11-20T12:42"),
        ("Mon", "2026-11-23T23:59"),
        ("mon 9:00", "2026-11-23T09:00"),
    ],
)
def test_the_end_of_something_is_read_as_people_write_it(text: str, meant: str) -> None:
    assert f"{future(text, FRIDAY, LONDON, is_end=True):%Y-%m-%dT%H:%M}" == meant


@pytest.mark.parametrize("text", ["", "soon", "25:00", "tomorrow 9", "2020-01-01", "today 8:00", "-2h", "9" * 30 + "h"])
def test_what_is_no_end_is_said_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(expected a time|no such time|a time beyond|that time is past)[^\n]*$"):
        future(text, FRIDAY, LONDON, is_end=True)


def test_an_end_is_that_of_the_clocks_after_they_change() -> None:
    before = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # 21:00 in London; the clocks go back in the night
    assert future("8:00", before, LONDON, is_end=True).astimezone(UTC).hour == 8


@given(st.text(max_size=40))
def test_any_text_is_an_end_to_come_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert future(text, FRIDAY, LONDON, is_end=True) > FRIDAY


@given(st.one_of(st.none(), st.text(max_size=30), st.datetimes().map(str), st.just("9999-12-31T23:59:59Z")))
def test_what_another_program_wrote_as_a_time_never_stops_a_list(text: str | None):
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    zone = ZoneInfo("Pacific/Kiritimati")
    assert isinstance(local_words(text, zone), str)
    assert isinstance(ago_words(text, now, zone), str)
    assert is_past(text, now) in (True, False)


def test_a_stamp_is_written_in_local_time():
    at = "2026-11-23T10:42:17.031Z"
    assert local_words(at, ZoneInfo("Europe/Berlin")) == "11:42"
    assert local_words(at, UTC, "%a %H:%M:%S") == "Mon 10:42:17"
    assert local_words("soon") == ago_words("soon", datetime(2026, 11, 23, tzinfo=UTC)) == ""
