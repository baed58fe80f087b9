"""The whole call log, with its filter: any words of a caller, a number, an account, a message (B8)."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from callpilot.console.compositing import PaintsSparingly
from callpilot.console.log_source import LogSource, live_rows
from callpilot.console.session import Session
from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.log_pane import FILTER, LogPane
from callpilot.console.widgets.record_field import ShowsLog
from callpilot.desk import writing
from callpilot.desk.state import DeedRefused


class LogScreen(ShowsLog, PaintsSparingly, Sturdy, ModalScreen[str]):
    """Dismissed with the id of a call to open, or None."""

    BINDINGS: ClassVar[list[Any]] = [Binding("escape", "leave", show=False)]
    DEFAULT_CSS = """
    LogScreen { background: $background; }
    LogScreen LogPane { border: round $accent; height: 1fr; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._desk = session.desk

    def compose(self) -> ComposeResult:
        """One log over the whole terminal."""
        text = self._desk.state.pad.values.get(FILTER, "")
        yield LogPane(self._fetch, self._write, text=text, wide=True)

    def on_mount(self) -> None:
        """The cursor is in the filter."""
        self._source = LogSource(self, lambda: self._session.index, lambda: live_rows(self._desk.state))
        self._source.text = self._desk.state.pad.values.get(FILTER, "")
        pane = self.query_one(LogPane)
        pane.border_title = "Call log"
        pane.border_subtitle = "type to filter · ↓ list · Enter: open · Esc: back"
        pane.filter.focus()
        self.recount()

    def _write(self, field: str, text: str, cursor: int | None) -> str:
        try:
            return writing.type_in(self._desk, self._desk.state.pad.id, field, text, cursor)
        except DeedRefused:
            return text

    def _fetch(self, offset: int, limit: int) -> None:
        self._source.fetch(offset, limit)

    def recount(self) -> None:
        """Ask the index afresh."""
        shift = self._desk.state.shift
        self._source.count(shift.id if shift else "")

    def on_log_source_counted(self, event: LogSource.Counted) -> None:
        """The log is as long as this; an answer to an older question is let go."""
        if event.turn != event.source.turn:
            return
        pane = self.query_one(LogPane)
        pane.border_title = (
            f"Call log – {event.count:,}{'' if event.is_all else '+'} call{'' if event.count == 1 else 's'}"
        )
        pane.list.reset(event.count, self._desk.clock.now().astimezone(self._desk.zone))

    def on_log_source_fetched(self, event: LogSource.Fetched) -> None:
        """Rows came in."""
        if event.turn == event.source.turn:
            self.query_one(LogPane).list.got(event.offset, event.rows)

    def on_log_pane_filtered(self, event: LogPane.Filtered) -> None:
        """Other words in the filter."""
        if event.text != self._source.text:
            self._source.text = event.text
            self.recount()

    def action_leave(self) -> None:
        """Esc goes from the list to the filter's desk: back."""
        self.dismiss(None)
