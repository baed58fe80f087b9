"""A document's blocks made into procedures, each of the form that it has (E1-E6, E8)."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from callpilot.procedures.importing.accounting import without_place
from callpilot.procedures.importing.blocks import Block, Document, Left
from callpilot.procedures.importing.flow import Flow, id_of, reachable
from callpilot.procedures.importing.head import Head, plain_title
from callpilot.procedures.importing.labels import begins_group, label, labelled
from callpilot.procedures.importing.placeholders import with_blanks
from callpilot.procedures.importing.questions import entries
from callpilot.procedures.importing.sections import Section, documents, sections, structured
from callpilot.procedures.importing.spoken import sentence
from callpilot.procedures.importing.steps import StepDraft, StepReader
from callpilot.procedures.importing.tables import step_rows
from callpilot.procedures.model import FaqEntry, Form, Procedure


class Made(Struct, frozen=True):
    """A procedure that was made of (a part of) a document, and what a person has to look at in it."""

    procedure: Procedure
    left: tuple[Left, ...]


@dataclass
class _Sop:
    """One SOP of the document while it is made."""

    blocks: list[Block]
    head: Head = field(default_factory=Head)
    body: list[Block] = field(default_factory=list[Block])
    asked: list[FaqEntry] = field(default_factory=list[FaqEntry])
    drafts: list[StepDraft] = field(default_factory=list[StepDraft])
    left: list[Left] = field(default_factory=list[Left])
    id: str = ""
    title: str = ""


def recognise(
    document: Document, *, name: str, source: str, today: dt.date, titles: Mapping[str, str], taken: set[str]
) -> tuple[list[Made], list[Left]]:
    """Make procedures of a document; also return what concerns all of it.

    `name` is the title where the document has none, `source` the file's name, `titles` the ids of the procedures
    in force by their titles, `taken` ids that aren't given again.
    """
    blocks, unknown = _with_blanks(document.blocks)
    blocks, twice = structured(tuple(blocks))
    left = [*document.left, *twice]
    left += [Left(0, "a blank that the console doesn't know, kept as words", blank) for blank in unknown]
    before, parts = documents(blocks)
    sops = [_read(part) for part in parts]
    sops[0].head.loose += before
    sops[0].blocks = [*before, *sops[0].blocks]
    taken = set(taken)
    for sop in sops:
        sop.title = plain_title(sop.head.title) or name
        sop.id = id_of(sop.title, taken)
        taken.add(sop.id)
    known = {**titles, **{_key(sop.title): sop.id for sop in sops}}
    return [made for sop in sops for made in _made(sop, source, today, known, taken)], left


def _with_blanks(found: tuple[Block, ...]) -> tuple[list[Block], list[str]]:
    unknown: dict[str, None] = {}

    def put(text: str) -> str:
        text, others = with_blanks(text)
        unknown.update(dict.fromkeys(others))
        return text

    blocks = [
        replace(one, text=put(one.text), lead=put(one.lead), rows=tuple(tuple(map(put, row)) for row in one.rows))
        for one in found
    ]
    return blocks, list(unknown)


def _read(blocks: list[Block]) -> _Sop:
    sop = _Sop(blocks)
    parts = _without_title(sop, sections(blocks))
    has_process = any(part.kind == "process" for part in parts)
    seen_process = False
    for part in parts:
        part.blocks = [block for block in part.blocks if not sop.head.take_table(block)]
        seen_process = seen_process or part.kind == "process"
        if part.kind == "faq":
            sop.head.title = sop.head.title or part.title
            found, rest = entries(part.blocks, is_faq=True)
            sop.asked += found
            sop.body += rest
        elif part.kind == "process":
            sop.body += part.blocks
        elif part.kind in ("head", "other"):
            _other(sop, part, is_body=not has_process or (seen_process and _has_items(part)))
        elif not sop.head.read(part):
            sop.head.loose += part.blocks
    sop.body = [block for block in sop.body if not _head_line(sop, block)]
    asks = re.search(r"\bfaqs?\b|\bquestions\b|\bqueries\b", sop.head.title, re.IGNORECASE) is not None
    found, rest = entries(sop.body, is_faq=asks)
    if len(found) > 1 or (found and not any(block.kind == "item" for block in rest)):
        sop.asked, sop.body = [*sop.asked, *found], rest
    reader = StepReader()
    reader.read(sop.body)
    sop.drafts = reader.steps
    sop.head.loose += reader.before
    sop.left += reader.left
    return sop


def _without_title(sop: _Sop, parts: list[Section]) -> list[Section]:
    """Take the title off: it is the first heading, or the first short line."""
    head = parts[0]
    kept = [block for block in head.blocks if not sop.head.take_line(block)]
    if not sop.head.title and kept and kept[0].kind == "text" and len(kept[0].text) < 90 and len(parts) + len(kept) > 1:
        first = kept[0].text
        if not first.endswith((".", ";", ",", "?")):
            sop.head.title, kept = first, kept[1:]
    head.blocks = kept
    for part in parts:
        if part.kind == "title":
            _take_title(sop, part)
    for part in parts[:3]:
        if part.kind in ("head", "other"):
            part.blocks = [block for block in part.blocks if not sop.head.take_line(block)]
        if part.kind == "other" and not plain_title(part.title):
            part.kind = "head"
    for part in parts[1:]:
        if plain_title(sop.head.title) or part.kind != "other":
            break
        if re.match(r"\s*step\s*\d", part.title, re.IGNORECASE):
            break
        sop.head.title = part.title
        part.kind, part.title = "head", ""
    return parts


def _take_title(sop: _Sop, part: Section) -> None:
    """Take the title that a part of that name says; the rest of it is no part of the title."""
    kind, rest = labelled(part.title)
    if kind == "title" and rest:
        sop.head.title = sop.head.title or rest
    elif part.blocks and part.blocks[0].kind in ("text", "heading") and not sop.head.title:
        sop.head.title, part.blocks = part.blocks[0].text, part.blocks[1:]
    part.kind, part.title = "head", ""


def _other(sop: _Sop, part: Section, *, is_body: bool) -> None:
    """Place what stands under a heading that names no part: it is steps, or else kept beside them."""
    heading = Block(kind="heading", text=part.title, level=part.level or 3, place=part.place)
    if part.kind == "head":
        found = [block for block in part.blocks if not sop.head.take_line(block)]
        intro = [block for block in found if block.kind in ("text", "table")]
        if is_body and (_has_items(part) or any(block.kind == "heading" for block in part.blocks) or len(intro) > 3):
            sop.body += found
        else:
            sop.head.loose += found
    elif is_body:
        sop.body += [heading, *part.blocks] if part.title else part.blocks
    else:
        sop.head.loose += _under_title(heading, part.blocks)


def _under_title(heading: Block, blocks: list[Block]) -> list[Block]:
    """Put a heading before the first paragraph under it, so that they are kept as one."""
    if not blocks or blocks[0].kind not in ("text", "item") or not heading.text:
        return [heading, *blocks]
    return [replace(blocks[0], text=f"{plain_title(heading.text) or heading.text}: {blocks[0].text}"), *blocks[1:]]


def _head_line(sop: _Sop, block: Block) -> bool:
    return block.kind == "text" and sop.head.take_line(block)


def _has_items(part: Section) -> bool:
    return any(
        block.kind == "item" or step_rows(block) or re.match(r"step\s*\d", block.text, re.IGNORECASE)
        for block in part.blocks
    )


def _made(sop: _Sop, source: str, today: dt.date, titles: Mapping[str, str], taken: set[str]) -> list[Made]:
    flow = Flow(titles)
    drafts = sop.drafts
    if sop.asked and not any(_holds(draft) for draft in drafts):
        sop.head.loose += [Block(kind="heading", text=draft.title, place=draft.place) for draft in drafts]
        drafts = []
    if not drafts and not sop.asked:
        place = sop.blocks[0].place if sop.blocks else 0
        drafts = [StepDraft(sop.title, place, do=[one.words for one in sop.head.loose if one.words])]
        sop.head.loose = []
        sop.left.append(
            Left(0, f"no step was found; what there is stands in the step “{sop.title}”: divide it by hand")
        )
    head = sop.head
    base = Procedure(
        id=sop.id, title=sop.title, form="article", purpose=head.text("purpose"), scope=head.text("scope"),
        responsible=head.text("responsible"), references=tuple(map(_reference(titles), head.references)),
        contacts=tuple(head.contacts), revisions=head.history(today, source),
        approval=head.approvals[0] if head.approvals else None,
    )  # fmt: skip
    main = replace(base, steps=flow.steps(drafts))
    made = [replace(main, form=_form(main, drafts, sop.blocks))]
    if sop.asked and drafts:
        faq_id = id_of(f"{sop.id}-questions", taken)
        taken.add(faq_id)
        made.append(
            Procedure(id=faq_id, title=f"{sop.title}: questions and answers", form="faq", entries=tuple(sop.asked),
                      references=(sop.id,), revisions=base.revisions)
        )  # fmt: skip
    elif sop.asked:
        made = [replace(base, form="faq", entries=tuple(sop.asked))]
    first, added = reachable(made[0])
    made[0] = first
    left = [*head.left, *sop.left, *flow.left, *added]
    made[0], kept = _with_notes(made[0], head.loose, drafts)
    skipped = {id(block) for block in head.skipped}
    lost = without_place([block for block in sop.blocks if id(block) not in skipped], made)
    made[0], more = _with_notes(made[0], lost, drafts)
    left += [*kept, *more]
    return [Made(made[0], tuple(sorted(left, key=lambda one: one.place))), *(Made(other, ()) for other in made[1:])]


def _with_notes(procedure: Procedure, blocks: list[Block], drafts: list[StepDraft]) -> tuple[Procedure, list[Left]]:
    """Keep what found no place as notes of the nearest step, or as a last answer where there are no steps."""
    left: list[Left] = []
    texts = [(block, line) for block in blocks for line in (block.words or "").split("\n") if line.strip()]
    if not texts:
        return procedure, left
    if not procedure.steps:
        answer = "\n".join(line for _block, line in texts)
        entry = FaqEntry(question="What else does the document say?", answer=answer)
        left += [Left(block.place, "found no place; kept as the last answer", line) for block, line in texts]
        return replace(procedure, entries=(*procedure.entries, entry)), left
    steps = list(procedure.steps)
    places = {draft.title: draft.place for draft in drafts}
    for block, line in texts:
        at = max((n for n, step in enumerate(steps) if places.get(step.title, 1 << 30) <= block.place), default=0)
        kind, rest = labelled(line)
        what = "found no place; kept as a note in the step"
        if kind in ("tips", "warnings") and rest:
            what = f"found no place; kept as a {kind[:-1]} in the step"
            steps[at] = replace(steps[at], **{kind: (*getattr(steps[at], kind), sentence(rest))})
        else:
            steps[at] = replace(steps[at], notes=(*steps[at].notes, line))
        left.append(Left(block.place, f"{what} “{steps[at].title}”", line))
    return replace(procedure, steps=tuple(steps)), left


def _form(procedure: Procedure, drafts: list[StepDraft], blocks: list[Block]) -> Form:
    pictures = sum(bool(draft.pictures) for draft in drafts)
    boxes = sum(draft.checkbox for draft in drafts)
    groups = {draft.group for draft in drafts}
    named = "checklist" in procedure.title.casefold() or any(
        block.kind == "heading" and label(block.text) and "checklist" in block.text.casefold() for block in blocks
    )
    if boxes * 2 >= len(drafts) > 0 or named or (len(groups) > 1 and all(begins_group(group) for group in groups)):
        return "checklist"
    if any(step.choices for step in procedure.steps):
        return "workflow"
    return "guide" if drafts and pictures * 2 >= len(drafts) else "article"


def _holds(draft: StepDraft) -> bool:
    return any(
        (draft.say, draft.do, draft.items, draft.branches, draft.tips, draft.warnings, draft.checkbox, draft.number)
    )


def _reference(titles: Mapping[str, str]):
    def known(text: str) -> str:
        return titles.get(_key(text), text)

    return known


def _key(title: str) -> str:
    return " ".join(title.casefold().split())
