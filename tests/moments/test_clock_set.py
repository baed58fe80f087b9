"""The machine's clock is set while calls are open: durations are what they were, no id comes twice, nothing is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from tests.desk.place import NOW, Place

from callpilot.desk import answering, messages, signing, talking, writing
from callpilot.desk.handover_draft import draft_handover
from callpilot.desk.open_work import work_at
from callpilot.journal.codec import decode
from callpilot.journal.index import LogFilter
from callpilot.journal.verifying import verify
from callpilot.plain.times import stamp
from callpilot.records.kinds import Message


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
    signing.sign_off(place.desk).result(timeout=10)
    place.settle()
    assert [row.id for row in place.indexed().log(LogFilter(), 10)] == [record["id"]]
    assert not verify(place.home.data).problems


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
        message = decode(bytes(place.entries("message")[-1].data), Message)
        place.desk.revise(message, "looked at")
    place.settle()
    assert [entry.rev for entry in place.entries("message")] == [1, 2, 3, 4]


# -- the shift ----------------------------------------------------------------------------------------------


def test_a_clock_set_on_while_the_console_was_away_takes_no_time_from_the_shift(place):
    place.signed_on()
    place.clock.advance(3 * 3600)
    writing.put(place.desk, place.desk.state.pad.id, notes="lift B")
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


# -- order --------------------------------------------------------------------------------------------------


def test_two_calls_of_the_same_millisecond_have_two_ids_and_one_order_everywhere(place):
    place.signed_on()
    first, second = place.ring("+442079460018"), place.ring("+442079460019")
    calls = [answering.answer(place.desk, ring.id) for ring in (first, second)]
    for call in calls:
        writing.put(place.desk, call, **{"for": "Dr Osei", "message": "Please ring"})
        messages.take_message(place.desk, call)
    assert calls == sorted(set(calls))
    asked = [work_at(place.desk.state, place.clock.now()) for _again in range(3)]
    assert len({tuple(item.id for item in items) for items in asked}) == 1
    draft = draft_handover(place.desk.state, place.desk.state.shift, place.clock.now())
    assert [item.id for item in draft.items] == [*calls, *(f"{call}-m1" for call in calls)]
    for call in calls:
        place.close(call)
    place.settle()
    assert [row.id for row in place.indexed().log(LogFilter(), 10)] == calls[::-1]


def test_numbers_begin_anew_at_local_midnight_and_day_files_at_utc_midnight(place):
    place.clock.set_wall(datetime(2026, 7, 10, 22, 58, tzinfo=UTC))  # two minutes to midnight in London
    first = place.call()
    place.close(first)
    place.clock.advance(180)
    second = place.call()
    place.clock.advance(3600)
    record = place.close(second)
    place.settle()
    assert (first[:8], first[-4:]) == ("20260710", "0001")
    assert (second[:8], second[-4:]) == ("20260711", "0001")
    assert spans(record)[1] == 3600
    days = [path.name[:10] for path in sorted((place.home.data / "journal").rglob("*.jsonl"))]
    assert days == ["2026-07-10", "2026-07-11"]
    assert not verify(place.home.data).problems


def test_no_two_open_calls_are_known_by_the_same_number_after_midnight(place):
    place.clock.set_wall(datetime(2026, 7, 10, 22, 58, tzinfo=UTC))  # two minutes to midnight in London
    first = place.call()
    place.clock.advance(180)
    second, third = place.call(), place.call()
    assert [call[:8] for call in (first, second, third)] == ["20260710", "20260711", "20260711"]
    assert [call[-4:] for call in (first, second, third)] == ["0001", "0002", "0003"]


def test_a_clock_set_back_over_midnight_goes_on_counting_and_the_journal_stays_in_order(place):
    place.clock.set_wall(datetime(2026, 1, 10, 23, 50, tzinfo=UTC))
    first = place.call()
    place.close(first)
    place.clock.advance(1200)
    second = place.call()
    place.close(second)
    set_clock(place, hours=-1)
    third = place.call()
    place.again()
    fourth = place.call()
    place.close(third)
    place.close(fourth)
    place.settle()
    assert [call[:8] for call in (first, second, third, fourth)] == ["20260110", "20260111", "20260110", "20260110"]
    assert [call[-4:] for call in (first, second, third, fourth)] == ["0001", "0001", "0002", "0003"]
    assert [entry.id for entry in place.entries("call")] == [first, second, third, fourth]
    assert not verify(place.home.data).problems


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"])
def test_a_site_that_moves_to_another_zone_in_a_shift_gives_no_number_twice(place, zone):
    place.clock.set_wall(datetime(2026, 7, 10, 23, 30, tzinfo=UTC))
    given = [place.call()]
    for name in (zone, "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London"):
        place.desk.become(replace(place.desk.state, site=replace(place.desk.state.site, time_zone=name)))
        given += [place.call(), place.call()]
    assert len(set(given)) == len(given)
    shift = place.signed_on().state.shift
    place.clock.advance(60)
    for call in given:
        place.close(call)
    signing.sign_off(place.desk)
    place.settle()
    assert round(sum(place.record(shift.id)["status_s"].values())) == 60
