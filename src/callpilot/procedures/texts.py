"""Procedures as they were: a copy of each file by its hash, so that what changed can be said in words.

The copies lie in the cache and may be thrown away: then the revisions are told, and no more.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from callpilot.plain.private_file import private_open
from callpilot.procedures.model import Procedure
from callpilot.procedures.reading import read_procedure

MOST = 2000
"""Copies that are kept; beyond, those that were made first go."""
LARGEST = 1_000_000
"""Bytes of a file; a larger one isn't copied."""

_HASH = re.compile(r"[0-9a-f]{64}")


def keep_texts(folder: Path, procedures: Iterable[Procedure]) -> None:
    """Copy the files of these procedures into `folder`, where they aren't yet.

    A file that changed since it was read, and a disk that refuses, leave no copy.
    """
    missing = [one for one in procedures if not (folder / f"{one.sha256}.toml").exists()]
    for procedure in missing:
        with contextlib.suppress(OSError):
            _copy(folder, procedure)
    if missing:
        with contextlib.suppress(OSError):
            _thin_out(folder)


def kept_text(folder: Path, sha256: str) -> Procedure | None:
    """Return the procedure whose file had that hash; None when no sound copy of it is kept."""
    if not _HASH.fullmatch(sha256):
        return None
    procedure, _problems = read_procedure(folder / f"{sha256}.toml")
    return procedure if procedure is not None and procedure.sha256 == sha256 else None


def _copy(folder: Path, procedure: Procedure) -> None:
    if procedure.source.stat().st_size > LARGEST:
        return
    raw = procedure.source.read_bytes()
    if hashlib.sha256(raw).hexdigest() != procedure.sha256:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / f"{procedure.sha256}.toml"
    beside = place.with_suffix(f".{os.getpid()}")
    with open(beside, "wb", opener=private_open) as file:
        file.write(raw)
    beside.replace(place)


def _thin_out(folder: Path) -> None:
    copies = sorted(folder.glob("*.toml"), key=lambda path: path.stat().st_mtime)
    for path in copies[: max(0, len(copies) - MOST)]:
        path.unlink(missing_ok=True)
