import json
import os
import tomllib

import pytest
from msgspec.structs import replace

from callpilot.journal.store import Journal
from callpilot.records.changes import CallOpened, PadOpened, SignedOn, Typed
from callpilot.records.kinds import Handover, HandoverItem, Incident

OPEN = ["0042-m1", "0042-e1", "0045-i1"]


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json", "toml"])
def test_every_form_holds_every_open_item_and_the_journals_last_hash(form, full):
    text = full.run("handover", "--format", form).replace("\\", "")
    assert full.status == 0
    assert all(identity in text for identity in OPEN)
    head = json.loads(full.journal_files[-1].read_text().splitlines()[-1])["hash"]
    assert head in text


def test_the_figures_are_of_the_shift(full):
    figures = json.loads(full.run("handover", "--format", "json"))["figures"]
    wanted = {"answered": 1, "in_target": 1, "abandoned": 1, "missed": 0, "outbound": 1, "messages": 1,
              "escalations": 1, "incidents": 1}  # fmt: skip
    assert {name: figures[name] for name in wanted} == wanted


def test_the_most_urgent_comes_first_and_an_overdue_escalation_says_so(full):
    opened = json.loads(full.run("handover", "--format", "json"))["open"]
    assert [item["kind"] for item in opened] == ["incident", "escalation", "message"]
    assert opened[1]["overdue"]


def test_calls_that_are_not_closed_are_read_from_their_sheets(full):
    journal = Journal(full.data, "desk-3")
    sheet = journal.sheet(f"{full.call_id[:-4]}0046")
    sheet.write(CallOpened(at=full.ago(2), mono=0, id=f"{full.call_id[:-4]}0046", operator="maria", desk="desk-3"))
    sheet.write(Typed(at=full.ago(1), mono=1, field="name", text="Noor"))
    journal.close()
    opened = json.loads(full.run("handover", "--format", "json"))["open"]
    (call,) = (item for item in opened if item["kind"] == "call")
    assert (call["who"], call["state"], call["owner"]) == ("Noor", "live", "maria")


def test_the_notes_of_a_shift_under_way_are_those_on_the_desks_pad(full, shift_of_maria):
    journal = Journal(full.data, "desk-3")
    sheet = journal.sheet("pad-desk-3")
    sheet.write(PadOpened(at=full.ago(2), mono=0, id="pad-desk-3"))
    sheet.write(SignedOn(at=full.ago(2), mono=0, shift=shift_of_maria))
    sheet.write(Typed(at=full.ago(1), mono=1, field="notes", text="Lift 2 is out."))
    journal.close()
    assert "Lift 2 is out." in full.run("handover")


def test_the_last_shift_is_the_last_that_ended(full, shift_of_maria):
    full.run("handover", "--shift", "last")
    assert full.status == 1
    full.keep(replace(shift_of_maria, ended_at=full.ago(0), notes="all quiet"))
    assert "all quiet" in full.run("handover", "--shift", "last")
    assert "all quiet" in full.run("handover")
    assert "all quiet" in full.run("handover", "--shift", full.shift_id)


@pytest.mark.parametrize("words", [[], ["--shift", "last"], ["--shift", "nonsense"]])
def test_without_such_a_shift_the_status_is_1_and_a_line_says_what_to_do(words, place):
    place.run("handover", *words)
    assert place.status == 1
    assert place.out == ""
    assert place.err.count("\n") == 1


def test_the_handover_goes_into_a_file_private_to_its_owner(full, tmp_path):
    out = tmp_path / "handover.toml"
    assert full.run("handover", "--format", "toml", "--out", str(out)) == ""
    assert tomllib.loads(out.read_text(encoding="utf-8"))["operator"] == "maria"
    if os.name == "posix":
        assert out.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_named_with_status_3(full, tmp_path):
    full.run("handover", "--out", str(tmp_path / "none" / "x"))
    assert full.status == 3
    assert str(tmp_path / "none" / "x") in full.err
    assert full.err.count("\n") == 1


@pytest.fixture
def signed(full, shift_of_maria):
    """The shift has ended, its handover is signed, and Bo has accepted one item and left another."""
    made = full.ago(10)
    full.keep(
        replace(shift_of_maria, ended_at=made, notes="Lift 2 is out.", status_s={"available": 3600, "break": 900}),
        Handover(
            id=f"{full.shift_id}-h", shift=full.shift_id, desk="desk-3", operator="maria", gravity="serious",
            reasons=("1 escalation past its deadline",), summary="Half the ward is ill.", expect="Relatives ring.",
            items=(
                HandoverItem(id=f"{full.call_id}-e1", kind="escalation", what="no reply", state="overdue", level="high",
                             owner="duty-supervisor", since=full.ago(130), due=full.ago(11), last=full.ago(40),
                             next="reach duty-supervisor", accepted_by="bo", accepted_at=full.ago(5)),
                HandoverItem(id=f"{full.call_id}-m1", kind="message", what="Call back", owner="maria",
                             next="deliver to Dr Osei", question="bo: who is Dr Osei?"),
                HandoverItem(id=f"{full.call_id}-m2", kind="message", what="Again", owner="ann", accepted_by="ann",
                             next="deliver to Dr Hale"),
            ),
            made_at=made, signed_by="maria", signed_at=made, accepted_by="bo", accepted_at=full.ago(4),
            understanding="bo: One for the supervisor",
        ),
    )  # fmt: skip
    return full


SAID = ["Half the ward is ill.", "Relatives ring.", "Lift 2 is out.", "1 escalation past its deadline",
        "reach duty-supervisor", "who is Dr Osei?", "One for the supervisor", "bo", "ann", "no reply"]  # fmt: skip


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json", "toml"])
@pytest.mark.parametrize("which", ["last", "current", "id"])
def test_a_signed_handover_says_the_same_in_every_form_whatever_is_open_now(form, which, signed):
    shift = signed.shift_id if which == "id" else which
    text = signed.run("handover", "--shift", shift, "--format", form).replace("\\", "")
    assert signed.status == 0
    assert [word for word in SAID if word not in text] == []
    assert "SERIOUS" in text or '"serious"' in text
    assert "0045-i1" not in text  # it came up after the signature


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_the_parts_stand_in_the_order_of_i_pass(form, signed):
    text = signed.run("handover", "--format", form)
    parts = ["How serious it is", "Summary", "To do: 3 open", "What to expect", "Acceptance"]
    places = [text.rindex(part) for part in parts]
    assert places == sorted(places)


def test_the_acceptance_is_said_item_by_item(signed):
    text = signed.run("handover", "--shift", "last")
    assert "Accepted in part by bo" in text
    assert "1 of 2 items accepted; it still waits" in text
    assert "stays with ann, who is still at work" in text
    assert "not accepted – bo: who is Dr Osei?" in text


def test_json_has_the_keys_that_the_document_names(signed):
    import re
    from pathlib import Path

    made = json.loads(signed.run("handover", "--shift", "last", "--format", "json"))
    page = Path("docs/handover.md").read_text("utf-8")
    for name, value in (("", made), ("open", made["open"][0]), ("acceptance", made["acceptance"])):
        named = set(re.findall(r"`([a-z_]+)`", page))
        assert set(value) <= named, name
    assert made["acceptance"] == {
        "state": "in part", "by": "bo", "at": signed.ago(4), "understanding": "bo: One for the supervisor",
        "accepted": 1, "offered": 2, "closed_at": None,
    }  # fmt: skip
    assert (made["open"][0]["age_s"], made["open"][0]["idle_s"], made["open"][0]["overdue"]) == (7200, 1800, True)
    assert made["figures"]["status_s"] == {"available": 3600, "break": 900}
    assert tomllib.loads(signed.run("handover", "--shift", "last", "--format", "toml"))["open"] == [
        {name: value for name, value in item.items() if value is not None} for item in made["open"]
    ]


def test_a_shift_that_nobody_signed_off_says_so(signed):
    handover = Handover(
        id=f"{signed.shift_id}-h", shift=signed.shift_id, desk="desk-3", operator="maria", gravity="calm",
        reasons=("nothing urgent, nothing overdue",), summary="-", expect="-", made_at=signed.ago(1),
    )  # fmt: skip
    signed.keep(handover)
    text = signed.run("handover", "--shift", "last")
    assert "by nobody: the sign-off was forgotten" in text
    assert "Waits: nobody has accepted it yet." in text


def test_with_several_shifts_under_way_it_says_whose_this_is_and_how_the_others_are_asked_for(full, shift_of_maria):
    jonas = replace(shift_of_maria, id=f"{shift_of_maria.id[:8]}-desk-9-s080000", operator="jonas", desk="desk-9",
                    started_at=full.ago(1), ended_at=None)  # fmt: skip
    full.keep(replace(shift_of_maria, ended_at=None), jonas)
    assert "Handover: jonas, desk-9" in full.run("handover")
    assert full.err == (
        f"callpilot: 2 shifts are under way; this is jonas, desk-9. --shift ID: {shift_of_maria.id} (maria)\n"
    )
    assert "Handover: maria" in full.run("handover", "--shift", shift_of_maria.id)
    assert full.err == ""


def test_a_draft_names_what_the_outages_protocol_says_to_callers_as_the_console_does(full):
    full.keep(Incident(id=f"{full.call_id}-i9", kind="outage", nature="Telephones", opened_at=full.ago(3)))
    summary = json.loads(full.run("handover", "--format", "json"))["summary"]
    assert "Telephones; callers are told: We have a technical fault" in summary
