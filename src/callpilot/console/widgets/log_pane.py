"""The call log pane: a filter that acts as it is typed, above the virtual list."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.log_list import NO_CALLS, Fetch, LogList
from callpilot.console.widgets.record_field import Write
from callpilot.console.widgets.record_input import RecordInput

FILTER = "log.filter"


class LogPane(Sturdy, Vertical):
    """The log with its filter."""

    DEFAULT_CSS = """
    LogPane { border-top: solid $rule; border-left: solid $rule; border-title-color: $accent; padding: 0 0 0 1; }
    LogPane:focus-within { border-top: heavy $accent; }
    LogPane LogList { height: 1fr; }
    LogPane RecordInput { height: 1; background: $field-ground; }
    LogPane RecordInput:focus { background: $focus-ground; }
    """

    class Filtered(Message):
        """Other words stand in the filter."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(
        self, fetch: Fetch, write: Write, *, text: str = "", wide: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.filter = RecordInput(FILTER, write, value=text, placeholder="/ filter: any words")
        self.list = LogList(fetch, wide=wide)
        self._words = text
        self._say_nothing()

    def compose(self) -> ComposeResult:
        """The filter and the list."""
        yield self.filter
        yield self.list

    def on_input_changed(self, event: RecordInput.Changed) -> None:
        """The filter acts while it is typed."""
        event.stop()
        if event.value != self._words:
            self._words = event.value
            self._say_nothing()
            self.list.expect()
            self.post_message(self.Filtered(event.value))

    def _say_nothing(self) -> None:
        words = self._words.strip()
        self.list.nothing = f"no closed call fits “{words}”" if words else NO_CALLS

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter opens the call that is marked, the newest unless the list was gone through."""
        event.stop()
        self.list.call_later(self.list.action_open)  # in its own turn: else its message ends here

    def key_down(self) -> None:
        """Down leaves the filter for the list."""
        if self.filter.has_focus:
            self.list.focus()
