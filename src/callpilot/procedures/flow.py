"""The ways through a procedure, drawn as a tree: every step once, every end explicit (E4)."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from callpilot.procedures import ways
from callpilot.procedures.dominance import behind, gates, in_order, only_ways
from callpilot.procedures.loading import Library
from callpilot.procedures.model import GO_PROCEDURE, Choice, Procedure, Step

SIGNS = "│├└─↩↓→■▲✱×"
"""Whatever is drawn besides words."""
LEGEND = {
    "↓": "↓ on to a step below",
    "↩": "↩ back to a step above",
    "→": "→ into another procedure",
    "■": "■ the end",
}
"""What those signs mean that don't say it themselves."""

_PLAIN = str.maketrans(
    {"│": "|", "├": "|", "└": "`", "─": "-", "↩": "<-", "↓": "v", "→": "->", "■": "#", "▲": "^", "✱": "*", "×": "x",
     "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-"}
)  # fmt: skip
_BACK = "\0back"
_GLUE = "\u00a0"  # between a sign and its number: never parted at a line's end
_NARROWEST = 10  # columns that a text keeps, however narrow the terminal


class _Way(NamedTuple):
    """One way on from a step: the words of its choice, what it leaves for, and where this procedure goes on."""

    words: str
    away: str
    target: str


@dataclass(slots=True)
class _Line:
    """A line before it is folded: bars, what stands before the text, the text; `step` where it draws one."""

    bars: str
    lead: str
    text: str
    step: str = ""
    refers: str = ""

    def folded(self, width: int) -> list[str]:
        room = max(width - len(self.bars) - len(self.lead), _NARROWEST)
        parts = textwrap.wrap(self.text, room, break_on_hyphens=False) or [""]
        # Under a branch the bar goes on beside the folded words.
        below = self.lead.replace("├", "│").replace("└", " ").replace("─", " ")
        below = "".join(char if char == "│" else " " for char in below)
        lines = [self.bars + self.lead + parts[0]]
        return [
            line.rstrip().replace(_GLUE, " ") for line in (*lines, *(self.bars + below + part for part in parts[1:]))
        ]


def flow(procedure: Procedure, library: Library, width: int = 80) -> list[str]:
    """Return the lines of the tree, `width` columns at most; none for a procedure without steps.

    A step is drawn where every way to it has come through; a branch that leads to one drawn elsewhere refers to it
    by its number. What is nested too deeply for the width stands further left, and is referred to.
    """
    lines = _without_needless(list(_Drawing(procedure, library, width).lines()))
    return [line for one in lines for line in one.folded(width)]


def plain(line: str) -> str:
    """Return a line of the page or the tree in ASCII signs, for a terminal that has no others."""
    return line.translate(_PLAIN)


class _Drawing:
    """One procedure on its way to lines."""

    def __init__(self, procedure: Procedure, library: Library, width: int) -> None:
        self._library = library
        self._deepest = width // 3  # columns that bars may take
        self._steps = {step.id: step for step in procedure.steps}
        self._numbers = {identity: number for number, identity in enumerate(self._steps, 1)}
        self._size = len(str(len(self._steps)))
        self._margin = " " * (self._size + 2)
        self._ids = [*self._steps, ways.END]
        closing = procedure.closing_id or ways.END
        self._ways = {step.id: self._ways_of(step, closing) for step in procedure.steps}
        self._onward = {identity: [way.target for way in found] for identity, found in self._ways.items()}
        self._drawn: set[str] = set()

    def lines(self) -> Iterator[_Line]:
        """Draw what is reached from the first step, then whatever no way leads to."""
        for identity in self._steps:
            if identity not in self._drawn:
                if self._drawn:
                    yield _Line("", "", "No way leads here:")
                yield from self._region(identity)

    def _region(self, root: str) -> Iterator[_Line]:
        order = in_order(self._onward, root)
        gate = gates(self._onward, order)
        single = only_ways(self._onward, order, gate)
        children = behind(gate, sorted(order, key=self._numbers.__getitem__))
        todo: list[_Line | tuple[str, str]] = [(root, "")]
        while todo:
            one = todo.pop()
            if isinstance(one, _Line):
                yield one
            else:
                todo += reversed(list(self._block(*one, single, children)))
        for identity in order:
            del self._onward[identity]

    def _block(
        self, identity: str, bars: str, single: set[str], children: dict[str, list[str]]
    ) -> Iterator["_Line | tuple[str, str]"]:
        """Draw one step and its ways on; a pair stands for a step to be drawn there, behind its bars."""
        self._drawn.add(identity)
        step = self._steps[identity]
        yield _Line(bars, f"{self._numbers[identity]:>{self._size}}. ", step.title, step=identity)
        inline = single & set(children.get(identity, ()))
        if not step.choices:
            (way,) = self._ways[identity]
            if way.target in inline:
                yield way.target, bars
            else:
                yield _Line(bars, self._margin, self._place(way.target), refers=way.target)
            return
        if len(bars) + len(self._margin) > self._deepest:
            inline = set[str]()
        found = self._ways[identity]
        for number, way in enumerate(found, 1):
            is_last = number == len(found)
            corner, beside = ("└", " ") if is_last else ("├", "│")
            yield _Line(bars, f"{self._margin}{corner}─ {number} ", self._words(way, is_inline=way.target in inline))
            if way.target in inline:
                yield way.target, f"{bars}{self._margin}{beside}  "
        yield from ((child, bars) for child in children.get(identity, ()) if child not in inline)

    def _ways_of(self, step: Step, closing: str) -> list[_Way]:
        after = self._ids[self._numbers[step.id]]
        if not step.choices:
            return [_Way("", "", after)]
        return [self._way(step, choice, after, closing) for choice in step.choices]

    def _way(self, step: Step, choice: Choice, after: str, closing: str) -> _Way:
        is_away = ways.leaves(choice)
        word = choice.then if is_away else choice.go
        if word == "next":
            target = after
        elif word == "close":
            target = ways.END if step.phase == "close" else closing
        elif word == "back":
            target = _BACK
        else:
            target = word if word in self._steps else ways.NOWHERE + word
        return _Way(choice.when, self._away(choice) if is_away else "", target)

    def _away(self, choice: Choice) -> str:
        if choice.go == "escalate":
            return f"▲{_GLUE}escalate ({choice.severity})" if choice.severity else f"▲{_GLUE}escalate"
        if choice.go == "emergency":
            return f"✱{_GLUE}EMERGENCY"
        identity = choice.go.removeprefix(GO_PROCEDURE)
        other = self._library.get(identity)
        return f"→{_GLUE}{other.title} ({identity})" if other else f"→{_GLUE}{identity}, which is not there"

    def _words(self, way: _Way, *, is_inline: bool) -> str:
        then = "" if is_inline else self._place(way.target)
        if way.away:
            return f"{way.words}  {way.away}, then{f' {then}' if then else ':'}"
        return f"{way.words}  {then}".rstrip()

    def _place(self, target: str) -> str:
        if target == ways.END:
            return f"■{_GLUE}close"
        if target == _BACK:
            return f"↩{_GLUE}back, to the step before"
        if target not in self._steps:
            return f"× “{target.removeprefix(ways.NOWHERE)}”, which is not there"
        sign = "↩" if target in self._drawn else "↓"
        return f"{sign}{_GLUE}{self._numbers[target]}{_GLUE}{self._steps[target].title}"


def _without_needless(lines: list[_Line]) -> list[_Line]:
    """Leave out a reference to the step that stands on the next line anyway."""
    return [
        line
        for line, below in zip_longest(lines, lines[1:])
        if not (line.refers and below and below.step == line.refers and below.bars == line.bars)
    ]
