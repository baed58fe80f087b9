"""Open work: the list of it, and what the keys in it do to a matter."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final

from callpilot.console.acts.group import ActGroup
from callpilot.desk import answering, reaching, talking
from callpilot.desk.next_tried import Next, next_tried
from callpilot.desk.open_work import OpenItem, work_at
from callpilot.desk.state import DeedRefused
from callpilot.records.ids import short
from callpilot.records.words import AttemptOutcome

if TYPE_CHECKING:
    from callpilot.console.acts.work_asking import WorkAsking

_OUTCOMES: Final[dict[str, AttemptOutcome]] = {"t": "told", "l": "left word", "n": "no answer", "r": "refused"}


class WorkActs(ActGroup):
    """Everything that isn't finished, in one list."""

    def work(self) -> None:
        """Open the list; again: close it."""
        from callpilot.console.screens.work_screen import WorkScreen

        if isinstance(self.app.screen, WorkScreen):
            self.app.screen.leave(None)
        else:
            self.app.over_desk(WorkScreen(self.desk, self.press, self._tries))

    def books_read(self) -> None:
        """The open work is known: a question about it that the console's sudden end cut off is asked again."""
        from callpilot.console.screens.form_ask import ABOUT
        from callpilot.console.screens.work_screen import FILTER

        pad, screen = self.desk.state.pad, self._screen()
        asked, _space, identity = pad.values.get(ABOUT, "").rpartition(" ")
        is_answering = pad.focus.startswith("work.") and pad.focus != FILTER
        if not asked or not is_answering or screen is None or self.app.screen is not screen:
            return
        item = next((one for one in work_at(self.desk.state, self.desk.clock.now()) if one.id == identity), None)
        if item is not None:
            self.attempt(lambda: self._asking().again(asked, item))

    def _asking(self) -> "WorkAsking":
        from callpilot.console.acts.work_asking import WorkAsking

        return WorkAsking(self.desk, self._ask, self.when_saved)

    def press(self, key: str, item: OpenItem) -> None:
        """Do what a key of the list means for `item`; a refusal is said in one line."""
        try:
            self._press(key, item)
        except DeedRefused as refusal:
            self.say(str(refusal), grave=True)

    def _press(self, key: str, item: OpenItem) -> None:
        if key == "enter":
            self._open(item)
            return
        self.desk.refuse_if_read_only()
        if item.kind == "call":
            raise DeedRefused("a call is acted on in its own form: Enter brings it in front")
        asking = self._asking()
        if key.lower() in _OUTCOMES:
            self._tried(item, _OUTCOMES[key.lower()], asking, is_asked=key.isupper())
            return
        deeds: dict[str, Callable[[OpenItem], None]] = {
            "p": asking.pass_on, "m": asking.move_due, "h": asking.hold, "w": asking.note, "c": asking.close,
            "o": self._call_out,
        }  # fmt: skip
        deeds[key](item)

    def _open(self, item: OpenItem) -> None:
        from callpilot.console.widgets.log_list import LogList

        state = self.desk.state
        if item.id in state.calls or item.id in state.incidents:
            self.desk.refuse_if_read_only()
            self.app.to_desk()
            talking.bring_forward(self.desk, item.id)
        elif item.kind == "call":
            raise DeedRefused(item.next)
        else:
            self.app.post_message(LogList.Opened(item.id))

    def _tried(self, item: OpenItem, outcome: AttemptOutcome, asking: "WorkAsking", *, is_asked: bool) -> None:
        following = self._next(item)
        needs_how = outcome == "told" and item.kind == "message" and not (following and following.how)
        if is_asked or following is None or needs_how:
            asking.tried(item, outcome, following or Next(to=item.for_whom or item.who))
            return
        saved = reaching.attempt(
            self.desk, item.id, to=following.to, contact=following.contact, how=following.how, outcome=outcome
        )  # fmt: skip
        self.when_saved(saved, f"{short(item.id)}: {following.to}, {outcome}")

    def _call_out(self, item: OpenItem) -> None:
        answering.call_about(self.desk, item.id)
        self.app.to_desk()

    def _next(self, item: OpenItem) -> Next | None:
        return next_tried(self.desk.state, item.id, self.desk.clock.now())

    def _tries(self, item: OpenItem) -> str:
        """Who a key would log as tried, in words; empty for a call."""
        if item.kind == "call":
            return ""
        try:
            found = self._next(item)
        except DeedRefused:
            return ""
        return found.words if found else "nobody named: the keys ask who and how"

    # -- words ------------------------------------------------------------------------------------------

    def _ask(self, dialog: Any) -> None:
        """Ask something over the list; what was done shows in it at once."""
        self.app.push_screen(dialog, self._asked)

    def _asked(self, then: Callable[[], None] | None) -> None:
        if (screen := self._screen()) is not None:
            screen.show()
        if then is not None:
            self.attempt(then)

    def _screen(self) -> Any:
        from callpilot.console.screens.work_screen import WorkScreen

        return next((one for one in self.app.screen_stack if isinstance(one, WorkScreen) and one.is_mounted), None)

    def say(self, text: str, *, grave: bool = False) -> None:
        """Say one line in the list, or on the desk when the list has gone."""
        screen = self._screen()
        if screen is None:
            self.app.tell(text, grave=grave)
        else:
            screen.say(text, grave=grave)

    def when_saved(self, saved: "Future[Any]", words: str) -> None:
        """Say that something is saved, but not before it is."""

        def done(future: "Future[Any]") -> None:
            if not future.cancelled() and future.exception() is None:
                self.app.from_thread(lambda: self.say(f"✔ {words}"))

        saved.add_done_callback(done)
