"""Hold and resume, several calls, the caller has gone."""

import pytest

from callpilot.desk import answering, emergencies, talking
from callpilot.desk.state import DeedRefused


def times(place, call):
    found, mono = place.desk.state.calls[call], place.clock.mono()
    return found.talk_now(mono) / 1000, found.hold_now(mono) / 1000


def test_talk_and_hold_are_counted_apart(place, desk, call):
    place.clock.advance(10)
    talking.hold(desk, call)
    place.clock.advance(4)
    assert times(place, call) == (10, 4)
    talking.resume(desk, call)
    place.clock.advance(3)
    assert times(place, call) == (13, 4)


def test_one_key_holds_a_live_call_and_resumes_a_held_one(desk, call):
    talking.hold_or_resume(desk)
    assert desk.state.calls[call].stage == "held"
    talking.hold_or_resume(desk)
    assert desk.state.calls[call].stage == "live"


def test_resuming_a_call_holds_the_one_that_was_spoken_to(place, desk, call):
    other = place.call()
    talking.resume(desk, call)
    assert (desk.state.calls[call].stage, desk.state.calls[other].stage) == ("live", "held")


@pytest.mark.parametrize("held", [False, True])
def test_when_the_caller_has_gone_wrap_up_begins_and_talk_and_hold_stand_still(place, desk, call, held):
    place.clock.advance(5)
    if held:
        talking.hold(desk, call)
        place.clock.advance(2)
    talking.caller_gone(desk, call)
    place.clock.advance(60)
    found = desk.state.calls[call]
    assert (found.stage, found.stage_ms(place.clock.mono())) == ("wrap-up", 60_000)
    assert times(place, call) == (5, 2 if held else 0)
    assert found.ended_at == ("2024-03-04T10:42:24.031Z" if held else "2024-03-04T10:42:22.031Z")


def test_what_can_not_be_done_in_a_stage_is_refused_and_changes_nothing(desk, call):
    with pytest.raises(DeedRefused, match="isn't on hold"):
        talking.resume(desk, call)
    talking.hold(desk, call)
    with pytest.raises(DeedRefused, match="isn't live"):
        talking.hold(desk, call)
    talking.caller_gone(desk, call)
    before = desk.state
    for deed in (talking.hold, talking.resume, talking.caller_gone):
        with pytest.raises(DeedRefused):
            deed(desk, call)
    with pytest.raises(DeedRefused, match="has gone"):
        talking.hold_or_resume(desk)
    assert desk.state is before


def test_without_a_call_there_is_nothing_to_hold_end_or_go_to(desk):
    for deed in (talking.hold_or_resume, talking.next_call, talking.front_call):
        with pytest.raises(DeedRefused, match="no call"):
            deed(desk)
    for deed in (talking.hold, talking.resume, talking.caller_gone):
        with pytest.raises(DeedRefused):
            deed(desk, "20240304-desk-3-0099")


def test_the_next_call_goes_round_all_of_them(place, desk, call):
    second, third = place.call(), place.call()
    assert [talking.next_call(desk) for _ in range(4)] == [call, second, third, call]
    for other in (second, third):
        place.close(other)
    with pytest.raises(DeedRefused, match="no other call"):
        talking.next_call(desk)


def test_from_an_emergency_one_key_goes_back_to_its_call(place, desk, call):
    place.call()
    talking.bring_forward(desk, call)
    incident = emergencies.declare(desk)
    assert desk.state.pad.front == incident
    assert talking.next_call(desk) == call


def test_what_comes_in_front_next_is_an_emergency_then_who_is_on_the_line_then_who_waits(place, desk, call):
    talking.caller_gone(desk, call)
    waiting = place.call()
    talking.hold(desk, waiting)
    assert talking.next_front(desk.state) == waiting
    live = answering.begin_call(desk)
    assert talking.next_front(desk.state) == live
    incident = emergencies.declare(desk)
    assert talking.next_front(desk.state) == incident
