"""Draws docs/console.svg with the program itself: `.venv/bin/python docs/draw_console.py`."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callpilot.cli.demo_past import make_past
from callpilot.cli.demo_story import HILL_DENTAL, REDDY
from callpilot.console.app import CallpilotApp
from callpilot.console.starting import make_opening
from callpilot.intake.ring import RingEvent, drop
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import stamp
from callpilot.site.home import Home, find_home
from callpilot.site.sample import write_sample

NOW = datetime(2025, 11, 20, 10, 40, 3, tzinfo=UTC)
OPERATOR, DESK = "Maria K.", "desk-3"
SIZE = (120, 34)
MESSAGE = "The X-ray of Tuesday is here. Please ring back before noon."


def main() -> None:
    """Write the picture beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        home = find_home(folder, {})
        home.prepare()
        write_sample(home.config)
        make_past(home, OPERATOR, DESK, NOW)
        svg = asyncio.run(_drawn(home))
    Path(__file__).with_name("console.svg").write_text(svg, "utf-8", newline="\n")


async def _drawn(home: Home) -> str:
    """Play a call in the middle of which another one rings."""
    clock = ManualClock(NOW)
    app = CallpilotApp(make_opening(home, operator=OPERATOR, desk=DESK, clock=clock))
    async with app.run_test(size=SIZE) as pilot:
        await _ring(pilot, home, clock, HILL_DENTAL, "Hill Dental", "surgery")
        clock.advance(7)
        await pilot.press("f2", "ctrl+u", *_keys("Anna Petrov"))
        for _step in range(2):
            clock.advance(9)
            await pilot.press("ctrl+t")
            await pilot.pause(0.2)
        await pilot.press("tab", "tab", "tab", "m", "tab", *_keys("Dr Osei"), "tab", "tab", *_keys(MESSAGE))
        clock.advance(31)
        await _ring(pilot, home, clock, REDDY, "", "plumbing")
        clock.advance(7)
        await pilot.pause(1.5)
        svg = app.export_screenshot(title="callpilot")
        app.exit(0)
    app.close_session()
    return svg


async def _ring(pilot: Any, home: Home, clock: ManualClock, number: str, name: str, line: str) -> None:
    drop(home, RingEvent(event="ringing", number=number, name=name, line=line, at=stamp(clock.now())))
    await pilot.pause(0.5)


def _keys(text: str) -> list[str]:
    return [{" ": "space", ".": "full_stop", ":": "colon", "'": "apostrophe"}.get(char, char) for char in text]


if __name__ == "__main__":
    main()
