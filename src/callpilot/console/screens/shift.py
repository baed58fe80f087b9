"""The shift's handover as it stands, in the order of I-PASS: it writes itself, is edited here, and signed (A10)."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from callpilot.console.handover_lines import short_lines, text_lines, title_line
from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_area import RecordArea
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk.desk import Desk
from callpilot.desk.handover_draft import EXPECT, GRAVITIES, GRAVITY, SUMMARY, draft_handover
from callpilot.desk.state import DeedRefused
from callpilot.records.ids import short
from callpilot.records.kinds import Handover
from callpilot.reports import handover_words as words
from callpilot.reports.figures import Figures

NOTES = "notes"
_HINTS = {
    SUMMARY: "what they must know at once; empty: as the records say",
    NOTES: "notes for the next shift: what the records can't know",
    EXPECT: "empty: as the records say",
}
_TITLES = {SUMMARY: words.SUMMARY, NOTES: "Notes", EXPECT: words.EXPECT}


class ShiftScreen(Dialog[str]):
    """Dismissed with `sign off`, or None.

    | Key | Does |
    | --- | --- |
    | tab, shift+tab | goes through what can be edited |
    | page up, page down | scrolls |
    | the handover's key again | signs and signs off |
    """

    BINDINGS: ClassVar[list[Any]] = [
        Binding("pagedown", "scroll(12)", show=False, priority=True),
        Binding("pageup", "scroll(-12)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    ShiftScreen .dialog { width: 110; height: 100%; }
    ShiftScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    ShiftScreen RecordArea { height: auto; min-height: 2; max-height: 8; background: $field-ground; margin: 0 1; }
    ShiftScreen RecordInput { width: 24; background: $field-ground; margin: 0 1; }
    ShiftScreen RecordArea:focus, ShiftScreen RecordInput:focus { background: $focus-ground; }
    """

    def __init__(self, desk: Desk, figures: Callable[[], Figures], key: str) -> None:
        """Show the draft as it stands; `figures()` are the shift's; `key` is the key that signs, in words."""
        super().__init__(desk, desk.state.pad.id)
        self._figures = figures
        self._key = key
        self._counted: tuple[int, Figures] | None = None
        self._draft = self._drafted()

    def _drafted(self) -> Handover:
        state = self.desk.state
        if state.shift is None:
            raise DeedRefused("no shift is under way")
        return draft_handover(state, state.shift, self.desk.clock.now())

    def compose(self) -> ComposeResult:
        """The five parts, what can be edited among what writes itself."""
        box = Vertical(classes="dialog")
        box.border_title = "Shift and handover"
        box.border_subtitle = f"Tab: next · PgUp PgDn · {self._key}: sign, and sign off · Esc: back"
        with box, VerticalScroll(can_focus=False):
            yield Drawn(id="gravity-title")
            yield RecordInput(GRAVITY, self.write, value=self._shown(GRAVITY), choices=GRAVITIES)
            yield Drawn(id="reasons")
            for field in (SUMMARY, NOTES):
                yield Drawn(id=_label_id(field))
                yield RecordArea(field, self.write, value=self._shown(field))
            yield Drawn(id="figures")
            yield Drawn(id="actions")
            yield Drawn(id=_label_id(EXPECT))
            yield RecordArea(EXPECT, self.write, value=self._shown(EXPECT))
            yield Drawn(id="acceptance")

    def on_mount(self) -> None:
        """The cursor is in the notes, or where a restart found it."""
        super().on_mount()
        self._drawn("gravity-title").show_lines([title_line(words.GRAVITY, "↑↓ or 1–4")])
        for field, title in _TITLES.items():
            self._drawn(_label_id(field)).show_lines([title_line(title, _HINTS[field])])
        at = self.desk.state.pad.focus
        fields = [*self.query(RecordInput), *self.query(RecordArea)]
        self.start_at(next((one for one in fields if one.field == (at if at in (GRAVITY, *_TITLES) else NOTES)), None))
        self.call_after_refresh(self._show_first)
        self.set_interval(2.0, self._show)

    def _drawn(self, name: str) -> Drawn:
        return self.query_one(f"#{name}", Drawn)

    # -- what can be edited -------------------------------------------------------------------------

    def _proposed(self, field: str) -> str:
        return {GRAVITY: self._draft.gravity, SUMMARY: self._draft.summary, EXPECT: self._draft.expect}.get(field, "")

    def _shown(self, field: str) -> str:
        return self.value(field) or self._proposed(field)

    def write(self, field: str, text: str, cursor: int | None) -> str:
        """Write what differs from what the records propose; an emptied field is as they propose when it is left."""
        untouched = not self.value(field).strip()
        if untouched and text == self._proposed(field):
            return text
        shown = super().write(field, text, cursor)
        if cursor is None and not text.strip():
            self._draft = self._drafted()
            return self._proposed(field)
        return shown

    # -- what writes itself -------------------------------------------------------------------------

    def _show_first(self) -> None:
        """Show all of it; the field with the cursor must be in sight once everything above it has its rows."""
        self._show()
        if self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def _show(self) -> None:
        """Show what the records say now; fields that nobody edited follow them."""
        if self.desk.state.shift is None or not self.is_mounted:
            return
        self._draft = draft = self._drafted()
        for field in [*self.query(RecordInput), *self.query(RecordArea)]:
            if not field.has_focus and not self.value(field.field).strip():
                field.take(self._proposed(field.field))
        width = max(20, self._drawn("actions").size.width - 1)
        reasons = "; ".join(draft.reasons)
        self._drawn("reasons").show_lines(text_lines(reasons, width, "$quiet"))
        self._drawn("figures").show_lines(self._figure_lines(width))
        self._drawn("actions").show_lines(self._action_lines(width))
        ending = "whoever signs on next accepts it, item by item; calls can be answered before"
        self._drawn("acceptance").show_lines([title_line(words.ACCEPTANCE), *text_lines(ending, width, "$quiet")])

    def _figure_lines(self, width: int) -> list[Line]:
        if self._counted is None or self._counted[0] != self.desk.kept_count:
            self._counted = self.desk.kept_count, self._figures()
        figures = self._counted[1]
        spent = " · ".join(f"{name} {words.age(round(seconds))}" for name, seconds in figures.status_s.items())
        rows = [words.figures_line(figures), words.taken_line(figures), spent]
        return [title_line("Figures"), *(line for row in rows if row for line in text_lines(row, width))]

    def _action_lines(self, width: int) -> list[Line]:
        draft, now = self._draft, self.desk.clock.now()
        lines: list[Line] = [
            title_line(f"{words.ACTIONS}: {len(draft.items)} open", "most urgent first" if draft.items else "")
        ]
        for item in draft.items:
            lines += short_lines(item, draft.made_at, now, self.desk.zone, width)
            if item.accepted_by:
                lines.append(((f"   stays with {item.accepted_by}, who is still at work", "$quiet"),))
        return lines if draft.items else [*lines, ((f" {words.NOTHING_OPEN}", ""),)]

    # -- keys ---------------------------------------------------------------------------------------

    def action_scroll(self, rows: int) -> None:
        """Scroll the handover."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Enter goes on to the summary."""
        event.stop()
        self.focus_next()

    def leave(self, result: str | None) -> None:
        """Close. Beneath the notes, to which a restart came back, there is no field."""
        if self._before[0] == NOTES:
            self._before = "", 0
        super().leave(result)

    def sign(self) -> None:
        """Sign, and sign off; what is in the way is said in one line."""
        self.flush()
        calls = sorted(self.desk.state.calls)
        gravity = self.value(GRAVITY).strip()
        if calls:
            self.tell(f"close first: {', '.join(short(identity) for identity in calls)}")
        elif gravity and gravity not in GRAVITIES:
            self.tell(f"how serious it is: one of {', '.join(GRAVITIES)}")
        else:
            self.leave("sign off")


def _label_id(field: str) -> str:
    return f"{field.rpartition('.')[2]}-label"
