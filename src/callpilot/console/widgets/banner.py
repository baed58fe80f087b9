"""What must not be overlooked: what can't be saved (red, stays), an outage, faults in the site's files, hints."""

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
        self.outages: list[str] = []
        self.faults = ""
        self.hint = ""

    def show(self, width: int) -> None:
        """Show what there is to say on rows of `width` cells."""
        lines: list[Line] = []
        if self.trouble:
            # Whole, whatever its length: what to do about it stands at its end.
            rows = wrap(f"✖ NOT SAVED: {self.trouble}", width - 2)
            lines += [((fit(f" {row}", width), "bold $on-alarm on $alarm-ground"),) for row in rows]
        if self.outages:
            lines += [((row, "bold $background on $due"),) for row in self._outage_rows(width)]
        if self.faults:
            lines.append(((fit(f" ▲ {self.faults}", width), "bold $due"),))
        elif self.hint:
            lines.append(((fit(f" › {self.hint}", width), "$quiet"),))
        self.show_lines(lines)
        self.display = bool(lines)

    def _outage_rows(self, width: int) -> list[str]:
        """The outages in two rows at most: one alone may run on into a second row."""
        marked = [
            f"{'▲' if number == 0 or row.startswith('OUTAGE') else ' '} {row}"
            for number, row in enumerate(self.outages)
        ]
        if len(marked) == 1:
            marked = wrap(marked[0], width - 2)
        rest = " ".join(marked[1:])
        return [fit(f" {row}", width) for row in (marked[0], *([rest] if rest else []))]
