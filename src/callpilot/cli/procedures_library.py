"""The library as the deeds of `callpilot procedures` see it, and how they speak."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from callpilot.site.home import Home, find_home

if TYPE_CHECKING:
    from callpilot.plain.problems import Problem
    from callpilot.procedures.against_site import SiteNames
    from callpilot.procedures.loading import Library
    from callpilot.procedures.model import Procedure


def home_named(args: Namespace) -> Home:
    """Return the home that `args` name; nothing is made in it. Raises HomeError."""
    return find_home(getattr(args, "home", None), os.environ)


def library_at(home: Home) -> "Library":
    """Read the shipped procedures and, over them, those of the site."""
    from callpilot.procedures.loading import load_library, shipped_folder

    return load_library([shipped_folder(), home.config / "procedures"], home.cache)


def site_names(home: Home) -> "SiteNames":
    """Return what procedures may name at the site, as far as it is written down; what is wrong there isn't told."""
    from callpilot.procedures.against_site import SiteNames
    from callpilot.records.words import CALL_TYPES
    from callpilot.site.loading import load_site
    from callpilot.site.on_call import contact_named, roster_meant
    from callpilot.site.people_loading import load_people

    site, _problems = load_site(home.config)
    has_accounts = any((home.config / "accounts").glob("*.toml"))
    has_people = (home.config / "directory.toml").is_file() or any((home.config / "rosters").glob("*.toml"))
    people = load_people(home.config, home.cache, site)[0] if has_people else None

    def reaches(name: str, account: str) -> bool:
        return bool(people and (roster_meant(people, name, account) or contact_named(people, name, account)))

    return SiteNames(
        accounts=frozenset(account.id for account in site.accounts) if has_accounts else None,
        call_types=frozenset(site.call_types or CALL_TYPES),
        reaches=reaches if people and (people.contacts or people.rosters) else None,
    )


def tell_remarks(procedure: "Procedure", library: "Library", site: "SiteNames") -> None:
    """Say what a procedure that has come into force names and the site doesn't have; its text is sound."""
    import datetime as dt

    from callpilot.procedures.checking import check
    from callpilot.procedures.loading import Library

    one = Library(procedures={procedure.id: procedure})
    sound = {str(problem) for problem in check(one, today=dt.date.today(), beside=library)}
    for problem in check(one, today=dt.date.today(), beside=library, site=site):
        if str(problem) not in sound:
            say(f"mind: {at_line(problem)}")


def unknown(library: "Library", identity: str) -> str:
    """Say that there is no procedure with that id, and which one may be meant."""
    import difflib

    from callpilot.plain.untrusted import clean_line

    near = difflib.get_close_matches(identity, library.procedures, n=1)
    hint = f"is “{near[0]}” meant?" if near else "`callpilot procedures list` shows what there is"
    return f"there is no procedure “{clean_line(identity, 80)}”; {hint}"


def tell(problems: "Sequence[Problem]") -> None:
    """Write what is wrong in files on stderr, a line each."""
    sys.stderr.writelines(f"{problem}\n" for problem in problems)


def at_line(problem: "Problem") -> str:
    """Say what is wrong in the one file that is spoken of: line, key, what was expected."""
    from callpilot.plain.untrusted import clean_line

    where = f"line {problem.line}: " if problem.line else ""
    words = f"{where}{problem.key}: {problem.message}" if problem.key else f"{where}{problem.message}"
    return clean_line(words, 2000)


def prompt(text: str) -> None:
    """Write on stderr, where questions are asked."""
    sys.stderr.write(text)
    sys.stderr.flush()


def say(line: str) -> None:
    """Write one line of our own on stderr."""
    from callpilot.plain.untrusted import clean_line

    sys.stderr.write(f"callpilot: {clean_line(line, 2000)}\n")
    sys.stderr.flush()


def write(line: str) -> None:
    """Write one line of what was asked for on stdout."""
    sys.stdout.write(f"{line}\n")
