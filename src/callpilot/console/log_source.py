"""What the log panes show, fetched from the index off the event loop; the newest question wins."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from textual.message import Message
from textual.widget import Widget

from callpilot.desk.state import DeskState
from callpilot.records.channels import way_of
from callpilot.records.live import LiveCall

if TYPE_CHECKING:
    from callpilot.journal.index import Index, Question

SOON = 1_000
"""Calls found by words that are counted at once; whether there are more is told before all of them are counted."""


class LiveRow(Struct, frozen=True, kw_only=True):
    """A call that isn't closed, as the log shows it."""

    id: str
    at: str
    direction: str
    channel: str
    name: str
    number: str
    company: str
    account: str
    type: str
    subject: str
    disposition: str
    operator: str


def live_rows(state: DeskState) -> list[LiveRow]:
    """The calls on this desk that aren't closed, newest first."""
    calls = sorted(state.calls.values(), key=lambda call: call.id, reverse=True)
    return [_row(call) for call in calls]


def _row(call: LiveCall) -> LiveRow:
    values = call.values
    going = "live" if way_of(call.channel).is_live else "open"
    return LiveRow(
        id=call.id, at=call.answered_at, direction=call.direction, channel=call.channel, number=call.number,
        name=values.get("name", ""), company=values.get("company", ""), account=call.account,
        type=values.get("type", ""), subject=values.get("subject", ""), operator=call.operator,
        disposition={"live": f"● {going}", "held": "⏸ held"}.get(call.stage, "✎ wrap-up"),
    )  # fmt: skip


class LogSource:
    """Asks the index for one pane. Results come back as messages on `widget`."""

    class Counted(Message):
        """How many calls the filter leaves, how many of them are this shift's, and at which `turn` of asking.

        `is_all`: that is counted to the end; else there are more, and the same is answered once more then.
        """

        def __init__(self, source: "LogSource", turn: int, count: int, of_shift: int, *, is_all: bool = True) -> None:
            self.source = source
            self.turn = turn
            self.count = count
            self.of_shift = of_shift
            self.is_all = is_all
            super().__init__()

    class Fetched(Message):
        """Some rows, from `offset` on; `turn` tells which filter they belong to."""

        def __init__(self, source: "LogSource", turn: int, offset: int, rows: list[Any]) -> None:
            self.source = source
            self.turn = turn
            self.offset = offset
            self.rows = rows
            super().__init__()

    def __init__(self, widget: Widget, index: "Callable[[], Index]", live: Callable[[], Sequence[Any]]) -> None:
        """Ask for `widget`; `live` gives the rows of calls that aren't closed, which stand before all others.

        The index is loaded with the first question: the first frame has none.
        """
        self._widget = widget
        self._index = index
        self._live_now = live
        self._live: Sequence[Any] = ()
        self._question: Question | None = None
        self.text = ""
        self.turn = 0

    def count(self, shift: str) -> None:
        """Count afresh; older questions no longer matter, and are let go."""
        from callpilot.journal.index import LogFilter

        self.turn += 1
        if self._question is not None:
            self._question.overtake()
        self._question = None
        asked, turn = LogFilter(text=self.text), self.turn
        self._live = () if self.text.strip() else self._live_now()
        above, index = len(self._live), self._index()

        def work() -> None:
            of_shift = index.count(LogFilter(shift=shift)) if shift else 0
            soon = index.count(asked, SOON)
            is_all = soon < SOON or not self.text.strip()
            self._widget.post_message(self.Counted(self, turn, soon + above, of_shift, is_all=is_all))
            if not is_all:
                count = index.count(asked)
                self._widget.post_message(self.Counted(self, turn, count + above, of_shift))

        self._run(work, "count")

    def fetch(self, offset: int, limit: int) -> None:
        """Fetch some rows."""
        from callpilot.journal.index import LogFilter

        asked, turn = LogFilter(text=self.text), self.turn
        first, above, index = list(self._live[offset : offset + limit]), len(self._live), self._index()

        def work() -> None:
            rows = [*first, *index.log(asked, limit - len(first), max(0, offset - above))]
            self._widget.post_message(self.Fetched(self, turn, offset, rows))

        self._run(work, f"rows-{offset}")

    def _run(self, ask: Callable[[], None], name: str) -> None:
        from callpilot.journal.index import Overtaken, Question

        self._question = question = self._question or Question()
        index = self._index()

        def work() -> None:
            with suppress(Overtaken), index.asking(question):
                ask()

        self._widget.run_worker(work, group=f"log-{id(self)}-{name}", exclusive=True, thread=True, exit_on_error=False)
