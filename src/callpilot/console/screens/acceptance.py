"""A handover that waits, accepted item by item: one key each, or all after reading; one line of understanding (A10)."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from callpilot.console.handover_lines import full_lines, list_lines, mark_of, said_lines, signed_words, title_line
from callpilot.console.plain_mode import announce
from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import cut
from callpilot.desk import accepting
from callpilot.desk.accepting import QUESTION, UNDERSTANDING, Offer
from callpilot.desk.desk import Desk
from callpilot.desk.handover_draft import item_of
from callpilot.desk.open_work import open_item
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import focus, put
from callpilot.plain.times import stamp
from callpilot.records.kinds import Handover, HandoverItem

_KEYS = "Space: accept · a: all · d: leave, and ask · n b: other item · Esc: later"

_ROWS = 10  # what an item takes


class AcceptanceScreen(Dialog[Future[Any]]):
    """Dismissed with the future of the line of understanding, done when it is safe on disk, or None: it waits on.

    | Key | Does |
    | --- | --- |
    | space, enter | accepts the item that is shown, and goes to the next |
    | a | accepts all, once everything was scrolled through |
    | d | leaves the item, with a reason or a question |
    | n, b | goes to the next item or the one before |
    | tab | goes between the handover and the line of understanding |
    """

    BINDINGS: ClassVar[list[Any]] = [
        Binding("space,enter", "accept", show=False),
        Binding("a", "accept_all", show=False),
        Binding("d", "ask", show=False),
        Binding("n,right", "go(1)", show=False),
        Binding("b,left", "go(-1)", show=False),
        Binding("pagedown", "scroll(6)", show=False, priority=True),
        Binding("pageup", "scroll(-6)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    AcceptanceScreen .dialog { width: 110; height: 100%; }
    AcceptanceScreen VerticalScroll { height: 1fr; min-height: 3; scrollbar-size-vertical: 1; }
    AcceptanceScreen RecordInput { background: $field-ground; margin: 0 1; }
    AcceptanceScreen RecordInput:focus { background: $focus-ground; }
    """

    def __init__(self, desk: Desk, about: Callable[[str], tuple[str, str]]) -> None:
        """Show the handovers that wait; `about(shift)` says a shift's notes, and its figures in one line."""
        super().__init__(desk, desk.state.pad.id)
        self._about = about
        self._at = ""
        self._is_read = False
        self._told = ""
        self._known: dict[str, tuple[str, str]] = {}

    def compose(self) -> ComposeResult:
        """What the outgoing operator says above, the item to be accepted below, then the line of understanding."""
        box = Vertical(classes="dialog")
        box.border_title = self._heading().replace("[", "\\[")
        box.border_subtitle = _KEYS
        with box:
            yield VerticalScroll(Drawn(id="words"), id="reading")
            yield Drawn(id="item")
            yield Drawn(id="ask")
            yield RecordInput(QUESTION, self.write, value=self.value(QUESTION))
            yield RecordInput(UNDERSTANDING, self.write, value=self.value(UNDERSTANDING))

    def _heading(self) -> str:
        found = accepting.waiting(self.desk.state)
        names = [f"{one.operator}, {one.desk}, {signed_words(one.made_at, self.desk.zone)}" for one in reversed(found)]
        return f"Handover from {' and '.join(names)}"

    def on_mount(self) -> None:
        """Begin with the first item that is open; a restart comes back to what was being written."""
        super().on_mount()
        self._question.display = self.desk.state.pad.focus == QUESTION
        self._go_to_open()
        reading = self.query_one("#reading", VerticalScroll)
        self.watch(reading, "scroll_y", self._scrolled)
        reading.focus()
        at = self.desk.state.pad.focus
        if at in (QUESTION, UNDERSTANDING):
            self.start_at(self._question if at == QUESTION else self._understanding)
        elif not accepting.undecided(self.desk.state):
            self._understanding.focus()
        self.call_after_refresh(self._show)
        self.call_after_refresh(self._scrolled)
        self.set_interval(1.0, self._show)

    @property
    def _question(self) -> RecordInput:
        return next(one for one in self.query(RecordInput) if one.field == QUESTION)

    @property
    def _understanding(self) -> RecordInput:
        return next(one for one in self.query(RecordInput) if one.field == UNDERSTANDING)

    # -- which item ---------------------------------------------------------------------------------

    def _offers(self) -> list[Offer]:
        return accepting.offers(self.desk.state)

    def _current(self) -> Offer | None:
        return next((one for one in self._offers() if one.item.id == self._at), None)

    def _go_to_open(self) -> None:
        """Go to the next item that is neither accepted nor left; none: to the line of understanding."""
        offered = self._offers()
        place = next((n for n, one in enumerate(offered) if one.item.id == self._at), -1)
        rest = {one.item.id for one in accepting.undecided(self.desk.state)}
        onward = [one.item.id for one in (*offered[place + 1 :], *offered[: place + 1]) if one.item.id in rest]
        if onward:
            self._at = onward[0]
        elif self.is_mounted and not self._question.display:
            self._understanding.focus()
        if not self._at and offered:  # what somebody left with a question is still to be taken
            self._at = next((one.item.id for one in offered if one.is_open), offered[0].item.id)

    # -- showing ------------------------------------------------------------------------------------

    def _show(self) -> None:
        if not self.is_mounted:
            return
        drawn = self.query_one("#words", Drawn)
        width = max(20, drawn.size.width - 1)
        lines: list[Line] = []
        for handover in accepting.waiting(self.desk.state):
            lines += self._said(handover, width)
        drawn.show_lines([*lines, *list_lines(self._offers(), self._at, width)])
        self.query_one("#item", Drawn).show_lines(self._item(max(20, self.query_one("#item", Drawn).size.width)))
        self._tell_item()
        self.query_one("#ask", Drawn).show_lines([self._asked()])
        self._understanding.display = not self._question.display

    def _said(self, handover: Handover, width: int) -> list[Line]:
        notes, figures = self._known.get(handover.shift) or self._about(handover.shift)
        if figures:
            self._known[handover.shift] = notes, figures
        return said_lines(handover, notes, figures, width)

    def _item(self, width: int) -> list[Line]:
        one, offered = self._current(), self._offers()
        if one is None:
            return [(("─" * width, "$rule"),), (("Nothing is open in it. Write what you have understood.", "bold"),)]
        place = next(n for n, other in enumerate(offered, 1) if other.item.id == one.item.id)
        glyph, said = mark_of(one.item, is_open=one.is_open)
        count = sum(not other.is_open for other in offered)
        head = f"{glyph} Item {place} of {len(offered)}: {said}"
        item, at = self._now(one)
        matter = self.desk.state.books.matters.get(one.item.id)
        most = max(4, self.size.height - 14)
        lines = [
            (("─" * width, "$rule"),),
            ((cut(head, width - 16), "bold $good" if glyph == "✔" else "bold"), (f"  {count} accepted", "$quiet")),
            *full_lines(item, at, matter, self.desk.clock.now(), self.desk.state.site, width, most),
        ]
        return [*lines, *([(("", ""),)] * (min(most, _ROWS) - len(lines)))]  # the same place for the next one

    def _tell_item(self) -> None:
        """Let a screen reader hear the item that is shown, once."""
        if self._at != self._told:
            self._told = self._at
            rows = self._item(200)[1:]
            said = ". ".join(row for line in rows if (row := "".join(text for text, _style in line).strip()))
            self.call_after_refresh(announce, self, said)  # after what the deed before it came to

    def _now(self, one: Offer) -> tuple[HandoverItem, str]:
        """The item as it stands now, where the books have it; and the moment to which its ages are counted."""
        now, state = self.desk.clock.now(), self.desk.state
        thing = state.incidents.get(one.item.id) or state.calls.get(one.item.id) or state.books.matters.get(one.item.id)
        if thing is None:
            return one.item, stamp(now)
        return replace(item_of(open_item(thing, now)), question=one.item.question), stamp(now)

    def _asked(self) -> Line:
        if self._question.display:
            return title_line("Why it is left, or what is unclear", "Enter: leave it · Esc: not")
        rest = len(accepting.undecided(self.desk.state))
        hint = f"{rest} to go" if rest else "Enter: done"
        return title_line("What you have understood, in one line", hint)

    def _scrolled(self) -> None:
        """Note that the end was reached: all of it was there to be read."""
        reading = self.query_one("#reading", VerticalScroll)
        if self.query_one("#words", Drawn).size.height and reading.scroll_y >= reading.max_scroll_y:
            self._is_read = True

    # -- keys ---------------------------------------------------------------------------------------

    def action_scroll(self, rows: int) -> None:
        """Scroll what the outgoing operator says."""
        self.query_one("#reading", VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_go(self, step: int) -> None:
        """Go to the next item, or to the one before."""
        known = [one.item.id for one in self._offers()]
        if known:
            place = known.index(self._at) if self._at in known else 0
            self._at = known[(place + step) % len(known)]
            self._show()

    def action_accept(self) -> None:
        """Accept the item that is shown, and go to the next."""
        one = self._current()
        if (
            one is None
            or not one.is_open
            or self._attempt(lambda: accepting.accept_item(self.desk, one.handover, one.item.id))
        ):
            self._go_to_open()
        self._show()

    def _take(self, one: Offer) -> bool:
        return self._attempt(lambda: accepting.accept_item(self.desk, one.handover, one.item.id))

    def action_accept_all(self) -> None:
        """Accept all that is left, once it was all there to be read."""
        if not self._is_read:
            self.tell("read to the end first: PgDn")
        elif self._attempt(lambda: accepting.accept_all(self.desk)):
            self._go_to_open()
            self._show()

    def action_ask(self) -> None:
        """Ask why the item is left, or what is unclear about it."""
        one = self._current()
        if one is None or not one.is_open:
            self.tell("there is nothing to leave here")
            return
        self._question.display = True
        self._question.focus()
        self._show()

    def action_leave(self) -> None:
        """Leave the question, or the handover: it waits on, and the reminder stays."""
        if self._question.display:
            self._end_question()
        else:
            self.leave(None)

    def _end_question(self) -> None:
        put(self.desk, self.identity, **{QUESTION: ""})
        self._question.value = ""
        self._question.display = False
        focus(self.desk, self.identity, *self._before)
        self.query_one("#reading", VerticalScroll).focus()
        self._show()

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter leaves the item with its question, or ends the acceptance."""
        event.stop()
        self.flush()
        one = self._current()
        if event.input is self._understanding:
            self._finish()
        elif one is not None and self._attempt(
            lambda: accepting.leave_item(self.desk, one.handover, one.item.id, self.value(QUESTION))
        ):
            self._end_question()
            self._go_to_open()
            self._show()

    def _finish(self) -> None:
        if rest := accepting.undecided(self.desk.state):
            self._at = rest[0].item.id
            self.query_one("#reading", VerticalScroll).focus()
        saved: list[Future[Any]] = []
        if self._attempt(lambda: saved.append(accepting.finish(self.desk, self.value(UNDERSTANDING)))):
            self._understanding.value = ""
            self.leave(saved[0])
        else:
            self._show()

    def _attempt(self, act: Callable[[], Any]) -> bool:
        try:
            act()
        except DeedRefused as refusal:
            self.tell(str(refusal))
            return False
        return True
