"""A shift is one operator at one desk, from sign-on to sign-off."""

import pytest

from callpilot.desk import following
from callpilot.desk.emergencies import declare
from callpilot.desk.signing import sign_off, sign_on
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put


def test_a_shift_begins_in_the_journal_and_calls_belong_to_it(place):
    desk = place.signed_on()
    assert desk.state.shift.id == "20240304-desk-3-s104217"
    call = place.call()
    assert place.close(call)["shift"] == desk.state.shift.id
    (shift,) = place.records("shift")
    assert (shift["operator"], shift["name"], shift["hours"]) == ("Maria", "early", "07:00-15:00")
    assert (shift["started_at"], shift["ended_at"]) == ("2024-03-04T10:42:17.031Z", None)


def test_signing_on_again_goes_on_with_the_shift_under_way(place):
    desk = place.signed_on()
    before = desk.state
    sign_on(desk)
    assert desk.state is before
    place.settle()
    assert len(place.entries("shift")) == 1


def test_a_restart_goes_on_with_the_shift_under_way(place):
    shift = place.signed_on().state.shift
    desk = place.again(3600)
    assert desk.state.shift == shift
    sign_on(desk)
    assert desk.state.shift == shift


def test_the_notes_of_a_shift_go_into_its_record_and_not_into_the_next(place):
    desk = place.signed_on()
    put(desk, desk.state.pad.id, notes="Lift 2 is out.")
    place.clock.advance(3600)
    sign_off(desk).result(timeout=10)
    (shift,) = place.records("shift")
    assert (shift["notes"], shift["ended_at"]) == ("Lift 2 is out.", "2024-03-04T11:42:17.031Z")
    assert desk.state.shift is None
    sign_on(desk)
    sign_off(desk).result(timeout=10)
    assert [shift["notes"] for shift in place.records("shift")] == ["Lift 2 is out.", ""]


def test_what_was_followed_without_a_call_is_in_the_shifts_record_and_not_in_the_next(place):
    desk = place.signed_on()
    pad = desk.state.pad.id
    following.open_procedure(desk, pad, "shift-handover", "")
    put(desk, pad, notes="Lift 2 is out.", handed_over_to="Bo Lund", **{"begin.name": "Anna"})
    following.tick(desk, pad)
    sign_off(desk).result(timeout=10)
    (shift,) = place.records("shift")
    assert shift["fields"] == {"handed_over_to": "Bo Lund"}
    assert shift["procedures"][0]["steps"][0]["outcome"] == "done"
    kept = {name: text for name, text in desk.state.pad.values.items() if not name.startswith("owed.")}
    assert kept == {"begin.name": "Anna"}
    assert desk.state.pad.runs == ()


def test_another_operator_ends_the_shift_that_was_left_open_and_begins_one(place):
    desk = place.signed_on()
    put(desk, desk.state.pad.id, notes="Lift 2 is out.")
    desk = place.again(3600, operator="Bo")
    sign_on(desk)
    place.settle()
    first, second = place.records("shift")
    assert (first["operator"], first["notes"]) == ("Maria", "Lift 2 is out.")
    assert first["ended_at"]
    assert (second["operator"], second["ended_at"], second["notes"]) == ("Bo", None, "")
    assert desk.state.pad.values.get("notes", "") == ""
    assert "next operator" in next(entry.why for entry in place.entries("shift") if entry.why)


def test_a_shift_with_open_calls_is_not_signed_off_and_they_are_named(place):
    desk = place.signed_on()
    place.call()
    place.call()
    with pytest.raises(DeedRefused, match="0001, 0002"):
        sign_off(desk)
    assert desk.state.shift


def test_an_emergency_stays_for_the_next_operator(place):
    desk = place.signed_on()
    incident = declare(desk)
    sign_off(desk).result(timeout=10)
    assert incident in desk.state.incidents
    assert incident in place.again(operator="Bo").state.incidents


def test_without_a_shift_nobody_signs_off(desk):
    with pytest.raises(DeedRefused, match="no shift"):
        sign_off(desk)


def test_two_shifts_within_a_second_or_after_a_clock_set_back_have_ids_of_their_own(place):
    found = []
    for restart in (False, False, True, False):
        if restart:
            place.again()
        sign_on(place.desk)
        found.append(place.desk.state.shift.id)
        sign_off(place.desk).result(timeout=10)
    assert len(set(found)) == 4
    assert len(place.records("shift")) == 4


def test_a_console_that_only_looks_on_begins_no_shift(place):
    desk = place.again(read_only="held by Bo")
    sign_on(desk)
    assert desk.state.shift is None
    assert place.entries("shift") == []
