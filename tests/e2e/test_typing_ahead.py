"""Keys that come faster than they are handled: a slow link, a busy moment, a text expander."""

from tests.e2e.terminal import KEYS


def test_a_burst_of_keys_lands_field_by_field_and_call_by_call_as_it_was_pressed(place):
    console = place.started()
    place.ring("+442079460018", "--name", "Anna Petrov")
    console.until("RINGING")
    burst = (
        KEYS["f2"] + " jr" + "\t" * 6 + "first\rsecond" + KEYS["f9"] + "12 Mill Lane\r\r" + "fire" + KEYS["f4"]
        + "third" + KEYS["shift+tab"] * 2 + "Dr Osei" + KEYS["f7"] + "2\t" + "no answer" + KEYS["f7"]
    )  # fmt: skip
    console.type(burst).until("0001-e1", "secondthird", "Dr Osei", "Anna Petrov jr")
    assert place.entries("escalation")[0]["data"]["reason"] == "first secondthirdno answer"
    console.press("f9").until("12 Mill Lane", "fire").press("f4").until("Dr Osei")
    # A function key doesn't run ahead of the letters before it.
    console.type(KEYS["f8"] + KEYS["f10"] + "for the night" + KEYS["esc"])
    console.until("wrap-up").settled()
    assert "for the night" in place.run("handover")
