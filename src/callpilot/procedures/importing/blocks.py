"""A document as every reader gives it: one list of blocks, each with the place it came from."""

from typing import Final, Literal

from msgspec import Struct

Kind = Literal["heading", "text", "item", "table", "picture"]

MOST_BLOCKS: Final = 20_000
"""A document of more headings, paragraphs, items, tables and pictures is no procedure."""


class DocumentRefused(Exception):
    """Nothing can be made of the file; the text says in one line what, where and what to do."""


class Block(Struct, frozen=True, kw_only=True):
    """One piece of a document. Its text is cleaned, on one line, without markup and without its marker.

    `level` is a heading's (1 the highest) or an item's depth (0 the outermost). `marker` stands before an item
    as written: `1.`, `iv)`, `•`, `[ ]`, `Step 4`; empty where the document's own numbering made it. `lead` is
    what the text begins with in bold, when that isn't all of it; `bold`: all of it is. `place` is a line or,
    in a Word document, a paragraph, from 1.
    """

    kind: Kind
    text: str = ""
    level: int = 0
    marker: str = ""
    ordered: bool = False
    checkbox: bool = False
    bold: bool = False
    lead: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    place: int = 0

    @property
    def words(self) -> str:
        """All that a reader of the document would read here."""
        if self.kind == "table":
            return "\n".join(" | ".join(cell for cell in row if cell) for row in self.rows)
        return self.text


class Left(Struct, frozen=True):
    """Something that a person has to look at: where it stands in the document, what was done, and its words."""

    place: int
    what: str
    text: str = ""


class Document(Struct, frozen=True, kw_only=True):
    """What a reader made of one file: its blocks, what it left out, and whether places are lines or paragraphs."""

    blocks: tuple[Block, ...]
    left: tuple[Left, ...] = ()
    unit: Literal["line", "paragraph"] = "line"
