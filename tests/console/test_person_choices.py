"""Names completed as they are typed, with how each can be reached; nothing is stolen from whoever types on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.console.directory import peopled
from tests.console.staging import SMALL
from textual.geometry import Region

from callpilot.console.widgets.person_choices import ChoiceList, offer_line, room
from callpilot.desk.completing import PersonOffer
from callpilot.site.people import People


@pytest.fixture(params=["wide", "narrow"])
async def desk(home, request):
    async with peopled(home, *([SMALL] if request.param == "narrow" else [])) as stage:
        await stage.answer()
        await stage.to("for")
        yield stage


def is_open(stage):
    return bool(stage.app.screen.query(ChoiceList))


async def test_people_are_offered_below_the_field_with_their_reach(desk):
    await desk.type("os")
    text = await desk.sees("Dr Kwame Osei  Cardiologist", "on call to 18:00", "Cardiology on call → Dr Kwame Osei")
    assert "os" in desk.row("For  ")
    assert "▸Dr" not in text


@pytest.mark.parametrize("key", ["enter", "tab"])
async def test_what_is_chosen_is_taken_and_the_cursor_goes_on(key, desk):
    await desk.type("os")
    await desk.sees("Dr Kwame Osei")
    await desk.press("down")
    await desk.sees("▸Dr Kwame Osei")
    await desk.press(key)
    await desk.until(lambda: desk.field == "urgency")
    assert desk.value("for") == "Dr Kwame Osei"
    assert not is_open(desk)
    await desk.pass_time(1)
    await desk.sees("on call to 18:00")


async def test_enter_with_nothing_chosen_keeps_the_free_name_and_goes_on(desk):
    await desk.type("os")
    await desk.sees("Dr Kwame Osei")
    await desk.press("enter")
    await desk.until(lambda: desk.field == "urgency")
    assert desk.value("for") == "os"
    assert not is_open(desk)


async def test_up_from_the_first_chooses_nothing_again(desk):
    await desk.type("os")
    await desk.sees("Dr Kwame Osei")
    await desk.press("down", "down", "down", "down", "up", "up", "up", "enter")
    assert desk.value("for") == "os"


async def test_esc_closes_only_the_list_and_typing_opens_it_again(desk):
    await desk.type("os")
    await desk.sees("Dr Kwame Osei")
    await desk.press("escape")
    assert not is_open(desk)
    assert desk.field == "for"
    await desk.type("e")
    await desk.sees("Dr Kwame Osei  Cardiologist")
    await desk.press("escape", "escape")
    assert desk.field == "procedure"


async def test_leaving_the_field_closes_the_list(desk):
    await desk.type("os")
    await desk.sees("Dr Kwame Osei")
    await desk.to("company")
    await desk.until(lambda: not is_open(desk))


async def test_a_slip_is_forgiven_and_a_list_fills_in_who_is_on_call(desk):
    await desk.type("cardiolgoy on")
    await desk.until(lambda: is_open(desk))
    while "▸Cardiology on call" not in desk.text:
        await desk.press("down")
    await desk.press("enter")
    assert desk.value("for") == "Dr Kwame Osei"


async def test_a_fast_typist_loses_no_letter_and_no_key(desk):
    for letter in "Dr Kwame Osei and the nurse":
        desk.send(letter)
    desk.send("enter")
    desk.send("s")
    await desk.settle()
    assert desk.value("for") == "Dr Kwame Osei and the nurse"
    assert desk.value("urgency") == "s"


async def test_the_function_keys_act_over_the_list(desk):
    await desk.type("os")
    await desk.sees("Dr Kwame Osei")
    await desk.press("f9")
    await desk.until(lambda: desk.state.front_incident is not None)
    assert not is_open(desk)
    await desk.press("f4")
    await desk.until(lambda: desk.field == "for")
    assert desk.value("for") == "os"


async def test_the_escalation_s_to_is_completed_in_its_dialog(desk):
    await desk.press("f7", "2")
    await desk.until(lambda: desk.field == "esc.to")
    assert desk.value("esc.to")
    await desk.type("reyes")  # what was proposed is marked: typing replaces it
    await desk.sees("Nurse Ana Reyes", "on call to 18:00")
    await desk.press("down", "enter")
    assert desk.value("esc.to") == "Nurse Ana Reyes"
    assert desk.field == "esc.reason"


async def test_the_list_goes_with_its_field_when_the_dialog_moves(desk):
    await desk.press("f7", "2")
    await desk.until(lambda: desk.field == "esc.to")
    await desk.press(*["backspace"] * len(desk.value("esc.to")))
    await desk.type("reyes")
    await desk.sees("Nurse Ana Reyes")
    field = desk.app.focused
    desk.app.screen.query_one(".dialog").styles.margin = (3, 0, 1, 0)
    await desk.until(lambda: field.region.y not in _rows(desk) and field.region.y + 1 in _rows(desk))


def _rows(stage):
    region = stage.app.screen.query_one(ChoiceList).region
    return range(region.y, region.bottom)


async def test_markup_in_a_name_is_only_text(desk):
    await desk.type("tables")
    await desk.sees("[@click=app.quit]Robert[/] Tables")
    await desk.press("down", "enter")
    assert desk.value("for") == "[@click=app.quit]Robert[/] Tables"


async def test_a_site_without_people_offers_nobody(home):
    async with peopled(home, people=People()) as stage:
        await stage.answer()
        await stage.to("for")
        await stage.type("osei")
        assert not is_open(stage)


async def test_a_field_of_a_procedure_that_means_a_person_is_completed_too(home):
    file = home.config / "procedures" / "pass-on.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        """
id = "pass-on"
title = "Pass on"
form = "workflow"
[[revision]]
version = "1"
date = 2026-01-01
[[step]]
id = "who"
phase = "listen"
title = "Who takes it"
[[step.field]]
name = "taker"
label = "Taker"
type = "person"
[[step]]
id = "then"
phase = "close"
title = "Then"
""",
        "utf-8",
    )
    async with peopled(home) as stage:
        from callpilot.desk.following import open_procedure

        call = await stage.answer()
        open_procedure(stage.desk, call, "pass-on", "tried")
        await stage.sees("Taker")
        await stage.to("taker")
        await stage.type("duf")
        await stage.sees("Tom Duff", "from Mon 08:00")
        await stage.press("down", "enter")
        await stage.until(lambda: stage.value("taker") == "Tom Duff")
        assert stage.state.front.run.current == "who"


@given(
    st.integers(0, 119), st.integers(0, 39), st.integers(1, 60), st.integers(1, 120), st.integers(3, 40),
    st.integers(1, 6),
)  # fmt: skip
def test_the_list_never_covers_its_field_nor_leaves_the_screen(x, y, wide, width, height, rows):
    field = Region(min(x, width - 1), min(y, height - 2), wide, 1)
    place = room(field, width, height, rows)
    assert place.x >= 0
    assert place.right <= width
    assert place.height <= rows
    if place.height:
        assert place.y >= 0
        assert place.bottom <= height - 1
        assert not place.y <= field.y < place.bottom


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40), st.integers(20, 100))
def test_a_row_is_as_wide_as_it_may_be(name, role, words, width):
    from rich.cells import cell_len

    line = offer_line(PersonOffer(name=name, shown=name, role=role, words=words), width)
    assert sum(cell_len(text) for text, _style in line) <= width + 1
