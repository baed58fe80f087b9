"""F6: a caller is passed on, or somebody reached about a matter; each attempt is logged by one key (A2, A6, D5)."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from callpilot.console.reach_words import Mode, foot, head, keys, saved_words, tried_lines
from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.reach_list import FIELD, ReachList
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk import matters, reaching, transferring, writing
from callpilot.desk.aims import Aim, aim_of, waits
from callpilot.desk.answering import shown_number
from callpilot.desk.desk import Desk
from callpilot.desk.ladders import Candidate, candidates, how_words, matching
from callpilot.desk.state import DeedRefused
from callpilot.plain.times import future
from callpilot.records.closing import transfer_note
from callpilot.records.words import AttemptOutcome

OF, TO, HOW, UNTIL = "reach.of", "reach.to", "reach.how", "reach.until"
_FIELDS = (
    FormField(name=TO, label="To", placeholder="a name or a number"),
    FormField(name=HOW, label="How", placeholder="as marked below; or write another number, an address, in person"),
)
_HOLD = FormField(name=UNTIL, label="Hold until", placeholder="16:00, tomorrow 8:00, 2h")
_OUTCOMES: dict[str, AttemptOutcome] = {"t": "told", "l": "left word", "n": "no answer", "r": "refused"}
_TRANSFERRED: dict[str, AttemptOutcome] = {"a": "told", "t": "told", "n": "no answer", "r": "refused"}

Saved = Callable[[Future[Any], str], None]
"""Says the words once the future is safe on disk."""


class ReachForm(RecordForm):
    """To, How and until when; Enter doesn't go on by itself."""

    class Entered(RecordForm.Done):
        """Enter was pressed in `field`."""

        def __init__(self, form: RecordForm, field: str) -> None:
            self.field = field
            super().__init__(form)

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Tell which field was left by Enter."""
        event.stop()
        event.prevent_default()
        if isinstance(event.input, RecordInput):
            self.post_message(self.Entered(self, event.input.field))


class ReachScreen(Dialog[None]):
    """Over the desk. `aims` are the ids of what somebody may be reached about, the nearest first."""

    DEFAULT_CSS = """
    ReachScreen .dialog { width: 100; }
    ReachScreen #reach-text { height: auto; max-height: 5; scrollbar-size-vertical: 1; }
    ReachScreen #reach-ladder { height: auto; max-height: 12; scrollbar-size-vertical: 1; margin-top: 1; }
    ReachScreen.-low #reach-text { max-height: 3; }
    ReachScreen.-low #reach-ladder { max-height: 7; margin-top: 0; }
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
                self._list.place = place
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
        self._list.mark_untried()
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
        return (*_FIELDS, _HOLD) if aim and aim.kind == "message" else _FIELDS

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
        """Bring the ladder up to what is written in To, with what the directory has that begins so."""
        field = self._form.input(TO)
        typed = field.value if isinstance(field, RecordInput) else aim.to
        now, state = self.desk.clock.now(), self.desk.state
        found = list(candidates(state, aim, typed, now))
        if typed.strip() and typed.strip() != aim.to and found and not found[0].contact:
            names = {one.contact for one in found}
            alike = [candidates(state, aim, identity, now)[0] for identity in matching(state.people, typed)]
            found[1:1] = [one for one in alike if one.contact not in names]
        self._list.offer(found, aim.attempts)

    def _show(self) -> None:
        """Show everything as it is now; a matter that was settled elsewhere makes room for the next."""
        aim = self._aim()
        if aim is None:
            self._next(1)
            return
        state, width = self.desk.state, max(40, self._head.size.width)
        box = self.query_one(".dialog")
        count = f"  {self._aims.index(self._of) + 1} of {len(self._aims)} ←→" if len(self._aims) > 1 else ""
        box.border_title = f"{head(aim)}{count}".replace("[", "\\[")
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

    # -- keys -------------------------------------------------------------------------------------------

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """What the keys do is another thing now."""
        if event.widget is self._list:
            self._pending = None
        self.call_after_refresh(self._show)

    def on_reach_list_marked(self, event: ReachList.Marked) -> None:
        """Keep the mark in sight, and on disk: a restart comes back to it."""
        self.query_one("#reach-ladder", VerticalScroll).scroll_to(y=max(0, event.row - 5), animate=False)
        if self._list.has_focus and self.is_current and not self.desk.state.read_only and self._live():
            writing.focus(self.desk, self.identity, FIELD, self._list.place)
        self.call_after_refresh(self._show)

    def on_input_changed(self, event: RecordInput.Changed) -> None:
        """The ladder follows what is typed in To."""
        aim = self._aim()
        if aim and isinstance(event.input, RecordInput) and event.input.field == TO:
            self._offer(aim)
            if event.input.has_focus:
                self._list.mark(0)

    async def on_reach_form_entered(self, event: ReachForm.Entered) -> None:
        """Enter in To goes to the list, in How back to it, or logs what waited for it; in Hold until holds."""
        self.flush()
        if event.field == UNTIL and self.value(UNTIL).strip():
            self._hold()
        elif event.field == HOW and self._pending and self.value(HOW).strip():
            self._log(self._pending)
        else:
            self._complete()
            self._list.focus()

    def _complete(self) -> None:
        """Take the one contact whose name begins as what is typed."""
        people, typed = self.desk.state.people, self.value(TO)
        aim = self._aim()
        found = matching(people, typed, 2) if aim and typed.strip() and typed.strip() != aim.to else ()
        if len(found) == 1 and not self._list.candidates[0].contact:
            writing.put(self.desk, self.identity, **{TO: people.contacts[found[0]].name})
            self._show_form()

    async def on_reach_list_pressed(self, event: ReachList.Pressed) -> None:
        """A key in the list."""
        kind = transferring.under_way(self.desk.state.calls.get(self._caller))
        match event.key:
            case "left" | "right" if kind is None:
                self._next(-1 if event.key == "left" else 1)
            case "above":
                (self._form.input(HOW) or self._form).focus()
            case key if kind and key in _TRANSFERRED:
                self._transferred(kind, _TRANSFERRED[key])
            case "w" | "c" if kind is None and self._caller:
                self._begin("warm" if event.key == "w" else "cold")
            case key if kind is None and key in _OUTCOMES:
                self._log(_OUTCOMES[key])
            case "h" if kind is None and (field := self._form.input(UNTIL)):
                field.focus()
            case _:
                pass

    def next_aim(self) -> None:
        """Go on to the next matter."""
        self._next(1)

    def _next(self, step: int) -> None:
        here = self._aims.index(self._of)
        state = self.desk.state
        left = [one for one in self._aims if one in state.calls or one in state.incidents
                or waits(state.books.matters.get(one))]  # fmt: skip
        onward = [one for one in (*self._aims[here + 1 :], *self._aims[:here]) if one in left]
        self._aims = left
        if not onward and self._of not in left:
            self.leave(None)
        elif onward:
            self.run_worker(self._turn_to(onward[0] if step > 0 else onward[-1]), group="aim", exclusive=True)

    # -- deeds ------------------------------------------------------------------------------------------

    def _marked(self) -> tuple[Candidate, str] | None:
        """Who is marked, and how they are reached: what is written in How, else the marked way."""
        marked = self._list.marked
        if marked is None:
            self.tell("say whom you reached: write a name in To")
            self.start_at(self._form.input(TO))
            return None
        candidate, way = marked
        return candidate, self.value(HOW).strip() or (how_words(way) if way else "")

    def _log(self, outcome: AttemptOutcome) -> None:
        """Log an attempt with who, how and what came of it; the next on the list is offered."""
        aim, marked = self._aim(), self._marked()
        if aim is None or marked is None:
            return
        who, how = marked
        try:
            saved = reaching.attempt(self.desk, aim.of, to=who.name, how=how, outcome=outcome)
        except DeedRefused as reason:
            self.tell(str(reason))
            if not how:
                (self._form.input(HOW) or self._form).focus()
                self._pending = outcome
            return
        self._logged(aim, saved, who.name, outcome)

    def _logged(self, aim: Aim, saved: Future[Any], who: str, outcome: AttemptOutcome) -> None:
        self._saved(saved, saved_words(aim, who, outcome))
        self._write_how("")
        if outcome == "told" and aim.kind in ("message", "escalation"):
            self.leave(None)
            return
        after = self._aim()
        self._list.offer(self._list.candidates, after.attempts if after else ())
        goes_on = outcome in ("no answer", "refused") or (outcome == "told" and aim.kind == "incident")
        if goes_on and not self._list.mark_next():
            self.tell("that was the last on the list")
        self._list.focus()
        self._show()

    def _write_how(self, text: str) -> None:
        self._pending = None
        writing.put(self.desk, self.identity, **{HOW: text})
        self._show_form()

    def _begin(self, kind: transferring.TransferKind) -> None:
        if self._marked() is None:
            return
        try:
            transferring.begin_transfer(self.desk, self._caller, kind)
        except DeedRefused as reason:
            self.tell(str(reason))
        self._show()

    def _transferred(self, kind: transferring.TransferKind, outcome: AttemptOutcome) -> None:
        """Log how a transfer went: taken over, wrap-up begins; else the operator has the caller again."""
        aim, marked, call = self._aim(), self._marked(), self._caller
        if aim is None or marked is None:
            return
        who, how = marked
        saved = transferring.transfer(self.desk, call, to=who.name, how=how, kind=kind, outcome=outcome)
        if aim.of != call:
            note = transfer_note(kind)
            saved = reaching.attempt(self.desk, aim.of, to=who.name, how=how or note, outcome=outcome, note=note)
        if outcome == "told":
            self._saved(saved, f"passed on to {who.name}: wrap-up")
            self.leave(None)
        else:
            self._logged(aim, saved, who.name, outcome)

    def _hold(self) -> None:
        """Keep the message back until the time that is written."""
        now = self.desk.clock.now()
        try:
            until = future(self.value(UNTIL), now, self.desk.zone)
            saved = matters.hold_message(self.desk, self._of, until)
        except (ValueError, DeedRefused) as reason:
            self.tell(str(reason))
            return
        self._saved(saved, f"held until {until.astimezone(self.desk.zone):%a %d %b %H:%M}")
        self.leave(None)

    def action_leave(self) -> None:
        """Esc ends a transfer that is under way; else it leaves the dialog, drafts stay."""
        call = self._caller
        if transferring.under_way(self.desk.state.calls.get(call)):
            transferring.back_to_caller(self.desk, call)
            self._show()
            return
        self.leave(None)
