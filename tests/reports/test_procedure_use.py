"""How often a procedure was followed, for how long, and what was skipped: counted from the latest revisions."""

from pathlib import Path

import pytest

from callpilot.journal.index import Index
from callpilot.journal.store import Draft, Journal
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.records.kinds import Call, Incident, Shift
from callpilot.records.parts import ProcedureRecord, StepRecord
from callpilot.reports.procedure_list import as_facts, as_text
from callpilot.reports.procedure_use import UNUSED, procedure_use

LIBRARY = load_library([shipped_folder()]).procedures
SHIPPED = shipped_folder()


def ran(identity: str, *steps: tuple[str, str, float]) -> ProcedureRecord:
    records = tuple(StepRecord(id=name, outcome=outcome, seconds=seconds) for name, outcome, seconds in steps)
    return ProcedureRecord(id=identity, version="1.0", sha256="", steps=records)


class Records:
    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir(parents=True)
        self._journal = Journal(folder / "data", "desk-3")
        self.index = Index(folder / "data", folder / "cache")

    def keep(self, kind: str, record: Call | Incident | Shift) -> None:
        self._journal.append_now([Draft(kind=kind, id=record.id, by="maria", data=record)])
        self.index.catch_up()

    def call(self, number: int, *procedures: ProcedureRecord, at: str = "2026-11-20T10:00:00.000Z") -> None:
        self.keep("call", Call(id=f"20261120-desk-3-{number:04}", answered_at=at, procedures=procedures))

    def close(self) -> None:
        self.index.close()
        self._journal.close()


@pytest.fixture(name="records")
def _records(tmp_path: Path):
    there = Records(tmp_path)
    yield there
    there.close()


def test_runs_time_and_skipped_steps_are_counted(records: Records) -> None:
    records.call(1, ran("message-taking", ("for-whom", "skipped", 5), ("from-whom", "done", 25)))
    records.call(2, ran("message-taking", ("for-whom", "skipped", 0), ("from-whom", "skipped", 10)))
    records.call(3, ran("complaint", ("hear", "open", 0)))
    use = procedure_use(records.index, LIBRARY)
    assert (use["message-taking"].runs, use["message-taking"].average_s) == (2, 20.0)
    assert [(step.id, step.count) for step in use["message-taking"].skipped] == [("for-whom", 2), ("from-whom", 1)]
    assert (use["complaint"].runs, use["complaint"].average_s, use["complaint"].skipped) == (1, None, ())
    assert "call-handling" not in use


def test_a_call_that_was_amended_counts_once_as_it_is_now(records: Records) -> None:
    records.call(1, ran("complaint", ("hear", "skipped", 5)), ran("message-taking", ("a", "skipped", 1)))
    records.call(1, ran("complaint", ("hear", "done", 7)))
    use = procedure_use(records.index, LIBRARY)
    assert (use["complaint"].runs, use["complaint"].average_s, use["complaint"].skipped) == (1, 7.0, ())
    assert "message-taking" not in use


def test_only_the_time_asked_for_counts(records: Records) -> None:
    for day in (1, 2, 3):
        records.call(day, ran("complaint", ("hear", "skipped", day)), at=f"2026-11-0{day}T12:00:00.000Z")
    use = procedure_use(records.index, LIBRARY, since="2026-11-02", until="2026-11-03")
    assert (use["complaint"].runs, use["complaint"].average_s, use["complaint"].skipped[0].count) == (1, 2.0, 1)
    assert use["complaint"].last_at == "2026-11-02T12:00:00.000Z"


def test_what_was_followed_without_a_call_counts_too(records: Records) -> None:
    run = ran("emergency-response", ("stay", "done", 60))
    records.keep("incident", Incident(id="20261120-desk-3-0001-i1", opened_at="2026-11-20T1", procedures=(run,)))
    run = ran("shift-handover", ("list", "skipped", 60))
    records.keep("shift", Shift(id="20261120-desk-3-s1", operator="maria", desk="desk-3", procedures=(run,)))
    use = procedure_use(records.index, LIBRARY)
    assert use["emergency-response"].runs == use["shift-handover"].runs == 1


def test_a_step_that_is_gone_from_the_procedure_is_known_by_its_id(records: Records) -> None:
    records.call(1, ran("complaint", ("of-old", "skipped", 0)), ran("gone", ("x", "skipped", 0)))
    use = procedure_use(records.index, LIBRARY)
    assert [(step.title, step.required) for step in use["complaint"].skipped] == [("of-old", False)]
    assert use["gone"].skipped[0].title == "x"


def test_an_index_made_anew_counts_the_same(records: Records) -> None:
    records.call(1, ran("complaint", ("hear", "skipped", 5)))
    before = procedure_use(records.index, LIBRARY)
    records.index.rebuild()
    assert procedure_use(records.index, LIBRARY) == before


# -- as it is printed ----------------------------------------------------------------------------------


def test_the_list_keeps_to_eighty_cells_whatever_was_skipped(records: Records) -> None:
    steps = [(step.id, "skipped", 1.0) for step in LIBRARY["call-handling"].steps]
    records.call(1, ran("call-handling", *steps))
    use = procedure_use(records.index, LIBRARY)
    text = as_text(sorted(LIBRARY.values(), key=lambda one: one.id), use, shipped=SHIPPED, width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert "TITLE" not in text
    row = next(line for line in text.splitlines() if line.startswith("call-handling"))
    assert row.split()[:6] == ["call-handling", "workflow", LIBRARY["call-handling"].version,
                               str(LIBRARY["call-handling"].in_force_since), "1", "0:12"]  # fmt: skip
    assert "    skipped most: " in text
    assert "1 of 1" in text


def test_without_a_width_nothing_is_folded_and_the_title_stands_last() -> None:
    text = as_text([LIBRARY["call-handling"]], {}, shipped=SHIPPED)
    head, row = text.splitlines()
    assert head.split()[-2:] == ["SERVES", "TITLE"]
    assert row.endswith("Call handling")
    assert " – " in row


def test_a_procedure_of_the_sites_own_is_marked(tmp_path: Path) -> None:
    text = as_text([LIBRARY["complaint"]], {}, shipped=tmp_path)
    assert text.splitlines()[1].startswith("complaint* ")
    assert text.splitlines()[-1] == "* the site's own"


def test_the_facts_for_programs_say_that_nothing_was_used() -> None:
    facts = as_facts(LIBRARY["complaint"], None)
    assert (facts["used"], facts["average_s"], facts["last_used_at"], facts["skipped"]) == (0, None, None, [])
    assert UNUSED.runs == 0
