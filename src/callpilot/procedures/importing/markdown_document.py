"""Markdown as blocks: what it looks like as a page, with the lines it stands on."""

import re
from typing import Final

from callpilot.procedures.importing.blocks import Block, Document, DocumentRefused
from callpilot.procedures.importing.html_document import read_html

_ODD_BULLET: Final = re.compile(r"^(\s*)[•·▪●○➤→–](\s+)", re.MULTILINE)
_BOX: Final = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]?\]\s", re.MULTILINE)


def read_markdown(text: str) -> Document:
    """Read Markdown, tables among it. Raises DocumentRefused when it is nested to harm or holds too much."""
    from markdown_it import MarkdownIt

    if re.search(r"^[ \t]*(?:>[ \t]*){30}|^[ \t]{100}\s*\S", text, re.MULTILINE):
        raise DocumentRefused("is nested too deeply to be a document")
    front = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    if front:  # what a wiki puts above the page: one line each, to be read as such
        text = "\n" + front[1].replace("\n", "  \n") + "\n" + text[front.end() :]
    text = _BOX.sub(r"\1☐ ", _ODD_BULLET.sub(r"\1-\2", text))
    page = MarkdownIt("commonmark", {"html": True, "breaks": True, "maxNesting": 120}).enable("table").render(text)
    document = read_html(page)
    return Document(blocks=tuple(_found(document.blocks, text)))


def _found(blocks: tuple[Block, ...], text: str) -> list[Block]:
    """Give each block the line of the Markdown that its first words stand on."""
    from msgspec.structs import replace

    lines = text.split("\n")
    at = 0
    placed: list[Block] = []
    for block in blocks:
        word = re.match(r"[\w’' ]{2,24}", block.words)
        wanted = word[0].strip() if word else ""
        found = next((n for n in range(at, min(at + 400, len(lines))) if wanted and wanted in lines[n]), at)
        at = found
        placed.append(replace(block, place=min(at, len(lines) - 1) + 1))
    return placed
