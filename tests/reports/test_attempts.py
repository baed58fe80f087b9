"""Attempts, transfers, deliveries and follow-ups stand in the records that are read, each once, in words."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.place import Place

from callpilot.desk import transferring
from callpilot.desk.follow_ups import make_follow_up
from callpilot.desk.matters import hold_message, move_due
from callpilot.desk.messages import take_message
from callpilot.desk.reaching import attempt
from callpilot.desk.writing import put
from callpilot.plain.clock import ManualClock
from callpilot.reports.attempts import added_words, attempt_line, attempts_in, past_of, with_local_times
from callpilot.reports.gathering import record_of
from callpilot.reports.open_record import open_record
from callpilot.reports.record_text import as_text
from callpilot.reports.timeline import timeline


@pytest.fixture
def place(tmp_path):
    there = Place(tmp_path)
    yield there
    there.end()


@pytest.fixture
def call(place) -> str:
    """A call with a message tried twice and delivered, a follow-up, and a transfer that was taken at the second try."""
    desk, clock = place.desk, place.clock
    identity = place.call()
    put(desk, identity, name="Anna Petrov", message="Ring back", **{"for": "Dr Osei"})
    take_message(desk, identity)
    clock.advance(60)
    attempt(desk, f"{identity}-m1", to="Dr Osei", how="mobile 0770", outcome="no answer")
    hold_message(desk, f"{identity}-m1", clock.now() + timedelta(hours=2))
    clock.advance(60)
    attempt(desk, f"{identity}-m1", to="Dr Osei", how="pager 17", outcome="told")
    clock.advance(60)
    make_follow_up(desk, identity, what="tell her the price", due=clock.now() + timedelta(hours=3), priority="soon")
    move_due(desk, f"{identity}-f1", clock.now() + timedelta(hours=5), "the price list is late")
    for outcome in ("refused", "told"):
        clock.advance(60)
        transferring.transfer(desk, identity, to="Ida Lund", how="phone 18", kind="warm", outcome=outcome)
    return identity


def _text(place, identity: str) -> str:
    record = record_of(place.indexed(), identity)
    assert record is not None
    return as_text(record, None)


def test_a_closed_call_tells_every_attempt_once(place, call):
    place.close(call)
    text = _text(place, call)
    moments = text.partition("\nTimeline\n")[2].partition("\nRevisions\n")[0]
    for words in (
        "0001-m1: Dr Osei (mobile 0770): no answer",
        "0001-m1: told Dr Osei (pager 17)",
        "follow-up promised: 0001-f1",
        "Ida Lund (phone 18): refused – warm transfer",
        "passed on to Ida Lund (phone 18) – warm transfer",
    ):
        assert moments.count(words) == 1, moments
    assert "message · delivered · Dr Osei · Ring back" in text
    assert "follow-up · open · tell her the price · due 2024-03-04" in text
    assert "T10:" not in text  # stamps are local times


def test_an_open_call_tells_the_same(place, call):
    library = place.library.procedures
    index = place.indexed()
    record = open_record(place.desk.state.calls[call], index, library, ManualClock(place.clock.now()).mono())
    told = [text for _at, text in timeline(record)]
    assert "passed on to Ida Lund (phone 18) – warm transfer" in told
    assert told.count("Ida Lund (phone 18): refused – warm transfer") == 1


def test_a_message_shows_who_was_tried_how_it_was_held_and_that_it_is_delivered(place, call):
    text = _text(place, f"{call}-m1")
    tried = text.partition("\nTried\n")[2].partition("\n\n")[0]
    assert "✖ Dr Osei (mobile 0770): no answer, by Maria" in tried
    assert "✔ told Dr Osei (pager 17), by Maria" in tried
    moments = text.partition("\nTimeline\n")[2]
    assert "Maria: held until Mon 4 Mar 2024" in moments
    assert "  delivered\n" in moments
    assert "{'" not in text
    assert "deliveries: told Dr Osei (pager 17)" in text


def test_a_follow_up_shows_what_was_promised_and_why_it_was_moved(place, call):
    text = _text(place, f"{call}-f1")
    assert "What  tell her the price" in text
    assert "the price list is late" in text
    assert "Priority" in text


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(anything, anything)
def test_whatever_another_version_wrote_is_read_without_a_fault(one, other):
    data = {"deliveries": one, "people_told": other, "history": one}
    for attempt_found in attempts_in(data):
        attempt_line(attempt_found, None)
    list(past_of(data))
    added_words(one, other, "deliveries")
    with_local_times(str(one), None)
