"""An emergency is declared from any state, keeps its own timeline, and is open until it has an outcome."""

import pytest

from callpilot.desk import emergencies, following, talking
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put


def test_an_emergency_is_in_front_and_in_the_journal_at_once_with_what_the_call_knows(place, desk, call):
    put(desk, call, name="Anna Petrov", message="There is smo")
    incident = emergencies.declare(desk)
    live = desk.state.front_incident
    assert (live.id, live.call, live.account) == (f"{call}-i1", call, "law")
    assert (live.values["name"], live.values["callback"]) == ("Anna Petrov", "+44 20 7946 0018")
    assert live.run.procedure == "emergency-response"
    assert live.focus == "location"
    assert desk.state.calls[call].values["message"] == "There is smo"
    assert desk.state.calls[call].incident == incident
    place.settle()
    assert [record["outcome"] for record in place.records("incident")] == [""]


def test_pressing_the_key_again_does_nothing_more(place, desk, call):
    incident = emergencies.declare(desk)
    before = desk.state
    assert emergencies.declare(desk) == incident
    assert desk.state is before
    talking.next_call(desk)
    assert emergencies.declare(desk) == incident
    assert desk.state.pad.front == incident
    assert len(desk.state.incidents) == 1


def test_an_emergency_without_any_call_takes_a_number_of_its_own(place, desk):
    incident = emergencies.declare(desk)
    assert incident == "20240304-desk-3-0001-i1"
    assert desk.state.incidents[incident].call is None
    assert place.call() == "20240304-desk-3-0002"


def test_an_emergency_is_declared_in_wrap_up_and_while_the_caller_holds(desk, call):
    talking.hold(desk, call)
    first = emergencies.declare(desk)
    emergencies.give_outcome(desk, first, "false alarm")
    talking.caller_gone(desk, call)
    assert emergencies.declare(desk) == f"{call}-i2"


def test_every_emergency_of_a_call_has_an_id_of_its_own(place, desk, call):
    for number in range(1, 12):
        incident = emergencies.declare(desk)
        assert incident == f"{call}-i{number}"
        emergencies.give_outcome(desk, incident, "false alarm").result(timeout=10)
    assert len(place.records("incident")) == 11
    assert {entry.rev for entry in place.entries("incident")} == {1, 2}


def test_two_calls_have_each_their_own_emergency(place, desk, call):
    first = emergencies.declare(desk)
    other = place.call()
    talking.bring_forward(desk, other)
    assert emergencies.declare(desk) == f"{other}-i1"
    talking.bring_forward(desk, call)
    assert emergencies.declare(desk) == first


def test_what_was_said_in_the_call_is_not_asked_for_again(desk, call):
    put(desk, call, name="Anna", callback="+44 20 7946 0018", location="Mill Lane 4", hazards="gas", message="not this")
    incident = emergencies.declare(desk)
    values = {name: text for name, text in desk.state.incidents[incident].values.items() if text}
    assert values == {"name": "Anna", "callback": "+44 20 7946 0018", "location": "Mill Lane 4", "hazards": "gas"}


def test_what_is_typed_in_an_emergency_is_its_own_and_in_its_record(place, desk, call):
    incident = emergencies.declare(desk)
    put(desk, incident, location="Mill Lane 4", people="two", stairwell="B")
    emergencies.give_outcome(desk, incident, "response team on site, handed over").result(timeout=10)
    record = place.record(incident)
    assert (record["location"], record["people"], record["fields"]) == (
        "Mill Lane 4", "two", {"stairwell": "B"},
    )  # fmt: skip
    assert "location" not in place.values(call)


def test_the_timeline_tells_what_was_done_and_noted_when(place, desk, call):
    incident = emergencies.declare(desk)
    place.clock.advance(5)
    following.tick(desk, incident)
    place.clock.advance(5)
    emergencies.note(desk, incident, "Fire brigade called")
    place.clock.advance(5)
    emergencies.give_outcome(desk, incident, "false alarm").result(timeout=10)
    record = place.record(incident)
    words = [(item["at"][17:19], item["text"]) for item in record["timeline"]]
    assert words[0] == ("17", "emergency declared")
    assert words[1][0] == "22"
    assert words[1][1].startswith("done: ")
    assert words[2:] == [("27", "Fire brigade called"), ("32", "ended: false alarm")]


def test_a_note_that_was_begun_and_not_entered_is_on_the_timeline_too(place, desk):
    incident = emergencies.declare(desk)
    put(desk, incident, note="She is breathing again")
    emergencies.give_outcome(desk, incident, "false alarm").result(timeout=10)
    assert "She is breathing again" in [item["text"] for item in place.record(incident)["timeline"]]


def test_who_gives_the_outcome_is_named_on_the_timeline(place, desk):
    incident = emergencies.declare(desk)
    desk = place.again(operator="Bo")
    emergencies.give_outcome(desk, incident, "false alarm").result(timeout=10)
    timeline = place.record(incident)["timeline"]
    assert [item["by"] for item in (timeline[0], timeline[-1])] == ["Maria", "Bo"]


def test_with_its_outcome_an_emergency_leaves_the_screen_and_the_call_comes_back(place, desk, call):
    place.call()
    talking.bring_forward(desk, call)
    incident = emergencies.declare(desk)
    emergencies.give_outcome(desk, incident, "false alarm").result(timeout=10)
    assert desk.state.incidents == {}
    assert desk.state.front.id == call
    place.settle()
    assert not list(place.home.open.glob(f"{incident}*"))


def test_an_emergency_outlives_its_call_and_comes_in_front_when_that_is_closed(place, desk, call):
    incident = emergencies.declare(desk)
    talking.next_call(desk)
    assert place.close(call)["incident"] == incident
    assert desk.state.front_incident.id == incident


def test_an_empty_note_or_outcome_is_refused_and_so_is_a_second_outcome(desk):
    incident = emergencies.declare(desk)
    for deed in (emergencies.note, emergencies.give_outcome):
        with pytest.raises(DeedRefused):
            deed(desk, incident, " \n ")
    emergencies.give_outcome(desk, incident, "false alarm")
    with pytest.raises(DeedRefused, match="ended already"):
        emergencies.give_outcome(desk, incident, "false alarm")
    with pytest.raises(DeedRefused):
        emergencies.note(desk, incident, "late")


def test_cards_and_controls_in_notes_and_outcomes_do_no_harm(place, desk):
    incident = emergencies.declare(desk)
    emergencies.note(desk, incident, "4111 1111 1111 1111\x1b[2J")
    emergencies.give_outcome(desk, incident, "paid 4111111111111111").result(timeout=10)
    assert b"411111111111" not in place.bytes_on_disk().replace(b" ", b"")
    assert b"\x1b" not in place.bytes_on_disk()


def test_an_emergency_can_be_declared_with_no_protocol_in_the_library(place):
    from callpilot.procedures.loading import Library

    place.library = Library(procedures={}, problems=[])
    desk = place.again()
    incident = emergencies.declare(desk)
    put(desk, incident, location="Mill Lane 4")
    emergencies.give_outcome(desk, incident, "false alarm").result(timeout=10)
    assert place.record(incident)["location"] == "Mill Lane 4"


def test_a_console_that_only_looks_on_declares_nothing(place):
    desk = place.again(read_only="held by Bo")
    with pytest.raises(DeedRefused, match="held by Bo"):
        emergencies.declare(desk)


def test_an_outage_is_the_sites_and_stands_beside_the_emergency_of_a_call(place, desk, call):
    outage = emergencies.declare_outage(desk)
    assert (desk.state.incidents[outage].kind, desk.state.incidents[outage].call) == ("outage", None)
    assert desk.live(outage).run.procedure == "system-outage"
    assert desk.state.calls[call].incident is None
    emergency = emergencies.declare(desk)
    assert emergency == f"{call}-i1"
    assert emergencies.declare_outage(desk) == outage
    assert set(desk.state.incidents) == {outage, emergency}
    emergencies.give_outcome(desk, outage, "the line is back").result(timeout=10)
    assert place.record(outage)["timeline"][0]["text"] == "outage declared"
