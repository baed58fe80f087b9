"""Emergency and escalation: one key each, from anywhere, and nothing that was being typed is touched."""


def test_an_emergency_in_the_middle_of_a_word_leaves_the_draft_and_waits_for_its_outcome(place, answered):
    console = answered
    console.press(*["tab"] * 6).type("Results of Tues").until_cursor("Message", "Results of Tues")
    console.press("f9").until("EMERGENCY 0001-i1", "Location", "0001 Main line", "+44 20 7946 0018")
    console.type("12 Mill Lane").until("12 Mill Lane")
    # Twice by mistake does nothing worse than once.
    console.press("f9", "f9").until("EMERGENCY 0001-i1", "12 Mill Lane")
    assert len(place.entries("incident")) == 1

    console.press("f4").until("Caller", "Results of Tues", "EMERGENCY 0001-i1", gone="Told caller")
    console.until_cursor("Message", "Results of Tues").type("day").until("Results of Tuesday")
    console.press("f9").until("Told caller", "12 Mill Lane")
    assert "0001-i1" in place.run("handover")
    seconds = console.row("EMERGENCY")
    console.until(gone=seconds)

    console.press("f8").until("How did 0001-i1 end?").press("3").until("Incident 0001-i1 saved", "Results of Tuesday")
    assert "▲ EMERGENCY" not in console.text
    incident = place.entries("incident")[-1]["data"]
    assert (incident["location"], incident["outcome"]) == ("12 Mill Lane", "false alarm")
    assert len({entry["id"] for entry in place.entries("incident")}) == 1
    place.run("records", "verify")


def test_an_emergency_is_declared_over_a_dialog_over_the_log_in_wrap_up_and_with_no_call_at_all(place):
    console = place.started()
    console.press("f9").until("EMERGENCY 0001-i1", "Told caller").press("f8").until("How did").press("4")
    console.until("is ready for calls")
    console.press("f3").press("f3").until("Call log").type("osei").press("f9").until("EMERGENCY 0002-i1", "Told caller")
    console.type("Ward 4").press("f8").until("How did 0002-i1 end?").type("walked ou").press("f9")
    console.until("Ward 4", gone="How did").press("f8").until("walked ou").type("t").press("enter")
    console.until("is ready for calls")
    console.press("f2").until("Begin a call").type("01632").press("f9").until("EMERGENCY 0003-i1", gone="Begin a call")
    console.press("f2").until("Begin a call", "01632").press("f2").until("0004").press("f7").until("Escalate 0004")
    console.press("f9").until("EMERGENCY 0004-i1", "Told caller", gone="Escalate 0004")
    console.press("f4").until("Caller").press("f8").until("wrap-up").press("f9").until("Told caller")
    incidents = {entry["id"][-7:]: entry["data"]["outcome"] for entry in place.entries("incident")}
    assert incidents == {"0001-i1": "declared by mistake", "0002-i1": "walked out", "0003-i1": "", "0004-i1": ""}


def test_an_escalation_takes_few_keys_and_is_open_in_the_handover(place, answered):
    console = answered
    console.press("f7").until("Escalate 0001", "critical", "Done so far").press("2").until("high", "Due")
    console.press("tab").type("lift stuck, two people").press("f7").until("0001-e1 saved", gone="Done so far")
    escalation = place.entries("escalation")[0]["data"]
    assert (escalation["severity"], escalation["reason"]) == ("high", "lift stuck, two people")
    assert escalation["name"] == "Anna Petrov"
    assert escalation["steps_taken"].startswith("Call handling")
    handover = place.run("handover")
    assert "0001-e1" in handover
    assert "lift stuck" in handover
