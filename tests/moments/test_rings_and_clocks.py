"""Rings, and clocks that don't agree: a caller who waits is on the screen, and has waited as long as they have."""

from datetime import timedelta

import pytest
from tests.desk.place import Place

from callpilot.desk import answering
from callpilot.intake.rings import LONGEST_RING


@pytest.fixture
def place(tmp_path):
    there = Place(tmp_path)
    there.poll()
    yield there
    there.end()


@pytest.mark.parametrize("slow", [LONGEST_RING, 3600, 86400, 86400 * 400])
def test_a_ring_written_by_a_slow_clock_rings_until_it_is_answered(place, slow):
    place.drop("ringing", "a", ago=slow, number="+442079460018")
    (ring,) = place.poll()
    place.clock.advance(9)
    place.poll()
    call = answering.answer(place.desk, ring.id)
    assert place.close(call)["wait_s"] == 9


def test_a_clock_set_on_between_a_ring_and_its_look_doesnt_end_it(place):
    place.drop("ringing", "a", number="+442079460018")
    place.clock.set_wall(place.clock.now() + timedelta(days=1))
    assert [ring.id for ring in place.poll()] == ["a"]
    assert place.desk.state.rings


@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_a_waiting_ring_waits_on_whatever_the_clock_is_set_to(place, hours):
    place.drop("ringing", "a", number="+442079460018")
    place.poll()
    place.clock.advance(20)
    place.clock.set_wall(place.clock.now() + timedelta(hours=hours))
    place.poll()
    place.clock.advance(20)
    place.poll()
    call = answering.answer(place.desk, "a")
    assert place.close(call)["wait_s"] == 40


def test_what_lay_in_the_inbox_while_no_console_was_open_is_as_old_as_it_says(place):
    place.settle()
    place.drop("ringing", "a", ago=3600, number="+442079460018")
    place.again()
    place.poll()
    place.settle()
    assert [record["disposition"] for record in place.records("call")] == ["missed"]


def test_what_lay_there_while_the_machine_was_suspended_is_as_old_as_it_says(place):
    place.clock.advance(7200)
    place.drop("ringing", "a", ago=3600, number="+442079460018")
    place.poll()
    assert not place.desk.state.rings


def test_a_caller_who_waits_in_a_suspended_machine_has_waited_all_the_time(place):
    place.drop("ringing", "a", number="+442079460018")
    place.poll()
    place.clock.advance(7200)
    place.poll()
    place.settle()
    assert [(one["disposition"], one["wait_s"]) for one in place.records("call")] == [("abandoned", 7200)]
