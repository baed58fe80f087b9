"""The cursor at the desk: where it goes when a call, an incident or a step comes in front, and what it is noted by.

The names of its places are kept on disk: a restart puts it back (`cursor.place_name`).
"""

from typing import Any

from textual.screen import Screen
from textual.widget import Widget

from callpilot.console.desk_front import DeskFront
from callpilot.console.widgets.record_field import RecordField
from callpilot.desk.state import DeskState
from callpilot.records.live import Live


def _current(state: DeskState) -> tuple[str, str | None]:
    """Which step of which thing is current."""
    live = state.followed
    return (live.id, live.run.current) if live and live.run else ("", None)


class DeskCursor:
    """Puts the cursor of `screen` into the panes of `front`."""

    def __init__(self, screen: Screen[Any], front: DeskFront) -> None:
        self._screen = screen
        self._front = front
        self._is_due_in_step = False
        self.is_moving = False
        """Whether it is on its way to where it was in what came in front; until it is there, nothing of it is noted."""

    @property
    def is_in_step(self) -> bool:
        """Whether it is in a field of the current step."""
        if not self._front.is_whole:
            return False
        form = self._front.procedure.step_form
        return self._screen.focused is not None and form in self._screen.focused.ancestors

    def go_on(self) -> None:
        """Have it in the first field of the step that is current when the desk is next shown."""
        self._is_due_in_step = True

    def follow(self, before: DeskState, after: DeskState) -> None:
        """Where it was in a step and another one is current now, it goes on there."""
        if self.is_in_step and _current(before) != _current(after):
            self.go_on()

    def arrive(self, state: DeskState) -> None:
        """Put it into the step that it is due in, now that the panes show that."""
        if self._is_due_in_step and self._screen.is_current and state.followed is not None:
            self._is_due_in_step = False
            self._screen.set_focus(self._front.procedure.step_form.first() or self._front.procedure)

    def enter_step(self) -> bool:
        """Put it into the current step's first field; False when it has none."""
        first = self._front.procedure.step_form.first() if self._front.is_whole else None
        if first is not None:
            self._screen.set_focus(first)
        return first is not None

    def restore(self, state: DeskState) -> None:
        """Put it where it was in what is in front."""
        self.is_moving = False
        live = state.followed if self._front.is_whole else None
        widget = self._widget_for(live, state) if live else None
        self._screen.set_focus(widget)
        if live and live.focus and isinstance(widget, RecordField):
            widget.place_cursor(live.cursor)

    def name_of(self, widget: Widget) -> str:
        """Name its place when that is in `widget`; empty while it is on its way, or has gone on already."""
        from callpilot.console.cursor import place_name

        if not self._front.is_whole or self.is_moving or widget is not self._screen.focused:
            return ""
        return place_name(widget, self._front.procedure)

    def leave_typing(self) -> None:
        """Take it from a field to the procedure, and from the procedure back to the record's first field."""
        pane = self._front.procedure if self._front.is_whole else None
        if pane is None or not pane.display:
            self._screen.set_focus(None)
        elif self._screen.focused is pane:
            incident, call = self._front.incident, self._front.call
            form = incident.form if incident.display else call.form if call.display else pane.step_form
            (form.first() or pane).focus()
        else:
            pane.focus()

    def _widget_for(self, live: Live, state: DeskState) -> Widget | None:
        from callpilot.console.cursor import place_widget

        front = self._front
        return place_widget(live.focus, state, front.procedure, front.call, front.incident)
