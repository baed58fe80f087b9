"""The procedure pane: the steps by phase, what to say, the current step's fields in their place, the ways on."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll

from callpilot.console.deeds import DEEDS
from callpilot.console.keymap import binding_id
from callpilot.console.plainly import WORDS
from callpilot.console.sturdy import Sturdy
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.procedure_lines import Drawing, pane_title
from callpilot.console.widgets.record_field import WriteTo
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.desk.finding import ENTRY
from callpilot.procedures.model import Field, Procedure, Step
from callpilot.records.channels import field_for, way_of
from callpilot.records.live import Live
from callpilot.records.words import CALL_TYPES, FIELD_ALIASES, URGENCIES

LEAST_ROWS = 6
"""With fewer rows left a picture would show nothing: only its words are there, and the key that shows it large."""

STEP = "step:"
"""Before a field's name when the cursor is in the procedure's copy of it."""


def step_fields(asked: Iterable[Field], channel: str = "phone") -> list[FormField]:
    """A procedure's fields as a form's, by their names in the record; an e-mail's callback is its address."""
    way = way_of(channel)
    fields: list[FormField] = []
    for field in asked:
        name = FIELD_ALIASES.get(field.name, field.name)
        label = field.label
        if (meant := field_for(channel, name)) != name:
            name, label = meant, way.label(meant)
        choices = field.choices or {"yes-no": ("yes", "no")}.get(field.type, ())
        if not choices and name in ("type", "urgency"):
            choices = CALL_TYPES if name == "type" else URGENCIES
        fields.append(
            FormField(name=name, label=label or name, choices=tuple(choices), sensitive=field.sensitive,
                      person=field.type == "person" or name == "for")
        )  # fmt: skip
    return fields


class ProcedurePane(Sturdy, VerticalScroll):
    """Shows one run and takes the keys that act on it when it has the focus."""

    BINDINGS: ClassVar[list[Any]] = [
        *(
            Binding(key, f"app.deed('{deed.id}', '{key}')", deed.title, id=binding_id(deed.id, key), show=False)
            for deed in DEEDS
            if deed.where == "procedure"
            for key in deed.keys
        ),
    ]
    DEFAULT_CSS = """
    ProcedurePane { border-top: solid $rule; border-right: solid $rule; border-title-color: $accent; padding: 0 0 0 1;
                    scrollbar-size-vertical: 1; }
    ProcedurePane:focus { border-top: heavy $accent; }
    ProcedurePane Picture { margin: 0 0 0 2; }
    ProcedurePane RecordForm { margin: 0 1 0 2; }
    """

    def __init__(self, write: WriteTo, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._above = Drawn()
        self._below = Drawn()
        self.step_form = RecordForm([], write)
        self._step: tuple[str, str | None] | None = None
        self._picture: Any = None

    def compose(self) -> ComposeResult:
        """What was done and is current, the step's fields, what is to come."""
        yield self._above
        yield self.step_form
        yield self._below

    async def show(self, live: Live, procedure: Procedure | None, words: Mapping[str, str], mono: int) -> None:
        """Show the run in front of `live` at the monotonic moment `mono`."""
        run = live.run
        if run is None or procedure is None:
            retitle(self, "Procedure")
            reason = (
                "No procedure fits this call. p opens one."
                if run is None
                else "This procedure is gone from the library."
            )
            self._above.show_lines([((reason, "$quiet"),)])
            self._below.show_lines([])
            await self.step_form.set_fields([])
            await self._show_picture(None, None)
            return
        width = self.size.width - 2
        beneath = len(live.stack) - 1
        retitle(self, pane_title(run, procedure, width - 4, beneath))
        drawing = Drawing(run, procedure, live.values, words, mono=mono, width=width, roomy=self.size.height >= 34)
        self._above.show_lines(drawing.above)
        self._below.show_lines(drawing.below)
        step = procedure.step(run.current)
        fields = step_fields(step.fields if step else (), getattr(live, "channel", "phone"))
        longest = max((cell_len(field.label) for field in fields), default=0)
        self.step_form.label_cells = min(longest + 2, max(12, width // 2))
        await self.step_form.set_fields(fields)
        self.step_form.show(live.id, live.values)
        await self._show_picture(procedure, step)
        place = (run.procedure, run.current or live.values.get(ENTRY))
        if self._step != place:
            self._step = place
            self.call_after_refresh(self._show_current, len(drawing.above))
        # Textual leaves the bar where it was when the text shrinks below the window and grows again.
        self.vertical_scrollbar.position = self.scroll_y

    async def _show_picture(self, procedure: Procedure | None, step: Step | None) -> None:
        """Show the step's picture in the rows that its words and fields leave; made when first there is one."""
        if self._picture is None:
            if not (step and step.picture):
                return
            from callpilot.console.widgets.picture import Picture

            self._picture = Picture(hint="v: large")
            await self.mount(self._picture, after=self.step_form)
        words = self._above.row_count - max(0, self._above.row_of("▸"))
        room = self.size.height - words - len(self.step_form.fields) - 1
        source = procedure.source if procedure else Path()
        self._picture.show(source, step, self.size.width - 4, room if room >= LEAST_ROWS else 0)

    def on_picture_drew(self) -> None:
        """The picture has its height: keep all of the step in sight."""
        self._show_current(self._above.row_count)

    def _show_current(self, rows_above: int) -> None:
        """Keep the current step in sight: what is to be said now comes first."""
        now = self._above.row_of(WORDS["▸"])
        if now >= 0:  # in plain mode, where there are few rows
            self.scroll_to(y=now, animate=False, force=True)
            return
        bottom = rows_above + len(self.step_form.fields) + 1 + (self._picture.rows if self._picture else 0)
        top = max(0, self._above.row_of("▸"))
        if bottom > self.scroll_y + self.size.height or top < self.scroll_y:
            self.scroll_to(y=max(0, min(top, bottom - self.size.height)), animate=False)
