import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.records.kinds import Call
from callpilot.records.parts import ProcedureRecord
from callpilot.reports.log import CSV_FIELDS, CSV_NOTE, as_csv, as_json_lines, as_text, neutral


@dataclass(frozen=True)
class Row:
    id: str = "20261123-desk-3-0042"
    at: str = "2026-11-23T10:42:17.031Z"
    direction: str = "inbound"
    name: str = "Anna Petrov"
    number: str = "+442079460018"
    channel: str = "phone"
    account: str = "surgery"
    type: str = "message"
    subject: str = "prescription"
    disposition: str = "message taken"
    operator: str = "maria"
    rev: int = 1
    talk_s: float = 134.2


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_line_of_the_log_says_when_who_about_what_and_how_it_ended():
    line = as_text([Row()], zone=UTC).splitlines()[1]
    for word in (
        "2026-11-23 10:42",
        "←",
        "0042",
        "msg",
        "2:14",
        "Anna Petrov",
        "surgery",
        "prescription",
        "maria",
    ):
        assert word in line


def test_an_amended_call_is_marked():
    assert "0042*" in as_text([Row(rev=2)], zone=UTC)


def test_a_caller_without_a_name_is_shown_by_number_and_without_either_by_a_question_mark():
    assert "+442079460018" in as_text([Row(name="")], zone=UTC)
    assert "  ?" in as_text([Row(name="", number="")], zone=UTC)


def test_no_calls_give_no_text():
    assert as_text([]) == ""


def test_escape_codes_in_a_name_are_shown_and_never_acted_on():
    assert "\x1b" not in as_text([Row(name="\x1b[2Jx")], zone=UTC)


def test_json_lines_are_the_calls_as_given_one_a_line():
    calls = [msgspec.json.encode(Call(id="a", notes="two\nlines")), msgspec.json.encode(Call(id="b"))]
    lines = b"".join(as_json_lines(calls)).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]


def test_json_lines_are_made_of_a_few_calls_at_once_however_many_there_are():
    given: list[int] = []

    def calls():
        for number in range(1000):
            given.append(number)
            yield b'{"id":"%d"}' % number

    written = 0
    for block in as_json_lines(calls()):
        assert len(given) - written <= 50
        written += block.count(b"\n")
    assert written == 1000


def test_json_lines_hide_what_a_call_among_others_calls_sensitive():
    plain = b'{"id":"a","procedures":[{"sensitive":[]}],"fields":{"pin":"4711"}}'
    secret = b'{"id":"b","procedures":[{"sensitive":["pin"]}],"fields":{"pin":"4711"}}'
    lines = b"".join(as_json_lines([plain, secret, plain])).splitlines()
    assert lines == [plain, secret.replace(b"4711", "•••".encode()), plain]


def test_csv_has_every_member_of_a_call_and_gives_back_what_was_recorded():
    call = Call(
        id="a",
        name='Ann "Quote", Esq.',
        notes="two\nlines",
        wait_s=3.5,
        fields={"card": "expired"},
        messages=("a-m1", "a-m2"),
        procedures=(ProcedureRecord(id="call-handling", version="1", sha256="00"),),
    )
    row = rows_of("".join(as_csv([msgspec.json.encode(call)])))[0]
    assert list(row) == [*CSV_FIELDS, CSV_NOTE]
    assert row["name"] == call.name
    assert row["notes"] == call.notes
    assert row["wait_s"] == "3.5"
    assert row["messages"] == "a-m1 a-m2"
    assert row["procedures"] == "call-handling"
    assert json.loads(row["fields"]) == {"card": "expired"}
    assert row["incident"] == ""


def test_the_csv_says_itself_that_formula_starts_are_neutralised():
    assert "formula" in "".join(as_csv([])).splitlines()[0]


@pytest.mark.parametrize("start", ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\n=1", "\r=1", " =1", "＝1"])
def test_a_cell_that_starts_like_a_formula_does_not_start_so_in_the_csv(start):
    row = rows_of("".join(as_csv([msgspec.json.encode(Call(id="a", subject=start))])))[0]
    assert row["subject"].startswith("'")


@given(st.text(max_size=20))
def test_taking_one_quote_off_gives_back_every_cell(text):
    cell = neutral(text)
    assert (cell[1:] if cell.startswith("'") else cell) == text
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
