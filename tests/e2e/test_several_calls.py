"""Several calls at once: each keeps its form, its cursor, its procedure and its timers."""


def test_answering_a_second_call_holds_the_first_and_each_keeps_its_form_and_cursor(place, answered):
    console = answered
    console.press(*["tab"] * 6).type("about the lift")
    console.until("about the lift").press("left", "left", "left", "left")
    console.until_cursor("Message", "about the ")
    console.press("ctrl+t").until("1 of 1")
    place.ring("+441614960733", "--name", "Noor Haddad")
    console.until("RINGING", "Noor Haddad").press("f2").until_cursor("Caller", "Noor Haddad")
    console.until("hold 0001", "● 0002", gone="RINGING").type(" jr").until("Noor Haddad jr")

    console.press("f4").until("about the lift", "1 of 1").until_cursor("Message", "about the ")
    console.type("left ").until("about the left lift")
    console.press("f4").until_cursor("Caller", "Noor Haddad jr")
    # Only one is spoken to.
    console.press("f5").until("hold 0001", "hold 0002")
    console.press("f4").until("left lift").press("f5").until("● 0001", "hold 0002")
    console.press("f4").until("Noor").press("f5").until("● 0002", "hold 0001").press("f8").until("wrap-up 0002")
    console.press("f8").leave_out_all().until("0002 saved", "left lift")
    console.press("f5").until("● 0001").press("f8").until("wrap-up").press("f8").until("0001 saved")
    second, first = sorted(place.calls(), key=lambda call: call["id"], reverse=True)
    assert (second["name"], first["name"]) == ("Noor Haddad jr", "Anna Petrov")
    assert "about the left lift" in place.run("show", first["id"])
    assert first["hold_s"] > 0 < second["hold_s"]
    assert [place.entries("call")[0]["id"][-4:], place.entries("call")[1]["id"][-4:]] == ["0002", "0001"]
    place.run("records", "verify")
