"""Reading back: every critical part confirmed or corrected, noted with its time, and undone by a later change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.place import a_place

from callpilot.desk import escalating, following, messages, read_back
from callpilot.desk.emergencies import declare, give_outcome
from callpilot.desk.reading_parts import MOST_WORDS, Part, parts
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.reports.gathering import record_of
from callpilot.reports.record_text import as_text

WORDS = "Ring 020 7946 0123 at 10:30 on 3 Dec 2026, flat 14a; 1,250.50 owed"


@pytest.fixture
def message(desk, call) -> str:
    put(desk, call, name="Anna Petrov", message=WORDS, **{"for": "Dr Osei"})
    return call


def part(desk, identity: str, text: str) -> Part:
    return next(one for one in parts(desk.state, identity) if one.text == text)


def standings(desk, identity: str) -> dict[str, str]:
    return {one.key: one.standing for one in parts(desk.state, identity)}


def test_the_parts_are_whom_how_for_whom_and_what_could_be_misheard(desk, message):
    found = [(one.kind, one.text) for one in parts(desk.state, message)]
    assert found == [
        ("name", "Anna Petrov"), ("phone", "+44 20 7946 0018"), ("name", "Dr Osei"), ("phone", "020 7946 0123"),
        ("time", "10:30"), ("date", "3 Dec 2026"), ("number", "14a"), ("number", "1,250.50"),
    ]  # fmt: skip


def test_a_confirmed_part_is_noted_with_its_time_in_the_record(place, desk, message):
    place.clock.advance(60)
    for one in parts(desk.state, message)[:2]:
        read_back.confirm(desk, message, one)
    record = place.close(message)
    assert record["fields"]["readback.name"] == "confirmed 2024-03-04T10:43:17.031Z"
    assert record["fields"]["readback.callback"] == "confirmed 2024-03-04T10:43:17.031Z"
    text = as_text(record_of(place.indexed(), message), desk.zone)
    assert "Callback  confirmed 2024-03-04 10:43:17" in text
    assert "2024-03-04 10:43:17  Callback read back: confirmed" in text


def test_a_part_changed_later_is_confirmed_no_more(place, desk, message):
    read_back.confirm(desk, message, part(desk, message, "+44 20 7946 0018"))
    put(desk, message, callback="020 7946 0999")
    assert standings(desk, message)["callback"] == "changed"
    assert place.close(message)["fields"]["readback.callback"].endswith(", changed since")


def test_a_correction_stands_in_the_record_at_every_key(desk, message):
    wrong = part(desk, message, "10:30")
    correction = read_back.correction(desk, message, wrong)
    for length in range(1, 6):
        correction.write("", "10:45"[:length], length)
        assert desk.live(message).values["message"] == WORDS.replace("10:30", "10:45"[:length])
    correction.finish("10:45")
    assert standings(desk, message)["message:10:45"] == "corrected"


def test_what_was_typed_by_mistake_is_brought_back(desk, message):
    correction = read_back.correction(desk, message, part(desk, message, "Anna Petrov"))
    correction.write("", "B", 1)
    correction.undo()
    assert desk.live(message).values["name"] == "Anna Petrov"
    assert standings(desk, message)["name"] == "open"


def test_a_correction_to_the_same_is_a_confirmation_and_one_to_nothing_is_refused(desk, message):
    correction = read_back.correction(desk, message, part(desk, message, "Anna Petrov"))
    with pytest.raises(DeedRefused, match="say what is right"):
        correction.finish("  ")
    correction.undo()
    read_back.correction(desk, message, part(desk, message, "Anna Petrov")).finish("Anna Petrov")
    assert standings(desk, message)["name"] == "confirmed"


def test_a_card_number_typed_as_a_correction_never_reaches_the_disk(place, desk, message):
    correction = read_back.correction(desk, message, part(desk, message, "14a"))
    card = "4111 1111 1111 1111"
    for length in range(1, len(card) + 1):
        shown = correction.write("", card[:length], length)
    assert shown.endswith("1111 1111")
    correction.finish(card)
    place.settle()
    assert b"4111" not in place.bytes_on_disk()


def test_a_taken_message_says_what_of_it_was_read_back_and_the_next_one_begins_afresh(place, desk, message):
    for one in parts(desk.state, message):
        read_back.confirm(desk, message, one)
    messages.take_message(desk, message).result(timeout=10)
    said = [item["text"] for item in place.record(f"{message}-m1")["history"]]
    assert "Message: time (10:30) read back: confirmed" in said
    put(desk, message, message=WORDS, **{"for": "Dr Osei"})
    assert standings(desk, message)["for"] == "open"
    assert standings(desk, message)["message:10:30"] == "open"
    assert standings(desk, message)["name"] == "confirmed"


def test_an_escalation_takes_what_was_read_back_of_it(place, desk, call):
    put(desk, call, name="Anna Petrov", subject="no heating since 10:30")
    escalating.draft_escalation(desk, "high")
    put(desk, call, **{"esc.to": "Duty manager"})
    for one in parts(desk.state, call):
        read_back.confirm(desk, call, one)
    escalating.save_escalation(desk, call).result(timeout=10)
    said = [item["text"] for item in place.record(f"{call}-e1")["history"]]
    assert {"Escalated to read back: confirmed", "Reason: time (10:30) read back: confirmed"} <= set(said)


def test_an_emergency_reads_back_where_and_whom_to_call(place, desk):
    declare(desk)
    (identity,) = desk.state.incidents
    put(desk, identity, location="12 Mill Lane", callback="020 7946 0123", people="2 on the 3rd floor")
    assert [one.text for one in parts(desk.state, identity)][:4] == ["12 Mill Lane", "+44 20 7946 0123", "2", "3rd"]
    read_back.confirm(desk, identity, part(desk, identity, "12 Mill Lane"))
    give_outcome(desk, identity, "taken over").result(timeout=10)
    assert "Location read back: confirmed" in [item["text"] for item in place.record(identity)["timeline"]]


def test_the_step_that_asks_for_it_is_ticked_once_all_is_read_back_and_not_before(desk, call):
    following.open_procedure(desk, call, "message-taking", "test")
    put(desk, call, name="Anna Petrov", message="Ring at 10:30", **{"for": "Dr Osei"})
    following.go_to(desk, call, "read-back")
    *first, last = parts(desk.state, call)
    assert [read_back.confirm(desk, call, one) for one in first] == [""] * len(first)
    assert read_back.confirm(desk, call, last) == "Read it back"
    assert desk.live(call).run.mark("read-back").outcome == "done"


def test_a_step_with_fields_of_its_own_needs_only_these(desk, message):
    following.go_to(desk, message, "read-back-number")
    assert read_back.confirm(desk, message, part(desk, message, "+44 20 7946 0018")) == "Read the number back"


def test_any_other_step_is_left_alone(desk, message):
    following.go_to(desk, message, "summary")
    assert [read_back.confirm(desk, message, one) for one in parts(desk.state, message)][-1] == ""
    assert desk.live(message).run.mark("summary").outcome == "open"


def test_after_a_kill_what_was_confirmed_is_confirmed(place, desk, message):
    read_back.confirm(desk, message, part(desk, message, "10:30"))
    again = place.again()
    assert standings(again, message)["message:10:30"] == "confirmed"


def test_nothing_is_read_back_without_a_record_or_by_who_may_only_look(place, desk, message):
    wrong = part(desk, message, "14a")
    looking = place.again(read_only="opened so")
    with pytest.raises(DeedRefused):
        read_back.correction(looking, message, wrong)
    with pytest.raises(DeedRefused):
        read_back.confirm(looking, message, wrong)
    assert parts(looking.state, "nothing") == ()


def test_a_message_of_thousands_of_numbers_gives_no_more_than_can_be_read(desk, call):
    put(desk, call, message=" ".join(f"{n}:30," for n in range(20_000)), **{"for": "Dr Osei"})
    assert sum(one.field == "message" for one in parts(desk.state, call)) <= MOST_WORDS


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(st.sampled_from("0123456789 :./-+,()apm•"), max_size=60))
def test_whatever_stands_in_the_record_each_part_is_a_piece_of_it(words, digits):
    with a_place() as place:
        call = place.call()
        put(place.desk, call, name=words, message=digits, **{"for": "x"})
        for one in parts(place.desk.state, call):
            text = place.desk.live(call).values[one.field]
            assert one.text == (text[one.place : one.place + len(one.text)] if one.place >= 0 else text.strip())
            read_back.confirm(place.desk, call, one)
        assert all(part.is_done for part in parts(place.desk.state, call))
