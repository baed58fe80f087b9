"""One desk, one console: the second one may look."""


def test_a_second_console_on_the_same_desk_is_read_only_and_says_who_holds_it(place, answered):
    other = place.console(operator="Jo").until("READ-ONLY", "held by Maria", "Anna Petrov")
    before = place.sheets(), place.entries()
    other.type("xyz").press("f8").settled().press("f9").settled().press("f2").settled()
    assert "EMERGENCY 0001" not in other.text
    other.press("ctrl+q")
    assert other.ended() == 0
    assert (place.sheets(), place.entries()) == before
    # The one that holds the desk goes on as if nothing had been.
    answered.type(" 2").until("Anna Petrov 2")
    answered.press("ctrl+q").ended()
    place.console(operator="Jo").until("Anna Petrov 2", gone="READ-ONLY")
