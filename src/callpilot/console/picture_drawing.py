"""From a picture's file to the few pixels that are shown of it. Pillow is loaded here and nowhere else; no Textual.

Every function may be slow and is called in a thread. A picture is decoded in small portions and made small in bands,
so that neither the memory of a second whole picture is needed nor the interpreter kept from the console for long.
"""

import os
import time
import warnings
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from msgspec import Struct

from callpilot.procedures.pictures import LARGEST

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS: Final = 40_000_000
"""The most pixels a picture may have, whatever its file's size: 160 MB once it is decoded."""

LONGEST: Final = 10.0
"""The most seconds that reading a picture may take: a small file can be made to need hours."""

Rgb = tuple[int, int, int]

_FORMATS: Final = ("PNG", "JPEG", "GIF")
_PORTION: Final = 4096  # bytes handed to the decoder at once; a portion of nothing but one colour unpacks to 4 MB
_BAND: Final = 256  # rows of the whole picture, about, that are made small at once
_ORIENTATION: Final = 0x0112  # Exif: how the camera was held


class Pixels(Struct, frozen=True):
    """A picture made small: `data` has a red, a green and a blue byte for each pixel, row by row."""

    width: int
    height: int
    data: bytes

    def at(self, x: int, y: int) -> Rgb:
        """Return one pixel."""
        place = (y * self.width + x) * 3
        red, green, blue = self.data[place : place + 3]
        return red, green, blue

    def within(self, width: int, height: int, ground: Rgb) -> "Pixels":
        """Return the same picture in the upper left corner of a larger one of the colour `ground`."""
        beside = bytes(ground) * (width - self.width)
        row = self.width * 3
        rows = [self.data[y * row : (y + 1) * row] + beside for y in range(self.height)]
        return Pixels(width, height, b"".join([*rows, bytes(ground) * width * (height - self.height)]))


def fitted(width: int, height: int, columns: int, rows: int) -> tuple[int, int]:
    """Return the size in which `width` × `height` pixels fit into `columns` × `rows`; never larger, at least 1 × 1."""
    scale = min(1.0, columns / width, rows / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def pixels_of(path: Path, columns: int, rows: int, ground: Rgb) -> Pixels | str:
    """Return the picture in at most `columns` × `rows` pixels, or in a few words why it can't be drawn.

    What is transparent in it shows `ground`; of a moving picture it is the first frame. Never raises.
    """
    try:
        with path.open("rb") as file:
            if (size := os.fstat(file.fileno()).st_size) > LARGEST:
                return f"has {size / 1e6:,.0f} MB; {LARGEST // 1_000_000} MB is the most that is drawn"
            return _drawn(_Timed(file), max(1, columns), max(1, rows), ground)
    except FileNotFoundError:
        return "is not there"
    except TimeoutError:
        return f"takes longer than {LONGEST:.0f} seconds to decode"
    except MemoryError:
        return "needs more memory than there is"
    except Exception as fault:  # noqa: BLE001 - a broken picture may lead a decoder to any error at all
        return _reason(fault)


class _Timed:
    """A file that is read for so long and no longer: a decoder comes back for every portion."""

    def __init__(self, file: IO[bytes]) -> None:
        self._until = time.monotonic() + LONGEST
        self._file = file
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size: int = -1) -> bytes:
        """Read as a file does. Raises TimeoutError once it has taken too long."""
        if time.monotonic() > self._until:
            raise TimeoutError
        return self._file.read(size)


def _reason(fault: Exception) -> str:
    from PIL import Image, UnidentifiedImageError

    if isinstance(fault, Image.DecompressionBombError):
        return f"has more than {MOST_PIXELS // 1_000_000} megapixels, which is the most that is drawn"
    if isinstance(fault, UnidentifiedImageError):
        return "is not a picture that can be drawn: PNG, JPEG or GIF"
    if isinstance(fault, OSError) and fault.errno:
        return f"can't be read: {os.strerror(fault.errno)}"
    return "is a damaged picture"


def _drawn(file: Any, columns: int, rows: int, ground: Rgb) -> Pixels:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # twice as many is an error, raised before anything is decoded
    warnings.filterwarnings("ignore", module=r"PIL\.")  # there is nobody to read them
    with Image.open(file, formats=_FORMATS) as image:
        image.decodermaxblock = _PORTION
        orientation = int(image.getexif().get(_ORIENTATION, 1)) if image.format in ("JPEG", "MPO") else 1
        lying = orientation >= 5
        width, height = (image.height, image.width) if lying else image.size
        width, height = fitted(width, height, columns, rows)
        size = (height, width) if lying else (width, height)
        image.draft(None, (size[0] * 2, size[1] * 2))
        whole = Image.new("RGBA", size, (*ground, 255))
        whole.alpha_composite(_small(image, size))
        small = _turned(whole.convert("RGB"), orientation)
    return Pixels(small.width, small.height, small.tobytes())


def _small(image: "Image", size: tuple[int, int]) -> "Image":
    """Make it small in two goes: whole factors by averaging, band by band; the rest smoothly."""
    from PIL import Image

    factor = max(1, min(image.width // (size[0] * 2), image.height // (size[1] * 2)))
    image.load()
    small = Image.new("RGBA", (-(-image.width // factor), -(-image.height // factor)))
    rows = factor * max(1, _BAND // factor)
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(image.height, top + rows)))
        small.paste(_coloured(band).reduce(factor), (0, top // factor))
    return small.resize(size, Image.Resampling.HAMMING)  # pyright: ignore[reportUnknownMemberType]


def _coloured(image: "Image") -> "Image":
    """Return red, green, blue and how opaque; a grey of 16 bits keeps the upper 8."""
    if image.mode.startswith("I"):
        whole = image.convert("I")
        image = whole.point(lambda grey: grey * (1 / 256)).convert("L")  # pyright: ignore[reportUnknownMemberType]
    return image.convert("RGBA")


def _turned(image: "Image", orientation: int) -> "Image":
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    return image.transpose(turns[orientation]) if orientation in turns else image


# -- half-blocks: a cell shows two pixels, the upper one as its text, the lower one as its ground --------------------

Run = tuple[str, Rgb, Rgb]
"""Some cells alike: their text, its colour, and the colour of their ground."""


def half_blocks(pixels: Pixels, ground: Rgb) -> list[list[Run]]:
    """Return a picture as rows of cells, two of its rows in each; `ground` is beneath an odd last one."""
    return [_block_row(pixels, y, ground) for y in range(0, pixels.height, 2)]


def _block_row(pixels: Pixels, y: int, ground: Rgb) -> list[Run]:
    runs: list[Run] = []
    for x in range(pixels.width):
        upper = pixels.at(x, y)
        lower = pixels.at(x, y + 1) if y + 1 < pixels.height else ground
        sign = " " if upper == lower else "▀"
        if runs and runs[-1][0][0] == sign and runs[-1][1:] == (upper, lower):
            runs[-1] = (runs[-1][0] + sign, upper, lower)
        else:
            runs.append((sign, upper, lower))
    return runs
