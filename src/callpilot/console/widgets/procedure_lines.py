"""The procedure as rows: what was done, what to say and do now, where it goes from here. Pure."""

from collections.abc import Mapping

from callpilot.console.widgets.drawn import Line, Piece
from callpilot.console.wrapping import cut, fit, wrap
from callpilot.desk.finding import ENTRY
from callpilot.plain.times import clock_span
from callpilot.procedures import running
from callpilot.procedures.model import Choice, Procedure, Step
from callpilot.procedures.running import PhaseState, Run
from callpilot.procedures.wording import fill

_GLYPH = {"done": ("✔", "$good"), "skipped": ("↷", "$due"), "open": ("·", "$quiet")}


class Drawing:
    """Draws one run at one moment: `above` ends with the current step's words, `below` comes after its fields."""

    def __init__(
        self, run: Run, procedure: Procedure, values: Mapping[str, str], words: Mapping[str, str],
        *, mono: int, width: int, roomy: bool,
    ) -> None:  # fmt: skip
        self.run = run
        self.procedure = procedure
        self.values = values
        self.words = words
        self.mono = mono
        self.width = max(20, width)
        self.roomy = roomy
        self.above: list[Line] = []
        self.below: list[Line] = []
        self._draw()

    def _draw(self) -> None:
        rows = self.above
        if self.run.because:
            rows.append(((cut(f"because: {self.run.because}", self.width), "italic $quiet"),))
        sections = self.procedure.steps_by_phase()
        states = running.phase_state(self.run, self.procedure)
        for (heading, steps), state in zip(sections, states, strict=True):
            unfolded = state.state == "current" or (self.roomy and state.state == "open")
            rows.append(self._heading(heading, state, folded=not unfolded))
            if not unfolded:
                continue
            for step in steps:
                if step.id == self.run.current:
                    self._current(step)
                    rows = self.below
                else:
                    rows.append(self._other(step))
        if self.run.current is None and self.procedure.steps:
            rows.append((("✔ Every step is done. ", "$good"), ("The call can end.", "")))
        self._entries(rows)

    def _entries(self, rows: list[Line]) -> None:
        """The questions with their answers (E5); the one that was found stands out, and ends what is above."""
        found = self.values.get(ENTRY, "")
        for entry in self.procedure.entries:
            is_found = entry.question == found
            glyph, tone = ("▸ ", "bold $accent") if is_found else ("? ", "bold")
            question = wrap(fill(entry.question, self.words), self.width - 2)
            rows += [((glyph if n == 0 else "  ", tone), (row, tone)) for n, row in enumerate(question)]
            for row in wrap(fill(entry.answer, self.words), self.width - 4):
                style = "bold $say on $say-ground" if is_found else ""
                rows.append((("  ", ""), (f" {fit(row, self.width - 3)}", style)))
            if is_found:
                rows = self.below

    def _heading(self, heading: str, state: PhaseState, *, folded: bool) -> Line:
        word = heading.upper()
        if not folded:
            return ((word, "bold $secondary"),)
        if state.state == "done":
            return ((f"✔ {word}", "$good"), (f"  {state.dealt_with} of {state.total}", "$quiet"))
        return ((f"· {word}", "$quiet"), (f"  {state.total} to come", "$quiet"))

    def _other(self, step: Step) -> Line:
        mark = self.run.mark(step.id)
        glyph, style = _GLYPH[mark.outcome]
        spent = clock_span(mark.seconds) if mark.outcome != "open" else ""
        why = f" ({mark.why})" if mark.outcome == "skipped" and mark.why else ""
        title = fit(f"{step.title}{why}", self.width - 3 - len(spent))
        return (
            (f"{glyph} ", style),
            (title, "$quiet" if mark.outcome == "open" else ""),
            (f" {spent}", "$quiet"),
        )

    def _current(self, step: Step) -> None:
        seconds = running.seconds_here(self.run, self.mono)
        timer, style = clock_span(seconds), "$quiet"
        if step.within:
            timer += f"/{clock_span(step.within)}"
            style = "bold $due" if seconds > step.within else "$secondary"
            timer = f"▲ {timer}" if seconds > step.within else timer
        title = fit(step.title, self.width - 3 - len(timer))
        self.above.append((("▸ ", "bold $accent"), (title, "bold $accent"), (f" {timer}", style)))
        if step.say:
            for row in wrap(f"“{fill(step.say, self.words)}”", self.width - 4):
                self.above.append((("  ", ""), (f" {fit(row, self.width - 3)}", "bold $say on $say-ground")))
        self._text(step.do)
        for number, item in enumerate(step.items, 1):
            ticked = number in self.run.items.get(step.id, ())
            self._text(item, "☑ " if ticked else "☐ ", "$good" if ticked else "")
        for warning in step.warnings:
            self._text(warning, "⚠ ", "$due")
        for word in (*step.notes, *step.tips):
            self._text(word, "› ", "$quiet")
        for number, choice, suggested in running.offered_choices(step, self.values):
            self._choice(number, choice, suggested=suggested)

    def _text(self, text: str, glyph: str = "", style: str = "") -> None:
        if not text:
            return
        for number, row in enumerate(wrap(fill(text, self.words), self.width - 2 - len(glyph))):
            self.above.append((("  ", ""), (glyph if number == 0 else " " * len(glyph), style), (row, style)))

    def _choice(self, number: int, choice: Choice, *, suggested: bool) -> None:
        pieces: list[Piece] = [("  ", ""), (f"{number}", "bold $accent"), (" ", "")]
        mark = "» " if suggested else ""
        where = _leads(choice)
        room = self.width - 4 - len(mark)
        rows = wrap(f"{choice.when}{where}", room)
        pieces += [(mark, "bold $accent"), (rows[0], "bold" if suggested else "")]
        self.above.append(pieces)
        self.above += [((" " * (4 + len(mark)), ""), (row, "")) for row in rows[1:]]
        if choice.do and suggested:
            self._text(choice.do, "  ", "")


def _leads(choice: Choice) -> str:
    if choice.go == "emergency":
        return " → EMERGENCY"
    if choice.go == "escalate":
        return " → escalate"
    return ""


def pane_title(run: Run, procedure: Procedure | None, width: int, beneath: int) -> str:
    """The pane's title: which procedure and version, and whether one waits beneath it."""
    name = f"{procedure.title} {run.version}" if procedure else run.procedure
    return cut(f"{name} · r returns" if beneath else name, max(10, width))
