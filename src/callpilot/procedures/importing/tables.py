"""Tables by what their first row calls the columns: steps, conditions, revisions, approvals, contacts."""

import datetime as dt
import re
from typing import Final

from msgspec import Struct

from callpilot.procedures.importing.blocks import Block
from callpilot.procedures.model import Approval, Revision

_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "version": ("version", "rev", "revision", "version no", "ver", "revision no", "issue", "rev no", "version number"),
    "date": ("date", "effective date", "revision date", "date of revision", "effective",
             "approved on", "date approved"),
    "author": ("author", "reviser", "revised by", "changed by", "prepared by", "by", "editor", "owner", "updated by"),
    "change": ("description", "change", "changes", "description of change", "summary of changes", "comments", "reason",
               "summary", "details", "description of changes", "change description"),
    "name": ("name", "approved by", "approver", "contact", "person", "who"),
    "position": ("position", "title", "role", "job title", "function"),
    "phone": ("phone", "telephone", "number", "phone number", "extension", "tel", "ext", "contact number", "email"),
    "when": ("condition", "if", "when", "situation", "scenario", "case", "issue type", "problem", "symptom"),
    "number": ("step", "no", "#", "nr", "step no", "step number", "s/n", "sl no"),
    "do": ("action", "actions", "task", "description", "activity", "what to do", "take action", "then",
           "response", "details", "procedure", "instruction", "instructions", "process"),
    "say": ("say", "script", "what to say", "sample script"),
    "go": ("next", "next step", "go to", "then go to", "outcome"),
}  # fmt: skip
ALL_COLUMNS: Final = tuple(_COLUMNS)
"""Everything that a column may hold, for `columns`."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Row(Struct, frozen=True, kw_only=True):
    """A row of a table that is a step, or (with `when`) a condition and what is done."""

    number: str = ""
    when: str = ""
    do: str = ""
    say: str = ""
    notes: tuple[str, ...] = ()


def columns(rows: tuple[tuple[str, ...], ...], wanted: tuple[str, ...]) -> dict[str, int]:
    """Return in which column each of the `wanted` things stands, by the first row; empty when that names none."""
    heads = [" ".join(re.sub(r"[.:*_]", " ", head).casefold().split()) for head in rows[0]] if rows else []
    found: dict[str, int] = {}
    for key in wanted:
        place = next((at for at, head in enumerate(heads) if head in _COLUMNS[key] and at not in found.values()), None)
        if place is not None:
            found[key] = place
    return found


def step_rows(block: Block) -> list[Row] | None:
    """Return the rows of a table of steps or of conditions; None when it is another kind of table."""
    if block.kind != "table":
        return None
    places = columns(block.rows, ("when", "number", "do", "say", "go"))
    if len(block.rows) < 2 or "do" not in places or not {"when", "number"} & places.keys():
        return None
    rows: list[Row] = []
    heads = block.rows[0]
    for cells in block.rows[1:]:
        cell = {key: cells[at] for key, at in places.items() if at < len(cells)}
        others = [
            f"{heads[at]}: {text}" if at < len(heads) else text
            for at, text in enumerate(cells)
            if text and at not in places.values()
        ]
        when, go = cell.get("when", ""), cell.get("go", "")
        do = " ".join(part for part in (_ended(cell.get("do", ""), go), _next(go)) if part)
        if when:
            do = " ".join((do, *others)).strip()
        if when or do:
            rows.append(
                Row(number=cell.get("number", ""), when=when, do=do, say=cell.get("say", ""), notes=tuple(others))
            )
    return rows


def revisions(rows: tuple[tuple[str, ...], ...]) -> tuple[list[Revision], list[str]]:
    """Return the revisions of a table, oldest first, and the rows that say no version or date."""
    places = columns(rows, ("version", "date", "author", "change"))
    body = rows[1:] if "version" in places or "date" in places else rows
    found: list[Revision] = []
    rest: list[str] = []
    for cells in body:
        cell = {key: cells[at] for key, at in places.items() if at < len(cells)} or _guessed(cells)
        day = date_in(cell.get("date", ""))
        version = cell.get("version", "").strip()
        others = [text for text in cells if text and text not in cell.values()]
        if day and version and not others:
            found.append(
                Revision(version=version, date=day, author=cell.get("author", ""), change=cell.get("change", ""))
            )
        elif any(cells):
            rest.append(" | ".join(text for text in cells if text))
    return sorted(found, key=lambda one: one.date), rest


def approvals(rows: tuple[tuple[str, ...], ...]) -> list[Approval]:
    """Return the approvals of a table: name, position and date."""
    places = columns(rows, ("name", "position", "date"))
    body = rows[1:] if "name" in places else rows
    found: list[Approval] = []
    for cells in body:
        cell = {key: cells[at] for key, at in places.items() if at < len(cells)} if "name" in places else {}
        if not cell:
            texts = [text for text in cells if text and not date_in(text)]
            cell = {"name": texts[0] if texts else "", "position": texts[1] if len(texts) > 1 else ""}
            cell["date"] = next((text for text in cells if date_in(text)), "")
        if cell.get("name", "").strip("_ "):
            found.append(
                Approval(by=cell["name"], position=cell.get("position", ""), date=date_in(cell.get("date", "")))
            )
    return found


def date_in(text: str) -> dt.date | None:
    """Return the date that a text is, in any usual way of writing; a day stands before a month."""
    text = text.strip(" .,")
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        year += 2000 if year < 100 else 0
        return _day(year, second, first) if second <= 12 else _day(year, first, second)
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})", text):
        return _named_day(found[3], found[2], found[1])
    if found := re.fullmatch(r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})", text):
        return _named_day(found[3], found[1], found[2] or "1")
    return None


def is_unclear(text: str) -> bool:
    """Tell whether a date could be read with its day and month the other way round."""
    found = re.fullmatch(r"\s*(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})\s*", text)
    return bool(found) and int(found[1]) <= 12 and int(found[2]) <= 12 and int(found[1]) != int(found[2])


def rows_of(texts: list[str]) -> tuple[tuple[str, ...], ...]:
    """Make rows of a table whose cells stand one below the other, by how many of the first name columns."""
    known = {name for names in _COLUMNS.values() for name in names}
    width = 0
    while width < len(texts) and texts[width].casefold().strip(" .:") in known:
        width += 1
    if width < 2:
        return ()
    return tuple(tuple(texts[at : at + width]) for at in range(0, len(texts), width))


def _guessed(cells: tuple[str, ...]) -> dict[str, str]:
    """Tell a row's cells apart by what they look like: a version, a date, and the rest in the usual order."""
    version = next((text for text in cells if re.fullmatch(r"[vV]?(?:ersion )?\d+(\.\d+)*", text)), "")
    date = next((text for text in cells if date_in(text)), "")
    others = [text for text in cells if text and text not in (version, date)]
    named = dict(zip(("change", "author"), sorted(others, key=len, reverse=True), strict=False))
    return {"version": version, "date": date, **named}


def _next(go: str) -> str:
    if not go:
        return ""
    return f"Go to step {go}." if re.fullmatch(r"\d+(\.\d+)*", go.strip()) else go


def _ended(text: str, go: str) -> str:
    return f"{text}." if text and go and text[-1] not in ".!?;:" else text


def _named_day(year: str, month: str, day: str) -> dt.date | None:
    number = next((at for at, name in enumerate(_MONTHS, 1) if month.casefold().startswith(name)), 0)
    return _day(int(year), number, int(day)) if number else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
