"""The form of the call in front: the record's fields, what is known of the caller, whether it is on disk."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical

from callpilot.console.sturdy import Sturdy
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_field import WriteTo
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput
from callpilot.console.wrapping import cut, wrap
from callpilot.desk.calling_out import is_unsaid
from callpilot.records.channels import endings, way_of
from callpilot.records.closing import proposed_disposition
from callpilot.records.ids import short
from callpilot.records.live import LiveCall
from callpilot.records.words import CALL_TYPES, URGENCIES

DISPOSITION = "close.disposition"


def form_fields(call_types: tuple[str, ...], channel: str = "phone") -> list[FormField]:
    """The channel's fields in the order of the design, and at the end how the call ends."""
    choices = {"type": call_types or CALL_TYPES, "urgency": URGENCIES}
    way = way_of(channel)
    fields = [
        FormField(
            name=field.name,
            label=field.label,
            choices=tuple(choices.get(field.name, field.choices)),
            area=field.name == "message",
            person=field.name == "for",
            placeholder="routine" if field.name == "urgency" else field.hint,
        )
        for field in way.form
    ]
    return [*fields, FormField(name=DISPOSITION, label="Ends as", choices=way.dispositions)]


class CallForm(Sturdy, Vertical):
    """The form of one call."""

    DEFAULT_CSS = """
    CallForm { border-top: solid $rule; border-title-color: $accent; border-title-style: bold; padding: 0 1; }
    CallForm RecordForm { height: 1fr; min-height: 10; }
    CallForm .nothing { height: 1fr; color: $quiet; padding: 1 1; }
    """

    def __init__(self, write: WriteTo, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._write = write
        self.form = RecordForm(form_fields(()), write)
        self.foot = Drawn(id="form-foot")
        self._reach = ""
        self._foot: list[Line] = []

    def compose(self) -> ComposeResult:
        """The form and its foot."""
        yield self.form
        yield self.foot

    async def show(
        self, call: LiveCall, account: str, *, call_types: tuple[str, ...], problems: dict[str, str]
    ) -> None:
        """Show the call's record; `call_types` are the site's, empty: the built-in ones.

        `problems` names fields that need another look, with one line each.
        """
        way = "" if call.channel == "phone" else f" · {way_of(call.channel).word}"
        retitle(self, f"{short(call.id)}{way} · {account}")
        await self.form.set_fields(form_fields(call_types, call.channel))
        marks = dict.fromkeys(problems, "!")
        self.form.show(call.id, call.values, marks)
        ends = self.form.input(DISPOSITION)
        if isinstance(ends, RecordInput):
            ends.offer(endings(call.channel, call.direction))
            ends.placeholder = "say it at the end" if is_unsaid(call) else f"{proposed_disposition(call)} (proposed)"

    def show_reach(self, words: str) -> None:
        """Show whether whoever stands in For can be reached now: beside the name, or at the foot without room."""
        field = self.form.input("for")
        name = field.value if isinstance(field, RecordInput) else ""
        has_room = cell_len(name) + 1 + cell_len(words) <= self.form.size.width - self.form.label_cells
        self.form.show_asides({"for": words} if words and has_room else {})
        self._reach = "" if has_room or not words else f"{name}: {words}"

    def show_foot(
        self, made: str, known: str, saved: str, problems: dict[str, str], *, notes: str = "",
        dial: Sequence[Line] = (),
    ) -> None:  # fmt: skip
        """Show the number to `dial`, what is known of the caller and the account, what came of the call so far, and the
        state on disk.
        """
        width = max(10, self.size.width - 2)
        lines: list[Line] = [*dial]
        for text in problems.values():
            lines += [((row, "$due"),) for row in wrap(f"! {text}", width)]
        if known:
            lines += [((row, "$secondary"),) for row in wrap(known, width)[:3]]
        if self._reach:
            lines += [((row, "$secondary"),) for row in wrap(self._reach, width)[:2]]
        if notes:
            shown = wrap(f"› {notes}", width)[:4] if self.size.height > 20 and not dial else [cut(f"› {notes}", width)]
            lines += [((row, "$quiet"),) for row in shown]
        if made:
            lines += [((row, "$good"),) for row in wrap(cut(f"✔ {made}", 3 * width - 8), width)[:3]]
        self._foot = lines
        self.show_saved(saved)

    def show_saved(self, saved: str) -> None:
        """Show the state on disk in the foot's last row; the others stay."""
        self.foot.show_lines([*self._foot, ((saved, "$good" if saved.startswith("✔") else "bold $due"),)])
