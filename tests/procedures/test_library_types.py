"""The scripts for the types of call: opened by hand or found, never by themselves; each leads to the right help."""

import pytest
from tests.desk.place import shipped

from callpilot.desk.catalogues import Catalogues
from callpilot.desk.spelling import sought
from callpilot.procedures import running, ways
from callpilot.procedures.choosing import choose, offered
from callpilot.procedures.model import GO_PROCEDURE, Choice, Procedure
from callpilot.records.words import CALL_TYPES, CHANNELS

LIBRARY = shipped()
SCRIPTS = (
    "after-hours-call", "appointment", "bereavement-call", "billing-enquiry", "delivery-enquiry", "lift-entrapment",
    "lost-child", "media-enquiry", "medical-call", "network-outage", "nuisance-call", "power-outage", "threat-call",
    "wrong-number",
)  # fmt: skip
EMERGENCY_KINDS = ("lift-entrapment", "lost-child", "medical-call", "threat-call")
EACH = pytest.mark.parametrize("identity", SCRIPTS)
AT = "2026-11-25T10:42:17.031Z"


def script(identity: str) -> Procedure:
    return LIBRARY.procedures[identity]


def choices(procedure: Procedure) -> list[Choice]:
    return [choice for step in procedure.steps for choice in step.choices]


# -- which procedure opens --------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("call_type", ["", *CALL_TYPES])
def test_no_script_opens_by_itself_ahead_of_the_general_procedures(
    call_type: str, channel: str, direction: str
) -> None:
    chosen = choose(LIBRARY, account="surgery", channel=channel, direction=direction, call_type=call_type)
    assert chosen is not None
    assert chosen.procedure.id not in SCRIPTS


@pytest.mark.parametrize("call_type", CALL_TYPES)
def test_each_type_of_call_opens_the_procedure_that_names_it_or_call_handling(call_type: str) -> None:
    chosen = choose(LIBRARY, account="surgery", channel="phone", direction="inbound", call_type=call_type)
    assert chosen is not None
    named = any(call_type in one.call_types and not one.protocol for one in LIBRARY.procedures.values())
    if named:
        assert call_type in chosen.procedure.call_types
    else:
        assert chosen.procedure.id == "call-handling"
    assert {"message": "message-taking", "complaint": "complaint"}.get(call_type, chosen.procedure.id) == (
        chosen.procedure.id
    )


@EACH
def test_every_script_is_offered_in_every_call(identity: str) -> None:
    for channel in CHANNELS:
        found = offered(LIBRARY, account="surgery", channel=channel, direction="inbound", call_type="message")
        assert identity in [procedure.id for procedure in found]


# -- how it is found --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "identity"),
    [
        ("bomb", "threat-call"), ("bomb threat", "threat-call"), ("hostage", "threat-call"),
        ("stuck in lift", "lift-entrapment"), ("elevator", "lift-entrapment"), ("lift", "lift-entrapment"),
        ("child missing", "lost-child"), ("missing child", "lost-child"), ("toddler", "lost-child"),
        ("invoice", "billing-enquiry"), ("bill", "billing-enquiry"), ("charged twice", "billing-enquiry"),
        ("appointment", "appointment"), ("reschedule", "appointment"), ("parcel", "delivery-enquiry"),
        ("courier", "delivery-enquiry"), ("wrong number", "wrong-number"), ("chest pain", "medical-call"),
        ("fainted", "medical-call"), ("power cut", "power-outage"), ("electricity", "power-outage"),
        ("wifi", "network-outage"), ("internet", "network-outage"), ("silent call", "nuisance-call"),
        ("hoax", "nuisance-call"), ("journalist", "media-enquiry"), ("press", "media-enquiry"),
        ("died", "bereavement-call"), ("funeral", "bereavement-call"), ("night", "after-hours-call"),
        ("out of hours", "after-hours-call"),
    ],
)  # fmt: skip
def test_a_script_is_found_by_the_words_that_come_to_mind(typed: str, identity: str) -> None:
    shelf = Catalogues().shelf(LIBRARY)
    hits = shelf.procedures.search(sought(typed), 6)
    assert identity in [shelf.library[hit.place].id for hit in hits][:3]


# -- what each leads to -----------------------------------------------------------------------------------


@EACH
def test_every_end_is_said_and_an_escalation_says_how_severe(identity: str) -> None:
    goes = {choice.go for choice in choices(script(identity))}
    assert goes & {"escalate", "emergency"}
    assert any(choice.go.startswith(GO_PROCEDURE) for choice in choices(script(identity)))
    assert all(choice.severity for choice in choices(script(identity)) if choice.go == "escalate")


@EACH
def test_nothing_an_operator_must_read_is_hidden_behind_a_choice(identity: str) -> None:
    hidden = [choice.when for choice in choices(script(identity)) if choice.do and not choice.if_]
    assert hidden == [], "only a choice that fits shows what it says"


@EACH
def test_it_has_the_targets_of_its_kind_and_one_revision(identity: str) -> None:
    procedure = script(identity)
    assert procedure.respond_within
    assert procedure.resolve_within is None or procedure.resolve_within > procedure.respond_within
    assert (procedure.version, len(procedure.revisions), procedure.approval) == ("1.0", 1, None)
    assert "B1" in procedure.serves


@pytest.mark.parametrize("identity", EMERGENCY_KINDS)
def test_an_emergency_is_a_minutes_matter_and_two_steps_from_its_declaration(identity: str) -> None:
    procedure = script(identity)
    assert "A3" in procedure.serves
    assert procedure.respond_within == 60
    assert any(choice.go == "emergency" for step in procedure.steps[:2] for choice in step.choices)


@pytest.mark.parametrize("identity", ["lift-entrapment", "lost-child", "medical-call"])
def test_who_needs_help_is_found_by_the_place_that_is_asked_before_all_else(identity: str) -> None:
    fields = script(identity).fields()
    assert fields[0].name == "location"
    assert fields[0].required


def test_a_threat_is_taken_down_word_for_word_first_and_the_voice_last() -> None:
    names = [field.name for field in script("threat-call").fields()]
    assert names[:3] == ["threat_words", "location", "threat_time"]
    assert names[-3:] == ["voice", "voice_manner", "background"]
    assert any("radios" in warning for step in script("threat-call").steps for warning in step.warnings)


def test_somebody_who_does_not_breathe_is_an_emergency_before_anything_else_is_asked() -> None:
    procedure = script("medical-call")
    run = running.tick(running.start(procedure, "", AT, 0), procedure, AT, 0)
    step = procedure.step(run.current)
    assert step is not None
    assert step.id == "breathing"
    for value in ("no", "not normal", "not known"):
        number, choice, fits = running.offered_choices(step, {"awake": "yes", "breathing": value})[0]
        assert (fits, choice.go) == (True, "emergency")
    after, destination = running.choose(run, procedure, number, AT, 0)
    assert (destination.kind, after.current) == ("emergency", "stay")


def test_a_silent_caller_may_be_one_in_need() -> None:
    step = script("nuisance-call").step("silent")
    assert step is not None
    assert any(choice.go == "emergency" for choice in step.choices)


@EACH
def test_from_every_step_there_is_a_way_to_the_end_and_to_somebody_who_can_help(identity: str) -> None:
    procedure = script(identity)
    paths = ways.ways(procedure)
    assert all(ways.END in ways.reached(paths, [step.id]) for step in procedure.steps)
    assert ways.reached(paths, [procedure.steps[0].id]) >= {step.id for step in procedure.steps}
