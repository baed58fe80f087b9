"""The library: the shipped procedures and, over them, the site's own (E7). Faults in files are data."""

import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from callpilot.plain.problems import Problem
from callpilot.plain.toml_file import line_of
from callpilot.procedures.in_force import Library, later_library, shipped_folder
from callpilot.procedures.model import Procedure
from callpilot.procedures.read_before import ReadBefore
from callpilot.procedures.reading import id_in

__all__ = ["Library", "later_library", "load_library", "load_paths", "shipped_folder"]


def load_library(folders: Sequence[Path], cache: Path | None = None) -> Library:
    """Read all `*.toml` of the folders; a later folder's procedure takes the place of an earlier one's.

    A folder that isn't there is an empty one. A file that can't be used is a problem, and what it would have
    replaced stays in force. What was read is kept in the folder `cache`, and a file that has not changed since is not
    read again.
    """
    library, files = Library(), ReadBefore(cache)
    for folder in folders:
        paths, problems = _files_in(folder)
        library.problems.extend(problems)
        _add(library, paths, files)
    files.keep()
    if not library.procedures:
        place = folders[0] if folders else "procedures"
        library.problems.append(Problem(source=place, message="no procedure could be read; install callpilot again"))
    return library


def load_paths(paths: Iterable[Path]) -> Library:
    """Read the files named, and the `*.toml` of the folders named, as one library."""
    library = Library()
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found, problems = _files_in(path)
            files += found
            library.problems.extend(problems)
        else:
            files.append(path)
    _add(library, files, ReadBefore(None))
    return library


def _add(library: Library, paths: Iterable[Path], files: ReadBefore) -> None:
    """Add one folder's procedures, over what the library already holds."""
    new: dict[str, Procedure] = {}
    for path in paths:
        procedure, problems = files.read(path)
        library.problems.extend(problems)
        if procedure is None:
            _say_what_stays(library, path)
        elif first := new.get(procedure.id):
            message = f"“{procedure.id}” is the id of {first.source.name} too, which is used; give this one its own"
            library.problems.append(Problem(source=path, key="id", line=_id_line(path), message=message))
        else:
            new[procedure.id] = procedure
    library.procedures.update(new)


def _id_line(path: Path) -> int:
    try:
        return line_of(path.read_bytes(), "id")
    except OSError:
        return 0


def _say_what_stays(library: Library, path: Path) -> None:
    kept = library.procedures.get(id_in(path))
    if kept:
        message = f"is not used; “{kept.id}” {kept.version} from {kept.source.parent} stays in force"
        library.problems.append(Problem(source=path, message=message))


def _files_in(folder: Path) -> tuple[list[Path], list[Problem]]:
    if not folder.exists():
        return [], []
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix == ".toml" and path.name[0] != ".")
    except OSError as fault:
        return [], [Problem(source=folder, message=f"can't be read: {fault.strerror or fault}")]
    paths, problems = list[Path](), list[Problem]()
    for path in map(folder.joinpath, names):
        if fault := _not_a_file(path):
            problems.append(Problem(source=path, message=fault))
        else:
            paths.append(path)
    return paths, problems


def _not_a_file(path: Path) -> str:
    """Say why there is nothing to read; empty for a file. A pipe or a device would hold the start up for ever."""
    try:
        mode = path.stat().st_mode
    except OSError as fault:
        return f"can't be read: {fault.strerror or fault}"
    if stat.S_ISDIR(mode):
        return "is a folder, not a procedure's file"
    return "" if stat.S_ISREG(mode) else "is not a file"
