"""The terminal itself: too small, absent, resized, stopped, closed."""

import signal


def test_without_a_terminal_the_console_says_so_in_one_line(place):
    place.run("--operator", "Maria", status=2)
    assert place.err.count("\n") == 1
    assert "terminal" in place.err


def test_an_operators_name_that_cannot_stand_in_a_record_is_refused(place):
    for name in ("x" * 300, "   ", ""):
        place.run("--operator", name, status=2)
        assert place.err.startswith("callpilot: --operator: ")
        assert place.err.count("\n") == 1
    console = place.console(operator="", USER="maria").until("Sign on", "maria")
    console.type("x" * 300).press("enter", "enter", "enter").until("characters", "Sign on")
    console.press("end").type("\x7f" * 305 + "   ").press("enter", "enter", "enter").until("name is needed", "Sign on")
    console.type("Jo [red]").press("enter", "enter", "enter").until("Jo [red]", "F1 Help", gone="Sign on")


def test_a_call_can_be_taken_in_a_terminal_of_40_by_10_and_resizing_loses_nothing(place):
    console = place.console(columns=40, rows=10).until("40×10")
    place.ring("+442079460018", "--name", "Anna Petrov")
    console.until("RINGING").press("f2").until("Caller", "Anna Petrov").type(" jr").until("Anna Petrov jr")
    console.press("f9").until("EMERGENCY").type("12 Mill Lane").until("12 Mill Lane").press("f7").settled()
    console.resize(120, 30).until("Escalate 0001", "duty supervisor").resize(20, 5).settled().resize(80, 24)
    console.until("Escalate 0001", "duty supervisor").press("1").until("critical").type("Dr Osei")
    console.resize(130, 40).until("Dr Osei", gone="duty supervisor").press("esc").until(
        "Anna Petrov jr", "EMERGENCY 0001-i1"
    )
    console.resize(1, 1).settled().resize(40, 10).settled().resize(80, 24).until("Anna Petrov jr")
    console.press("f8").until("wrap-up").press("f8").resize(100, 28).until("is closed").resize(80, 24)
    console.leave_out_all().until("0001 saved")


def test_ctrl_c_and_ctrl_z_never_end_the_console_nor_lose_what_was_typed(place, answered):
    console = answered
    console.press("ctrl+c").settled().type(" jr").until("Anna Petrov jr").press("ctrl+z").settled()
    console.press(*["tab"] * 6).type("Results").until("Results").press("ctrl+c").settled()
    console.press("ctrl+z").settled().press("ctrl+y").settled()
    console.press("f4").settled().press("f7").until("Escalate 0001").press("ctrl+c", "ctrl+z").settled()
    console.press("esc").until("● 0001", "Anna Petrov")
    console.press("f9").until("Told caller").press("ctrl+c", "ctrl+z").settled().type("12").until("12")
    assert console.child.isalive()


def test_stopped_by_the_shell_and_brought_back_it_goes_on_where_it_was(place):
    place.run("log")
    command = " ".join(f"'{word}'" for word in place.command(place.folder, "--operator", "Maria", "--desk", "desk-3"))
    console = place.wrapped(["bash", "--norc", "--noprofile", "-i"], PS1="shell> ").until("shell>")
    console.type(f"{command}\r").until("is ready for calls")
    place.ring("+442079460018", "--name", "Anna Petrov")
    console.until("RINGING").press("f2").until_cursor("Caller", "Anna Petrov").type(" j").until_cursor("Petrov j")
    place.signal_console(signal.SIGTSTP)
    console.until("shell>", "Stopped")
    place.ring("+441614960733", "--name", "Noor Haddad")
    console.type("fg\r").until("● 0001", "Anna Petrov j", "RINGING", "Noor Haddad").type("r").until("Anna Petrov jr")
    console.press("f2").until("hold 0001", "● 0002").press("ctrl+q").until("shell>")
    console.type("exit\r")
    assert console.ended() == 0


def test_the_terminal_closing_ends_it_in_order_with_everything_on_disk(place, answered):
    answered.press(*["tab"] * 6).type("Results of Tues").until("Results of Tues")
    answered.hang_up()
    console = place.started().until("● 0001", "Results of Tues").until_cursor("Message", "Results of Tues")
    console.type("day").until("Results of Tuesday").signal(signal.SIGTERM)
    assert console.ended() == 0
    place.started().until("Results of Tuesday", gone="READ-ONLY")
