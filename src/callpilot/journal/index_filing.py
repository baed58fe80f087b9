"""From a journal entry to the rows of the index."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any
from zlib import crc32

from msgspec.structs import replace

from callpilot.journal.codec import Malformed, decode
from callpilot.journal.index_known import file_known
from callpilot.journal.index_runs import file_runs
from callpilot.journal.index_schema import CALL_COLUMNS
from callpilot.journal.index_streaming import plain_sum
from callpilot.journal.index_sums import sum_of
from callpilot.journal.reading import Line
from callpilot.records.entry import Entry
from callpilot.records.ids import short
from callpilot.records.kinds import (
    TYPE_OF,
    Call,
    Delivery,
    Escalation,
    FollowUp,
    Handover,
    Incident,
    Message,
    Shift,
)
from callpilot.records.standing import is_open

_CHILD = re.compile(r"(?:-[a-z]\d+)+$")  # what stands behind a call's id in the id of what came from it
_PUT_CALL = """
INSERT INTO calls (id, short, at, direction, channel, name, number, company, account, line, type, subject,
  disposition, operator, desk, shift, rev, talk_s, number_key, digits, written, path, offset, length, sum,
  plain)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET short=excluded.short, at=excluded.at, direction=excluded.direction,
  channel=excluded.channel, name=excluded.name, number=excluded.number, company=excluded.company,
  account=excluded.account, line=excluded.line, type=excluded.type, subject=excluded.subject,
  disposition=excluded.disposition, operator=excluded.operator, desk=excluded.desk, shift=excluded.shift,
  rev=excluded.rev, talk_s=excluded.talk_s, number_key=excluded.number_key, digits=excluded.digits,
  written=excluded.written, path=excluded.path, offset=excluded.offset, length=excluded.length,
  sum=excluded.sum, plain=excluded.plain
WHERE (excluded.rev, excluded.written) >= (calls.rev, calls.written)
RETURNING row
"""
_PUT_THING = """ INSERT INTO things (id, short, kind, rev, made, written, desk, call, shift, is_open, text,
data, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET kind=excluded.kind,
rev=excluded.rev, written=excluded.written, call=excluded.call, shift=excluded.shift,
is_open=excluded.is_open, text=excluded.text, data=excluded.data, sum=excluded.sum WHERE (excluded.rev,
excluded.written) >= (things.rev, things.written) RETURNING id
"""
_CALL_PLACES = (
    "id", "short", "at", "direction", "channel", "name", "number", "company", "account", "line", "type", "subject",
    "disposition", "operator", "desk", "shift", "rev", "talk_s", "number_key", "digits", "written", "path", "offset",
    "length",
)  # fmt: skip
_PUT_ENTRY = """ INSERT OR IGNORE INTO entries (desk, seq, id, rev, kind, at, path, offset, length) VALUES (?,
?, ?, ?, ?, ?, ?, ?, ?)
"""
_PUT_WORDS = """ INSERT OR REPLACE INTO words (rowid, name, company, number, callback, subject, notes, type,
account, operator, short, messages) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def file_line(
    base: sqlite3.Connection, line: Line, path: str, key_of: Callable[[str], str], *, is_doubtful: bool = False
) -> bool:
    """Put one line of the journal into the index; False when it is there already. `path` is as the index
    names it.

    `is_doubtful`: what stands before its data was changed. It is shown where nothing else is known of its record, and
    never takes the place of an entry that is as it was written.
    """
    entry, seq = line.entry, line.entry.seq
    if is_doubtful:
        if not _names_itself(entry):
            return False
        entry, seq = replace(entry, rev=0), -1 - crc32(f"{path}:{line.offset}".encode())
    place = (path, line.offset, len(line.raw))
    row = (entry.desk, seq, entry.id, entry.rev, entry.kind, entry.at, *place)
    if not base.execute(_PUT_ENTRY, row).rowcount:
        return False
    try:
        if entry.kind == "call":
            _file_call(base, entry, place, key_of, line.raw)
        else:
            _file_thing(base, entry)
    except Malformed:
        pass  # a record of a newer version: kept, shown as it is, not listed
    return True


def _names_itself(entry: Entry) -> bool:
    """Tell whether an entry's data says the same id as its head."""
    try:
        return decode(entry.data, dict[str, Any]).get("id") == entry.id
    except Malformed:
        return False


def _file_call(
    base: sqlite3.Connection, entry: Entry, place: tuple[str, int, int], key_of: Callable[[str], str], raw: bytes
) -> None:
    call = decode(entry.data, Call)
    keys = (key_of(call.number), key_of(call.callback))
    key = keys[0] or keys[1] or key_of(call.fields.get("email", ""))
    row = (
        entry.id, short(entry.id), call.answered_at or call.ringing_at or entry.at, call.direction, call.channel,
        call.name, call.number, call.company, call.account, call.line, call.type, call.subject, call.disposition,
        call.operator, call.desk, call.shift, entry.rev, float(call.talk_s), key,
        " ".join({_digits(text) for text in (call.number, call.callback, *keys)}), entry.at, *place,
    )  # fmt: skip
    put = base.execute(_PUT_CALL, (*row, _sum_of_call(row), plain_sum(raw, call))).fetchone()
    if put is not None:
        _file_words(base, int(put[0]), entry.id, call)
        file_runs(base, entry.id, row[2], call.procedures)
    file_known(base, entry, call)


def _sum_of_call(row: tuple[Any, ...]) -> int:
    """The sum over what a row of the log shows, and where its entry stands."""
    values = dict(zip(_CALL_PLACES, row, strict=True))
    return sum_of([values[name] for name in (*CALL_COLUMNS, "path", "offset", "length")])


def _file_words(base: sqlite3.Connection, row: int, identity: str, call: Call) -> None:
    found = base.execute("SELECT text FROM things WHERE call = ? AND text != '' ORDER BY id", (identity,))
    texts = "\n".join(str(text) for (text,) in found)
    words = (
        call.name, call.company, call.number, call.callback, call.subject, call.notes, call.type, call.account,
        call.operator, short(identity), texts,
    )  # fmt: skip
    base.execute(_PUT_WORDS, (row, *words))


def _file_thing(base: sqlite3.Connection, entry: Entry) -> None:
    cls = TYPE_OF.get(entry.kind)
    record: Any = decode(entry.data, cls) if cls else None
    call, shift, is_open, text = _facts(entry, record)
    file_known(base, entry, record)
    row = (
        entry.id, short(entry.id), entry.kind, entry.rev, entry.at, entry.at, entry.desk, call, shift, is_open, text,
        bytes(entry.data), crc32(bytes(entry.data)),
    )  # fmt: skip
    if base.execute(_PUT_THING, row).fetchone() is None:
        return
    if isinstance(record, Incident | Shift):
        began = record.opened_at if isinstance(record, Incident) else record.started_at
        file_runs(base, entry.id, began or entry.at, record.procedures)
    if not (call and text):
        return
    found = base.execute("SELECT text FROM things WHERE call = ? AND text != '' ORDER BY id", (call,))
    texts = "\n".join(str(one) for (one,) in found)
    base.execute("UPDATE words SET messages = ? WHERE rowid = (SELECT row FROM calls WHERE id = ?)", (texts, call))


def _facts(entry: Entry, record: Any) -> tuple[str, str, bool, str]:
    """Return what a record belongs to (call, shift), whether it is unfinished, and its words for the search."""
    match record:
        case None:
            return "", _text_of(entry, "shift"), False, ""
        case Message():
            text = " ".join((record.for_, record.from_, record.text, record.instructions)).strip()
            facts = record.call, record.shift, text
        case Escalation():
            facts = record.call, record.shift, f"{record.to} {record.reason}".strip()
        case Incident():
            facts = record.call or "", record.shift, f"{record.location} {record.nature}"
        case FollowUp():
            facts = record.call, record.shift, record.what
        case Delivery():
            facts = _call_of(record.of), "", ""
        case Handover():
            facts = "", record.shift, ""
        case Shift():
            facts = "", record.id, ""
        case _:
            facts = "", "", ""
    call, shift, text = facts
    return call, shift, is_open(record), text


def _call_of(identity: str) -> str:
    """The id of the call in the id of what came from it."""
    return _CHILD.sub("", identity)


def _text_of(entry: Entry, member: str) -> str:
    value: Any = decode(entry.data, dict[str, Any]).get(member, "")
    return value if isinstance(value, str) else ""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
