"""Passing callers on, reaching people about what is open, and promising follow-ups."""

from concurrent.futures import Future
from typing import Any

from callpilot.console.acts.group import ActGroup
from callpilot.console.widgets.reach_form import OF
from callpilot.desk.aims import aims_in_front, waits
from callpilot.desk.state import DeedRefused
from callpilot.records.ids import short
from callpilot.records.kinds import Call
from callpilot.records.live import AnyLive


class ReachingActs(ActGroup):
    """What brings a caller or a matter to somebody."""

    def reach(self, of: str = "") -> None:
        """Open the ladder of the call, incident or record in front, else of the most urgent matter; again: the next.

        `of` names another open matter.
        """
        from callpilot.console.screens.reach import ReachScreen

        screen = self.app.screen
        if isinstance(screen, ReachScreen):
            screen.next_aim()
            return
        state = self.desk.state
        aims = self._aims(of or self._read_now())
        if not aims:
            raise DeedRefused("nothing open is to be told to anybody")
        sheet = state.pad.front if state.front or state.front_incident else state.pad.id
        self.app.over_desk(ReachScreen(self.desk, sheet, aims, self.told_when_saved))

    def was_cut_off(self) -> bool:
        """Whether the cursor stood in the ladder when the console ended unasked, and nobody has gone on elsewhere."""
        live = self._sheet()
        return not self.desk.state.read_only and live.focus.startswith("reach.")

    def is_known(self) -> bool:
        """Whether what the ladder was about then is known without the books of the open work."""
        of, state = self._sheet().values.get(OF, ""), self.desk.state
        return of in state.calls or of in state.incidents

    def _sheet(self) -> AnyLive:
        """What the ladder writes to: the call or incident in front, else the pad."""
        state = self.desk.state
        return state.front_incident or state.front or state.pad

    def _aims(self, first: str) -> list[str]:
        """What somebody may be reached about: the one that is named, what is in front, then the most urgent first."""
        from callpilot.desk.open_work import work_at

        state = self.desk.state
        work = [item.id for item in work_at(state, self.desk.clock.now()) if waits(state.books.matters.get(item.id))]
        named = [first] if first in work or first in state.calls or first in state.incidents else []
        return list(dict.fromkeys((*named, *aims_in_front(state), *work)))

    def _read_now(self) -> str:
        """The id of the record that is open on the screen; empty without one."""
        from callpilot.console.screens.record import RecordScreen

        return self.app.screen.record.id if isinstance(self.app.screen, RecordScreen) else ""

    def follow_up(self, of: str = "") -> None:
        """Promise a follow-up of what is in front or read, or of the matter `of`; again: save it."""
        from callpilot.console.screens.follow_up import FollowUpScreen

        screen = self.app.screen
        if isinstance(screen, FollowUpScreen):
            screen.save()
            return
        state = self.desk.state
        of = of or self._read_now()
        sheet = state.pad.front if not of and (state.front or state.front_incident) else state.pad.id
        if sheet == state.pad.id and not of and state.pad.focus.startswith("follow."):
            of = state.pad.values.get("follow.of", "")
        elif not of:
            of = sheet if sheet != state.pad.id else ""
        dialog = FollowUpScreen(self.desk, sheet, of, closed=self._closed(of))
        if self._read_now():
            self.app.push_screen(dialog, self._promised)
        else:
            self.app.over_desk(dialog, self._promised)

    def _closed(self, of: str) -> Call | None:
        """The record of the call that a follow-up is of, when that is closed."""
        state = self.desk.state
        if not of or of in state.calls or of in state.books.matters:
            return None
        index = self.app.session.index
        newest = next(reversed(index.revisions(of)), None)
        if newest is None or newest.kind == "call":
            return index.call_of(of)
        from callpilot.reports.record_view import data_of

        return index.call_of(str(data_of(newest).get("call") or ""))

    def _promised(self, saved: tuple[Future[Any], str] | None) -> None:
        if saved:
            self.told_when_saved(saved[0], f"Follow-up {short(saved[1])} saved")
