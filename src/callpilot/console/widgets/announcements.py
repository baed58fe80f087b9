"""The announcements: what changed, a short line each, newest last, always in the last rows of the terminal."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from callpilot.console.plainly import in_words
from callpilot.console.sturdy import Sturdy
from callpilot.console.wrapping import fit, wrap


class Announcements(Sturdy, Widget):
    """Stands at the foot of every screen while the console is in plain mode."""

    DEFAULT_CSS = """
    Announcements { dock: bottom; height: 3; width: 1fr; background: $panel; color: $foreground; }
    """

    def __init__(self, lines: Sequence[str] = ()) -> None:
        super().__init__(classes="announcements")
        self._lines = tuple(lines)
        self._rows: list[str] = []

    def show(self, lines: Sequence[str]) -> None:
        """Show the end of `lines`: as many as there is room for, the newest whole, however long it is."""
        self._lines = tuple(lines[-self.size.height or -1 :])
        rows = self._drawn()
        if rows != self._rows:
            self._rows = rows
            self.refresh()

    def on_resize(self) -> None:
        """Break the lines anew for another width."""
        self._rows = self._drawn()
        self.refresh()

    def _drawn(self) -> list[str]:
        width, height = max(10, self.size.width), self.size.height
        rows: list[str] = []
        for line in reversed(self._lines):
            broken = wrap(in_words(line), width)
            if rows and len(broken) + len(rows) > height:
                break  # half of an older line would be read as a line of its own
            rows = [*broken[:height], *rows]
        return rows

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        text = self._rows[y] if y < len(self._rows) else ""
        return Strip([Segment(fit(text, self.size.width), self.rich_style)])
