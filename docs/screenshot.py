"""Draws the pictures of the documents with the program itself: docs/console.svg, docs/emergency.svg and more.

`make screenshots` runs it. A call is staged on the demonstration's site with a clock that stands still, so that the
pictures change only when the console does.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from callpilot.cli.demo_past import make_past
from callpilot.console.app import CallpilotApp
from callpilot.console.screens.desk_screen import DeskScreen
from callpilot.console.starting import make_opening
from callpilot.console.widgets.key_bar import KeyBar
from callpilot.console.widgets.procedure_pane import ProcedurePane
from callpilot.desk.following import open_procedure
from callpilot.intake.ring import RingEvent, drop
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import stamp
from callpilot.site.home import find_home
from callpilot.site.sample import write_sample

DOCS = Path(__file__).parent
SIZE = (120, 30)
NOW = datetime(2026, 11, 20, 10, 38, 53, tzinfo=UTC)
OPERATOR, DESK = "Maria K.", "desk-3"
PATIENCE = 10.0


class Story:
    """One call, played on the console as an operator would."""

    def __init__(self, app: CallpilotApp, pilot: Pilot[Any], clock: ManualClock) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock

    async def tell(self) -> None:
        """Play the call and draw the pictures."""
        await self._until(lambda: self.app.screen.id != "_default" and self.app.screen.is_mounted)
        await self._answered("+441614960178", "Bell & Sons", "plumbing")
        await self.pilot.press("f5")
        self._pass(31)
        await self._answered("+442079460142", "Anna Petrov", "surgery")
        self._pass(6)
        await self.pilot.press("ctrl+t")
        self._pass(25)
        await self.pilot.press("ctrl+t")
        await self._fill("type", "message")
        await self._fill("for", "Dr Osei")
        await self._fill("subject", "blood test results")
        self._pass(47)
        await self.pilot.press("ctrl+t")
        await self._fill("message", "Results of Tuesday's blood test: may she go on with the tablets until Monday")
        self._pass(9)
        self._ring("+441134960117", "Castle Court", "lift-b")
        self._pass(11)
        await self._draw("console")
        await self.pilot.press("f9")
        await self._fill("location", "14 Mill Lane, second floor, door code 1960")
        await self._fill("nature", "father fell, does not answer")
        await self._fill("people", "one, breathing")
        self._pass(22)
        await self._fill("note", "ambulance called, on its way")
        await self.pilot.press("enter")
        self._pass(19)
        await self.pilot.press("ctrl+k", "ctrl+k", "ctrl+underscore")
        await self._draw("emergency")
        await self.pilot.press("ctrl+w")
        await self._until(lambda: type(self.app.screen).__name__ == "WorkScreen")
        await self._draw("work")
        await self.pilot.press("escape", "f4")
        for procedure, name in (("security-camera-alert", "guide"), ("card-does-not-work", "workflow")):
            await self._until(lambda: self.app.session.desk.state.front is not None)
            open_procedure(self.app.session.desk, self.app.session.desk.state.pad.front, procedure, "opened by hand")
            self.app.screen.query_one(ProcedurePane).focus()
            await self.pilot.pause(0.5)
            if name == "workflow":
                await self.pilot.press("1", "1", "1")
            self._pass(7)
            await self._draw(name)

    # -- what an operator and callers do ----------------------------------------------------------------

    def _ring(self, number: str, name: str, line: str) -> None:
        home = self.app.opening.home
        drop(home, RingEvent(event="ringing", number=number, name=name, line=line, at=stamp(self.clock.now())))

    async def _answered(self, number: str, name: str, line: str) -> None:
        state = self.app.session.desk.state
        self._ring(number, name, line)
        await self._until(lambda: self.app.session.desk.state.rings)
        self._pass(7)
        await self.pilot.press("f2")
        await self._until(lambda: len(self.app.session.desk.state.calls) > len(state.calls))

    async def _fill(self, field: str, text: str) -> None:
        """Put the cursor into a field and type."""
        fields = [w for w in self.app.screen.query("RecordInput, RecordArea") if getattr(w, "field", "") == field]
        fields[-1].focus()
        await self._until(lambda: self.app.focused is fields[-1])
        for char in text:
            self.app.post_message(events.Key(_character_to_key(char), char))
        desk = self.app.session.desk
        await self._until(lambda: desk.live(desk.state.pad.front).values.get(field) == text)

    def _pass(self, seconds: float) -> None:
        self.clock.advance(seconds)

    # -- drawing ----------------------------------------------------------------------------------------

    async def _draw(self, name: str) -> None:
        screen = self.app.screen
        desk = next(one for one in self.app.screen_stack if isinstance(one, DeskScreen))
        await self._until(lambda: self.app.session.journal.saved)
        await self.pilot.pause(0.3)
        desk.saved()
        desk.query_one(KeyBar).hush()
        for field in (*screen.query(Input), *screen.query(TextArea)):
            field.cursor_blink = False
        await self.pilot.pause(0.3)
        path = DOCS / f"{name}.svg"
        path.write_text(self.app.export_screenshot(title="callpilot"), "utf-8", newline="\n")
        sys.stdout.write(f"{path}\n")

    async def _until(self, true: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                await self.pilot.pause(0.05)


async def main() -> None:
    """Make a home with a history, and play the call in it."""
    os.environ.pop("NO_COLOR", None)  # the pictures have their colours, whoever makes them
    with tempfile.TemporaryDirectory() as folder:
        home = find_home(folder, {})
        home.prepare()
        write_sample(home.config)
        make_past(home, OPERATOR, DESK, NOW)
        clock = ManualClock(NOW)
        app = CallpilotApp(make_opening(home, operator=OPERATOR, desk=DESK, clock=clock), strict=True)
        try:
            async with app.run_test(size=SIZE) as pilot:
                await Story(app, pilot, clock).tell()
        finally:
            app.close_session()


if __name__ == "__main__":
    asyncio.run(main())
