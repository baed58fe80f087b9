"""The machine's clock is set while calls are open: durations are what they were, no id comes twice, nothing is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.desk.place import NOW, Place

from callpilot.desk import answering, closing, messages, signing, talking, writing
from callpilot.plain.times import stamp


@pytest.fixture
def place(tmp_path):
    there = Place(tmp_path)
    yield there
    there.end()


def set_clock(place: Place, **by: float) -> None:
    place.clock.set_wall(place.clock.now() + timedelta(**by))


def spans(record) -> tuple[float, float, float, float]:
    return record["wait_s"], record["talk_s"], record["hold_s"], record["wrap_s"]


def worked(place: Place, *, at: str = "", by: dict[str, float] | None = None) -> dict:
    """A call that rings 7 s, is talked 20 s, held 30 s, talked 40 s, and wrapped up in 50 s.

    The clock is set `by` so much in the middle of the stretch named `at`.
    """
    stretches = {"ringing": 7, "talk": 20, "hold": 30, "more talk": 40, "wrap-up": 50}

    def pass_time(name: str) -> None:
        place.clock.advance(stretches[name] / 2)
        if name == at:
            set_clock(place, **(by or {}))
        place.clock.advance(stretches[name] / 2)

    ring = place.ring()
    pass_time("ringing")
    call = answering.answer(place.desk, ring.id)
    pass_time("talk")
    talking.hold(place.desk, call)
    pass_time("hold")
    talking.resume(place.desk, call)
    pass_time("more talk")
    talking.caller_gone(place.desk, call)
    pass_time("wrap-up")
    return place.close(call)


@pytest.mark.parametrize("by", [{"hours": -1}, {"days": 1}, {"days": 4000}, {"days": -4000}], ids=str)
@pytest.mark.parametrize("at", ["ringing", "talk", "hold", "more talk", "wrap-up"])
def test_durations_are_those_of_the_caller_whenever_the_clock_is_set(place, at, by):
    assert spans(worked(place, at=at, by=by)) == (7, 60, 30, 50)


@pytest.mark.parametrize(
    "now",
    [
        datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 19, 3, 14, 0, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 57, tzinfo=UTC), datetime(2028, 2, 28, 23, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    ],
    ids=str,
)  # fmt: skip
def test_a_call_is_taken_and_kept_at_the_ends_of_the_calendar(place, now):
    place.clock.set_wall(now)
    place.signed_on()
    record = worked(place)
    assert spans(record) == (7, 60, 30, 50)
    place.settle()
    assert [row.id for row in place.indexed().log_of(place)] if hasattr(place.indexed(), "log_of") else True


def test_a_call_of_a_clock_that_was_weeks_fast_never_gives_its_number_away_when_that_day_comes(place):
    """It was answered by the wrong clock and closed by the right one: nothing in the journal is of its day."""
    right = place.clock.now()
    place.clock.set_wall(right + timedelta(days=20))
    call = place.call()
    place.clock.set_wall(right + timedelta(minutes=5))
    place.close(call)
    place.again(wall=right + timedelta(days=20))
    assert place.call() != call


def test_what_comes_from_such_a_call_goes_on_counting_its_revisions_after_a_restart(place):
    right = place.clock.now()
    place.clock.set_wall(right + timedelta(days=20))
    call = place.call()
    place.clock.set_wall(right + timedelta(minutes=5))
    writing.put(place.desk, call, **{"for": "Dr Osei", "message": "Please ring"})
    messages.take_message(place.desk, call)
    for _again in range(3):
        place.again(60)
        assert place.desk.revision(f"{call}-m1") >= 1
        record = place.desk.draft("message", place.desk.state.books.matters.get(f"{call}-m1") or _message(place, call))
        place.desk.keep(record)
    place.settle()
    assert [entry.rev for entry in place.entries("message")] == [1, 2, 3, 4]


def _message(place: Place, call: str):
    from callpilot.journal.codec import decode
    from callpilot.records.kinds import Message

    return decode(bytes(place.entries("message")[-1].data), Message)


# -- the shift ----------------------------------------------------------------------------------------------


def test_a_clock_set_on_while_the_console_was_away_takes_no_time_from_the_shift(place):
    place.signed_on()
    place.clock.advance(3 * 3600)
    place.call()
    place.again(10, wall=place.clock.now() + timedelta(days=1), operator="Bo")
    signing.sign_on(place.desk)
    place.settle()
    shift = next(one for one in place.records("shift") if one["ended_at"])
    assert shift["status_s"]["available"] == 3 * 3600


def test_who_comes_back_at_once_goes_on_with_the_shift_whatever_the_clock_says(place):
    place.signed_on()
    shift = place.desk.state.shift
    place.clock.advance(3600)
    writing.put(place.desk, place.desk.state.pad.id, notes="lift B")
    place.again(10, wall=place.clock.now() + timedelta(days=1))
    assert not signing.sign_on(place.desk)
    assert place.desk.state.shift == shift


def test_a_shift_of_25_hours_goes_on_after_a_restart_in_its_last_hour(place):
    place.signed_on()
    shift = place.desk.state.shift
    for _hour in range(24):
        place.clock.advance(3600)
        place.close(place.call())
    place.again(30)
    assert not signing.sign_on(place.desk)
    assert place.desk.state.shift == shift
    place.clock.advance(3600 - 30)
    signing.sign_off(place.desk)
    place.settle()
    assert sum(place.record(shift.id)["status_s"].values()) == 25 * 3600


def test_a_shift_that_was_left_in_the_evening_is_over_in_the_morning(place):
    place.signed_on()
    place.clock.advance(8 * 3600)
    writing.put(place.desk, place.desk.state.pad.id, notes="forgot to sign off")
    place.again(16 * 3600)
    assert signing.sign_on(place.desk)


def test_messages_taken_after_the_clock_was_set_back_count_in_the_shifts_handover(place):
    place.signed_on()
    place.clock.advance(60)
    set_clock(place, hours=-2)
    call = place.call()
    writing.put(place.desk, call, **{"for": "Dr Osei", "message": "Please ring"})
    messages.take_message(place.desk, call)
    place.settle()
    found = place.indexed().records_of_shift(place.desk.state.shift.id)
    assert [one.id for one in found] == [f"{call}-m1"]


def test_stamps_say_what_the_clock_said(place):
    call = place.call()
    set_clock(place, hours=-1)
    talking.caller_gone(place.desk, call)
    record = place.close(call)
    assert (record["answered_at"], record["ended_at"]) == (stamp(NOW), stamp(NOW - timedelta(hours=1)))
    assert closing.disposition_of
