"""The procedures in force: the shipped ones and, over them, the site's own; read only when they are asked for (E7)."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpilot.plain.problems import Problem
    from callpilot.procedures.model import Procedure


class Library:
    """The procedures in force, by id, and what was wrong in their files."""

    def __init__(
        self, procedures: "dict[str, Procedure] | None" = None, problems: "list[Problem] | None" = None, *,
        read: "Callable[[], Library] | None" = None,
    ) -> None:  # fmt: skip
        """Hold what is given; or what `read` returns, read once, when any of it is first asked for."""
        self._procedures = {} if procedures is None else procedures
        self._problems = [] if problems is None else problems
        self._read = read
        self._reading = threading.Lock()

    @property
    def is_read(self) -> bool:
        """Whether the files have been read; asking for anything else waits until they are."""
        return self._read is None

    @property
    def procedures(self) -> "dict[str, Procedure]":
        """The procedures, by id."""
        self.be_read()
        return self._procedures

    @property
    def problems(self) -> "list[Problem]":
        """What was wrong in their files."""
        self.be_read()
        return self._problems

    def be_read(self) -> None:
        """Read the files, if they have not been read."""
        if self._read is None:
            return
        with self._reading:
            if self._read is not None:
                library = self._read()
                self._procedures, self._problems = library.procedures, library.problems
                self._read = None

    def __eq__(self, other: object) -> bool:
        """Two libraries are one when they hold the same, whenever each of them was read."""
        if not isinstance(other, Library):
            return NotImplemented
        return (self.procedures, self.problems) == (other.procedures, other.problems)

    def get(self, identity: str) -> "Procedure | None":
        """Return the procedure with that id, or None."""
        return self.procedures.get(identity)


def shipped_folder() -> Path:
    """Return the folder of the shipped procedures: inside the installed package, or the source tree's own."""
    installed = Path(__file__).resolve().parent / "library"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "procedures"


def later_library(folders: Sequence[Path], cache: Path | None = None) -> Library:
    """Return what `load_library` would, read only when it is first asked for, in whichever thread that is."""

    def read() -> Library:
        from callpilot.procedures.loading import load_library

        return load_library(folders, cache)

    return Library(read=read)
