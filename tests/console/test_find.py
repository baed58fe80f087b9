"""F3: one box, and Enter does the natural thing with whatever is marked."""

import random
import threading

import pytest
from tests.console.directory import peopled
from tests.console.staging import HILL, PIPE, SMALL, make_app, staged
from tests.desk.people import PEOPLE

from callpilot.console.reloading import Reloading
from callpilot.site.people import Contact, People


@pytest.fixture
async def desk(home):
    async with peopled(home) as stage:
        yield stage


@pytest.fixture
async def narrow(home):
    async with peopled(home, SMALL) as stage:
        yield stage


async def find(stage, text):
    """Open the box and type."""
    await stage.press("f3")
    await stage.until(lambda: stage.screen == "FindScreen")
    await stage.type(text)
    return stage


def marked(stage):
    return stage.row("▸")


# -- the box --------------------------------------------------------------------------------------------


async def test_the_box_opens_over_anything_with_the_cursor_in_it(desk):
    await desk.press("f3")
    await desk.sees("Find", "PROCEDURES", "ON CALL NOW", "Cardiology on call → Dr Kwame Osei")
    assert desk.field == "find.query"


async def test_what_is_found_is_grouped_under_headings_and_read_beside(desk):
    await desk.answer(*HILL)
    await find(desk, "osei")
    text = await desk.sees("PEOPLE", "on call to 18:00", "+44 20 7946 0111", "not during", "Languages", "Twi")
    assert "▸Dr Kwame Osei" in text


async def test_at_80_by_24_it_is_read_beneath(narrow):
    await find(narrow, "where to park")
    await narrow.sees("ANSWERS", "Behind the building, entrance in Mill Lane")


async def test_what_is_read_scrolls_while_the_cursor_stays_in_the_box(narrow):
    await find(narrow, "osei")
    await narrow.sees("▸Dr Kwame Osei", gone="date of birth")
    await narrow.press(*["shift+down"] * 8)
    await narrow.sees("date of birth")
    await narrow.press(*["shift+up"] * 8)
    await narrow.sees("Cardiologist, Cardiology", gone="date of birth")
    assert narrow.field == "find.query"


async def test_what_is_found_later_does_not_move_what_is_read(narrow, monkeypatch):
    may_come, come = threading.Event(), []

    def late(*asked):
        may_come.wait(10)
        come.append(asked)
        return ()

    monkeypatch.setattr("callpilot.console.find_source.find_calls", late)
    await find(narrow, "osei")
    await narrow.sees("▸Dr Kwame Osei", gone="date of birth")
    await narrow.press(*["shift+down"] * 8)
    await narrow.sees("date of birth")
    may_come.set()
    await narrow.until(lambda: len(come) > 1)  # as opened, and as typed
    await narrow.calm()
    assert "date of birth" in narrow.text
    await narrow.press("down")
    await narrow.sees("▸Cardiology on call")
    assert not narrow.app.screen.query_one("#detail").scroll_y


async def test_in_a_very_small_terminal_the_list_has_all_the_room(home):
    async with peopled(home, (60, 16)) as stage:
        await find(stage, "jo smith")
        await stage.sees("▸Jo Smith", "Jo Smithson")


async def test_the_arrows_move_while_typing_goes_on(desk):
    await find(desk, "jo smi")
    await desk.press("down")
    assert "Jo Smithson" in marked(desk)
    await desk.type("th")
    assert desk.app.focused.value == "jo smith"
    await desk.press("up", "up", "pagedown", "pagedown", "pageup")
    await desk.sees("PEOPLE")


async def test_a_typing_error_is_forgiven(desk):
    await find(desk, "osie")
    await desk.sees("▸Dr Kwame Osei")


async def test_what_was_typed_is_there_again_and_on_disk_and_typing_replaces_it(desk, home):
    await find(desk, "osei")
    await desk.press("escape")
    await desk.until(lambda: desk.screen == "DeskScreen")
    assert desk.state.pad.values["find.query"] == "osei"
    await desk.press("f3")
    assert desk.app.focused.value == "osei"
    await desk.sees("▸Dr Kwame Osei")
    await desk.type("duff")
    assert desk.app.focused.value == "duff"
    await desk.sees("▸Tom Duff")


async def test_a_restart_opens_the_box_again(home):
    async with peopled(home) as stage:
        await find(stage, "parki")
        assert stage.state.pad.focus == "find.query"
    async with peopled(home) as stage:
        await stage.until(lambda: stage.screen == "FindScreen")
        assert stage.app.focused.value == "parki"
        await stage.type("ng")
        assert stage.app.focused.value == "parking"


async def test_the_same_key_again_opens_the_whole_log(desk):
    await find(desk, "osei")
    await desk.press("f3")
    await desk.sees("Call log")
    assert desk.screen == "LogScreen"
    await desk.press("ctrl+f")
    await desk.until(lambda: desk.screen == "FindScreen")


async def test_nothing_that_fits_is_said_and_enter_does_nothing(desk):
    await desk.answer()
    for letter in ("f3", *"qqqqqq", "enter"):
        desk.send(letter)
    await desk.sees("nothing fits", gone="LATEST CALLS")
    await desk.press("enter")
    assert desk.screen == "FindScreen"


@pytest.mark.parametrize("text", ["[1/2] tab [ok]", "[@click=app.quit]x", "[/]", "\\x1b[31m", "{caller} %s"])
async def test_markup_is_only_text(text, desk):
    await find(desk, text)
    await desk.sees(text)
    await desk.press("enter", "escape")


async def test_people_with_markup_in_their_names_are_shown_as_they_are(desk):
    await find(desk, "tables")
    await desk.sees("[@click=app.quit]Robert[/] Tables", "[1/2] tab [ok]", "[/b]")


@pytest.mark.parametrize("length", [100_000, 100_001])
async def test_a_huge_paste_is_harmless(length, desk):
    from textual import events

    await desk.press("f3")
    desk.app.post_message(events.Paste("osei " * (length // 5) + "x" * (length % 5)))
    await desk.settle()
    await desk.press("escape")
    await desk.until(lambda: desk.screen == "DeskScreen")


async def test_a_desk_that_may_only_look_finds_too(home):
    async with peopled(home, read_only=True) as stage:
        await find(stage, "osei")
        await stage.sees("▸Dr Kwame Osei")
        await stage.press("enter")
        await stage.until(lambda: stage.screen == "ContactScreen")


async def test_fifty_thousand_people_are_found_off_the_loop_and_enter_waits_for_them(home):
    made = random.Random(5)
    parts = ["".join(made.choice("bdfgklmnprstv") + made.choice("aeiou") for _ in range(3)) for _ in range(4000)]
    many = {str(n): Contact(id=str(n), name=f"{made.choice(parts)} {made.choice(parts)}") for n in range(50_000)}
    async with peopled(home, people=People(contacts={**many, **PEOPLE.contacts})) as stage:
        await stage.answer()
        stage.send("f3")
        for letter in "osei":
            stage.send(letter)
        stage.send("enter")
        await stage.until(lambda: stage.value("for") == "Dr Kwame Osei")


async def test_a_log_that_cannot_be_read_is_said_and_the_rest_is_found(desk, monkeypatch):
    def broken(*_asked):
        raise OSError(5, "input/output error")

    monkeypatch.setattr(desk.app.session.index, "log", broken)
    await find(desk, "qqqqq")
    await desk.sees("the call log can't be read now")
    await desk.press("escape")
    await find(desk, "osei")
    await desk.sees("▸Dr Kwame Osei")


# -- the natural thing ----------------------------------------------------------------------------------


async def test_a_procedure_is_opened_beside_the_call_in_front(desk):
    await desk.answer()
    await find(desk, "complaint")
    await desk.press("enter")
    await desk.until(lambda: desk.screen == "DeskScreen")
    assert desk.state.front.run.procedure == "complaint"
    assert len(desk.state.front.stack) == 2


async def test_a_procedure_with_no_call_is_the_desks_own(desk):
    await find(desk, "shift handover")
    await desk.press("enter")
    await desk.until(lambda: desk.state.pad.run is not None)
    assert desk.state.pad.run.procedure == "shift-handover"


async def test_an_answer_opens_its_questions_at_it_once_however_often(desk):
    await desk.answer()
    for question in ("where can i park", "repeat prescription"):
        await find(desk, question)
        await desk.press("enter")
        await desk.until(lambda: desk.screen == "DeskScreen")
    await desk.sees("▸3 How do I get a repeat prescription?", "2 Where can I park my car?")
    assert len(desk.state.front.stack) == 2


async def test_a_person_is_whom_the_call_is_for_and_how_they_are_reached_stands_beside(desk):
    await desk.answer()
    await desk.to("message")
    await desk.type("results")
    await find(desk, "osei")
    await desk.press("enter")
    await desk.until(lambda: desk.value("for") == "Dr Kwame Osei")
    assert desk.field == "message"
    await desk.until(lambda: "on call to 18:00" in desk.row("For  "))


async def test_a_list_is_whoever_of_it_is_on_call(desk):
    await desk.answer()
    await find(desk, "cardiology on call")
    await desk.press("enter")
    await desk.until(lambda: desk.value("for") == "Dr Kwame Osei")


async def test_whom_it_was_for_before_is_said(desk):
    await desk.answer()
    await desk.to("for")
    await desk.type("Ward 4")
    await find(desk, "osei")
    await desk.press("enter")
    await desk.sees("For: Dr Kwame Osei · on call to 18:00 (before: Ward 4)")


async def test_a_person_goes_into_the_escalation_that_is_being_written(desk):
    await desk.answer()
    await desk.press("f7", "2")
    await desk.until(lambda: desk.field == "esc.to")
    await find(desk, "osei")
    await desk.press("enter")
    await desk.until(lambda: desk.screen == "EscalateScreen")
    assert desk.value("esc.to") == "Dr Kwame Osei"
    assert desk.value("for") == ""
    assert desk.field == "esc.to"


async def test_esc_goes_back_to_the_escalation_and_a_procedure_leaves_it(desk):
    await desk.answer()
    await desk.press("f7", "2")
    await find(desk, "complaint")
    await desk.press("escape")
    await desk.until(lambda: desk.screen == "EscalateScreen")
    await desk.press("f3", "enter")
    await desk.until(lambda: desk.screen == "DeskScreen")
    assert desk.state.front.run.procedure == "complaint"


async def test_an_emergency_is_declared_over_the_box_over_the_escalation(desk):
    await desk.answer()
    await desk.press("f7", "2")
    await find(desk, "osei")
    await desk.press("f9")
    await desk.until(lambda: desk.state.front_incident is not None and desk.screen == "DeskScreen")
    await desk.press("f4", "f7")
    await desk.until(lambda: desk.screen == "EscalateScreen")


async def test_a_person_with_no_call_is_shown(desk):
    await find(desk, "osei")
    await desk.press("enter")
    await desk.sees("Contact", "+44 20 7946 0111", "Mon–Fri 08:00–18:00", "Twi", "Nurse Ana Reyes", "date of birth")
    assert desk.screen == "ContactScreen"


async def test_a_list_with_nobody_on_call_is_shown_even_with_a_call(desk):
    await desk.answer()
    await find(desk, "lift engineers")
    await desk.press("enter")
    await desk.sees("On call", "Lift engineers", "Nobody is on call now.")
    assert desk.value("for") == ""


async def test_a_person_in_an_emergency_is_shown_and_nothing_is_filled_in(desk):
    await desk.answer()
    await desk.press("f9")
    await find(desk, "osei")
    await desk.press("enter")
    await desk.until(lambda: desk.screen == "ContactScreen")


async def test_a_caller_opens_the_log_filtered_on_them(desk):
    for who in (HILL, PIPE, HILL):
        await desk.answer(*who)
        await desk.close()
    await find(desk, "hill den")
    await desk.sees("CALLERS", "▸Hill Dental", "+44 20 7946 0018")
    await desk.press("enter")
    await desk.sees("Call log – 2 calls", "Hill Dental", gone="Nora Pipe")
    await desk.press("escape")
    await desk.sees("Log – 3 this shift", "+442079460018", gone="Nora Pipe")  # the desk's own log has the filter, too


async def test_a_closed_call_opens_to_read(desk):
    await desk.answer(*PIPE)
    await desk.close()
    await find(desk, "0001")
    await desk.sees("CALLS", "0001 ← Nora Pipe")
    await desk.press("enter")
    await desk.until(lambda: desk.screen == "RecordScreen")
    await desk.sees("Call 0001", "Nora Pipe")


async def test_a_live_call_comes_in_front(desk):
    first = await desk.answer(*HILL)
    await desk.answer(*PIPE)
    await find(desk, "hill dental")
    await desk.sees("⏸ held")
    await desk.press("enter")
    await desk.until(lambda: desk.state.pad.front == first)
    assert desk.screen == "DeskScreen"


async def test_the_escalation_protocol_opens_an_escalation_and_the_emergency_s_names_its_key(desk):
    await desk.answer()
    await find(desk, "call escalation")
    await desk.press("enter")
    await desk.until(lambda: desk.screen == "EscalateScreen")
    await desk.press("escape")
    await find(desk, "emergency response")
    await desk.press("enter")
    await desk.sees("begins when it is declared: F9")
    assert not desk.state.incidents


async def test_a_call_that_came_in_meanwhile_is_answered_over_the_box(desk):
    await find(desk, "osei")
    await desk.ring(*HILL)
    await desk.press("f2")
    await desk.until(lambda: desk.screen == "DeskScreen" and len(desk.state.calls) == 1)


def test_the_find_box_costs_nothing_at_start():
    import subprocess
    import sys

    code = "import callpilot.console.app, sys; print('rapidfuzz' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert make_app


async def test_on_a_small_screen_the_strip_keeps_the_last_calls_whatever_the_log_is_filtered_for(home):
    async with peopled(home, SMALL) as desk:
        for who in (HILL, PIPE):
            await desk.answer(*who)
            await desk.close()
        await find(desk, "hill den")
        await desk.sees("▸Hill Dental")
        await desk.press("enter")
        await desk.sees("Call log – 1 call", gone="Nora Pipe")
        await desk.press("escape")
        await desk.sees("0002 ← Nora Pipe", "0001 ← Hill Dental")


async def test_the_log_says_that_nothing_fits_the_filter(desk):
    await desk.answer(*PIPE)
    await desk.close()
    await find(desk, "")
    await desk.press("f3")
    await desk.type("zzz")
    await desk.sees("no closed call fits “zzz”")


async def test_a_restart_finds_people_who_are_read_only_after_the_box_is_open(home, monkeypatch):
    async with staged(home) as stage:
        await find(stage, "tessa")
        await stage.sees("Tessa Bright")
    come, read = threading.Event(), Reloading._read_people
    monkeypatch.setattr(Reloading, "_read_people", lambda self: come.wait(20) and read(self))
    try:
        async with staged(home, waits=False) as stage:
            await stage.until(lambda: stage.screen == "FindScreen")
            await stage.sees("PROCEDURES", gone="Tessa Bright")
            come.set()
            await stage.sees("Tessa Bright")
    finally:
        come.set()
