"""The five forms of a procedure, each drawn in its own way (E2-E6). Pure."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from callpilot.console.widgets.drawn import Line
from callpilot.console.widgets.procedure_lines import NEAR, Drawing, further, joined
from callpilot.console.wrapping import cut, fit, wrap
from callpilot.desk.questions import in_front, shown
from callpilot.procedures import answers, ways
from callpilot.procedures.model import FaqEntry, Form, Procedure, Step
from callpilot.procedures.running import PhaseState, all_marks
from callpilot.procedures.wording import fill
from callpilot.records.live import Live

_BESIDE = 76  # columns from which decision support stands beside the choices
_GAP = 3
_AS_FAR = 40  # steps ahead
_ARROW = " › "


class WorkflowDrawing(Drawing):
    """Conditions and choices: the way taken so far, what to decide now, and what helps to decide it (E4)."""

    def _head(self) -> list[Line]:
        """The way taken, once there were choices; before that, why it was opened."""
        taken: list[str] = [
            mark.answer
            for identity in self.run.way
            if (step := self.procedure.step(identity)) and (mark := self.run.mark(identity)).outcome == "done"
            if any(mark.answer == choice.when for choice in step.choices)
        ]
        if not taken:
            return super()._head()
        words = _ARROW.join(taken)
        while len(words) > self.width and len(taken) > 1:
            taken = taken[1:]
            words = "… › " + _ARROW.join(taken)
        return [((cut(words, self.width), "italic $secondary"),)]

    def _current(self, step: Step) -> None:
        """The current step; above it, what the choice that led to it asks to be done."""
        before = self.procedure.step(self.run.way[-1]) if self.run.way else None
        answer = self.run.mark(before.id).answer if before else ""
        for choice in before.choices if before else ():
            if choice.when == answer:
                self._text(choice.do, "↳ ", "$say")
        super()._current(step)

    def _is_listed(self, step: Step) -> bool:
        """What was dealt with, and what usually comes next: the other branches are nobody's business now."""
        return self.run.mark(step.id).outcome != "open" or step.id in self._ahead

    @cached_property
    def _ahead(self) -> set[str]:
        """The steps on the usual way on from the current one, as far as anybody looks."""
        found: set[str] = set()
        step = self.procedure.step(self.run.current)
        while step is not None and step.id not in found and len(found) < _AS_FAR:
            found.add(step.id)
            step = self.procedure.step(ways.usual_target(self.procedure, step))
        return found

    def _support(self, step: Step) -> None:
        if self.width < _BESIDE or not step.choices:
            super()._support(step)

    def _choices(self, step: Step) -> None:
        """Decision support stands beside the choices where there is room."""
        before = len(self.above)
        words = (*step.notes, *step.tips)
        if self.width < _BESIDE or not words:
            super()._choices(step)
            return
        wide, self.width = self.width, self.width * 3 // 5
        super()._choices(step)
        left, room = self.above[before:], wide - self.width - _GAP
        right: list[Line] = []
        for word in words:
            right += [((row, "$quiet"),) for row in wrap(fill(word, self.words), room)]
        self.above[before:] = joined(left, right, self.width)
        self.width = wide

    def _end(self) -> list[Line]:
        """How it ended: the last answer says it."""
        last = self.run.mark(self.run.way[-1]).answer if self.run.way else ""
        step = self.procedure.step(self.run.way[-1]) if self.run.way else None
        chosen = step is not None and any(last == choice.when for choice in step.choices)
        rows: list[Line] = [((cut(f"■ End: {last}", self.width), "bold"),)] if chosen else []
        return [*rows, *super()._end()]


class ChecklistDrawing(Drawing):
    """Groups and items, how much is done, and who signed it off (E6)."""

    def _head(self) -> list[Line]:
        total, count = (
            len(self.procedure.steps),
            sum(mark.outcome != "open" for mark in all_marks(self.run, self.procedure) if self.procedure.step(mark.id)),
        )
        return [*super()._head(), ((f"{count} of {total} done", "$good" if count == total else "$quiet"),)]

    def _heading(self, heading: str, state: PhaseState, *, folded: bool) -> Line:
        if folded:
            return super()._heading(heading, state, folded=True)
        word = cut(heading.upper(), self.width - 10)
        return ((word, "bold $secondary"), (f"  {state.dealt_with} of {state.total}", "$quiet"))

    def _end(self) -> list[Line]:
        if self.signed:
            return [((cut(f"✔ Signed off by {self.signed}", self.width), "bold $good"),)]
        return [
            (("✔ Every step is dealt with. ", "$good"),),
            (("o", "bold $accent"), (" signs it off in your name", "")),
        ]


class NumberedDrawing(Drawing):
    """Steps in one row after the other, numbered, and how far it is to the end."""

    def _head(self) -> list[Line]:
        place, total = self.procedure.position(self.run.current), len(self.procedure.steps)
        where = f"step {place + 1} of {total}" if place is not None else f"{total} steps"
        return [*super()._head(), ((where, "$quiet"),)]

    def _words(self, step: Step) -> str:
        return f"{(self.procedure.position(step.id) or 0) + 1}  {step.title}"


class ArticleDrawing(NumberedDrawing):
    """Read through, step by step: every step is there with what to say and do (E2)."""

    def _unfolds(self, state: PhaseState) -> bool:
        """All of it can be read at any time."""
        return state.total > 0

    def _other(self, step: Step) -> list[Line]:
        rows = super()._other(step)
        if self.run.mark(step.id).outcome == "open":
            self._say(step, rows, "$say")
            rows += self._rows(step.do, style="$quiet")
        return rows

    def _end(self) -> list[Line]:
        return [(("✔ Read to the end.", "$good"),)]


class GuideDrawing(NumberedDrawing):
    """One step at a time, with its picture; what comes next is named (E3)."""

    def _is_listed(self, step: Step) -> bool:
        """What was done, and the one that comes next."""
        place, here = self.procedure.position(step.id), self.procedure.position(self.run.current)
        is_next = place is not None and here is not None and place == here + 1
        return is_next or self.run.mark(step.id).outcome != "open"


class FaqDrawing(Drawing):
    """A table of contents that unfolds at the question in front; what was used in the call is marked (E5)."""

    live: Live

    def __init__(self, *args: Any, live: Live, **options: Any) -> None:
        self.live = live
        super().__init__(*args, **options)

    def _draw(self) -> None:
        self.above += self._head()
        left, front = shown(self.procedure, self.live), in_front(self.procedure, self.live)
        total = len(self.procedure.entries)
        count = f"{len(left)} of {total} questions" if len(left) < total else f"{total} questions"
        self.above.append(((cut(f"{count} · Space notes one used", self.width), "$quiet"),))
        at = next((place for place, entry in enumerate(left) if entry is front), 0)
        low, high = max(0, at - NEAR), at + NEAR + 1
        self.below += further(low, total)
        for number, entry in enumerate(left[low:high], low + 1):
            if entry is front:
                first = len(self.below)
                self._open(number, entry)
                self.shown = (first, len(self.below) - 1)
            else:
                self.below.append(self._closed(number, entry))
        self.below += further(len(left) - high, total)
        if not left:
            self.below.append((("No question has these words; / changes them.", "$quiet"),))

    def _closed(self, number: int, entry: FaqEntry) -> Line:
        used = answers.is_used(self.run, entry)
        question = cut(fill(entry.question, self.words), self.width - 6)
        return ((f" {_digit(number)} ", "$accent"), ("✔ " if used else "", "$good"), (question, ""))

    def _open(self, number: int, entry: FaqEntry) -> None:
        used = answers.is_used(self.run, entry)
        for n, row in enumerate(wrap(fill(entry.question, self.words), self.width - 3)):
            self.below.append(((f"▸{_digit(number)} " if n == 0 else "   ", "bold $accent"), (row, "bold $accent")))
        for row in wrap(fill(entry.answer, self.words), self.width - 5):
            self.below.append((("   ", ""), (f" {fit(row, self.width - 4)}", "bold $say on $say-ground")))
        if used:
            self.below.append((("   ✔ used in this call", "$good"),))


def _digit(number: int) -> str:
    return str(number) if number < 10 else " "


_FORMS: Final[Mapping[Form, type[Drawing]]] = {
    "article": ArticleDrawing,
    "guide": GuideDrawing,
    "workflow": WorkflowDrawing,
    "checklist": ChecklistDrawing,
}


def draw(live: Live, procedure: Procedure, words: Mapping[str, str], **options: Any) -> Drawing:
    """Draw the run in front of `live` in its procedure's form; the options are `Drawing`'s."""
    assert live.run is not None
    if procedure.entries and not procedure.steps:
        return FaqDrawing(live.run, procedure, live.values, words, live=live, **options)
    return _FORMS.get(procedure.form, Drawing)(live.run, procedure, live.values, words, **options)
