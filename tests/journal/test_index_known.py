"""The index knows which versions of the procedures an operator has used and read, without reading the calls again."""

import json
from pathlib import Path

import pytest

from callpilot.journal.index import Index
from callpilot.journal.store import Draft, Journal
from callpilot.records.kinds import KIND_OF, Call, Incident, Notice, Reading, Shift
from callpilot.records.known import Known
from callpilot.records.parts import ProcedureRecord

OLD, NEW = "a" * 64, "b" * 64


def ran(version: str = "1.0", sha256: str = OLD, procedure: str = "greeting") -> tuple[ProcedureRecord, ...]:
    return (ProcedureRecord(id=procedure, version=version, sha256=sha256),)


def call(number: int, operator: str = "Maria", **more) -> Call:
    at = f"2026-11-20T09:{number:02}:00.000Z"
    return Call(id=f"20261120-desk-3-{number:04}", operator=operator, answered_at=at, **{"procedures": ran(), **more})


def read(version: str = "1.1", sha256: str = NEW, operator: str = "Maria") -> Reading:
    return Reading(
        id=f"greeting-r{sha256[:4]}{operator}", of="greeting", operator=operator, version=version, sha256=sha256
    )


@pytest.fixture
def index(data: Path, tmp_path: Path):
    made = Index(data, tmp_path / "cache", country="GB")
    yield made
    made.close()


def keep(index: Index, journal: Journal, *records) -> Index:
    drafts = [Draft(kind=KIND_OF[type(one)], id=one.id, by="x", data=one) for one in records]
    journal.append(drafts).result(5)
    index.catch_up()
    return index


def versions(found: list[Known]) -> list[tuple[str, str, bool, bool]]:
    return [(one.procedure, one.version, bool(one.used_at), bool(one.read_at)) for one in found]


def test_what_ran_in_calls_incidents_and_shifts_is_known_to_their_operator(index, journal):
    at = "2026-11-20T08:00:00.000Z"
    keep(
        index, journal, call(1),
        Incident(id="i1", operator="Maria", opened_at=at, procedures=ran("2.0", NEW, "emergency")),
        Shift(id="s1", operator="Maria", desk="desk-3", started_at=at, procedures=ran("3.0", NEW, "closing")),
        call(2, "Sam", procedures=ran("9.0", NEW, "other")),
    )  # fmt: skip
    assert versions(index.known("Maria")) == [
        ("closing", "3.0", True, False), ("emergency", "2.0", True, False), ("greeting", "1.0", True, False),
    ]  # fmt: skip
    assert [one.used_at for one in index.known("Maria")][:2] == [at, at]
    assert {one.operator for one in index.known()} == {"Maria", "Sam"}


def test_a_thousand_calls_are_one_row_with_the_last_use(index, journal):
    calls = [call(number) for number in range(60)]
    keep(index, journal, *reversed(calls))
    (known,) = index.known("Maria")
    assert known.used_at == calls[-1].answered_at


def test_an_amendment_years_later_is_no_use(index, journal):
    keep(index, journal, call(1), call(2, procedures=ran("1.1", NEW)))
    keep(index, journal, call(1, notes="amended"))
    assert [one.version for one in index.known("Maria")] == ["1.0", "1.1"]


def test_a_reading_is_known_beside_the_uses_and_a_notices_is_none(index, journal):
    notice = Notice(id="n1", text="x")
    keep(index, journal, call(1), read(), notice, Reading(id="n1-r", of="n1", operator="Maria"))
    assert versions(index.known("Maria")) == [("greeting", "1.0", True, False), ("greeting", "1.1", False, True)]
    assert index.known("Maria")[1].read_at == index.revisions(read().id)[0].at


@pytest.mark.parametrize(
    "name", ["MARIA", " maria ", "Ma\u0301ria", "", "'; DROP TABLE known --", "\0", "🙂 [b]", "x" * 5000]
)
def test_names_are_only_names_and_capitals_or_spaces_make_no_other_operator(index, journal, name):
    keep(index, journal, call(1), call(2, "Mária", procedures=ran("1.0", OLD, "other")))
    found = {one.operator for one in index.known(name)} if name else set()
    assert found == {"MARIA": {"Maria"}, " maria ": {"Maria"}, "Ma\u0301ria": {"Mária"}}.get(name, set())
    assert len(index.known()) == 2


def test_a_call_of_nobody_makes_nobody_know_anything(index, journal):
    keep(index, journal, call(1, ""))
    assert index.known() == []


def test_records_of_a_newer_version_are_passed_over_and_what_they_add_is_left(index, journal):
    data = {"id": "x", "of": "greeting", "operator": {"id": 7}, "version": "2.0"}
    more = {"id": "y", "of": "greeting", "operator": "Maria", "version": "2.0", "sha256": NEW, "signature": [1]}
    for number, one in enumerate((data, more)):
        journal.append([Draft(kind="reading", id=f"r{number}", by="x", data=json.loads(json.dumps(one)))]).result(5)
    index.catch_up()
    assert versions(index.known("Maria")) == [("greeting", "2.0", False, True)]


def test_who_was_at_work_lately_is_known_by_the_shifts(index, journal):
    keep(
        index, journal,
        Shift(id="s1", operator="Maria", desk="desk-3", started_at="2026-10-01T08:00:00.000Z"),
        Shift(id="s2", operator="Sam", desk="desk-3", started_at="2026-11-20T08:00:00.000Z"),
    )  # fmt: skip
    assert index.seen_since("2026-11-01") == ["Sam"]
    assert index.known() == []


def test_made_anew_it_says_the_same(index, journal):
    keep(index, journal, call(1), read(), call(3, "Sam"), Shift(id="s1", operator="Sam", desk="d", started_at="2026"))
    before = index.known(), index.seen_since("")
    index.rebuild()
    assert (index.known(), index.seen_since("")) == before
