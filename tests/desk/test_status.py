"""What the operator does now: said by them, or following from the calls; counted for the shift (D8)."""

from datetime import timedelta

import pytest

from callpilot.desk import answering, signing
from callpilot.desk.answering import abandoned
from callpilot.desk.state import DeedRefused
from callpilot.desk.status import choose_status, since
from callpilot.desk.talking import caller_gone


@pytest.fixture
def on_shift(place):
    place.signed_on()
    return place


def test_a_break_counts_from_when_it_was_said(on_shift):
    desk = on_shift.desk
    on_shift.clock.advance(60)
    choose_status(desk, "break")
    began = on_shift.clock.now()
    on_shift.clock.advance(600)
    assert desk.state.pad.status == "break"
    assert since(desk.state, on_shift.clock.now(), on_shift.clock.mono()) == began
    choose_status(desk, "available")
    on_shift.clock.advance(30)
    signing.sign_off(desk).result(timeout=10)
    (shift,) = on_shift.records("shift")
    assert shift["status_s"] == {"available": 90, "break": 600}


@pytest.mark.parametrize("chosen", ["break", "training", "away"])
def test_a_ring_is_shown_on_a_break_and_answering_ends_it(on_shift, chosen):
    desk = on_shift.desk
    choose_status(desk, chosen)
    ring = on_shift.ring()
    assert desk.state.rings == (ring,) or desk.state.rings[0].id == ring.id
    call = answering.answer(desk)
    assert (desk.state.pad.status, desk.state.pad.chosen) == ("on call", "available")
    caller_gone(desk, call)
    assert desk.state.pad.status == "wrap-up"
    on_shift.close(call)
    assert desk.state.pad.status == "available"


def test_a_ring_that_nobody_answers_leaves_the_break_as_it_is(on_shift):
    choose_status(on_shift.desk, "break")
    abandoned(on_shift.desk, on_shift.ring().id)
    assert on_shift.desk.state.pad.status == "break"


def test_a_break_said_during_a_call_begins_when_it_is_closed(on_shift):
    call = on_shift.call()
    choose_status(on_shift.desk, "break")
    assert on_shift.desk.state.pad.status == "on call"
    on_shift.close(call)
    assert on_shift.desk.state.pad.status == "break"


def test_the_break_goes_on_after_a_kill_and_an_hour_counts_as_one(on_shift):
    choose_status(on_shift.desk, "break")
    began = on_shift.clock.now()
    desk = on_shift.again(after=3600)
    assert desk.state.pad.status == "break"
    assert abs(since(desk.state, on_shift.clock.now(), on_shift.clock.mono()) - began) < timedelta(seconds=1)


def test_a_clock_that_is_set_back_makes_no_break_longer_or_shorter(on_shift):
    choose_status(on_shift.desk, "break")
    on_shift.clock.advance(300)
    on_shift.clock.set_wall(on_shift.clock.now() - timedelta(hours=1))
    on_shift.clock.advance(300)
    signing.sign_off(on_shift.desk).result(timeout=10)
    assert on_shift.records("shift")[0]["status_s"]["break"] == 600


def test_without_a_shift_or_with_another_word_nothing_is_noted(place):
    with pytest.raises(DeedRefused, match="no shift"):
        choose_status(place.desk, "break")
    place.signed_on()
    with pytest.raises(DeedRefused, match="choose one of"):
        choose_status(place.desk, "on call")
