import json
import tomllib
from datetime import UTC

import pytest
from msgspec import Raw

from callpilot.records.entry import Entry
from callpilot.reports.record_text import as_text
from callpilot.reports.record_view import changes, view
from callpilot.reports.structured import as_json, as_toml

CALL = {
    "id": "20261123-desk-3-0042",
    "direction": "inbound",
    "name": "Anna Petrov",
    "notes": "wants\nher results",
    "fields": {"card_state": "expired"},
    "ringing_at": "2026-11-23T10:42:10.000Z",
    "answered_at": "2026-11-23T10:42:17.031Z",
    "closed_at": "2026-11-23T10:45:00.000Z",
    "talk_s": 134.0,
    "incident": None,
    "procedures": [
        {
            "id": "call-handling",
            "version": "1.2",
            "sha256": "00",
            "steps": [
                {"id": "greeting", "outcome": "done", "at": "2026-11-23T10:42:20.000Z", "seconds": 3},
                {"id": "verify", "outcome": "skipped", "why": "known voice", "answer": "", "at": None, "seconds": 0},
            ],
        }
    ],
    "messages": ["20261123-desk-3-0042-m1"],
}  # fmt: skip
MESSAGE = {
    "id": "20261123-desk-3-0042-m1",
    "for": "Dr Osei",
    "text": "Call back",
    "taken_at": "2026-11-23T10:44:00.000Z",
}


def entry(data, rev=1, kind="call", **what):
    raw = Raw(json.dumps({**data, "salt": "f00f"}).encode()) if isinstance(data, dict) else Raw(data)
    common = {
        "seq": rev,
        "at": f"2026-11-23T11:0{rev}:00.000Z",
        "desk": "desk-3",
        "by": "maria",
        "hash": "ab",
    }
    return Entry(**{**common, "kind": kind, "id": CALL["id"], "rev": rev, "data": raw, **what})


AMENDED = [entry(CALL), entry({**CALL, "name": "Ana Petrov"}, rev=2, why="misspelt", by="jo")]


def test_a_record_is_shown_with_its_facts_people_steps_and_times_in_local_time():
    text = as_text(view([entry(CALL)]), UTC)
    for words in ("Call 0042", "Anna Petrov", "card_state  expired", "2026-11-23 10:42:17", "2:14",
                  "call-handling 1.2", "✔ greeting – done (0:03)", "– verify – skipped – known voice"):  # fmt: skip
        assert words in text


def test_the_timeline_is_in_the_order_of_time_and_holds_what_came_from_the_call():
    text = as_text(view([entry(CALL)], [entry(MESSAGE, kind="message", id=MESSAGE["id"])]), UTC)
    part = text[text.index("Timeline") :]
    places = [part.index(words) for words in ("rang", "answered", "done: greeting", "message taken: 0042-m1", "closed")]
    assert places == sorted(places)


def test_a_message_of_the_call_is_shown_with_its_text_or_at_least_its_id():
    assert "Dr Osei · Call back" in as_text(view([entry(CALL)], [entry(MESSAGE, kind="message", id=MESSAGE["id"])]))
    assert "20261123-desk-3-0042-m1" in as_text(view([entry(CALL)]))


def test_every_revision_says_who_when_why_and_what_changed():
    text = as_text(view(AMENDED), UTC)
    assert "Call 0042, revision 2" in text
    assert "2026-11-23 11:02:00  jo, desk-3: misspelt" in text
    assert "name: Anna Petrov → Ana Petrov" in text


def test_revisions_may_be_given_in_any_order():
    assert view(AMENDED) == view(AMENDED[::-1])
    assert view(AMENDED).data["name"] == "Ana Petrov"


def test_the_salt_is_never_shown():
    record = view(AMENDED)
    assert "f00f" not in as_text(record) + as_json(record) + as_toml(record)


def test_json_and_toml_hold_the_data_and_the_revisions():
    record = view(AMENDED)
    for read in (json.loads(as_json(record)), tomllib.loads(as_toml(record))):
        assert read["data"]["name"] == "Ana Petrov"
        assert read["revisions"][1]["changed"] == [{"field": "name", "was": "Anna Petrov", "now": "Ana Petrov"}]


def test_a_member_of_fields_is_a_change_of_its_own_and_a_lost_one_too():
    found = changes({"fields": {"a": "1", "b": "2"}}, {"fields": {"a": "3"}})
    assert [(c.field, c.was, c.now) for c in found] == [("fields.a", "1", "3"), ("fields.b", "2", None)]


def test_kinds_and_fields_of_a_later_version_are_shown_as_they_are():
    record = view([entry({"id": "x", "mood": {"level": 3}}, kind="evaluation")])
    assert "level: 3" in as_text(record)
    assert json.loads(as_json(record))["data"]["mood"] == {"level": 3}


@pytest.mark.parametrize("raw", [b"[1]", b"nonsense", b"\xff"])
def test_data_that_cannot_be_read_is_shown_as_it_is_and_does_no_harm(raw):
    assert "Unreadable" in as_text(view([entry(raw)]))


@pytest.mark.parametrize("wrong", [5, "text", None, [1, None], {"a": 1}, [{"steps": 3}]])
def test_members_of_the_wrong_type_do_no_harm(wrong):
    names = (
        "fields",
        "procedures",
        "timeline",
        "messages",
        "escalations",
        "incident",
        "name",
        "ringing_at",
        "talk_s",
    )
    record = view([entry({"id": "x", **dict.fromkeys(names, wrong)})])
    assert as_text(record)
    assert tomllib.loads(as_toml(record))["id"] == CALL["id"]


def test_an_incident_shows_its_own_timeline():
    note = {"at": "2026-11-23T10:01:00.000Z", "by": "maria", "text": "ambulance called"}
    incident = {"id": "x", "kind": "emergency", "opened_at": "2026-11-23T10:00:00.000Z", "timeline": [note]}
    assert "maria: ambulance called" in as_text(view([entry(incident, kind="incident")]))


def test_escape_codes_in_a_record_are_made_visible():
    assert "\x1b" not in as_text(view([entry({**CALL, "name": "\x1b[2J"})]))


def test_a_record_without_entries_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        view([])


def test_a_handovers_items_have_a_line_each_and_its_revisions_say_what_was_taken():
    message = {"id": "20261123-desk-3-0001-m1", "kind": "message", "level": "urgent", "state": "undelivered",
               "what": "results", "owner": "Maria", "accepted_by": "", "accepted_at": None, "question": ""}  # fmt: skip
    promise = {**message, "id": "20261123-desk-3-0002-f1", "kind": "follow-up", "level": "", "what": "ring back"}
    promise = {**promise, "state": "open", "accepted_by": "Jo"}
    taken = {**message, "accepted_by": "Priya", "accepted_at": "2026-11-23T15:05:00.000Z"}
    left = {**promise, "accepted_by": "", "question": "Priya: when?"}
    made = {"id": "20261123-desk-3-s1-h", "operator": "Maria", "items": [message, promise]}
    after = {**made, "items": [taken, left]}
    text = as_text(view([entry(made, kind="handover"), entry(after, rev=2, kind="handover")]), UTC)
    said = "accepted by Priya, 2026-11-23 15:05:00"
    assert f"0001-m1  message · urgent · undelivered · results · owner Maria · {said}\n" in text
    assert "0002-f1  follow-up · open · ring back · owner Maria · left – Priya: when?\n" in text
    assert f"     0001-m1: {said}\n     0002-f1: left – Priya: when?\n" in text
    assert "accepted_by:" not in text
    broken = as_text(view([entry({"items": ["x", 3, {"id": 7}]}, kind="handover")]), UTC)
    assert broken.startswith("Handover")


def test_a_notices_time_is_local_and_its_weight_a_word():
    notice = {"id": "20261123-desk-3-n1", "text": "Fire drill", "at": "2026-11-23T15:05:00.000Z", "important": True}
    text = as_text(view([entry(notice, kind="notice")]), UTC)
    assert "At         2026-11-23 15:05:00\n" in text
    assert "Important  yes\n" in text
