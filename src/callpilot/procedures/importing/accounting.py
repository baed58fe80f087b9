"""Nothing is dropped silently: every word of the document is in the file that is made, or is listed."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from callpilot.procedures.importing.blocks import Block
from callpilot.procedures.importing.labels import LABEL_WORDS
from callpilot.procedures.importing.tables import ALL_COLUMNS, columns
from callpilot.procedures.importing.wording import words_of
from callpilot.procedures.model import Procedure

_COUNTED: Final = re.compile(
    r"^\s*(?:(?:sop|procedure|step|section|part|chapter|question|answer|condition|scenario|case|"
    r"standard operating procedure)"
    r"\s*(?:no\.?|number|#)?\s*[-#]?\s*(?:\d+[a-z]?|[ivx]+)\b|[qa]\d+\b|(?:if|go to)\s+step\s+\d+)",
    re.IGNORECASE,
)


def texts(procedures: list[Procedure]) -> Iterator[str]:
    """Yield every text of the procedures."""
    for procedure in procedures:
        yield from _strings(msgspec.to_builtins(procedure, enc_hook=str))


def without_place(blocks: list[Block], procedures: list[Procedure]) -> list[Block]:
    """Return the blocks of which a word is found nowhere in the procedures."""
    kept = {word for text in texts(procedures) for word in words_of(text)} | LABEL_WORDS
    for procedure in procedures:
        days = [revision.date for revision in procedure.revisions]
        days += [procedure.approval.date] if procedure.approval and procedure.approval.date else []
        kept |= {word for day in days for word in _written(day)}
    return [part for block in blocks for part in _parts(block) if _missing(part, kept)]


def _parts(block: Block) -> list[Block]:
    """A table's rows, each by itself, without the one that only names the columns."""
    if block.kind != "table":
        return [block]
    rows = block.rows[1:] if len(columns(block.rows, ALL_COLUMNS)) > 1 else block.rows
    cells = ([cell for cell in row if cell and not re.fullmatch(r"\d{1,2}\.?", cell)] for row in rows)
    return [Block(kind="text", text=" | ".join(row), place=block.place) for row in cells]


def _missing(block: Block, kept: set[str]) -> bool:
    text = _COUNTED.sub("", block.words, count=1)
    return any(word not in kept and word.strip("_") != "" for word in words_of(text))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _strings(item)


def _written(day: dt.date) -> list[str]:
    """The words in which a date may have stood."""
    counted = f"{day.day} {day:%d} {day.day}th {day.day}st {day.day}nd {day.day}rd {day.month}"
    return words_of(f"{counted} {day:%m %B %b %Y %y} {'sept' if day.month == 9 else ''}")
