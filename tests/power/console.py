"""The real console in a pseudo-terminal, and an operator who notes what it shows as saved."""

import re
import time

from tests.e2e.terminal import Terminal
from tests.power.recording import Told

from callpilot.intake.ring import RingEvent, drop
from callpilot.site.home import Home

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Console:
    """Begins a call, types letters into Caller, one after the other, and looks at the screen between them."""

    def __init__(self, home: Home) -> None:
        self.told: list[Told] = []
        self._home = home
        self._terminal = Terminal(home.data.parent, "--operator", "Maria", "--desk", "desk-3")
        self._typed = self._saving = ""

    @property
    def pid(self) -> int:
        """The console's process."""
        return self._terminal.child.pid

    def begin(self) -> None:
        """Answer what rings; the cursor is in Caller."""
        drop(self._home, RingEvent(event="ringing", number=f"+44161{time.monotonic_ns() % 10**7:07}"))
        self._terminal.until("F1 Help", "RINGING", within=60)
        self._terminal.press("f2").until_cursor("Caller", " ")

    def type_for(self, seconds: float) -> None:
        """Type a letter, look, type the next."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(self._typed) < len(LETTERS):  # as many as the field shows at once
                self._terminal.type(LETTERS[len(self._typed)])
                self._typed += LETTERS[len(self._typed)]
            self.look()

    def look(self) -> None:
        """Take in what is painted: letters that were being saved, and are on disk by what it says now.

        A letter is painted a moment before the foot of the form; what stands there then is about those before it.
        """
        self._terminal.read(0.02)
        text = self._terminal.text
        shown = re.search(r"Caller\s+([a-z]+)", text)
        if shown and "… saving" in text:
            self._saving = shown[1]
        elif shown and "✔ on disk" in text and self._saving == shown[1]:
            self.told = [Told("letters", shown[1])]

    def end(self) -> None:
        """Leave nothing behind."""
        self._terminal.close()
