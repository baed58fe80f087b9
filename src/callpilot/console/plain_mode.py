"""Plain mode: the console for a screen reader. Mixed into the app, so that every screen has it without knowing."""

import os
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events
from textual.command import CommandPalette
from textual.filter import LineFilter, Monochrome, NoColor
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget

from callpilot.console.themes import COLOURLESS
from callpilot.console.widgets.drawn import Drawn
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeskState

if TYPE_CHECKING:
    from textual.app import App

    from callpilot.console.announcer import Announcer

    _App = App[Any]
else:
    _App = object

STYLE = Path(__file__).parent / "plain.tcss"
SHOW_CURSOR = "\x1b[?25h"


def announce(widget: Widget, text: str) -> None:
    """Say a line where the app of `widget` is a console that announces; a widget's test may have another."""
    app: Any = widget.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    say = getattr(app, "announce", None)
    if say is not None:
        say(text)


def chosen_place(widget: Widget) -> Offset:
    """Return where on the screen the chosen row of a list begins, or the current step's; else where `widget` does."""
    origin = widget.content_region.offset
    row: object = getattr(widget, "cursor", None)
    if isinstance(row, int):
        return origin + Offset(0, row - int(widget.scroll_y))
    for drawn in (widget,) if isinstance(widget, Drawn) else widget.query(Drawn):
        if (row := drawn.chosen_row()) >= 0:
            return drawn.content_region.offset + Offset(0, row)
    return origin


class PlainMode(_App):
    """What plain mode and the absence of colours do to the whole console."""

    def __init__(self, *, plain: bool, **options: Any) -> None:
        super().__init__(css_path=STYLE if plain else None, **options)
        self.plain = plain
        self.no_color = bool(os.environ.get("NO_COLOR"))  # set but empty is not set (no-color.org)
        self._desk: Desk | None = None
        self._seen: DeskState | None = None
        self._mine: list[LineFilter] = []
        self._typed: list[LineFilter] = []
        if plain or self.no_color:
            self._filter()
        if plain:
            self.add_class("-plain")
            self.animation_level = "none"

    def _filter(self) -> None:
        from callpilot.console.filters import Colourless, PlainText

        if self.plain:
            self._mine.append(PlainText())
            self._typed.append(PlainText(words=False))
        if self.no_color:
            colourless = Colourless(COLOURLESS.variables["focus-ground"])
            self._mine.append(colourless)
            self._typed.append(colourless)

    # -- every row that is drawn ------------------------------------------------------------------------

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what each row passes through before it reaches the terminal."""
        return [*self._usual_filters(), *self._mine]

    def get_field_filters(self) -> Sequence[LineFilter]:
        """Return the same for what is being typed, where every character keeps its place."""
        return [*self._usual_filters(), *self._typed]

    def _usual_filters(self) -> list[LineFilter]:
        return [one for one in super().get_line_filters() if not isinstance(one, Monochrome | NoColor)]

    def minute(self) -> int:
        """Return the minute of the day: between two of them nothing is painted anew for a clock alone."""
        return 0 if self._desk is None else self._desk.clock.mono() // 60_000

    # -- the announcements ------------------------------------------------------------------------------

    @cached_property
    def announcer(self) -> "Announcer":
        """What collects the announcements, in plain mode."""
        from callpilot.console.announcer import Announcer

        return Announcer(self._show_announcements)

    def announce(self, text: str) -> None:
        """Say that something changed, in plain mode."""
        if self.plain:
            self.announcer.say(text)

    def notify(self, message: str, **options: Any) -> None:
        """Show a note over the screen, and announce it."""
        self.announce(message)
        super().notify(message, **options)

    def listen_to(self, desk: Desk) -> None:
        """Announce from now on what changes at `desk`, in plain mode."""
        if self.plain:
            from callpilot.console.announcer import opening_words

            self._desk = desk
            self.announcer.say(opening_words(desk.state))
            desk.watch(self._changed)
            self.set_interval(1.0, lambda: self.announcer.pass_time(desk.state, desk.clock.mono()))

    def _changed(self, before: DeskState, _after: DeskState) -> None:
        if self._seen is None:  # a deed of several changes is one: what it came to is said in the next turn
            self._seen = before
            self.call_later(self._tell_changes)

    def _tell_changes(self) -> None:
        before, self._seen = self._seen, None
        if before is not None and self._desk is not None:
            desk = self._desk
            self.announcer.follow(before, desk.state, desk.clock.now().astimezone(desk.zone))

    def _show_announcements(self, _line: str) -> None:
        from callpilot.console.widgets.announcements import Announcements

        for screen in self.screen_stack:
            for region in screen.query(Announcements):
                region.show(self.announcer.lines)

    def push_screen(self, screen: Any, *args: Any, **options: Any) -> Any:
        """Show a screen, in plain mode with the announcements at its foot."""
        push: Any = super().push_screen  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        pushed: Any = push(screen, *args, **options)
        if self.plain:
            screen.call_after_refresh(partial(self._put_announcements, screen))
        return pushed

    async def _put_announcements(self, screen: Screen[Any]) -> None:
        from callpilot.console.widgets.announcements import Announcements

        if screen.is_attached and not screen.query(Announcements):
            region = Announcements()
            await screen.mount(region)
            region.call_after_refresh(lambda: region.show(self.announcer.lines))

    def on_command_palette_option_highlighted(self, event: CommandPalette.OptionHighlighted) -> None:
        """Say which deed is marked in the palette."""
        self.announce(str(event.highlighted_event.option.prompt).partition("\n")[0])

    # -- the terminal's own cursor, which a screen reader follows ----------------------------------------

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor stands: in what is typed in, or in the chosen row, wherever it moved to."""
        focused = self.focused if self.screen_stack else None
        typed: Offset | None = getattr(focused, "cursor_screen_offset", None)
        if typed is not None:
            return typed
        return self._cursor_at if focused is None or not self.plain else chosen_place(focused)

    @cursor_position.setter
    def cursor_position(self, place: Offset) -> None:
        self._cursor_at = place

    def on_ready(self) -> None:
        """Let the terminal show its cursor."""
        self.show_cursor()

    def show_cursor(self) -> None:
        """Let the terminal show its cursor, in plain mode: it stands where one types."""
        if self.plain and not self.is_headless and self._driver is not None:
            self._driver.write(SHOW_CURSOR)
            self._driver.flush()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Nothing blinks; the cursor goes to what has the focus."""
        if not self.plain:
            return
        widget: Any = event.widget
        if hasattr(widget, "cursor_blink"):
            widget.cursor_blink = False
        self.call_after_refresh(self._bring_cursor, widget)

    def _bring_cursor(self, widget: Widget) -> None:
        """Move the terminal's cursor to `widget`; only now has it its place on the screen."""
        if self.focused is not widget:
            return
        if not self.is_headless and self._driver is not None:
            x, y = self.screen.outer_size.clamp_offset(self.cursor_position)
            self._driver.write(f"\x1b[{y + 1};{x + 1}H")
            self._driver.flush()
