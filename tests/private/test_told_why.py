"""Why something that was typed isn't there is said in one calm line, and the cursor stays where it is."""

import pytest
from tests.console.staging import SMALL, make_home, staged
from tests.private.searching import AMEX, VISA
from textual import events

CARD_LINE = "A card number: all but its last four digits are left out of the record"
CODE_LINE = "A card's security code is never kept, not even for a moment"


@pytest.fixture
async def call(tmp_path):
    async with staged(make_home(tmp_path / "home"), SMALL) as stage:
        await stage.answer()
        yield stage


async def test_a_security_code_is_refused_with_the_key_that_types_it_and_a_word_why(call):
    await call.to("company")
    await call.type("cvc 8")
    assert call.value("company") == "cvc •"
    await call.sees(CODE_LINE)
    await call.type("31 ok")
    assert call.value("company") == "cvc ••• ok"
    assert call.field == "company"
    assert call.app.focused.cursor_position == len("cvc ••• ok")


async def test_a_card_is_masked_with_a_word_why_once_the_cursor_has_left_it(call):
    for field in ("company", "message"):
        await call.to(field)
        await call.type(f"{VISA}")
        assert VISA in call.text
        await call.type(" by phone, ")
        await call.sees(CARD_LINE, gone=VISA)
        assert call.value(field).endswith("1111 by phone, ")
        assert call.app.focused.cursor == len(f"{VISA} by phone, ")


async def test_a_card_in_a_telephone_field_and_one_that_is_pasted(call):
    await call.to("callback")
    await call.press(*["end"], *["backspace"] * 20)
    await call.type(AMEX)
    await call.press("tab")
    await call.sees(CARD_LINE)
    await call.to("message")
    call.app.post_message(events.Paste(f"{VISA}\n"))
    await call.press("end", "tab")
    await call.until(lambda: call.value("message").startswith("••••"))


async def test_it_is_said_in_a_dialog_at_its_foot(call):
    await call.press("f7")
    await call.to("esc.reason")
    await call.type("cvv2 1")
    await call.sees(CODE_LINE)


async def test_what_is_no_card_is_never_spoken_of(call):
    await call.to("message")
    await call.type("order 4111 1111 1111 1112, room 204, +44 20 7946 0018 ext 12, ")
    await call.press("tab")
    assert "4111 1111 1111 1112" in call.value("message")
    assert "card" not in call.text.casefold()


async def test_digits_that_are_on_the_screen_stay_there_when_the_cursor_moves_away(call):
    """They wait in memory while they may become a card; the record, shown again, must not take them away."""
    stage = call
    for field in ("company", "message"):
        await stage.to(field)
        await stage.type("order 12345678")
        assert stage.value(field) == "order 123456"
        await stage.pass_time(2)
        assert stage.app.focused.take(stage.value(field)) is None
        assert "order 12345678" in stage.text
        await stage.press(*["left"] * 11)
        assert stage.value(field) == "order 12345678"
        await stage.pass_time(2)
        assert "order 12345678" in stage.text


async def test_taking_an_edit_back_and_making_it_again_keeps_a_card_off_the_disk(call):
    await call.to("message")
    for part in (VISA[:8], VISA[8:15]):
        call.app.post_message(events.Paste(part))
        await call.settle()
    call.app.focused.undo()
    call.app.focused.redo()
    await call.settle()
    assert call.app.focused.text == VISA[:15]
    assert sum(char.isdecimal() for char in call.value("message")) <= 6
