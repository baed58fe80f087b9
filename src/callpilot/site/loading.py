"""Reading the site's settings: `site.toml` and one file an account. Faults in them are values."""

import os
import re
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from callpilot.plain.problems import Problem
from callpilot.plain.untrusted import clean_line
from callpilot.site.countries import country_code, country_of_language, settled_country
from callpilot.site.home import Home
from callpilot.site.keeping import FOLDER, opened_or_kept
from callpilot.site.model import (
    DEFAULT_DEADLINES,
    DEFAULT_GREETING,
    DEFAULT_SHIFTS,
    MAIN,
    PICTURES,
    Account,
    Line,
    ShiftHours,
    Site,
)
from callpilot.site.settings import Settings
from callpilot.site.spelling import SPELLINGS, spelling_named

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})")


class _Gathered(Struct):
    """What the files said so far."""

    problems: list[Problem] = []
    lines: list[tuple[Line, Settings]] = []
    accounts: dict[str, Account] = {}


def site_at(home: Home) -> tuple[Site, list[Problem]]:
    """Read the site of `home`, and what is wrong in its settings, as console and command line both see it.

    A site that configures no country is always in the same one: see `settled_country`.
    """
    country = settled_country(home.cache, os.environ)
    return load_site(home.config, locale_country=country, kept=home.cache / FOLDER)


def load_site(
    config: Path, *, locale_country: str | None = None, kept: Path | None = None
) -> tuple[Site, list[Problem]]:
    """Read the site from the folder `config`, and what is wrong in it; never raises on what the files hold.

    A broken file, an unknown key or a wrong value is a Problem, and the default holds. Without any file the
    built-in site is returned, in the country of `locale_country` (None: of the machine's language settings). While a
    file can't be used at all, the copy of it in the folder `kept` is in force.
    """
    country = country_code(locale_country or country_of_language(os.environ) or "") or "US"
    gathered = _Gathered()
    path = config / "site.toml"
    site = Site(country=country)
    if _is_there(path):
        top = opened_or_kept(path, gathered.problems, kept / path.name if kept else None)
        site = _read_site(top, country, gathered)
    for account_file in _account_files(config / "accounts", gathered):
        copy = kept / "accounts" / account_file.name if kept else None
        _read_account(account_file, site, gathered, copy)
    if not gathered.accounts:
        main = replace(MAIN, company=site.company or site.name, department=site.department)
        gathered.accounts[main.id] = main
    lines = _settled_lines(gathered)
    return replace(site, accounts=tuple(gathered.accounts.values()), lines=lines), gathered.problems


def fault_in(key: str, value: object) -> str:
    """Say what `load_site` would find wrong with `value` as one key of `site.toml`; empty when it holds."""
    gathered = _Gathered()
    _read_site(Settings(Path("site.toml"), b"", {key: value}, gathered.problems), "US", gathered)
    return gathered.problems[0].message if gathered.problems else ""


def _is_there(path: Path) -> bool:
    """Tell whether there is a file to be read; one that can't be looked at is there, and reading it says why."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _read_site(top: Settings, country: str, gathered: _Gathered) -> Site:
    site = Site(
        name=top.line("name") or Site().name,
        company=top.line("company"),
        department=top.line("department"),
        country=top.checked("country", country, country_code, 'a country\'s two letters, such as "GB"'),
        time_zone=top.zone("time_zone"),
        answer_within=top.seconds("answer_within", 30),
        bell=top.flag("bell", True),
        notify=top.flag("notify", True),
        theme=top.line("theme"),
        spelling=top.checked("spelling", "icao", spelling_named, f"a spelling alphabet: {', '.join(SPELLINGS)}"),
        mouse=top.flag("mouse", True),
        plain=top.flag("plain", False),
        pictures=top.checked("pictures", "auto", _pictures, f"one of {', '.join(PICTURES)}"),
        keys=_keys(top),
        call_types=top.lines("call_types"),
        shifts=_shifts(top),
        desks=top.lines("desks"),
        operators=top.lines("operators"),
        escalation=_deadlines(top),
    )
    _read_lines(top, "", gathered)
    top.finish_as(top)
    return site


def _pictures(text: str) -> str | None:
    return text if text in PICTURES else None


def _keys(top: Settings) -> dict[str, str | list[str]]:
    table = top.inner("keys")
    keys: dict[str, str | list[str]] = {}
    for deed, value in table.table.items():
        if isinstance(value, str):
            keys[deed] = value
        elif isinstance(value, list):
            keys[deed] = list(table.lines(deed))
        else:
            table.wrong(deed, 'expected a key such as "f8", or a list of keys')
    return keys


def _shifts(top: Settings) -> tuple[ShiftHours, ...]:
    shifts: list[ShiftHours] = []
    for table in top.tables("shift"):
        name = table.line("name")
        hours = table.checked("hours", "", _hours, 'local hours such as "07:00-15:00"')
        table.finish_as(top)
        if name:
            shifts.append(ShiftHours(name=name, hours=hours))
        else:
            table.wrong("name", "a shift needs a name; this one is left out")
    return tuple(shifts) or DEFAULT_SHIFTS


def _deadlines(top: Settings) -> dict[str, int]:
    table = top.inner("escalation")
    deadlines = {severity: table.seconds(severity, usual) for severity, usual in DEFAULT_DEADLINES.items()}
    table.finish_as(top)
    return deadlines


def _read_lines(top: Settings, account: str, gathered: _Gathered) -> None:
    for table in top.tables("line"):
        number, name = table.line("number"), table.line("name")
        identity = table.line("id") or number or name
        line = Line(id=identity, number=number, name=name, account=table.line("account", account))
        table.finish_as(top)
        if identity:
            gathered.lines.append((line, table))
        else:
            table.wrong("id", "a line needs an id, a number or a name; this one is left out")


def _account_files(folder: Path, gathered: _Gathered) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and path.name[0] != ".")
    except FileNotFoundError:
        return []
    except OSError as fault:
        gathered.problems.append(Problem(source=folder, message=f"can't be read: {fault.strerror or fault}"))
        return []


def _read_account(path: Path, site: Site, gathered: _Gathered, kept: Path | None) -> None:
    count = len(gathered.problems)
    top = opened_or_kept(path, gathered.problems, kept)
    if not top.table and len(gathered.problems) > count:
        return  # a broken file: it has been said
    identity = top.line("id") or clean_line(path.stem)
    account = Account(
        id=identity,
        name=top.line("name") or identity,
        company=top.line("company") or site.company or site.name,
        department=top.line("department") or site.department,
        greeting=top.text("greeting") or DEFAULT_GREETING,
        answer_within=top.seconds("answer_within", 0) or None,
        required=top.lines("required"),
        procedure=top.line("procedure") or None,
        time_zone=top.zone("time_zone") or None,
        verify_by=top.text("verify_by"),
        notes=top.text("notes"),
    )
    if identity in gathered.accounts:
        top.wrong("id", f'there is an account "{identity}" already; this file is left out')
        return
    gathered.accounts[identity] = account
    _read_lines(top, identity, gathered)
    top.finish_as(top)


def _settled_lines(gathered: _Gathered) -> tuple[Line, ...]:
    """Return the lines, each with an id of its own and an account that exists."""
    first = next(iter(gathered.accounts))
    lines: dict[str, Line] = {}
    for line, table in gathered.lines:
        if line.id in lines:
            table.wrong("id", f'there is a line "{line.id}" already; this one is left out')
            continue
        if line.account not in gathered.accounts:
            if line.account or len(gathered.accounts) > 1:
                named = f'no account "{line.account}"' if line.account else "which account is called here?"
                table.wrong("account", f'{named}; its calls go to "{first}"')
            line = replace(line, account=first)
        lines[line.id] = line
    return tuple(lines.values())


def _hours(text: str) -> str | None:
    found = _HOURS.fullmatch(text)
    if not found:
        return None
    start, end = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
    if any(hour > 23 or minute > 59 for hour, minute in (start, end) if (hour, minute) != (24, 0)):
        return None
    return f"{start[0] % 24:02}:{start[1]:02}-{end[0] % 24:02}:{end[1]:02}"
