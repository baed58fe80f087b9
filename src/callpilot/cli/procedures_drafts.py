"""Drafts of the site's procedures: kept aside, where nothing in them is in force, and put in force whole."""

import contextlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from callpilot.cli.parsing import CommandError
from callpilot.site.home import Home, make_private, named, private_open

if TYPE_CHECKING:
    from callpilot.procedures.loading import Library
    from callpilot.procedures.model import Procedure

NOWHERE = "none"
"""Stands for the text of a file that wasn't there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text beside the procedures in force, which nobody reads but its editor.

    `path` is its file; what stood in force when it was begun is remembered beside it.
    """

    path: Path

    @property
    def _mark(self) -> Path:
        return self.path.with_name(f".{self.path.stem}.base")

    @property
    def is_there(self) -> bool:
        """Whether somebody has begun it."""
        return self.path.is_file()

    def begin(self, text: bytes, base: bytes | None) -> None:
        """Write it anew; `base` is what stands in force now, None when nothing does. Raises OSError, HomeError."""
        self.follow(base)
        put(self.path, text)

    def base(self) -> str:
        """Return the mark of what stood in force when it was begun; empty when that isn't known."""
        with contextlib.suppress(OSError):
            return self._mark.read_text("utf-8").strip()
        return ""

    def follow(self, base: bytes | None) -> None:
        """Remember that its editor knows what stands in force now. Raises OSError, HomeError."""
        put(self._mark, mark_of(base).encode())

    def drop(self) -> None:
        """Take it away. Raises OSError."""
        self.path.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)


def procedures_of(home: Home) -> Path:
    """Return the folder of the site's own procedures."""
    return home.config / "procedures"


def draft_of(home: Home, identity: str) -> Draft:
    """Return where the draft of a procedure stands, whether there is one or not."""
    return Draft(procedures_of(home) / "drafts" / f"{identity}.toml")


def mark_of(text: bytes | None) -> str:
    """Return what differs as soon as a file's text does."""
    return NOWHERE if text is None else sha256(text).hexdigest()


def text_at(path: Path) -> bytes | None:
    """Return a file's bytes; None when it isn't there. Raises OSError when it can't be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def put(path: Path, text: bytes) -> None:
    """Write a file, private to its owner: whole and safe on disk, or the one that was there stays.

    Raises OSError or HomeError.
    """
    if path.is_symlink():
        path = path.resolve()  # kept elsewhere by its owner: the link stays, and so does that folder's mode
    else:
        make_private(path.parent)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with named(path), open(new, "wb", opener=private_open) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        _settle(path.parent)
    finally:
        new.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Keep the new name through a power cut, where a folder can be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def bring_pictures(procedure: "Procedure", origin: Path, folder: Path) -> None:
    """Copy the pictures of a procedure that stand in the folder `origin` and not yet in `folder`. Raises OSError."""
    for name in dict.fromkeys(step.picture for step in procedure.steps if step.picture):
        source, target = origin / name, folder / name
        is_inside = target.resolve().is_relative_to(folder.resolve())
        if is_inside and source.is_file() and not os.path.lexists(target):
            put(target, source.read_bytes())


def own_file(home: Home, library: "Library", identity: str) -> Path | None:
    """Return the site's own file of that id, also one that can't be used; None without one."""
    from callpilot.procedures.reading import id_in

    folder = procedures_of(home)
    known = library.get(identity)
    if known and known.source.parent == folder:
        return known.source
    broken = dict.fromkeys(Path(one.source) for one in library.problems if Path(one.source).parent == folder)
    found = [path for path in (folder / f"{identity}.toml", *broken) if path.is_file()]
    return next((path for path in found if id_in(path) == identity), None)


@contextmanager
def alone(draft: Draft) -> Generator[None]:
    """Let nobody else edit the same draft meanwhile. Raises CommandError when somebody does."""
    from filelock import FileLock, Timeout

    make_private(draft.path.parent)
    lock = FileLock(draft.path.with_name(f".{draft.path.stem}.lock"), timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise CommandError(f"“{draft.path.stem}” is being edited in another terminal; close it there first") from None
    try:
        yield
    finally:
        lock.release()
