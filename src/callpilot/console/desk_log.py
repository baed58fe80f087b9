"""The log beside a call: the pane or the strip, the rows of calls that aren't closed first, following the index."""

from datetime import datetime
from typing import Any

from textual.widget import Widget

from callpilot.console.log_source import LiveRow, LogSource, live_rows
from callpilot.console.session import Session
from callpilot.console.widgets.log_pane import FILTER, LogPane
from callpilot.console.widgets.log_strip import LogStrip


class DeskLog:
    """Keeps `pane` and `strip` true. The index's answers come to `screen` as messages, which hands them on."""

    def __init__(self, screen: Widget, session: Session, pane: LogPane, strip: LogStrip) -> None:
        self._desk = desk = session.desk
        self._pane = pane
        self._strip = strip
        self._source = LogSource(screen, lambda: session.index, lambda: live_rows(desk.state))
        self._of_shift = 0
        self._live: list[LiveRow] = []
        self._closed: list[Any] = []
        pane.border_title = "Log – …"

    def recount(self) -> None:
        """Ask the index afresh."""
        shift = self._desk.state.shift
        self._source.count(shift.id if shift else "")

    def fetch(self, offset: int, limit: int) -> None:
        """Fetch rows that came into sight."""
        self._source.fetch(offset, limit)

    def filter(self) -> None:
        """Show only the calls that have the words of the filter. The strip has no filter: it has the last calls."""
        box = self._pane.filter
        if not box.has_focus:  # what is being typed may still be withheld from the disk
            box.take(self._desk.state.pad.values.get(FILTER, ""))
        text = box.value if self._pane.display else ""
        if text != self._source.text:
            self._source.text = text
            self._pane.list.expect()
            self.recount()

    def follow(self) -> None:
        """Take over a filter written elsewhere; let the rows of calls that aren't closed say what is typed in them."""
        self.filter()
        rows = live_rows(self._desk.state)
        if rows != self._live and not self._source.text.strip():
            self._live = rows
            self._pane.list.put(0, rows)
            self._show_strip()

    def counted(self, answer: LogSource.Counted) -> None:
        """The log is as long as this now; an answer to an older question, overtaken by a newer one, is let go."""
        if answer.turn != self._source.turn:
            return
        self._of_shift = answer.of_shift
        self._pane.border_title = f"Log – {answer.of_shift} this shift"
        self._pane.list.reset(answer.count, self._now())

    def fetched(self, answer: LogSource.Fetched) -> None:
        """Rows came in; those of an older question are let go."""
        if answer.turn != self._source.turn:
            return
        self._pane.list.got(answer.offset, answer.rows)
        if answer.offset == 0:
            self._closed = [row for row in answer.rows if not isinstance(row, LiveRow)][:2]
            self._show_strip()

    def _show_strip(self) -> None:
        self._strip.show([*live_rows(self._desk.state), *self._closed], self._of_shift, self._now())

    def _now(self) -> datetime:
        return self._desk.clock.now().astimezone(self._desk.zone)
