"""Sign-on: who works at which desk, in which shift. What was said last time is filled in."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from callpilot.console.sturdy import Sturdy
from callpilot.console.who import SignOn, operator_problem
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import wrap
from callpilot.plain.untrusted import clean, clean_line, mask_cards
from callpilot.records.ids import desk_name
from callpilot.site.model import ShiftHours, Site


class SignOnScreen(Sturdy, Screen[SignOn]):
    """Dismissed with who signed on."""

    DEFAULT_CSS = """
    SignOnScreen { align: center middle; background: $background; color: $foreground; }
    SignOnScreen > .dialog {
        width: 72; max-width: 100%; height: auto; padding: 1 2; background: $panel; border: round $accent;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $quiet;
    }
    SignOnScreen RecordForm { margin: 1 0; }
    """

    def __init__(self, site: Site, operator: str, desk: str, now_shift: ShiftHours | None, hint: str) -> None:
        super().__init__()
        self._site = site
        self._hint = hint
        self._values = {
            "operator": operator,
            "desk": desk,
            "shift": _words(now_shift) if now_shift else "",
        }
        self._proposed = dict(self._values)
        shifts = tuple(_words(shift) for shift in site.shifts)
        self._form = RecordForm(
            (
                FormField(
                    name="operator",
                    label="Operator",
                    choices=site.operators,
                    placeholder="your name, as records shall say it",
                ),
                FormField(name="desk", label="Desk", choices=site.desks, placeholder="desk-1"),
                FormField(name="shift", label="Shift", choices=shifts, placeholder="↑↓, or your own hours"),
            ),
            self._keep,
        )

    def compose(self) -> ComposeResult:
        """Three lines and Enter."""
        box = Vertical(classes="dialog")
        box.border_title = f"callpilot · {self._site.name}".replace("[", "\\[")
        box.border_subtitle = "Enter: next, at the end: sign on · Ctrl+Q: leave"
        with box:
            yield Drawn(id="welcome")
            yield self._form
            yield Drawn(id="problem")

    def on_mount(self) -> None:
        """What was said last time is there already: Enter three times signs on."""
        lines: list[Line] = [(("Sign on", "bold"),)]
        lines += [((row, "$quiet"),) for row in wrap(self._hint, 64)] if self._hint else []
        self.query_one("#welcome", Drawn).show_lines(lines)
        self._form.show("sign-on", self._values)
        (self._form.input("operator") or self._form).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """What was said last time is marked: typing replaces it."""
        field = event.widget
        if isinstance(field, RecordInput) and field.value and field.value == self._proposed.get(field.field):
            field.action_select_all()

    def _keep(self, _identity: str, field: str, text: str, cursor: int | None) -> str:
        shown = mask_cards(clean_line(text, 2000)) if cursor is None else clean(text)
        self._values[field] = shown
        return shown

    def on_record_form_done(self) -> None:
        """Sign on, or say what is wrong and go there."""
        self._form.flush()
        operator = self._values["operator"].strip()
        problem = operator_problem(operator)
        if problem:
            self._refuse("operator", problem)
            return
        try:
            desk = desk_name(self._values["desk"])
        except ValueError as reason:
            self._refuse("desk", str(reason))
            return
        self.dismiss(SignOn(operator, desk, self._shift(self._values["shift"].strip())))

    def _shift(self, text: str) -> ShiftHours:
        known = next((shift for shift in self._site.shifts if _words(shift) == text), None)
        return known or ShiftHours(name=clean_line(text, 40))

    def _refuse(self, field: str, problem: str) -> None:
        self.query_one("#problem", Drawn).show_lines([((row, "bold $due"),) for row in wrap(f"! {problem}", 64)])
        widget = self._form.input(field)
        if widget:
            widget.focus()


def _words(shift: ShiftHours) -> str:
    return f"{shift.name} {shift.hours}".strip()
