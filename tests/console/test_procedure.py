"""Following the procedure by its keys writes the record; its fields and the form's are the same."""

import pytest

from callpilot.desk.following import go_to


@pytest.fixture
async def at_confirm(call):
    """The procedure has the keys, at the step with nine numbered ways on."""
    go_to(call.desk, call.state.front.id, "confirm")
    await call.press("escape")
    assert call.field == "procedure"
    return call


def _run(stage):
    return stage.state.front.run


async def test_esc_leaves_typing_for_the_procedure_and_goes_back_and_discards_nothing(call):
    await call.to("message")
    await call.type("half a wo")
    before = call.drafts()
    await call.press("escape")
    assert call.field == "procedure"
    await call.press("escape")
    assert call.field in ("name", "message")
    for _time in range(4):
        await call.press("escape")
    assert call.drafts() == before
    assert call.state.front.stage == "live"


@pytest.mark.parametrize("place", ["f7", "f2", "f10", "f11", "f1", "f3", "ctrl+p"])
async def test_esc_leaves_a_dialog_and_what_was_typed_in_it_is_there_again(place, call):
    await call.press(place)
    screen = call.screen
    await call.type("draft")
    await call.press("escape")
    await call.until(lambda: call.screen == "DeskScreen")
    kept = {text for values in call.drafts().values() for text in values.values()}
    assert screen in ("HelpScreen", "CommandPalette") or "draft" in kept
    assert call.state.front.stage == "live"


@pytest.mark.parametrize(
    ("digit", "leads_to"),
    [("2", "information"), ("3", "transfer"), ("5", "request"), ("8", "wrong-number"), ("9", "need")],
)
async def test_each_digit_takes_its_own_choice(digit, leads_to, at_confirm):
    await at_confirm.press(digit)
    assert _run(at_confirm).current == leads_to


async def test_a_digit_that_leads_to_escalation_opens_it(at_confirm):
    await at_confirm.press("6")
    await at_confirm.until(lambda: at_confirm.screen == "EscalateScreen")


async def test_a_digit_that_leads_to_an_emergency_declares_it(at_confirm):
    await at_confirm.press("7")
    await at_confirm.until(lambda: at_confirm.state.front_incident is not None)


async def test_a_digit_opens_another_procedure_and_the_first_ones_progress_waits(at_confirm):
    await at_confirm.press("1")
    await at_confirm.until(lambda: _run(at_confirm).procedure == "message-taking")
    first = at_confirm.state.front.runs[0]
    assert first.mark("confirm").outcome == "done"


@pytest.mark.parametrize("key", ["space", "n"])
async def test_space_and_n_tick_the_step_and_go_on(key, call):
    await call.press("escape", key)
    assert _run(call).mark("greeting").outcome == "done"
    assert _run(call).current == "caller"
    await call.sees("Who is calling")


async def test_s_skips_a_step_and_asks_for_the_reason_of_a_required_one(call):
    await call.press("escape", "s")
    assert _run(call).mark("greeting").outcome == "skipped"
    go_to(call.desk, call.state.front.id, "need")
    await call.press("s")
    await call.until(lambda: call.screen == "AskScreen")
    await call.press("enter")
    assert _run(call).mark("need").outcome == "open"
    if call.screen != "AskScreen":
        await call.press("s")
    await call.type("she hung up\n")
    await call.until(lambda: _run(call).mark("need").outcome == "skipped")
    assert _run(call).mark("need").why == "she hung up"


async def test_b_goes_back_and_the_answers_stay(call):
    await call.press("escape", "n", "n", "b")
    assert _run(call).current == "caller"
    assert _run(call).mark("caller").outcome == "done"
    assert "Hill Dental" in _run(call).mark("caller").answer


async def test_another_procedure_lies_on_top_and_r_returns_to_the_firsts_progress(call):
    await call.press("escape", "n", "n")
    first = _run(call)
    call.clock.advance(30)
    await call.press("p")
    await call.type("complaint\n")
    await call.until(lambda: _run(call).procedure == "complaint")
    await call.sees("r returns")
    assert call.field == "procedure"
    await call.press("n")
    call.clock.advance(100)
    await call.press("r")
    assert _run(call).procedure == "call-handling"
    assert _run(call).current == first.current
    assert [mark for mark in _run(call).marks if mark.outcome != "open"] == list(first.marks)
    assert _run(call).mark("need").seconds == 30
    await call.sees("Find out what is needed", gone="r returns")


async def test_the_steps_field_and_the_forms_field_are_one(call):
    await call.press("escape", "n")
    await call.press("enter")
    assert call.field == "name"
    await call.type(" Ltd")
    form = call.app.screen.query_one("CallForm").form
    step = call.app.screen.query_one("ProcedurePane").step_form
    await call.until(lambda: form.input("name").value == step.input("name").value == "Hill Dental Ltd")
    form.input("name").focus()
    await call.press("end")
    await call.type("!")
    await call.until(lambda: step.input("name").value == "Hill Dental Ltd!")
    assert call.value("name") == "Hill Dental Ltd!"


async def test_ctrl_t_ticks_from_within_the_message_and_the_cursor_stays(call):
    await call.to("message")
    await call.type("the dr")
    await call.press("ctrl+t")
    await call.type("ill")
    assert call.value("message") == "the drill"
    assert _run(call).mark("greeting").outcome == "done"


async def test_the_pane_says_why_this_procedure(call):
    await call.sees("because: line surgery, inbound")


async def test_a_steps_target_counts_and_is_marked_when_it_is_past(call):
    await call.pass_time(9)
    await call.sees("0:09/0:15", gone="▲ 0:")
    await call.pass_time(9)
    await call.sees("▲ 0:18/0:15")
