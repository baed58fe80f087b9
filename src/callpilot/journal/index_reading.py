"""From the journal's lines to what the index keeps of them: read from the disk alone, nothing is asked of the index."""

import os
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec import Struct
from msgspec.structs import replace

from callpilot.journal.blocks import lines_at_one_go
from callpilot.journal.chain import HEAD_CHANGED, change_in, digest_of
from callpilot.journal.codec import Malformed, decode, decode_harmless
from callpilot.journal.index_known import KnownRow, known_in
from callpilot.journal.index_rows import row_of
from callpilot.journal.index_runs import RunRow, SkipRow, runs_in, skips_in
from callpilot.journal.index_streaming import plain_sum
from callpilot.journal.index_sums import sum_of
from callpilot.journal.reading import Damage, Line
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
from callpilot.records.parts import ProcedureRecord
from callpilot.records.standing import is_open

_CHILD = re.compile(r"(?:-[a-z]\d+)+$")  # what stands behind a call's id in the id of what came from it
_NO_DIGIT = re.compile(r"\D")
_MARK = 4096  # bytes before the offset that must still be there
_NUMBERS = 1 << 16  # numbers whose key is remembered while a journal is read: callers call again


class Known(Struct, frozen=True):
    """What the index has of a file: how many bytes and lines, the mark before their end, and the sum over them."""

    size: int = 0
    lines: int = 0
    mark: str = ""
    sum: int = 0


class CallRead(Struct, frozen=True, gc=False):
    """A call as it is filed: where its row belongs in the order of time, the columns of its row (from `id` to `plain`),
    its words but for those of its messages.
    """

    place: int
    row: tuple[Any, ...]
    words: tuple[str, ...]


class ThingRead(Struct, frozen=True, gc=False):
    """Another record as it is filed: the columns of its row, but for how many copies it has."""

    row: tuple[Any, ...]


class Read(Struct, gc=False):
    """One line: its number and the columns of its entry, what is wrong with it, and what is filed of its record."""

    line: int
    entry: tuple[str, int, str, int, str, str, str, int, int]
    wrong: str = ""
    is_nobody: bool = False
    """Whether it can't be told whose entry it is: it is named as damaged, and filed nowhere."""
    call: CallRead | None = None
    thing: ThingRead | None = None
    runs: tuple[RunRow, ...] = ()
    skips: tuple[SkipRow, ...] = ()
    known: tuple[KnownRow, ...] = ()
    has_runs: bool = False


class Piece(Struct):
    """Lines of one file that follow what was `known` of it. `is_changed`: it isn't the file any more that was read."""

    name: str
    desk: str
    known: Known | None
    is_changed: bool = False
    now: Known = Known()
    mtime: int = 0
    node: int = 0
    reads: list[Read] = []
    damaged: list[tuple[int, int, str]] = []
    """Line, offset and reason of each line that can't be read."""
    is_plain: bool = False
    """Whether all lines are as written, of the file's own desk, and each one's number is higher than the one before."""


class Reader:
    """Reads pieces of the journal in the folder `data`; `country` is the meaning of numbers without a country code."""

    def __init__(self, data: Path, country: str) -> None:
        self.data = data
        self.country = country
        self._numbers = lru_cache(_NUMBERS)(self._read_numbers)

    def piece(self, name: str, desk: str, known: Known | None, most: int) -> Piece:
        """Read at most so many lines of a file. Raises OSError."""
        path = self.data / name
        size, mtime, node = standing(path)
        piece = Piece(name, desk, known, reads=[], damaged=[])
        had = known or Known()
        if known and (size < had.size or mark(path, had.size) != had.mark):
            piece.is_changed = True
        elif known and size == had.size and _sum(path, size) != had.sum:
            piece.is_changed = True  # it was written over: looked at only when it didn't grow
        if piece.is_changed:
            return piece
        end, count, own = had.size, 0, had.sum
        for line in lines_at_one_go(path, had.size, had.lines + 1):
            if not isinstance(line, Line) and not line.raw.endswith(b"\n"):
                break  # being written just now, or torn: not before it is whole
            raw = line.raw + b"\n" if isinstance(line, Line) else line.raw
            end, own, count = line.offset + len(raw), crc32(raw, own), count + 1
            self._take(piece, line)
            if count >= most:
                break
        piece.now = Known(end, had.lines + count, mark(path, end), own)
        piece.mtime, piece.node = mtime if end == size else 0, node
        piece.is_plain = not piece.damaged and _are_plain(piece.reads, desk)
        return piece

    def _take(self, piece: Piece, found: Line | Damage) -> None:
        if isinstance(found, Damage):
            piece.damaged.append((found.line, found.offset, found.reason))
        else:
            piece.reads.append(self._read(piece.name, found))

    def _read(self, name: str, found: Line) -> Read:
        entry, wrong = found.entry, "" if found.is_sound else change_in(found.raw, found.entry)
        seq, place = entry.seq, (name, found.offset, len(found.raw))
        if wrong == HEAD_CHANGED:
            # It is shown where nothing else is known of its record, and never takes the place of a sound entry.
            if not _names_itself(entry):
                row = (entry.desk, entry.seq, entry.id, 0, entry.kind, entry.at, *place)
                return Read(found.line, row, wrong, is_nobody=True)
            entry, seq = replace(entry, rev=0), -1 - crc32(f"{name}:{found.offset}".encode())
        read = Read(found.line, (entry.desk, seq, entry.id, entry.rev, entry.kind, entry.at, *place), wrong)
        try:
            if entry.kind == "call":
                self._read_call(read, entry, place, found)
            else:
                _read_thing(read, entry, _decoder(found))
        except Malformed:
            pass  # a record of a newer version: kept, shown as it is, not listed
        return read

    def _read_call(self, read: Read, entry: Entry, place: tuple[str, int, int], found: Line) -> None:
        call: Call = _decoder(found)(entry.data, Call)
        key, digits = self._numbers(call.number, call.callback, call.fields.get("email", ""))
        at, own = call.answered_at or call.ringing_at or entry.at, short(entry.id)
        # Also what `CALL_COLUMNS` says, in its order: the sum is over what a row of the log shows, and its place.
        shown = (
            entry.id, at, call.direction, call.channel, call.name, call.number, call.company, call.account, call.line,
            call.type, call.subject, call.disposition, call.operator, call.desk, entry.rev, float(call.talk_s), *place,
        )  # fmt: skip
        row = (
            entry.id, own, at, call.direction, call.channel, call.name, call.number, call.company, call.account,
            call.line, call.type, call.subject, call.disposition, call.operator, call.desk, call.shift, entry.rev,
            float(call.talk_s), key, digits, entry.at, *place, sum_of(shown), plain_sum(found.raw, call),
        )  # fmt: skip
        words = (
            call.name, call.company, call.number, call.callback, call.subject, call.notes, call.type, call.account,
            call.operator, own,
        )  # fmt: skip
        read.call = CallRead(row_of(at, entry.at, entry.id), row, words)
        _read_procedures(read, entry.id, at, call.procedures)
        read.known = tuple(known_in(entry, call))

    def _read_numbers(self, number: str, callback: str, email: str) -> tuple[str, str]:
        """Return the key of a caller's number, and the digits by which it is found."""
        keys = (self._key(number), self._key(callback))
        digits = {_NO_DIGIT.sub("", text) for text in (number, callback, *keys)} - {""}
        return keys[0] or keys[1] or self._key(email), " ".join(sorted(digits))

    def _key(self, number: str) -> str:
        if not number:
            return ""
        from callpilot.site.numbers import same_number_key

        return same_number_key(number, self.country)


def _are_plain(reads: Sequence[Read], desk: str) -> bool:
    before = 0
    for read in reads:
        own, seq, *_rest = read.entry
        if read.wrong or own != desk or seq <= before:
            return False
        before = seq
    return True


def standing(path: str | Path) -> tuple[int, int, int]:
    """Return a file's size, when it was changed, and its number: by them a file is known that didn't change."""
    stat = os.stat(path)  # noqa: PTH116 - of thousands of files at every start: no Path is made for each
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def mark(path: Path, offset: int) -> str:
    """Return a fingerprint of the bytes before `offset`: when it differs, the file isn't the one that was read."""
    with path.open("rb") as file:
        file.seek(max(0, offset - _MARK))
        return digest_of(file.read(min(offset, _MARK)))


def _sum(path: Path, size: int) -> int:
    with path.open("rb") as file:
        return crc32(file.read(size))


def _names_itself(entry: Entry) -> bool:
    """Tell whether an entry's data says the same id as its head."""
    try:
        return decode(entry.data, dict[str, Any]).get("id") == entry.id
    except Malformed:
        return False


def _read_procedures(read: Read, record: str, at: str, procedures: tuple[ProcedureRecord, ...]) -> None:
    read.has_runs = True
    read.runs = tuple(runs_in(record, at, procedures))
    read.skips = tuple(skips_in(record, at, procedures))


def _decoder(found: Line) -> Callable[[Any, Any], Any]:
    """What reads the record of a line: it needn't be cleaned where nothing in the line acts."""
    return decode_harmless if found.is_sound else decode


def _read_thing(read: Read, entry: Entry, decoded: Callable[[Any, Any], Any]) -> None:
    cls = TYPE_OF.get(entry.kind)
    record: Any = decoded(entry.data, cls) if cls else None
    call, shift, is_unfinished, text = _facts(entry, record)
    data = bytes(entry.data)
    row = (
        entry.id, short(entry.id), entry.kind, entry.rev, entry.at, entry.at, entry.desk, call, shift,
        int(is_unfinished), text, data, crc32(data),
    )  # fmt: skip
    read.thing = ThingRead(row)
    if isinstance(record, Incident | Shift):
        began = record.opened_at if isinstance(record, Incident) else record.started_at
        _read_procedures(read, entry.id, began or entry.at, record.procedures)
    read.known = tuple(known_in(entry, record))


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
            facts = _CHILD.sub("", record.of), "", ""
        case Handover():
            facts = "", record.shift, ""
        case Shift():
            facts = "", record.id, ""
        case _:
            facts = "", "", ""
    call, shift, text = facts
    return call, shift, is_open(record), text


def _text_of(entry: Entry, member: str) -> str:
    value: Any = decode(entry.data, dict[str, Any]).get(member, "")
    return value if isinstance(value, str) else ""
