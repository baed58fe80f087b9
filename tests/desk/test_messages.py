"""A message is a record of its own, undelivered, and a call can hold several."""

import pytest

from callpilot.desk.messages import take_message
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put


def take(place, call, **values):
    put(place.desk, call, **values)
    take_message(place.desk, call).result(timeout=10)


def test_a_message_holds_who_for_whom_what_and_how_urgent(place, desk, call):
    take(
        place, call, name="Anna Petrov", company="Hill Dental", message="Results are in.\nRing back.",
        instructions="after 16:00", urgency="soon", **{"for": "Dr Osei"},
    )  # fmt: skip
    (message,) = place.records("message")
    expected = {
        "id": f"{call}-m1", "call": call, "for": "Dr Osei", "from": "Anna Petrov", "callback": "+44 20 7946 0018",
        "company": "Hill Dental", "text": "Results are in.\nRing back.", "instructions": "after 16:00",
        "urgency": "soon", "state": "undelivered", "taken_at": "2024-03-04T10:42:17.031Z", "deliveries": [],
    }  # fmt: skip
    assert {name: message[name] for name in expected} == expected


def test_its_part_of_the_form_is_empty_for_another_and_the_rest_stays(place, desk, call):
    take(place, call, name="Anna", message="Ring back", urgency="urgent", **{"for": "Dr Osei"})
    assert {name: place.values(call).get(name, "") for name in ("for", "urgency", "message", "name")} == {
        "for": "", "urgency": "", "message": "", "name": "Anna",
    }  # fmt: skip
    take(place, call, message="And the bill", **{"for": "Reception"})
    assert [(m["id"][-2:], m["for"], m["urgency"]) for m in place.records("message")] == [
        ("m1", "Dr Osei", "urgent"), ("m2", "Reception", "routine"),
    ]  # fmt: skip
    assert place.close(call)["messages"] == [f"{call}-m1", f"{call}-m2"]


def test_the_call_is_about_what_its_first_message_says_unless_somebody_wrote_it(place, desk, call):
    take(place, call, message="\nThe lift is stuck\nsince nine", **{"for": "Duty"})
    take(place, call, message="Another", **{"for": "Duty"})
    assert place.close(call)["subject"] == "The lift is stuck"
    other = place.call()
    put(desk, other, subject="A bill")
    take(place, other, message="Ring back", **{"for": "Duty"})
    assert place.close(other)["subject"] == "A bill"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "message is empty"),
        ({"message": " \n ", "for": "Dr Osei"}, "message is empty"),
        ({"message": "Ring back", "for": "  "}, "whom the message is for"),
    ],
)
def test_without_a_text_or_somebody_whom_it_is_for_nothing_is_taken(place, desk, call, values, why):
    put(desk, call, **values)
    with pytest.raises(DeedRefused, match=why):
        take_message(desk, call)
    place.settle()
    assert place.records("message") == []


def test_no_message_is_taken_of_a_call_that_is_closed(place, desk, call):
    place.close(call)
    with pytest.raises(DeedRefused, match="no call"):
        take_message(desk, call)
