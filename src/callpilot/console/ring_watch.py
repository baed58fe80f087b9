"""Looking for rings, from the first frame on to the end: many times a second, at next to no cost."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp

POLL = 0.12
"""Seconds between two looks into the inbox: a ring is on screen within 200 ms."""
_AFTER_FAULT = 5.0  # seconds until the next one when a look has failed as nobody expected: it is told each time


class RingWatch:
    """Brings what rings to one console's desk, and what was no ring to its banner."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app
        self._began = app.opening.clock.mono()

    def begin(self) -> None:
        """Look from now on, in the event loop itself: a timer of the screen's would cost as much as the look."""
        self._look_after(POLL)

    def _look_after(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._look_again)

    def _look_again(self) -> None:
        if not self._app.is_running:
            return
        pause = POLL
        try:
            self.look()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the console lives on and looks again
            self._app.report_fault(fault)
            pause = _AFTER_FAULT
        self._look_after(pause)

    def look(self) -> None:
        """Look once."""
        app, session = self._app, self._app.session
        if feeder := app.opening.feeder:
            feeder.due((app.opening.clock.mono() - self._began) / 1000)
        if session.feed.poll() and session.desk.state.site.bell:
            app.bell()
        if session.feed.inbox.problems:
            session.found += session.feed.inbox.problems
            session.feed.inbox.problems.clear()
            app.show_soon()
