"""The homes that are measured: made once, kept in the scratch folder, and copied before anything writes in them."""

import hashlib
import os
import shutil
from pathlib import Path

from benchmarks import TREE, make_home, words
from callpilot.journal.index import Index
from callpilot.journal.index_schema import VERSION

SEED = 1
COUNTRY = "GB"
"""Where the homes are, as the environment of the measured programs says: an index of another country is made anew."""
_MARK = "made-of"


class Homes:
    """Homes of so many calls in the folder `folder`, with their index filled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies: set[Path] = set()

    def ready(self, calls: int) -> Path:
        """Return the home of so many calls, made unless it is there. Nothing may write in it."""
        home = self._folder / f"{calls}"
        if _made_of(home, "data") != _generator():
            make_home.make_home(home, calls, SEED)
            (home / "data" / _MARK).write_text(_generator())
        if _made_of(home, "cache") != _filler():
            shutil.rmtree(home / "cache", ignore_errors=True)
            fill(home)
            (home / "cache" / _MARK).write_text(_filler())
        return home

    def worked(self, calls: int) -> Path:
        """Return a new copy of that home, in which consoles work: what another measure left open is in none.

        The one before of so many calls is gone then.
        """
        copy = self.copy(calls, f"worked-{calls}")
        self._copies.add(copy)
        return copy

    def copy(self, calls: int, name: str, *, is_cold: bool = False) -> Path:
        """Return a new copy of that home; `is_cold`: without its index.

        The days' files are never written again and stand there twice; the last ones, which a clock that is behind
        would go on with, are copied.
        """
        home, copy = self.ready(calls), self._folder / name
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(mode=0o700)
        shutil.copytree(home / "data", copy / "data", copy_function=_twice, ignore=shutil.ignore_patterns(_MARK))
        if not is_cold:
            shutil.copytree(home / "cache", copy / "cache", ignore=shutil.ignore_patterns(_MARK))
        return copy

    def empty(self, name: str) -> Path:
        """Return a new home with nothing in it."""
        home = self._folder / name
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(mode=0o700)
        return home

    def clear(self) -> None:
        """Remove the copies; the homes themselves stay for the next run."""
        for copy in self._copies:
            shutil.rmtree(copy, ignore_errors=True)
        self._copies.clear()


def fill(home: Path) -> int:
    """Fill the index of a home from its journal; return how many entries there are."""
    (home / "cache").mkdir(mode=0o700, exist_ok=True)
    index = Index(home / "data", home / "cache", country=COUNTRY)
    try:
        return index.catch_up()
    finally:
        index.close()


def _twice(source: str, target: str) -> None:
    if make_home.LAST_DAY.isoformat() in source:
        shutil.copy2(source, target)
    else:
        os.link(source, target)


def _made_of(home: Path, part: str) -> str:
    try:
        return (home / part / _MARK).read_text()
    except OSError:
        return ""


def _generator() -> str:
    sources = (Path(make_home.__file__), Path(words.__file__))
    return f"seed {SEED}, generator {hashlib.sha256(b''.join(one.read_bytes() for one in sources)).hexdigest()[:16]}"


def _filler() -> str:
    sources = sorted((TREE / "src/callpilot/journal").glob("index*.py"))
    print_of = hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()[:16]
    return f"{_generator()}, index {VERSION} {print_of} {COUNTRY}"
