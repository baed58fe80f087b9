"""`callpilot procedures readings`: who has read what, and who has not yet, for those who answer for it."""

import json

import pytest

from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.procedures.model import Procedure
from callpilot.records.kinds import Reading, Shift
from callpilot.records.parts import ProcedureRecord

NOW = load_library([shipped_folder()]).procedures["call-handling"]


def ran(version: str, sha256: str) -> tuple[ProcedureRecord, ...]:
    return (ProcedureRecord(id=NOW.id, version=version, sha256=sha256),)


def shift(operator: str, at: str, procedures=()) -> Shift:
    return Shift(id=f"s-{operator}-{at}", operator=operator, desk="desk-3", started_at=at, procedures=procedures)


def reading(operator: str, version: str, sha256: str, of: str = NOW.id) -> Reading:
    return Reading(id=f"{of}-r{operator}{version}", of=of, operator=operator, version=version, sha256=sha256)


@pytest.fixture
def read(place):
    """Maria has read what is in force, Sam another; Jo has met only what is in force, Ana nothing; Old is gone."""
    (place.folder / "config" / "site.toml").write_text('name = "N"\ntime_zone = "UTC"\noperators = ["maria", "ana"]\n')
    place.keep(
        shift("Maria", place.ago(60), ran("0.9", "a" * 64)),
        shift("Sam [b]", place.ago(60), ran(NOW.version, NOW.sha256)),
        shift("Jo", place.ago(60), ran(NOW.version, NOW.sha256)),
        shift("Old", place.ago(60 * 24 * 40), ran("0.9", "a" * 64)),
        reading("Maria", NOW.version, NOW.sha256),
        reading("Sam [b]", "0.8", "c" * 64),
        reading("Maria", "3.0", "d" * 64, "closed-down"),
    )
    return place


def rows(text: str) -> list[list[str]]:
    import re

    return [re.split(r"\s{2,}", line) for line in text.splitlines()]


def test_in_short_it_says_who_has_read_what_is_in_force_and_who_has_not(read):
    read.run("procedures", "readings")
    assert read.status == 0
    assert rows(read.out) == [
        ["ID", "VERSION", "SINCE", "READ BY", "NOT YET"],
        ["call-handling", NOW.version, str(NOW.in_force_since), "maria", "Sam [b]"],
        ["closed-down", "gone", "maria", "–"],
    ]
    assert not read.err


def test_of_one_procedure_every_operator_stands_there(read):
    read.run("procedures", "readings", NOW.id)
    found = {row[2]: row[3:5] for row in rows(read.out)[1:]}
    assert found == {
        "ana": ["never used"], "Jo": ["unchanged", f"used {NOW.version}"], "maria": ["read", f"read {NOW.version}"],
        "Sam [b]": ["not yet", "read 0.8"],
    }  # fmt: skip


def test_of_one_operator_what_they_have_met(read):
    read.run("procedures", "readings", "--operator", " MARIA")
    assert [(row[0], row[3]) for row in rows(read.out)[1:]] == [("call-handling", "read"), ("closed-down", "read")]
    read.run("procedures", "readings", "--operator", "ana")
    assert (read.status, read.out) == (0, "")
    assert read.err == "callpilot: nothing was used or read yet\n"


def test_json_has_all_of_it_and_nothing_else(read):
    found = {one["id"]: one for one in json.loads(read.run("procedures", "readings", "--json"))}
    assert "message-taking" in found
    one = found[NOW.id]
    assert (one["version"], one["sha256"], one["title"]) == (NOW.version, NOW.sha256, NOW.title)
    assert [(each["operator"], each["standing"], each["is_read"]) for each in one["operators"]] == [
        ("ana", "never used", False), ("Jo", "unchanged", False), ("maria", "read", True), ("Sam [b]", "not yet", True),
    ]  # fmt: skip
    assert {(each["operator"], each["version"]) for each in one["readings"]} == {
        ("Maria", NOW.version), ("Sam [b]", "0.8"),
    }  # fmt: skip
    assert all(each["at"] for each in one["readings"])
    assert found["closed-down"]["version"] == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [(("nope",), "no procedure “nope”"), (("\x1b[2J",), "no procedure"), (("--operator", "Zed"), "no operator")],
)  # fmt: skip
def test_what_nobody_knows_is_status_1_and_one_line(read, words, said):
    read.run("procedures", "readings", *words)
    assert (read.status, read.out) == (1, "")
    assert said in read.err
    assert read.err.count("\n") == 1
    assert "\x1b" not in read.err


def test_before_anybody_has_read_anything_it_says_so(place):
    place.run("procedures", "readings")
    assert (place.status, place.out) == (0, "")
    assert "none was read yet" in place.err


def test_a_reading_is_shown_like_every_record(read):
    out = read.run("show", f"{NOW.id}-rMaria{NOW.version}", "--json")
    assert NOW.sha256 in out


def test_the_settings_that_cant_be_read_hide_no_reading(read):
    (read.folder / "config" / "site.toml").write_text("name = ")
    read.run("procedures", "readings")
    assert read.status == 0
    assert "Sam [b]" in read.out


def test_who_stands_how_agrees_with_what_the_desk_tells():
    """The list and the console must never say different things of one operator."""
    from tests.desk.test_keeping_up import met, version

    from callpilot.reports.readings import _operator

    old, now = version("1.0"), version("1.1")
    assert isinstance(now, Procedure)
    for story, standing in (
        ([], "never used"), ([met(now, used="1")], "unchanged"), ([met(old, used="1")], "not yet"),
        ([met(old, used="1"), met(now, used="2")], "not yet"), ([met(old, used="2"), met(now, read="1")], "read"),
        ([met(old, read="2"), met(now, read="1")], "not yet"),
    ):  # fmt: skip
        assert _operator("Maria", story, now).standing == standing, story
