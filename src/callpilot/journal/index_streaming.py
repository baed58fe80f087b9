"""Calls without end: their data, newest first, as long as the log is and in no more memory than for a few."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec.structs import replace

from callpilot.journal.codec import encode, without_salt
from callpilot.journal.index_base import IndexBase
from callpilot.journal.index_queries import NEWEST_FIRST, LogFilter, has_text, where
from callpilot.plain.private_file import OWN
from callpilot.records.entry import Entry
from callpilot.records.kinds import Call

_BATCH = 5000  # places of calls that are asked for at once
_PART = 1000  # calls from which on days make a part
_FILES = 16  # day files held open: the desks of a day or two
_WINDOW = 256 * 1024  # bytes of a file that are read at once
_PLACE = ("path", "offset", "length", "id", "plain")
_DATA, _SALT = b',"data":', b',"salt":"'


def plain_sum(raw: bytes, call: Call) -> int | None:
    """Return the sum of a call's line when its data, but for the salt at its end, is what `calls` yields; else None."""
    begin, end = raw.find(_DATA) + len(_DATA), raw.rfind(_SALT)
    data = raw[begin:end] + b"}"
    is_plain = data == encode(call) or data == without_salt(raw[begin : raw.find(b"}", end) + 1])
    return crc32(raw) if is_plain else None


class Streaming(ABC):
    """The calls of the index's journal; `_ask`, `_found`, `_entry_at`, `_base` and `_data` are the index's own."""

    _data: Path
    _base: IndexBase

    @abstractmethod
    def _ask(self, query: str, *bound: Any) -> list[Any]: ...

    @abstractmethod
    def _found(self, query: str, bound: tuple[Any, ...]) -> list[Any]: ...

    @abstractmethod
    def _searched(
        self, columns: Sequence[str], wanted: LogFilter, limit: int, offset: int = 0, below: int = ...
    ) -> list[tuple[Any, ...]]: ...

    @abstractmethod
    def _entry_at(self, name: str, offset: int, length: int, identity: str) -> Entry: ...

    @abstractmethod
    def catch_up(self, progress: Callable[[int], None] | None = None) -> int:
        """File what the journal has grown by."""

    def calls(self, wanted: LogFilter, limit: int | None = None) -> Iterator[bytes]:
        """Yield the latest data of calls, newest first, as compact JSON without the salt."""
        with _Windows(self._data) as windows:
            for name, offset, length, identity, own, _at in self._places(wanted, limit):
                raw = windows.read(name, offset, length) if own is not None else b""
                if raw and crc32(raw) == own:
                    yield raw[raw.index(_DATA) + len(_DATA) : raw.rindex(_SALT)] + b"}"
                elif entry := self._entry_or_anew(name, offset, length, identity):
                    yield without_salt(bytes(entry.data))

    def parts(self, wanted: LogFilter) -> list[LogFilter]:
        """Return filters that give the same calls one after the other, newest first: of whole days, some thousand calls
        each.
        """
        if has_text(wanted):
            return [wanted]
        parts: list[LogFilter] = []
        until, count = wanted.until, 0
        for day, calls in self._ask("SELECT day, calls FROM days ORDER BY day DESC"):
            if day <= (wanted.since or ""):
                break
            if until and day >= until:
                continue
            count += calls
            if count >= _PART:
                parts.append(replace(wanted, since=day, until=until))
                until, count = day, 0
        return [*parts, replace(wanted, until=until)]

    def _places(self, wanted: LogFilter, limit: int | None) -> Iterator[tuple[Any, ...]]:
        """Yield where and when calls stand, in batches: each is asked for behind the last call of the one before."""
        left = limit
        ask = self._batch_of_text if has_text(wanted) else self._batch
        behind: tuple[Any, ...] = ()
        while left is None or left > 0:
            count = _BATCH if left is None else min(_BATCH, left)
            rows, behind = ask(wanted, count, behind)
            yield from rows
            if len(rows) < count:
                return
            left = None if left is None else left - len(rows)

    def _batch(self, wanted: LogFilter, count: int, behind: tuple[Any, ...]) -> tuple[list[Any], tuple[Any, ...]]:
        condition, bound = where(wanted)
        older = "AND (at, id) < (?, ?)" if behind else ""
        query = f"SELECT {', '.join(_PLACE)}, at FROM calls WHERE {condition} {older} {NEWEST_FIRST} LIMIT ?"
        rows = self._ask(query, *bound, *behind, count)
        return rows, (rows[-1][5], rows[-1][3]) if rows else ()

    def _batch_of_text(
        self, wanted: LogFilter, count: int, behind: tuple[Any, ...]
    ) -> tuple[list[Any], tuple[Any, ...]]:
        rows = self._searched(_PLACE, wanted, count, 0, *behind)
        return [(*row[1:], None) for row in rows], (rows[-1][0],) if rows else ()

    def _entry_or_anew(self, name: str, offset: int, length: int, identity: str) -> Entry | None:
        try:
            return self._entry_at(name, offset, length, identity)
        except sqlite3.DatabaseError:
            return self._found_anew(identity)

    def _found_anew(self, identity: str) -> Entry | None:
        """Find a call once more, when the index has led elsewhere and was made anew for it."""
        self._base.doubt()
        self.catch_up()
        rows = self._found("SELECT path, offset, length, id FROM calls WHERE id = ?", (identity,))
        return self._entry_at(*rows[0]) if rows else None


class _Windows:
    """What was read last of the files that were read last. A log goes through a day's files backwards, all at once."""

    def __init__(self, data: Path) -> None:
        self._data = f"{data}{os.sep}"
        self._open: OrderedDict[str, _Window] = OrderedDict()
        self._reads: dict[str, Callable[[int, int], bytes]] = {}

    def __enter__(self) -> "_Windows":
        return self

    def __exit__(self, *_fault: object) -> None:
        for window in self._open.values():
            window.close()
        self._open.clear()
        self._reads.clear()

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Return so many bytes of the file `name`; fewer or none where it doesn't have them."""
        read = self._reads.get(name)
        return read(offset, length) if read else self._opened(name, offset, length)

    def _opened(self, name: str, offset: int, length: int) -> bytes:
        try:
            window = _Window(self._data + name)
        except OSError:
            return b""
        self._open[name], self._reads[name] = window, window.read
        if len(self._open) > _FILES:
            oldest, first = self._open.popitem(last=False)
            del self._reads[oldest]
            first.close()
        return window.read(offset, length)


class _Window:
    def __init__(self, path: str) -> None:
        self._fd = os.open(path, os.O_RDONLY | OWN | getattr(os, "O_BINARY", 0))
        self._start = 0
        self._bytes = b""

    def read(self, offset: int, length: int) -> bytes:
        begin = offset - self._start
        end = begin + length
        if begin < 0 or end > len(self._bytes):
            self._start = max(0, min(offset, offset + length - _WINDOW))
            os.lseek(self._fd, self._start, os.SEEK_SET)
            self._bytes = os.read(self._fd, offset + length - self._start)
            begin = offset - self._start
            end = begin + length
        return self._bytes[begin:end]

    def close(self) -> None:
        os.close(self._fd)
