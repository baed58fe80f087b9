"""What the commands that read records open first: the home, the site, the index brought up to date."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from callpilot.site.home import Home, find_home

if TYPE_CHECKING:
    import argparse

    from callpilot.journal.index import Anew, Index
    from callpilot.plain.problems import Problem
    from callpilot.site.model import Site


class Opened:
    """One command's view of a site: where it is, what it decides, what was recorded."""

    def __init__(self, *, home: Home, site: "Site", index: "Index", now: datetime) -> None:
        self.home = home
        self.site = site
        self.index = index
        self.now = now

    @property
    def zone(self) -> tzinfo | None:
        """The site's time zone; None is the machine's own."""
        return self.site.zone()


def home_of(args: "argparse.Namespace") -> Home:
    """Return the home that `args` name, with its folders made; who else can read it is said. Raises HomeError."""
    home = find_home(args.home, os.environ)
    home.prepare()
    for problem in home.exposed():
        sys.stderr.write(f"callpilot: {problem}\n")
    return home


def site_of(home: Home) -> "Site":
    """Read the site's settings; what is wrong in them goes to stderr, a line each; defaults hold."""
    from callpilot.site.loading import site_at

    site, problems = site_at(home)
    for problem in problems:
        sys.stderr.write(f"callpilot: {problem}\n")
    return site


class _Telling:
    """Says on stderr, once, that the index is being made anew where that takes long, and that it had to be."""

    def __init__(self) -> None:
        self._is_said = False

    def __call__(self, anew: "Anew") -> None:
        if self._is_said:
            return
        self._is_said = True
        why = f": {anew.why}" if anew.why else ""
        sys.stderr.write(f"callpilot: the index of the records is made anew from the journal{why}\n")


def _in_sheets(home: Home) -> "list[Problem]":
    from callpilot.journal.recovery import damage_in_sheets

    try:
        return damage_in_sheets(home.data)
    except OSError:
        return []  # whoever reads them says so


@contextmanager
def opened(args: "argparse.Namespace") -> Generator[Opened]:
    """Open home, site and index, bring the index up to date, and let go of it at the end.

    Raises HomeError, or OSError when the journal or the index can't be read.
    """
    from callpilot.journal.index import Index

    home = home_of(args)
    site = site_of(home)
    index = Index(home.data, home.cache, country=site.country)
    index.on_anew = _Telling()
    try:
        index.catch_up()
        for problem in (*index.problems(), *_in_sheets(home)):
            sys.stderr.write(f"callpilot: {problem}\n")
        yield Opened(home=home, site=site, index=index, now=datetime.now(UTC))
    finally:
        index.close()


def moment_of(text: str | None, option: str, opened: Opened) -> str | None:
    """Read a time given with `option` into a stamp. Raises CommandError (status 2) when it is none."""
    return stamp_of(text, option, opened.now, opened.zone)


def stamp_of(text: str | None, option: str, now: datetime, zone: tzinfo | None) -> str | None:
    """Read a time given with `option` into a stamp, without records. Raises CommandError (status 2)."""
    from callpilot.cli.parsing import USED_WRONGLY, CommandError
    from callpilot.plain.times import stamp, when

    if text is None:
        return None
    try:
        return stamp(when(text, now, zone, is_until=option == "--until"))
    except (ValueError, OverflowError) as fault:
        line = str(fault) if isinstance(fault, ValueError) else "a time too far away"
        raise CommandError(f"{option}: {line}", USED_WRONGLY) from None


def terminal_width() -> int | None:
    """Return how many cells wide stdout's terminal is; None when it is none: then nothing is cut."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns
