"""The blocks of a process as steps: what is said, done, ticked, heeded, and what depends on a condition."""

import re
from dataclasses import dataclass, field
from typing import Final

from callpilot.procedures.importing.blocks import Block, Left
from callpilot.procedures.importing.branches import Branch, action, condition
from callpilot.procedures.importing.labels import HEAD, MARKS, begins_group, group_of, label, labelled
from callpilot.procedures.importing.marks import number_of
from callpilot.procedures.importing.spoken import parted, titled
from callpilot.procedures.importing.tables import step_rows

_STEP = re.compile(
    r"\s*step\s*(?:no\.?\s*|#\s*)?(\d{1,3}(?:\.\d+)?[a-z]?|[ivx]{1,5}\b)\s*[:.)–—-]*\s*(.*)", re.IGNORECASE | re.DOTALL
)


DEEPEST: Final = 8
"""Conditions in one another; what is deeper stands beside the last of them."""


@dataclass
class StepDraft:
    """A step while the document is read. `number` is what the document calls it by, `place` where it begins."""

    title: str
    place: int = 0
    number: str = ""
    group: str = ""
    say: list[str] = field(default_factory=list[str])
    do: list[str] = field(default_factory=list[str])
    items: list[str] = field(default_factory=list[str])
    tips: list[str] = field(default_factory=list[str])
    warnings: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])
    branches: list[Branch] = field(default_factory=list[Branch])
    pictures: int = 0
    checkbox: bool = False


@dataclass
class StepReader:
    """Reads the blocks of a process one after another. `left` is what a person has to look at."""

    steps: list[StepDraft] = field(default_factory=list[StepDraft])
    left: list[Left] = field(default_factory=list[Left])
    before: list[Block] = field(default_factory=list[Block])
    _group: str = ""
    _mode: str = ""
    _open: list[Branch] = field(default_factory=list[Branch])
    _with_numbers: bool = False
    _headed: bool = False
    _alone: bool = False

    def read(self, blocks: list[Block]) -> None:
        """Read the blocks of one part. What stands before its first step is kept in `before`."""
        self._with_numbers = any(block.kind == "item" and (block.ordered or block.checkbox) for block in blocks)
        has_items = any(block.kind == "item" for block in blocks)
        has_heads = any(_is_step_heading(block) for block in blocks)
        for at, block in enumerate(blocks):
            if block.kind == "heading":
                self._heading(block, blocks[at + 1 :])
            elif block.kind == "table":
                self._table(block)
            elif block.kind == "picture":
                self._picture(block)
            elif self._begins_step(block, has_items=has_items, has_heads=has_heads):
                self._begin(block)
            elif not self.steps:
                self.before.append(block)
            else:
                self._inside(block)

    def _begins_step(self, block: Block, *, has_items: bool, has_heads: bool) -> bool:
        if _STEP.match(block.text) and block.kind == "text" and len(block.text) < 200 and not has_heads:
            return True
        if block.kind == "item" and block.marker.casefold().startswith("step"):
            return True
        if (
            has_heads
            or (block.kind == "item" and block.level > 0)
            or (self._mode and self._alone and block.kind == "text")
        ):
            return False
        if block.kind == "item":
            if self._mode and not (block.ordered or block.checkbox):
                return False
            return block.ordered or block.checkbox or (not self._with_numbers and not self._under_heading(block))
        if label(block.text) or labelled(block.text)[0] or condition(block.text):
            return False
        return not has_items and not self._headed and not self._open and not (self.steps and self.steps[-1].branches)

    def _under_heading(self, block: Block) -> bool:
        return self._headed and bool(self.steps) and not condition(block.text)

    def _heading(self, block: Block, rest: list[Block]) -> None:
        self._mode = ""
        kind = label(block.text)
        if kind in MARKS:
            self._mode, self._alone = kind, True
            return
        if kind and kind not in HEAD:
            return
        self._open = []
        if self.steps and condition(block.text):
            self._inside(block)
            return
        under = _under(block, rest)
        numbered = any(one.kind == "item" and (one.ordered or one.checkbox) and one.level == 0 for one in under)
        steps_below = any(_is_step_heading(one) or _STEP.match(one.text) for one in under)
        deeper = any(one.kind == "heading" and one.level > block.level for one in under)
        if not _is_step_heading(block) and (begins_group(block.text) or numbered or steps_below or deeper):
            self._group, self._headed = group_of(block.text), False
        else:
            self._headed = True
            self._add(block.text, block)

    def _begin(self, block: Block) -> None:
        self._headed = False
        self._mode = ""
        self._open = []
        self._add(block.text, block)

    def _add(self, text: str, block: Block) -> None:
        found = _STEP.fullmatch(text)
        number = number_of(found[1] if found else block.marker)
        text = (found[2] if found else text) or f"Step {number}"
        step = StepDraft("", block.place, number, self._group, checkbox=block.checkbox)
        self.steps.append(step)
        asked = condition(text)
        if asked and asked[1]:
            step.title = titled(text)[0]
            self._branch(block, text)
            return
        said, rest = parted(text)
        step.say += said
        step.title, do = titled(rest or " ".join(said), block.lead)
        if do:
            self._prose(step, do)

    def _inside(self, block: Block) -> None:
        """Place a block that stands within a step."""
        step, text = self.steps[-1], block.text
        kind, rest = labelled(text)
        is_bare = step.title == f"Step {step.number}" and not (step.do or step.say or step.items)
        if is_bare and block.kind == "text" and len(text) < 73 and not (kind or label(text) or condition(text)):
            step.title = titled(text)[0]
            return
        if label(text) in MARKS or (kind in MARKS and not rest):
            self._mode, self._alone = label(text) or kind, True
            return
        if kind in MARKS:
            self._marked(step, kind, rest)
            self._alone = False
            self._mode = kind if kind not in ("say", "do") else ""
            return
        is_item = block.kind == "item"
        if self._mode and (is_item or self._alone or self._mode in ("say", "do")) and not condition(text):
            self._marked(step, self._mode, text)
            return
        if not is_item:
            self._mode = ""
        if condition(text):
            self._branch(block, text)
        elif self._open and ((taken := action(text)) is not None):
            self._open[-1].actions += [taken] if taken else []
        elif self._open and (not self._open[-1].actions or block.level > self._open[-1].level):
            self._open[-1].actions.append(_sentence(text))
        elif is_item:
            self._open = []
            step.items.append(text)
        else:
            self._open = []
            self._prose(step, text)

    def _marked(self, step: StepDraft, kind: str, text: str) -> None:
        if kind == "say":
            step.say.append(re.sub(r"^[“\"„]|[”\"]$", "", text))
        elif kind == "do":
            if self._open:
                self._open[-1].actions.append(text)
            else:
                self._prose(step, text)
        elif kind == "warnings" or (
            kind == "tips and warnings" and re.search(r"\b(never|not|don.t|avoid)\b", text, re.I)
        ):
            step.warnings.append(text)
        elif kind == "notes":
            step.notes.append(text)
        else:
            step.tips.append(text)

    def _prose(self, step: StepDraft, text: str) -> None:
        kind, rest = labelled(text)
        if kind in MARKS and kind != "do" and rest:
            self._marked(step, kind, rest)
            return
        if "___" in text:  # to be signed or filled in by hand
            step.notes.append(text)
            return
        said, rest = parted(text)
        step.say += said
        step.do += [rest] if rest else []

    def _branch(self, block: Block, text: str) -> None:
        found = condition(text)
        if found is None:
            return
        when, what, named = found
        branch = Branch(when, block.place, block.level, text, named=named, actions=[what] if what else [])
        while self._open and (len(self._open) > DEEPEST or not _belongs_in(self._open[-1], branch)):
            self._open.pop()
        siblings = self._open[-1].inner if self._open else self.steps[-1].branches
        if self._open and _words(self._open[-1].when) == _words(when):
            # The condition is named, and then said again: it is one.
            self._open[-1].actions += branch.actions
            return
        siblings.append(branch)
        self._open.append(branch)

    def _picture(self, block: Block) -> None:
        if not self.steps:
            self.before.append(block)
            return
        step = self.steps[-1]
        step.pictures += 1
        step.notes.append(f"A picture belongs here: {block.text}" if block.text else "A picture belongs here.")
        self.left.append(
            Left(block.place, f"a picture belongs to the step “{step.title}”; it isn't copied", block.text)
        )

    def _table(self, block: Block) -> None:
        rows = step_rows(block)
        if rows is None:
            if not self.steps:
                self.before.append(block)
                return
            self.steps[-1].notes += [" | ".join(cell for cell in row if cell) for row in block.rows]
            self.left.append(Left(block.place, f"a table, kept as notes in the step “{self.steps[-1].title}”"))
            return
        for row in rows:
            if row.when:
                if not self.steps:
                    self.steps.append(StepDraft("Find out what applies", block.place, group=self._group))
                bare = condition(row.when)
                branch = Branch(
                    bare[0] if bare else row.when, block.place, 0, row.when, actions=[row.do] if row.do else []
                )
                self.steps[-1].branches.append(branch)
                continue
            self._begin(Block(kind="item", text=row.do, marker=row.number, ordered=True, place=block.place))
            step = self.steps[-1]
            step.notes += row.notes
            step.say += [re.sub(r"^[“\"„]|[”\"]$", "", row.say)] if row.say else []


def _is_step_heading(block: Block) -> bool:
    return block.kind == "heading" and bool(_STEP.match(block.text))


def _under(heading: Block, rest: list[Block]) -> list[Block]:
    found: list[Block] = []
    for block in rest:
        if block.kind == "heading" and block.level <= heading.level:
            break
        found.append(block)
    return found


def _belongs_in(outer: Branch, branch: Branch) -> bool:
    if branch.when == "Otherwise" and outer.actions and not outer.inner:
        return False
    if branch.level != outer.level:
        return branch.level > outer.level
    return outer.named and not branch.named and branch.when != "Otherwise" and not outer.actions


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":", ";")) else f"{text}."
