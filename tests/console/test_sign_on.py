"""Sign-on: what was said last time is proposed, and what is typed takes its place."""

from tests.console.staging import NOW, Stage, make_home

from callpilot.console.app import CallpilotApp
from callpilot.console.remembering import remember
from callpilot.console.starting import make_opening
from callpilot.plain.clock import ManualClock


async def test_typing_replaces_who_signed_on_last(tmp_path):
    home = make_home(tmp_path / "home")
    remember(home.cache, "Sam", "desk-2")
    app = CallpilotApp(make_opening(home, clock=ManualClock(NOW)), strict=True)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            stage = Stage(app, pilot)
            await stage.sees("Sign on", "Sam", "desk-2")
            await stage.type("Zoe\n")
            await stage.press("enter", "enter")
            await stage.until(lambda: stage.screen == "DeskScreen")
            assert (stage.state.operator, stage.state.desk) == ("Zoe", "desk-2")
    finally:
        app.close_session()
