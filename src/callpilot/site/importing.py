"""What every import into the site's files does: reads a file somebody sent, and writes TOML whole or not at all."""

import os
from pathlib import Path
from typing import Any

from callpilot.plain.untrusted import clean_line
from callpilot.site.home import make_private, named, private_open

LARGEST = 64 * 1024 * 1024  # bytes


class ImportFailed(Exception):
    """Nothing was imported; the text says in one line what, where and what to do."""


def read_sent(path: Path) -> str:
    """Read a file that somebody sent, in UTF-8 or Latin-1. Raises ImportFailed when it can't be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise ImportFailed(f"{path}: is larger than {LARGEST >> 20} MiB; divide it")
        raw = path.read_bytes()
    except OSError as fault:
        raise ImportFailed(f"{path}: can't be read: {fault.strerror or fault}") from None
    if b"\0" in raw:
        raise ImportFailed(f"{path}: is no text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def write_toml(path: Path, table: dict[str, Any], heading: str) -> None:
    """Write a settings file, private to its owner: whole, or the one that was there stays.

    Raises OSError or HomeError.
    """
    import tomli_w

    make_private(path.parent)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with named(path), open(new, "w", encoding="utf-8", newline="\n", opener=private_open) as file:
            file.write(f"# {clean_line(heading)}\n{tomli_w.dumps(table, multiline_strings=True)}")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
