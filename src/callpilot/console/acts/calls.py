"""Calls: answered, begun, held, ended and closed; the message that is taken in one."""

from functools import partial

from callpilot.console.acts.group import ActGroup
from callpilot.desk import answering, calling_out, closing, messages, talking
from callpilot.desk.answering import is_waited_for
from callpilot.records.channels import way_of
from callpilot.records.ids import short


class CallActs(ActGroup):
    """From a ring to the saved record."""

    def answer(self) -> None:
        """Answer what rings; nothing rings: take the e-mail that waits, else ask what is to be begun."""
        from callpilot.console.screens.begin import BeginScreen

        rings, screen = self.desk.state.rings, self.app.screen
        if isinstance(screen, BeginScreen) and not is_waited_for(rings):
            screen.begin()
        elif rings:
            self.app.to_desk()
            answering.answer(self.desk)
        else:
            self.begin()

    def begin(self) -> None:
        """Ask what is to be begun, whatever waits."""
        from callpilot.console.screens.begin import BeginScreen

        if not isinstance(self.app.screen, BeginScreen):
            self.app.over_desk(BeginScreen(self.desk))

    def next_call(self) -> None:
        """Go on to the next call."""
        self.app.to_desk()
        talking.next_call(self.desk)

    def hold(self) -> None:
        """Hold or resume."""
        talking.hold_or_resume(self.desk)

    def end(self) -> None:
        """The caller has gone; again: close. With an incident in front: its outcome."""
        from callpilot.console.screens.closing import ClosingScreen

        if isinstance(self.app.screen, ClosingScreen):
            self.app.screen.confirm()
            return
        state = self.desk.state
        if state.front_incident:
            self.app.acts.alarms.end_incident(state.front_incident.id)
            return
        self.app.to_desk()
        call = talking.front_call(self.desk)
        way = way_of(call.channel)
        if call.stage != "wrap-up" and way.is_live:
            talking.caller_gone(self.desk, call.id)
            self.app.tell(f"{way.gone} The same key again closes and saves.")
            return
        if closing.missing(self.desk, call) or calling_out.is_unsaid(call):
            self.ask_before_closing()
        else:
            self._close(call.id)

    def ask_before_closing(self) -> None:
        """Open the list of what is still asked for, even if that is nothing: a restart closes no call by itself."""
        from callpilot.console.screens.closing import ClosingScreen

        call = talking.front_call(self.desk)
        lacking = closing.missing(self.desk, call)
        self.app.over_desk(ClosingScreen(self.desk, call, lacking), partial(self._close_if, call.id))

    def _close_if(self, call_id: str, agreed: bool | None) -> None:
        if agreed:
            self.attempt(lambda: self._close(call_id))

    def _close(self, call_id: str) -> None:
        self.told_when_saved(closing.close(self.desk, call_id), f"{short(call_id)} saved")

    def take_message(self) -> None:
        """Make the form's message a record."""
        call = talking.front_call(self.desk)
        saved = messages.take_message(self.desk, call.id)
        taken = self.desk.state.calls[call.id].messages[-1]
        self.told_when_saved(saved, f"Message {short(taken)} saved: undelivered")
