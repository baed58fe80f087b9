"""The call log as it leaves the product: text in columns, JSON lines, CSV (B8, C15)."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any

from callpilot.plain.times import clock_span
from callpilot.plain.untrusted import clean
from callpilot.records.channels import way_of
from callpilot.records.hiding import hidden
from callpilot.records.ids import short
from callpilot.records.kinds import Call
from callpilot.records.words import SHORT_DISPOSITION
from callpilot.reports.columns import local_time, table

if TYPE_CHECKING:
    from callpilot.journal.index import CallRow

CSV_FIELDS = Call.__struct_fields__
"""The members of a call's data, in the order of the contract."""

CSV_NOTE = "note: a leading ' was put before cells that begin like a formula; take one off to get the text"
"""The head of the last CSV column, which is always empty: the file says itself what was done to its cells."""

_FORMULA = tuple("=+-@'\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b")
# What a spreadsheet may pass over before it looks for a formula: space, quotes, and what nobody sees.
_PASSED_OVER = re.compile('[\\s"\u201c\u201d\u201e\u00ab\u00bb\u00ad\u200b-\u200d\u2060]*')
_CALLED_SENSITIVE = re.compile(rb'"sensitive"\s*:\s*\[\s*"')
_SENSITIVE = b'"sensitive":["'  # the same in compact JSON, where looking for it is quicker
_TOGETHER = 50  # calls that are written at once: few enough that a processor has them at hand for each thing done
_SHRINK = (5, 6, 7)  # name, account, subject


def as_text(rows: "Sequence[CallRow]", *, zone: tzinfo | None = None, width: int | None = None) -> str:
    """Set the calls in columns, one a line; times local. An amended call has `*` behind its id."""
    if not rows:
        return ""
    heads = ("When", "", "Call", "How", "Talk", "Caller", "Account", "About", "Operator")
    return table(heads, (_cells(row, zone) for row in rows), width=width, shrink=_SHRINK)


def _cells(row: "CallRow", zone: tzinfo | None) -> tuple[str, ...]:
    about = " – ".join(part for part in (row.type, row.subject) if part)
    return (
        local_time(row.at, zone),
        ("→" if row.direction == "outbound" else "←")
        + ("" if row.channel == "phone" else f" {way_of(row.channel).word}"),
        short(row.id) + ("*" if row.rev > 1 else ""),
        SHORT_DISPOSITION.get(row.disposition, row.disposition),
        clock_span(row.talk_s) if row.talk_s else "–",
        row.name or row.number or "?",
        row.account,
        about,
        row.operator,
    )


def as_json_lines(calls: Iterable[bytes]) -> Iterator[bytes]:
    """Give the calls' data, compact JSON as the index has it, one a line, some lines at a time; sensitive values
    hidden.
    """
    rest = iter(calls)
    while some := list(islice(rest, _TOGETHER)):
        block = b"\n".join((*some, b""))
        yield b"\n".join((*map(without_secrets, some), b"")) if _SENSITIVE in block else block


def without_secrets(call: bytes) -> bytes:
    """Return compact JSON of a record with its sensitive values hidden; the very same bytes when there are none."""
    if not _CALLED_SENSITIVE.search(call):
        return call
    data: dict[str, Any] = json.loads(call)
    return json.dumps(hidden(data), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def as_csv(calls: Iterable[bytes]) -> Iterator[str]:
    """Give the calls' data as CSV (RFC 4180, line feeds), a head line first; formula starts neutralised."""
    import csv

    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow((*CSV_FIELDS, CSV_NOTE))
    yield _taken(line)
    for call in calls:
        data: dict[str, Any] = hidden(json.loads(call))
        # Cleaned again: a bare CR from a file written elsewhere would end a row for many readers.
        writer.writerow((*(neutral(clean(_cell(data.get(name)))) for name in CSV_FIELDS), ""))
        yield _taken(line)


def entry_without_secrets(raw: bytes) -> bytes:
    """Return a journal entry's line with its data's sensitive values hidden; the same bytes when there are none."""
    if not _CALLED_SENSITIVE.search(raw):
        return raw
    entry: dict[str, Any] = json.loads(raw)
    if isinstance(entry.get("data"), dict):
        entry["data"] = hidden(entry["data"])
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def _cell(value: Any) -> str:
    """Write one member of a call's data in a cell: lists of ids with spaces, anything deeper as JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return str(value)
        case [*items] if all(isinstance(item, str) for item in items):
            return " ".join(items)
        case [*items] if all(isinstance(item, dict) and "id" in item for item in items):
            return " ".join(str(item["id"]) for item in items)  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


def neutral(cell: str) -> str:
    """Put `'` before a cell that a spreadsheet could take for a formula, or that begins with `'` itself.

    So taking one leading `'` off every cell that has one gives back exactly what was recorded.
    """
    begins = _PASSED_OVER.sub("", cell, count=1)
    return "'" + cell if begins.startswith(_FORMULA) or cell[:1] in ("\t", "\r", "\n") else cell
