"""Reading the directory and the rosters together; what was read is kept for the next start, as long as it is true."""

import contextlib
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from callpilot import __version__
from callpilot.plain.problems import Problem
from callpilot.site.directory import read_directory
from callpilot.site.home import HomeError, make_private, private_open
from callpilot.site.model import Site
from callpilot.site.people import Contact, People, Roster
from callpilot.site.rosters import read_roster

_KEPT = "people.msgpack"


class _Fault(Struct, frozen=True, array_like=True):
    source: str
    message: str
    key: str
    line: int


class _Kept(Struct, frozen=True, gc=False):
    """What was read, and of which files."""

    stamp: list[list[str | int]]
    people: People
    faults: list[_Fault]


def load_people(config: Path, cache: Path, site: Site) -> tuple[People, list[Problem]]:
    """Read `directory.toml` and `rosters/*.toml` of the folder `config`, and what is wrong in them; never raises on
    what the files hold. A large directory is read from the folder `cache` as long as no file has changed.

    While one of the files can't be used at all, what they said before stays in force, as far as `cache` has it.
    """
    rosters, problems = _roster_files(config / "rosters")
    stamp = _stamp([config / "directory.toml", *rosters], site)
    kept = _kept(cache / _KEPT)
    if kept is not None and kept.stamp == stamp:
        faults = (Problem(source=Path(f.source), message=f.message, key=f.key, line=f.line) for f in kept.faults)
        return kept.people, [*problems, *faults]
    people, found, unusable = _read(config, rosters, site)
    if not unusable:
        _keep(cache / _KEPT, stamp, people, found)
    elif kept is not None and kept.stamp[:1] == stamp[:1]:
        return kept.people, [*problems, *(_said_to_stay(problem) for problem in found)]
    return people, [*problems, *found]


def _read(config: Path, roster_files: list[Path], site: Site) -> tuple[People, list[Problem], bool]:
    """What the files say, what is wrong in them, and whether one can't be used at all: nothing hangs on it then."""
    path = config / "directory.toml"
    contacts, problems = read_directory(path)
    if _is_unusable(contacts, problems):
        return People(), problems, True
    rosters: dict[str, Roster] = {}
    unusable = False
    for file in roster_files:
        roster, faults = read_roster(file, contacts, site)
        problems += faults
        unusable = unusable or _is_unusable(roster.duties or roster.fallback, faults)
        rosters[roster.id] = roster
    problems += _checked(path, contacts, rosters, site)
    return People(contacts=contacts, rosters=rosters), problems, unusable


def _is_unusable(found: object, problems: list[Problem]) -> bool:
    """Tell whether nothing was found in a file for a fault of the whole file, which has no key."""
    return not found and bool(problems) and not problems[0].key


def _said_to_stay(problem: Problem) -> Problem:
    if problem.key:
        return problem
    message = f"{problem.message}; directory and rosters stay as they were"
    return Problem(source=problem.source, line=problem.line, message=message)


def _checked(path: Path, contacts: Mapping[str, Contact], rosters: Mapping[str, Roster], site: Site) -> list[Problem]:
    """What is wrong between the files: ids of nobody, deputies who stand in for one another, accounts unknown."""
    found = [
        Problem(source=path, key="contact.id", message=f'"{one}" is a roster, too; the roster is meant by it')
        for one in contacts
        if one in rosters
    ]
    accounts = {account.id for account in site.accounts}
    for contact in contacts.values():
        for deputy in contact.deputies:
            if deputy not in contacts and deputy not in rosters:
                message = f'"{deputy}", deputy of "{contact.id}", is no contact and no roster'
                found.append(Problem(source=path, key="contact.deputies", message=message))
        for account in contact.accounts:
            if account not in accounts:
                message = f'"{account}", of contact "{contact.id}", is no account'
                found.append(Problem(source=path, key="contact.accounts", message=message))
    found += (
        Problem(
            source=path, key="contact.deputies",
            message=f"deputies go round: {_ring_words(ring)}; each is tried once",
        )
        for ring in _rings(contacts)
    )  # fmt: skip
    return found[:30]


def _ring_words(ring: list[str]) -> str:
    """Who comes after whom; of a long ring its beginning, how many come between, and where it closes."""
    between = len(ring) - 6
    return " → ".join(ring if between < 2 else [*ring[:4], f"… {between:,} more …", *ring[-2:]])


def _rings(contacts: Mapping[str, Contact]) -> list[list[str]]:
    """The ways on which deputies come back to where they began, each once, from its first contact in the file."""
    rings: list[list[str]] = []
    done: set[str] = set()
    for first in contacts:
        way, on_way, waiting = [first], {first}, [iter(contacts[first].deputies)]
        while way and first not in done:
            step = next((one for one in waiting[-1] if one in contacts and one not in done), None)
            if step is None:
                waiting.pop()
                on_way.remove(way[-1])
                done.add(way.pop())
            elif step in on_way:
                rings.append([*way[way.index(step) :], step])
            else:
                way.append(step)
                on_way.add(step)
                waiting.append(iter(contacts[step].deputies))
    return rings


# -- files and what was read before ------------------------------------------------------------------------


def _roster_files(folder: Path) -> tuple[list[Path], list[Problem]]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and path.name[0] != "."), []
    except (FileNotFoundError, NotADirectoryError):
        return [], []
    except OSError as fault:
        return [], [Problem(source=folder, message=f"can't be read: {fault.strerror or fault}")]


def _stamp(paths: list[Path], site: Site) -> list[list[str | int]]:
    """What is another one as soon as something that was read, or that decides how it is read, has changed."""
    zone = site.time_zone or str(datetime.now().astimezone().tzinfo)
    accounts = ",".join(f"{account.id}={account.time_zone or ''}" for account in site.accounts)
    stamp: list[list[str | int]] = [[__version__, zone, accounts]]
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            continue
        stamp.append([str(path), found.st_mtime_ns, found.st_size, found.st_ino])
    return stamp


def _kept(path: Path) -> _Kept | None:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _keep(path: Path, stamp: list[list[str | int]], people: People, problems: list[Problem]) -> None:
    """Keep what was read; a cache that can't be written is done without."""
    faults = [_Fault(str(p.source), p.message, p.key, p.line) for p in problems]
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError, HomeError):
        make_private(path.parent)
        with open(new, "wb", opener=private_open) as file:
            file.write(msgspec.msgpack.encode(_Kept(stamp=stamp, people=people, faults=faults)))
        new.replace(path)
