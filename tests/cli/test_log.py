import csv
import io
import json
from datetime import UTC, datetime

import msgspec
import pytest
from tests.cli.conftest import NOW

from callpilot.cli import log
from callpilot.cli.writing import write_bytes
from callpilot.journal import index_streaming
from callpilot.records.kinds import Call


def passed(minutes):
    """How long ago it was that many minutes before the tests began, however slow they are."""
    return f"{minutes + int((datetime.now(UTC) - NOW).total_seconds() // 60)}m"


def ids(place):
    return [line.split()[3] for line in place.out.splitlines()[1:]]


def test_the_log_shows_the_newest_call_first(full):
    full.run("log")
    assert full.status == 0
    assert ids(full) == ["0044", "0043", "0042"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--account", "law"], ["0044"]),
        (["--operator", "maria"], ["0042"]),
        (["--disposition", "abandoned"], ["0043"]),
        (["--search", "petr"], ["0042"]),
        (["--search", "020 7946 0018"], ["0042"]),
        (["--since", "15 minutes"], ["0044"]),
        (["--until", "15 minutes"], ["0043", "0042"]),
        (["--limit", "1"], ["0044"]),
        (["--limit", "0"], ["0044", "0043", "0042"]),
        (["--search", '"*(AND'], []),
    ],
)
def test_the_log_shows_the_calls_asked_for(words, found, full):
    full.run("log", *(passed(15) if word == "15 minutes" else word for word in words))
    assert full.status == 0
    assert ids(full) == found


def test_a_long_log_made_by_two_processes_is_the_same(full, monkeypatch):
    alone = full.run("log", "--json")
    monkeypatch.setattr(index_streaming, "_PART", 1)
    monkeypatch.setattr(log, "_WORTH_IT", 1)
    assert full.run("log", "--json") == alone
    assert [json.loads(line)["id"][-4:] for line in alone.splitlines()] == ["0044", "0043", "0042"]


def test_a_text_log_that_leaves_calls_out_says_so_on_stderr(full):
    full.run("log", "--limit", "1")
    assert "1 of 3 calls" in full.err


def test_an_empty_log_prints_nothing_on_stdout(place):
    assert place.run("log") == ""
    assert place.status == 0
    assert "no calls" in place.err


def test_json_is_utf_8_for_a_program_whatever_the_locale_and_signs_that_a_terminal_can_show(monkeypatch):
    for is_terminal, expected in ((False, "Zoë\n".encode()), (True, b"Zo?\n")):
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding="ascii", errors="replace", write_through=True)
        monkeypatch.setattr(stream, "isatty", lambda is_terminal=is_terminal: is_terminal, raising=False)
        monkeypatch.setattr("sys.stdout", stream)
        write_bytes(["Zoë\n".encode()])
        assert raw.getvalue() == expected


def test_json_is_one_call_a_line_with_every_field_of_the_contract_and_nothing_else(full):
    full.run("log", "--json")
    calls = [json.loads(line) for line in full.out.splitlines()]
    assert [call["id"][-4:] for call in calls] == ["0044", "0043", "0042"]
    assert all(set(call) == set(Call.__struct_fields__) for call in calls)
    assert msgspec.convert(calls[2], Call).name == "Anna Petrov"
    assert full.err == ""


def test_csv_neutralises_formula_starts(full):
    rows = list(csv.DictReader(io.StringIO(full.run("log", "--csv"))))
    assert [row["id"][-4:] for row in rows] == ["0044", "0043", "0042"]
    assert rows[2]["notes"] == "'=danger"
    assert rows[2]["number"] == "'+442079460018"


def test_limits_hold_for_programs_too(full):
    assert full.run("log", "--json", "--limit", "2").count("\n") == 2


@pytest.mark.parametrize("words", [["--since", "teatime"], ["--until", "25:00"], ["--limit", "-1"], ["--limit", "x"],
                                   ["--json", "--csv"], ["--since", "99999999999999w"]])  # fmt: skip
def test_what_cannot_be_read_is_wrong_use_on_one_line(words, full):
    full.run("log", *words)
    assert full.status == 2
    assert full.out == ""
    assert full.err.count("\n") == 1


def test_a_broken_settings_file_is_named_and_the_log_is_shown_all_the_same(full):
    (full.folder / "config" / "site.toml").write_text("name = [")
    full.run("log")
    assert full.status == 0
    assert "site.toml:1" in full.err
    assert ids(full) == ["0044", "0043", "0042"]
