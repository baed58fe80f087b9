"""What can't be done now says why, and does nothing."""

from tests.console.staging import SMALL, make_home, staged

from callpilot.console.deeds import DEEDS


def _told(stage):
    return stage.text.splitlines()[-1]


REFUSED = {
    ("hold", "f5"): "there is no call",
    ("next_call", "f4"): "there is no other call",
    ("escalate", "f7"): "there is no call",
    ("end", "f8"): "there is no call",
    ("tick", "ctrl+t"): "no procedure is open",
    ("take_message", "ctrl+s"): "there is no call",
}


async def test_with_no_call_each_says_that_there_is_none(stage):
    before = stage.state
    for (_identity, key), reason in REFUSED.items():
        await stage.press(key)
        assert reason in _told(stage)
        assert stage.screen == "DeskScreen"
        assert stage.state == before


async def test_an_empty_message_is_not_taken(call):
    before = call.state.calls
    await call.press("ctrl+s")
    assert "the message is empty" in _told(call)
    assert call.state.calls == before


async def test_after_the_caller_has_gone_there_is_nobody_to_hold(call):
    await call.press("f8", "f5")
    assert "the caller has gone" in _told(call)
    assert call.state.front.stage == "wrap-up"


async def test_returning_needs_a_procedure_beneath(call):
    await call.press("escape", "r")
    assert "no procedure waits beneath" in _told(call)


async def test_a_choice_that_the_step_does_not_have_is_refused(call):
    before = call.state.calls
    await call.press("escape", "9")
    assert "no choice 9" in _told(call)
    assert call.state.front.runs == before[call.state.front.id].runs


async def test_refused_in_a_dialog_it_is_said_in_the_dialog(stage):
    await stage.press("f2")
    await stage.press("f4")
    await stage.sees("there is no other call")
    assert stage.screen == "BeginScreen"


async def test_help_and_palette_give_the_reason_and_hide_nothing(stage):
    await stage.press("f1")
    await stage.sees("Escalate", "not now: there is no call")
    shown = "\n".join(text for line in stage.app.screen.lines(100) for text, _style in line)
    assert all(deed.title in shown for deed in DEEDS)
    await stage.press("escape", "ctrl+p")
    await stage.sees("Hold or resume", "not now: there is no call")


async def test_a_read_only_console_refuses_every_deed_that_writes(tmp_path):
    async with staged(make_home(tmp_path / "home"), SMALL, read_only=True) as stage:
        await stage.sees("READ-ONLY")
        for key in ("f2", "f5", "f7", "f8", "f9", "ctrl+t", "ctrl+s"):
            before = stage.state
            await stage.press(key)
            assert "read-only" in _told(stage), key
            assert stage.state == before
        assert not list((stage.home.data / "open").glob("*-0001*"))


async def test_every_deed_answers_in_every_state_without_raising(stage):
    states = [stage.state]
    await stage.answer()
    states.append(stage.state)
    await stage.press("f9")
    states.append(stage.state)
    for state in states:
        for deed in DEEDS:
            assert "\n" not in deed.unavailable(state)
