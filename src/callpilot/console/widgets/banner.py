"""What must not be overlooked: what can't be saved (red, stays), then faults in the site's files, then hints."""

from callpilot.console.plain_mode import announce
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import fit, wrap


class Banner(Drawn):
    """No row at all when there is nothing to say."""

    DEFAULT_CSS = """
    Banner { dock: top; margin-top: 2; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.trouble = ""
        self.faults = ""
        self.hint = ""
        self._announced = ""

    def show(self, width: int) -> None:
        """Show what there is to say on rows of `width` cells."""
        lines: list[Line] = []
        if self.trouble:
            # Whole, whatever its length: what to do about it stands at its end.
            rows = wrap(f"✖ NOT SAVED: {self.trouble}", width - 2)
            lines += [((fit(f" {row}", width), "bold $on-alarm on $alarm-ground"),) for row in rows]
        if self.faults:
            lines.append(((fit(f" ▲ {self.faults}", width), "bold $due"),))
        elif self.hint:
            lines.append(((fit(f" › {self.hint}", width), "$quiet"),))
        self._announce(f"NOT SAVED: {self.trouble}" if self.trouble else self.faults)
        self.show_lines(lines)
        self.display = bool(lines)

    def _announce(self, words: str) -> None:
        if words != self._announced:
            announce(self, words or "Everything is saved, and every file can be read.")
            self._announced = words
