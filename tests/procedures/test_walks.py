"""Every shipped procedure is walked by itself to every end it has, as an operator might: each choice, each step."""

import re

import msgspec
import pytest
from tests.procedures.walker import Walk, deeds, ends_in

from callpilot.procedures import running
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.procedures.model import PROTOCOLS, Procedure
from callpilot.procedures.wording import PLACEHOLDERS, fill
from callpilot.records.closing import procedure_record
from callpilot.records.parts import ProcedureRecord
from callpilot.records.replaying import drawn_again

LIBRARY = load_library([shipped_folder()])
RUN = [procedure for procedure in LIBRARY.procedures.values() if procedure.steps]
WALKS = {procedure.id: Walk(procedure) for procedure in RUN}
EACH = pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
FIELDS = {field.name for procedure in LIBRARY.procedures.values() for field in procedure.fields()}
FILLED = dict.fromkeys(PLACEHOLDERS | FIELDS, "Hill Dental")


@EACH
def test_every_step_is_reached_and_every_choice_can_be_taken(walk: Walk) -> None:
    steps = walk.procedure.steps
    assert walk.visited == {step.id for step in steps}
    assert walk.taken == {(step.id, number) for step in steps for number in range(len(step.choices) + 1)}


@EACH
def test_every_end_is_come_to(walk: Walk) -> None:
    assert walk.runs
    assert walk.ends == ends_in(walk.procedure.steps)
    assert all(destination.kind != "stay" for destination in walk.destinations)


@EACH
def test_every_way_out_leads_to_something_that_is_there(walk: Walk) -> None:
    protocols = {procedure.protocol for procedure in LIBRARY.procedures.values()}
    assert set(PROTOCOLS) <= protocols
    for destination in walk.destinations:
        if destination.kind == "procedure":
            assert destination.target in LIBRARY.procedures


@EACH
def test_whichever_way_was_taken_nothing_required_of_it_is_left(walk: Walk) -> None:
    for run in walk.runs:
        left = running.open_required(run, walk.procedure)
        assert left == [], f"after {' → '.join(run.trail)}"


@EACH
def test_every_item_of_the_steps_gone_through_is_ticked(walk: Walk) -> None:
    for run in walk.runs:
        for identity in run.trail:
            step = walk.procedure.step(identity)
            assert step is not None
            assert run.items.get(identity, ()) == tuple(range(1, len(step.items) + 1))


@EACH
def test_every_run_is_drawn_again_from_its_record(walk: Walk) -> None:
    for run in walk.runs:
        marks = running.all_marks(run, walk.procedure)
        written = msgspec.json.encode(procedure_record(run, marks))
        again = drawn_again(msgspec.json.decode(written, type=ProcedureRecord))
        assert (again.way, again.trail, again.items) == (run.way, run.trail, run.items)
        assert running.all_marks(again, walk.procedure) == marks
        assert list(deeds(again, walk.procedure)) == []


@pytest.mark.parametrize("procedure", LIBRARY.procedures.values(), ids=LIBRARY.procedures)
def test_nothing_to_be_read_has_an_unfilled_blank_once_all_is_known(procedure: Procedure) -> None:
    texts = [text for step in procedure.steps for text in (step.say, step.do, *step.items, *step.notes, *step.warnings)]
    texts += [choice.do for step in procedure.steps for choice in step.choices]
    texts += [text for entry in procedure.entries for text in (entry.question, entry.answer)]
    for text in texts:
        said = fill(text, FILLED)
        assert "{" not in said
        # What nobody knows stands in square brackets, as a gap; a picture of an empty box does not.
        gaps = re.findall(r"\[([a-z][a-z ]+)\]", said)
        assert [gap for gap in gaps if f"[{gap}]" not in text] == []


def test_an_faq_has_an_answer_to_every_question_and_no_question_twice() -> None:
    for procedure in LIBRARY.procedures.values():
        questions = [entry.question for entry in procedure.entries]
        assert len(set(questions)) == len(questions), procedure.id
