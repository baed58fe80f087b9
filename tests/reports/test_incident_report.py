"""The incident report says what, where, when, by which protocol, who was told and who wasn't, and how it ended."""

from datetime import UTC
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from callpilot.reports.incident_report import incident_report
from callpilot.reports.record_view import RecordView, Revision

DAY = "2026-11-23T"


def attempt(to, outcome, at, how="", note=""):
    return {"to": to, "outcome": outcome, "at": f"{DAY}{at}.000Z", "how": how, "by": "maria", "note": note}


DATA: dict[str, Any] = {
    "id": "20261123-desk-3-0042-i1", "kind": "emergency", "call": "20261123-desk-3-0042", "account": "surgery",
    "location": "Mill Lane 4, gate B", "nature": "fire in the kitchen", "people": "two", "hazards": "gas",
    "told": "leave the house", "priority": "P1 life at risk now", "fields": {"way_in": "by the yard"},
    "operator": "maria", "owner": "maria", "desk": "desk-3", "opened_at": f"{DAY}10:00:00.000Z",
    "ended_at": f"{DAY}10:42:05.000Z", "outcome": "handed over",
    "procedures": [{"id": "fire", "version": "2.1", "sha256": "0", "steps": [
        {"id": "where", "outcome": "done", "at": f"{DAY}10:00:20.000Z", "answer": "Mill Lane 4"},
        {"id": "stay", "outcome": "skipped", "at": f"{DAY}10:05:00.000Z", "why": "line lost"},
        {"id": "close", "outcome": "open", "at": None}]}],
    "people_told": [attempt("Gatehouse", "told", "10:02:00", "phone +44 20 7946 0101"),
                    attempt("Dr Osei", "no answer", "10:03:00", "mobile 1"),
                    attempt("Dr Lund", "told", "10:04:00"), attempt("Nurse", "left word", "10:05:00")],
    "not_told": ["Nurse", "The mayor"],
    "timeline": [
        {"at": f"{DAY}10:00:00.000Z", "by": "maria", "text": "emergency declared"},
        {"at": f"{DAY}10:00:20.000Z", "by": "maria", "text": "done: where – Mill Lane 4"},
        {"at": f"{DAY}10:02:00.000Z", "by": "maria", "text": "told Gatehouse (phone +44 20 7946 0101)"},
        {"at": f"{DAY}10:06:00.000Z", "by": "jo", "text": "[bold]smoke[/] is less"},
        {"at": f"{DAY}10:42:05.000Z", "by": "jo", "text": "ended: handed over"}],
}  # fmt: skip
TITLES = {"fire": {"": "Fire in the house", "where": "Where", "stay": "Stay on the line", "close": "Close"}}


def view(data, revisions=()):
    return RecordView(id=DATA["id"], kind="incident", rev=1, data=data, revisions=revisions)


def section(text, heading):
    rest = text.split(f"\n{heading}\n", 1)[1]
    return rest.split("\n\n", 1)[0]


def test_it_says_what_where_when_by_whom_and_how_long():
    text = incident_report(view(DATA), UTC, TITLES)
    assert text.startswith("Emergency 0042-i1 – ended: handed over\n")
    what = section(text, "What and where")
    for words in ("fire in the kitchen", "Mill Lane 4, gate B", "two", "gas", "P1 life", "Way in       by the yard"):
        assert words in what
    when = section(text, "When")
    for words in ("2026-11-23 10:00:00", "maria, desk-3", "20261123-desk-3-0042", "2026-11-23 10:42:05", "42:05"):
        assert words in when
    assert section(text, "Outcome").split() == ["Outcome", "handed", "over", "Given", "by", "jo"]


def test_who_was_told_stands_in_order_with_time_and_way_and_who_was_not_apart():
    text = incident_report(view(DATA), UTC, TITLES)
    told = section(text, "Told, in this order").splitlines()
    assert told[0].split("  ")[-1] == "told Gatehouse (phone +44 20 7946 0101), by maria"
    assert told[0].lstrip().startswith("1. ✔ 2026-11-23 10:02:00")
    assert "✖ 2026-11-23 10:03:00  Dr Osei (mobile 1): no answer" in told[1]
    assert told[2].lstrip().startswith("2. ✔")
    left = section(text, "Not reached, not told").splitlines()
    assert left[0] == "  ✖ Dr Osei: no answer, the last time 2026-11-23 10:03:00"
    assert left[1].startswith("  ✖ Nurse: left word")
    assert left[2] == "  ○ The mayor: not tried"


def test_the_protocol_stands_with_version_and_the_time_of_each_step():
    protocol = section(incident_report(view(DATA), UTC, TITLES), "Protocol").splitlines()
    assert protocol == [
        "  Fire in the house, version 2.1 (fire)", "    ✔ 10:00:20  Where – Mill Lane 4",
        "    – 10:05:00  Stay on the line – line lost", "    · –         Close",
    ]  # fmt: skip


def test_the_notes_are_the_words_that_stand_nowhere_else():
    notes = section(incident_report(view(DATA), UTC, TITLES), "Notes").splitlines()
    assert [line.split("  ")[-1] for line in notes] == ["maria: emergency declared", "jo: [bold]smoke[/] is less"]


def test_an_open_one_says_so_and_has_no_end():
    data = {**DATA, "outcome": "", "ended_at": None, "timeline": DATA["timeline"][:-1]}
    text = incident_report(view(data), UTC, TITLES)
    assert text.startswith("Emergency 0042-i1 – OPEN: no outcome\n")
    assert "Lasted" not in text
    assert "\nOutcome\n" not in text


def test_a_slip_that_was_taken_back_is_in_the_report():
    told = [attempt("Gatehouse", "told", "10:02:00"),
            attempt("Gatehouse", "no answer", "10:03:00", note="correction: not told at 10:02")]  # fmt: skip
    text = incident_report(view({**DATA, "people_told": told}), UTC, TITLES)
    assert "correction: not told at 10:02" in section(text, "Told, in this order")


def test_revisions_are_counted_and_left_to_json():
    made = tuple(
        Revision(rev=n, at=f"{DAY}10:00:0{n}.000Z", by="maria", desk="desk-3", seq=n, changed=()) for n in (1, 2)
    )
    text = section(incident_report(view(DATA, made), UTC, TITLES), "Revisions")
    assert text == "  2 revisions are kept, the last of 2026-11-23 10:00:02 by maria, desk-3; --json has all\n"


ODD = st.recursive(st.none() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
                   | st.dictionaries(st.sampled_from([*DATA, "to", "at", "text", "steps"]), inner, max_size=4),
                   max_leaves=8)  # fmt: skip


@given(st.dictionaries(st.sampled_from(list(DATA)), ODD))
def test_data_of_another_version_or_damaged_does_no_harm(odd):
    text = incident_report(view({**DATA, **odd}), UTC, TITLES)
    assert "\x1b" not in text
    assert text.endswith("\n")
