"""HTML as blocks: what a reader of the page sees, never what a script says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from callpilot.procedures.importing.blocks import MOST_BLOCKS, Block, Document, DocumentRefused
from callpilot.procedures.importing.marks import find_mark
from callpilot.procedures.importing.wording import tidy

DEEPEST: Final = 250
"""Tags in one another; what is deeper was made to harm, and takes a parser very long."""

_UNSEEN: Final = frozenset(("script", "style", "head", "template", "noscript", "svg", "object", "-comment", "iframe"))
_FLOWING: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_CLOSED_BY_OTHERS: Final = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "col",
        "colgroup",
        "wbr",
        "area",
        "base",
        "source",
        "param",
    ]
)


@dataclass
class _Place:
    """What is open while the page is walked through."""

    blocks: list[Block] = field(default_factory=list[Block])
    text: list[str] = field(default_factory=list[str])
    strong: list[str] = field(default_factory=list[str])
    lists: list[tuple[bool, int]] = field(default_factory=list[tuple[bool, int]])
    in_strong: int = 0
    heading: int = 0
    item: bool = False
    checkbox: bool = False
    lead_open: bool = True


def read_html(text: str, *, words: bool = False) -> Document:
    """Read a page. `words`: it was made of a Word document, and places are paragraphs.

    Raises DocumentRefused when it is nested to harm or holds too much.
    """
    if _deepest(text) > DEEPEST:
        raise DocumentRefused("is nested too deeply to be a document")
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(text).root
    place = _Place()
    lines = _Lines(text)
    for kind, node in _walk(root):
        if kind == "text":
            _add_text(place, str(node.text_content))
        elif kind == "table":
            _flush(place)
            rows = tuple(tuple(tidy(cell.text(separator=" ")) for cell in row.css("td, th")) for row in node.css("tr"))
            place.blocks.append(Block(kind="table", rows=tuple(row for row in rows if any(row))))
        elif kind == "open":
            _open(place, node)
        else:
            _close(place, node)
        if len(place.blocks) > MOST_BLOCKS:
            raise DocumentRefused(f"has more than {MOST_BLOCKS} paragraphs; divide it")
    _flush(place)
    return Document(
        blocks=tuple(lines.placed(block, number, words) for number, block in enumerate(place.blocks, 1)),
        unit="paragraph" if words else "line",
    )


def _walk(root: Any) -> Iterator[tuple[Literal["open", "close", "text", "table"], Any]]:
    """Go through the tree without recursion; a table that isn't there for the layout comes as one."""
    stack: list[tuple[Any, bool]] = [(root, False)] if root is not None else []
    while stack:
        node, closing = stack.pop()
        if closing:
            yield "close", node
        elif node.tag == "-text":
            yield "text", node
        elif node.tag in _UNSEEN:
            continue
        elif node.tag == "table" and not node.css("table table, table ol, table ul, table h1, table h2, table h3"):
            yield "table", node
            # Pictures in a table are said to be there; its words are in the rows.
            stack += [(picture, False) for picture in reversed(node.css("img"))]
        else:
            yield "open", node
            stack.append((node, True))
            children = list(node.iter(include_text=True))
            stack += [(child, False) for child in reversed(children)]


def _open(place: _Place, node: Any) -> None:
    tag = str(node.tag)
    if tag in ("b", "strong"):
        place.in_strong += 1
    elif tag == "input" and node.attributes.get("type") == "checkbox":
        place.checkbox = True
    elif tag == "img":
        _flush(place)
        name = str(node.attributes.get("alt") or "") or _file_name(str(node.attributes.get("src") or ""))
        place.blocks.append(Block(kind="picture", text=tidy(name)[:200]))
    elif tag == "br":
        place.text.append("\n")
    elif tag not in _FLOWING:
        _flush(place)
        if tag in ("ol", "ul"):
            start = str(node.attributes.get("start") or "1")
            place.lists.append((tag == "ol", int(start) - 1 if start.isdigit() else 0))
        elif tag == "li":
            if place.lists:
                ordered, number = place.lists[-1]
                place.lists[-1] = (ordered, number + 1)
            place.item = not str(node.attributes.get("id") or "").startswith(("footnote", "endnote"))
            place.text += [] if place.item else ["Note: "]
        elif re.fullmatch(r"h[1-6]|summary|dt", tag):
            place.heading = int(tag[1]) if tag[1].isdigit() else 6


def _close(place: _Place, node: Any) -> None:
    tag = str(node.tag)
    if tag in ("b", "strong"):
        place.in_strong -= 1
    elif tag == "a":
        href = str(node.attributes.get("href") or "").removeprefix("mailto:").removeprefix("tel:")
        if re.match(r"https?://|[^/#]+@|\+?\d", href) and href not in "".join(place.text):
            place.text.append(f" ({href})")
    elif tag not in _FLOWING and tag not in ("img", "br"):
        _flush(place)
        if tag in ("ol", "ul") and place.lists:
            place.lists.pop()
        if tag == "li":
            place.item = False
        place.heading = 0


def _add_text(place: _Place, text: str) -> None:
    text = re.sub(r"\s+", " ", text)
    place.text.append(text)
    if place.in_strong and place.lead_open:
        place.strong.append(text)
    elif text.strip():
        place.lead_open = False


def _flush(place: _Place) -> None:
    """End the paragraph: each of its lines is a block."""
    text, lead = "".join(place.text), tidy("".join(place.strong))
    place.text, place.strong, place.lead_open = [], [], True
    for part in text.split("\n"):
        if line := tidy(part):
            place.blocks.append(_block(place, line, lead if line.startswith(lead) else ""))
            place.item = place.checkbox = False


def _block(place: _Place, text: str, lead: str) -> Block:
    bold = bool(lead) and len(lead) >= len(text) - 1
    if place.heading:
        return Block(kind="heading", text=text, level=place.heading)
    mark = find_mark(text)
    if place.item and place.lists:
        ordered, number = place.lists[-1]
        checkbox = place.checkbox or bool(mark and mark.checkbox)
        rest = mark.rest if mark and mark.checkbox else text
        return Block(kind="item", text=rest, level=len(place.lists) - 1, marker=f"{number}." if ordered else "",
                     ordered=ordered, checkbox=checkbox, bold=bold, lead="" if bold else lead)  # fmt: skip
    if mark and mark.rest and not (mark.style in ("a", "A", "i", "I") and not mark.written.endswith((")", "."))):
        lead = lead.removeprefix(mark.written).strip()
        return Block(kind="item", text=mark.rest, level=len(place.lists), marker=mark.written, ordered=mark.ordered,
                     checkbox=mark.checkbox or place.checkbox, bold=bold, lead="" if bold else lead)  # fmt: skip
    return Block(kind="text", text=text, level=len(place.lists), bold=bold, lead="" if bold else lead,
                 checkbox=place.checkbox)  # fmt: skip


def _file_name(source: str) -> str:
    return "" if source.startswith("data:") else source.rsplit("/", 1)[-1]


def _deepest(text: str) -> int:
    """Return how many tags stand in one another at most, before anything is parsed."""
    depth = most = 0
    for found in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)", text):
        if found[2].casefold() not in _CLOSED_BY_OTHERS:
            depth = max(depth + (-1 if found[1] else 1), 0)
            most = max(most, depth)
    return most


class _Lines:
    """On which line of the source each block stands, found by its first words."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = self._counted = 0
        self._line = 1

    def placed(self, block: Block, number: int, is_word: bool) -> Block:
        """Return the block with its place."""
        from msgspec.structs import replace

        if is_word:
            return replace(block, place=number)
        word = re.match(r"[\w’' ]{2,24}", block.words)
        found = self._text.find(word[0].strip(), self._at, self._at + 50_000) if word else -1
        if found >= 0:
            self._line += self._text.count("\n", self._counted, found)
            self._at, self._counted = found + 1, found
        return replace(block, place=self._line)
