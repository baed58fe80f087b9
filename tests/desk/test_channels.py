"""E-mail, chat, social and in-person contacts: each with its own form, procedure, needs and ends (C12, B2)."""

import pytest

from callpilot.desk import answering, closing, follow_ups, following, matters, talking
from callpilot.desk.closing import missing
from callpilot.desk.messages import take_message
from callpilot.desk.writing import address_problem, put
from callpilot.records.channels import WAYS, address_of, way_of
from callpilot.records.closing import proposed_disposition
from callpilot.records.words import CHANNELS, DISPOSITIONS, FORM
from callpilot.reports.gathering import record_of
from callpilot.reports.record_text import as_text
from callpilot.site.numbers import same_number_key

MAIL = "anna.petrov@hill.example"


def begun(place, channel: str, number: str = "", direction: str = "inbound") -> str:
    return answering.begin_call(place.desk, direction, channel=channel, account="law", number=number)


@pytest.mark.parametrize(
    ("channel", "direction", "procedure"),
    [
        ("phone", "inbound", "call-handling"), ("phone", "outbound", "outbound-call"),
        ("email", "inbound", "email-contact"), ("email", "outbound", "written-contact"),
        ("chat", "inbound", "chat-contact"), ("chat", "outbound", "written-contact"),
        ("social", "inbound", "social-contact"), ("social", "outbound", "written-contact"),
        ("in person", "inbound", "in-person-contact"), ("in person", "outbound", "in-person-contact"),
    ],
)  # fmt: skip
def test_each_channel_opens_its_own_procedure(place, channel, direction, procedure):
    call = begun(place, channel, direction=direction)
    assert place.desk.live(call).run.procedure == procedure


def test_every_channel_has_a_way_with_all_that_a_message_needs():
    assert tuple(WAYS) == CHANNELS
    for way in WAYS.values():
        names = [field.name for field in way.form]
        assert {"name", "type", "for", "urgency", "message", "instructions", way.address} <= set(names)
        assert set(way.required) <= set(names)
        assert set(way.dispositions) <= set(DISPOSITIONS)
        assert len(names) == len(set(names))
    assert [field.name for field in WAYS["phone"].form] == list(FORM)
    assert way_of("telegraph") is WAYS["phone"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_proposed_can_be_chosen_on_the_channel(place, channel):
    call = begun(place, channel)
    for said in ("message", "complaint", "wrong number", ""):
        put(place.desk, call, type=said)
        assert proposed_disposition(place.desk.state.calls[call]) in way_of(channel).dispositions


def test_an_address_that_came_with_the_ring_stands_where_it_belongs(place):
    ring = place.ring(MAIL, channel="email")
    live = place.desk.live(answering.answer(place.desk, ring.id))
    assert (live.values.get("email"), live.values.get("callback")) == (MAIL, None)
    chat = place.desk.live(begun(place, "chat", "rose_2024"))
    assert (chat.values.get("handle"), chat.values.get("callback")) == ("rose_2024", None)
    number = place.desk.live(begun(place, "chat", "020 7946 0018"))
    assert (number.values.get("handle"), number.values.get("callback")) == (None, "+44 20 7946 0018")


@pytest.mark.parametrize("handle", ["@rose_2024", "rose_2024"])
def test_a_handle_is_no_telephone_number_of_earlier_calls(handle):
    assert same_number_key(handle, "GB") == ""


def test_an_email_address_is_known_from_earlier_contacts_however_it_is_written(place):
    first = begun(place, "email", MAIL)
    put(place.desk, first, name="Anna Petrov", company="Hill Dental")
    place.close(first)
    second = begun(place, "email")
    put(place.desk, second, email=MAIL.upper(), name="Anna Petrov", company="Hill Dental")
    place.close(second)
    place.indexed()
    place.desk.past = place.index
    again = place.desk.live(answering.answer(place.desk, place.ring(MAIL.title(), channel="email").id))
    assert (again.values["name"], again.values["company"]) == ("Anna Petrov", "Hill Dental")
    assert answering.earlier_calls(place.desk, MAIL)[0] == 2
    assert answering.earlier_calls(place.desk, "somebody@else.example")[0] == 0


@pytest.mark.parametrize("channel", ["email", "chat", "social", "in person"])
def test_what_a_channel_requires_is_asked_for_at_closing(place, channel):
    call = begun(place, channel)
    asked = {item.name for item in missing(place.desk, place.desk.state.calls[call])}
    assert set(way_of(channel).required) <= asked


def test_a_callback_that_a_procedure_or_an_account_asks_for_is_the_channels_address(place):
    call = begun(place, "email", MAIL)
    following.open_procedure(place.desk, call, "message-taking", "test")
    put(place.desk, call, name="Anna", message="Hello", **{"for": "Dr Osei"})
    assert {"callback", "email"}.isdisjoint(i.name for i in missing(place.desk, place.desk.state.calls[call]))
    put(place.desk, call, email="")
    assert {"email"} == {i.name for i in missing(place.desk, place.desk.state.calls[call]) if "mail" in i.name}


def test_a_message_and_a_follow_up_keep_the_address_that_an_answer_goes_to(place):
    call = begun(place, "email", MAIL)
    put(place.desk, call, name="Anna", message="Hello", **{"for": "Dr Osei"})
    take_message(place.desk, call).result(timeout=10)
    assert place.record(f"{call}-m1")["callback"] == MAIL
    due = follow_ups.proposed_due(place.desk.state, call, place.clock.now())
    follow_ups.make_follow_up(place.desk, call, what="answer her", due=due).result(timeout=10)
    assert matters.matter(place.desk.state, f"{call}-f1").callback == MAIL
    talking.caller_gone(place.desk, call)
    again = place.desk.live(answering.call_about(place.desk, f"{call}-f1"))
    assert (again.channel, again.values["email"], again.run.procedure) == ("email", MAIL, "written-contact")


def test_a_written_contact_is_closed_without_wrap_up_and_its_record_speaks_of_no_call(place):
    call = begun(place, "email", MAIL)
    put(place.desk, call, name="Anna", subject="keys", reference="T-17")
    place.clock.advance(90)
    record = place.close(call)
    assert (record["channel"], record["talk_s"], record["fields"]["reference"]) == ("email", 90, "T-17")
    text = as_text(record_of(place.indexed(), call), place.desk.zone)
    for words in ("Channel      email", "E-mail     anna.petrov@hill.example", "Reference  T-17", "Time spent   1:30"):
        assert words in text
    assert "rang" not in text


def test_hostile_words_in_an_address_are_only_words(place):
    ring = place.ring("[@click=app.quit]x@y.example\x1b[2J\u202e", channel="email")
    call = answering.answer(place.desk, ring.id)
    assert "\x1b" not in place.desk.live(call).values["email"]
    assert address_problem(place.desk, "email", place.desk.live(call).values["email"])
    assert not address_problem(place.desk, "email", MAIL)


def test_the_address_of_somebody_who_left_a_number_only_is_the_number():
    assert address_of("email", {"callback": "+44 20 7946 0018"}) == "+44 20 7946 0018"
    assert address_of("phone", {"email": MAIL}) == ""


def test_a_disposition_of_another_channel_is_still_one_that_a_record_may_have(place):
    call = begun(place, "email", MAIL)
    put(place.desk, call, **{"close.disposition": "wrong address", "subject": "x"})
    for item in missing(place.desk, place.desk.state.calls[call]):
        closing.skip_missing(place.desk, call, item, "not asked")
    closing.close(place.desk, call).result(timeout=10)
    assert place.record(call)["disposition"] == "wrong address"


def test_an_e_mail_that_was_taken_elsewhere_keeps_its_address_and_gets_no_callback(place):
    answering.abandoned(place.desk, place.ring(MAIL, channel="email").id).result(timeout=10)
    (record,) = place.records("call")
    assert (record["callback"], record["fields"]) == ("", {"email": MAIL})
