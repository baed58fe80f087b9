"""A glance at the index as it stands: quick, and without bringing it up to date or making anything on disk."""

import contextlib
import sqlite3
from pathlib import Path

Glimpse = tuple[str, str, str]
"""A short id, when (UTC, as on disk), and a word about it."""

_CALLS = "SELECT short, at, disposition FROM calls ORDER BY at DESC, id DESC LIMIT ?"
_OPEN = "SELECT short, made, kind FROM things WHERE is_open AND kind != 'shift' ORDER BY written DESC LIMIT ?"
_SHIFTS = "SELECT id, made, desk FROM things WHERE kind = 'shift' ORDER BY made DESC LIMIT ?"
_NOTICES = "SELECT id, made, desk FROM things WHERE kind = 'notice' ORDER BY made DESC LIMIT ?"


def recent_calls(cache: Path, limit: int) -> list[Glimpse]:
    """Return the newest calls that the index in the folder `cache` knows, each number once; none without an index."""
    return _rows(cache, _CALLS, limit)


def open_matters(cache: Path, limit: int) -> list[Glimpse]:
    """Return messages, escalations and so on that aren't finished, newest first."""
    return _rows(cache, _OPEN, limit)


def recent_shifts(cache: Path, limit: int) -> list[Glimpse]:
    """Return the newest shifts, by their whole ids."""
    return _rows(cache, _SHIFTS, limit)


def recent_notices(cache: Path, limit: int) -> list[Glimpse]:
    """Return the newest notices, by their whole ids."""
    return _rows(cache, _NOTICES, limit)


def _rows(cache: Path, query: str, limit: int) -> list[Glimpse]:
    path = cache / "index.sqlite"
    if not path.is_file():
        return []
    found: dict[str, Glimpse] = {}
    with (
        contextlib.suppress(sqlite3.Error),  # being made anew, or of another version
        contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)) as base,
    ):
        for short, at, word in base.execute(query, (limit,)):
            found.setdefault(str(short), (str(short), str(at or ""), str(word or "")))
    return list(found.values())
