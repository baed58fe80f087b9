import json
import tomllib

import pytest

from callpilot.desk.amend import LONGEST


def amend(place, *pairs, why="misheard", identity="0042"):
    words = [word for pair in pairs for word in ("--set", pair)]
    place.run("amend", identity, *words, "--why", why, "--operator", "jo")
    return place


def shown(place, identity="0042"):
    return json.loads(place.run("show", identity, "--json"))


def test_a_call_is_shown_by_its_whole_id_or_its_short_one(full):
    assert full.run("show", full.call_id) == full.run("show", "0042")
    for words in ("Anna Petrov", "prescription", "message taken", "Dr Osei"):
        assert words in full.out


def test_a_message_is_shown_by_its_own_id(full):
    assert "Call back" in full.run("show", "0042-m1")


def test_json_and_toml_hold_the_same_record(full):
    as_json = json.loads(full.run("show", "0042", "--json"))
    as_toml = tomllib.loads(full.run("show", "0042", "--toml"))
    assert as_json["data"]["name"] == as_toml["data"]["name"] == "Anna Petrov"
    assert "salt" not in as_json["data"]


@pytest.mark.parametrize("identity", ["9999", "", "../../etc/passwd", "%", "x" * 500])
def test_an_id_that_nothing_has_is_status_1_and_one_line(identity, full):
    full.run("show", identity)
    assert full.status == 1
    assert full.out == ""
    assert full.err.count("\n") == 1


def test_an_amendment_is_a_new_revision_with_who_when_and_why_and_the_old_one_stays(full):
    amend(full, "name=Ana Petrov", "notes=two\nlines")
    assert full.status == 0
    assert full.out == f"{full.call_id} revision 2\n"
    record = shown(full)
    assert (record["rev"], record["data"]["name"], record["data"]["notes"]) == (2, "Ana Petrov", "two\nlines")
    first, second = record["revisions"]
    assert (second["by"], second["why"]) == ("jo", "misheard")
    assert {"field": "name", "was": "Anna Petrov", "now": "Ana Petrov"} in second["changed"]
    assert "name: Anna Petrov → Ana Petrov" in full.run("show", "0042")
    assert first["rev"] == 1


def test_the_log_shows_an_amended_call_as_it_is_now(full):
    amend(full, "name=Ana Petrov")
    full.run("log")
    assert "Ana Petrov" in full.out
    assert "0042*" in full.out


def test_the_journal_verifies_after_an_amendment(full):
    amend(full, "name=Ana Petrov")
    full.run("records", "verify")
    assert full.status == 0


def test_a_field_of_the_procedure_is_amended_by_its_name(full):
    amend(full, "fields.card_state=expired")
    assert shown(full)["data"]["fields"] == {"card_state": "expired"}


def test_a_third_revision_follows_the_second(full):
    amend(full, "name=Ana")
    amend(full, "company=Hill Dental")
    record = shown(full)
    assert (record["rev"], record["data"]["name"], record["data"]["company"]) == (3, "Ana", "Hill Dental")


def test_card_numbers_and_escape_codes_never_reach_the_disk(full):
    amend(full, "notes=card 4111 1111 1111 1111 \x1b[2J", why="wrote 4111111111111111")
    written = b"".join(path.read_bytes() for path in full.journal_files)
    assert b"1111 1111 1111 1111" not in written
    assert b"4111111111111111" not in written
    assert b"\\u001b" not in written
    assert shown(full)["data"]["notes"].endswith("1111 ␛[2J")


def test_a_callback_number_is_written_for_people(full):
    amend(full, "callback=020 7946 0018 ext 12")
    assert shown(full)["data"]["callback"] == "+44 20 7946 0018 ext. 12"


@pytest.mark.parametrize(
    ("pair", "named"),
    [
        ("talk_s=5", "talk_s"),
        ("id=other", "id"),
        ("disposition=abandoned", "disposition"),
        ("disposition=fine", "disposition"),
        ("type=gossip", "type"),
        ("fields.=x", "fields."),
        ("name=Anna Petrov", "nothing would change"),
        ("notes=" + "x" * (LONGEST + 1), "notes"),
    ],
)
def test_what_cannot_be_amended_is_refused_by_name_and_nothing_is_written(pair, named, full):
    amend(full, pair)
    assert full.status == 1
    assert named in full.err
    assert full.err.count("\n") == 1
    assert shown(full)["rev"] == 1


@pytest.mark.parametrize("words", [["--set", "name=x"], ["--set", "name=x", "--why", " "], ["--why", "x"],
                                   ["--set", "name", "--why", "x"], ["--set", "=x", "--why", "x"],
                                   ["--set", "name=a", "--set", "name=b", "--why", "x"]])  # fmt: skip
def test_an_amendment_without_a_reason_or_a_field_is_wrong_use(words, full):
    full.run("amend", "0042", *words)
    assert full.status == 2
    assert full.err.count("\n") == 1
    assert shown(full)["rev"] == 1


def test_only_calls_are_amended(full):
    amend(full, "name=x", identity="0042-m1")
    assert full.status == 1
    assert "only calls" in full.err


def test_what_a_later_version_wrote_into_a_call_survives_an_amendment(full):
    from callpilot.journal.store import Draft, Journal

    journal = Journal(full.data, "desk-3")
    data = {"id": full.call_id, "name": "Anna", "mood": {"level": 3}}
    journal.append_now([Draft(kind="call", id=full.call_id, by="later", data=data)])
    journal.close()
    amend(full, "name=Ana")
    assert shown(full)["data"]["mood"] == {"level": 3}
