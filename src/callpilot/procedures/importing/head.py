"""What a document says of itself: title, purpose, scope, versions, who approved it, whom and what it names."""

import datetime as dt
import re
from dataclasses import dataclass, field

from callpilot.procedures.importing.blocks import Block, Left
from callpilot.procedures.importing.labels import HEAD, labelled
from callpilot.procedures.importing.sections import TITLE, Section
from callpilot.procedures.importing.spoken import sentence
from callpilot.procedures.importing.tables import (
    ALL_COLUMNS,
    approvals,
    columns,
    date_in,
    is_unclear,
    revisions,
    rows_of,
)
from callpilot.procedures.model import Approval, Revision


@dataclass
class Head:
    """The head of a procedure while its document is read. `loose` is what found no place in it."""

    title: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    references: list[str] = field(default_factory=list[str])
    contacts: list[str] = field(default_factory=list[str])
    revisions: list[Revision] = field(default_factory=list[Revision])
    approvals: list[Approval] = field(default_factory=list[Approval])
    lines: dict[str, str] = field(default_factory=dict[str, str])
    loose: list[Block] = field(default_factory=list[Block])
    skipped: list[Block] = field(default_factory=list[Block])
    left: list[Left] = field(default_factory=list[Left])

    def text(self, kind: str) -> str:
        """Return a part's text: one paragraph or item a line."""
        return "\n".join(self.texts.get(kind, ()))

    def read(self, section: Section) -> bool:
        """Take what a part says; return False when it is no part of the head."""
        match section.kind:
            case "purpose" | "scope" | "responsible":
                self.texts.setdefault(section.kind, []).extend(_lines(section.blocks))
            case "references" | "contacts":
                found = self.references if section.kind == "references" else self.contacts
                rest = [block for block in section.blocks if not self.take_line(block)]
                found.extend(line for block in rest for line in _rows(block))
            case "revision":
                self._revisions(section)
            case "approval":
                self._approvals(section)
            case "contents":
                self.skipped += section.blocks
                self.left.extend(
                    Left(one.place, "left out, as a table of contents", one.words) for one in section.blocks
                )
            case _:
                return False
        return True

    def take_line(self, block: Block) -> bool:
        """Take a line such as `Version: 1.2` or `Title: …`; return False when it is none."""
        kind, rest = labelled(block.text)
        if kind not in HEAD or not rest or block.kind == "table":
            return False
        if kind == "title" and not self.title:
            self.title = rest
        elif kind not in self.lines and (kind != "date" or date_in(rest)):
            self.lines[kind] = rest
            if kind == "date" and is_unclear(rest):
                self.left.append(
                    Left(block.place, "a date that could be read in two ways; the day is taken first", rest)
                )
        else:
            return False
        return True

    def take_table(self, block: Block) -> bool:
        """Take a table of revisions or approvals wherever it stands; return False when it is another one."""
        if block.kind != "table":
            return False
        places = columns(block.rows, ("version", "date", "author", "change", "name", "position"))
        if {"version", "date"} <= places.keys():
            self._take_revisions(block.rows, block)
        elif {"name", "position", "date"} <= places.keys():
            self._take_approvals(approvals(block.rows), block)
        else:
            return False
        return True

    def history(self, today: dt.date, source: str) -> tuple[Revision, ...]:
        """Return the revisions; a document that has none gets one of today's."""
        if self.revisions:
            return tuple(self.revisions)
        version, day = self.lines.get("version", ""), date_in(self.lines.get("date", ""))
        author = self.lines.get("author", "")
        change = f"Imported from {source}."
        return (Revision(version=version or "1.0", date=day or today, author=author, change=change),)

    def _revisions(self, section: Section) -> None:
        texts: list[Block] = []
        for block in section.blocks:
            if block.kind == "table":
                self._take_revisions(block.rows, block)
            elif not self.take_line(block):
                texts.append(block)
        if not texts:
            return
        cells = [_whole(text) for text in texts]
        split = rows_of(cells) or tuple(
            tuple(re.split(r"\s*[|;\t]\s*|\s+[–—]\s+|\s-\s|,\s+(?!\d{4}\b(?!-))", one)) for one in cells
        )
        self._take_revisions(split, texts[0])

    def _take_revisions(self, rows: tuple[tuple[str, ...], ...], block: Block) -> None:
        found, rest = revisions(rows)
        self.revisions = sorted([*self.revisions, *found], key=lambda one: one.date)
        unclear = [cell for row in rows for cell in row if is_unclear(cell)]
        self.left.extend(
            Left(block.place, "a date that could be read in two ways; the day is taken first", one) for one in unclear
        )
        self.loose.extend(Block(kind="text", text=text, place=block.place) for text in rest)

    def _approvals(self, section: Section) -> None:
        named = dict[str, str]()
        texts: list[Block] = []
        for block in section.blocks:
            if block.kind == "table":
                self._take_approvals(approvals(block.rows), block)
                continue
            found = re.match(r"\s*(name|approved by|position|title|role|date|signature)\s*:\s*(.*)", block.text, re.I)
            if found and found[1].casefold() not in named:
                named[found[1].casefold()] = found[2].strip()
            else:
                texts.append(block)
        by = named.get("name") or named.get("approved by", "")
        if by.strip("_ "):
            position = named.get("position") or named.get("title") or named.get("role", "")
            self._take_approvals(
                [Approval(by=by, position=position, date=date_in(named.get("date", "")))], section.blocks[0]
            )
        elif texts:
            cells = [text.words for text in texts]
            split = rows_of(cells) or tuple(tuple(re.split(r"\s*[|;\t,]\s*", one)) for one in cells)
            self._take_approvals(approvals(split), texts[0])

    def _take_approvals(self, found: list[Approval], block: Block) -> None:
        """The first approval is the procedure's; the others are kept beside it."""
        for other in found:
            if not self.approvals:
                self.approvals.append(other)
                continue
            text = ", ".join(part for part in (other.by, other.position, str(other.date or "")) if part)
            self.loose.append(Block(kind="text", text=f"Approved also by {text}", place=block.place))


def plain_title(text: str) -> str:
    """Return a title without “SOP 3:” before it and without capitals throughout."""
    found = TITLE.fullmatch(text)
    text = (found["title"] if found else text).strip(" :–—-")
    text = re.sub(
        r"\s*[–—-]?\s*\(?\bstandard operating procedures?(?:\s*\(sops?\))?\)?\s*(?:for\s+)?", " ", text, flags=re.I
    )
    text = re.sub(r"^\s*SOPs?\s+(?:for|on)\s+", "", text, flags=re.IGNORECASE).strip(" :–—-")
    return text.capitalize() if text.isupper() and len(text) > 4 else text[:1].upper() + text[1:]


def _lines(blocks: list[Block]) -> list[str]:
    return [f"- {block.text}" if block.kind == "item" else sentence(block.words) for block in blocks if block.words]


def _whole(block: Block) -> str:
    """A cell's text; an initial was no marker."""
    return f"{block.marker} {block.words}".strip() if block.kind == "item" else block.words


def _rows(block: Block) -> list[str]:
    if block.kind != "table":
        return [part for part in re.split(r"\s*;\s*", block.text) if part]
    rows = block.rows[1:] if len(columns(block.rows, ALL_COLUMNS)) > 1 else block.rows
    return [", ".join(cell for cell in row if cell) for row in rows if any(row)]
