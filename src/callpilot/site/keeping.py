"""The last settings files that could be read, kept in the cache: in force until a damaged one is put right."""

import contextlib
import os
from pathlib import Path

from callpilot.plain.problems import Problem
from callpilot.plain.toml_file import read_toml
from callpilot.site.home import HomeError, make_private, private_open
from callpilot.site.settings import Settings, opened

FOLDER = "settings"
"""Where the copies stand in the cache."""

_STAYS = "what it said before stays in force until it is put right"


def opened_or_kept(path: Path, problems: list[Problem], kept: Path | None) -> Settings:
    """Open a settings file; while it can't be used at all, the copy at `kept` instead, which the problem says.

    A file that can be used becomes the copy. None: nothing is kept.
    """
    count = len(problems)
    top = opened(path, problems)
    is_broken = not top.table and any(not problem.key for problem in problems[count:])
    if kept is None or (not is_broken and top.raw.strip(b"\0 \r\n\t")):
        if kept is not None and not is_broken:
            _keep(kept, top.raw)
        return top
    if not kept.is_file():
        return top
    table, faults, raw = read_toml(kept)
    if faults or not table:
        return top
    said = problems[count] if len(problems) > count else Problem(source=path, message="is empty")
    problems[count:] = [Problem(source=path, line=said.line, message=f"{said.message}; {_STAYS}")]
    return Settings(path, raw, table, problems, known={"format"})


def _keep(kept: Path, raw: bytes) -> None:
    """Keep a copy; a cache that can't be written is done without."""
    with contextlib.suppress(OSError, HomeError):
        if kept.is_file() and kept.read_bytes() == raw:
            return
        make_private(kept.parent)
        new = kept.with_name(f".{kept.name}.{os.getpid()}")
        with open(new, "wb", opener=private_open) as file:
            file.write(raw)
        new.replace(kept)
