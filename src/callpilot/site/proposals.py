"""What a site's settings probably are, from the machine it is set up on; the operator has the last word."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from callpilot.site.countries import country_code, country_of_language

_LOCALTIME = Path("/etc/localtime")
_TABLES = (Path("/usr/share/zoneinfo/zone.tab"), Path("/usr/share/lib/zoneinfo/tab/zone_sun.tab"))
_IN_ZONES = re.compile(r".*zoneinfo/(?:posix/|right/)?(.+)")


def proposed_zone(environ: Mapping[str, str], localtime: Path = _LOCALTIME) -> str:
    """Return the machine's time zone by its IANA name, from `TZ` or the file `localtime`; empty when it has none."""
    named = environ.get("TZ", "").lstrip(":")
    found = _IN_ZONES.fullmatch(named) or _IN_ZONES.fullmatch(os.path.realpath(localtime))
    for name in (named, found[1] if found else ""):
        if name and _is_zone(name):
            return name
    return ""


def proposed_country(environ: Mapping[str, str], zone: str = "") -> str:
    """Return the country that the language settings name, else the one that the time zone `zone` lies in, else US."""
    return country_of_language(environ) or _country_of_zone(zone) or "US"


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _country_of_zone(zone: str) -> str | None:
    """Look `zone` up in the table that comes with the machine's time zones, where there is one."""
    for table in _TABLES:
        try:
            rows = table.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for row in rows:
            cells = row.split("\t")
            if len(cells) > 2 and cells[2] == zone:
                return country_code(cells[0])
    return None
