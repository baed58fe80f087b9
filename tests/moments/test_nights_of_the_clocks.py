"""The nights in which the clocks go forward or back, in three zones: times that come twice, or never."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.place import SITE, Place

from callpilot.desk import answering, follow_ups, messages, signing, writing
from callpilot.desk.state import DeedRefused
from callpilot.journal.index import LogFilter
from callpilot.plain.times import ago, future, local_words, moment, stamp, when

LONDON, NEW_YORK, LORD_HOWE = (ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe"))
BACK = [(LONDON, datetime(2026, 10, 25, 1, tzinfo=UTC)), (NEW_YORK, datetime(2026, 11, 1, 6, tzinfo=UTC)),
        (LORD_HOWE, datetime(2026, 4, 4, 15, tzinfo=UTC))]  # fmt: skip
FORWARD = [(LONDON, datetime(2026, 3, 29, 1, tzinfo=UTC)), (NEW_YORK, datetime(2026, 3, 8, 7, tzinfo=UTC)),
           (LORD_HOWE, datetime(2026, 10, 3, 15, 30, tzinfo=UTC))]  # fmt: skip
NIGHTS = st.sampled_from([*BACK, *FORWARD])
MINUTES = st.integers(-26 * 60, 26 * 60)


@settings(max_examples=60, deadline=None)
@given(NIGHTS, MINUTES, st.integers(0, 23), st.integers(0, 59))
def test_a_time_to_come_is_the_next_one_that_the_clock_on_the_wall_will_show(night, minutes, hour, minute):
    zone, changes = night
    now = changes + timedelta(minutes=minutes)
    found = future(f"{hour}:{minute:02}", now, zone)
    shown = [now + timedelta(minutes=later) for later in range(25 * 60)]
    today = [at for at in shown if at.astimezone(zone).date() == now.astimezone(zone).date()]
    fits = [at for at in today if (at.astimezone(zone).hour, at.astimezone(zone).minute) == (hour, minute)]
    if len([at for at in fits if at > now]):
        assert found == next(at for at in fits if at > now).replace(second=0)
    else:  # it is past, or left out in this night
        assert found <= now or local_words(stamp(found), zone) != f"{hour:02}:{minute:02}"


@settings(max_examples=60, deadline=None)
@given(NIGHTS, MINUTES, st.integers(0, 23), st.integers(0, 59))
def test_a_span_between_two_times_leaves_out_nothing_that_the_clock_showed_in_it(night, minutes, hour, minute):
    zone, changes = night
    now = changes + timedelta(minutes=minutes)
    text = f"{hour:02}:{minute:02}"
    since, until = when(text, now, zone), when(text, now, zone, is_until=True)
    assert since <= until
    day = [changes + timedelta(minutes=m) for m in range(-27 * 60, 52 * 60)]
    shown = [at for at in day if at.astimezone(zone).date() == now.astimezone(zone).date()
             and f"{at.astimezone(zone):%H:%M}" == text]  # fmt: skip
    if shown:
        assert (since, until) == (shown[0], shown[-1])


@pytest.mark.parametrize(("zone", "changes"), BACK)
def test_an_end_that_comes_again_in_this_hour_is_taken(zone, changes):
    now = changes - timedelta(minutes=5)
    text = f"{(changes - timedelta(minutes=10)).astimezone(zone):%H:%M}"
    twice = timedelta(minutes=30) if zone is LORD_HOWE else timedelta(hours=1)
    assert future(text, now, zone, is_end=True) == changes - timedelta(minutes=10) + twice


def test_a_day_to_come_is_not_today():
    now = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert ago(now + timedelta(hours=2), now, UTC) == "21 Nov 01:00"
    assert ago(now + timedelta(days=60), now, UTC) == "19 Jan 2027 23:00"
    assert ago(now + timedelta(minutes=30), now, UTC) == "today 23:30"


# -- a shift in such a night ---------------------------------------------------------------------------------


@pytest.fixture(params=[*BACK, *FORWARD], ids=lambda night: f"{night[0].key} {night[1]:%b}")
def night(request, tmp_path):
    """A desk in one of the zones, half an hour before its clocks are changed."""
    from msgspec.structs import replace

    zone, changes = request.param
    place = Place(tmp_path, site=replace(SITE, time_zone=zone.key))
    place.clock.set_wall(changes - timedelta(minutes=30))
    yield place, zone, changes
    place.end()


def test_a_call_over_the_change_lasts_as_long_as_it_lasts_and_the_log_is_in_order(night):
    place, zone, _changes = night
    place.signed_on()
    calls = []
    for _call in range(6):
        ring = place.ring()
        place.clock.advance(12)
        calls.append(answering.answer(place.desk, ring.id))
        place.clock.advance(15 * 60)
        record = place.close(calls[-1])
        assert (record["wait_s"], record["talk_s"]) == (12, 900)
    signing.sign_off(place.desk).result(timeout=10)
    place.settle()
    assert [row.id for row in place.indexed().log(LogFilter(), 10)] == calls[::-1]
    stamps = [record["answered_at"] for record in place.records("call")]
    assert stamps == sorted(stamps)
    assert moment(stamps[-1]) - moment(stamps[0]) == timedelta(seconds=5 * 912)
    # What the log is asked for by the clock on the wall is all there, however often that clock showed it.
    local = [moment(at).astimezone(zone) for at in stamps]
    since = when(f"{min(local, key=lambda at: (at.hour, at.minute)):%H:%M}", place.clock.now(), zone)
    found = place.indexed().log(LogFilter(since=stamp(since)), 10)
    assert {row.id for row in found} >= {call for call, at in zip(calls, stamps, strict=True) if moment(at) >= since}


def test_what_was_promised_within_two_hours_is_due_two_hours_later_by_any_clock(night):
    place, zone, _changes = night
    call = place.call()
    now = place.clock.now()
    follow_ups.make_follow_up(place.desk, call, what="ring back", due=future("2h", now, zone))
    place.settle()
    assert moment(place.records("follow_up")[0]["due_at"]) - now == timedelta(hours=2)


def test_a_shift_of_a_day_is_as_long_as_that_day_was(night):
    place, _zone, changes = night
    place.clock.set_wall((changes.astimezone(_zone).replace(hour=0, minute=0, fold=0)).astimezone(UTC))
    place.signed_on()
    shift = place.desk.state.shift
    begun = place.clock.now()
    midnight = (begun.astimezone(_zone) + timedelta(days=1)).astimezone(UTC)
    while place.clock.now() < midnight:
        place.clock.advance(min(1800, (midnight - place.clock.now()).total_seconds()))
    signing.sign_off(place.desk).result(timeout=10)
    place.settle()
    hours = sum(place.record(shift.id)["status_s"].values()) / 3600
    moved = {"Australia/Lord_Howe": 0.5}.get(_zone.key, 1)
    assert hours == (24 + moved if (_zone, changes) in BACK else 24 - moved)


def test_messages_of_that_night_are_in_its_handover(night):
    place, _zone, _changes = night
    place.signed_on()
    for _message in range(4):
        call = place.call()
        writing.put(place.desk, call, **{"for": "Dr Osei", "message": "Please ring"})
        messages.take_message(place.desk, call)
        place.close(call)
        place.clock.advance(1200)
    shift = place.desk.state.shift
    signing.sign_off(place.desk).result(timeout=10)
    place.settle()
    handover = place.record(f"{shift.id}-h")
    assert len(handover["items"]) == 4
    since = [item["since"] for item in handover["items"]]
    assert since == sorted(since)


def test_a_promise_for_a_time_that_is_past_is_refused_with_its_day(night):
    place, zone, _changes = night
    call = place.call()
    with pytest.raises(DeedRefused, match="is past"):
        follow_ups.make_follow_up(place.desk, call, what="x", due=future("0:00", place.clock.now(), zone))
