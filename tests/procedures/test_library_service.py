"""The procedures of customer service: who is told what, who is warned first, what opens by itself, what never does."""

import datetime as dt
import re
from itertools import product

import pytest

from callpilot.procedures import ways
from callpilot.procedures.checking import check
from callpilot.procedures.choosing import choose
from callpilot.procedures.loading import Library, load_library, shipped_folder
from callpilot.procedures.model import CHANNELS, DIRECTIONS, Procedure
from callpilot.records.words import CALL_TYPES

LIBRARY = load_library([shipped_folder()])
SERVED = {
    "greeting-and-opening": {"C1"},
    "customer-verification": {"C2"},
    "active-listening": {"C3"},
    "irate-caller": {"C5"},
    "call-documentation": {"C6", "C15"},
    "product-knowledge-check": {"C7"},
    "service-request": {"C8", "C14"},
    "end-of-call-summary": {"C9"},
    "closing-and-follow-up": {"C10"},
    "satisfaction-survey": {"A9", "B5"},
    "knowledge-base-upkeep": {"D6", "E7"},
    "data-security": {"C2", "D10"},
    "email-contact": {"C12", "C14", "D2"},
    "chat-contact": {"C12", "C14", "D3"},
    "social-contact": {"C12", "C14"},
}
BY_HAND = set(SERVED) - {"service-request", "email-contact", "chat-contact", "social-contact"}
OURS = Library({identity: LIBRARY.procedures[identity] for identity in SERVED})
EACH = pytest.mark.parametrize("procedure", OURS.procedures.values(), ids=lambda procedure: procedure.id)


def named(identity: str) -> Procedure:
    return LIBRARY.procedures[identity]


def opened(call_type: str = "", channel: str = "phone", direction: str = "inbound") -> str:
    chosen = choose(LIBRARY, account="surgery", channel=channel, direction=direction, call_type=call_type)
    return chosen.procedure.id if chosen else ""


def field_names(identity: str) -> set[str]:
    return {field.name for field in named(identity).fields()}


@EACH
def test_each_serves_its_rows(procedure: Procedure) -> None:
    assert set(procedure.serves) == SERVED[procedure.id]


def test_none_of_them_has_a_fault_of_its_own() -> None:
    found = check(OURS, today=dt.date.today(), beside=LIBRARY)
    # Whether what it names outside itself is there is a matter of the whole library, and checked with it.
    assert [problem for problem in found if "there is no procedure" not in problem.message] == []


def test_a_call_of_no_type_opens_call_handling_and_one_with_a_type_its_own() -> None:
    assert opened() == "call-handling"
    assert opened("message") == "message-taking"
    assert opened("complaint") == "complaint"
    assert {opened(word) for word in ("request", "order")} == {"service-request"}
    assert opened(channel="email") == "email-contact"
    assert opened(direction="outbound") == "outbound-call"


def test_a_request_that_we_ring_about_is_still_an_outbound_call() -> None:
    assert opened("request", direction="outbound") == "outbound-call"


def test_what_is_opened_by_hand_never_opens_by_itself() -> None:
    calls = product(("", *CALL_TYPES), CHANNELS, DIRECTIONS)
    assert not {opened(*call) for call in calls} & BY_HAND


@EACH
def test_what_is_said_can_be_said_in_one_breath(procedure: Procedure) -> None:
    for step in procedure.steps:
        assert len(re.findall(r"[.?!](?:\s|$)", step.say)) <= 3, step.id
        assert len(step.say) <= 150, step.id


def test_nobody_who_failed_twice_is_confirmed_in_the_same_call() -> None:
    assert "confirmed" not in ways.reached(ways.ways(named("customer-verification")), ["failed"])


def test_of_the_proof_only_the_method_and_the_result_are_kept() -> None:
    assert field_names("customer-verification") == {"verification_method", "identity_confirmed"}


def test_no_abusive_call_ends_past_the_step_that_says_when_to_warn() -> None:
    procedure = named("irate-caller")
    assert "end" not in ways.reached(ways.ways(procedure), [procedure.steps[0].id], without="warn")


def test_whoever_took_an_angry_call_is_sent_to_rest_whatever_way_it_went() -> None:
    assert {"words", "yourself"} <= ways.unavoidable(named("irate-caller"))


def test_no_field_of_a_request_takes_payment_data() -> None:
    paying = named("service-request").step("pay")
    assert paying
    assert {field.name for field in paying.fields} == {"payment_way", "payment_reference"}
    assert "never stands in any field" in " ".join(paying.warnings)
    assert not any(re.search(r"card|cvv|iban|account", field.name) for field in named("service-request").fields())


def test_a_request_is_read_back_before_anything_is_paid_or_entered() -> None:
    procedure = named("service-request")
    assert not {"pay", "enter"} & (ways.reached(ways.ways(procedure), ["what"], without="read-back") - {"what"})


def test_a_breach_is_escalated_as_high_at_least() -> None:
    step = named("data-security").step("tell")
    assert step
    assert {choice.severity for choice in step.choices if choice.go == "escalate"} == {"high", "critical"}


def test_an_unhappy_answer_in_a_survey_leads_to_the_offer_of_a_call() -> None:
    step = named("satisfaction-survey").step("better")
    assert step
    fitting = [c.go for c in step.choices if ways.leaves(c) is False and "1" in c.if_.get("satisfaction", ())]
    assert fitting == ["put-right"]


@pytest.mark.parametrize(
    ("identity", "respond", "resolve"),
    [
        ("email-contact", 4 * 3600, 2 * 86400),
        ("chat-contact", 30, 86400),
        ("social-contact", 2 * 3600, 86400),
        ("service-request", 4 * 3600, 2 * 86400),
        ("complaint", 86400, 5 * 86400),
    ],
)
def test_each_channel_and_type_of_matter_has_its_own_deadlines(identity: str, respond: int, resolve: int) -> None:
    assert (named(identity).respond_within, named(identity).resolve_within) == (respond, resolve)


@pytest.mark.parametrize("identity", ["email-contact", "chat-contact", "social-contact"])
def test_whoever_wrote_is_told_when_their_matter_is_passed_on(identity: str) -> None:
    procedure = named(identity)
    waiting = {c.then for s in procedure.steps for c in s.choices if c.go == "escalate"}
    assert waiting & {"acknowledge", "holding", "sum-up"}
