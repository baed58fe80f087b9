"""The shipped procedures: each says what its sources ask for, and reads well with nothing and with all filled in."""

import pytest

from callpilot.procedures import running
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.procedures.model import Procedure
from callpilot.procedures.page import page
from callpilot.procedures.wording import PLACEHOLDERS, fill, placeholders

LIBRARY = load_library([shipped_folder()])
AT = "2026-11-23T10:42:17.031Z"
SERVED = {
    "call-handling": {"A1", "B1", "C1", "C3", "C9", "C10", "D1"},
    "outbound-call": {"B2"},
    "message-taking": {"A2"},
    "emergency-response": {"A3"},
    "call-escalation": {"A6", "C13", "D5"},
    "complaint": {"A4", "C11", "D4"},
    "system-outage": {"B10"},
    "shift-handover": {"A10"},
}
EACH = pytest.mark.parametrize("procedure", LIBRARY.procedures.values(), ids=lambda procedure: procedure.id)


def field_names(identity: str) -> list[str]:
    return list(dict.fromkeys(field.name for field in LIBRARY.procedures[identity].fields()))


def test_every_row_of_the_sources_is_served_by_its_procedure() -> None:
    assert {p.id: set(p.serves) for p in LIBRARY.procedures.values()}.items() >= SERVED.items()


@EACH
def test_every_procedure_has_the_anatomy_of_an_sop(procedure: Procedure) -> None:
    assert all((procedure.purpose, procedure.scope, procedure.responsible, procedure.references, procedure.contacts))
    assert procedure.keywords
    assert procedure.source.stem == procedure.id


@EACH
def test_every_step_says_what_to_say_or_do_under_a_heading(procedure: Procedure) -> None:
    for step in procedure.steps:
        assert step.say or step.do, step.id
        assert step.heading, step.id
        assert len(step.choices) <= 9, "choices are taken with one digit"


@EACH
def test_a_procedure_asks_only_for_what_it_or_the_call_can_fill(procedure: Procedure) -> None:
    known = PLACEHOLDERS | set(field_names(procedure.id))
    for step in procedure.steps:
        assert set(placeholders(f"{step.say} {step.do}")) <= known, step.id


@EACH
def test_nothing_read_out_has_a_hole_when_nothing_is_known(procedure: Procedure) -> None:
    for step in procedure.steps:
        said = fill(step.say, {})
        assert "{" not in said
        for bad in ("  ", " .", " ,", " ?", ",.", ",?", ".."):
            assert bad not in said, said


@EACH
def test_ticking_alone_comes_to_the_end_with_nothing_required_left_open(procedure: Procedure) -> None:
    run = running.start(procedure, "", AT, 0)
    for _ in procedure.steps:
        run = running.tick(run, procedure, AT, 0)
    assert run.current is None
    assert running.open_required(run, procedure) == []


@EACH
def test_a_procedure_can_be_read_as_a_page_of_any_width(procedure: Procedure) -> None:
    for width in (40, 80, 100):
        lines = page(procedure, LIBRARY, width)
        text = "\n".join(lines)
        assert all(step.title.split()[0] in text for step in procedure.steps)
        long = [line for line in lines if len(line) > width]
        assert all(str(procedure.source) in line for line in long)


def test_the_emergency_protocol_asks_in_the_order_that_saves_lives() -> None:
    names = field_names("emergency-response")
    assert names[:7] == ["location", "callback", "nature", "people", "hazards", "told", "priority"]
    priority = next(f for f in LIBRARY.procedures["emergency-response"].fields() if f.name == "priority")
    assert [choice[:2] for choice in priority.choices] == ["P1", "P2", "P3"]


def test_with_a_life_at_risk_the_team_is_alerted_before_the_questions_go_on() -> None:
    procedure = LIBRARY.procedures["emergency-response"]
    run = running.start(procedure, "", AT, 0)
    run = running.tick(running.tick(run, procedure, AT, 0), procedure, AT, 0)
    assert run.current == "nature"
    run, _ = running.choose(run, procedure, 2, AT, 0)
    assert run.current == "alert"
    run, _ = running.choose(run, procedure, 2, AT, 0)
    assert run.current == "people"


def test_the_escalation_protocol_asks_for_the_severity_first_with_its_criteria() -> None:
    assert field_names("call-escalation")[:4] == ["severity", "to", "reason", "steps_taken"]
    notes = " ".join(LIBRARY.procedures["call-escalation"].steps[0].notes)
    assert all(word in notes for word in ("Critical:", "High:", "Medium:", "Low:"))


def test_a_message_has_all_that_message_taking_asks_for() -> None:
    names = field_names("message-taking")
    assert names == ["for", "name", "company", "callback", "message", "urgency", "instructions"]


def test_call_handling_leads_to_every_other_way_of_helping() -> None:
    goes = {choice.go for step in LIBRARY.procedures["call-handling"].steps for choice in step.choices}
    assert {"procedure:message-taking", "procedure:complaint", "escalate", "emergency"} <= goes
