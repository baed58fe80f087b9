import json
import re
import tomllib
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from callpilot.desk.books import Books
from callpilot.desk.handover_draft import draft_handover
from callpilot.desk.open_work import open_work
from callpilot.desk.state import DeskState
from callpilot.plain.times import stamp
from callpilot.procedures.loading import Library
from callpilot.records.kinds import Call, Escalation, Incident, Message, Shift
from callpilot.records.live import LiveCall, LiveIncident, Pad
from callpilot.reports.figures import answer_target, count
from callpilot.reports.handover import make_handover
from callpilot.reports.handover_html import as_html
from callpilot.reports.handover_text import as_markdown, as_text, escaped
from callpilot.reports.handover_words import figures_line
from callpilot.reports.structured import as_json, as_toml
from callpilot.site.model import Account, Site

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SITE = Site(
    name="Northgate",
    accounts=(Account(id="surgery", name="Surgery", answer_within=10), Account(id="law", name="Law")),
)
SHIFT = Shift(
    id="20261123-desk-3-s1",
    operator="maria",
    desk="desk-3",
    started_at="2026-11-23T07:00:00.000Z",
    notes="Lift 2 is out.",
)
HEADS = {"desk-3": "ab" * 32}


def before(minutes):
    return stamp(NOW - timedelta(minutes=minutes))


def draft(unfinished=(), shift=SHIFT, values=None, books=None):
    """The handover that would be signed now with `unfinished` at the site and `values` on the pad."""
    things = {}
    for thing in unfinished:
        things.setdefault(thing.id, thing)
    matters = {i: one for i, one in things.items() if not isinstance(one, LiveCall | LiveIncident)}
    state = DeskState(
        site=SITE, library=Library(), operator=shift.operator, desk=shift.desk,
        pad=Pad(id="pad", shift=shift, values=values or {}),
        calls={i: one for i, one in things.items() if isinstance(one, LiveCall)},
        incidents={i: one for i, one in things.items() if isinstance(one, LiveIncident)},
        books=replace(books or Books(), matters=matters),
    )  # fmt: skip
    return draft_handover(state, shift, NOW)


def handover(*, calls=(), unfinished=(), made=None, shift=SHIFT, record=None):
    record, is_draft = record or draft(unfinished, shift), record is None
    made = made or {"messages": 0, "escalations": 0, "incidents": 0}
    figures = count(calls, answer_target(SITE), **made, status_s=shift.status_s)
    return make_handover(SITE, shift, record, figures, HEADS, is_draft=is_draft)


def message(number=1, **what):
    return Message(id=f"20261123-desk-3-0001-m{number}", call="20261123-desk-3-0001", taken_at=before(30), **what)


def escalation(number=1, due=60, **what):
    due_at = stamp(NOW + timedelta(minutes=due))
    return Escalation(id=f"20261123-desk-3-0002-e{number}", call="c", opened_at=before(30), due_at=due_at, **what)


INCIDENT = Incident(id="20261123-desk-3-0003-i1", nature="fire", location="Mill Lane 4", opened_at=before(5))
HELD = LiveCall(id="20261123-desk-3-0004", stage="held", answered_at=before(3), values={"name": "Anna"})

WORDS = st.text(max_size=40)
UNFINISHED = st.one_of(
    st.builds(
        Message,
        id=st.from_regex(r"20261123-desk-3-\d{4}-m\d", fullmatch=True),
        call=st.just("c"),
        text=WORDS,
        for_=WORDS,
        urgency=st.sampled_from(["routine", "soon", "urgent", "?"]),
        state=st.sampled_from(["undelivered", "held"]),
        taken_at=st.sampled_from(["", "not a time", before(90)]),
    ),
    st.builds(
        Escalation,
        id=st.from_regex(r"20261123-desk-3-\d{4}-e\d", fullmatch=True),
        call=st.just("c"),
        reason=WORDS,
        severity=st.sampled_from(["low", "critical", ""]),
        due_at=st.sampled_from(["", before(10), stamp(NOW + timedelta(hours=1))]),
    ),
    st.builds(Incident, id=st.from_regex(r"20261123-desk-3-\d{4}-i\d", fullmatch=True), nature=WORDS),
    st.builds(
        LiveCall,
        id=st.from_regex(r"20261123-desk-3-\d{4}", fullmatch=True),
        stage=st.sampled_from(["live", "held", "wrap-up"]),
        values=st.dictionaries(st.sampled_from(["name", "subject", "message"]), WORDS),
    ),
    st.builds(LiveIncident, id=st.from_regex(r"20261123-desk-3-\d{4}-i\d", fullmatch=True)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(UNFINISHED, max_size=12))
def test_every_open_item_is_in_the_handover_in_every_form(unfinished):
    made = handover(unfinished=unfinished)
    wanted = {thing.id for thing in unfinished}
    assert {item.id for item in made.open} == wanted
    assert len(made.open) == len(wanted)
    assert {item["id"] for item in json.loads(as_json(made))["open"]} == wanted
    assert {item["id"] for item in tomllib.loads(as_toml(made))["open"]} == wanted
    for text in (as_text(made, UTC), unescape(as_html(made, UTC)), as_markdown(made, UTC).replace("\\", "")):
        assert all(identity in text for identity in wanted)


@given(st.lists(UNFINISHED, max_size=8), st.randoms())
def test_the_order_of_open_work_does_not_depend_on_the_order_it_comes_in(unfinished, random):
    once = {thing.id: thing for thing in unfinished}
    things = list(once.values())
    random.shuffle(things)
    assert open_work(things, NOW) == open_work(once.values(), NOW)


def test_danger_comes_first_then_callers_who_wait_then_what_is_late_or_urgent():
    messages = [message(1, urgency="routine"), message(2, urgency="urgent")]
    escalations = [escalation(1, due=30), escalation(2, due=-5, severity="low")]
    things = [*messages, *escalations, HELD, INCIDENT]
    assert [item.id[-7:] for item in open_work(things, NOW)] == [
        "0003-i1", "-3-0004", "0002-e2", "0001-m2", "0002-e1", "0001-m1",
    ]  # fmt: skip


def test_an_escalation_past_its_deadline_is_overdue_and_says_so_in_words():
    made = handover(unfinished=[escalation(due=-1)])
    assert made.open[0].overdue
    for text in (as_text(made), as_markdown(made), as_html(made)):
        assert "OVERDUE" in text


def test_what_is_finished_is_not_open_work():
    done = [
        message(state="delivered"),
        Escalation(id="e", call="c", resolved_at=before(1)),
        Incident(id="i", outcome="resolved"),
    ]
    assert open_work(done, NOW) == ()


def test_a_live_sheet_goes_before_what_the_journal_says_of_the_same_incident():
    live = LiveIncident(id=INCIDENT.id, opened_at=before(5), values={"nature": "gas leak"})
    (item,) = open_work([live, INCIDENT], NOW)
    assert "gas leak" in item.what
    assert open_work([LiveIncident(id=INCIDENT.id, outcome="false alarm"), INCIDENT], NOW) == ()


def test_an_age_is_never_negative_when_a_clock_was_set_back():
    (item,) = open_work([Message(id="m", call="c", taken_at=stamp(NOW + timedelta(hours=2)))], NOW)
    assert item.age_s == 0


def test_figures_count_what_happened_and_judge_the_wait_by_the_accounts_own_target():
    surgery = {"account": "surgery", "ringing_at": before(9)}
    calls = [
        Call(id="1", **surgery, wait_s=9, talk_s=60, wrap_s=10, type="message", disposition="message taken"),
        Call(id="2", **surgery, wait_s=11, talk_s=120, wrap_s=20, disposition="resolved"),
        Call(
            id="3",
            account="law",
            ringing_at=before(7),
            wait_s=29,
            talk_s=60,
            type="message",
            disposition="resolved",
        ),
        Call(id="4", direction="outbound", talk_s=60, disposition="no answer"),
        Call(id="5", ringing_at=before(6), wait_s=40, disposition="abandoned"),
        Call(id="6", ringing_at=before(5), wait_s=50, disposition="missed"),
    ]
    figures = handover(calls=calls, made={"messages": 3, "escalations": 2, "incidents": 1}).figures
    assert (figures.answered, figures.in_target, figures.abandoned, figures.missed, figures.outbound) == (
        3,
        2,
        1,
        1,
        1,
    )
    assert figures.average_wait_s == pytest.approx(16.3)
    assert figures.average_talk_s == 75
    assert figures.average_wrap_s == 7.5
    assert figures.by_type == {"message": 2, "not given": 2}
    assert figures.by_disposition == {"resolved": 2, "message taken": 1, "no answer": 1}
    assert (figures.messages, figures.escalations, figures.incidents) == (3, 2, 1)


def test_mails_and_posts_are_counted_by_themselves_and_against_no_target():
    calls = [
        Call(id="1", ringing_at=before(9), wait_s=99, talk_s=60),
        Call(id="2", channel="chat", ringing_at=before(9), wait_s=3, talk_s=60),
        Call(id="3", channel="email", ringing_at=before(9), wait_s=9000, talk_s=600),
        Call(id="4", channel="social", ringing_at=before(9), wait_s=9000, talk_s=600),
        Call(id="5", channel="email", direction="outbound", talk_s=600),
    ]
    made = handover(calls=calls)
    figures = made.figures
    assert (figures.answered, figures.in_target, figures.written, figures.outbound) == (2, 1, 2, 1)
    assert figures.average_talk_s == 60
    assert "Within the target  1 of 2 (50 %)" in as_text(made)
    assert "E-mails, posts     2" in as_text(made)
    assert figures_line(figures) == "2 answered, 1 within the target; 0 abandoned; 2 written; 1 outbound"


def test_a_shift_without_calls_has_no_averages_and_divides_by_nothing():
    made = handover()
    assert made.figures.average_wait_s is None
    assert "0 of 0" in as_text(made)
    assert "Nothing is open" in as_text(made)


def test_notes_figures_and_the_journals_last_hash_are_in_every_form():
    made = handover()
    for text in (
        as_text(made),
        as_html(made),
        as_markdown(made).replace("\\", ""),
        as_json(made),
        as_toml(made),
    ):
        assert "Lift 2 is out." in text
        assert HEADS["desk-3"] in text


def test_html_shows_markup_from_callers_as_text_and_runs_nothing():
    page = as_html(handover(unfinished=[message(text="<script>alert(1)</script>&", for_="\"'")]))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in page
    assert "http" not in re.sub(r"http-equiv", "", page)


@given(st.text(max_size=60))
def test_markdown_from_callers_is_escaped_and_stays_on_one_line(text):
    shown = escaped(text)
    assert "\n" not in shown
    marked = shown.replace("<br>", "")
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]#|<>&~]", marked)


@pytest.mark.parametrize("text", ["- a", "+ a", "= a", "1. a", "12) a", "# a", "> a", "---"])
def test_a_line_of_notes_never_begins_a_list_or_a_heading(text):
    shown = escaped(text)
    assert re.match(r"\\[-+=#>]|\d+\\[.)]", shown)
    assert shown.replace("\\", "") == text


def test_ids_stay_as_they_are_in_markdown():
    assert "20261123-desk-3-0002-e1" in as_markdown(handover(unfinished=[escalation(1)]))


def test_escape_codes_never_reach_a_terminal_or_a_file():
    made = handover(unfinished=[message(text="\x1b]0;owned\x07")])
    for text in (as_text(made), as_html(made), as_markdown(made)):
        assert "\x1b" not in text
        assert "\x07" not in text


def test_a_message_shows_its_instructions_and_whom_it_is_for():
    text = as_text(handover(unfinished=[message(text="Call back", for_="Dr Osei", instructions="after 16:00")]))
    assert "Call back (after 16:00)" in text
    assert re.search(r"Owner\s+Dr Osei", text)


def test_a_shift_that_ended_says_when():
    ended = Shift(id="s", operator="maria", desk="desk-3", ended_at="2026-11-23T15:00:00.000Z")
    assert re.search(r"Ended\s+2026-11-23 15:00", as_text(handover(shift=ended), UTC))
    assert "still under way" in as_text(handover(), UTC)


def test_people_read_what_an_account_is_called_and_programs_both():
    made = handover(unfinished=[message(account="surgery", text="results")])
    assert "Account  Surgery" in as_text(made)
    (row,) = json.loads(as_json(made))["open"]
    assert (row["account"], row["account_name"]) == ("surgery", "Surgery")
