"""`callpilot procedures`: what is there, one of them to read, and what is wrong in them."""

import io
import json
import re
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from callpilot.cli.main import main
from callpilot.records.parts import ProcedureRecord, StepRecord

BAD = """id = "own"
title = "Own"
form = "workflow"
[[revision]]
version = "1.0"
date = 2026-11-20
[[step]]
id = "a"
title = "A"
say = "{nobody_knows}"
"""


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def own(home: Path, text: str) -> Path:
    path = home / "config" / "procedures" / "own.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_list_shows_form_version_date_use_rows_and_title(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", "list", "--home", str(home)]) == 0
    out = capsys.readouterr().out
    row = next(line for line in out.splitlines() if line.startswith("message-taking"))
    assert row.split() == ["message-taking", "article", "1.0", "2026-11-20", "–", "–", "A2", "Message", "taking"]
    assert not home.exists(), "a list makes nothing"


def test_the_use_is_counted_from_the_records_of_the_time_asked_for(place, calls) -> None:
    steps = (StepRecord(id="for", outcome="skipped", seconds=30),)
    place.keep(
        replace(calls[0], procedures=(ProcedureRecord(id="message-taking", version="1", sha256="", steps=steps),))
    )
    (row,) = [row for row in json.loads(place.run("procedures", "list", "--json")) if row["used"]]
    assert (row["id"], row["used"], row["average_s"]) == ("message-taking", 1, 30.0)
    assert row["skipped"][0]["count"] == 1
    assert "skipped most: " in place.run("procedures", "list")
    assert "skipped most: " in place.run("procedures", "list", "--since", "2h")
    assert "skipped most: " not in place.run("procedures", "list", "--until", "yesterday")
    place.run("procedures", "list", "--since", "soon")
    assert place.status == 2
    assert "--since" in place.err


def test_records_that_cannot_be_read_leave_the_list_without_figures(place, calls, monkeypatch) -> None:
    place.keep(*calls)

    def refuse(*_words: object) -> None:
        raise PermissionError(13, "Permission denied", "journal")

    monkeypatch.setattr("callpilot.journal.index.Index.catch_up", refuse)
    assert "call-handling" in place.run("procedures", "list")
    assert place.status == 0
    assert "journal: Permission denied; the use of procedures is not counted" in place.err


def test_the_list_as_json_is_nothing_else(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(home, "id =")
    assert main(["procedures", "list", "--json", "--home", str(home)]) == 0
    out, err = capsys.readouterr()
    assert {"call-handling", "system-outage"} <= {row["id"] for row in json.loads(out)}
    assert "own.toml:1: not valid TOML" in err


def test_one_is_shown_to_be_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", "show", "call-handling", "--home", str(home)]) == 0
    out = capsys.readouterr().out
    assert "Wants to leave a message → Message taking (message-taking), then" in out
    assert "     say    “{greeting}”" in out.splitlines()


def test_one_that_is_not_there_is_named_with_the_nearest(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", "show", "call-handing", "--home", str(home)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "callpilot: there is no procedure “call-handing”; is “call-handling” meant?\n"


def test_a_library_without_fault_is_said_to_be_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", "check", "--home", str(home)]) == 0
    out, err = capsys.readouterr()
    assert re.fullmatch(r"\d+ procedures, no problems\n", out)
    assert err == ""


def test_a_fault_in_the_sites_own_is_told_and_the_status_is_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own(home, BAD)
    assert main(["procedures", "check", "--home", str(home)]) == 1
    out, err = capsys.readouterr()
    assert re.fullmatch(r"\d+ procedures, 1 problem\n", out)
    assert err.startswith(f"{path}:10: a.say: nobody fills the placeholder {{nobody_knows}}")


def test_only_the_paths_named_are_checked(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(home, "id =")
    path = tmp_path / "new.toml"
    path.write_text(BAD.replace("{nobody_knows}", "{caller}"), encoding="utf-8")
    assert main(["procedures", "check", str(path), "--home", str(home)]) == 0
    assert capsys.readouterr() == ("1 procedure, no problems\n", "")
    assert main(["procedures", "check", str(tmp_path / "gone"), str(path), "--home", str(home)]) == 1
    assert "gone: is not there" in capsys.readouterr().err


def test_without_a_deed_the_status_is_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_one_is_shown_for_programs_with_all_that_its_file_says(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", "show", "call-handling", "--json", "--home", str(home)]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["id"], facts["form"], len(facts["sha256"])) == ("call-handling", "workflow", 64)
    confirm = next(step for step in facts["steps"] if step["id"] == "confirm")
    assert confirm["choices"][0]["if"] == {"type": ["message"]}
    assert any("↩ 3 " in line for line in facts["flow"])


def test_an_output_without_the_signs_gets_a_plain_tree(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    monkeypatch.setattr(sys, "stdout", written)
    monkeypatch.setattr("callpilot.cli.main._prepare_streams", lambda: None)
    assert main(["procedures", "show", "call-handling", "--home", str(home)]) == 0
    written.flush()
    text = written.buffer.getvalue().decode("ascii")
    assert "|- 1 Wants to leave a message  -> Message taking" in text
    assert "<- 3 Find out what is needed" in text
    assert "?─" not in text


@pytest.mark.parametrize("columns", ["20", "40", "80", "200"])
def test_a_page_keeps_to_the_terminals_width(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["procedures", "show", "call-escalation", "--home", str(home)]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "sha256" not in line and "/" not in line]
    assert max(map(len, lines)) <= min(max(int(columns), 40), 100)
