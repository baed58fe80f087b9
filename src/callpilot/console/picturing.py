"""How the console draws pictures on its terminal. Mixed into the app."""

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

    from callpilot.console.picture_terminal import Way

    _App = App[Any]
else:
    _App = object


class Picturing(_App):
    """What the widgets that show pictures need of the terminal; it is never asked anything."""

    plain: bool

    def picture_setting(self) -> str:
        """Return what the site says of pictures; an app with a site overrides it."""
        return "auto"

    def picture_way(self) -> "Way":
        """Return how pictures are drawn here."""
        from callpilot.console.picture_terminal import way_to_draw

        if self.plain:
            return "off"
        if self.is_headless:  # there is no terminal; what stands in its place knows every colour
            return "off" if way_to_draw(self.picture_setting(), os.environ, "truecolor") == "off" else "blocks"
        return way_to_draw(self.picture_setting(), os.environ, self.console.color_system)

    def picture_cell(self) -> tuple[int, int]:
        """Return how wide and high a cell is, in pixels; (0, 0) when nobody knows."""
        from callpilot.console.picture_terminal import cell_pixels

        terminal = getattr(self._driver, "fileno", None)
        return cell_pixels(terminal) if isinstance(terminal, int) else (0, 0)

    def send_picture(self, sequence: str) -> None:
        """Send a picture's own sequence to the terminal, after all that is painted before it."""
        if not self.is_headless and self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()
