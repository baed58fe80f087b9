"""Attempts and transfers: who, how, when and what came of it; what a sudden end cut in two is made whole."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.desk.place import a_place

from callpilot.desk import transferring
from callpilot.desk.aims import aim_of, aims_in_front, waits
from callpilot.desk.answering import call_about
from callpilot.desk.emergencies import declare
from callpilot.desk.escalating import draft_escalation, save_escalation
from callpilot.desk.follow_ups import make_follow_up, proposed_due, proposed_priority
from callpilot.desk.following import open_procedure
from callpilot.desk.ladders import candidates, meant, split_number
from callpilot.desk.matters import hold_message
from callpilot.desk.messages import take_message
from callpilot.desk.reaching import attempt
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.plain.times import moment
from callpilot.records.changes import CallerGone, Tried
from callpilot.records.words import ATTEMPT_OUTCOMES
from callpilot.site.people import Contact, Duty, People, Roster, Way, WeekSpan


@pytest.fixture
def message(desk, call):
    put(desk, call, name="Anna Petrov", message="Ring back", **{"for": "Dr Osei"})
    take_message(desk, call).result(timeout=10)
    return f"{call}-m1"


@pytest.fixture
def escalation(desk, call):
    draft_escalation(desk, "high")
    put(desk, call, **{"esc.to": "Duty manager", "esc.reason": "No heating"})
    save_escalation(desk, call).result(timeout=10)
    return f"{call}-e1"


# -- deliveries ----------------------------------------------------------------------------------------


def test_a_delivery_needs_who_and_how(desk, message):
    for to, how, lacks in (("", "phone 17", "who"), ("Dr Osei", " ", "how Dr Osei was told")):
        with pytest.raises(DeedRefused, match=lacks):
            attempt(desk, message, to=to, how=how, outcome="told")
    assert desk.state.books.message(message).deliveries == ()


def test_an_attempt_that_fails_needs_no_how_and_the_message_stays_open(place, desk, message):
    for outcome in ("left word", "no answer", "refused"):
        attempt(desk, message, to="Dr Osei", outcome=outcome).result(timeout=10)
    record = place.record(message)
    assert record["state"] == "undelivered"
    assert [one["outcome"] for one in record["deliveries"]] == ["left word", "no answer", "refused"]
    assert [one["id"] for one in place.records("delivery")] == [f"{message}-d{n}" for n in (1, 2, 3)]


def test_a_held_message_is_delivered_all_the_same(place, desk, message):
    hold_message(desk, message, desk.clock.now() + timedelta(hours=2)).result(timeout=10)
    attempt(desk, message, to="Dr Osei", how="in person", outcome="told").result(timeout=10)
    assert place.record(message)["state"] == "delivered"
    assert message not in desk.state.books.matters


def test_an_escalation_waits_for_nobody_once_it_is_acknowledged(desk, escalation):
    assert waits(desk.state.books.matters[escalation])
    attempt(desk, escalation, to="Sam", outcome="told").result(timeout=10)
    assert not waits(desk.state.books.matters[escalation])
    assert desk.state.books.escalation(escalation).owner == "Sam"


def test_what_no_word_list_has_is_no_outcome(desk, message):
    with pytest.raises(DeedRefused, match="told, left word, no answer, refused"):
        attempt(desk, message, to="x", how="y", outcome="maybe")  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30), st.sampled_from(ATTEMPT_OUTCOMES)), max_size=8))
def test_whatever_is_tried_a_delivered_message_has_who_how_and_when(tries):
    with a_place() as place:
        desk, call = place.desk, place.call()
        put(desk, call, message="Ring back", **{"for": "Dr Osei"})
        take_message(desk, call).result(timeout=10)
        for to, how, outcome in tries:
            try:
                attempt(desk, f"{call}-m1", to=to, how=how, outcome=outcome).result(timeout=10)
            except DeedRefused:
                continue
        record = place.record(f"{call}-m1")
        told = [one for one in record["deliveries"] if one["outcome"] == "told"]
        assert (record["state"] == "delivered") == bool(told)
        assert all(one["to"] and one["how"].strip() and one["at"] and one["by"] for one in told)
        assert len({one["id"] for one in record["deliveries"]}) == len(record["deliveries"])


# -- transfers -----------------------------------------------------------------------------------------


def test_a_warm_transfer_counts_its_wait_as_hold(place, desk, call):
    place.clock.advance(30)
    transferring.begin_transfer(desk, call, "warm")
    place.clock.advance(12)
    transferring.transfer(desk, call, to="Dr Osei", how="phone 17", kind="warm", outcome="told").result(timeout=10)
    place.clock.advance(5)
    record = place.close(call)
    assert (record["talk_s"], record["hold_s"], record["wrap_s"]) == (30, 12, 5)
    assert (record["transferred_to"], record["disposition"]) == ("Dr Osei", "transferred")
    assert "transfer" in record["fields"]


def test_a_transfer_that_nobody_takes_gives_the_caller_back(place, desk, call):
    put(desk, call, transferred_to="Dr Osei")
    transferring.begin_transfer(desk, call, "warm")
    place.clock.advance(12)
    transferring.transfer(desk, call, to="Dr Osei", kind="warm", outcome="no answer").result(timeout=10)
    live = desk.state.calls[call]
    assert (live.stage, live.hold_ms, live.values["transferred_to"]) == ("live", 12_000, "")
    assert transferring.under_way(live) is None


def test_who_is_spoken_to_meanwhile_is_not_put_on_hold_by_a_transfer_that_fails(place, desk, call):
    transferring.begin_transfer(desk, call, "warm")
    other = place.call("+442079460019")
    transferring.back_to_caller(desk, call)
    assert (desk.state.calls[call].stage, desk.state.calls[other].stage) == ("held", "live")


def test_who_has_gone_is_passed_on_to_nobody(desk, call):
    transferring.transfer(desk, call, to="A", kind="cold", outcome="told").result(timeout=10)
    for deed in (lambda: transferring.begin_transfer(desk, call, "warm"),
                 lambda: transferring.transfer(desk, call, to="A", outcome="told")):  # fmt: skip
        with pytest.raises(DeedRefused, match="the caller has gone"):
            deed()
    with pytest.raises(DeedRefused, match="no call"):
        transferring.begin_transfer(desk, "nothing", "warm")


def test_a_transfer_cut_in_two_is_made_whole(place, desk, call):
    place.kill_at(CallerGone, lambda: transferring.transfer(desk, call, to="Dr Osei", kind="cold", outcome="told"))
    after = place.again().state.calls[call]
    assert (after.stage, after.values["transferred_to"]) == ("wrap-up", "Dr Osei")


def test_an_attempt_that_was_never_written_didnt_happen(place, desk, call):
    place.kill_at(Tried, lambda: attempt(desk, call, to="Dr Osei", outcome="no answer"))
    place.again()
    assert place.records("delivery") == []
    attempt(place.desk, call, to="Dr Lund", outcome="no answer").result(timeout=10)
    assert [one["to"] for one in place.records("delivery")] == ["Dr Lund"]


# -- what it is about, and whom to try -----------------------------------------------------------------


def test_what_came_of_a_call_goes_before_its_transfer_and_what_it_was_made_for_first(place, desk, call, message):
    assert aims_in_front(desk.state) == [message, call]
    draft_escalation(desk, "high")
    put(desk, call, **{"esc.to": "x", "esc.reason": "y"})
    save_escalation(desk, call).result(timeout=10)
    assert aims_in_front(desk.state) == [f"{call}-e1", message, call]
    again = call_about(desk, message)
    assert aims_in_front(desk.state) == [message, again]
    incident = declare(desk)
    assert aims_in_front(desk.state) == [incident]
    assert aim_of(desk.state, incident).kind == "incident"
    with pytest.raises(DeedRefused):
        aim_of(desk.state, "nothing")


PEOPLE = People(
    contacts={
        "osei": Contact(id="osei", name="Dr Ama Osei", ways=(Way(to="17"),), deputies=("lund",), accounts=("law",)),
        "lund": Contact(id="lund", name="Dr Ida Lund", ways=(Way(to="18"),), deputies=("osei", "nobody-known")),
        "day": Contact(id="day", name="Day Desk", hours=(WeekSpan(days=(0, 1, 2, 3, 4), start=660, end=1020),)),
    },
    rosters={
        "on-call": Roster(id="on-call", title="On call", duties=(Duty(who=("lund", "gone")),)),
        "empty": Roster(id="empty", title="Nobody's list"),
    },
)  # fmt: skip


def _names(desk, of, to=""):
    return [one.name for one in candidates(desk.state, aim_of(desk.state, of), to, desk.clock.now())]


def test_the_ladder_is_who_it_is_for_with_their_deputies_then_the_contacts_and_nobody_twice(desk, call, message):
    desk.become(replace(desk.state, people=PEOPLE))
    assert _names(desk, message) == ["Dr Ama Osei", "Dr Ida Lund", "nobody known", "duty supervisor"]
    assert _names(desk, message, "day") == [
        "Day Desk", "Dr Ama Osei", "Dr Ida Lund", "nobody known", "duty supervisor",
    ]  # fmt: skip
    assert _names(desk, message, "on-call")[:2] == ["Dr Ida Lund", "Dr Ama Osei"]


def test_who_is_not_there_and_an_empty_roster_say_so(desk, call, message):
    desk.become(replace(desk.state, people=PEOPLE))
    day = candidates(desk.state, aim_of(desk.state, message), "day", desk.clock.now())[0]
    assert (day.available, day.availability) == (False, "from 11:00")
    found = candidates(desk.state, aim_of(desk.state, message), "empty", desk.clock.now())
    assert [(one.name, one.available) for one in found if not one.contact and one.available is False] == [
        ("Nobody's list", False)
    ]


def test_without_a_directory_names_and_numbers_are_what_was_written(desk, call, message):
    first, *rest = candidates(desk.state, aim_of(desk.state, message), "Tom Nolan 020 7946 0019", desk.clock.now())
    assert (first.name, [way.words for way in first.ways]) == ("Tom Nolan", ["phone 020 7946 0019"])
    assert [one.name for one in rest] == ["Dr Osei", "duty supervisor"]
    attempt(desk, message, to="Dr Osei", how="mobile 0770", outcome="no answer").result(timeout=10)
    used = candidates(desk.state, aim_of(desk.state, message), "Dr Osei", desk.clock.now())[0]
    assert [way.words for way in used.ways] == ["mobile 0770"]


def test_a_follow_up_reaches_its_caller_by_the_number_they_left(desk, call):
    put(desk, call, name="Anna Petrov", callback="020 7946 0018")
    make_follow_up(desk, call, what="the price", due=desk.clock.now() + timedelta(hours=1)).result(timeout=10)
    first = candidates(desk.state, aim_of(desk.state, f"{call}-f1"), "", desk.clock.now())[0]
    assert (first.name, first.ways[0].to) == ("Anna Petrov", "+44 20 7946 0018")


@pytest.mark.parametrize(
    ("written", "name", "number"),
    [
        ("Dr Osei 020 7946 0018", "Dr Osei", "020 7946 0018"),
        ("Dr Osei (+44 20 7946 0018)", "Dr Osei", "+44 20 7946 0018"),
        ("1744", "", "1744"),
        ("Ward 4", "Ward 4", ""),
        ("  ", "", ""),
        ("O'Neill, J., 0161 496 0733", "O'Neill, J.", "0161 496 0733"),
    ],
)
def test_a_number_behind_a_name_is_how_to_reach_them(written, name, number):
    assert split_number(written) == (name, number)


def test_a_surname_means_the_one_who_has_it_and_nobody_when_there_are_two():
    assert meant(PEOPLE, "dr osei", "law") == "osei"
    assert meant(PEOPLE, "Dr Osei", "surgery") == "Dr Osei"
    assert meant(PEOPLE, "dr ama osei", "surgery") == "osei"
    assert meant(PEOPLE, "Dr", "law") == "Dr"
    assert meant(PEOPLE, "Ose", "law") == "Ose"


# -- follow-ups ----------------------------------------------------------------------------------------


def test_a_follow_up_is_due_by_the_sooner_promise_of_the_procedure(desk, call):
    now = desk.clock.now()
    put(desk, call, urgency="urgent")
    assert proposed_due(desk.state, call, now) == now + timedelta(hours=1)
    open_procedure(desk, call, "complaint", "chosen")
    assert proposed_due(desk.state, call, now) == now + timedelta(days=1)


def test_a_follow_up_keeps_its_priority_through_the_sheet_and_a_past_due_is_named(place, desk, call):
    now = desk.clock.now()
    with pytest.raises(DeedRefused, match="today 10:41 is past; say a later time"):
        make_follow_up(desk, call, what="ring", due=now - timedelta(minutes=1))
    with pytest.raises(DeedRefused, match="one of routine, soon, urgent"):
        make_follow_up(desk, call, what="ring", due=now + timedelta(hours=1), priority="later")
    make_follow_up(desk, call, what="ring", due=now + timedelta(hours=1), priority="urgent").result(timeout=10)
    record = place.record(f"{call}-f1")
    assert (record["priority"], moment(record["due_at"])) == (
        "urgent",
        moment(record["opened_at"]) + timedelta(hours=1),
    )
    assert proposed_priority(desk.state, f"{call}-f1") == "urgent"
