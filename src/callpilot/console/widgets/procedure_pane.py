"""The procedure pane: the steps by phase, what to say, the current step's fields in their place, the ways on."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.message import Message

from callpilot.console.deeds import DEEDS
from callpilot.console.keymap import binding_id
from callpilot.console.plainly import WORDS
from callpilot.console.sturdy import Sturdy
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.procedure_forms import draw
from callpilot.console.widgets.procedure_lines import Drawing, pane_title
from callpilot.console.widgets.record_field import WriteTo
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.desk.questions import FILTER, in_front, is_faq
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

    class Moved(Message):
        """An arrow key goes to the question `step` below (negative: above)."""

        def __init__(self, step: int) -> None:
            self.step = step
            super().__init__()

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
        self._drawing: Drawing | None = None
        self.is_faq = False
        """Whether questions and answers are shown: there is nothing to be ticked, but something to be found."""

    def compose(self) -> ComposeResult:
        """What was done and is current, the step's fields, what is to come."""
        yield self._above
        yield self.step_form
        yield self._below

    async def show(
        self, live: Live, procedure: Procedure | None, words: Mapping[str, str], mono: int,
        title_of: Callable[[str], str] = str, signed: str = "", changed: str = "",
    ) -> None:  # fmt: skip
        """Show the run in front of `live` at the monotonic moment `mono`.

        `title_of` gives another procedure's title, `signed` who signed the run off and when, in words; `changed` says
        how the procedure differs from what the operator knew.
        """
        run = live.run
        self.is_faq = is_faq(procedure)
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
            await self._show_picture(Path(), None, None)
            return
        width = self.size.width - 2
        beneath = len(live.stack) - 1
        retitle(self, pane_title(run, procedure, width - 4, beneath))
        drawing = draw(
            live, procedure, words, mono=mono, width=width, roomy=self.size.height >= 34,
            title_of=title_of, signed=signed, changed=changed,
        )  # fmt: skip
        self._above.show_lines(drawing.above)
        self._below.show_lines(drawing.below)
        step = procedure.step(run.current)
        fields = step_fields(step.fields if step else (), getattr(live, "channel", "phone"))
        if self.is_faq:
            fields = [FormField(name=FILTER, label="Filter")]
        longest = max((cell_len(field.label) for field in fields), default=0)
        self.step_form.label_cells = min(longest + 2, max(12, width // 2))
        await self.step_form.set_fields(fields)
        self.step_form.show(live.id, live.values)
        await self._show_picture(procedure.source, step, drawing)
        front = in_front(procedure, live) if self.is_faq else None
        place = (run.procedure, front.question if front else run.current)
        if self._step != place and self.size.height:  # without a size yet it would go somewhere by chance
            self._step = place
            self.call_after_refresh(self._show_current, drawing)
        # Textual leaves the bar where it was when the text shrinks below the window and grows again.
        self.vertical_scrollbar.position = self.scroll_y

    async def _show_picture(self, source: Path, step: Step | None, drawing: Drawing | None) -> None:
        """Show the step's picture in the rows that its words and fields leave; made when first there is one."""
        if self._picture is None:
            if not (step and step.picture):
                return
            from callpilot.console.widgets.picture import Picture

            self._picture = Picture(hint="v: large")
            await self.mount(self._picture, after=self.step_form)
        words = self._above.row_count - max(0, self._above.row_of("▸"))
        room = self.size.height - words - len(self.step_form.fields) - 1
        self._drawing = drawing
        self._picture.show(source, step, self.size.width - 4, room if room >= LEAST_ROWS else 0)

    def on_picture_drew(self) -> None:
        """The picture has its height: keep all of the step in sight."""
        if self._drawing is not None:
            self.call_after_refresh(self._show_current, self._drawing)

    def _show_current(self, drawing: Drawing) -> None:
        """Keep the current step, or the open answer, in sight: what is to be said now comes first."""
        rows_above = len(drawing.above)
        start = rows_above + len(self.step_form.fields)
        now = self._above.row_of(WORDS["▸"])
        if drawing.shown and (answer := self._below.row_of(WORDS["▸"])) >= 0:
            now = start + answer
        if now >= 0:  # in plain mode, where there are few rows
            self.scroll_to(y=now, animate=False, force=True)
            return
        if drawing.shown:
            self._show_rows(start + drawing.shown[0], start + drawing.shown[1])
            return
        bottom = start + 1 + (self._picture.rows if self._picture else 0)
        top = self._above.row_of("▸ ")
        if bottom > self.scroll_y + self.size.height or (rows_above if top < 0 else top) < self.scroll_y:
            self.scroll_to(y=max(0, min(bottom - self.size.height, top if top >= 0 else bottom)), animate=False)

    def _show_rows(self, first: int, last: int) -> None:
        """Bring rows into sight, their first one at any rate, with as little scrolling as it takes."""
        top, height = self.scroll_y, self.size.height
        if first < top or last - first >= height:
            self.scroll_to(y=first if first > 3 else 0, animate=False)
        elif last >= top + height:
            self.scroll_to(y=last - height + 1, animate=False)

    # -- going through questions ------------------------------------------------------------------------

    def action_scroll_up(self) -> None:
        """The question above; where there are steps, a row up."""
        if self.is_faq:
            self.post_message(self.Moved(-1))
        else:
            super().action_scroll_up()

    def action_scroll_down(self) -> None:
        """The question below; where there are steps, a row down."""
        if self.is_faq:
            self.post_message(self.Moved(1))
        else:
            super().action_scroll_down()
