"""Open work in words, the same for the screen and the command line."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.desk.open_work import open_item, open_work
from callpilot.plain.times import stamp
from callpilot.records.kinds import Delivery, Escalation, FollowUp, Incident, Message
from callpilot.records.parts import TimelineItem
from callpilot.reports.columns import cells
from callpilot.reports.work_words import as_text, detail, due_words, fitting, mark, row, span, who_words

NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)


def at(minutes):
    return stamp(NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1h 00m"), (86399, "23h 59m"), (86400, "1d 0h"),
     (99 * 86400, "99d 0h"), (400 * 86400, "400 d")],
)  # fmt: skip
def test_a_span_is_short(seconds, words):
    assert span(seconds) == words


@given(st.integers(0, 10**9))
def test_a_span_never_takes_more_than_seven_cells(seconds):
    assert cells(span(seconds)) <= 7


@pytest.mark.parametrize(
    ("due", "words"), [(12, "due in 12 min"), (-5, "OVERDUE 5 min"), (0, "due in 0 s"), (90, "due in 1h 30m")]
)
def test_a_due_time_is_said_from_now(due, words):
    item = open_item(FollowUp(id="f", due_at=at(due)), NOW)
    assert due_words(item, NOW) == words


@pytest.mark.parametrize(("until", "words", "sign"), [(60, "held 1h 00m", "⏸"), (-5, "DUE 5 min", "▲")])
def test_a_held_message_is_held_and_then_due_not_late(until, words, sign):
    item = open_item(Message(id="m", call="c", state="held", held_until=at(until)), NOW)
    assert (due_words(item, NOW), mark(item)) == (words, sign)


def test_who_says_from_whom_and_for_whom():
    assert who_words(open_item(Message(id="m", call="c", from_="Anna", for_="Dr Osei"), NOW)) == "Anna → Dr Osei"
    assert who_words(open_item(Message(id="m", call="c", for_="Dr Osei"), NOW)) == "→ Dr Osei"
    assert who_words(open_item(FollowUp(id="f", callback="+44 20 7946 0018"), NOW)) == "+44 20 7946 0018"


def test_the_detail_has_what_was_done_the_newest_first():
    record = Escalation(
        id="e", call="c", reason="No heating", opened_at=at(-60), due_at=at(5),
        deliveries=(Delivery(id="d", to="Bo", outcome="no answer", at=at(-20), by="Jo"),),
        history=(TimelineItem(at=at(-10), by="Jo", text="boiler man on his way"),),
    )  # fmt: skip
    said = list(detail(open_item(record, NOW), record, NOW, UTC))
    assert ("Due", "2026-11-20 10:47 – due in 5 min") in said
    assert [words for _label, words in said][-2:] == ["Jo: boiler man on his way", "✖ Bo: no answer, by Jo"]


def test_the_detail_of_an_incident_has_its_timeline():
    record = Incident(
        id="i", nature="fire", opened_at=at(-5), timeline=(TimelineItem(at=at(-4), by="Jo", text="told"),)
    )
    assert ("10:38", "Jo: told") in list(detail(open_item(record, NOW), record, NOW, UTC))


def test_a_filter_takes_every_word_somewhere():
    items = open_work([FollowUp(id="20261120-desk-3-0042-f1", what="Send the form", owner="Jo", due_at=at(-1))], NOW)
    for words in ("form jo", "OVERDUE", "0042-f1", "", "  "):
        assert fitting(items, words) == items
    assert fitting(items, "form maria") == ()


@given(st.text(max_size=60), st.text(max_size=200), st.sampled_from(["", "soon", "2026-11-20T10:00:00Z", at(3)]))
def test_any_text_makes_one_row_and_one_line(name, what, due):
    items = open_work([FollowUp(id="f", name=name, what=what, owner=name, due_at=due)], NOW)
    assert len(row(items[0], NOW)) == 10
    assert as_text(items, NOW, width=80).count("\n") == 2


@pytest.mark.parametrize(("width", "lacks"), [(None, ()), (150, ()), (120, ("Next",)), (80, ("Next", "Level", "Who"))])
def test_a_narrow_terminal_has_fewer_columns_and_no_line_is_wider(width, lacks):
    items = open_work(
        [Message(id="20261120-desk-3-0042-m1", call="c", from_="Anna Petrov", for_="Dr Osei", text="word " * 40,
                 owner="Maria K.", taken_at=at(-9))],
        NOW,
    )  # fmt: skip
    lines = as_text(items, NOW, width=width).splitlines()
    assert not any(word in lines[0] for word in lacks)
    assert width is None or all(cells(line) <= width for line in lines)
    assert "What" in lines[0]
    assert "Due" in lines[0]


def test_an_attempt_of_an_incident_is_said_once_though_its_timeline_has_it_too():
    attempt = Delivery(id="d", to="Dr Osei", how="phone", at=at(-4), by="Maria", outcome="told")
    timeline = (
        TimelineItem(at=at(-4), by="Maria", text="told Dr Osei (phone)"),
        TimelineItem(at=at(-3), by="Maria", text="she is on her way"),
    )
    record = Incident(id="20261120-desk-3-0042-i1", opened_at=at(-9), timeline=timeline, people_told=(attempt,))
    said = [words for _label, words in detail(open_item(record, NOW), record, NOW, UTC)]
    assert sum("Dr Osei" in words for words in said if "told" in words) == 1
    assert "Maria: she is on her way" in said
