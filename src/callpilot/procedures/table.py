"""Reading one table of a procedure's file key by key, each fault noted with its key and line, none raised."""

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from callpilot.plain.problems import Problem
from callpilot.plain.times import span
from callpilot.procedures.places import Path as KeyPath
from callpilot.procedures.places import Places

Word = TypeVar("Word", bound=str)


class Findings:
    """What was wrong in one file. `broken` when it can't be used: anything worse than a key nobody knows."""

    def __init__(self, source: Path, places: Places) -> None:
        self.problems: list[Problem] = []
        self.broken = False
        self._source = source
        self._places = places

    def note(self, path: KeyPath, message: str, *, harmless: bool = False) -> None:
        """Add a fault at the key `path`."""
        self.broken = self.broken or not harmless
        self.problems.append(
            Problem(source=self._source, message=message, key=_dotted(path), line=self._places.line(path))
        )


class Table:
    """One TOML table, read once. Reading a key marks it as known; `close` reports the rest."""

    def __init__(self, values: dict[str, Any], path: KeyPath, findings: Findings) -> None:
        self._values = values
        self._path = path
        self._findings = findings
        self._known: set[str] = set()

    def note(self, key: str, message: str, *, harmless: bool = False) -> None:
        """Add a fault at one of this table's keys, or (with an empty key) at the table itself."""
        self._findings.note((*self._path, key) if key else self._path, message, harmless=harmless)

    def has(self, key: str) -> bool:
        """Tell whether the key is set."""
        return key in self._values

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a string, trimmed; empty when it isn't there."""
        value = self._take(key)
        if value is None or isinstance(value, str):
            found = (value or "").strip()
            if required and not found:
                self.note(key, "is missing: expected some text")
            return found
        self.note(key, f"expected text in quotes, not {_kind(value)}")
        return ""

    def name(self, key: str, pattern: str, expected: str) -> str:
        """Return a required string of which `pattern` matches the whole."""
        value = self.text(key, required=True)
        if value and not re.fullmatch(pattern, value):
            self.note(key, f"expected {expected}, not “{value[:60]}”")
        return value

    def word(self, key: str, allowed: Sequence[Word], *, required: bool = False) -> Word | None:
        """Return one of the `allowed` words; None when it isn't there."""
        value = self.text(key, required=required)
        if not value:
            return None
        found = next((word for word in allowed if word == value), None)
        if found is None:
            self.note(key, f"expected one of {', '.join(allowed)}, not “{value[:60]}”")
        return found

    def texts(self, key: str, allowed: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a list of strings, each one of `allowed` if that is given; blank ones are dropped."""
        value = self._take(key)
        if value is None:
            return ()
        items = cast("list[Any]", value) if isinstance(value, list) else None
        if items is None or not all(isinstance(item, str) for item in items):
            self.note(key, f'expected a list of texts such as ["one", "two"], not {_kind(value)}')
            return ()
        found = tuple(str(item).strip() for item in items if str(item).strip())
        for item in found:
            if allowed and item not in allowed:
                self.note(key, f"expected only {', '.join(allowed)}, not “{item[:60]}”")
        return found

    def flag(self, key: str) -> bool:
        """Return true or false; false when it isn't there."""
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.note(key, f"expected true or false, not {_kind(value)}")
        return False

    def seconds(self, key: str) -> int | None:
        """Return a span such as `30s` or `4h` in seconds; None when it isn't there."""
        value = self.text(key)
        if not value:
            return None
        try:
            return span(value)
        except ValueError as fault:
            self.note(key, str(fault))
            return None

    def day(self, key: str, *, required: bool = False) -> dt.date | None:
        """Return a date, written as 2026-11-20 with or without quotes."""
        value = self._take(key)
        if value is None:
            if required:
                self.note(key, "is missing: expected a date such as 2026-11-20")
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value).strip())
        except ValueError:
            self.note(key, "expected a date such as 2026-11-20")
            return None

    def table(self, key: str) -> "Table | None":
        """Return the table under `key`, written `[key]` or as `{ … }`."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.note(key, f"expected a table, not {_kind(value)}")
            return None
        return Table(cast("dict[str, Any]", value), (*self._path, key), self._findings)

    def tables(self, key: str) -> list["Table"]:
        """Return the tables under `key`, written `[[key]]`."""
        value = self._take(key)
        if value is None:
            return []
        items = cast("list[Any]", value) if isinstance(value, list) else None
        if items is None or not all(isinstance(item, dict) for item in items):
            self.note(key, f"expected tables that start with [[{key}]]")
            return []
        path = (*self._path, key)
        return [Table(item, (*path, place), self._findings) for place, item in enumerate(items)]

    def conditions(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return `{ field = "value", other = ["a", "b"] }` as the values wanted of each field."""
        value = self._take(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.note(key, 'expected fields and their values, such as { card_state = "expired" }')
            return {}
        return {name: _wanted(wanted) for name, wanted in cast("dict[str, Any]", value).items()}

    def close(self) -> None:
        """Report the keys that nobody asked for; they are ignored."""
        for key in self._values.keys() - self._known:
            near = difflib.get_close_matches(key, sorted(self._known), n=1)
            hint = f"; is “{near[0]}” meant?" if near else ""
            self.note(key, f"is not a key that belongs here, and is ignored{hint}", harmless=True)

    def whole(self, key: str) -> int | None:
        """Return a whole number; None when it isn't there."""
        value = self._take(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.note(key, f"expected a whole number, not {_kind(value)}")
        return None

    def _take(self, key: str) -> Any:
        self._known.add(key)
        return self._values.get(key)


def _wanted(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text for item in cast("list[Any]", value) for text in _wanted(item))
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return (str(value),)


def _kind(value: Any) -> str:
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "a table",
    }
    return names.get(cast("type[Any]", type(value)), "a date or time")


def _dotted(path: KeyPath) -> str:
    """Write a path as people count: `step[7].choice[1].go`."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
