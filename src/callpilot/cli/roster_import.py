"""`callpilot roster import`: a roster from a calendar."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from callpilot.cli.parsing import CANT_ACCESS, NOT_RIGHT, USED_WRONGLY, CommandError
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    from callpilot.site.home import Home
    from callpilot.site.model import Site


def import_calendar(home: "Home", site: "Site", path: Path, *, name: str, replace: bool) -> int:
    """Write the events of a calendar as a roster; return 1 when something was left out. Raises CommandError."""
    from callpilot.cli.roster import people_of
    from callpilot.site.directory import contact_id
    from callpilot.site.importing import ImportFailed, write_toml
    from callpilot.site.roster_import import read_calendar

    identity = name or contact_id(path.stem)
    if not re.fullmatch(r"[\w-]{1,60}", identity):
        raise CommandError("--name: expected letters, digits and hyphens", USED_WRONGLY)
    target = home.config / "rosters" / f"{identity}.toml"
    if target.exists() and not replace:
        raise CommandError(f"{target} exists; --replace takes the calendar in its place", NOT_RIGHT)
    try:
        calendar = read_calendar(path, people_of(home, site), datetime.now(UTC), site.zone())
    except ImportFailed as reason:
        raise CommandError(str(reason), CANT_ACCESS) from None
    for fault in calendar.faults:
        sys.stderr.write(f"callpilot: {fault}\n")
    count = len(calendar.table["duty"])
    if not count:
        raise CommandError(f"{path}: no event within a year says who is on call; nothing was written", NOT_RIGHT)
    write_toml(target, calendar.table, f"Made from {path.name}; import it again with --replace when it changes.")
    sys.stdout.write(f"{count} lines; {clean_line(str(target))}\n")
    return NOT_RIGHT if calendar.faults else 0
