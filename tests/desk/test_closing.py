"""Closing asks once for what is missing; nothing that was typed is lost from the record."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.desk.place import a_place

from callpilot.desk import closing, emergencies, escalating, following, messages, talking
from callpilot.desk.closing import answer_missing, close, missing, skip_missing
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.procedures.loading import Library
from callpilot.records.closing import SKIPPED, UNSAVED, holds_message, proposed_disposition
from callpilot.records.words import DISPOSITIONS


def asked(desk, call):
    return {(item.kind, item.name) for item in missing(desk, desk.state.calls[call])}


def item(desk, call, name):
    return next(item for item in missing(desk, desk.state.calls[call]) if item.name == name)


def proposed(desk, call):
    return proposed_disposition(desk.state.calls[call])


# -- what is asked for -------------------------------------------------------------------------------------


def test_what_the_account_requires_is_asked_for_until_it_is_written(place, desk):
    call = place.call(line="surgery")
    assert {("field", "name"), ("field", "patient")} <= asked(desk, call)
    put(desk, call, patient="Bo Lund")
    assert ("field", "patient") not in asked(desk, call)
    put(desk, call, patient="  ")
    assert ("field", "patient") in asked(desk, call)


def test_a_message_needs_a_text_and_somebody_whom_it_is_for(desk, call):
    put(desk, call, type="message")
    assert {("field", "for"), ("field", "message")} <= asked(desk, call)
    put(desk, call, message="Ring back")
    assert ("field", "for") in asked(desk, call)
    assert ("field", "message") not in asked(desk, call)


def test_a_message_that_was_taken_is_not_asked_for_again_but_a_second_ones_addressee_is(desk, call):
    put(desk, call, type="message", message="Ring back", **{"for": "Dr Osei"})
    messages.take_message(desk, call)
    assert not {("field", "for"), ("field", "message")} & asked(desk, call)
    put(desk, call, message="And the bill")
    assert ("field", "for") in asked(desk, call)


def test_the_fields_and_steps_that_a_procedure_requires_are_asked_for_once_each(desk, call):
    following.open_procedure(desk, call, "message-taking", "")
    put(desk, call, type="message", name="Anna", **{"for": "Dr Osei"})
    found = [(one.kind, one.name, one.place) for one in missing(desk, desk.state.calls[call])]
    assert len(found) == len(set(found))
    assert ("field", "message", 0) in found
    assert ("step", "read-back", 1) in found
    assert not any(name == "name" for _kind, name, _place in found)


def test_a_field_that_was_left_out_with_a_reason_is_not_asked_for_again_and_the_reason_is_kept(place, desk, call):
    put(desk, call, type="message")
    with pytest.raises(DeedRefused, match="say why"):
        skip_missing(desk, call, item(desk, call, "for"), "  ")
    skip_missing(desk, call, item(desk, call, "for"), "didn't say")
    assert ("field", "for") not in asked(desk, call)
    assert place.close(call)["fields"][SKIPPED + "for"] == "didn't say"


def test_a_procedure_that_was_only_looked_at_asks_for_nothing(desk, call):
    before = missing(desk, desk.state.calls[call])
    following.open_procedure(desk, call, "security-camera-alert", "opened by hand")
    assert len(missing(desk, desk.state.calls[call])) > len(before)
    following.leave_procedure(desk, call)
    assert missing(desk, desk.state.calls[call]) == before
    following.open_procedure(desk, call, "security-camera-alert", "opened by hand")
    following.tick(desk, call)
    following.leave_procedure(desk, call)
    assert len(missing(desk, desk.state.calls[call])) > len(before)


@pytest.mark.parametrize(
    ("deed", "outcome", "kept"), [(answer_missing, "done", "answer"), (skip_missing, "skipped", "why")]
)
def test_a_missing_step_is_ticked_or_left_out_with_a_reason_in_its_own_procedure(
    place, desk, call, deed, outcome, kept
):
    following.open_procedure(desk, call, "message-taking", "")
    following.open_procedure(desk, call, "complaint", "")
    with pytest.raises(DeedRefused, match="say why"):
        skip_missing(desk, call, item(desk, call, "read-back"), " ")
    deed(desk, call, item(desk, call, "read-back"), "the line was bad")
    assert ("step", "read-back") not in asked(desk, call)
    runs = {run["id"]: {step["id"]: step for step in run["steps"]} for run in place.close(call)["procedures"]}
    step = runs["message-taking"]["read-back"]
    assert (step["outcome"], step[kept]) == (outcome, "the line was bad")
    assert runs["complaint"]["hear"]["outcome"] != "done"


def test_a_step_whose_fields_are_written_is_done_in_the_record_and_nobody_has_to_tick_it(place, desk, call):
    put(desk, call, subject="A bill")
    assert ("step", "need") not in asked(desk, call)
    (run,) = place.close(call)["procedures"]
    (need,) = (step for step in run["steps"] if step["id"] == "need")
    assert (need["outcome"], need["answer"]) == ("done", "A bill")


@pytest.mark.parametrize("taken_before", [False, True])
def test_a_required_message_step_is_done_by_the_message_whoever_takes_it(place, taken_before):
    procedure = place.library.procedures["message-taking"]
    steps = tuple(replace(step, required=step.id == "message") for step in procedure.steps)
    place.library = Library(procedures={"message-taking": replace(procedure, steps=steps)}, problems=[])
    desk, call = place.again(), place.call()
    following.open_procedure(desk, call, "message-taking", "")
    put(desk, call, name="Anna", message="Ring back", **{"for": "Dr Osei"})
    if taken_before:
        messages.take_message(desk, call)
    assert not {("step", "message"), ("field", "message")} & asked(desk, call)
    record = place.close(call)
    assert record["messages"] == [f"{call}-m1"]
    (step,) = (step for step in record["procedures"][0]["steps"] if step["id"] == "message")
    assert step["outcome"] == "done"


# -- closing -----------------------------------------------------------------------------------------------


def test_a_call_with_something_missing_is_not_closed_and_the_refusal_names_it(place, desk):
    call = place.call(line="surgery")
    with pytest.raises(DeedRefused, match="Patient"):
        close(desk, call)
    assert call in desk.state.calls


def test_a_closed_call_is_in_the_journal_off_the_screen_and_its_sheet_is_gone(place, desk, call):
    place.clock.advance(60)
    talking.caller_gone(desk, call)
    place.clock.advance(20)
    record = place.close(call)
    assert (record["talk_s"], record["hold_s"], record["wrap_s"]) == (60, 0, 20)
    assert record["ended_at"] == "2024-03-04T10:43:17.031Z"
    assert record["closed_at"] == "2024-03-04T10:43:37.031Z"
    assert record["answered_at"] == record["ringing_at"] == "2024-03-04T10:42:17.031Z"
    assert (record["operator"], record["desk"], record["account"]) == ("Maria", "desk-3", "law")
    assert desk.state.calls == {}
    assert desk.state.pad.front == ""
    place.settle()
    assert not list(place.home.open.glob(f"{call}*"))


def test_a_call_closed_while_the_caller_is_on_the_line_ends_then(place, call):
    place.clock.advance(7)
    record = place.close(call)
    assert (record["talk_s"], record["wrap_s"], record["ended_at"]) == (7, 0, record["closed_at"])


def test_a_call_is_closed_once(place, desk, call):
    place.close(call)
    with pytest.raises(DeedRefused, match="closed already"):
        close(desk, call)
    assert len(place.entries("call")) == 1


def test_closing_brings_forward_who_is_on_the_line_before_who_waits(place, desk, call):
    held = place.call()
    live = place.call()
    talking.bring_forward(desk, call)
    place.close(call)
    assert desk.state.pad.front == live
    talking.bring_forward(desk, held)
    place.close(live)
    assert desk.state.pad.front == held


def test_every_step_of_every_procedure_is_in_the_record_open_ones_too(place, desk, call):
    following.tick(desk, call)
    (run,) = place.close(call)["procedures"]
    procedure = place.library.procedures["call-handling"]
    assert [step["id"] for step in run["steps"]] == [step.id for step in procedure.steps]
    assert run["sha256"] == procedure.sha256
    assert run["version"] == procedure.version
    assert "open" in {step["outcome"] for step in run["steps"]}


# -- how it ended ------------------------------------------------------------------------------------------


def test_how_a_call_ended_is_proposed_by_the_gravest_thing_that_happened(place, desk, call):
    assert proposed(desk, call) == "resolved"
    put(desk, call, message="Ring back", **{"for": "Dr Osei"})
    assert proposed(desk, call) == "message taken"
    messages.take_message(desk, call)
    assert proposed(desk, call) == "message taken"
    put(desk, call, transferred_to="  ")
    assert proposed(desk, call) == "message taken"
    put(desk, call, transferred_to="Accounts")
    assert proposed(desk, call) == "transferred"
    put(desk, call, **{"esc.severity": "low", "esc.to": "x", "esc.reason": "y"})
    assert proposed(desk, call) == "transferred"
    escalating.save_escalation(desk, call)
    assert proposed(desk, call) == "escalated"
    emergencies.declare(desk)
    assert proposed(desk, call) == "emergency"
    assert place.close(call)["disposition"] == "emergency"


def test_the_operators_word_for_how_it_ended_outweighs_the_proposal(place, desk, call):
    put(desk, call, message="Ring back", **{"for": "Dr Osei", "close.disposition": "caller hung up"})
    assert closing.disposition_of(desk.state.calls[call]) == "caller hung up"
    assert place.close(call)["disposition"] == "caller hung up"


@pytest.mark.parametrize("word", ["abandoned", "missed", "fine", "Resolved"])
def test_a_call_ends_in_no_way_that_there_is_not(place, desk, call, word):
    put(desk, call, **{"close.disposition": word})
    for one in missing(desk, desk.state.calls[call]):
        skip_missing(desk, call, one, "x")
    with pytest.raises(DeedRefused, match="no such disposition"):
        close(desk, call)
    assert place.entries("call") == []


# -- nothing typed is lost ---------------------------------------------------------------------------------


def test_a_message_in_the_form_becomes_a_record_when_the_call_is_closed(place, desk, call):
    put(desk, call, message="Ring back", **{"for": "Dr Osei"})
    record = place.close(call)
    assert record["messages"] == [f"{call}-m1"]
    assert place.record(f"{call}-m1")["text"] == "Ring back"
    assert record["notes"] == ""


def test_a_text_for_nobody_becomes_notes_with_all_that_stood_beside_it(place, desk, call):
    put(desk, call, type="message", notes="Sounded cross", message="Ring back\ntomorrow", instructions="after 16:00")
    record = place.close(call)
    assert record["messages"] == []
    assert record["notes"] == "Sounded cross\nRing back\ntomorrow"
    assert record["subject"] == "Sounded cross"
    assert record["fields"]["instructions"] == "after 16:00"


def test_whom_a_message_is_for_outweighs_that_it_was_left_out_before(place, desk, call):
    put(desk, call, type="message", message="Ring back", **{"skip.for": "didn't say"})
    assert not holds_message(desk.state.calls[call])
    put(desk, call, **{"for": "Dr Osei"})
    assert holds_message(desk.state.calls[call])
    assert place.close(call)["messages"] == [f"{call}-m1"]


def test_a_second_message_that_was_only_begun_is_in_the_record(place, desk, call):
    put(desk, call, message="Ring back", **{"for": "Dr Osei"})
    messages.take_message(desk, call)
    put(desk, call, instructions="not before noon", **{"for": "Reception"})
    assert place.close(call)["fields"] == {
        "for": "Reception", "instructions": "not before noon", **_left_out(place.record(call)),
    }  # fmt: skip


def _left_out(record):
    return {name: text for name, text in record["fields"].items() if name.startswith(SKIPPED)}


def test_an_escalation_that_was_never_saved_is_in_the_record_but_not_one_that_nobody_wrote(place, desk, call):
    escalating.draft_escalation(desk)
    assert not any(name.startswith(UNSAVED) for name in place.close(call)["fields"])
    other = place.call()
    escalating.draft_escalation(desk)
    put(desk, other, **{"esc.reason": "Third time this week"})
    assert place.close(other)["fields"][UNSAVED + "reason"] == "Third time this week"


def test_a_long_first_line_makes_a_short_subject(place, desk, call):
    put(desk, call, notes="x" * 200 + "\nmore")
    record = place.close(call)
    assert record["subject"] == "x" * 79 + "…"
    assert record["notes"].startswith("x" * 200)


WORDS = st.text("abcdefghij", min_size=5, max_size=12)
TYPED = st.dictionaries(
    st.sampled_from(
        ["name", "company", "subject", "notes", "for", "message", "instructions", "transferred_to", "esc.reason",
         "skip.name", "reference", "patient"]
    ),
    WORDS.map(str.strip),
    min_size=1,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(TYPED, st.sampled_from(["", "message", "escalate", "emergency"])), min_size=1, max_size=3))
def test_every_word_that_was_typed_is_in_a_record_of_the_call(parts):
    with a_place() as place:
        desk, call, words = place.desk, place.call("anonymous"), set()
        for typed, deed in parts:
            talking.bring_forward(desk, call)
            for field, word in typed.items():
                words.discard(desk.state.calls[call].values.get(field, ""))
                put(desk, call, **{field: word})
                words.add(word)
            try:
                if deed == "message":
                    messages.take_message(desk, call)
                elif deed == "escalate":
                    put(desk, call, **{"esc.severity": "low", "esc.to": "duty"})
                    escalating.save_escalation(desk, call)
                elif deed == "emergency":
                    emergencies.declare(desk)
            except DeedRefused:
                pass
        place.close(call)
        kept = b"".join(bytes(entry.data) for entry in place.entries()).decode()
        assert [word for word in words if word not in kept] == []


def test_every_disposition_that_can_be_proposed_is_one_that_there_is(desk, call):
    for kind in ("wrong number", "message", "complaint", ""):
        put(desk, call, type=kind)
        assert proposed(desk, call) in DISPOSITIONS
