"""Coming back after an end nobody asked for: every draft, tick, clock and cursor is as it was."""

from datetime import timedelta

import pytest
from tests.desk.place import DESK, NOW, live_state

from callpilot.desk import answering, emergencies, following, messages, signing, talking, writing
from callpilot.desk.escalating import save_escalation
from callpilot.desk.follow_ups import promise
from callpilot.desk.on_sheets import gap, open_now, restored
from callpilot.journal.recovery import read_sheets
from callpilot.plain.clock import ManualClock
from callpilot.procedures.running import seconds_here
from callpilot.records.changes import (
    Escalated,
    FollowUpMade,
    Fronted,
    IncidentLinked,
    MessageTaken,
    OutcomeGiven,
    RunChanged,
    SignedOn,
)
from callpilot.records.live import LiveCall


def test_two_calls_come_back_with_their_drafts_cursors_ticks_and_which_is_in_front(place, desk, call):
    following.tick(desk, call)
    writing.focus(desk, call, "message", 0)
    writing.type_in(desk, call, "message", "The li", 6)
    other = place.call()
    writing.put(desk, other, name="Bo")
    talking.bring_forward(desk, call)
    desk = place.again(30)
    assert desk.state.front.id == call
    assert (desk.state.front.focus, desk.state.front.cursor) == ("message", 6)
    assert desk.state.front.values["message"] == "The li"
    assert desk.state.front.run.current == "caller"
    assert desk.state.calls[other].values["name"] == "Bo"
    assert {c.stage for c in desk.state.calls.values()} == {"live", "held"}


def test_typing_goes_on_where_it_stopped(place, desk, call):
    writing.type_in(desk, call, "name", "Ann", 3)
    desk = place.again()
    writing.type_in(desk, call, "name", "Anna", 4)
    assert place.on_disk()[call].values["name"] == "Anna"
    assert place.close(call)["name"] == "Anna"


@pytest.mark.parametrize(
    ("boot", "wall_h", "talk"),
    [
        ("", 0, 40),  # the same run of the machine: its own clock counts, whatever was done to the wall's
        ("", -5, 40),
        ("", 5, 40),
        ("boot-2", 0, 40),  # another run: the wall clock is all there is
        ("boot-2", 1, 3640),
        ("boot-2", -1, 10),  # and one that was set back says nothing: what was counted stays
    ],
)
def test_talk_time_goes_on_over_a_restart(place, desk, call, boot, wall_h, talk):
    place.clock.advance(10)
    writing.put(desk, call, name="Anna")
    desk = place.again(30, reboot=boot, wall=NOW + timedelta(seconds=10, hours=wall_h))
    assert desk.state.calls[call].talk_now(place.clock.mono()) == talk * 1000
    assert seconds_here(desk.state.calls[call].run, place.clock.mono()) == talk
    place.clock.advance(5)
    assert place.close(call)["talk_s"] == talk + 5


def test_hold_wrap_up_and_an_emergency_go_on_too(place, desk, call):
    place.clock.advance(10)
    talking.hold(desk, call)
    place.clock.advance(10)
    gone = place.call()
    talking.caller_gone(desk, gone)
    incident = emergencies.declare(desk)
    place.clock.advance(10)
    desk = place.again(30, reboot="boot-2")
    mono = place.clock.mono()
    assert desk.state.calls[call].hold_now(mono) == 50_000
    assert desk.state.calls[call].talk_now(mono) == 10_000
    assert desk.state.calls[gone].stage_ms(mono) == 40_000
    assert mono - desk.state.incidents[incident].since == 40_000


def test_a_machine_that_can_not_name_its_run_is_timed_by_the_wall_clock():
    live = LiveCall(id="x", boot="", mono=90_000, changed_at="2024-03-04T10:42:17.031Z")
    clock = ManualClock(NOW + timedelta(seconds=3), mono=100_000, boot="")
    assert gap(live, clock, "") == 3000


def test_a_restart_in_the_middle_of_nothing_leaves_an_empty_desk(place):
    desk = place.again()
    assert (desk.state.calls, desk.state.incidents, desk.state.pad.front) == ({}, {}, "")


def test_when_what_was_in_front_is_gone_something_else_comes_forward(place, desk, call):
    other = place.call()
    place.kill_at(Fronted, lambda: place.close(other))
    assert place.again().state.pad.front == call


def test_who_only_looks_on_sees_the_clocks_go_on_and_writes_nothing(place, desk, call):
    place.clock.advance(10)
    writing.put(desk, call, name="Anna")
    before = place.bytes_on_disk()
    desk = place.again(30, reboot="boot-2", read_only="held by Bo")
    assert desk.state.calls[call].talk_now(place.clock.mono()) == 40_000
    assert desk.state.calls[call].values["name"] == "Anna"
    assert place.bytes_on_disk() == before


def test_the_command_line_reads_what_is_open_without_touching_it(place, desk, call):
    emergencies.declare(desk)
    place.settle()
    before = place.bytes_on_disk()
    assert {live.id for live in open_now(place.home.data)} == {call, f"{call}-i1", f"pad-{DESK}"}
    assert place.bytes_on_disk() == before


def test_a_line_of_another_version_is_passed_over_and_named(place, desk, call):
    writing.put(desk, call, name="Anna")
    place.settle()
    with (place.home.open / f"{call}.jsonl").open("ab") as file:
        file.write(b'{"n":9000,"do":"sung","at":"2024-03-04T10:42:17.031Z","mono":1}\n')
    place.again()
    assert place.desk.state.calls[call].values["name"] == "Anna"
    assert any(call in str(problem.source) and "understood" in problem.message for problem in place.problems)


def test_a_sheet_without_its_beginning_is_named_once_and_what_came_after_it_is_shown(place, desk, call):
    writing.put(desk, call, name="Anna", company="Hill")
    place.settle()
    path = place.home.open / f"{call}.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    place.again()
    assert len([problem for problem in place.problems if "beginning is lost" in problem.message]) == 1
    assert place.desk.state.calls[call].values == {"name": "Anna", "company": "Hill"}
    assert place.desk.state.calls[call].desk == "desk-3"
    desk = place.desk
    writing.put(desk, call, company="Hill Dental")
    assert place.close(call)["company"] == "Hill Dental"


def test_a_pad_whose_beginning_is_lost_is_begun_again_for_good(place):
    desk = place.signed_on()
    place.settle()
    path = place.home.open / f"{desk.state.pad.id}.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    desk = place.again()
    signing.sign_on(desk)
    writing.put(desk, desk.state.pad.id, notes="Lift 2 is out.")
    desk = place.again()
    assert desk.state.pad.values["notes"] == "Lift 2 is out."
    assert desk.state.shift


def test_a_torn_last_line_costs_only_itself(place, desk, call):
    writing.put(desk, call, name="Anna")
    place.settle()
    with (place.home.open / f"{call}.jsonl").open("ab") as file:
        file.write(b'{"n":9,"do":"typed","at":"2024-03')
    desk = place.again()
    assert desk.state.calls[call].values["name"] == "Anna"
    writing.put(desk, call, name="Anna P")
    place.settle()
    found, _problems = restored(read_sheets(place.home.data, DESK))
    assert {live.id: live for live in found} == live_state(desk)


# -- an end in the middle of a deed ------------------------------------------------------------------------


def ready(place):
    writing.put(place.desk, place.desk.state.pad.front, message="Ring back", **{"for": "Dr Osei"})


def test_a_message_in_the_journal_of_which_the_sheet_has_no_word_is_not_taken_twice(place, desk, call):
    ready(place)
    place.kill_at(MessageTaken, lambda: messages.take_message(desk, call))
    desk = place.again()
    assert desk.state.calls[call].messages == (f"{call}-m1",)
    assert place.values(call).get("message", "") == ""
    assert place.close(call)["messages"] == [f"{call}-m1"]
    assert [(entry.id, entry.rev) for entry in place.entries("message")] == [(f"{call}-m1", 1)]


def test_a_message_of_which_only_the_sheet_knows_is_made_again(place, desk, call, monkeypatch):
    writing.put(desk, call, name="Anna")
    ready(place)
    _lose_records(desk, monkeypatch)
    messages.take_message(desk, call)
    writing.put(desk, call, name="Bo")
    place.again(60, operator="Bo")
    place.settle()
    (message,) = place.records("message")
    assert (message["text"], message["for"], message["from"]) == ("Ring back", "Dr Osei", "Anna")
    assert message["taken_at"] == "2024-03-04T10:42:17.031Z"
    assert [entry.by for entry in place.entries("message")] == ["Maria"]
    place.again()
    place.settle()
    assert len(place.entries("message")) == 1


def escalated(place):
    writing.put(place.desk, place.desk.state.pad.front, **{"esc.severity": "high", "esc.to": "Bo", "esc.reason": "now"})


def test_an_escalation_is_neither_lost_nor_made_twice(place, desk, call, monkeypatch):
    escalated(place)
    place.kill_at(Escalated, lambda: save_escalation(desk, call))
    desk = place.again()
    assert desk.state.calls[call].escalations == (f"{call}-e1",)
    assert place.values(call).get("esc.reason", "") == ""
    escalated(place)
    _lose_records(desk, monkeypatch)
    save_escalation(desk, call)
    place.again(600)
    place.settle()
    first, second = place.records("escalation")
    assert (first["id"], second["id"]) == (f"{call}-e1", f"{call}-e2")
    assert second["due_at"] == first["due_at"] == "2024-03-04T11:42:17.031Z"


def test_an_emergency_cut_short_at_any_point_of_its_declaration_is_whole_again(place, desk, call):
    for point in (RunChanged, IncidentLinked, Fronted):
        talking.bring_forward(desk, call)
        place.kill_at(point, lambda: emergencies.declare(place.desk))
        desk = place.again()
        (incident,) = desk.state.incidents.values()
        assert incident.run.procedure == "emergency-response"
        assert desk.state.calls[call].incident == incident.id
        emergencies.give_outcome(desk, incident.id, "false alarm")
        place.settle()
        assert [entry.rev for entry in place.entries() if entry.id == incident.id] == [1, 2]
        desk = place.again()


def test_an_outcome_that_never_reached_the_journal_is_kept_with_all_that_was_typed(place, desk, call, monkeypatch):
    incident = emergencies.declare(desk)
    writing.put(desk, incident, location="Mill Lane 4")
    _lose_records(desk, monkeypatch)
    emergencies.give_outcome(desk, incident, "false alarm")
    desk = place.again()
    assert desk.state.incidents == {}
    place.settle()
    record = place.record(incident)
    assert (record["location"], record["outcome"]) == ("Mill Lane 4", "false alarm")
    assert not list(place.home.open.glob(f"{incident}*"))


def test_an_emergency_whose_outcome_was_not_written_is_still_open(place, desk, call):
    incident = emergencies.declare(desk)
    place.kill_at(OutcomeGiven, lambda: emergencies.give_outcome(desk, incident, "false alarm"))
    assert incident in place.again().state.incidents


def test_a_call_that_was_only_just_answered_has_its_procedure_after_a_restart(place):
    ring = place.ring()
    place.kill_at(RunChanged, lambda: answering.answer(place.desk, ring.id))
    desk = place.again()
    (call,) = desk.state.calls.values()
    assert call.run.procedure == "call-handling"
    assert desk.state.front == call


def test_a_shift_is_neither_lost_nor_ended_twice(place, desk, monkeypatch):
    with monkeypatch.context() as patch:
        _lose_records(desk, patch)
        place.signed_on()
    desk = place.again()
    place.settle()
    assert [entry.rev for entry in place.entries("shift")] == [1]
    desk = place.again()
    writing.put(desk, desk.state.pad.id, notes="Lift 2 is out.")
    place.kill_at(SignedOn, lambda: signing.sign_off(desk))
    desk = place.again()
    assert desk.state.shift is None
    place.settle()
    assert [entry.rev for entry in place.entries("shift")] == [1, 2]
    assert place.records("shift")[0]["notes"] == "Lift 2 is out."


def test_the_end_of_a_shift_that_never_reached_the_journal_is_kept_with_its_notes(place, monkeypatch):
    desk = place.signed_on()
    writing.put(desk, desk.state.pad.id, notes="Lift 2 is out.")
    place.clock.advance(60)
    _lose_records(desk, monkeypatch)
    signing.sign_off(desk)
    place.again(3600)
    place.settle()
    (shift,) = place.records("shift")
    assert (shift["notes"], shift["ended_at"]) == ("Lift 2 is out.", "2024-03-04T10:43:17.031Z")


def test_a_call_whose_record_never_reached_the_journal_is_still_open(place, desk, call, monkeypatch):
    writing.put(desk, call, name="Anna")
    from callpilot.desk.closing import close, missing, skip_missing

    for item in missing(desk, desk.state.calls[call]):
        skip_missing(desk, call, item, "x")
    _lose_records(desk, monkeypatch)
    close(desk, call)
    assert desk.state.calls == {}
    desk = place.again()
    assert place.close(call)["name"] == "Anna"


def _lose_records(desk, monkeypatch):
    """The process ends before what it hands to the journal is written: a full disk, or another program's lock."""
    from concurrent.futures import Future

    monkeypatch.setattr(desk._journal, "append", lambda _drafts: Future())


def test_a_follow_up_of_an_incident_isnt_taken_for_one_of_its_call(place, desk, call):
    incident = emergencies.declare(desk)
    promise(desk, incident, what="ring the brigade back", owner="", due=NOW + timedelta(hours=1), priority="")
    writing.put(desk, call, **{"follow.what": "half a pro"})
    desk = place.again(30)
    assert desk.state.calls[call].follow_ups == ()
    assert desk.state.calls[call].values["follow.what"] == "half a pro"


def test_a_follow_up_of_the_call_is_found_behind_one_of_its_incident(place, desk, call):
    incident = emergencies.declare(desk)
    promise(desk, incident, what="ring the brigade back", owner="", due=NOW + timedelta(hours=1), priority="")
    due = NOW + timedelta(hours=1)
    place.kill_at(FollowUpMade, lambda: promise(desk, call, what="ring back", owner="", due=due, priority=""))
    desk = place.again(30)
    assert [one.rpartition("-")[2] for one in desk.state.calls[call].follow_ups] == ["f2"]
