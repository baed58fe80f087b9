"""Sums over what the index holds: a byte that changed in its file is noticed before anybody reads it as a record."""

import sqlite3
from collections.abc import Sequence
from typing import Any
from zlib import crc32


def sum_of(values: Sequence[Any]) -> int:
    """Return the sum of a row's values, as it is filed with them."""
    return crc32("\x1f".join(map(str, values)).encode("utf-8", "replace"))


def checked(row: Sequence[Any]) -> Sequence[Any]:
    """Return a row without its last value, which is its sum. Raises sqlite3.DatabaseError when it doesn't fit."""
    if row[-1] != sum_of(row[:-1]):
        raise sqlite3.DatabaseError("a row of the index isn't as it was filed")
    return row[:-1]


def checked_data(data: Any, own: Any) -> bytes:
    """Return a record's bytes as the index holds them. Raises sqlite3.DatabaseError when they don't fit their sum."""
    if not isinstance(data, bytes) or crc32(data) != own:
        raise sqlite3.DatabaseError("a record in the index isn't as it was filed")
    return data
