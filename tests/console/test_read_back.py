"""Reading the record back on the screen: one key a part, corrected in place, and back after a kill."""

import pytest
from tests.console.staging import staged

from callpilot.desk import following
from callpilot.desk.reading_parts import parts


@pytest.fixture
async def reading(call):
    """The dialog over a call with a message in it."""
    await call.to("message")
    await call.type("Ring back at 10:30, room 14a")
    await call.press("ctrl+a")
    await call.until(lambda: call.screen == "ReadBackScreen")
    return call


def standings(stage) -> dict[str, str]:
    return {part.key: part.standing for part in parts(stage.state, stage.state.pad.front)}


async def test_names_are_spelt_and_numbers_stand_large_in_their_groups(reading):
    await reading.sees("1 of 4, 4 to go", "Hotel · India · Lima · Lima", "Delta · Echo · November")
    await reading.press("enter")
    await reading.sees("777 999 4 4 666", "plus four four · two zero · seven nine four six · zero zero one eight")


async def test_one_key_a_part_confirms_all_and_returns_to_the_record(reading):
    await reading.press("enter", "space", "y")
    assert list(standings(reading).values()) == ["confirmed"] * 3 + ["open"]
    await reading.press("ctrl+a")
    await reading.until(lambda: reading.screen == "DeskScreen")
    await reading.sees("✔ All of it was read back")
    assert set(standings(reading).values()) == {"confirmed"}
    assert reading.field == "message"


async def test_typing_corrects_the_part_in_the_record_at_once(reading):
    await reading.press("down")
    await reading.type("02079460999")
    assert reading.value("callback") == "02079460999"
    await reading.press("enter")
    assert reading.value("callback") == "+44 20 7946 0999"
    await reading.sees("✎ Callback", "corrected 10:42:17")


async def test_c_corrects_behind_what_stands_there_and_esc_brings_it_back(reading):
    await reading.press("c")
    await reading.type("s & Sons")
    assert reading.value("name") == "Hill Dentals & Sons"
    await reading.sees("Enter: that is right now")
    await reading.press("escape")
    assert reading.value("name") == "Hill Dental"
    assert reading.screen == "ReadBackScreen"
    await reading.press("escape")
    assert reading.screen == "DeskScreen"
    assert standings(reading)["name"] == "open"


async def test_a_number_in_the_message_is_put_right_where_it_stands(reading):
    await reading.press("down", "down")
    await reading.sees("Message: time")
    await reading.type("11:15")
    await reading.press("enter")
    assert reading.value("message") == "Ring back at 11:15, room 14a"


async def test_every_function_key_acts_over_a_correction_and_what_was_typed_stays(reading):
    await reading.press("c")
    await reading.type("s")
    await reading.press("f9")
    await reading.until(lambda: bool(reading.state.incidents))
    assert reading.value("name", next(iter(reading.state.calls))) == "Hill Dentals"


async def test_after_a_kill_the_dialog_is_back_at_its_part(home, reading):
    await reading.press("enter", "enter")
    identity = reading.state.pad.front
    reading.app.session.lock.release()
    async with staged(home) as again:
        await again.until(lambda: again.screen == "ReadBackScreen")
        await again.sees("3 of 4, 2 to go", "Message: time")
        assert standings(again)["name"] == "confirmed"
        assert again.state.pad.front == identity


async def test_a_part_changed_in_the_form_is_shown_as_changed(reading):
    await reading.press("enter", "escape")
    await reading.to("name")
    await reading.type("X")
    await reading.press("ctrl+a")
    await reading.sees("! Caller", "changed since")


async def test_the_step_that_asks_for_it_is_ticked(reading):
    identity = reading.state.pad.front
    following.go_to(reading.desk, identity, "read-back-number")
    await reading.press("down", "enter")
    assert reading.desk.live(identity).run.mark("read-back-number").outcome == "done"


async def test_an_escalations_draft_is_read_back_over_it_and_is_there_again(call):
    await call.to("message")
    await call.type("no heating")
    await call.press("f7")
    await call.until(lambda: call.screen == "EscalateScreen")
    await call.press("2", "ctrl+a")
    await call.until(lambda: call.screen == "ReadBackScreen")
    await call.sees("Escalated to")
    await call.press("escape")
    assert call.screen == "EscalateScreen"


async def test_markup_in_a_name_is_only_text_and_a_long_one_stays_in_the_dialog(small):
    await small.answer(name="[/] [@click=app.quit]x[/] " + "W" * 100)
    await small.press("ctrl+a")
    await small.sees("[/] [@click=app.quit]x[/]", "Read it back")


async def test_with_nothing_to_read_the_reason_is_said(stage):
    await stage.press("ctrl+a")
    await stage.sees("Read it back: there is no call")
