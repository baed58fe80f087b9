"""The countries a site can be in: ISO 3166-1 alpha-2 codes, and the one that the machine's language names."""

import contextlib
from collections.abc import Mapping
from pathlib import Path

from callpilot.site.home import private_open

_CODES = """
AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER
ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE
IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV
LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK
SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA
VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""

COUNTRIES = frozenset(_CODES.split())
"""The regions whose numbering plans are known (libphonenumber's)."""

KEPT = "country"
"""The file in the cache that holds the country a site without settings was first opened in."""

_OTHER_NAMES = {"UK": "GB", "EL": "GR"}


def country_code(text: str) -> str | None:
    """Return the code that `text` means (`gb`, `UK`), None when it is no known country."""
    code = text.strip().upper()
    code = _OTHER_NAMES.get(code, code)
    return code if code in COUNTRIES else None


def country_of_language(environ: Mapping[str, str]) -> str | None:
    """Return the country that the language settings name (`LANG=en_GB.UTF-8` → GB), else None."""
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS", "LANG"):
        if region := _region(environ.get(name, "")):
            return country_code(region)
    return None


def _region(setting: str) -> str:
    """The two letters of a region in `en_GB.UTF-8`, `en-GB`; empty where there is none."""
    language, _sign, rest = setting.partition("_" if "_" in setting else "-")
    is_language = language.isascii() and language.isalpha() and len(language) in (2, 3)
    ends = not (rest[2:3].isalnum() or rest[2:3] == "_")
    return rest[:2] if is_language and len(rest) > 1 and rest[:2].isalpha() and ends else ""


def settled_country(cache: Path, environ: Mapping[str, str]) -> str | None:
    """Return the country of a site that configures none: the one that the language settings named first.

    It is kept in the folder `cache`: a console and a job that runs without language settings must take a number
    without a country code for the same one. None while no language has named a country.
    """
    kept = cache / KEPT
    with contextlib.suppress(OSError, ValueError):
        if known := country_code(kept.read_text("ascii")[:8]):
            return known
    named = country_of_language(environ)
    if named:
        # A cache that can't be written is no reason to stop anybody.
        with (
            contextlib.suppress(OSError),
            open(kept, "w", encoding="ascii", opener=private_open) as file,
        ):
            file.write(named + "\n")
    return named
