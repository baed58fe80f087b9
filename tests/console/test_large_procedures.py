"""Thousands of steps or questions: what is drawn stays small, and what is current is in it."""

import datetime as dt

import pytest
from msgspec.structs import replace

from callpilot.console.widgets.drawn import Line
from callpilot.console.widgets.procedure_forms import draw
from callpilot.console.widgets.procedure_lines import NEAR
from callpilot.desk.questions import ENTRY
from callpilot.procedures import running
from callpilot.procedures.model import FORMS, FaqEntry, Procedure, Revision, Step
from callpilot.records.live import LiveCall

REVISIONS = (Revision(version="1", date=dt.date(2026, 11, 20)),)
STEPS = tuple(Step(id=f"s{n}", title=f"Step {n}", phase="listen", say=f"Say {n}.") for n in range(10_000))
LONG = Procedure(id="long", title="Long", form="workflow", revisions=REVISIONS, steps=STEPS)
ENTRIES = tuple(FaqEntry(question=f"What is {n}?", answer=f"It is {n}.") for n in range(5000))
FAQ = Procedure(id="faq", title="Faq", form="faq", revisions=REVISIONS, entries=ENTRIES)


def rows(procedure: Procedure, current: str = "", **values: str) -> list[str]:
    run = running.start(procedure, "", "", 0)
    run = running.go(run, procedure, current, 0) if current else run
    live = LiveCall(id="c", runs=(run,), stack=(0,), values=values)
    drawing = draw(live, procedure, {}, mono=0, width=50, roomy=True)
    return [words(line) for line in (*drawing.above, *drawing.below)]


def words(line: Line) -> str:
    return "".join(text for text, _style in line).rstrip()


@pytest.mark.parametrize("form", [form for form in FORMS if form != "faq"])
@pytest.mark.parametrize("current", ["s0", "s5000", "s9999"])
def test_of_ten_thousand_steps_those_near_the_current_one_are_drawn(form: str, current: str) -> None:
    drawn = rows(replace(LONG, form=form), current)  # type: ignore[arg-type]
    assert len(drawn) <= 2 * (2 * NEAR + 1) + 10  # an article's steps have two rows
    assert any(row.startswith("▸ ") and f"Step {current[1:]}" in row for row in drawn)


def test_how_many_lie_further_on_is_said() -> None:
    drawn = rows(replace(LONG, form="checklist"), "s5000")
    assert [row for row in drawn if "more" in row] == ["… 4,800 more …", "… 4,799 more …"]
    assert not [row for row in rows(replace(LONG, form="checklist", steps=STEPS[:NEAR])) if "more" in row]


def test_of_five_thousand_questions_those_near_the_open_one_are_drawn() -> None:
    drawn = rows(FAQ, **{ENTRY: "What is 3000?"})
    assert len(drawn) <= 2 * NEAR + 10
    assert "▸  What is 3000?" in drawn
    assert [row for row in drawn if "more" in row] == ["… 2,800 more …", "… 1,799 more …"]
