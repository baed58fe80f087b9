import json
import tomllib

import pytest

from callpilot.desk.amend import LONGEST
from callpilot.journal.store import Journal
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.records.changes import CallOpened, Held, IncidentOpened, RunChanged, Typed
from callpilot.records.kinds import Call
from callpilot.records.parts import ProcedureRecord, StepRecord


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


@pytest.fixture
def under_way(full):
    """Beside the closed call 0042, today's call 0046, open: its procedure begun, its caller on hold."""
    from callpilot.procedures.run import Run, StepMark

    identity = f"{full.call_id[:-4]}0046"
    begun = Run(
        procedure="call-handling", version="1.0", sha256="", current="caller",
        marks=(StepMark(id="greeting", outcome="done", at=full.ago(3), seconds=7),),
    )  # fmt: skip
    journal = Journal(full.data, "desk-3")
    sheet = journal.sheet(identity)
    sheet.write(CallOpened(at=full.ago(4), mono=0, id=identity, operator="maria", desk="desk-3", account="surgery"))
    sheet.write(RunChanged(at=full.ago(3), mono=60_000, place=0, run=begun))
    sheet.write(Typed(at=full.ago(2), mono=120_000, field="name", text="Noor Haddad"))
    sheet.write(Held(at=full.ago(1), mono=180_000))
    journal.close()
    return full


@pytest.mark.parametrize("identity", ["0046", "whole"])
def test_a_call_that_is_open_is_shown_as_it_stands_and_marked_as_open(identity, under_way):
    identity = f"{under_way.call_id[:-4]}0046" if identity == "whole" else identity
    text = under_way.run("show", identity)
    assert under_way.status == 0
    assert text.startswith("Call 0046 – OPEN: held\n")
    assert "Noor Haddad" in text
    record = json.loads(under_way.run("show", identity, "--json"))
    assert (record["open"], record["rev"], record["revisions"]) == ("held", 0, [])
    assert (record["data"]["closed_at"], record["data"]["ended_at"], record["data"]["disposition"]) == (None, None, "")
    assert record["data"]["talk_s"] == 180
    assert record["data"]["hold_s"] >= 60
    assert tomllib.loads(under_way.run("show", identity, "--toml"))["data"]["name"] == "Noor Haddad"


def test_showing_an_open_call_changes_nothing_on_disk(under_way):
    before = {path: path.read_bytes() for path in under_way.data.rglob("*") if path.is_file()}
    under_way.run("show", "0046")
    assert {path: path.read_bytes() for path in under_way.data.rglob("*") if path.is_file()} == before


def test_a_closed_call_is_not_marked_as_open_and_of_two_alike_the_open_one_is_shown(under_way):
    assert "OPEN" not in under_way.run("show", "0042")
    assert json.loads(under_way.run("show", "0042", "--json"))["open"] == ""
    under_way.keep(Call(id=f"{under_way.call_id[:8]}-desk-4-0046", name="Lund", answered_at=under_way.ago(0)))
    assert "Noor Haddad" in under_way.run("show", "0046")


def test_an_emergency_without_outcome_is_shown_as_its_sheet_has_it_now(full):
    identity = f"{full.call_id[:-4]}0045-i1"
    journal = Journal(full.data, "desk-3")
    sheet = journal.sheet(identity)
    sheet.write(IncidentOpened(at=full.ago(5), mono=0, id=identity, operator="maria", desk="desk-3"))
    sheet.write(Typed(at=full.ago(4), mono=1, field="location", text="Mill Lane 4, second floor"))
    journal.close()
    text = full.run("show", "0045-i1")
    assert text.startswith("Emergency 0045-i1 – OPEN: no outcome\n")
    assert "second floor" in text
    assert "Revisions" in text


def test_steps_and_procedures_are_shown_by_their_titles_and_by_their_ids_once_they_are_gone(under_way):
    procedure = load_library([shipped_folder()]).procedures["call-handling"]
    greeting, after_it = (step.title for step in procedure.steps[:2])
    text = under_way.run("show", "0046")
    assert f"  {procedure.title} 1.0\n    ✔ {greeting} – done (0:07)\n    · {after_it} – open\n" in text
    assert f"done: {greeting}\n" in text
    steps = (StepRecord(id="old-step", outcome="done", at=under_way.ago(9)),)
    gone = Call(id=f"{under_way.call_id[:-4]}0047", answered_at=under_way.ago(9),
                procedures=(ProcedureRecord(id="old-procedure", version="3", sha256="", steps=steps),))  # fmt: skip
    under_way.keep(gone)
    assert "old-procedure 3" in under_way.run("show", "0047")
    assert "✔ old-step – done" in under_way.out


def test_an_incident_is_shown_as_its_report_and_whole_in_json_and_toml(place):
    from callpilot.records.kinds import Delivery, Incident
    from callpilot.records.parts import TimelineItem

    told = Delivery(id="d1", to="Gatehouse", how="phone 1", at=place.ago(4), by="maria", outcome="told")
    identity = f"{place.call_id}-i1"
    place.keep(
        Incident(
            id=identity, nature="fire", location="Mill Lane", opened_at=place.ago(5), ended_at=place.ago(1),
            operator="maria", outcome="false alarm", people_told=(told,), not_told=("The mayor",),
            timeline=(TimelineItem(at=place.ago(3), by="maria", text="smoke from a toaster"),),
        )
    )  # fmt: skip
    text = place.run("show", "0042-i1")
    for words in ("Emergency 0042-i1 – ended: false alarm", "Mill Lane", "told Gatehouse (phone 1), by maria",
                  "The mayor: not tried", "smoke from a toaster", "4:00"):  # fmt: skip
        assert words in text
    as_json = shown(place, identity)["data"]
    as_toml = tomllib.loads(place.run("show", identity, "--toml"))["data"]
    for data in (as_json, as_toml):
        assert data["people_told"][0]["to"] == "Gatehouse"
        assert data["not_told"] == ["The mayor"]


def test_people_read_what_the_account_is_called_and_programs_its_id(full):
    (full.folder / "config" / "accounts").mkdir(exist_ok=True)
    (full.folder / "config" / "accounts" / "surgery.toml").write_text('name = "Dr Osei\'s surgery"\n')
    assert "Account      Dr Osei's surgery" in full.run("show", "0042")
    assert shown(full)["data"]["account"] == "surgery"
