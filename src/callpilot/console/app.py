"""The application: wires keys to deeds, threads to the screen, and screens to one another. No more than that."""

from collections.abc import Callable, Container
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from callpilot.console.collecting import tidy_again
from callpilot.console.deeds import DEEDS
from callpilot.console.faults import TellsFaults
from callpilot.console.hangup import stop_between_frames
from callpilot.console.in_order import InOrder
from callpilot.console.keymap import Keys, keymap
from callpilot.console.palette import DeedProvider
from callpilot.console.picturing import Picturing
from callpilot.console.plain_mode import PlainMode
from callpilot.console.remembering import remember
from callpilot.console.ring_watch import RingWatch
from callpilot.console.screens.desk_screen import DeskScreen
from callpilot.console.session import Listeners, Session
from callpilot.console.starting import Opening
from callpilot.console.sturdy import Sturdy
from callpilot.console.themes import COLOURLESS, THEMES
from callpilot.console.threads import keep_few_threads
from callpilot.console.who import SignOn
from callpilot.console.widgets.log_list import LogList
from callpilot.console.widgets.record_field import FollowsCursor, PartHidden, ShowsLog
from callpilot.desk import signing

if TYPE_CHECKING:
    from callpilot.console.acting import Acts
    from callpilot.console.catching_up import CatchingUp
    from callpilot.console.reloading import Reloading
    from callpilot.console.widgets.procedure_pane import ProcedurePane

BREATH = 0.02
"""Seconds that the terminal is given to take the first frame in, before all the rest is loaded."""


THREADS = 4
"""What is asked beside the event loop at once: of find, of the log, of what is new, and what takes long. Each thread
holds a connection to the index, and memory of its own."""


class CallpilotApp(Sturdy, InOrder, TellsFaults, Picturing, PlainMode, App[int]):
    """The console."""

    TITLE = "callpilot"
    COMMANDS: ClassVar[set[Any]] = {DeedProvider}
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[Any]] = [
        Binding(
            ",".join(deed.keys),
            f"deed('{deed.id}')",
            deed.title,
            id=deed.id,
            show=False,
            priority=deed.where == "anywhere",
        )
        for deed in DEEDS
        if deed.where in ("anywhere", "desk") and deed.keys
    ] + [Binding("ctrl+z", "suspend", show=False)]

    def __init__(self, opening: Opening, *, strict: bool = False) -> None:
        """Open as `opening` says. With `strict` an unexpected error ends the console (for tests)."""
        super().__init__(plain=opening.plain)
        self._disable_tooltips = True  # nothing has one: every screen would carry a widget for them
        self.opening = opening
        self.keys: Keys = dict(opening.config.keys)
        self._strict = strict
        self._session: Session | None = None
        self._desk_screen: DeskScreen | None = None
        self._began = False
        for theme in (*THEMES, COLOURLESS):
            self.register_theme(theme)
        self._begin_with(COLOURLESS.name if self.no_color else opening.config.theme)
        self.set_keymap(keymap(self.keys))

    def _begin_with(self, theme: str) -> None:
        """Have a theme's colours from the first style on: one that is set later has them all read once more."""
        self.set_reactive(CallpilotApp.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        is_dark = self.current_theme.dark
        self.update_classes({"-dark-mode": is_dark, "-light-mode": not is_dark, f"-theme-{theme}": True}, update=False)

    @property
    def session(self) -> Session:
        """What this console holds open."""
        if self._session is None:
            raise RuntimeError("nobody has signed on")
        return self._session

    # What follows is loaded once the first frame is there.

    @cached_property
    def acts(self) -> "Acts":
        """What the deeds do."""
        from callpilot.console.acting import Acts

        acts = Acts(self)
        acts.shift.began = self._began
        return acts

    @cached_property
    def catching_up(self) -> "CatchingUp":
        """What follows the disk."""
        from callpilot.console.catching_up import CatchingUp

        return CatchingUp(self)

    @cached_property
    def reloading(self) -> "Reloading":
        """What follows the site's files."""
        from callpilot.console.reloading import Reloading

        return Reloading(self)

    def on_mount(self) -> None:
        """Go straight in when the operator is known, else ask."""
        if not self.is_headless:
            stop_between_frames(self)
        if self.opening.sign_on is not None:
            self._enter(self.opening.sign_on)
        else:
            self._ask_sign_on()

    def _ask_sign_on(self) -> None:
        from callpilot.console.screens.sign_on import SignOnScreen

        opening = self.opening
        screen = SignOnScreen(opening.config.site, opening.operator, opening.desk, opening.shift_now(), opening.hint)
        self.push_screen(screen, self._signed_on)
        screen.call_after_refresh(tidy_again)

    def _signed_on(self, who: SignOn | None) -> None:
        if who is not None:
            self._enter(who)

    def _enter(self, who: SignOn) -> None:
        """Open the desk and show it."""
        listeners = Listeners(
            on_trouble=lambda _line: self.from_thread(self.show_soon),
            on_saved=lambda: self.from_thread(self._saved),
            on_kept=lambda: self.from_thread(self.catching_up.now),
            on_joined=lambda line: self.from_thread(lambda: self.tell(line, grave=True)),
        )
        self._session = session = self.opening.open_session(who, listeners)
        self._began = signing.sign_on(session.desk, name=who.shift.name, hours=who.shift.hours)
        session.feed.poll()
        self.listen_to(session.desk)
        self._desk_screen = DeskScreen(session, self.keys)
        self.push_screen(self._desk_screen)
        # Loading deeds and dialogs, reading index, procedures and people takes the interpreter: the desk is on the
        # screen first.
        self._desk_screen.call_after_refresh(self.set_timer, BREATH, self._painted)
        RingWatch(self).begin()
        if session.desk.state.read_only:
            self.tell(f"Read-only: {session.desk.state.read_only}.", grave=True)

    def _painted(self) -> None:
        """The desk is on the screen: now the rest."""
        tidy_again()
        keep_few_threads(THREADS)
        desk = self.session.desk.state
        remember(self.session.home.cache, desk.operator, desk.desk)
        if self._desk_screen is not None:
            self._desk_screen.call_next(self._desk_screen.complete)
        self.acts.reopen()
        self.catching_up.begin()
        self.reloading.begin()

    # -- what comes from outside ----------------------------------------------------------------------

    def from_thread(self, act: Callable[[], Any]) -> None:
        """Let `act` be done in the event loop; called from any thread, never waits."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.call_later, act)

    def _saved(self) -> None:
        if self._desk_screen:
            self._desk_screen.saved()

    def show_soon(self) -> None:
        """Let the desk show anew what stands above its panes, and in them, after the events at hand."""
        if self._desk_screen:
            self._desk_screen.show_soon()

    def recount(self) -> None:
        """Let the logs on screen ask the index afresh."""
        for screen in self.screen_stack:
            if isinstance(screen, ShowsLog) and screen.is_mounted:
                screen.recount()

    def look_again(self) -> None:
        """Let the dialogs that are open take up people and procedures that have just been read."""
        from callpilot.console.screens.dialog import Dialog

        for screen in self.screen_stack:
            if isinstance(screen, Dialog) and screen.is_mounted:
                screen.look_again()

    # -- deeds and screens ----------------------------------------------------------------------------

    def action_deed(self, identity: str, key: str = "") -> None:
        """Do a deed, whatever is on the screen."""
        if self._session is not None:
            self.acts.do(identity, key)
        elif identity == "quit":
            self.exit(0)

    def action_help_quit(self) -> None:
        """Ctrl+C with nothing to copy: say which key leaves."""
        self.tell("Ctrl+Q leaves the console; everything open stays on disk. Ctrl+C copies what is marked.")

    def action_suspend(self) -> None:
        """Ctrl+Z outside a field: let the shell have the terminal; `fg` brings the console back as it was."""
        self.flush()
        self.action_suspend_process()
        self.show_cursor()

    def flush(self) -> None:
        """Write what the focused field still withholds."""
        if isinstance(self.screen, FollowsCursor):
            self.screen.flush()

    def to_desk(self) -> None:
        """Leave every dialog; what was typed in them is on disk and there again."""
        from callpilot.console.screens.dialog import Dialog

        while len(self.screen_stack) > 1 and not isinstance(self.screen, DeskScreen):
            top: Screen[Any] = self.screen
            if isinstance(top, Dialog):
                leave: Callable[[Any], None] = top.leave  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                leave(None)
            else:
                self.pop_screen()
            if self.screen is top:
                break

    def over_desk(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Show a dialog over the desk."""
        self.to_desk()
        self.push_screen(screen, then)

    def tell(self, text: str, *, grave: bool = False) -> None:
        """Say one line to the operator."""
        if grave and isinstance(self.screen, FollowsCursor) and not isinstance(self.screen, DeskScreen):
            self.screen.tell(text)
        elif self._desk_screen and self._desk_screen.is_mounted:
            self._desk_screen.tell(text, grave=grave)

    def on_part_hidden(self, event: PartHidden) -> None:
        """Say why what was typed isn't there."""
        (self.screen if isinstance(self.screen, FollowsCursor) else self).tell(event.words)

    def enter_step(self) -> bool:
        """Put the cursor into the current step's first field; False when it has none."""
        return self._desk_screen is not None and self._desk_screen.enter_step()

    def focus_filter(self) -> None:
        """Put the cursor into the filter of the log that is on the screen."""
        if isinstance(self.screen, ShowsLog):
            for pane in self.screen.query("LogPane"):
                pane.query_one("RecordInput").focus()

    def on_desk_screen_step_filled(self) -> None:
        """A step was filled in to its end: tick it."""
        self.acts.do("tick")

    def on_procedure_pane_moved(self, event: "ProcedurePane.Moved") -> None:
        """An arrow key goes through a FAQ's questions."""
        self.acts.procedures.look_on(event.step)

    def on_log_list_opened(self, event: LogList.Opened) -> None:
        """Open a closed call to read; a live one comes in front."""
        desk = self.session.desk
        if event.call_id in desk.state.calls:
            from callpilot.desk.talking import bring_forward

            self.to_desk()
            bring_forward(desk, event.call_id)
            return
        self.acts.looking.open_record(event.call_id)

    def take_keys(self, keys: Keys) -> None:
        """Let other keys do the deeds from now on; what names keys on the screen holds the same table."""
        self.keys.clear()
        self.keys.update(keys)
        self.set_keymap(keymap(self.keys))
        self.show_soon()

    @property
    def hurried(self) -> Container[str]:
        """An emergency waits for nothing that hangs."""
        return self.keys["emergency"]

    def picture_setting(self) -> str:
        """What the site says of pictures."""
        return self.session.desk.state.site.pictures

    def next_theme(self) -> None:
        """Go on to the next theme."""
        if self.no_color:
            self.tell("NO_COLOR is set: there are no colours to change.")
            return
        names = [theme.name for theme in THEMES]
        place = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(place + 1) % len(names)]
        self.tell(f"Theme: {self.theme.removeprefix('callpilot-')}")

    # -- the end --------------------------------------------------------------------------------------

    def signed_off(self) -> None:
        """The shift has ended and is saved: leave."""
        self.exit(0, message=self._parting("Signed off. The handover is in: callpilot handover --shift last"))

    def leave(self) -> None:
        """Close the console; everything open stays on disk."""
        state = self.session.desk.state
        count = len(state.calls) + len(state.incidents)
        waiting = "one open matter waits" if count == 1 else f"{count} open matters wait"
        words = f"{waiting} on disk.".capitalize() if count else ""
        self.exit(0, message=self._parting(f"The shift goes on. {words}".strip()))

    def _parting(self, words: str) -> str | None:
        """What is said on the terminal at the end; nothing of a demonstration is left to be spoken of."""
        return None if self.opening.feeder else words

    def close_session(self) -> bool:
        """Bring everything to the disk and let the desk go; tell whether all of it is safe."""
        return self._session is None or self._session.close()
