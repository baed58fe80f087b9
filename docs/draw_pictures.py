"""Draws the pictures of the shipped picture guides: `python docs/draw_pictures.py` (needs Pillow)."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

FOLDER: Final = Path(__file__).resolve().parents[1] / "procedures" / "pictures"
WIDE, HIGH = 480, 270
FINER: Final = 4
"""How much larger a picture is drawn than it is kept: its edges become smooth."""

NIGHT, STEEL, SNOW = "#14213d", "#5c6b8a", "#f5f7fa"
RED, AMBER, GREEN, BLUE = "#e63946", "#ffb703", "#2a9d4b", "#3a86ff"
Points = list[tuple[float, float]]


class Sheet:
    """A picture in the making: flat shapes in units of the finished picture, on a ground of one colour."""

    def __init__(self, ground: str) -> None:
        self._image = Image.new("RGB", (WIDE * FINER, HIGH * FINER), ground)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, round_: float = 0) -> None:
        """A box, its corners round by `round_`."""
        edges = [side * FINER for side in (left, top, right, bottom)]
        self._draw.rounded_rectangle(edges, radius=round_ * FINER, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A disc round (x, y)."""
        self._draw.ellipse([place * FINER for place in (x - radius, y - radius, x + radius, y + radius)], fill=colour)

    def shape(self, points: Points, colour: str) -> None:
        """A shape with these corners."""
        self._draw.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def line(self, points: Points, colour: str, thick: float) -> None:
        """A line with round ends."""
        self._draw.line(
            [(x * FINER, y * FINER) for x, y in points], fill=colour, width=int(thick * FINER), joint="curve"
        )
        for x, y in (points[0], points[-1]):
            self.disc(x, y, thick / 2, colour)

    def save(self, name: str) -> None:
        """Keep the picture, small: few colours and no more pixels than are looked at."""
        image = self._image.resize((WIDE, HIGH), Image.Resampling.LANCZOS).quantize(32)
        image.save(FOLDER / f"{name}.png", optimize=True)


def person(sheet: Sheet, x: float, ground: float, colour: str, size: float = 1.0, head: str = "") -> None:
    """Somebody who stands at `x` with the feet on `ground`, 150 units tall at size 1."""
    sheet.disc(x, ground - 126 * size, 24 * size, head or colour)
    sheet.box(x - 32 * size, ground - 98 * size, x + 32 * size, ground - 34 * size, colour, 16 * size)
    sheet.box(x - 26 * size, ground - 50 * size, x - 5 * size, ground, colour, 4 * size)
    sheet.box(x + 5 * size, ground - 50 * size, x + 26 * size, ground, colour, 4 * size)


def tick(sheet: Sheet, x: float, y: float, colour: str, size: float = 1.0) -> None:
    """A tick whose middle is (x, y), 110 units wide at size 1."""
    sheet.line([(x - 52 * size, y), (x - 14 * size, y + 38 * size), (x + 56 * size, y - 40 * size)], colour, 26 * size)


def warning(sheet: Sheet, x: float, y: float, size: float = 1.0) -> None:
    """A warning triangle with its mark, round (x, y), 140 units wide at size 1."""
    corners = [(x - 70 * size, y + 55 * size), (x + 70 * size, y + 55 * size), (x, y - 65 * size)]
    sheet.shape(corners, AMBER)
    sheet.box(x - 9 * size, y - 24 * size, x + 9 * size, y + 18 * size, NIGHT, 4 * size)
    sheet.disc(x, y + 36 * size, 10 * size, NIGHT)


def alert() -> Sheet:
    """A camera on the wall looks at somebody, and warns."""
    sheet = Sheet(NIGHT)
    sheet.shape([(170, 92), (480, 70), (480, 270), (300, 270)], "#33436b")
    sheet.box(0, 20, 22, 150, STEEL)
    sheet.line([(10, 85), (60, 85)], STEEL, 22)
    sheet.box(44, 48, 160, 122, SNOW, 12)
    sheet.box(150, 58, 184, 112, STEEL, 6)
    sheet.disc(70, 85, 12, RED)
    person(sheet, 310, 262, RED, 1.1)
    warning(sheet, 412, 84, 0.82)
    return sheet


def real_or_false() -> Sheet:
    """On the left a person: real. On the right a cat: false."""
    sheet = Sheet(RED)
    sheet.box(240, 0, WIDE, HIGH, GREEN)
    sheet.box(232, 0, 248, HIGH, SNOW)
    person(sheet, 118, 250, NIGHT, 1.42)
    sheet.box(76, 60, 160, 78, SNOW, 4)
    sheet.shape([(300, 250), (300, 190), (330, 165), (412, 165), (432, 190), (432, 250)], NIGHT)
    sheet.disc(318, 138, 40, NIGHT)
    sheet.shape([(282, 122), (284, 76), (314, 102)], NIGHT)
    sheet.shape([(324, 102), (352, 76), (356, 122)], NIGHT)
    sheet.line([(426, 200), (450, 160), (446, 110)], NIGHT, 16)
    sheet.disc(304, 136, 8, AMBER)
    sheet.disc(334, 136, 8, AMBER)
    return sheet


def guards() -> Sheet:
    """Two guards go together to the place, and one speaks to the operator."""
    sheet = Sheet(BLUE)
    sheet.box(0, 236, WIDE, HIGH, NIGHT)
    for x in (104, 214):
        person(sheet, x, 246, NIGHT, 1.3, "#ffd7ba")
        sheet.box(x - 40, 44, x + 40, 64, NIGHT, 6)
        sheet.box(x - 42, 132, x + 42, 152, AMBER)
    sheet.box(252, 68, 270, 108, SNOW, 4)
    sheet.line([(266, 70), (266, 44)], SNOW, 6)
    sheet.shape([(300, 118), (392, 118), (392, 76), (468, 145), (392, 214), (392, 172), (300, 172)], SNOW)
    return sheet


def false_alarm() -> Sheet:
    """The bell is silent, and all is well."""
    sheet = Sheet("#dfe7f3")
    sheet.disc(150, 96, 62, STEEL)
    sheet.shape([(88, 96), (212, 96), (240, 200), (60, 200)], STEEL)
    sheet.box(48, 190, 252, 214, STEEL, 10)
    sheet.disc(150, 226, 22, STEEL)
    sheet.line([(52, 32), (248, 244)], RED, 24)
    sheet.disc(364, 140, 88, GREEN)
    tick(sheet, 362, 142, SNOW)
    return sheet


def footage() -> Sheet:
    """A strip of film under a lock."""
    sheet = Sheet(SNOW)
    sheet.box(0, 60, WIDE, 210, NIGHT)
    for x in range(12, WIDE, 52):
        sheet.box(x, 72, x + 28, 90, SNOW, 4)
        sheet.box(x, 180, x + 28, 198, SNOW, 4)
    sheet.box(14, 104, 142, 166, BLUE)
    sheet.box(338, 104, 466, 166, BLUE)
    sheet.disc(240, 96, 66, AMBER)
    sheet.disc(240, 96, 38, NIGHT)
    sheet.box(160, 110, 320, 248, AMBER, 16)
    sheet.disc(240, 168, 22, NIGHT)
    sheet.box(230, 172, 250, 220, NIGHT, 6)
    return sheet


def report() -> Sheet:
    """A report on its board, with a pen."""
    sheet = Sheet(GREEN)
    sheet.box(112, 20, 328, 262, NIGHT, 14)
    sheet.box(130, 50, 310, 246, SNOW)
    sheet.box(176, 8, 264, 56, STEEL, 10)
    for y, right in ((90, 290), (130, 290), (170, 290), (210, 230)):
        sheet.box(150, y - 9, right, y + 9, STEEL, 6)
    sheet.shape([(420, 38), (462, 74), (334, 226), (292, 190)], AMBER)
    sheet.shape([(292, 190), (334, 226), (272, 246)], RED)
    return sheet


PICTURES: Final[dict[str, Callable[[], Sheet]]] = {
    "camera-alert": alert,
    "camera-real-or-false": real_or_false,
    "camera-guards": guards,
    "camera-false": false_alarm,
    "camera-footage": footage,
    "camera-report": report,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, drawn in PICTURES.items():
        drawn().save(name)
