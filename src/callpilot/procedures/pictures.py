"""A step's picture: which file it is, and whether that file may be opened. Nothing is decoded here."""

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from msgspec import Struct

from callpilot.plain.untrusted import clean_line
from callpilot.procedures.model import Step

LARGEST: Final = 20_000_000
"""The most bytes a picture's file may have."""

MISSING: Final = "is not there"
"""Why a picture is not to be opened that doesn't stand beside the procedure's file."""

_BEGINNINGS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_SHORTEST: Final = 8  # bytes that tell which kind of file it is


class StepPicture(Struct, frozen=True):
    """A step's picture as it is to be shown: `path` None when it can't be, and `fault` says why, with its name.

    `words` say what there is to see, for whoever doesn't see it; empty when the file has none.
    """

    name: str
    words: str
    path: Path | None
    fault: str = ""


def picture_of(source: Path, step: Step) -> StepPicture | None:
    """Return the picture of `step` of the procedure whose file is `source`; None when it has none.

    Only its place is looked at: whether it can be drawn is known once it is drawn.
    """
    if not step.picture:
        return None
    name, words = clean_line(step.picture, 60), clean_line(step.picture_text)
    path, fault = find_picture(source, step.picture)
    return StepPicture(name, words, path, f"{name} {fault}" if fault else "")


def find_picture(source: Path, name: str) -> tuple[Path | None, str]:
    """Return the picture `name` beside the file `source`, or None and why it is not to be opened.

    A name that leads out of the procedure's folder, by itself or over a link, is refused.
    """
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    if posix.is_absolute() or windows.drive or windows.root or ".." in (*posix.parts, *windows.parts):
        return None, "leads out of the procedure's folder, which a picture may not"
    try:
        folder = source.parent.resolve()
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            return None, "is a link that leads out of the procedure's folder, which a picture may not"
        return (path, "") if path.is_file() else (None, MISSING)
    except (OSError, ValueError, RuntimeError):  # a name with a null in it, one that is too long, a loop of links
        return None, "can't be looked up"


def file_fault(path: Path) -> str:
    """Say what is wrong with a picture's file as far as its size and its first bytes tell; empty: nothing."""
    try:
        with path.open("rb") as file:
            beginning, size = file.read(_SHORTEST), path.stat().st_size
    except OSError as fault:
        return f"can't be read: {fault.strerror or fault}"
    if size > LARGEST:
        return f"has {size / 1e6:,.0f} MB; {LARGEST // 1_000_000} MB is the most that is drawn"
    if not beginning.startswith(_BEGINNINGS):
        return "is not a picture that can be drawn: PNG, JPEG or GIF"
    return ""
