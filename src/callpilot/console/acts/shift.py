"""The shift: the handover that waits at its beginning, its own handover, and its end."""

from concurrent.futures import Future
from typing import Any

from callpilot.console.acts.group import ActGroup
from callpilot.console.amending import about_shift, figures_now
from callpilot.console.deeds import key_words
from callpilot.desk import signing
from callpilot.desk.accepting import waiting
from callpilot.desk.answering import is_waited_for
from callpilot.desk.state import DeedRefused


class ShiftActs(ActGroup):
    """From sign-on to sign-off."""

    began = False
    """Whether a shift began with this console: it didn't go on with one."""

    def books_read(self) -> None:
        """The open work is known: a handover that waits is shown to who has just signed on, unless a call waits."""
        from callpilot.console.screens.desk_screen import DeskScreen

        state = self.desk.state
        if state.read_only or not waiting(state) or not isinstance(self.app.screen, DeskScreen):
            return
        is_busy = is_waited_for(state.rings) or state.calls
        # Who was in the middle of accepting when the console ended unasked is there again, whatever goes on.
        if state.pad.focus.startswith("accept.") or (self.began and not is_busy):
            self.accept()

    def handover(self) -> None:
        """Show the handover that waits, if one does, then this shift's own; there: sign it, and sign off."""
        from callpilot.console.screens.acceptance import AcceptanceScreen
        from callpilot.console.screens.shift import ShiftScreen

        screen = self.app.screen
        if isinstance(screen, ShiftScreen):
            self._is_ready()
            screen.sign()
        elif waiting(self.desk.state) and not isinstance(screen, AcceptanceScreen) and not self._was_written:
            self.accept()
        else:
            key = key_words(next(iter(self.app.keys.get("handover", ())), ""))
            self.app.over_desk(ShiftScreen(self.desk, lambda: figures_now(self.app.session), key), self._done)

    @property
    def _was_written(self) -> bool:
        """Whether the cursor stood in this shift's own handover when the console ended unasked."""
        return self.desk.state.pad.focus.startswith(("notes", "handover."))

    def _is_ready(self) -> None:
        """Refuse to sign before all that is open is known."""
        if not self.app.catching_up.is_read:
            raise DeedRefused("the open work is still being read; again in a moment")

    def accept(self) -> None:
        """Show the handover that waits."""
        from callpilot.console.screens.acceptance import AcceptanceScreen

        screen = AcceptanceScreen(self.desk, lambda shift: about_shift(self.app.session, shift))
        self.app.over_desk(screen, self._accepted)

    def _accepted(self, saved: "Future[Any] | None") -> None:
        if saved:
            self.told_when_saved(saved, "Handover accepted: what you took is yours")

    def _done(self, word: str | None) -> None:
        if word == "sign off":
            self.attempt(self._sign_off)

    def _sign_off(self) -> None:
        def done(future: "Future[Any]") -> None:
            # Without room on the disk it waits; should it never be saved, nobody is told that it is.
            if not future.cancelled() and future.exception() is None:
                self.app.from_thread(self.app.signed_off)

        signing.sign_off(self.desk).add_done_callback(done)
