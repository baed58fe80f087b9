"""What must not be overlooked: what can't be saved (red, stays), a handover that waits, faults, notices, hints."""

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
        self.notice = ""
        self.hint = ""
        self.handover = ""

    def show(self, width: int) -> None:
        """Show what there is to say on rows of `width` cells."""
        lines: list[Line] = []
        if self.trouble:
            # Whole, whatever its length: what to do about it stands at its end.
            rows = wrap(f"✖ NOT SAVED: {self.trouble}", width - 2)
            lines += [((fit(f" {row}", width), "bold $on-alarm on $alarm-ground"),) for row in rows]
        if self.handover:
            lines.append(((fit(f" ▲ {self.handover}", width), "bold $due"),))
        if self.faults:
            lines.append(((fit(f" ▲ {self.faults}", width), "bold $due"),))
        if self.notice:
            lines.append(((fit(f" {self.notice}", width), "bold $accent"),))
        elif self.hint and not self.faults:
            lines.append(((fit(f" › {self.hint}", width), "$quiet"),))
        self.show_lines(lines)
        self.display = bool(lines)
