"""Somebody of the directory, or an on-call list, to read: ways in order, hours, on call, notes, deputies."""

from callpilot.console.contact_lines import person_lines, roster_lines
from callpilot.console.screens.read import ReadScreen
from callpilot.console.widgets.drawn import Line
from callpilot.desk.desk import Desk
from callpilot.desk.finding import FoundPerson, FoundRoster


class ContactScreen(ReadScreen):
    """Reads one contact or list."""

    def __init__(self, desk: Desk, found: FoundPerson | FoundRoster) -> None:
        super().__init__("Contact" if isinstance(found, FoundPerson) else "On call")
        self._desk = desk
        self.found = found

    def lines(self, width: int) -> list[Line]:
        """All that is known of them."""
        if isinstance(self.found, FoundPerson):
            return person_lines(self._desk.state, self.found, width)
        return roster_lines(self._desk.state, self.found, self._desk.clock.now(), width)
