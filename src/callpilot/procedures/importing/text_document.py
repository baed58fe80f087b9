"""Plain text as blocks: markers, indents, underlines, tables in columns, lines that were broken to fit a page."""

import re
from dataclasses import dataclass, field

from callpilot.procedures.importing.blocks import Block, Document, Left
from callpilot.procedures.importing.labels import begins_group, label, labelled
from callpilot.procedures.importing.marks import Mark, find_mark, holds_page_number, is_page_number
from callpilot.procedures.importing.wording import tidy

_CONDITION = re.compile(r"\s*(if|when|else|otherwise|condition|take action|action|then|yes|no)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\s*(?:sop|procedure|standard operating procedure)\s*(?:no\.?|number|#)?\s*[-#]?\s*\d+\s*[:.–—-]", re.I
)


@dataclass
class _Line:
    place: int
    text: str

    @property
    def indent(self) -> int:
        start = self.text.expandtabs(4)
        return len(start) - len(start.lstrip())


@dataclass
class _Reader:
    """The blocks so far, the lists that are open (indent and style), and the line that may go on."""

    blocks: list[Block] = field(default_factory=list[Block])
    lists: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    last: str = ""

    def add(self, block: Block, line: str = "") -> None:
        self.blocks.append(block)
        self.last = line

    def go_on(self, line: str) -> None:
        """Add a line to the block before it: it was broken to fit the page."""
        before = self.blocks[-1]
        self.blocks[-1] = _with_text(before, f"{before.text}\n{line.strip()}")
        self.last = line

    def depth(self, indent: int, mark: Mark) -> int:
        """Return how deep an item stands: by its indent, by the style of its number, by what it stands under."""
        if mark.style == "step":
            self.lists = [(indent, "step", mark.written)]
            return 0
        dots = mark.style.count(".1")
        while self.lists and indent < self.lists[-1][0]:
            self.lists.pop()
        styles = [style for _indent, style, _written in self.lists]
        if mark.style in styles:
            place = len(styles) - 1 - styles[::-1].index(mark.style)
            if self.lists[place][0] >= indent - 1 or dots:
                self.lists = self.lists[:place]
        elif dots and (
            outer := [at for at, style in enumerate(styles) if style.count(".1") < dots and style[0] == "1"]
        ):
            self.lists = self.lists[: outer[-1] + 1]
        self.lists.append((indent, mark.style, mark.written))
        return len(self.lists) - 1


def read_text(text: str) -> Document:
    """Read plain text. Headers, footers and page numbers are left out, and told."""
    lines, left = _without_pages(text)
    reader = _Reader()
    at = 0
    while at < len(lines):
        at += _read(reader, lines, at)
    return Document(blocks=tuple(_tidied(block) for block in reader.blocks), left=tuple(left))


def _read(reader: _Reader, lines: list[_Line], at: int) -> int:
    """Read what stands at one line; return how many lines it took."""
    line = lines[at]
    text = line.text
    if not text.strip() or re.fullmatch(r"\s*[-=_*~#+.]{3,}\s*|\s*[|v^↓│▼]+\s*", text):
        reader.last = ""
        return 1
    if rows := _table(lines, at):
        reader.add(Block(kind="table", rows=tuple(tuple(_cells(row.text)) for row in rows), place=line.place))
        return len(rows)
    before = lines[at - 1].text if at else ""
    after = lines[at + 1].text if at + 1 < len(lines) else ""
    if re.fullmatch(r"\s*[=\-~_]{3,}\s*", after) and len(text.strip()) < 90 and not before.strip():
        reader.lists = []
        reader.add(Block(kind="heading", text=text, level=1 if "=" in after else 2, place=line.place))
        return 2
    if level := _heading_level(text, before, after):
        reader.lists = []
        reader.add(Block(kind="heading", text=text, level=level, place=line.place))
        return 1
    mark = find_mark(text, reader.lists[-1][2] if reader.lists else "")
    if mark and not (mark.style in ("a", "A", "i", "I") and reader.last and not mark.written.endswith((")", "."))):
        depth = reader.depth(line.indent, mark)
        item = Block(kind="item", text=mark.rest, level=depth, marker=mark.written, ordered=mark.ordered,
                     checkbox=mark.checkbox, place=line.place)  # fmt: skip
        reader.add(item, text)
        return 1
    if reader.last and _goes_on(reader, line):
        reader.go_on(text)
    else:
        reader.add(Block(kind="text", text=text, level=line.indent, place=line.place), text)
    return 1


def _heading_level(text: str, before: str, after: str) -> int:
    """Return a line's level as a heading; 0 when it is none."""
    bare = text.strip()
    if len(bare) > 90 or _CONDITION.match(bare):
        return 0
    if _TITLE.match(bare) and not bare.endswith("."):
        return 1
    if label(bare) and (not before.strip() or label(bare) not in ("do", "say")):
        return 3 if not labelled(bare)[0] or bare.endswith(":") else 0
    if re.match(r"\s*(?:section|part|chapter)\s+[\divxIVX]+\b", bare, re.I) and not bare.endswith("."):
        return 2
    if re.match(r"[IVX]{1,5}\.\s+\S", bare) and not bare.endswith((".", ";", ",")):
        return 3
    mark = find_mark(bare)
    if mark:
        return 0
    letters = [char for char in bare if char.isalpha()]
    if len(letters) > 3 and bare.upper() == bare and not bare.endswith((".", ",")):
        return 2
    if begins_group(bare) and (bare.endswith(":") or not before.strip()) and not bare.endswith("."):
        return 4
    alone = not before.strip() and not bare.endswith((".", ",", ";", "”", '"', "!"))
    if alone and len(bare) < 70 and bare[0].isupper() and ":" not in bare[:-1] and len(bare.split()) < 11:
        return 4 if not after.strip() or bare.endswith(":") or find_mark(after) or _CONDITION.match(after) else 0
    return 0


def _goes_on(reader: _Reader, line: _Line) -> bool:
    """Tell whether a line is the rest of the one before it."""
    text, last = line.text.strip(), reader.last.rstrip()
    if _CONDITION.match(text) or labelled(text)[0] or re.match(r"[QA]\s*\d*\s*[:.)]", text) or text[0] in '“"':
        return text[0] in '“"' and len(last) > 60 and not last.endswith((".", "!", "?", ":"))
    if labelled(last)[0] in ("title", "version", "date", "author"):
        return False
    if text[0].islower():
        return True
    ended = last.endswith((".", "!", "?", ":", ";", "”", '"'))
    return (len(last) > 58 and (not ended or line.indent > 0)) or (len(last) > 66 and not last.endswith(":"))


def _cells(text: str) -> list[str]:
    if text.count("|") >= 1:
        return [tidy(cell) for cell in text.strip().strip("|").split("|")]
    return [tidy(cell) for cell in re.split(r"\t+|\s{2,}", text.strip())]


def _table(lines: list[_Line], at: int) -> list[_Line]:
    """Return the rows of a table that begins here: at least two lines in columns."""
    rows: list[_Line] = []
    for line in lines[at:]:
        text = line.text.strip()
        is_ruler = re.fullmatch(r"[|+:=\- ]{3,}", text) is not None and rows
        if is_ruler:
            continue
        split = _cells(text)
        has_bars = text.count("|") >= 2 or (text.count("|") == 1 and " | " in text)
        has_gaps = len(split) >= 2 and re.search(r"\S(\t+|\s{3,})\S", text) is not None
        if not text or not (has_bars or (has_gaps and not (find_mark(text) and len(split) == 2))):
            break
        rows.append(line)
    return rows if len(rows) >= 2 else []


def _without_pages(text: str) -> tuple[list[_Line], list[Left]]:
    """Return the lines without page numbers and without what stands around them on every page."""
    lines: list[_Line] = []
    for number, raw in enumerate(text.split("\n"), 1):
        for part in raw.split("\f"):
            lines.append(_Line(number, part))
    lines = [part for line in _joined(lines) for part in _apart(line)]
    breaks = {at for at, line in enumerate(lines) if is_page_number(line.text) or holds_page_number(line.text)}
    near = {other for at in breaks for other in range(at - 3, at + 4) if 0 <= other < len(lines)}
    shapes: dict[str, list[int]] = {}
    for at in near:
        if shape := re.sub(r"\d+", "#", lines[at].text.strip()):
            shapes.setdefault(shape, []).append(at)
    repeated = {
        at
        for shape, places in shapes.items()
        if len(places) > 2 and not label(shape) and not _CONDITION.match(shape)
        for at in places
        if not find_mark(lines[at].text)
    }
    gone = breaks | repeated
    if not any(line.text.strip() for at, line in enumerate(lines) if at not in gone):
        gone = set[int]()  # a document of nothing else is one
    left = [
        Left(lines[at].place, "left out, as the head or foot of a page", tidy(lines[at].text)) for at in sorted(gone)
    ]
    return [line for at, line in enumerate(lines) if at not in gone], left


def _apart(line: _Line) -> list[_Line]:
    """Part a line of a document's head: `Title: …      SOP No.: …`."""
    parts = re.split(r"(?:\t+|\s{3,})(?=[A-Z][\w. ]{1,24}:)", line.text)
    is_head = len(parts) > 1 and all(re.match(r"\s*[A-Z][\w. ]{1,24}:", part) for part in parts)
    return [_Line(line.place, part) for part in parts] if is_head else [line]


def _joined(lines: list[_Line]) -> list[_Line]:
    """Put a number or bullet that stands alone before the line below it."""
    found: list[_Line] = []
    for line in lines:
        if found and line.text.strip() and re.fullmatch(r"\s*(?:\d{1,2}[.)]|[•▪●○·])\s*", found[-1].text):
            found[-1] = _Line(found[-1].place, f"{found[-1].text.rstrip()} {line.text.strip()}")
        else:
            found.append(line)
    return found


def _with_text(block: Block, text: str) -> Block:
    from msgspec.structs import replace

    return replace(block, text=text)


def _tidied(block: Block) -> Block:
    text = re.sub(r"^\s*[#*_=]+\s*|\s*[*_=]+\s*$", "", block.text) if block.kind == "heading" else block.text
    return _with_text(block, tidy(text))
