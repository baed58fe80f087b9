"""What the transfer-and-reach dialog shows: one matter after the other, each with its ladder and what was tried."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from callpilot.console.reach_words import Mode, foot, head, keys, tried_lines
from callpilot.console.screens.dialog import Dialog
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.reach_form import FIELDS, HOLD, HOW, OF, TO, UNTIL, ReachForm
from callpilot.console.widgets.reach_list import FIELD, ReachList
from callpilot.console.widgets.record_form import FormField
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk import transferring, writing
from callpilot.desk.aims import Aim, aim_of, waits
from callpilot.desk.answering import shown_number
from callpilot.desk.desk import Desk
from callpilot.desk.ladders import candidates
from callpilot.desk.state import DeedRefused
from callpilot.records.words import AttemptOutcome

Saved = Callable[[Future[Any], str], None]
"""Says the words once the future is safe on disk."""


class ReachView(Dialog[None]):
    """Over the desk. `aims` are the ids of what somebody may be reached about, the nearest first."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ReachView .dialog { width: 100; }
    ReachView #reach-text { height: auto; max-height: 5; scrollbar-size-vertical: 1; }
    ReachView #reach-ladder { height: auto; max-height: 12; scrollbar-size-vertical: 1; margin-top: 1; }
    ReachView.-low #reach-text { max-height: 3; }
    ReachView.-low #reach-ladder { max-height: 7; margin-top: 0; }
    """

    def __init__(self, desk: Desk, identity: str, aims: Sequence[str], saved: Saved) -> None:
        super().__init__(desk, identity)
        self._aims = list(aims)
        live, before = self._live(), self.value(OF)
        self._is_back = bool(live and live.focus.startswith("reach.")) and before in self._aims
        self._of = before if self._is_back else self._aims[0]
        self._saved = saved
        self._pending: AttemptOutcome | None = None
        self._form = ReachForm(self._fields(), self.write_to)
        self._head, self._text, self._tried, self._keys = Drawn(), Drawn(), Drawn(), Drawn()
        self._list = ReachList(lambda text: shown_number(desk.state, text), desk.zone)

    def compose(self) -> ComposeResult:
        """What it is about, to whom and how, the ladder, what was tried, and what the keys do now."""
        box = Vertical(classes="dialog")
        box.border_subtitle = "Esc: back"
        with box:
            yield self._head
            yield VerticalScroll(self._text, can_focus=False, id="reach-text")
            yield self._form
            yield VerticalScroll(self._list, can_focus=False, id="reach-ladder")
            yield self._tried
            yield self._keys

    def on_mount(self) -> None:
        """Take up the draft of before a restart, or begin with what is nearest."""
        super().on_mount()
        live = self._live()
        focus, place = (live.focus, live.cursor) if self._is_back and live else ("", 0)
        self._take_up(is_new=not self._is_back)
        field = self._form.input(focus)
        if field is not None:
            self.start_at(field)
        elif self._list.candidates and (focus == FIELD or not self._asks_for_name()):
            if focus == FIELD:
                self._list.come_back_to(place)
            self._list.focus()
        else:
            self.start_at(self._form.input(TO))
        self.set_interval(1.0, self._show)

    def _asks_for_name(self) -> bool:
        """Nobody is named yet: letters are a name, not keys."""
        aim = self._aim()
        return bool(aim and aim.kind != "incident" and not self.value(TO).strip())

    def on_resize(self) -> None:
        """A low terminal has room for the last attempts only."""
        self.set_class(self.size.height < 28, "-low")
        self.call_after_refresh(self._show)

    def _take_up(self, *, is_new: bool) -> None:
        """Show what it is about now; what was written for the matter before goes with that."""
        aim = self._aim()
        if aim is None:
            self.leave(None)
            return
        if is_new:
            writing.put(self.desk, self.identity, **{OF: aim.of, TO: aim.to, HOW: "", UNTIL: ""})
        self._pending = None
        self._show_form()
        self._offer(aim)
        self._list.mark_best()
        self.call_after_refresh(self._show)

    def _show_form(self) -> None:
        live = self._live()
        self._form.show(self.identity, live.values if live else {})

    async def _turn_to(self, of: str) -> None:
        """Go on to another matter; only a message can be held back."""
        self._of = of
        await self._form.set_fields(self._fields())
        self._take_up(is_new=True)

    def _fields(self) -> tuple[FormField, ...]:
        aim = self._aim()
        return (*FIELDS, HOLD) if aim and aim.kind == "message" else FIELDS

    # -- what it is about -------------------------------------------------------------------------------

    def _aim(self) -> Aim | None:
        try:
            return aim_of(self.desk.state, self._of)
        except DeedRefused:
            return None

    @property
    def _caller(self) -> str:
        """The id of the call whose caller can be passed on from here; empty without one."""
        aim = self._aim()
        call = self.desk.state.calls.get(aim.call) if aim else None
        return call.id if call and call.stage != "wrap-up" and call.id == self.desk.state.pad.front else ""

    def _mode(self) -> Mode:
        if isinstance(self.focused, RecordInput):
            return "until" if self.focused.field == UNTIL else "how" if self.focused.field == HOW else "to"
        kind = transferring.under_way(self.desk.state.calls.get(self._caller))
        return kind or "list"

    def _offer(self, aim: Aim) -> None:
        """Bring the ladder up to what is written in To."""
        field = self._form.input(TO)
        typed = field.value if isinstance(field, RecordInput) else aim.to
        self._list.offer(candidates(self.desk.state, aim, typed, self.desk.clock.now()), aim.attempts)

    def look_again(self) -> None:
        """Make the ladder of the people as they are known now."""
        aim = self._aim()
        if aim is None:
            return
        self._offer(aim)
        if not self._is_back:
            self._list.mark_best()

    def _show(self) -> None:
        """Show everything as it is now; a matter that was settled elsewhere makes room for the next."""
        if not self.is_attached or not self.is_current:
            return
        aim = self._aim()
        if aim is None:
            self._next(1)
            return
        state, width = self.desk.state, max(40, self._head.size.width)
        box = self.query_one(".dialog")
        count = f"  {self._aims.index(self._of) + 1} of {len(self._aims)} ←→" if len(self._aims) > 1 else ""
        retitle(box, f"{head(aim)}{count}")
        about, text = foot(aim, state, self.desk.clock, width)
        self._head.show_lines(about)
        self._text.show_lines(text)
        self._list.offer(self._list.candidates, aim.attempts)
        self._tried.show_lines(tried_lines(aim, self.desk.zone, width, 2 if self.has_class("-low") else 4))
        marked = self._list.marked
        who = marked[0].name if marked else ""
        self._keys.show_lines(
            keys(self._mode(), aim, who, width, can_pass_on=bool(self._caller), pending=self._pending)
        )

    def next_aim(self) -> None:
        """Go on to the next matter."""
        self._next(1)

    def _next(self, step: int) -> None:
        here = self._aims.index(self._of) if self._of in self._aims else -1
        state = self.desk.state
        left = [one for one in self._aims if one in state.calls or one in state.incidents
                or waits(state.books.matters.get(one))]  # fmt: skip
        onward = [one for one in (*self._aims[here + 1 :], *self._aims[:here]) if one in left]
        self._aims = left
        if not onward and self._of not in left:
            self.leave(None)
        elif onward:
            self.run_worker(self._turn_to(onward[0] if step > 0 else onward[-1]), group="aim", exclusive=True)
