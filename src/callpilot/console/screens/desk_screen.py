"""The desk: what rings and who is spoken to, the procedure, the record being taken, the log, and the keys."""

from asyncio import Lock
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from callpilot.console.compositing import PaintsSparingly
from callpilot.console.desk_banner import show_banner
from callpilot.console.desk_cursor import DeskCursor
from callpilot.console.desk_front import DeskFront
from callpilot.console.desk_log import DeskLog
from callpilot.console.keymap import Keys
from callpilot.console.log_source import LogSource
from callpilot.console.plain_mode import announce
from callpilot.console.said import STAYS
from callpilot.console.session import Session
from callpilot.console.sturdy import Sturdy
from callpilot.console.widgets.banner import Banner
from callpilot.console.widgets.idle_pane import IdlePane
from callpilot.console.widgets.key_bar import KeyBar
from callpilot.console.widgets.log_pane import FILTER, LogPane
from callpilot.console.widgets.log_strip import LogStrip
from callpilot.console.widgets.record_field import FollowsCursor, PasteTooLong, ShowsLog
from callpilot.console.widgets.top_strip import TopStrip
from callpilot.desk import writing
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused, DeskState

if TYPE_CHECKING:
    from callpilot.console.widgets.incident_pane import IncidentPane
    from callpilot.console.widgets.record_form import RecordForm

WIDE, SMALL_WIDTH, SMALL_HEIGHT = 118, 64, 18
WHILE_TYPING = 0.2
"""Seconds until what was typed shows elsewhere too: a letter's own echo waits for no other pane."""


class DeskScreen(FollowsCursor, ShowsLog, PaintsSparingly, Sturdy, Screen[None]):
    """Shows the desk's state. Deeds come from keys through the app; what is typed goes straight to the disk."""

    # A file of the screen's own would have all styles read once more when it comes.
    DEFAULT_CSS = Path(__file__).with_suffix(".tcss").read_text("utf-8")
    AUTO_FOCUS = ""  # the cursor goes where it was in what is in front, and nowhere on the way

    class StepFilled(Message):
        """The current step's last field was left by Enter: the step is done."""

    BINDINGS: ClassVar[list[Binding]] = [Binding("escape", "leave_typing", show=False)]

    def __init__(self, session: Session, keys: Keys) -> None:
        super().__init__()
        self.session = session
        self.keys = keys
        self.desk: Desk = session.desk
        self.front = DeskFront(self, session, keys)
        self.place = DeskCursor(self, self.front)
        self._hushing: Timer | None = None
        self._waiting: Timer | None = None
        self._is_typing = False
        self._completing = Lock()
        self._is_due = self._is_begun = False

    def compose(self) -> ComposeResult:
        """The panes; which of them show depends on what is in front and on the width."""
        self._arrange()  # before anything has its styles
        yield TopStrip(id="top")
        yield Banner(id="banner")
        is_whole = self.front.is_whole = self.desk.state.followed is not None
        if is_whole:
            self.front.make_panes(self._write)
        with Horizontal(id="panes"):
            if is_whole:
                yield self.front.procedure
            yield IdlePane(self.keys, id="idle")
            if is_whole:
                yield self.front.call
                yield self.front.incident
            yield LogPane(self._fetch, self._write_pad, text=self.desk.state.pad.values.get(FILTER, ""), id="log")
        yield LogStrip(self.keys, id="log-strip")
        yield KeyBar(self.keys, id="keys")

    def on_mount(self) -> None:
        """Begin to show the desk, to count seconds and to look for rings."""
        pane, strip = self.query_one(LogPane), self.query_one(LogStrip)
        self.log_beside = DeskLog(self, self.session, pane, strip)
        self._is_begun = True
        self.desk.watch(self._changed)
        self.set_interval(1.0, self.show_soon)
        self._bring_front(self.desk.state)
        self.show_soon()

    async def complete(self) -> None:
        """Have what the first frame does without: the log's rows, what typing a name needs, the panes of a call."""
        from callpilot.console.widgets.person_choices import make_ready

        self.recount()
        make_ready(self, self.desk)
        await self._have_panes()

    async def _have_panes(self) -> None:
        async with self._completing:
            if self.front.is_whole or not self.children:
                return
            self.front.make_panes(self._write)
            idle = self.query_one(IdlePane)
            async with self.batch():
                await self.mount(self.front.procedure, before=idle)
                await self.mount_all([self.front.call, self.front.incident], after=idle)
                self.front.is_whole = True
                self.front.turn_to(self.desk.state)

    # -- showing ------------------------------------------------------------------------------------

    def _changed(self, before: DeskState, after: DeskState) -> None:
        """A deed was done: what is typed into must show it at once, the rest in the next turn."""
        if not self.children:
            return  # the console is being left: nothing shows what still happens
        if before.pad.front != after.pad.front or (before.followed is None) != (after.followed is None):
            self._bring_front(after)
        self.place.follow(before, after)
        if before.people is not after.people and self.front.is_whole:
            from callpilot.console.widgets.person_choices import make_ready

            make_ready(self, self.desk)
        if before.calls is not after.calls and len(before.calls) != len(after.calls):
            self.recount()
        if self._is_typing:
            self._show_later()
        else:
            self.show_soon()

    @property
    def is_behind(self) -> bool:
        """Whether the panes don't show all yet that was typed."""
        return self._waiting is not None

    def _show_later(self) -> None:
        """Show what was typed in one field everywhere else, once for some letters; what isn't saved yet at once."""
        self.front.show_saved()
        if self._waiting is None:
            self._waiting = self.set_timer(WHILE_TYPING, self.show_soon)

    def show_soon(self) -> None:
        """Show the state in the next turn of the loop, once however often it is asked for."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if not self._is_due:
            self._is_due = True
            self.call_next(self.show)

    async def show(self) -> None:
        """Show the state as it is now; every part paints only what differs."""
        self._is_due = False
        if not self._is_begun or not self.children:
            return  # it was asked for while the console was opening, or after it was left
        if self.desk.state.followed is not None and not self.front.is_whole:
            await self._have_panes()
            if not self.front.is_whole:
                return  # it is being left
        state, now, mono = self.desk.state, self.local_now(), self.desk.clock.mono()
        self.query_one(TopStrip).show(state, now, mono, is_saved=not self.session.journal.trouble)
        self.query_one(KeyBar).show(state, self.size.width)
        show_banner(self.query_one(Banner), self.session, self.keys, self.size, is_small=self.has_class("-small"))
        self.log_beside.follow()
        await self.front.show_procedure(state, now, mono)
        self.place.arrive(state)
        await self.front.show_record(state, mono)
        if self.place.is_moving:
            # Only now do the panes hold the fields of what is in front.
            self.call_after_refresh(self.restore_focus)

    def _bring_front(self, state: DeskState) -> None:
        """Put the call or incident in front into the panes, with the cursor where it was in it."""
        self.place.is_moving = True
        self.front.turn_to(state)
        self.show_soon()

    def on_screen_resume(self) -> None:
        """A dialog has gone: the cursor goes back to where it was, if it has no place."""
        if self.focused is None:
            self.call_after_refresh(self.restore_focus)

    def enter_step(self) -> bool:
        """Put the cursor into the current step's first field; False when it has none."""
        return self.place.enter_step()

    def on_record_form_done(self, event: "RecordForm.Done") -> None:
        """Enter in the step's last field ticks the step; in another form's, or a filter, it goes to the procedure."""
        pane = self.front.procedure
        if event.form is pane.step_form and not pane.is_faq:
            self.place.go_on()
            self.post_message(self.StepFilled())
        else:
            self.set_focus(pane)

    def restore_focus(self) -> None:
        """Put the cursor where it was in what is in front."""
        self.place.restore(self.desk.state)

    def saved(self) -> None:
        """Something was made safe on disk just now."""
        self.front.saved()
        self.front.show_saved()

    def local_now(self) -> datetime:
        """The wall time in the site's zone."""
        return self.desk.clock.now().astimezone(self.desk.zone)

    # -- typing -------------------------------------------------------------------------------------

    def _write(self, identity: str, field: str, text: str, cursor: int | None) -> str:
        self._is_typing = cursor is not None
        try:
            return writing.type_in(self.desk, identity, field, text, cursor)
        except DeedRefused:
            return text
        finally:
            self._is_typing = False

    def _write_pad(self, field: str, text: str, cursor: int | None) -> str:
        return self._write(self.desk.state.pad.id, field, text, cursor)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note where the cursor went, so that a restart brings it back."""
        from callpilot.console.widgets.person_choices import offer_people

        offer_people(event.widget, self.desk)
        self.came_to = event.widget
        self.note_cursor(event.widget)

    def note_cursor(self, widget: Widget) -> None:
        """Note the cursor's place, unless it is only on its way there or has gone on already."""
        live, name = self.desk.state.followed, self.place.name_of(widget)
        if live is None or not name or not self.is_current or self.desk.state.read_only:
            return
        self._is_typing = live.focus == name
        writing.focus(self.desk, live.id, name, getattr(widget, "cursor", 0))
        self._is_typing = False

    def action_leave_typing(self) -> None:
        """Esc leaves typing for the procedure, and the procedure for the field that was left."""
        self.place.leave_typing()

    def on_incident_pane_note_written(self, event: "IncidentPane.NoteWritten") -> None:
        """Write the note on the timeline of the emergency in front."""
        if (incident := self.desk.state.front_incident) is None:
            return
        from callpilot.desk.emergencies import note

        try:
            note(self.desk, incident.id, event.text)
        except DeedRefused as reason:
            self.tell(str(reason), grave=True)

    def on_paste_too_long(self, event: PasteTooLong) -> None:
        """Say that nothing of a huge paste was taken."""
        self.tell(f"That paste has {event.length:,} characters; a field holds 100,000. Nothing of it was taken.")

    def tell(self, text: str, *, grave: bool = False) -> None:
        """Say one line to the operator, in the key bar's row, where it covers nothing that is read or typed."""
        if not self.children:
            return  # it was said while the console was being closed
        announce(self, text)
        bar = self.query_one(KeyBar)
        bar.say(text, grave=grave)
        bar.show(self.desk.state, self.size.width)
        if self._hushing is not None:
            self._hushing.stop()
        self._hushing = self.set_timer(STAYS[grave], self._hush)

    def _hush(self) -> None:
        self.query_one(KeyBar).hush()
        self.show_soon()

    # -- the log ------------------------------------------------------------------------------------

    def recount(self) -> None:
        """Ask the index afresh for the log."""
        self.log_beside.recount()

    def _fetch(self, offset: int, limit: int) -> None:
        self.log_beside.fetch(offset, limit)

    def on_log_source_counted(self, event: LogSource.Counted) -> None:
        """The log is as long as this now."""
        self.log_beside.counted(event)

    def on_log_source_fetched(self, event: LogSource.Fetched) -> None:
        """Rows came in."""
        self.log_beside.fetched(event)

    def on_log_pane_filtered(self) -> None:
        """Other words in the filter."""
        self.log_beside.filter()

    # -- size ---------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Three panes from 120 columns on; below, the log folds to a strip."""
        self._arrange()
        self.show_soon()

    def _arrange(self) -> None:
        width, height = self.app.size  # pyright: ignore[reportUnknownMemberType]
        self.set_class(width < WIDE, "-narrow")
        self.set_class(width < SMALL_WIDTH or height < SMALL_HEIGHT, "-small")
