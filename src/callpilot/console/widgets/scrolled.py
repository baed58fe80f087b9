"""Lines of which more may be there than can be seen."""

from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from callpilot.console.widgets.drawn import Drawn


class Scrolled(Drawn, ScrollView, can_focus=False):
    """Scrolls lines of pieces by itself: however many there are, its place on the screen stays, nothing is laid out."""

    DEFAULT_CSS = """
    Scrolled {
        height: 1fr; overflow: hidden scroll; scrollbar-size-vertical: 1; scrollbar-background: $panel;
        scrollbar-background-hover: $panel; scrollbar-background-active: $panel;
    }
    """
    grows = False
    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)

    @property
    def width(self) -> int:
        """How many columns a line has: the bar has its own."""
        return max(1, self.size.width - self.styles.scrollbar_size_vertical)

    def line_at(self, y: int) -> int:
        """The line that is seen in the row `y`."""
        return y + round(self.scroll_y)

    def keep_in_sight(self, first: int, last: int) -> None:
        """Scroll as little as shows the lines from `first` to `last`."""
        if first < self.scroll_y:
            self.scroll_to(y=first, animate=False)
        elif last >= self.scroll_y + self.size.height:
            self.scroll_to(y=last - self.size.height + 1, animate=False)

    def chosen_row(self) -> int:
        """Return the row in which the chosen line is seen; -1 when it isn't."""
        row = super().chosen_row() - round(self.scroll_y)
        return row if 0 <= row < self.size.height else -1

    def _has_lines(self, count: int) -> bool:
        # No less than is seen: then the bar, which is there always, shows nothing.
        self.virtual_size = Size(self.width, max(count, self.size.height))
        self._scroll_update(self.virtual_size)  # a layout would do it
        return True

    def on_resize(self) -> None:
        """The bar tells how much of the lines is seen now."""
        self._has_lines(self.row_count)

    def _row(self, line: int) -> Region:
        return super()._row(line - round(self.scroll_y))

    def render_line(self, y: int) -> Strip:
        """Draw one row of what is in sight."""
        return super().render_line(self.line_at(y))
