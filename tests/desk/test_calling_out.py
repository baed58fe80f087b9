"""Calls made about a matter: all that is known is filled in, and what came of them goes back to the matter."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.desk.place import DESK, HastyDisk

from callpilot.desk import matters
from callpilot.desk.answering import call_about
from callpilot.desk.calling_out import give_back, is_unsaid
from callpilot.desk.closing import close, disposition_of, missing
from callpilot.desk.desk import Desk
from callpilot.desk.emergencies import declare, publish
from callpilot.desk.escalating import draft_escalation, save_escalation
from callpilot.desk.follow_ups import make_follow_up
from callpilot.desk.messages import take_message
from callpilot.desk.reaching import attempt
from callpilot.desk.state import DeedRefused
from callpilot.desk.talking import caller_gone
from callpilot.desk.writing import put
from callpilot.journal.store import Journal
from callpilot.records.channels import endings
from callpilot.records.words import CHANNELS, DISPOSITIONS, OUTBOUND_DISPOSITIONS
from callpilot.site.people import Contact, People, Way

OSEI = "+44 20 7946 0555"


@pytest.fixture
def message(place, desk, call):
    people = People(contacts={"osei": Contact(id="osei", name="Dr Osei", ways=(Way(kind="mobile", to=OSEI),))})
    desk.become(replace(desk.state, people=people))
    put(desk, call, name="Anna Petrov", message="Ring back", **{"for": "Dr Osei"})
    take_message(desk, call).result(timeout=10)
    place.close(call)
    return f"{call}-m1"


@pytest.fixture
def follow_up(place, desk, call):
    put(desk, call, name="Anna Petrov", company="Petrov Ltd")
    due = desk.clock.now() + timedelta(hours=1)
    make_follow_up(desk, call, what="Say when the engineer comes", due=due).result(timeout=10)
    place.close(call)
    return f"{call}-f1"


def _known(desk, out, *names):
    return tuple(desk.state.calls[out].values.get(name, "") for name in names)


def _ended(place, out, ending):
    put(place.desk, out, **{"close.disposition": ending})
    return place.close(out)


def test_a_call_about_a_message_goes_to_whom_it_is_for_not_to_who_left_it(desk, message):
    out = call_about(desk, message)
    live = desk.state.calls[out]
    assert (live.direction, live.about, live.account) == ("outbound", message, "law")
    assert _known(desk, out, "name", "callback") == ("Dr Osei", OSEI)
    assert _known(desk, out, "subject") == ("message from Anna Petrov: Ring back",)


def test_a_call_about_a_follow_up_goes_to_whom_it_was_promised(desk, follow_up):
    out = call_about(desk, follow_up)
    assert _known(desk, out, "name", "company", "callback", "subject") == (
        "Anna Petrov", "Petrov Ltd", "+44 20 7946 0018", "Say when the engineer comes",
    )  # fmt: skip


def test_without_a_number_in_the_directory_the_number_is_left_to_be_written(desk, message):
    desk.become(replace(desk.state, people=People()))
    out = call_about(desk, message)
    assert _known(desk, out, "name", "callback") == ("Dr Osei", "")


def test_an_escalation_that_nobody_has_yet_is_called_about_to_whom_it_goes_and_then_to_the_caller(place, desk, call):
    put(desk, call, name="Anna Petrov")
    draft_escalation(desk, "high")
    put(desk, call, **{"esc.to": "Duty manager", "esc.reason": "No heating"})
    save_escalation(desk, call).result(timeout=10)
    place.close(call)
    out = call_about(desk, f"{call}-e1")
    assert _known(desk, out, "name") == ("Duty manager",)
    _ended(place, out, "reached")
    assert place.record(f"{call}-e1")["state"] == "acknowledged"
    back = call_about(desk, f"{call}-e1")
    assert _known(desk, back, "name", "subject") == ("Anna Petrov", "No heating")


def test_asking_twice_brings_the_same_call_in_front(desk, message):
    assert call_about(desk, message) == call_about(desk, message)


@pytest.mark.parametrize(
    ("ending", "outcome", "state"),
    [("reached", "told", "delivered"), ("resolved", "told", "delivered"), ("left word", "left word", "undelivered"),
     ("no answer", "no answer", "undelivered"), ("refused", "refused", "undelivered"),
     ("wrong number", "no answer", "undelivered"), ("caller hung up", "refused", "undelivered")],
)  # fmt: skip
def test_what_came_of_the_call_is_logged_at_the_message(ending, outcome, state, place, desk, message):
    out = call_about(desk, message)
    assert _ended(place, out, ending)["fields"]["about"] == message
    record = place.record(message)
    assert record["state"] == state
    (tried,) = record["deliveries"]
    assert (tried["to"], tried["how"], tried["outcome"]) == ("Dr Osei", f"phone {OSEI}", outcome)
    assert tried["note"].startswith(f"call {out[-4:]}")


def test_a_call_that_settles_a_follow_up_closes_it_and_one_that_only_reached_somebody_doesnt(place, desk, follow_up):
    _ended(place, call_about(desk, follow_up), "reached")
    assert place.record(follow_up)["state"] == "open"
    out = call_about(desk, follow_up)
    _ended(place, out, "resolved")
    record = place.record(follow_up)
    assert (record["state"], record["outcome"]) == ("done", f"settled in call {out[-4:]}")
    assert [one["outcome"] for one in record["deliveries"]] == ["told"], "the one logged at this moment counts for both"


def test_the_outcome_that_the_procedure_asks_for_is_enough(place, desk, message):
    out = call_about(desk, message)
    assert "call_outcome" in {item.name for item in missing(desk, desk.state.calls[out])}
    put(desk, out, call_outcome="word left")
    assert disposition_of(desk.state.calls[out]) == "left word"
    place.close(out)
    assert place.record(message)["deliveries"][0]["outcome"] == "left word"


def test_an_ending_that_was_chosen_answers_the_procedure_too(desk, message):
    out = call_about(desk, message)
    put(desk, out, **{"close.disposition": "no answer"})
    assert "call_outcome" not in {item.name for item in missing(desk, desk.state.calls[out])}


def test_an_answer_begun_in_the_list_is_asked_for_until_it_is_said(desk, message):
    out = call_about(desk, message)
    (item,) = (one for one in missing(desk, desk.state.calls[out]) if one.name == "call_outcome")
    put(desk, out, **{"close.disposition": "no answer", item.line: "word le"})
    assert item in missing(desk, desk.state.calls[out])
    put(desk, out, call_outcome="word left")
    assert item not in missing(desk, desk.state.calls[out])


def test_a_call_about_a_matter_isnt_closed_before_its_ending_is_said(place, desk, message):
    out = call_about(desk, message)
    caller_gone(desk, out)
    put(desk, out, **{"skip.call_outcome": "in a hurry", "skip.callback": "none"})
    assert is_unsaid(desk.state.calls[out])
    with pytest.raises(DeedRefused):
        close(desk, out)
    assert out in desk.state.calls


def test_what_was_logged_by_hand_during_the_call_isnt_logged_again(place, desk, message):
    out = call_about(desk, message)
    place.clock.advance(30)
    attempt(desk, message, to="Dr Osei", how="phone", outcome="left word").result(timeout=10)
    _ended(place, out, "left word")
    assert len(place.record(message)["deliveries"]) == 1


def test_a_closing_that_is_done_again_after_a_crash_logs_the_attempt_once(place, desk, message):
    out = call_about(desk, message)
    give_back(desk, desk.state.calls[out], "no answer")
    desk = place.again(after=5)
    desk.reread(matters_of(place), desk.kept_count)
    put(desk, out, **{"close.disposition": "no answer"})
    place.close(out)
    assert len(place.record(message)["deliveries"]) == 1


def matters_of(place):
    from callpilot.desk.books import read_books

    return read_books(place.indexed())


def test_a_matter_that_was_finished_meanwhile_stays_as_it_is(place, desk, follow_up):
    out = call_about(desk, follow_up)
    matters.give_up(desk, follow_up, "she came by").result(timeout=10)
    _ended(place, out, "reached")
    record = place.record(follow_up)
    assert (record["state"], record["deliveries"]) == ("closed", [])


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_ending_offered_is_a_disposition_and_inbound_calls_have_none_of_the_outbound_ones(channel):
    assert set(OUTBOUND_DISPOSITIONS) <= set(DISPOSITIONS)
    assert not set(endings(channel, "inbound")) & {"reached", "left word", "refused"}
    assert endings(channel, "outbound")[0] == "reached"
    assert set(endings(channel, "outbound")) <= set(DISPOSITIONS)


def test_a_follow_up_that_is_answered_by_e_mail_is_logged_with_its_address(place, desk, follow_up):
    record = desk.state.books.matters[follow_up]
    desk.revise(replace(record, callback="anna@petrov.example")).result(timeout=10)
    out = call_about(desk, follow_up)
    assert desk.state.calls[out].channel == "email"
    _ended(place, out, "reached")
    assert place.record(follow_up)["deliveries"][0]["how"] == "e-mail anna@petrov.example"


# -- two desks on one matter ---------------------------------------------------------------------------------


@pytest.fixture
def other(place, desk, message):
    """Another console at another desk, which read the books when both knew the same."""
    journal = Journal(place.home.data, "desk-7", clock=place.clock, disk=HastyDisk())
    state = replace(desk.state, desk="desk-7", operator="Sam", calls={}, incidents={})
    yield Desk(state, journal, place.clock)
    journal.close()


def _words(record):
    return [item["text"] for item in record["history"]]


def test_two_desks_acting_on_one_matter_lose_nothing(place, desk, other, message):
    assert other.state.desk != DESK
    matters.note_on(desk, message, "first word").result(timeout=10)
    attempt(other, message, to="Dr Osei", outcome="no answer").result(timeout=10)
    matters.pass_on(desk, message, "Jo").result(timeout=10)
    matters.note_on(other, message, "second word").result(timeout=10)
    attempt(desk, message, to="Dr Osei", outcome="left word").result(timeout=10)
    record = place.record(message)
    assert _words(record) == ["first word", "passed on to Jo", "second word"]
    assert [one["outcome"] for one in record["deliveries"]] == ["no answer", "left word"]
    assert record["owner"] == "Jo"
    ids = [one["id"] for one in record["deliveries"]]
    assert len(set(ids)) == 2


def test_what_another_desk_has_finished_isnt_opened_again(place, desk, other, message):
    attempt(desk, message, to="Dr Osei", how="in person", outcome="told").result(timeout=10)
    for act in (
        lambda: matters.note_on(other, message, "too late"),
        lambda: matters.pass_on(other, message, "Jo"),
        lambda: attempt(other, message, to="Dr Osei", how="phone", outcome="told"),
        lambda: call_about(other, message),
    ):
        with pytest.raises(DeedRefused, match="finished already"):
            act()
    assert place.record(message)["state"] == "delivered"
    assert len(place.record(message)["deliveries"]) == 1


def test_what_this_desk_couldnt_write_yet_is_newer_than_any_file(place, desk, message, monkeypatch):
    monkeypatch.setattr(type(desk._journal), "has_unwritten", property(lambda _self: True))
    before = desk.state.books.matters[message]
    later = replace(before, owner="Jo")
    desk.become(replace(desk.state, books=replace(desk.state.books, matters={message: later})))
    desk.freshen(message)
    assert desk.state.books.matters[message].owner == "Jo"


def test_what_another_desk_writes_on_an_incident_of_this_desk_stays_in_its_record(place, desk, call, message, other):
    incident = declare(desk)
    matters.note_on(other, incident, "ambulance seen at the gate").result(timeout=10)
    attempt(other, incident, to="Porter", how="radio", outcome="told").result(timeout=10)
    matters.note_on(desk, incident, "caller is calm").result(timeout=10)
    texts = [item["text"] for item in place.record(incident)["timeline"]]
    assert {"ambulance seen at the gate", "caller is calm", "told Porter (radio)"} <= set(texts)
    assert len(texts) == len(set(texts))
    assert [one["to"] for one in place.record(incident)["people_told"]] == ["Porter"]
    publish(desk)
    matters.finish(desk, incident, "handed over").result(timeout=10)
    ended = place.record(incident)
    assert ended["outcome"] == "handed over"
    assert "ambulance seen at the gate" in [item["text"] for item in ended["timeline"]]
    assert ended["people_told"][0]["to"] == "Porter"


def test_an_incident_that_another_desk_ended_isnt_opened_again(place, desk, call, message, other):
    incident = declare(desk)
    matters.finish(other, incident, "false alarm").result(timeout=10)
    with pytest.raises(DeedRefused, match="another desk has ended"):
        matters.note_on(desk, incident, "too late")
    publish(desk)
    assert place.record(incident)["outcome"] == "false alarm"
