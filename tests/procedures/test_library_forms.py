"""The five forms of the shipped library: what an operator finds in each, and what opens for which call."""

import struct

import pytest

from callpilot.procedures import running
from callpilot.procedures.choosing import choose
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.procedures.model import Form, Procedure
from callpilot.procedures.run import Destination, Run
from callpilot.procedures.wording import PLACEHOLDERS, placeholders

LIBRARY = load_library([shipped_folder()])
AT = "2026-11-25T10:42:17.031Z"
SERVED: dict[str, tuple[Form, set[str]]] = {
    "information-retrieval": ("workflow", {"A5", "C7", "C14"}),
    "equipment-troubleshooting": ("workflow", {"A7", "C4", "C14"}),
    "technical-support": ("workflow", {"A8", "C4", "C14"}),
    "card-does-not-work": ("workflow", {"E4", "C4", "C13", "C14"}),
    "answering-with-empathy": ("article", {"E2", "C3"}),
    "security-camera-alert": ("guide", {"E3", "C14"}),
    "common-queries": ("faq", {"E5", "C7", "C14"}),
    "end-of-day-closing": ("checklist", {"E6"}),
    "start-of-day-opening": ("checklist", {"E6", "A10"}),
}
FAQ = LIBRARY.procedures["common-queries"]
GUIDE = LIBRARY.procedures["security-camera-alert"]
CARD = LIBRARY.procedures["card-does-not-work"]


def walked(procedure: Procedure, *ways: str) -> tuple[Run, Destination]:
    """Take the choices with these words, one after the other, ticking the steps that have none."""
    run, destination = running.start(procedure, "", AT, 0), Destination(kind="stay")
    for words in ways:
        while (step := running.current_step(run, procedure)) and not step.choices:
            run = running.tick(run, procedure, AT, 0)
        assert step
        number = [choice.when for choice in step.choices].index(words) + 1
        run, destination = running.choose(run, procedure, number, AT, 0)
    return run, destination


def opened(call_type: str, channel: str = "phone") -> str:
    chosen = choose(LIBRARY, account="main", channel=channel, direction="inbound", call_type=call_type)
    assert chosen
    return chosen.procedure.id


@pytest.mark.parametrize("identity", SERVED)
def test_each_has_its_form_and_serves_its_rows(identity: str) -> None:
    form, rows = SERVED[identity]
    procedure = LIBRARY.procedures[identity]
    assert procedure.form == form
    assert set(procedure.serves) >= rows


@pytest.mark.parametrize("identity", [identity for identity, (_form, rows) in SERVED.items() if "C14" in rows])
def test_what_is_answered_later_says_within_what_time(identity: str) -> None:
    procedure = LIBRARY.procedures[identity]
    assert procedure.respond_within
    assert procedure.resolve_within
    assert procedure.respond_within <= procedure.resolve_within


@pytest.mark.parametrize("channel", ["phone", "email", "chat"])
def test_a_type_opens_its_own_and_no_type_what_it_always_did(channel: str) -> None:
    assert opened("information", channel) == "information-retrieval"
    assert opened("support", channel) == "equipment-troubleshooting"
    assert opened("complaint", channel) == "complaint"
    assert opened("") == "call-handling"


# -- workflows -------------------------------------------------------------------------------------------


def test_troubleshooting_and_technical_support_lead_to_each_other() -> None:
    pair = ("equipment-troubleshooting", "technical-support")
    for one, other in (pair, pair[::-1]):
        procedure = LIBRARY.procedures[one]
        assert other in procedure.references
        assert f"procedure:{other}" in {choice.go for step in procedure.steps for choice in step.choices}


def test_when_no_basic_step_helps_the_fault_goes_to_technical_support() -> None:
    run, destination = walked(
        LIBRARY.procedures["equipment-troubleshooting"],
        "Nothing of the kind: safe",
        "Only this one",
        "It has power, and no change",
        "All are firm, and no change",
        "Restarted, and no change",
        "Nothing found, or no change",
        "No change, or no other part",
        "Support rings back",
    )
    assert (destination.kind, destination.severity) == ("escalate", "medium")
    done = running.summary(run, LIBRARY.procedures["equipment-troubleshooting"], {})
    assert "2. Cables and contacts: All are firm, and no change" in done


@pytest.mark.parametrize(
    ("ways", "severity"),
    [
        (("Lost, stolen, used by others", "Stopped: fraud unit"), "critical"),
        (("It is refused", "The card is active", "Identity doesn't match", "Guesses or presses: fraud",
          "Stopped: fraud unit"), "critical"),
        (("It is refused", "The card is active", "Identity matches", "Suspicious: stop it", "I can't stop it"),
         "critical"),
        (("It is refused", "The card is active", "Identity matches", "Settings are right", "It fails: IT support",
          "It can wait"), "medium"),
    ],
)  # fmt: skip
def test_a_card_ends_with_the_fraud_unit_at_once_or_with_it_support(ways: tuple[str, ...], severity: str) -> None:
    run, destination = walked(CARD, *ways)
    assert (destination.kind, destination.severity) == ("escalate", severity)
    assert run.current == "agree"
    for step, answer in (("What the card does", ways[0]), ("", ways[-1])):
        assert f"{step}: {answer}" in running.summary(run, CARD, {})


def test_a_test_payment_that_fails_otherwise_leads_back_to_the_settings() -> None:
    ways = ("It is refused", "The card is active", "Identity matches", "Settings are right")
    run, _ = walked(CARD, *ways, "It fails with another reason")
    assert run.current == "settings"


def test_what_the_fields_say_is_offered_first() -> None:
    for step, field, value, way in (
        ("expiry", "card_state", "expired", "renew"),
        ("identity", "identity_confirmed", "refused", "no-match"),
        ("settings", "card_settings", "suspicious", "fraud"),
        ("test", "test_payment", "fails", "it-support"),
    ):
        found = CARD.step(step)
        assert found
        _number, choice, suggested = running.offered_choices(found, {field: value})[0]
        assert suggested
        assert choice.go == way


# -- article, guide, questions, checklists ---------------------------------------------------------------


def test_empathy_goes_from_the_greeting_to_the_goodbye_in_seven_steps() -> None:
    steps = [step.id for step in LIBRARY.procedures["answering-with-empathy"].steps]
    assert steps == ["greet", "listen", "empathise", "verify", "offer", "satisfied", "goodbye"]


def test_every_step_of_the_guide_has_a_small_picture_of_one_shape() -> None:
    assert 5 <= len(GUIDE.steps) <= 6
    for step in GUIDE.steps:
        raw = (GUIDE.source.parent / step.picture).read_bytes()
        assert raw.startswith(b"\x89PNG\r\n")
        assert struct.unpack(">II", raw[16:24]) == (480, 270)
        assert len(raw) < 20_000
        assert step.tips or step.warnings or step.items


def test_a_real_alert_keeps_the_footage_before_the_report() -> None:
    run, _ = walked(GUIDE, "Real, or I can't tell", "They are there; it is over")
    assert run.current == "footage"
    assert running.tick(run, GUIDE, AT, 0).current == "report"


def test_the_usual_questions_each_have_an_answer_that_says_what_to_say_and_do() -> None:
    assert len(FAQ.entries) >= 12
    assert len({entry.question for entry in FAQ.entries}) == len(FAQ.entries)
    for entry in FAQ.entries:
        say, do, mind = entry.answer.splitlines()
        assert say.startswith("Say: “")
        assert do.startswith("Do: ")
        assert mind.startswith(("Mind: ", "Never: "))
        assert set(placeholders(entry.answer)) <= PLACEHOLDERS


@pytest.mark.parametrize("identity", ["end-of-day-closing", "start-of-day-opening"])
def test_a_checklist_goes_before_during_after_and_ends_with_a_note_for_the_next_shift(identity: str) -> None:
    procedure = LIBRARY.procedures[identity]
    assert [heading for heading, _steps in procedure.steps_by_phase()] == ["before", "during", "after"]
    assert all(bool(step.items) != bool(step.choices) for step in procedure.steps[:-1]), "digits tick items or choose"
    (note,) = procedure.steps[-1].fields
    assert (note.name, note.type) == ("note_for_next_shift", "long")
