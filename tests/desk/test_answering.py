"""Rings and how each ends; calls that the operator begins."""

import pytest
from tests.desk.place import ids

from callpilot.desk import answering
from callpilot.desk.numbering import Numbering
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put


def test_rings_stand_in_the_order_in_which_they_began(place, desk):
    late = place.ring(id="late")
    answering.rang(desk, type(late)(id="early", since=late.since - 5000))
    assert [ring.id for ring in desk.state.rings] == ["early", "late"]


def test_a_ring_gets_the_account_of_its_line_by_name_or_dialled_number_else_the_first(place, desk):
    place.ring(line="law")
    place.ring(line="+442079460200")
    place.ring(line="nobody's")
    assert [ring.account for ring in desk.state.rings] == ["law", "law", "surgery"]


def test_answering_takes_the_longest_ring_and_opens_a_call_with_all_that_the_ring_said(place, desk):
    place.ring(name="Anna Petrov", line="law")
    place.clock.advance(12.5)
    place.ring()
    identity = answering.answer(desk)
    call = desk.state.calls[identity]
    assert (call.values["name"], call.values["callback"]) == ("Anna Petrov", "+44 20 7946 0018")
    assert (call.account, call.direction, call.stage, call.wait_ms) == ("law", "inbound", "live", 12500)
    assert (call.ringing_at, call.answered_at) == ("2024-03-04T10:42:17.031Z", "2024-03-04T10:42:29.531Z")
    assert desk.state.front == desk.state.conversation == call
    assert len(desk.state.rings) == 1


def test_the_procedure_that_fits_the_call_is_open_and_says_why(place, desk, call):
    run = desk.state.calls[call].run
    assert run.procedure == "call-handling"
    assert "law" in run.because


def test_a_second_call_is_answered_while_the_first_goes_on_hold_with_its_draft(place, desk, call):
    put(desk, call, message="The lift is")
    other = place.call("+441632960001")
    assert desk.state.calls[call].stage == "held"
    assert desk.state.calls[call].values["message"] == "The lift is"
    assert desk.state.front.id == other


def test_a_ring_that_is_gone_can_not_be_answered_and_the_live_call_stays_live(place, desk, call):
    ring = place.ring()
    other = place.ring()
    answering.ring_gone(desk, ring.id)
    with pytest.raises(DeedRefused, match="doesn't ring"):
        answering.answer(desk, ring.id)
    assert desk.state.calls[call].stage == "live"
    answering.ring_gone(desk, other.id)
    with pytest.raises(DeedRefused, match="nothing is ringing"):
        answering.answer(desk)


@pytest.mark.parametrize("number", ["", "anonymous", "withheld", "not a number", "1", "+++", "call me"])
def test_any_number_can_be_answered_and_a_withheld_one_fills_no_callback(place, number):
    call = place.call(number)
    assert place.desk.state.calls[call].number == number
    callback = place.values(call).get("callback", "")
    assert callback == ("" if number in ("", "anonymous", "withheld") else number)


def test_an_abandoned_ring_is_recorded_with_its_wait_and_leaves_the_screen(place, desk):
    ring = place.ring(name="Anna")
    place.clock.advance(31)
    answering.abandoned(desk, ring.id).result(timeout=10)
    assert desk.state.rings == ()
    (record,) = place.records("call")
    assert (record["disposition"], record["wait_s"], record["name"]) == ("abandoned", 31.0, "Anna")
    assert record["answered_at"] is None
    assert record["closed_at"]
    with pytest.raises(DeedRefused):
        answering.abandoned(desk, ring.id)


def test_a_ring_answered_elsewhere_leaves_the_screen_without_a_record(place, desk):
    answering.ring_gone(desk, place.ring().id)
    place.settle()
    assert desk.state.rings == ()
    assert place.records("call") == []


def test_an_outbound_call_has_its_own_procedure_and_no_ring(place, desk):
    identity = answering.begin_call(desk, number="020 7946 0018", name="Anna", account="law")
    call = desk.state.calls[identity]
    assert (call.direction, call.ringing_at, call.wait_ms) == ("outbound", None, 0)
    assert call.run.procedure == "outbound-call"
    assert call.values["callback"] == "+44 20 7946 0018"


def test_a_contact_on_another_channel_is_taken_for_the_first_account_when_none_is_named(desk):
    identity = answering.begin_call(desk, "inbound", channel="in person")
    call = desk.state.calls[identity]
    assert (call.channel, call.account, call.direction) == ("in person", "surgery", "inbound")


def test_a_card_number_given_for_a_name_or_a_number_is_masked(place, desk):
    call = answering.begin_call(desk, number="4111 1111 1111 1111", name="Visa 4111111111111111")
    assert "1111" in place.values(call)["name"]
    place.settle()
    assert b"411111111111" not in place.bytes_on_disk().replace(b" ", b"")


def test_what_an_earlier_call_of_the_number_recorded_is_in_the_form(place, desk):
    first = place.call()
    put(desk, first, name="Anna Petrov", company="Hill Dental")
    place.close(first)
    place.indexed()
    desk.past = place.index
    again = place.call()
    assert place.values(again)["name"] == "Anna Petrov"
    assert place.values(again)["company"] == "Hill Dental"
    assert answering.earlier_calls(desk, "020 7946 0018")[0] == 1
    assert answering.earlier_calls(desk, "anonymous") == (0, [])


def test_what_the_ring_says_outweighs_what_was_known(place, desk):
    first = place.call(name="Anna Petrov")
    place.close(first)
    desk.past = place.indexed()
    assert place.values(place.call(name="Bo Lund"))["name"] == "Bo Lund"


def test_calls_are_numbered_from_one_each_local_day(place, desk):
    assert [place.call(), place.call()] == ["20240304-desk-3-0001", "20240304-desk-3-0002"]
    place.clock.advance(24 * 3600)
    assert place.call() == "20240305-desk-3-0003"  # the two of yesterday are still open


def test_numbers_begin_at_one_again_where_nothing_is_open(place, desk):
    place.close(place.call())
    place.clock.advance(24 * 3600)
    assert place.call() == "20240305-desk-3-0001"


def test_the_day_in_an_id_is_the_sites_own(place):
    from datetime import UTC, datetime

    place.clock.set_wall(datetime(2024, 7, 1, 23, 30, tzinfo=UTC))  # half past midnight in London's summer
    assert place.call() == "20240702-desk-3-0001"


def test_a_journal_that_can_not_be_read_holds_up_no_caller_and_gives_no_number_twice(place, desk):
    first = place.call()

    def unreadable(_day):
        raise OSError(5, "input/output error")

    desk._numbering = Numbering(unreadable)
    assert place.call() != first
    assert len(desk.state.calls) == 2


def test_a_console_that_only_looks_on_answers_nothing(place):
    desk = place.again(read_only="held by Bo")
    place.ring()
    for deed in (lambda: answering.answer(desk), lambda: answering.begin_call(desk)):
        with pytest.raises(DeedRefused, match="held by Bo"):
            deed()
    assert desk.state.calls == {}
    assert ids(place.records("call")) == []
