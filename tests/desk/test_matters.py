"""Open matters: noted on, passed on, held, moved, closed with a reason, at whatever desk they came up."""

from datetime import timedelta

import pytest

from callpilot.desk import matters
from callpilot.desk.books import Books, read_books
from callpilot.desk.emergencies import declare
from callpilot.desk.escalating import draft_escalation, save_escalation
from callpilot.desk.follow_ups import make_follow_up
from callpilot.desk.messages import take_message
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put


@pytest.fixture
def message(place, desk, call):
    put(desk, call, name="Anna Petrov", message="Ring back", **{"for": "Dr Osei"})
    take_message(desk, call).result(timeout=10)
    return f"{call}-m1"


@pytest.fixture
def escalation(place, desk, call):
    draft_escalation(desk, "high")
    put(desk, call, **{"esc.to": "Duty manager", "esc.reason": "No heating"})
    save_escalation(desk, call).result(timeout=10)
    return f"{call}-e1"


def test_what_is_kept_is_in_the_books_until_it_is_closed_with_a_reason(place, desk, call, message, escalation):
    assert set(desk.state.books.matters) == {message, escalation}
    matters.give_up(desk, message, "she rang again herself").result(timeout=10)
    matters.finish(desk, escalation, "heating repaired").result(timeout=10)
    assert desk.state.books == Books()
    closed, resolved = place.record(message), place.record(escalation)
    assert (closed["state"], closed["outcome"]) == ("closed", "she rang again herself")
    assert (resolved["state"], resolved["outcome"]) == ("resolved", "heating repaired")
    assert closed["history"][-1]["text"] == "closed: she rang again herself"


def test_nothing_is_closed_without_a_word(desk, message, escalation):
    for act in (matters.finish, matters.give_up, matters.note_on):
        with pytest.raises(DeedRefused, match=r"say|write"):
            act(desk, escalation, " \n ")
    assert set(desk.state.books.matters) == {message, escalation}


def test_a_message_isnt_delivered_by_a_word(desk, message):
    with pytest.raises(DeedRefused, match="who was reached, and how"):
        matters.finish(desk, message, "done")


def test_what_is_passed_on_has_its_new_owner_and_says_who_gave_it(place, desk, escalation):
    matters.pass_on(desk, escalation, "  Sam   Lund ").result(timeout=10)
    record = place.record(escalation)
    assert record["owner"] == "Sam Lund"
    assert record["history"][-1] == {
        "at": "2024-03-04T10:42:17.031Z", "by": "Maria", "text": "passed on to Sam Lund",
    }  # fmt: skip
    with pytest.raises(DeedRefused, match="to whom"):
        matters.pass_on(desk, escalation, " ")


def test_an_incident_at_this_desk_is_passed_on_and_noted_on_like_the_rest(place, desk, call):
    incident = declare(desk)
    matters.pass_on(desk, incident, "Sam").result(timeout=10)
    matters.note_on(desk, incident, "Fire brigade is here").result(timeout=10)
    record = place.record(incident)
    assert record["owner"] == "Sam"
    assert [item["text"] for item in record["timeline"]][-1] == "Fire brigade is here"


def test_a_message_is_held_until_a_later_time_only(place, desk, message, escalation):
    now = desk.clock.now()
    with pytest.raises(DeedRefused, match="is past; say a later time"):
        matters.hold_message(desk, message, now - timedelta(minutes=1))
    with pytest.raises(DeedRefused, match="only an undelivered message"):
        matters.hold_message(desk, escalation, now + timedelta(hours=1))
    matters.hold_message(desk, message, now + timedelta(hours=1)).result(timeout=10)
    record = place.record(message)
    assert (record["state"], record["held_until"]) == ("held", "2024-03-04T11:42:17.031Z")
    assert message in desk.state.books.matters


def test_a_due_time_moves_with_a_reason_and_only_forward(place, desk, call, message):
    later = desk.clock.now() + timedelta(hours=2)
    make_follow_up(desk, call, what="Send the form", due=desk.clock.now() + timedelta(hours=1)).result(timeout=10)
    for refused, words in ((later, "say why"), (desk.clock.now(), "past")):
        with pytest.raises(DeedRefused, match=words):
            matters.move_due(desk, f"{call}-f1", refused, "")
    matters.move_due(desk, f"{call}-f1", later, "office shut").result(timeout=10)
    assert place.record(f"{call}-f1")["due_at"] == "2024-03-04T12:42:17.031Z"
    with pytest.raises(DeedRefused, match="only follow-ups and escalations"):
        matters.move_due(desk, message, later, "why not")


def test_what_is_finished_cant_be_acted_on_again(desk, message):
    matters.give_up(desk, message, "wrong person")
    for act in (matters.give_up, matters.note_on, matters.pass_on):
        with pytest.raises(DeedRefused, match="finished already"):
            act(desk, message, "again")


def test_a_card_number_in_a_reason_is_masked_before_the_disk(place, desk, message):
    matters.note_on(desk, message, "card 4111 1111 1111 1111 \x1b[31m").result(timeout=10)
    place.settle()
    assert b"4111 1111 1111 1111" not in place.bytes_on_disk()
    assert b"\\u001b" not in place.bytes_on_disk()


def test_the_books_read_from_the_index_are_those_that_the_desk_kept(place, desk, call, message, escalation):
    declare(desk)
    make_follow_up(desk, call, what="Send the form", due=desk.clock.now() + timedelta(hours=1)).result(timeout=10)
    matters.note_on(desk, message, "rang the surgery").result(timeout=10)
    kept = desk.state.books
    assert read_books(place.indexed()) == kept
    assert desk.reread(read_books(place.indexed()), desk.kept_count)
    assert desk.state.books == kept


def test_books_that_were_read_too_early_change_nothing(place, desk, call, message):
    early, count = Books(), desk.kept_count - 1
    assert not desk.reread(early, count)
    assert message in desk.state.books.matters
