"""Passing a matter on: all that is known is in it, it has an owner and a deadline, and it is saved at once."""

import pytest

from callpilot.desk import escalating, following
from callpilot.desk.emergencies import declare
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put


def ready(desk, call, **more):
    put(desk, call, **{"esc.severity": "high", "esc.to": "duty-supervisor", "esc.reason": "Third call", **more})


def test_the_draft_holds_what_is_known_already_and_keeps_what_was_written(place, desk, call):
    following.tick(desk, call)
    put(desk, call, subject="No heating since Friday")
    draft = escalating.draft_escalation(desk, "critical").values
    assert draft["esc.reason"] == "No heating since Friday"
    assert draft["esc.severity"] == "critical"
    assert draft["esc.to"]
    assert "Greet: done" in draft["esc.steps_taken"]
    put(desk, call, **{"esc.reason": "An old lady", "esc.steps_taken": "Rang twice"})
    again = escalating.draft_escalation(desk, "low").values
    assert (again["esc.reason"], again["esc.severity"], again["esc.steps_taken"]) == (
        "An old lady", "critical", "Rang twice",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        ("critical", "2024-03-04T10:57:17.031Z"),
        ("high", "2024-03-04T11:42:17.031Z"),
        ("medium", "2024-03-04T14:42:17.031Z"),
        ("low", "2024-03-06T10:42:17.031Z"),
    ],
)
def test_the_deadline_follows_from_the_severity(place, desk, call, severity, due):
    ready(desk, call, **{"esc.severity": severity})
    escalating.save_escalation(desk, call).result(timeout=10)
    (record,) = place.records("escalation")
    assert (record["severity"], record["due_at"]) == (severity, due)


def test_what_the_calls_procedure_promises_sooner_is_the_deadline_unless_that_is_past(place, desk, call):
    following.open_procedure(desk, call, "power-outage", "opened by hand")
    promise = desk.state.library.procedures["power-outage"].resolve_within
    assert promise == 4 * 3600
    ready(desk, call, **{"esc.severity": "low"})
    place.clock.advance(3600)
    escalating.save_escalation(desk, call).result(timeout=10)
    ready(desk, call, **{"esc.severity": "critical"})
    escalating.save_escalation(desk, call).result(timeout=10)
    place.clock.advance(4 * 3600)
    ready(desk, call, **{"esc.severity": "low"})
    escalating.save_escalation(desk, call).result(timeout=10)
    found = [record["due_at"] for record in place.records("escalation")]
    assert found == ["2024-03-04T14:42:17.031Z", "2024-03-04T11:57:17.031Z", "2024-03-06T15:42:17.031Z"]


def test_an_escalation_is_saved_at_once_with_owner_caller_and_steps(place, desk, call):
    put(desk, call, name="Anna Petrov")
    ready(desk, call, **{"esc.steps_taken": "Rang twice"})
    escalating.save_escalation(desk, call).result(timeout=10)
    (record,) = place.records("escalation")
    expected = {
        "id": f"{call}-e1", "call": call, "account": "law", "to": "duty-supervisor", "owner": "duty-supervisor",
        "reason": "Third call", "steps_taken": "Rang twice", "name": "Anna Petrov", "callback": "+44 20 7946 0018",
        "state": "open", "resolved_at": None,
    }  # fmt: skip
    assert {name: record[name] for name in expected} == expected
    assert desk.state.calls[call].escalations == (f"{call}-e1",)


def test_the_protocol_is_in_front_afterwards_with_what_was_said_already_ticked(desk, call):
    ready(desk, call)
    escalating.save_escalation(desk, call)
    run = desk.live(call).run
    assert run.procedure == "call-escalation"
    assert {run.mark(name).outcome for name in ("severity", "to-whom", "reason")} == {"done"}
    assert run.current not in ("severity", "to-whom", "reason")


def test_a_second_escalation_starts_empty_and_has_an_id_of_its_own(place, desk, call):
    ready(desk, call)
    escalating.save_escalation(desk, call)
    assert not any(name.startswith("esc.") and text for name, text in place.values(call).items())
    ready(desk, call, **{"esc.reason": "And another thing"})
    escalating.save_escalation(desk, call).result(timeout=10)
    assert [record["id"] for record in place.records("escalation")] == [f"{call}-e1", f"{call}-e2"]


@pytest.mark.parametrize(
    ("lacking", "why"),
    [
        ({"esc.severity": ""}, "severe"),
        ({"esc.severity": "awful"}, "severe"),
        ({"esc.to": " "}, "to whom"),
        ({"esc.reason": " "}, "why"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_saved(place, desk, call, lacking, why):
    ready(desk, call, **lacking)
    with pytest.raises(DeedRefused, match=why):
        escalating.save_escalation(desk, call)
    place.settle()
    assert place.records("escalation") == []
    assert desk.state.calls[call].escalations == ()


def test_in_an_emergency_the_call_beneath_is_escalated(desk, call):
    declare(desk)
    assert escalating.draft_escalation(desk).id == call


def test_without_a_call_there_is_nothing_to_escalate(place, desk):
    with pytest.raises(DeedRefused, match="no call"):
        escalating.draft_escalation(desk)
    declare(desk)
    with pytest.raises(DeedRefused, match="no call"):
        escalating.draft_escalation(desk)
    with pytest.raises(DeedRefused, match="no call"):
        escalating.save_escalation(desk, "20240304-desk-3-0099")
