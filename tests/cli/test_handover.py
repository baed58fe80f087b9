import json
import os
import tomllib

import pytest
from msgspec.structs import replace

from callpilot.journal.store import Journal
from callpilot.records.changes import CallOpened, PadOpened, SignedOn, Typed

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
