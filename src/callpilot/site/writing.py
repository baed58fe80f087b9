"""Writing a site's first settings files: with comments that an operator can read, each file whole or not at all."""

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from callpilot.site.home import make_private, named, private_open
from callpilot.site.model import DEFAULT_SHIFTS, ShiftHours

KEPT = ".before"
"""Put behind the name of a file that another one takes the place of."""


class NewSite(Struct, frozen=True, kw_only=True):
    """What a site's first settings say. Empty texts are left to the defaults; `answer_within` is such as `30s`."""

    name: str = "callpilot"
    company: str = ""
    department: str = ""
    country: str = ""
    time_zone: str = ""
    answer_within: str = "30s"
    shifts: tuple[ShiftHours, ...] = DEFAULT_SHIFTS
    operators: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    account: str = "main"
    account_name: str = "Main line"
    greeting: str = ""
    number: str = ""


def files_of(new: NewSite, *, directory: bool = False) -> dict[str, str]:
    """Return the files of `new` by their place under `config/`; with `directory` an example of one as well.

    `site.toml` is the last: once it is there, all are.
    """
    files = {f"accounts/{new.account}.toml": _account(new)}
    if directory:
        files["directory.toml"] = DIRECTORY
    return files | {"site.toml": _site(new)}


def write_files(config: Path, files: Mapping[str, str], *, replace: bool = False) -> list[Path]:
    """Write `files` under the folder `config`, 0600 in folders of 0700, and return their paths.

    All are written beside their places first, and only then put there: whatever stops it leaves no file half
    written. A file that is there already raises FileExistsError, unless `replace`: then it is kept beside the new
    one, with `.before` behind its name. Raises HomeError or OSError when something can't be written.
    """
    paths = {config / place: text for place, text in files.items()}
    if not replace:
        for path in paths:
            if os.path.lexists(path):
                raise FileExistsError(17, "is there already", str(path))
    drafts: list[tuple[Path, Path]] = []
    try:
        for path, text in paths.items():
            make_private(path.parent)
            draft = path.with_name(f".{path.name}.new")
            drafts.append((draft, path))
            with named(path), open(draft, "w", encoding="utf-8", newline="\n", opener=private_open) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for draft, path in drafts:
            if replace and os.path.lexists(path):
                os.replace(path, path.with_name(path.name + KEPT))  # noqa: PTH105 - says what happens
            os.replace(draft, path)  # noqa: PTH105
    finally:
        for draft, _path in drafts:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
    return list(paths)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _setting(key: str, value: str, example: str) -> str:
    """A key with its value; without one, an example of it that is switched off."""
    return f"{key} = {_text(value)}" if value else f"# {key} = {_text(example)}"


def _names(key: str, values: Sequence[str], example: Sequence[str]) -> str:
    return f"{key} = {_list(values)}" if values else f"# {key} = {_list(example)}"


_WORKING = """\
# The terminal's bell when a call comes in.
bell = true

# The colours: "dark", "light" or "contrast".
# theme = "dark"

# For a screen reader: no frames, one column, changes told as lines.
# plain = true

# Leave the mouse to the terminal.
# mouse = false

# How long until an escalation of each severity is due.
[escalation]
critical = "15m"
high = "1h"
medium = "4h"
low = "2d"

# Other keys for what is done, by its name in docs/site.md.
[keys]
# tick = ["ctrl+t", "f12"]
"""
"""What `init` doesn't ask for: as it is without a file."""


def _site(new: NewSite) -> str:
    shifts = "\n\n".join(
        f"[[shift]]\nname = {_text(shift.name)}"
        + (f"\nhours = {_text(shift.hours)}" if shift.hours else '\n# hours = "07:00-15:00"')
        for shift in new.shifts
    )
    return f"""\
# The site: who you are and how you work. Written by `callpilot init`; change it by hand as you like.
# Every key is optional. A line that begins with # is switched off. What is wrong here is told by the console and
# by every command, with the line; the rest holds.
format = 1

# At the top of the screen and in the handover.
name = {_text(new.name)}

# What {{company}} and {{department}} say in a greeting, for accounts that name none of their own.
{_setting("company", new.company, "Northgate Answering")}
{_setting("department", new.department, "Front desk")}

# Two letters: what telephone numbers without a country code mean.
{_setting("country", new.country, "GB")}

# Times on the screen, and the day in a call's id. Without it: the machine's own.
{_setting("time_zone", new.time_zone, "Europe/London")}

# A ring should be answered within this time: "30s", "1m". It changes its look after two thirds of it.
answer_within = {_text(new.answer_within)}

# Names that sign-on offers. Others may sign on too.
{_names("operators", new.operators, ("Maria K.", "Jonas"))}
{_names("desks", new.desks, ("desk-1", "desk-2"))}

{_WORKING}
# The planned shifts, in local time; the end may be past midnight.
{shifts}
"""


def _account(new: NewSite) -> str:
    line = "# " if not new.number else ""
    return f"""\
# An account: whom calls are answered for. One file each in this folder; this one's id is "{new.account}".
id = {_text(new.account)}
name = {_text(new.account_name)}

# Said when a call is answered. Filled in: {{time_of_day}}, {{company}}, {{department}}, {{account}}, {{operator}}.
{_setting("greeting", new.greeting, "Good {time_of_day}, {company}, {operator} speaking. How can I help you?")}

# For this account instead of the site's.
# company = "Dr Osei's surgery"
# answer_within = "20s"
# time_zone = "Europe/London"

# What a call's record must hold before it is closed.
# required = ["name", "callback"]

# Shown beside every call.
# notes = "Reception is there from 8:30 to 18:00."

# The numbers that are called: what `callpilot ring … --line=NUMBER` names. One [[line]] each.
{line}[[line]]
{line}id = {_text(new.account)}
{line}number = {_text(new.number or "+44 20 7946 0101")}
{line}name = {_text(new.account_name)}
"""


DIRECTORY = """\
# The directory: people, departments and services that calls are passed to. An example with invented people;
# put your own in their place. One [[contact]] each; `id` is what procedures and rosters name.

[[contact]]
id = "dr-osei"
name = "Dr Osei"
kind = "person"                    # person, department or service
phone = "+44 20 7946 0110"

[[contact]]
id = "reception"
name = "Reception"
kind = "department"
phone = "+44 20 7946 0101"
"""
"""An example of a directory. People are invented, numbers kept for fiction."""
