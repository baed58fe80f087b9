"""Where completion takes names from that are the site's own: operators, desks, procedures, records. Reads, only."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from callpilot.site.home import Home, find_home

if TYPE_CHECKING:
    from callpilot.site.model import Site

Source = Callable[[str | None], Iterator[tuple[str, str]]]
"""Yields `(word, meaning)` for the home that `--home` names; None: the usual one. Raises HomeError."""

RECENT = 40
"""How many calls are offered."""
LARGEST = 512 * 1024
"""Bytes of a directory above which its ids aren't offered: Tab must not keep anybody waiting."""


def _home(option: str | None) -> Home:
    return find_home(option, os.environ)


def _site(option: str | None) -> "Site":
    from callpilot.site.loading import load_site

    return load_site(_home(option).config)[0]


def operators(option: str | None) -> Iterator[tuple[str, str]]:
    """The site's operators."""
    return ((name, "operator") for name in _site(option).operators)


def desks(option: str | None) -> Iterator[tuple[str, str]]:
    """The site's desks, and those that have written records."""
    named = _site(option).desks
    journal = _home(option).journal
    worked = (path.stem.partition(".")[2] for path in sorted(journal.glob("*/*/*.jsonl"), reverse=True)[:200])
    return ((name, "desk") for name in dict.fromkeys((*named, *worked)) if name)


def accounts(option: str | None) -> Iterator[tuple[str, str]]:
    """The ids of the site's accounts."""
    return ((account.id, account.name) for account in _site(option).accounts)


def lines(option: str | None) -> Iterator[tuple[str, str]]:
    """The ids of the lines that are called."""
    return ((line.id, line.name or line.number) for line in _site(option).lines)


def nothing(_option: str | None) -> Iterator[tuple[str, str]]:
    """Nothing that is there already: a new name is asked for."""
    return iter(())


def dispositions(_option: str | None) -> Iterator[tuple[str, str]]:
    """How calls end."""
    from callpilot.records.words import DISPOSITIONS

    return ((word, "") for word in DISPOSITIONS)


def procedures(option: str | None) -> Iterator[tuple[str, str]]:
    """The ids of the procedures in force; a file is named as its procedure is."""
    from callpilot.procedures.loading import shipped_folder

    folders = (shipped_folder(), _home(option).config / "procedures")
    return ((path.stem, _title(path)) for folder in folders for path in sorted(folder.glob("*.toml")))


def records(option: str | None) -> Iterator[tuple[str, str]]:
    """The short ids of calls under way, of open matters and of the newest calls."""
    from callpilot.journal.glance import open_matters, recent_calls
    from callpilot.records.ids import short

    home = _home(option)
    for path in sorted(home.open.glob("*.jsonl"), reverse=True):
        if path.stem[:8].isdecimal():
            yield short(path.stem), "under way"
    for identity, at, word in (*open_matters(home.cache, RECENT), *recent_calls(home.cache, RECENT)):
        yield identity, f"{at[:10]} {at[11:16]} {word}".strip()


def calls(option: str | None) -> Iterator[tuple[str, str]]:
    """The short ids of the newest closed calls."""
    from callpilot.journal.glance import recent_calls

    for identity, at, word in recent_calls(_home(option).cache, RECENT):
        yield identity, f"{at[:10]} {at[11:16]} {word}".strip()


def shifts(option: str | None) -> Iterator[tuple[str, str]]:
    """Shifts by their ids, newest first, after the words for two of them."""
    from callpilot.journal.glance import recent_shifts

    yield "current", "the shift under way"
    yield "last", "the last one that ended"
    for identity, at, desk in recent_shifts(_home(option).cache, RECENT):
        yield identity, f"{at[:10]} {at[11:16]} {desk}".strip()


def moments(_option: str | None) -> Iterator[tuple[str, str]]:
    """Words for moments."""
    words = {"today": "since midnight", "yesterday": "since the midnight before", "now": "this moment",
             "1h": "one hour ago", "8h": "eight hours ago", "7d": "a week ago"}  # fmt: skip
    return iter(words.items())


def moments_ahead(_option: str | None) -> Iterator[tuple[str, str]]:
    """Words for moments to come."""
    words = {
        "tomorrow": "the day after this one",
        "2h": "in two hours",
        "8h": "in eight hours",
        "18:00": "this evening",
    }
    return iter(words.items())


def rosters(option: str | None) -> Iterator[tuple[str, str]]:
    """The ids of the rosters: what the files say, else their names."""
    for path in sorted((_home(option).config / "rosters").glob("*.toml")):
        table = _table(path)
        yield str(table.get("id") or path.stem), str(table.get("name") or "roster")


def contacts(option: str | None) -> Iterator[tuple[str, str]]:
    """The ids of those in the directory."""
    found: Any = _table(_home(option).config / "directory.toml").get("contact")
    for contact in cast("list[Any]", found) if isinstance(found, list) else []:
        table = cast("dict[str, Any]", contact) if isinstance(contact, dict) else {}
        if table.get("id"):
            yield str(table["id"]), str(table.get("name") or "")


def rosters_and_import(option: str | None) -> Iterator[tuple[str, str]]:
    """The ids of the rosters, and the word that reads one from a calendar."""
    yield from rosters(option)
    yield "import", "read a calendar"


def notices(option: str | None) -> Iterator[tuple[str, str]]:
    """The ids of the newest notices."""
    from callpilot.journal.glance import recent_notices

    for identity, at, desk in recent_notices(_home(option).cache, RECENT):
        yield identity, f"{at[:10]} {at[11:16]} {desk}".strip()


def _table(path: Path) -> dict[str, object]:
    from callpilot.plain.toml_file import read_toml

    try:
        return read_toml(path)[0] if path.stat().st_size <= LARGEST else {}
    except OSError:
        return {}


def _title(path: Path) -> str:
    """The title in a procedure's first lines, without reading all of it."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(2000)
    except OSError:
        return ""
    found = next((row for row in head.splitlines() if row.startswith("title")), "")
    return found.partition("=")[2].strip().strip("\"'")


SOURCES: dict[str, Source] = {
    "operator": operators,
    "owner": operators,
    "desk": desks,
    "account": accounts,
    "line": lines,
    "disposition": dispositions,
    "shift": shifts,
    "since": moments,
    "until": moments,
    "at": moments,
    "roster": rosters,
    "contact": contacts,
    "show id": records,
    "amend id": calls,
    "procedures id": procedures,
    "procedures origin": procedures,
    "procedures new id": nothing,
    "directory id": contacts,
    "roster name": rosters_and_import,
    "roster at": moments_ahead,
    "notices until": moments_ahead,
    "notices withdraw id": notices,
}
"""Where an argument's values come from, by its name, or by its command and its name."""
