"""Which row of the sources is served by what: the page says what is so, and no row that is due is forgotten."""

import re
from functools import cache
from pathlib import Path

import pytest

from callpilot.cli.main import COMMANDS, main
from callpilot.console.deeds import DEEDS, key_words
from callpilot.procedures import coverage
from callpilot.procedures.coverage import coverage_table, renewed, serving, unknown_rows
from callpilot.procedures.source_rows import ROWS, Row

shipped = cache(coverage.shipped)

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
AGAIN = "run: .venv/bin/python -m callpilot.procedures.coverage docs/coverage.md"
BY_ID = {row.id: row for row in ROWS}
COUNTS = {"A": 10, "B": 12, "C": 15, "D": 10, "E": 8}
LATER = {"B3", "B4", "B5", "B6", "B7", "B8", "B9", "D7", "D8", "D9"}
DUE = [row.id for row in ROWS if row.id not in LATER]
NEEDS_NO_PROCEDURE = {"B11", "B12", "C14", "C15", "E1", "E7", "E8"}
"""Rows about how records and procedures are kept; every other row that is due is something that is done on a call."""
FORMS = {"E2": "article", "E3": "guide", "E4": "workflow", "E5": "faq", "E6": "checklist"}


def test_the_page_is_that_of_the_library() -> None:
    text = PAGE.read_text("utf-8")
    assert renewed(text) == text, AGAIN
    assert coverage_table(shipped()) in text, AGAIN


def test_every_row_of_the_sources_is_in_the_table_once_and_no_other() -> None:
    wanted = [f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)]
    assert [row.id for row in ROWS] == wanted
    assert re.findall(r"^\| ([A-E]\d+) \|", coverage_table(shipped()), re.MULTILINE) == wanted


def test_no_procedure_serves_a_row_that_does_not_exist() -> None:
    assert unknown_rows(shipped()) == []


def test_every_procedure_serves_a_row_and_stands_in_the_table() -> None:
    table = coverage_table(shipped())
    for procedure in shipped():
        assert procedure.serves, procedure.id
        assert f"`{procedure.id}`" in table
        assert len(set(procedure.serves)) == len(procedure.serves), procedure.id


@pytest.mark.parametrize("identity", DUE)
def test_a_row_that_is_due_is_served(identity: str) -> None:
    row = BY_ID[identity]
    assert serving(row, shipped()) or row.features, f"nothing serves {identity}: {row.asks}"


@pytest.mark.parametrize("identity", [identity for identity in DUE if identity not in NEEDS_NO_PROCEDURE])
def test_a_row_that_is_done_on_a_call_has_its_procedure(identity: str) -> None:
    assert serving(BY_ID[identity], shipped()), f"no procedure serves {identity}: {BY_ID[identity].asks}"


@pytest.mark.parametrize(("identity", "form"), FORMS.items())
def test_each_form_is_shown_by_a_procedure_of_that_form(identity: str, form: str) -> None:
    served = {procedure.id for procedure in shipped() if procedure.form == form}
    assert served & set(serving(BY_ID[identity], shipped())), f"no {form} serves {identity}"


def test_what_nothing_serves_says_not_yet_and_what_is_served_does_not() -> None:
    bare = Row(id="A1", asks="Something")
    partly = Row(id="A2", asks="Something else", features=("`F2`",), later="the rest")
    table = coverage_table([], [bare, partly])
    assert "| A1 | Something | | not yet |" in table
    assert "| A2 | Something else | | `F2`; not yet: the rest |" in table
    for row in ROWS:
        line = next(one for one in coverage_table(shipped()).splitlines() if one.startswith(f"| {row.id} |"))
        assert ("not yet" in line) == bool(row.later or not (row.features or serving(row, shipped())))


def test_every_key_command_and_deed_that_is_named_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    keys = {key_words(key) for deed in DEEDS for key in deed.keys}
    titles, commands = {deed.title for deed in DEEDS}, {command.name for command in COMMANDS}
    for row in ROWS:
        for text in row.features:
            assert set(re.findall(r"“([^”]+)”", text)) <= titles, text
            for code in re.findall(r"`([^`]+)`", text):
                if not code.startswith("callpilot "):
                    assert code in keys or code in {"respond_within", "resolve_within", "[escalation]"}, code
                    continue
                _program, name, *rest = code.split()
                assert name in commands, code
                assert main([name, "--help"]) == 0
                help_text = capsys.readouterr().out
                assert all(re.search(rf"(?<![\w-]){re.escape(word)}\b", help_text) for word in rest), code


def test_files_are_renewed_between_the_marks_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, plain = tmp_path / "page.md", tmp_path / "plain.md"
    page.write_text("before\n<!-- coverage -->\nOLD\n<!-- /coverage -->\nafter\n", "utf-8")
    plain.write_text("nothing of it\n", "utf-8")
    monkeypatch.setattr("sys.argv", ["coverage", str(page), str(plain)])
    assert coverage.main() == 0
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "OLD" not in text
    assert coverage_table(shipped()) in text
    assert renewed(text) == text
    assert plain.read_text("utf-8") == "nothing of it\n"


def test_a_mark_without_its_end_is_refused() -> None:
    with pytest.raises(ValueError, match="/coverage"):
        renewed("<!-- coverage --> and no more")
