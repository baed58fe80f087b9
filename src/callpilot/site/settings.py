"""Reading one table of a settings file key by key: what is wrong becomes a Problem, and the default holds."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from msgspec import Struct, field

from callpilot.plain.problems import Problem
from callpilot.plain.times import span
from callpilot.plain.toml_file import LARGEST, read_toml
from callpilot.plain.untrusted import clean_line

T = TypeVar("T")
FORMAT = 1
"""The version of the settings files that this program writes and knows wholly."""

_MANY = 100  # problems after which nobody looks for lines any more: 50,000 contacts may all be wrong
_LONGEST_SPAN = 366 * 86400  # seconds


class Settings(Struct):
    """One TOML table being read. Every key that is asked for is known; `finish` reports the others.

    `header` and `place` say which `[[header]]` of the file this is (from 0): problems name its lines.
    """

    source: Path
    raw: bytes
    table: dict[str, Any]
    problems: list[Problem]
    header: str = ""
    place: int = 0
    known: set[str] = field(default_factory=set[str])

    def line(self, key: str, default: str = "") -> str:
        """Return a string on one line."""
        value = self._typed(key, str, "a text in quotes")
        return default if value is None else clean_line(value)

    def text(self, key: str, default: str = "") -> str:
        """Return a string that may have several lines."""
        value = self._typed(key, str, "a text in quotes")
        return default if value is None else value.strip()

    def checked(self, key: str, default: T, read: Callable[[str], T | None], expected: str) -> T:
        """Return what `read` makes of a string; the default when it makes None of it."""
        value = self._typed(key, str, expected)
        if value is None:
            return default
        result = read(clean_line(value))
        if result is None:
            self.wrong(key, f"expected {expected}, not {clean_line(value, 60)!r}")
            return default
        return result

    def seconds(self, key: str, default: int) -> int:
        """Return a time span (`"30s"`, `"4h"`) in seconds, more than 0 and at most a year."""
        return self.checked(key, default, _span, 'a time span such as "30s", "15m", "4h" or "2d"')

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._typed(key, bool, "true or false")
        return default if value is None else value

    def lines(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; what is no string in it is reported and left out."""
        found: list[str] = []
        for item in self._list(key, 'a list of texts, such as ["a", "b"]'):
            if isinstance(item, str) and item.strip():
                found.append(clean_line(item))
            else:
                self.wrong(key, "every item must be a text in quotes, and not empty")
        return tuple(dict.fromkeys(found))

    def lines_or_line(self, key: str) -> tuple[str, ...]:
        """Return a list of strings, where one string alone may stand for a list of one."""
        if isinstance(self.table.get(key), str):
            text = self.line(key)
            return (text,) if text else ()
        return self.lines(key)

    def zone(self, key: str) -> str:
        """Return the name of a time zone that this machine knows."""
        return self.checked(key, "", _zone, 'a time zone such as "Europe/London"')

    def tables(self, key: str) -> list["Settings"]:
        """Return the tables of `[[key]]`; what is no table in it is reported and left out."""
        found: list[Settings] = []
        for place, item in enumerate(self._list(key, f"tables, each under its own [[{key}]]")):
            if isinstance(item, dict):
                found.append(self._within(cast("dict[str, Any]", item), key, place))
            else:
                self.wrong(key, f"expected tables, each under its own [[{key}]]")
        return found

    def inner(self, key: str) -> "Settings":
        """Return the table `[key]`, empty when it is absent or none."""
        value = cast("dict[str, Any] | None", self._typed(key, dict, f"a table [{key}]"))
        return self._within(value or {}, key, 0)

    def wrong(self, key: str, message: str) -> None:
        """Report `key` of this table."""
        name = f"{self.header}.{key}" if self.header and key else key or self.header
        self.problems.append(
            Problem(source=self.source, key=clean_line(name, 80), line=self._line_of(key), message=message)
        )

    def finish_as(self, top: "Settings") -> None:
        """Report unknown keys, but not those of a newer format: one problem has said so."""
        version = top.table.get("format", FORMAT)
        if not (isinstance(version, int) and version > FORMAT):
            self.finish()

    def finish(self) -> None:
        """Report every key that nobody asked for, with the nearest known one when it is close."""
        for key in self.table:
            if key in self.known:
                continue
            import difflib

            near = difflib.get_close_matches(key[:80], sorted(self.known), n=1, cutoff=0.6)
            hint = f'did you mean "{near[0]}"?' if near else f"known here: {', '.join(sorted(self.known))}"
            self.wrong(key, f"unknown key, ignored; {hint}")

    def _typed(self, key: str, kind: type[T], expected: str) -> T | None:
        self.known.add(key)
        value = self.table.get(key)
        if value is None or isinstance(value, kind):
            return value
        self.wrong(key, f"expected {expected}")
        return None

    def _list(self, key: str, expected: str) -> list[object]:
        return cast("list[object]", self._typed(key, list, expected) or [])

    def _within(self, table: dict[str, Any], key: str, place: int) -> "Settings":
        return Settings(self.source, self.raw, table, self.problems, header=key, place=place)

    def _line_of(self, key: str) -> int:
        """Find `key` in this table's part of the file; the table's first line when it isn't there, else 0."""
        if len(self.problems) > _MANY:
            return 0
        rows = self.raw.decode("utf-8-sig", "replace").splitlines()
        first = 0
        if self.header:
            starts = [number for number, row in enumerate(rows, 1) if _heading(self.header).match(row)]
            first = starts[self.place] if self.place < len(starts) else 0
            if not first:  # written inside a line, as in `shift = [{ name = "day" }]`
                return next((n for n, row in enumerate(rows, 1) if _setting(self.header).match(row)), 0)
        for number, row in enumerate(rows[first:], first + 1):
            if _setting(key).match(row) or (not self.header and _heading(key).match(row)):
                return number
            if self.header and row.lstrip().startswith("["):
                break
        return first


def opened(path: Path, problems: list[Problem], *, largest: int = LARGEST) -> Settings:
    """Open a settings file; what is wrong in it is added to `problems`, and its format is looked at."""
    table, faults, raw = read_toml(path, largest=largest)
    problems += faults
    top = Settings(path, raw, table, problems)
    version: object = table.get("format", FORMAT)
    top.known.add("format")
    if isinstance(version, int) and version > FORMAT:
        top.wrong("format", f"written for a newer version (format {version}, known is {FORMAT}); "
                  "what is known is used, the rest ignored")  # fmt: skip
    elif version != FORMAT:
        top.wrong("format", f"expected {FORMAT}")
    return top


def _zone(text: str) -> str | None:
    if not text:
        return ""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _heading(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s*\[+\s*[\"']?{re.escape(name)}[\"']?\s*\]")


def _setting(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]")


def _span(text: str) -> int | None:
    try:
        seconds = span(text)
    except ValueError:
        return None
    return seconds if 0 < seconds <= _LONGEST_SPAN else None
