"""A stage for the console: a sample site in a throwaway home, a clock that stands still, keys pressed one by one."""

import asyncio
import io
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget

from callpilot.console.app import CallpilotApp
from callpilot.console.screens.desk_screen import DeskScreen
from callpilot.console.starting import make_opening
from callpilot.desk import talking
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeskState
from callpilot.intake.ring import RingEvent, drop
from callpilot.journal.codec import decode_any
from callpilot.journal.disk import Disk
from callpilot.journal.reading import entries
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import stamp
from callpilot.records.entry import Entry
from callpilot.site.home import Home, find_home
from callpilot.site.sample import write_sample

NOW = datetime(2026, 11, 20, 10, 42, 17, tzinfo=UTC)
OPERATOR, DESK = "Maria K.", "desk-3"
WIDE, SMALL = (120, 30), (80, 24)
HILL = ("+442079460018", "Hill Dental", "surgery")
PIPE = ("+441614960733", "Nora Pipe", "plumbing")
PATIENCE = 8.0

_CHARACTERS = {"space": " ", "enter": "\r", "tab": "\t", "slash": "/", "escape": "\x1b", "backspace": "\x7f"}


def key_event(key: str) -> events.Key:
    """Make the event that a terminal sends for a key (`f9`, `ctrl+t`) or a character."""
    if len(key) == 1:
        return events.Key(_character_to_key(key), key)
    return events.Key(key, _CHARACTERS.get(key))


class StubbornDisk(Disk):
    """A disk that refuses every write as long as `fault` is an errno."""

    def __init__(self) -> None:
        self.fault = 0
        self.lets_sync = threading.Event()
        self.lets_sync.set()

    def write(self, fd: int, data: bytes | memoryview) -> int:
        if self.fault:
            raise OSError(self.fault, "no space left on device")
        return super().write(fd, data)

    def sync(self, fd: int) -> None:
        self.lets_sync.wait(PATIENCE)
        super().sync(fd)


def make_home(place: Path, *, site: str = "", sample: bool = True) -> Home:
    """Make a home with the sample site; `site` is put before site.toml's own tables."""
    home = find_home(str(place), {})
    home.prepare()
    if sample:
        write_sample(home.config)
    if site:
        file = home.config / "site.toml"
        before = file.read_text("utf-8") if file.exists() else ""
        head, table, tail = before.partition("[escalation]")
        file.write_text(f"{head}{site}\n{table}{tail}", "utf-8")
    return home


def make_app(
    home: Home, clock: ManualClock | None = None, *, read_only: bool = False, operator: str = OPERATOR
) -> CallpilotApp:
    """Make the console as the program does, but strict: an unexpected error fails the test."""
    opening = make_opening(
        home, operator=operator, desk=DESK, clock=clock or ManualClock(NOW), read_only=read_only
    )  # fmt: skip
    return CallpilotApp(opening, strict=True)


class Stage:
    """A console under way, its operator's hands and eyes."""

    def __init__(self, app: CallpilotApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot
        self.clock: Any = app.opening.clock
        self.home = app.opening.home

    # -- hands ------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> "Stage":
        """Press keys, each handled before the next."""
        for key in keys:
            self.send(key)
            await self.settle()
        return self

    def send(self, key: str) -> None:
        """Let the terminal send one key; nothing is waited for."""
        event = key_event(key)
        event.set_sender(self.app)
        self.app.post_message(event)

    async def type(self, text: str) -> "Stage":
        """Type text, all letters at once as a fast typist's terminal sends them."""
        for char in text:
            self.send("enter" if char == "\n" else char)
        await self.settle()
        return self

    async def ring(self, number: str, name: str = "", line: str = "", **more: str) -> "Stage":
        """Let a call ring, as a softphone's hook does."""
        before = len(self.state.rings)
        drop(
            self.home,
            RingEvent(event="ringing", number=number, name=name, line=line, at=stamp(self.clock.now()), **more),
        )
        await self.until(lambda: len(self.state.rings) > before)
        return self

    async def answer(self, number: str = HILL[0], name: str = HILL[1], line: str = HILL[2]) -> str:
        """Let a call ring and answer it; return its id."""
        before = set(self.state.calls)
        await self.ring(number, name, line)
        await self.press("f2")
        await self.until(lambda: len(self.state.calls) > len(before))
        (made,) = set(self.state.calls) - before
        await self.until(lambda: self.field == "name")
        return made

    async def to(self, field: str) -> "Stage":
        """Put the cursor into the field of the form or the dialog that is shown."""
        fields = [
            w
            for w in self.app.screen.query("RecordInput, RecordArea")
            if w.display and getattr(w, "field", "") == field
        ]
        fields.sort(key=lambda widget: any(getattr(a, "id", "") == "procedure" for a in widget.ancestors))
        fields[0].focus()
        await self.until(lambda: self.app.focused is fields[0])
        return self

    async def bring_forward(self, identity: str) -> "Stage":
        """Put a call in front by no key at all, and wait until the cursor is back where it was in it."""
        await self.pilot.pause()
        if self.state.pad.front == identity:
            return self
        talking.bring_forward(self.desk, identity)
        await self.pilot.pause()
        return await self.until(lambda: self.field == self.desk.live(identity).focus.removeprefix("step:"))

    async def close(self) -> "Stage":
        """End the call in front and close it; what is asked for is left out with a reason."""
        identity = self.state.pad.front
        if self.state.calls[identity].stage != "wrap-up":
            await self.press("f8")
        await self.press("f8")
        while self.screen == "ClosingScreen" and self.field.startswith("close.answer."):
            await self.type("/not asked\n")
        if self.screen == "ClosingScreen":
            await self.press("f8")
        return await self.until(lambda: identity not in self.state.calls and self.app.session.journal.saved)

    async def pass_time(self, seconds: float) -> "Stage":
        """Let the clock run, and the screen be drawn for the new moment."""
        self.clock.advance(seconds)
        self.desk_screen.show_soon()
        await self.settle()
        return self

    async def palette(self, title: str) -> "Stage":
        """Do a deed by its name in the palette."""
        await self.press("ctrl+p")
        await self.until(lambda: type(self.app.screen).__name__ == "CommandPalette")
        self.app.screen.query_one("CommandInput").value = title  # type: ignore[attr-defined]
        await self.until(lambda: any(title in str(prompt) for prompt in self._offers()[:1]))
        await self.press("enter")
        await self.until(lambda: type(self.app.screen).__name__ != "CommandPalette")
        return self

    def _offers(self) -> list[Any]:
        if type(self.app.screen).__name__ != "CommandPalette":
            return []
        return [option.prompt for option in self.app.screen.query_one("CommandList").options]  # type: ignore[attr-defined]

    # -- eyes -------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """All that the terminal shows now, dialogs over what lies beneath them."""
        width, height = self.app.size
        console = Console(width=width, height=height, file=io.StringIO(), force_terminal=False, legacy_windows=False)
        screen = self.app.screen
        console.print(
            screen._compositor.render_update(full=True, screen_stack=self.app._background_screens, simplify=True)
        )
        return console.file.getvalue()  # type: ignore[attr-defined]

    def row(self, word: str) -> str:
        """The first row in which a word stands; empty when there is none."""
        return next((row for row in self.text.splitlines() if word in row), "")

    @property
    def state(self) -> DeskState:
        return self.desk.state

    @property
    def desk(self) -> Desk:
        return self.app.session.desk

    @property
    def desk_screen(self) -> DeskScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, DeskScreen))

    @property
    def screen(self) -> str:
        """The name of the screen on top."""
        return type(self.app.screen).__name__

    @property
    def field(self) -> str:
        """The field that has the cursor; `procedure` or another widget's id when it is no field."""
        focused: Widget | None = self.app.focused
        return getattr(focused, "field", "") or (focused.id or type(focused).__name__ if focused else "")

    def value(self, field: str, live: str = "") -> str:
        """What the record in front (or the one of the id `live`) holds in a field."""
        sheet = self.desk.live(live or self.state.pad.front)
        return sheet.values.get(field, "")

    def drafts(self) -> dict[str, dict[str, str]]:
        """Every value of everything unfinished."""
        state = self.state
        sheets = [*state.calls.values(), *state.incidents.values(), state.pad]
        return {sheet.id: dict(sheet.values) for sheet in sheets}

    @property
    def faults(self) -> list[str]:
        return [str(problem) for problem in self.app.session.problems]

    def records(self, kind: str) -> list[dict[str, Any]]:
        """The newest revision of every record of a kind in the journal, in the order of their ids."""
        found = [entry for entry in entries(self.home.data) if isinstance(entry, Entry) and entry.kind == kind]
        newest = {entry.id: decode_any(entry.data) for entry in found}
        return [newest[identity] for identity in sorted(newest)]

    async def known(self) -> "Stage":
        """Wait until the people and what is open have been read: both come after the first picture."""
        if self.app._session is None:
            return self
        return await self.until(lambda: self.app.session.config.people is not None and self.app.catching_up.is_read)

    # -- patience ---------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Wait until every key that was pressed has been handled and drawn."""
        end = time.monotonic() + PATIENCE
        await self.pilot.pause(0)
        while (self.app._held_back or self.app._in_hand is not None) and time.monotonic() < end:
            await asyncio.sleep(0.002)
        await self.calm()

    async def calm(self) -> None:
        """Wait until no widget has anything left to do and nothing is left to be drawn; a thread may still work.

        A screen whose drawing sets off its next drawing never comes to rest: that fails.
        """
        end = time.monotonic() + PATIENCE
        await self.pilot.pause(0)
        while self._is_stirring():
            assert time.monotonic() < end, f"{self.screen} never comes to rest"
            await asyncio.sleep(0.001)
            await self.pilot.pause(0)

    def _is_stirring(self) -> bool:
        if self.app._exit:
            return False
        screen = self.app.screen
        waits = screen._dirty_widgets or screen._layout_required or screen._repaint_required or screen._callbacks
        nodes = [self.app, *self.app.screen_stack, *screen.walk_children()]
        waits = waits or (isinstance(screen, DeskScreen) and screen.is_behind)
        return bool(waits) or any(node.message_queue_size or node._next_callbacks for node in nodes)

    async def until(self, true: Callable[[], Any]) -> "Stage":
        """Wait until something is true; fails, with the screen, when it never is."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"waited in vain; the screen says:\n{self.text}"
            await asyncio.sleep(0.005)
        await self.calm()
        return self

    async def sees(self, *words: str, gone: Iterable[str] | str = ()) -> str:
        """Wait until the screen shows all `words` and nothing of `gone`; return what it shows."""
        absent = [gone] if isinstance(gone, str) else list(gone)
        end = time.monotonic() + PATIENCE
        while True:
            text = self.text
            lacking = [word for word in words if word not in text]
            there = [word for word in absent if word in text]
            if not lacking and not there:
                await self.calm()
                if self.text == text:
                    return text
                continue
            assert time.monotonic() < end, f"lacks {lacking}, still shows {there}; the screen says:\n{text}"
            await asyncio.sleep(0.02)

    async def reads(self, *words: str) -> str:
        """Wait until the dialog in front has all `words`, wherever its lines break; return its text on one line."""
        end = time.monotonic() + PATIENCE
        while True:
            box = self.app.screen.children[0].region
            rows = (row[box.x : box.right] for row in self.text.splitlines()[box.y : box.bottom])
            text = " ".join(re.sub("[│┃╭╮╰╯─]", " ", " ".join(rows)).split())
            lacking = [word for word in words if word not in text]
            if not lacking:
                return text
            assert time.monotonic() < end, f"lacks {lacking}; the screen says:\n{self.text}"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def staged(
    home: Home, size: tuple[int, int] = WIDE, *, clock: ManualClock | None = None, read_only: bool = False,
    operator: str = OPERATOR, app: CallpilotApp | None = None, waits: bool = True,
) -> AsyncIterator[Stage]:  # fmt: skip
    """Open the console on `home` and have it ready for keys; unless it `waits`, before people and books are read."""
    app = app or make_app(home, clock, read_only=read_only, operator=operator)
    try:
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot)
            await stage.until(lambda: any(isinstance(one, DeskScreen) for one in app.screen_stack))
            await stage.until(lambda: app.screen.is_mounted)
            await stage.sees("F1")
            if waits:
                await stage.known()
            yield stage
    finally:
        app.close_session()
