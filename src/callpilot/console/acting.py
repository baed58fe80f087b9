"""From a deed's id to what it does on this desk and these screens. Every deed ends here, whatever key it came by."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from callpilot.console.acts.alarms import AlarmActs
from callpilot.console.acts.calls import CallActs
from callpilot.console.acts.finding import FindingActs
from callpilot.console.acts.group import ActGroup
from callpilot.console.acts.incidents import IncidentActs
from callpilot.console.acts.looking import LookingActs
from callpilot.console.acts.moments import MomentActs
from callpilot.console.acts.procedures import ProcedureActs
from callpilot.console.acts.reaching import ReachingActs
from callpilot.console.acts.shift import ShiftActs
from callpilot.console.acts.work import WorkActs
from callpilot.console.deeds import BY_ID
from callpilot.console.widgets.call_form import DISPOSITION
from callpilot.desk.state import DeedRefused

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp

# In which dialog the cursor stood, by the beginning of its field's name, and the deed that opens it again.
_ON_SHEET = (
    ("esc.", "escalate"),
    ("ask.outcome", "end"),
    ("ask.skip", "skip"),
    ("ask.procedure", "procedures"),
    ("readback.", "read_back"),
    ("reach.", "reach"),
    ("follow.", "follow_up"),
)
# What waits to be accepted is known only once the books were read: see `ShiftActs.books_read`.
_ON_PAD = (
    ("begin.", "begin"),
    ("notes", "handover"),
    ("handover.", "handover"),
    ("find.", "find"),
    ("notice.", "notices"),
    ("work.", "work"),
    ("reach.", "reach"),
    ("follow.", "follow_up"),
    ("ask.procedure", "procedures"),
    ("ask.skip", "skip"),
)


class Acts:
    """Does deeds. What can't be done now is said in one line."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app
        self.calls = CallActs(app)
        self.alarms = AlarmActs(app)
        self.procedures = ProcedureActs(app)
        self.looking = LookingActs(app)
        self.shift = ShiftActs(app)
        self.finding = FindingActs(app)
        self.moments = MomentActs(app)
        self.incidents = IncidentActs(app)
        self.reaching = ReachingActs(app)
        self.open_work = WorkActs(app)
        self._groups: tuple[ActGroup, ...] = (
            self.calls,
            self.alarms,
            self.procedures,
            self.looking,
            self.shift,
            self.finding,
            self.moments,
            self.incidents,
            self.reaching,
            self.open_work,
        )

    def of(self, identity: str) -> Callable[..., None] | None:
        """Return what does the deed of that id; None when it is done by the widget that has its key."""
        if identity not in BY_ID:
            return None
        return next((act for group in self._groups if (act := getattr(group, identity, None))), None)

    def do(self, identity: str, key: str = "") -> None:
        """Do a deed; `key` is the key it came by, where that matters."""
        act = self.of(identity)
        if act is None:
            return
        self._app.flush()
        deed = BY_ID[identity]
        reason = deed.unavailable(self._app.session.desk.state)
        if reason:
            self._app.tell(f"{deed.title}: {reason}", grave=True)
            return
        try:
            act(key) if identity == "choose" else act()
        except DeedRefused as refusal:
            self._app.tell(str(refusal), grave=True)

    def reopen(self) -> None:
        """Open again the dialog in which the cursor stood when the console ended unasked."""
        state = self._app.session.desk.state
        if state.read_only:
            return
        live = state.front_incident or state.front
        focus = live.focus if live and live.focus != DISPOSITION else ""
        if focus.startswith("close."):
            self.calls.ask_before_closing()
        for beginning, identity in _ON_SHEET:
            if focus.startswith(beginning):
                self._do_again(identity)
        for beginning, identity in _ON_PAD:
            if state.pad.focus.startswith(beginning):
                self._do_again(identity)
        if self._app.catching_up.is_read:  # else it is asked again when the open work is known
            self._app.call_after_refresh(self.open_work.books_read)

    def _do_again(self, identity: str) -> None:
        if identity != "reach" or self._app.catching_up.is_read or self.reaching.is_known():
            self.do(identity)

    def books_read(self) -> None:
        """The open work is known: open again what waited for it."""
        from callpilot.console.screens.desk_screen import DeskScreen

        self.shift.books_read()
        if isinstance(self._app.screen, DeskScreen) and self.reaching.was_cut_off():
            self.do("reach")
        self.open_work.books_read()
