"""F6: a caller is passed on, or somebody reached about a matter; each attempt is logged by one key (A2, A6, D5)."""

from concurrent.futures import Future
from typing import Any

from textual import events
from textual.containers import VerticalScroll

from callpilot.console.reach_words import saved_words
from callpilot.console.screens.reach_view import ReachView
from callpilot.console.widgets.reach_form import HOW, TO, UNTIL, ReachForm
from callpilot.console.widgets.reach_list import FIELD, ReachList
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk import matters, reaching, transferring, writing
from callpilot.desk.aims import Aim
from callpilot.desk.completing import offers
from callpilot.desk.ladders import Candidate
from callpilot.desk.state import DeedRefused
from callpilot.plain.times import future
from callpilot.records.closing import transfer_note
from callpilot.records.words import AttemptOutcome

_OUTCOMES: dict[str, AttemptOutcome] = {"t": "told", "l": "left word", "n": "no answer", "r": "refused"}
_TRANSFERRED: dict[str, AttemptOutcome] = {"a": "told", "t": "told", "n": "no answer", "r": "refused"}


class ReachScreen(ReachView):
    """Over the desk: a digit chooses whom, a letter says what came of it.

    | Key | In the list it |
    | --- | --- |
    | w, c | begins a warm or cold transfer; then a, n or r: accepted, no answer, refused |
    | t, l, n, r | logs who was told, left word, didn't answer, refused |
    | h | holds a message until a time |
    | left, right | goes to another matter |
    """

    # -- keys -------------------------------------------------------------------------------------------

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """What the keys do is another thing now."""
        if event.widget is self._list:
            self._pending = None
            self._keep_place()
        self.call_after_refresh(self._show)

    def on_reach_list_marked(self, event: ReachList.Marked) -> None:
        """Keep the mark in sight, and on disk: a restart comes back to it."""
        self.query_one("#reach-ladder", VerticalScroll).scroll_to(y=max(0, event.row - 5), animate=False)
        self._keep_place()
        self.call_after_refresh(self._show)

    def _keep_place(self) -> None:
        if self._list.has_focus and self.is_current and not self.desk.state.read_only and self._live():
            writing.focus(self.desk, self.identity, FIELD, self._list.kept_place)

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
        """Take the one whom the directory has for the beginning of a name."""
        aim, typed = self._aim(), self.value(TO).strip()
        if aim is None or typed in ("", aim.to) or self._list.candidates[0].contact:
            return
        found = offers(self.desk, typed)
        if len(found) == 1:
            writing.put(self.desk, self.identity, **{TO: found[0].name})
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

    # -- deeds ------------------------------------------------------------------------------------------

    def _marked(self) -> tuple[Candidate, str] | None:
        """Who is marked, and how they are reached: what is written in How, else the marked way."""
        marked = self._list.marked
        if marked is None:
            self.tell("say whom you reached: write a name in To")
            self.start_at(self._form.input(TO))
            return None
        candidate, way = marked
        return candidate, self.value(HOW).strip() or (way.words if way else "")

    def _log(self, outcome: AttemptOutcome) -> None:
        """Log an attempt with who, how and what came of it; the next on the list is offered."""
        aim, marked = self._aim(), self._marked()
        if aim is None or marked is None:
            return
        who, how = marked
        try:
            saved = reaching.attempt(
                self.desk, aim.of, to=who.name, contact=who.contact, how=how, outcome=outcome
            )  # fmt: skip
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
        put_to = {"to": who.name, "contact": who.contact}
        try:
            saved = transferring.transfer(self.desk, call, how=how, kind=kind, outcome=outcome, **put_to)
            if aim.of != call:
                note = transfer_note(kind)
                saved = reaching.attempt(self.desk, aim.of, how=how or note, outcome=outcome, note=note, **put_to)
        except DeedRefused as reason:
            self.tell(str(reason))
            return
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
