"""Blocks as parts: which stand under which heading, and where one SOP ends and the next begins."""

import re
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from callpilot.procedures.importing.blocks import Block, Left
from callpilot.procedures.importing.labels import HEAD, MARKS, begins_group, label, labelled
from callpilot.procedures.importing.marks import find_mark, number_of

TITLE: Final = re.compile(
    r"\s*(?:sop|procedure|standard operating procedure(?:\s*\(sops?\))?)\s*(?:no\.?|number|#)?\s*[-#]?\s*"
    r"(?P<number>[\dIVX]+)?\s*(?:[:.]|\s[–—-])\s*(?P<title>\S.*)",
    re.IGNORECASE,
)
_STEP: Final = re.compile(r"\s*step\s*(?:no\.?\s*|#\s*)?(?:\d|[ivx]{1,5}\b)", re.IGNORECASE)
_INLINE: Final = ("purpose", "scope", "responsible", "references", "contacts", "revision", "approval")
_QUESTION: Final = re.compile(r"\s*(?:q(?:uestion)?\s*\d*\s*[:.)]|a(?:nswer)?\s*\d*\s*[:.])", re.IGNORECASE)


@dataclass
class Section:
    """What stands under one heading. `kind` is what its label names, `head` what stands before any heading."""

    kind: str
    title: str = ""
    level: int = 0
    place: int = 0
    blocks: list[Block] = field(default_factory=list[Block])


def structured(blocks: tuple[Block, ...]) -> tuple[list[Block], list[Left]]:
    """Make headings of what is one in all but its form; a block that stands twice in a row stands once.

    What was left out is told.
    """
    found: list[Block] = []
    left: list[Left] = []
    numbered = _numbers_sections(blocks)
    in_process = False
    for block in blocks:
        if found and _same(found[-1], block):
            left.append(Left(block.place, "stands twice, and is kept once", block.words))
            continue
        for one in _promoted(block, numbered=numbered, in_process=in_process):
            if one.kind == "heading":
                in_process = (in_process or label(one.text) == "process") and not _numbered_title(one.text)
            found.append(one)
    return found, left


def documents(blocks: list[Block]) -> tuple[list[Block], list[list[Block]]]:
    """Return what stands before the first SOP of the document, and the blocks of each SOP."""
    starts = [at for at, block in enumerate(blocks) if block.kind == "heading" and _numbered_title(block.text)]
    if len(starts) < 2:
        starts = _by_anatomy(blocks)
    if len(starts) < 2:
        return [], [blocks]
    ends = [*starts[1:], len(blocks)]
    parts = [blocks[start:end] for start, end in zip(starts, ends, strict=True)]
    return blocks[: starts[0]], parts


def sections(blocks: list[Block]) -> list[Section]:
    """Divide one SOP's blocks by its headings. Inside the process, only another part's label ends it."""
    found = [Section("head")]
    heads = {block.text.casefold() for block in blocks if block.kind == "heading"}
    has_process = any(block.kind == "heading" and label(block.text) == "process" for block in blocks)
    for block in blocks:
        kind = label(block.text) if block.kind == "heading" else ""
        current = found[-1]
        if current.kind not in ("process", "contents") and _STEP.match(f"{block.marker} {block.text}"):
            found.append(Section("process", "", block.level, block.place))
            found[-1].blocks.append(block)
        elif current.kind == "contents" and not _is_in_contents(block, heads):
            found.append(Section("other", block.text if block.kind == "heading" else "", block.level, block.place))
            found[-1].blocks += [] if block.kind == "heading" else [block]
        elif current.kind in ("purpose", "scope") and not has_process and number_of(block.marker) == "1":
            found.append(Section("process", "", block.level, block.place))
            found[-1].blocks.append(block)
        elif block.kind != "heading" or kind in MARKS or (kind in HEAD and kind != "title"):
            current.blocks.append(block)
        elif kind and not (current.kind == kind and kind == "process"):
            found.append(Section(kind, block.text, block.level, block.place))
        elif current.kind in ("process", "faq"):
            current.blocks.append(block)
        else:
            found.append(Section("other", block.text, block.level, block.place))
    return found


def _is_in_contents(block: Block, heads: set[str]) -> bool:
    text = block.words
    return block.text.casefold() in heads or re.search(r"(?:\.{2,}|…|\s)\s*\d{1,3}$|^\W*$", text) is not None


def _promoted(block: Block, *, numbered: bool, in_process: bool) -> list[Block]:
    if block.kind not in ("text", "item") or block.level > 1 or block.checkbox:
        return [_unnumbered(block)] if block.kind == "heading" else [block]
    kind = label(block.text)
    outer = block.kind == "text" or block.level == 0
    if kind and kind not in MARKS | HEAD and outer and len(block.text) < 60:
        return [_heading(block, 3)]
    inline, rest = labelled(block.text)
    late = block.kind == "text" and inline not in ("contacts", "responsible")
    if inline in _INLINE and outer and rest and (not in_process or late):
        name = block.text[: len(block.text) - len(rest)].strip()
        return [_heading(replace(block, text=name), 3), replace(block, kind="text", text=rest, lead="", marker="")]
    is_short = len(block.text) < 80 and not block.text.endswith((".", ";", ","))
    if block.bold and is_short and block.kind == "text" and not _QUESTION.match(block.text) and not inline:
        return [_heading(block, 5)]
    if numbered and re.fullmatch(r"\d{1,2}\.", block.marker) and is_short and len(block.text.split()) < 9 and outer:
        return [_heading(block, 3)]
    return [block]


def _heading(block: Block, level: int) -> Block:
    return replace(block, kind="heading", level=level, text=block.text.strip(), marker="", ordered=False, lead="")


def _unnumbered(block: Block) -> Block:
    """Take the section's number off a heading; a step's number stays."""
    mark = find_mark(block.text)
    if mark and mark.ordered and mark.style != "step" and mark.rest:
        return replace(block, text=mark.rest, marker=mark.written)
    section = re.match(r"\s*(?:section|part|chapter)\s+[\divxIVX]+\s*[:.–—-]+\s*(\S.*)", block.text, re.IGNORECASE)
    return replace(block, text=section[1]) if section else block


def _numbers_sections(blocks: tuple[Block, ...]) -> bool:
    """Tell whether `3. Procedure` with `3.1`, `3.2` below it is how this document numbers its parts."""
    labels = {
        mark.written.strip(".)")
        for block in blocks
        if block.kind in ("item", "heading")
        and (mark := find_mark(f"{block.marker} {block.text}".strip()))
        and label(mark.rest) not in ("", *MARKS)
    }
    return any(re.match(r"(\d+)\.\d", block.marker) and block.marker.split(".")[0] in labels for block in blocks)


def _same(before: Block, block: Block) -> bool:
    return block.kind != "picture" and len(block.words) > 12 and before.words.casefold() == block.words.casefold()


def _numbered_title(text: str) -> bool:
    found = TITLE.match(text)
    return bool(found and found["number"])


def _by_anatomy(blocks: list[Block]) -> list[int]:
    """Find where SOPs begin by what each has: a title, and below it a purpose (or else a scope, or a process)."""
    for kind in ("purpose", "scope", "process"):
        places = [at for at, block in enumerate(blocks) if block.kind == "heading" and label(block.text) == kind]
        if len(places) < 2:
            continue
        starts: list[int] = []
        for place in places:
            before = starts[-1] if starts else -1
            titles = [at for at in range(before + 1, place) if _is_title(blocks[at])]
            close = [at for at in titles if place - at <= 6] if starts else titles
            if close:
                top = min(blocks[at].level for at in close)
                starts.append(next(at for at in (close if not starts else close[::-1]) if blocks[at].level == top))
        if len(starts) == len(places):
            return starts
    return []


def _is_title(block: Block) -> bool:
    if block.kind != "heading":
        return labelled(block.text)[0] == "title"
    return not label(block.text) and not begins_group(block.text) and not re.match(r"step\s*\d", block.text, re.I)
