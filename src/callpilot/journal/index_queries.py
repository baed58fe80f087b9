"""Questions to the index, as SQL: what the call log asks for, with nothing of what was typed inside the SQL."""

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from callpilot.records.kinds import Escalation, FollowUp, Handover, Incident, Message, Notice, Shift

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[\d\s()+./\-]+")
_FEWEST_DIGITS = 3
_FEWEST_AT_HOME = 4
NEWEST_FIRST = "ORDER BY at DESC, id DESC"
"""The order of the call log."""
_CALLER = "{name company number callback}"


class LogFilter(Struct, frozen=True, kw_only=True):
    """Which calls of the log: `since` and `until` are stamps (from, before); an empty text is no condition.

    `text` is looked for word by word, the last as a beginning; digits also within telephone numbers. `of_caller`:
    only in who called, from where.
    """

    since: str | None = None
    until: str | None = None
    account: str = ""
    operator: str = ""
    disposition: str = ""
    text: str = ""
    desk: str = ""
    shift: str = ""
    direction: str = ""
    of_caller: bool = False


class CallRow(Struct, frozen=True):
    """One line of the call log. `at` is when the call was answered or else rang (a stamp); `rev` the latest
    revision.
    """

    id: str
    at: str
    direction: str
    channel: str
    name: str
    number: str
    company: str
    account: str
    line: str
    type: str
    subject: str
    disposition: str
    operator: str
    desk: str
    rev: int
    talk_s: float


class OpenItems(Struct, frozen=True, kw_only=True):
    """Records at their latest revision that aren't finished, the oldest first."""

    messages: list[Message]
    escalations: list[Escalation]
    incidents: list[Incident]
    follow_ups: list[FollowUp]
    handovers: list[Handover]
    notices: list[Notice]
    shifts: list[Shift]


def where(wanted: LogFilter) -> tuple[str, list[Any]]:
    """Return the condition of `wanted` on the table `calls`, but for its text, and what is bound to it."""
    parts: list[str] = []
    bound: list[Any] = []
    for column in ("account", "operator", "disposition", "desk", "shift", "direction"):
        if value := getattr(wanted, column):
            parts.append(f"calls.{column} = ?")
            bound.append(value)
    for sign, value in ((">=", wanted.since), ("<", wanted.until)):
        if value:
            parts.append(f"calls.at {sign} ?")
            bound.append(value)
    return " AND ".join(parts) or "1", bound


def has_text(wanted: LogFilter) -> bool:
    """Tell whether anything is looked for in words or numbers."""
    return _WORD.search(wanted.text) is not None


def sought(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return what is sought as the base can be asked for it: half of a surrogate, which no record holds, as `?`."""
    return tuple(v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for v in values)


def words_queries(text: str) -> list[str]:
    """Return each word of `text` as a search of FTS5, quoted, the last one as a beginning."""
    words = [f'"{word}"' for word in _WORD.findall(text)]
    return [*words[:-1], f"{words[-1]}*"] if words else []


def words_query(wanted: LogFilter) -> str:
    """Return the text of `wanted` as a search of FTS5; empty for no words."""
    query = " ".join(words_queries(wanted.text))
    return f"{_CALLER} : ({query})" if query and wanted.of_caller else query


def digits_sought(text: str) -> list[str]:
    """Return the runs of digits that a number sought with `text` may hold; none when it can't be of a number.

    A number as people write it at home begins with a 0 that its international form doesn't have; the last
    digits of one (`0018`) may begin so too. So both are looked for, unless too little is left without the 0.
    """
    digits = re.sub(r"\D", "", text, flags=re.ASCII)
    if len(digits) < _FEWEST_DIGITS or not _NUMBER.fullmatch(text):
        return []
    abroad = digits.lstrip("0")
    return [digits, abroad] if abroad != digits and len(abroad) >= _FEWEST_AT_HOME else [digits]
