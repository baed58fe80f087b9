"""The moments between the calls and in them: read back, a break, a notice to all, what changed in the procedures."""

from callpilot.console.acts.group import ActGroup
from callpilot.desk import read_back, status
from callpilot.records.words import Status


class MomentActs(ActGroup):
    """What is done beside answering, and before a record is let go."""

    def read_back(self) -> None:
        """Read the record in front back to the caller; again: the part is right."""
        from callpilot.console.screens.escalate import EscalateScreen
        from callpilot.console.screens.read_back import ReadBackScreen

        top = self.app.screen
        if isinstance(top, ReadBackScreen):
            top.action_confirm()
            return
        screen = ReadBackScreen(self.desk, read_back.readable(self.desk.state))
        if isinstance(top, EscalateScreen):
            self.app.push_screen(screen, self._was_read)  # its draft is read back over it
        else:
            self.app.over_desk(screen, self._was_read)

    def _was_read(self, words: str | None) -> None:
        if words:
            self.app.tell(f"✔ {words}")

    # -- breaks and status ------------------------------------------------------------------------------

    def available(self) -> None:
        """Say that one is there again."""
        self._choose("available")

    def take_break(self) -> None:
        """Go on a break."""
        self._choose("break")

    def training(self) -> None:
        """Go into training."""
        self._choose("training")

    def away(self) -> None:
        """Leave the desk for a while."""
        self._choose("away")

    def _choose(self, chosen: Status) -> None:
        self.app.to_desk()
        status.choose_status(self.desk, chosen)
        later = " once this call is closed" if self.desk.state.calls else ""
        self.app.tell(f"{chosen.capitalize()}{later}. What rings still shows; answering makes you available.")

    # -- notices ------------------------------------------------------------------------------------------

    def notices(self) -> None:
        """Show what every operator has to know."""
        from callpilot.console.screens.notices import NoticesScreen

        if not isinstance(self.app.screen, NoticesScreen):
            self.app.over_desk(NoticesScreen(self.desk))

    # -- keeping up with the procedures ------------------------------------------------------------------

    def changes(self) -> None:
        """Show what changed in the procedures since the operator knew them."""
        from callpilot.console.screens.changes import ChangesScreen

        if not isinstance(self.app.screen, ChangesScreen):
            self.app.over_desk(ChangesScreen(self.desk, self.app.catching_up.texts.earlier))

    def readings(self) -> None:
        """Show who has read what."""
        from callpilot.console.screens.readings import ReadingsScreen
        from callpilot.reports.readings import readings_in

        try:
            found = readings_in(self.app.session.index, self.desk.state, self.desk.clock.now())
        except OSError as fault:
            self.app.tell(f"The readings can't be read: {fault.strerror or fault}.", grave=True)
            return
        self.app.push_screen(ReadingsScreen(found, self.desk.zone))
