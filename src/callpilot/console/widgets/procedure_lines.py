"""The procedure as rows: what was done, what to say and do now, where it goes from here. Pure.

What the five forms have in common; what is each one's own stands in `procedure_forms`.
"""

from collections.abc import Callable, Mapping, Sequence

from callpilot.console.widgets.drawn import Line, Piece
from callpilot.console.wrapping import cut, fit, wrap
from callpilot.plain.times import clock_span
from callpilot.procedures import running, ways
from callpilot.procedures.model import GO_PROCEDURE, Choice, Procedure, Step
from callpilot.procedures.running import PhaseState, Run
from callpilot.procedures.wording import fill

NEAR = 200
"""So many steps, or questions, are drawn before and after what is current."""

_GLYPH = {"done": ("✔", "$good"), "skipped": ("↷", "$due"), "open": ("·", "$quiet")}


class Drawing:
    """Draws one run at one moment: `above` ends with the current step's words, `below` comes after its fields.

    `shown` is the first and the last row of `below` that must be in sight; None: the end of `above` must.
    """

    def __init__(
        self, run: Run, procedure: Procedure, values: Mapping[str, str], words: Mapping[str, str],
        *, mono: int, width: int, roomy: bool, title_of: Callable[[str], str] = str,
        signed: str = "", changed: str = "",
    ) -> None:  # fmt: skip
        """`title_of` gives another procedure's title by its id; `signed` says by whom and when the run was signed off,
        `changed` how the procedure differs from what the operator knew.
        """
        self.run = run
        self.procedure = procedure
        self.values = values
        self.words = words
        self.mono = mono
        self.width = max(20, width)
        self.roomy = roomy
        self.title_of = title_of
        self.signed = signed
        self.changed = changed
        self.above: list[Line] = []
        self.below: list[Line] = []
        self.shown: tuple[int, int] | None = None
        self._draw()

    # -- the whole --------------------------------------------------------------------------------------

    def _draw(self) -> None:
        rows = self.above
        rows += self._head()
        sections = self.procedure.steps_by_phase()
        states = running.phase_state(self.run, self.procedure)
        for (heading, steps), state in zip(sections, states, strict=True):
            unfolded = self._unfolds(state)
            if heading:
                rows.append(self._heading(heading, state, folded=not unfolded))
            if not unfolded:
                continue
            before, near, after = self._near(steps)
            rows += before
            for step in near:
                if step.id == self.run.current:
                    self._current(step)
                    rows = self.below
                elif self._is_listed(step):
                    rows += self._other(step)
            rows += after
        if self.run.current is None and self.procedure.steps:
            rows += self._end()
        for entry in self.procedure.entries:
            rows += [*self._rows(entry.question, "? ", "bold"), *self._rows(entry.answer, "  ")]

    def _head(self) -> list[Line]:
        """That it changed since the operator knew it; else why it was opened."""
        if self.changed:
            return [((cut(f"≡ {self.changed} since you knew it", self.width), "bold $due"),)]
        if not self.run.because:
            return []
        return [((cut(f"because: {self.run.because}", self.width), "italic $quiet"),)]

    def _near(self, steps: Sequence[Step]) -> tuple[list[Line], Sequence[Step], list[Line]]:
        """Those of a section's steps that are drawn, and how many lie before and after them: a key never waits for
        the ten thousand steps of a file."""
        here = self.procedure.position(self.run.current)
        first = self.procedure.position(steps[0].id) or 0
        here = (len(self.procedure.steps) if here is None else here) - first
        low, high = max(0, here - NEAR), max(0, here + NEAR + 1)
        return further(low, len(steps)), steps[low:high], further(len(steps) - high, len(steps))

    def _unfolds(self, state: PhaseState) -> bool:
        return not state.heading or state.state == "current" or (self.roomy and state.state == "open")

    def _is_listed(self, _step: Step) -> bool:
        """Whether a step other than the current one has a row where its section is unfolded."""
        return True

    def _words(self, step: Step) -> str:
        """A step's title as it stands in its row."""
        return step.title

    def _end(self) -> list[Line]:
        return [(("✔ All is done. ", "$good"), ("The call can end.", ""))]

    # -- parts ------------------------------------------------------------------------------------------

    def _heading(self, heading: str, state: PhaseState, *, folded: bool) -> Line:
        word = cut(heading.upper(), self.width - 12)
        if not folded:
            return ((word, "bold $secondary"),)
        if state.state == "done":
            return ((f"✔ {word}", "$good"), (f"  {state.dealt_with} of {state.total}", "$quiet"))
        return ((f"· {word}", "$quiet"), (f"  {state.total} to come", "$quiet"))

    def _other(self, step: Step) -> list[Line]:
        """A step that isn't the current one."""
        mark = self.run.mark(step.id)
        glyph, style = _GLYPH[mark.outcome]
        spent = clock_span(mark.seconds) if mark.outcome != "open" else ""
        why = f" ({mark.why})" if mark.outcome == "skipped" and mark.why else ""
        title = fit(f"{self._words(step)}{why}", self.width - 3 - len(spent))
        return [
            (
                (f"{glyph} ", style),
                (title, "$quiet" if mark.outcome == "open" else ""),
                (f" {spent}", "$quiet"),
            )
        ]

    def _current(self, step: Step) -> None:
        """The current step with everything that is needed for it, at the end of `above`."""
        self._title(step)
        self._say(step, self.above, "bold $say on $say-ground")
        self._text(step.do)
        self._items(step)
        for warning in step.warnings:
            self._text(warning, "⚠ ", "$due")
        self._support(step)
        self._choices(step)

    def _title(self, step: Step) -> None:
        seconds = running.seconds_here(self.run, self.mono)
        timer, style = clock_span(seconds), "$quiet"
        if step.within:
            timer += f"/{clock_span(step.within)}"
            style = "bold $due" if seconds > step.within else "$secondary"
            timer = f"▲ {timer}" if seconds > step.within else timer
        title = fit(self._words(step), self.width - 3 - len(timer))
        self.above.append((("▸ ", "bold $accent"), (title, "bold $accent"), (f" {timer}", style)))

    def _say(self, step: Step, rows: list[Line], style: str) -> None:
        if step.say:
            for row in wrap(f"“{fill(step.say, self.words)}”", self.width - 4):
                rows.append((("  ", ""), (f" {fit(row, self.width - 3)}", style)))

    def _items(self, step: Step) -> None:
        """The sub-items; a digit ticks one where it doesn't take a choice."""
        for number, item in enumerate(step.items, 1):
            ticked = number in self.run.items.get(step.id, ())
            digit = f"{number} " if number < 10 and not step.choices else ""
            self._text(item, f"{digit}☑ " if ticked else f"{digit}☐ ", "$good" if ticked else "")

    def _support(self, step: Step) -> None:
        for word in (*step.notes, *step.tips):
            self._text(word, "› ", "$quiet")

    def _text(self, text: str, glyph: str = "", style: str = "") -> None:
        self.above += self._rows(text, glyph, style)

    def _rows(self, text: str, glyph: str = "", style: str = "", width: int = 0) -> list[Line]:
        if not text:
            return []
        rows = wrap(fill(text, self.words), (width or self.width) - 2 - len(glyph))
        return [
            (("  ", ""), (glyph if number == 0 else " " * len(glyph), style), (row, style))
            for number, row in enumerate(rows)
        ]

    def _choices(self, step: Step) -> None:
        for number, choice, suggested in running.offered_choices(step, self.values):
            self.above += self._choice(step, number, choice, self.width, suggested=suggested)

    def _choice(self, step: Step, number: int, choice: Choice, width: int, *, suggested: bool) -> list[Line]:
        pieces: list[Piece] = [("  ", ""), (f"{number}", "bold $accent"), (" ", "")]
        mark = "» " if suggested else ""
        rows = wrap(f"{choice.when}{self._leads(step, choice)}", width - 4 - len(mark))
        pieces += [(mark, "bold $accent"), (rows[0], "bold" if suggested else "")]
        lines: list[Line] = [pieces]
        lines += [((" " * (4 + len(mark)), ""), (row, "")) for row in rows[1:]]
        if choice.do and suggested:
            lines += self._rows(choice.do, "  ", "", width)
        return lines

    def _leads(self, step: Step, choice: Choice) -> str:
        """Where a choice leads, when that isn't simply on."""
        if choice.go == "emergency":
            return " → EMERGENCY"
        if choice.go == "escalate":
            return " → escalate"
        if choice.go.startswith(GO_PROCEDURE):
            return f" → {self.title_of(choice.go.removeprefix(GO_PROCEDURE))}"
        target = ways.target(self.procedure, step, choice.go)
        place, here = self.procedure.position(target), self.procedure.position(step.id)
        if choice.go == "back" or (place is not None and here is not None and place < here):
            return " ↩"
        return " ■ end" if choice.go == "close" and target == ways.END else ""


def further(count: int, most: int) -> list[Line]:
    """A row that says how many more there are in one direction, `most` at the most; none without any."""
    count = min(count, most)
    return [((f"… {count:,} more …", "$quiet"),)] if count > 0 else []


def pane_title(run: Run, procedure: Procedure | None, width: int, beneath: int) -> str:
    """The pane's title: which procedure and version, and whether one waits beneath it."""
    name = f"{procedure.title} {run.version}" if procedure else run.procedure
    return cut(f"{name} · r returns" if beneath else name, max(10, width))


def joined(left: Sequence[Line], right: Sequence[Line], width: int, gap: str = " ┆ ") -> list[Line]:
    """Two columns side by side: `left` padded to `width` cells, `right` beside it as far as it goes."""
    from rich.cells import cell_len

    lines: list[Line] = []
    for number in range(max(len(left), len(right))):
        pieces = list(left[number]) if number < len(left) else []
        room = width - sum(cell_len(text) for text, _style in pieces)
        pieces.append((" " * max(0, room), ""))
        if number < len(right):
            pieces += [(gap, "$rule"), *right[number]]
        lines.append(pieces)
    return lines
