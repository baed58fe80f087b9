"""Pictures for the tests of pictures: good ones of every kind, broken ones, and a guide that shows them."""

import io
import zlib
from pathlib import Path

from PIL import Image

from callpilot.desk.following import open_procedure
from callpilot.procedures.reading import read_procedure

RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (30, 160, 30)
PNG = b"\x89PNG\r\n\x1a\n"


def two_halves(width: int = 40, height: int = 20) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image


def saved(image: Image.Image, form: str = "PNG", **how: object) -> bytes:
    """The bytes of a picture's file."""
    file = io.BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A file that says it is a picture of that size, and holds nothing of it."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return PNG + _chunk(b"IHDR", size + b"\x08\x02\x00\x00\x00") + _chunk(b"IDAT", zlib.compress(b"\x00"))


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def write_guide(folder: Path, *names: str, words: str = "Red above, blue below.") -> Path:
    """Write a guide with a step for each picture of that name, and the good one `halves.png`."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "halves.png").write_bytes(saved(two_halves()))
    text = 'id = "gate"\ntitle = "The gate"\nform = "guide"\n[[revision]]\nversion = "1"\ndate = 2026-11-20\n'
    for number, name in enumerate(names, 1):
        text += (
            f'[[step]]\nid = "s{number}"\nphase = "verify"\ntitle = "Step {number}"\nsay = "What do you see?"\n'
            f'do = "Compare."\npicture = "{name}"\npicture_text = "{words}"\n'
        )
        text += '[[step.choice]]\nwhen = "It fits"\nif = { seen = "red" }\ngo = "next"\n'
    text += '[[step]]\nid = "bare"\nphase = "verify"\ntitle = "No picture here"\n'
    path = folder / "gate.toml"
    path.write_text(text, "utf-8")
    return path


async def follow_guide(stage, *names: str, **how: str) -> None:
    """Let the call in front follow a guide with these pictures, by the keys of its pane."""
    source = write_guide(stage.home.config / "procedures", *(names or ("pictures/halves.png",)), **how)
    procedure, problems = read_procedure(source)
    assert procedure is not None, problems
    stage.state.library.procedures["gate"] = procedure
    open_procedure(stage.desk, stage.state.front.id, "gate", "by hand")
    await stage.settle()
    if stage.field != "procedure":
        await stage.press("escape")
    await stage.until(lambda: stage.field == "procedure")
