"""Notices: a word to every operator. The unread ones first; Enter says that this one is read (B7, C7)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from callpilot.console.screens.ask import AskScreen
from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.wrapping import cut, wrap
from callpilot.desk import noticing, writing
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.plain.times import ago, future, moment
from callpilot.plain.untrusted import clean, clean_line
from callpilot.records.kinds import Notice

PART = "notice."
"""Before the fields of a notice that is being written."""

_ROWS = 6
_TEXT, _UNTIL, _IMPORTANT = f"{PART}text", f"{PART}until", f"{PART}important"


class NoticesScreen(Dialog[None]):
    """Lists the notices in force; dismissed with nothing."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = [
        Binding("enter", "read", show=False),
        Binding("up,k", "go(-1)", show=False),
        Binding("down,j", "go(1)", show=False),
        Binding("pagedown,space", "scroll(8)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("n", "write", show=False),
        Binding("w", "withdraw", show=False),
    ]
    DEFAULT_CSS = """
    NoticesScreen > .dialog { height: 100%; max-height: 28; }
    NoticesScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    NoticesScreen #head { margin: 1 0; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk.state.pad.id)
        self._chosen = ""
        self._list, self._head, self._words = Drawn(id="list"), Drawn(id="head"), Drawn(id="words")

    def compose(self) -> ComposeResult:
        """The list, and the chosen one in full below."""
        box = Vertical(classes="dialog")
        box.border_title = "Notices"
        box.border_subtitle = "Enter: read · ↑↓ · n: write one · w: withdraw yours · Esc: back"
        with box:
            yield self._list
            yield self._head
            yield VerticalScroll(self._words, can_focus=False)

    def on_mount(self) -> None:
        """Show them, and what comes in or is withdrawn meanwhile."""
        super().on_mount()
        self.call_after_refresh(self.show)
        self.set_interval(1.0, self.show)
        if self.desk.state.pad.focus.startswith(PART):
            self.call_after_refresh(self.action_write)

    @property
    def _now(self) -> datetime:
        return self.desk.clock.now()

    def _found(self) -> list[Notice]:
        """Unread ones first, the important before the others, then the newest."""
        state = self.desk.state
        every = noticing.in_force(state, self._now)
        return sorted(every, key=lambda one: (noticing.is_read(state, one.id), not one.important))

    def _current(self) -> Notice | None:
        found = self._found()
        return next((one for one in found if one.id == self._chosen), found[0] if found else None)

    @property
    def _is_gone(self) -> bool:
        """Whether the notice that is shown went meanwhile: no other one may slip under the finger that reads it."""
        return bool(self._chosen) and all(one.id != self._chosen for one in self._found())

    def show(self) -> None:
        """Show the list and the chosen notice as they are now."""
        found, current = self._found(), self._current()
        width = max(20, self.query_one(".dialog").content_size.width - 1)
        if self._is_gone:
            self._list.show_lines([self._row(one, False, width) for one in found[:_ROWS]])
            self._head.show_lines([(("That notice was withdrawn, or is over.", "bold $due"),)])
            self._words.show_lines([(("Enter goes on to the others.", "$quiet"),)])
            return
        self._chosen = current.id if current else ""
        if current is None:
            self._list.show_lines([(("No notice is in force.", "$quiet"),)])
            self._head.show_lines([])
            self._words.show_lines([(("n writes one: every operator sees it until they have read it.", "$quiet"),)])
            return
        place = found.index(current)
        first = max(0, min(place - _ROWS // 2, len(found) - _ROWS))
        self._list.show_lines([self._row(one, one is current, width) for one in found[first : first + _ROWS]])
        until = f" · until {self._when(current.until)}" if current.until else ""
        head = f"{clean_line(current.by, 40)} · {self._when(current.at)}{until}"
        self._head.show_lines([((head, "$secondary"), (" · ▲ important" if current.important else "", "bold $due"))])
        self._words.show_lines([((row, ""),) for row in wrap(clean(current.text), width)])

    def _row(self, one: Notice, is_here: bool, width: int) -> Line:
        is_read = noticing.is_read(self.desk.state, one.id)
        glyph, word, style = ("✔", "read  ", "$quiet") if is_read else ("●", "unread", "bold $accent")
        head = f"{cut(self._when(one.at), 16):16} {cut(clean_line(one.by, 40), 12):12} "
        text = cut(("▲ " if one.important else "") + clean_line(one.text, 400), max(8, width - 41))
        return (
            ("▸ " if is_here else "  ", "bold $accent"),
            (f"{glyph} {word} ", style),
            (head, "$quiet"),
            (text, "bold" if is_here else ""),
        )

    def _when(self, at: str | None) -> str:
        try:
            then = moment(at or "")
        except ValueError:
            return clean_line(at or "", 40)
        local = then.astimezone(self.desk.zone)
        if then > self._now:
            return f"{local:%a} {local.day} {local:%b %H:%M}"
        return ago(then, self._now, self.desk.zone)

    # -- what can be done ----------------------------------------------------------------------------------

    def action_go(self, step: int) -> None:
        """Go to another notice."""
        found, current = self._found(), self._current()
        if current is not None and not self._is_gone:
            self._chosen = found[max(0, min(found.index(current) + step, len(found) - 1))].id
            self.query_one(VerticalScroll).scroll_home(animate=False)
        self.show()

    def action_scroll(self, rows: int) -> None:
        """Scroll a long notice."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_read(self) -> None:
        """Note that it is read, and go on to the next unread one; after the last one back to the desk."""
        if self._is_gone:
            self._chosen = ""
            self.show()
            return
        current = self._current()
        if current is None or noticing.is_read(self.desk.state, current.id):
            self.leave(None)
            return
        try:
            noticing.read_notice(self.desk, current.id)
        except DeedRefused as reason:
            self.tell(str(reason))
        unread = noticing.unread(self.desk.state, self._now)
        if not unread:
            self.leave(None)
            return
        self._chosen = ""
        self.show()

    def action_write(self) -> None:
        """Write a notice."""
        if reason := self.desk.state.read_only:
            self.tell(f"read-only: {reason}")
            return
        self._over(WriteNoticeScreen(self.desk), self._written)

    def _over(self, screen: Dialog[str], then: Callable[[str | None], None]) -> None:
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        app.push_screen(screen, then)

    def _written(self, words: str | None) -> None:
        self.show()
        if words:
            self.tell(words)

    def action_withdraw(self) -> None:
        """Take one's own notice out of force, with the reason."""
        current = self._current()
        if current is None:
            return
        try:
            self.desk.refuse_if_read_only()
            noticing.withdrawn(current, self.desk.state.operator, current.at, "asked for below")
        except DeedRefused as reason:
            self.tell(str(reason))
            return
        ask = AskScreen(
            self.desk, self.identity, title="Withdraw the notice", field="ask.notice",
            question=f"Why? “{clean_line(current.text, 120)}” goes for everybody; the reason stays in the record.",
        )  # fmt: skip
        self._over(ask, partial(self._withdrawn, current.id))

    def _withdrawn(self, identity: str, why: str | None) -> None:
        if why is not None:
            try:
                noticing.withdraw_notice(self.desk, identity, why)
                self._chosen = ""
            except DeedRefused as reason:
                self.tell(str(reason))
        self.show()


class WriteNoticeScreen(Dialog[str]):
    """Asks for a notice's words, its end and its weight; dismissed with what to tell, or None: the draft stays."""

    DEFAULT_CSS = """
    WriteNoticeScreen RecordForm { height: 9; }
    WriteNoticeScreen RecordForm RecordArea { height: 6; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk.state.pad.id)
        self._form = RecordForm(
            (
                FormField(name=_TEXT, label="Notice", area=True),
                FormField(name=_UNTIL, label="In force", placeholder="2h, 18:00, tomorrow; empty: until withdrawn"),
                FormField(name=_IMPORTANT, label="Important", choices=("no", "yes"), placeholder="no"),
            ),
            self.write_to,
        )

    def compose(self) -> ComposeResult:
        """The three fields."""
        box = Vertical(classes="dialog")
        box.border_title = "A notice to every operator"
        box.border_subtitle = "Tab: next · Enter at the end: give it · Esc: back, the draft stays"
        with box:
            yield self._form

    def on_mount(self) -> None:
        """Start with the words, or where a restart left the cursor."""
        super().on_mount()
        self._form.show(self.identity, self.desk.state.pad.values)
        focus = self.desk.state.pad.focus
        self.start_at(self._form.input(focus if focus.startswith(PART) else _TEXT))

    def on_record_form_done(self) -> None:
        """Enter in the last field gives the notice."""
        self.flush()
        until_words = self.value(_UNTIL).strip()
        try:
            now = self.desk.clock.now()
            until = future(until_words, now, self.desk.zone, is_end=True) if until_words else None
            important = self.value(_IMPORTANT).strip() == "yes"
            noticing.give_notice(self.desk, self.value(_TEXT), until, important=important)
        except (DeedRefused, ValueError) as reason:
            self.tell(str(reason))
            self.start_at(self._form.input(_UNTIL if isinstance(reason, ValueError) else _TEXT))
            return
        writing.put(self.desk, self.identity, **{_TEXT: "", _UNTIL: "", _IMPORTANT: ""})
        self.done("Given: every operator sees it until they have read it.")
