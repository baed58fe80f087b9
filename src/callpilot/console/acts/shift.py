"""The shift: its handover, and its end."""

from callpilot.console.acts.group import ActGroup
from callpilot.desk import signing


class ShiftActs(ActGroup):
    """From sign-on to sign-off."""

    def handover(self) -> None:
        """Show the handover as it stands."""
        from callpilot.console.screens.shift import ShiftScreen

        if isinstance(self.app.screen, ShiftScreen):
            return
        self.app.over_desk(ShiftScreen(self.desk, self.app.handover_text), self._done)

    def _done(self, word: str | None) -> None:
        if word == "sign off":
            self.attempt(self._sign_off)

    def _sign_off(self) -> None:
        saved = signing.sign_off(self.desk)
        saved.add_done_callback(lambda _saved: self.app.from_thread(self.app.signed_off))
