"""A real call from its first ring to its record, and the record afterwards."""

import json


def test_a_message_call_goes_from_the_ring_to_the_closed_record_and_is_found_again(place, answered):
    console = answered
    assert console.bells >= 1
    console.press(*["tab"] * 3).type("me").press("enter").type("Dr Osei").press("tab")
    console.press("up").until("urgent").press("tab").type("Results of Tuesday")
    console.until("Results of Tuesday", "on disk")
    console.press("tab").type("after 16:00 only").press("ctrl+t").until("1 of 1")
    console.press("ctrl+s").until("0001-m1", "undelivered")
    assert place.entries("message")[0]["data"]["text"] == "Results of Tuesday"
    console.press("f8").until("wrap-up", gone="● 0001").press("f8")
    console.until("0001 saved", gone="wrap-up 0001")

    call = place.calls()[0]
    assert call["name"] == "Anna Petrov"
    assert call["callback"] == "+44 20 7946 0018"
    assert call["disposition"] == "message taken"
    assert call["operator"] == "Maria"
    assert call["messages"] == [call["id"] + "-m1"]
    message = json.loads(place.run("show", call["messages"][0], "--json"))
    assert "Dr Osei" in json.dumps(message)
    assert "after 16:00 only" in json.dumps(message)
    shown = place.run("show", call["id"])
    assert "Anna Petrov" in shown
    place.run("records", "verify")
    assert not [name for name in place.sheets() if not name.startswith("pad-")]
    console.press("ctrl+q")
    assert console.ended() == 0


def test_an_outbound_call_is_begun_when_nothing_rings_and_its_record_amended_with_a_reason(place):
    console = place.started(columns=80, rows=24)
    console.press("f2").until("Begin a call").type("01632 960123").press("enter").type("Ward 4").press("f2")
    console.until("0001", "Ward 4", "Caller", gone="Begin a call").press("f8").until("wrap-up").press("f8")
    console.leave_out_all().until("0001 saved")
    console.press("f3").press("f3").until("Call log", "Ward 4").press("enter").until("Call 0001")
    console.press("a").until("Amend 0001")
    console.type("company").press("enter").type("St Mary's").press("enter").type("said at the end").press("enter")
    console.until("Call 0001, revision 2", gone="Amend 0001")
    call = place.calls()[0]
    assert (call["direction"], call["name"], call["company"]) == ("outbound", "Ward 4", "St Mary's")
    last = place.entries("call")[-1]
    assert (last["rev"], last["why"], last["by"]) == (2, "said at the end", "Maria")
    place.run("records", "verify")
