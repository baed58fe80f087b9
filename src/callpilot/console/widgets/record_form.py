"""A form of the record: labels drawn beside fields, each field written as it is typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.style import Style as TextualStyle
from textual.widget import Widget

from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.record_area import RecordArea
from callpilot.console.widgets.record_field import WriteTo
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import fit, one_row


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form: its name in the record, its label, and how it is typed. `person`: somebody is meant."""

    name: str
    label: str
    choices: tuple[str, ...] = ()
    area: bool = False
    sensitive: bool = False
    person: bool = False
    placeholder: str = ""


class RecordForm(Sturdy, Widget):
    """Fields one below the other. Enter goes on to the next; the last one's Enter posts `Done`."""

    DEFAULT_CSS = """
    RecordForm { height: auto; layout: vertical; }
    RecordForm RecordInput { height: 1; width: 1fr; background: $field-ground; }
    RecordForm RecordArea {
        height: 1fr; min-height: 2; width: 1fr; background: $field-ground; padding: 0;
    }
    RecordForm RecordInput:focus, RecordForm RecordArea:focus { background: $focus-ground; }
    """

    skips_areas = False

    class Done(Message):
        """Enter was pressed in the last field."""

        def __init__(self, form: "RecordForm") -> None:
            self.form = form
            super().__init__()

        @property
        def control(self) -> "RecordForm":
            """The form."""
            return self.form

    def __init__(
        self, fields: Sequence[FormField], write: WriteTo, *, label_cells: int = 13, id: str | None = None
    ) -> None:
        """Make a form whose labels have `label_cells` cells, the sign behind them included."""
        super().__init__(id=id)
        self.identity = ""
        self.label_cells = self._drawn_cells = label_cells
        self._fields = tuple(fields)
        self._write_to = write
        self._base = Style.null()
        self._marks: dict[str, str] = {}
        self._asides: dict[str, str] = {}

    @property
    def fields(self) -> tuple[FormField, ...]:
        """What the form holds, in order."""
        return self._fields

    def compose(self) -> ComposeResult:
        """The fields; the labels are drawn by the form itself."""
        for field in self._fields:
            yield self._made(field)

    def _made(self, field: FormField) -> RecordInput | RecordArea:
        made: RecordInput | RecordArea
        if field.area:
            made = RecordArea(field.name, self._write, placeholder=field.placeholder)
        else:
            made = RecordInput(
                field.name, self._write, choices=field.choices, sensitive=field.sensitive, person=field.person,
                placeholder=field.placeholder,
            )  # fmt: skip
        made.styles.margin = self._margin(field.name)
        return made

    def _margin(self, field: str) -> tuple[int, int, int, int]:
        """The label's room before a field, and behind it what stands there beside its text."""
        aside = cell_len(self._asides.get(field, ""))
        return 0, aside + 1 if aside else 0, 0, self.label_cells

    def inputs(self) -> Iterator[RecordInput | RecordArea]:
        """The field widgets, in order."""
        for child in self.children:
            if isinstance(child, RecordInput | RecordArea):
                yield child

    def input(self, name: str) -> RecordInput | RecordArea | None:
        """The widget of the field `name`."""
        return next((child for child in self.inputs() if child.field == name), None)

    def first(self) -> RecordInput | RecordArea | None:
        """The first field's widget, if the form has any field."""
        return next(self.inputs(), None)

    async def set_fields(self, fields: Sequence[FormField]) -> None:
        """Hold other fields from now on, or the same ones with labels of another width."""
        if tuple(fields) == self._fields:
            if self.label_cells != self._drawn_cells:
                self._drawn_cells = self.label_cells
                for child in self.inputs():
                    child.styles.margin = self._margin(child.field)
                self.refresh()
            return
        self._fields, self._drawn_cells = tuple(fields), self.label_cells
        async with self.batch():
            await self.remove_children()
            await self.mount_all([self._made(field) for field in fields])
        self.refresh()

    def _write(self, field: str, text: str, cursor: int | None) -> str:
        return self._write_to(self.identity, field, text, cursor)

    def show(self, identity: str, values: Mapping[str, str], marks: Mapping[str, str] | None = None) -> None:
        """Show what the sheet `identity` holds, and write there; `marks` puts a sign such as `!` behind a label."""
        self.identity = identity
        for child in self.inputs():
            child.take(values.get(child.field, ""))
        if marks is not None and dict(marks) != self._marks:
            self._marks = dict(marks)
            self.refresh()

    def show_asides(self, asides: Mapping[str, str]) -> None:
        """Show some words at the end of fields, such as `on call to 18:00` beside a name."""
        if dict(asides) != self._asides:
            self._asides = dict(asides)
            for child in self.inputs():
                child.styles.margin = self._margin(child.field)
            self.refresh()

    def flush(self) -> None:
        """Write what the focused field still withholds."""
        for child in self.inputs():
            if child.has_focus:
                child.flush()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows; what they stand on is the same for all of them."""
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw the label of the field in row `y`."""
        base = self._base
        width = self.size.width
        for child, field in zip(self.inputs(), self._fields, strict=False):
            if child.virtual_region.y == y:
                mark = self._marks.get(field.name, "")
                style = TextualStyle.parse("bold $accent" if child.has_focus else "$quiet").rich_style
                sign = TextualStyle.parse("bold $due").rich_style
                label = fit(field.label, self.label_cells - 1)
                aside = one_row(self._asides.get(field.name, ""))
                between = width - self.label_cells - cell_len(aside)
                segments = [Segment(label, base + style), Segment(fit(mark, 1), base + sign)]
                if aside:
                    beside = base + TextualStyle.parse("$secondary").rich_style
                    segments += [Segment(" " * between, base), Segment(aside, beside)]
                return Strip(segments).adjust_cell_length(width, base)
        return Strip.blank(width, base)

    def on_descendant_focus(self) -> None:
        """The label of the field in use stands out."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """And goes back."""
        self.refresh()

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter goes on to the next field."""
        event.stop()
        fields = list(self.inputs())
        place = next((n for n, child in enumerate(fields) if child is event.input), len(fields))
        onward = next((child for child in fields[place + 1 :] if not self._ends_at(child)), None)
        if onward is not None:
            self.screen.set_focus(onward)  # at once: the next key may be on its way already
        else:
            self.post_message(self.Done(self))

    def _ends_at(self, child: RecordInput | RecordArea) -> bool:
        """Several lines that a deed has filled in are not stopped at by Enter, where the form says so."""
        return self.skips_areas and isinstance(child, RecordArea)
