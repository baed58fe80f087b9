"""Golden screens: what an operator sees at the two sizes the console is made for. `make snapshots` renews them."""

from collections.abc import Awaitable, Callable

import pytest
from tests.console.staging import HILL, NOW, PIPE, SMALL, WIDE, Stage, make_app
from textual.widgets import Input, TextArea

from callpilot.plain.clock import ManualClock


async def idle(stage: Stage) -> None:
    await stage.sees("Ready")


async def ringing_beside_a_live_call(stage: Stage) -> None:
    await stage.answer(*HILL)
    await stage.pass_time(134)
    await stage.ring(*PIPE)
    await stage.pass_time(21)
    await stage.sees("▲ SOON", "2:35")


async def a_message_being_taken(stage: Stage) -> None:
    await stage.answer(*HILL)
    for field, text in (("type", "message"), ("for", "Dr Osei"), ("message", "Asks for Tuesday's results, by phone.")):
        await stage.to(field)
        await stage.type(text)
    await stage.press("ctrl+t", "ctrl+t")
    await stage.pass_time(48)


async def an_escalation(stage: Stage) -> None:
    await stage.answer(*PIPE)
    await stage.press("ctrl+t", "f7", "2")
    await stage.type("Boiler Ltd")
    await stage.sees("Due")


async def an_emergency(stage: Stage) -> None:
    await stage.answer(*HILL)
    await stage.pass_time(20)
    await stage.press("f9")
    await stage.type("12 Mill Lane, first floor")
    await stage.to("note")
    await stage.type("ambulance called\n")
    await stage.pass_time(63)
    await stage.sees("1:03", "ambulance called")


async def a_call_being_closed(stage: Stage) -> None:
    await stage.answer("+441614960733", "", "plumbing")
    await stage.press("f8", "f8")
    await stage.sees("Before 0001 is closed")


async def help_for_every_key(stage: Stage) -> None:
    await stage.press("f1")
    await stage.sees("What can I press here?")


async def the_log(stage: Stage) -> None:
    for who in (HILL, PIPE):
        await stage.answer(*who)
        await stage.pass_time(75)
        await stage.close()
        await stage.pass_time(600)
    await stage.answer("+442079460330", "Erik Lund", "law")
    await stage.press("f3", "f3")
    await stage.sees("Call log – 3 calls", "Hill Dental", "Nora Pipe", "Erik Lund")
    await stage.press("down")


async def somebody_is_looked_for(stage: Stage) -> None:
    await stage.answer(*HILL)
    await stage.press("f3")
    await stage.type("nowak")
    await stage.sees("Dr Petr Novak", "+44 20 7946 0151")


async def somebody_is_reached(stage: Stage) -> None:
    await stage.answer(*HILL)
    await stage.to("for")
    await stage.type("Dr Ama Osei")
    await stage.press("f6")
    await stage.sees("Transfer call 0001", "General practitioner", "pager")


async def a_number_is_read_back(stage: Stage) -> None:
    await stage.answer(*HILL)
    await stage.press("ctrl+a", "enter")
    await stage.sees("Read it back", "Callback")


async def open_work(stage: Stage) -> None:
    await stage.answer(*HILL)
    await stage.to("for")
    await stage.type("Dr Ama Osei")
    await stage.to("message")
    await stage.type("Asks for Tuesday's results, by phone.")
    await stage.press("ctrl+s", "f7", "2")
    await stage.to("esc.reason")
    await stage.type("Third call about it")
    await stage.press("enter")
    await stage.pass_time(1500)
    await stage.press("ctrl+w")
    await stage.sees("Open work", "0001-m1", "0001-e1")


async def a_follow_up_is_promised(stage: Stage) -> None:
    await stage.answer(*HILL)
    await stage.press("ctrl+u")
    await stage.type("Ring back with the date")
    await stage.sees("Promise a follow-up")


SCENES: list[Callable[[Stage], Awaitable[None]]] = [
    idle, ringing_beside_a_live_call, a_message_being_taken, an_escalation, an_emergency, a_call_being_closed,
    help_for_every_key, the_log, somebody_is_looked_for, somebody_is_reached, a_number_is_read_back, open_work,
    a_follow_up_is_promised,
]  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_screen_is_as_it_was_agreed(scene, size, home, snap_compare):
    app = make_app(home, ManualClock(NOW))

    async def set_up(pilot) -> None:
        stage = Stage(app, pilot)
        await stage.until(lambda: stage.screen == "DeskScreen" and app.screen.is_mounted)
        await stage.sees("F1")
        await stage.known()
        await scene(stage)
        await _stand_still(stage)

    try:
        assert snap_compare(app, terminal_size=size, run_before=set_up)
    finally:
        app.close_session()


async def _stand_still(stage: Stage) -> None:
    """Everything is on disk, nothing is being said, and no cursor blinks."""
    await stage.until(lambda: stage.app.session.journal.saved)
    stage.desk_screen.saved()
    stage.desk_screen.query_one("KeyBar").hush()  # type: ignore[attr-defined]
    for screen in stage.app.screen_stack:
        for field in (*screen.query(Input), *screen.query(TextArea)):
            field._pause_blink(visible=field.has_focus)  # it may be between two blinks just now
    await stage.settle()
    stage.desk_screen.show_soon()
    await stage.settle()
