"""Everything open, the most urgent first, live while it shows: opened, acted on, passed on or closed with a reason."""

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from callpilot.console.plain_mode import announce
from callpilot.console.said import STAYS
from callpilot.console.screens.dialog import Dialog
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.widgets.work_list import HEADS, WorkList, columns, line_of
from callpilot.console.work_order import WorkOrder, thing_of
from callpilot.console.wrapping import fit, wrap
from callpilot.desk.desk import Desk
from callpilot.desk.open_work import OpenItem, item_at
from callpilot.reports.work_words import NOTHING_OPEN, detail, fitting

FILTER = "work.filter"
_KEYS = (
    "Enter open · t told · l left word · n no answer · r refused (T L N R: ask)",
    "p pass on · m due · h hold · w note · c close · o call out · / filter · Esc",
)
_LABEL = 13

Act = Callable[[str, OpenItem], None]
"""Does what the key means for the item."""


class WorkScreen(Dialog[None]):
    """Over the whole terminal. `act` does what a key means; `tries` says who would be tried next about an item."""

    AUTO_FOCUS = "WorkList"
    DEFAULT_CSS = """
    WorkScreen > .dialog { width: 100%; height: 1fr; margin: 2 0 0 0; background: $background; }
    WorkScreen RecordInput { background: $field-ground; }
    WorkScreen RecordInput:focus { background: $focus-ground; }
    WorkScreen WorkList { height: 1fr; }
    WorkScreen #work-detail {
        height: 8; border-top: solid $rule; border-title-color: $quiet; scrollbar-size-vertical: 1;
    }
    WorkScreen.-tall #work-detail { height: 12; }
    """

    def __init__(self, desk: Desk, act: Act, tries: Callable[[OpenItem], str]) -> None:
        super().__init__(desk, desk.state.pad.id)
        self._act = act
        self._tries = tries
        self._order = WorkOrder()
        self._shown: tuple[OpenItem, ...] = ()
        self._filtered = ""
        self._minute = -1
        self._said: tuple[str, bool] | None = None
        self.filter = RecordInput(FILTER, self.write, placeholder="/ filter: any words")
        self.list = WorkList()
        self._heads, self._detail, self._foot = Drawn(), Drawn(), Drawn()
        self._box = Vertical(classes="dialog")
        self._pane = VerticalScroll(self._detail, can_focus=False, id="work-detail")

    def compose(self) -> ComposeResult:
        """Filter, list, all about the item under the cursor, and the keys."""
        with self._box:
            yield self.filter
            yield self._heads
            yield self.list
            yield self._pane
            yield self._foot

    def on_mount(self) -> None:
        """The cursor is in the list, on the most urgent item."""
        super().on_mount()
        self.filter.take(self.value(FILTER))
        self.list.focus()
        self.call_after_refresh(self.show)
        self.set_interval(1.0, self.show)

    def on_resize(self) -> None:
        """A taller terminal has room for more of the item."""
        self.set_class(self.size.height >= 30, "-tall")
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Show the work as it stands now."""
        state, now = self.desk.state, self.desk.clock.now()
        is_other = self._order.follow(state, now)
        text = self.filter.value
        if not is_other and text == self._filtered and self._stands_still():
            return
        if is_other or text != self._filtered:
            self._filtered, self._shown = text, fitting(self._order.items, text)
        elapsed = int((now - (self._order.made or now)).total_seconds())
        nothing = f"Nothing open fits “{text.strip()}”." if text.strip() and self._order.items else NOTHING_OPEN
        self.list.show(self._shown, now, elapsed, nothing=nothing)
        count = len(self._order.items)
        some = f"{len(self._shown)} of " if len(self._shown) != count else ""
        retitle(self._box, f"Open work – {some}{count} item{'' if count == 1 else 's'}")
        self._show_around()

    def _stands_still(self) -> bool:
        """Tell whether only seconds have passed where a screen reader would read them all: in plain mode."""
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if not getattr(app, "plain", False):
            return False
        before, self._minute = self._minute, app.minute()
        return before == self._minute

    def _show_around(self) -> None:
        width = max(20, self.list.size.width)
        self._heads.show_lines([((line_of(HEADS, columns(width)), "$secondary"),)])
        about = self._about(width - 1)
        self._detail.show_lines(about)
        retitle(self._pane, "Space: more" if len(about) > max(1, self._pane.size.height) else "")
        if self._said:
            words, grave = self._said
            style = "bold $background on $due" if grave else "bold $background on $good"
            self._foot.show_lines([((fit(f" {row}", width), style),) for row in wrap(words, width - 2)[:2]])
        elif width > sum(map(len, _KEYS)) + 3:
            self._foot.show_lines([((" · ".join(_KEYS), "$quiet"),)])
        else:
            self._foot.show_lines([((row, "$quiet"),) for row in _KEYS])

    def _about(self, width: int) -> list[Line]:
        item = self.list.current
        thing = thing_of(self.desk.state, item.id) if item else None
        if item is None or thing is None:
            return []
        now = self.desk.clock.now()
        account = self.desk.state.site.account_named(item.account)
        name = account.name if account else ""
        said = list(detail(item_at(self.desk.state, thing, now), thing, now, self.desk.zone, name))
        if tries := self._tries(item):
            said.insert(5, ("Tries", tries))
        lines: list[Line] = []
        for label, words in said:
            first, *more = wrap(words.strip(), width - _LABEL)[:4]
            if first:
                lines.append(((fit(label, _LABEL), "$quiet"), (first, "")))
                lines += [((" " * _LABEL, ""), (row, "")) for row in more]
        return lines

    # -- keys -------------------------------------------------------------------------------------------

    def on_work_list_acted(self, event: WorkList.Acted) -> None:
        """Do what the key means for the item."""
        event.stop()
        self._act(event.key, event.item)
        if self.is_attached:
            self.show()

    def on_work_list_moved(self) -> None:
        """Another item: say all about it."""
        self._pane.scroll_home(animate=False)
        self._show_around()

    def key_space(self) -> None:
        """Show more of what is said about the item, from the top again after its end."""
        pane = self._pane
        if not self.list.has_focus:
            return
        if pane.scroll_y >= pane.max_scroll_y:
            pane.scroll_home(animate=False)
        else:
            pane.scroll_relative(y=max(1, pane.size.height - 1), animate=False)

    def key_slash(self) -> None:
        """Go to the filter."""
        if self.list.has_focus:
            self.filter.focus()

    def on_input_changed(self, event: RecordInput.Changed) -> None:
        """The filter acts while it is typed."""
        event.stop()
        self.show()

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter goes on to what was found."""
        event.stop()
        self.list.focus()

    def key_down(self) -> None:
        """Down leaves the filter for the list."""
        if self.filter.has_focus:
            self.list.focus()

    def action_leave(self) -> None:
        """Esc leaves the filter, empties it, then goes back to the desk."""
        if self.filter.has_focus:
            self.list.focus()
        elif self.filter.value:
            self.filter.value = ""
        else:
            self.leave(None)

    def tell(self, text: str) -> None:
        """Say in one line why something can't be done."""
        self.say(text, grave=True)

    def say(self, text: str, *, grave: bool = False) -> None:
        """Say one line in the place of the keys."""
        announce(self, text)
        self._said = text, grave
        self.show()
        self._show_around()
        self.set_timer(STAYS[grave], lambda said=self._said: self._hush_if(said))

    def _hush_if(self, said: tuple[str, bool]) -> None:
        if self._said is said:
            self._said = None
            self._show_around()
