"""From a deed's id to what it does on this desk and these screens. Every deed ends here, whatever key it came by."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from callpilot.console.deeds import BY_ID
from callpilot.console.widgets.call_form import DISPOSITION
from callpilot.desk import answering, closing, emergencies, escalating, following, messages, signing, talking
from callpilot.desk.state import DeedRefused
from callpilot.procedures.choosing import offered
from callpilot.procedures.running import Destination
from callpilot.records.ids import short
from callpilot.records.live import LiveCall

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp


class Acts:
    """Does deeds. What can't be done now is said in one line."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app

    @property
    def _desk(self) -> Any:
        return self._app.session.desk

    def do(self, identity: str, key: str = "") -> None:
        """Do a deed; `key` is the key it came by, where that matters."""
        deed = BY_ID.get(identity)
        act: Callable[..., None] | None = getattr(self, f"_{identity}", None)
        if act is None:
            return
        self._app.flush()
        reason = deed.unavailable(self._desk.state) if deed else ""
        if reason:
            self._app.tell(f"{deed.title if deed else identity}: {reason}", grave=True)
            return
        try:
            act(key) if identity == "choose" else act()
        except DeedRefused as refusal:
            self._app.tell(str(refusal), grave=True)

    # -- calls --------------------------------------------------------------------------------------

    def _answer(self) -> None:
        from callpilot.console.screens.begin import BeginScreen

        if self._desk.state.rings:
            self._app.to_desk()
            answering.answer(self._desk)
        elif isinstance(self._app.screen, BeginScreen):
            self._app.screen.begin()
        else:
            self._app.over_desk(BeginScreen(self._desk))

    def _next_call(self) -> None:
        self._app.to_desk()
        talking.next_call(self._desk)

    def _hold(self) -> None:
        talking.hold_or_resume(self._desk)

    def _end(self) -> None:
        from callpilot.console.screens.closing import ClosingScreen

        if isinstance(self._app.screen, ClosingScreen):
            self._app.screen.confirm()
            return
        state = self._desk.state
        if state.front_incident:
            self._end_incident(state.front_incident.id)
            return
        self._app.to_desk()
        call = talking.front_call(self._desk)
        if call.stage != "wrap-up":
            talking.caller_gone(self._desk, call.id)
            self._app.tell("The caller has gone: wrap-up. The same key again closes and saves.")
            return
        lacking = closing.missing(self._desk, call)
        if lacking:
            self._app.over_desk(ClosingScreen(self._desk, call, lacking), partial(self._close_if, call.id))
        else:
            self._close(call.id)

    def _close_if(self, call_id: str, agreed: bool | None) -> None:
        if agreed:
            self._attempt(lambda: self._close(call_id))

    def _close(self, call_id: str) -> None:
        self._told_when_saved(closing.close(self._desk, call_id), f"{short(call_id)} saved")

    def _take_message(self) -> None:
        call = talking.front_call(self._desk)
        saved = messages.take_message(self._desk, call.id)
        taken = self._desk.state.calls[call.id].messages[-1]
        self._told_when_saved(saved, f"Message {short(taken)} saved: undelivered")

    # -- escalation and emergency -------------------------------------------------------------------

    def _escalate(self, severity: str = "") -> None:
        from callpilot.console.screens.escalate import EscalateScreen

        if isinstance(self._app.screen, EscalateScreen):
            self._app.screen.save()
            return
        call: LiveCall = escalating.draft_escalation(self._desk, severity)
        if self._desk.state.pad.front != call.id:
            talking.bring_forward(self._desk, call.id)
        self._app.to_desk()
        self._app.over_desk(EscalateScreen(self._desk, self._desk.state.calls[call.id]), self._escalated)

    def _escalated(self, identity: str | None) -> None:
        if identity:
            self._app.tell(f"Escalation {short(identity)} saved: open until it is resolved")

    def _emergency(self) -> None:
        self._app.to_desk()
        emergencies.declare(self._desk)

    def _outage(self) -> None:
        self._app.to_desk()
        emergencies.declare_outage(self._desk)

    def _end_incident(self, incident_id: str) -> None:
        from callpilot.console.screens.outcome import OutcomeScreen

        if not isinstance(self._app.screen, OutcomeScreen):
            self._app.over_desk(OutcomeScreen(self._desk, incident_id), partial(self._outcome, incident_id))

    def _outcome(self, incident_id: str, outcome: str | None) -> None:
        if outcome:
            self._attempt(
                lambda: self._told_when_saved(
                    emergencies.give_outcome(self._desk, incident_id, outcome), f"Incident {short(incident_id)} saved"
                )
            )

    # -- the procedure ------------------------------------------------------------------------------

    def _front_id(self) -> str:
        state = self._desk.state
        return state.pad.front or state.pad.id

    def _tick(self) -> None:
        following.tick(self._desk, self._front_id())

    _tick_here = _tick
    _next_step = _tick

    def _enter_step(self) -> None:
        if not self._app.enter_step():
            self._tick()

    def _tick_item(self) -> None:
        following.tick_next_item(self._desk, self._front_id())

    def _back(self) -> None:
        following.back(self._desk, self._front_id())

    def _leave_procedure(self) -> None:
        following.leave_procedure(self._desk, self._front_id())

    def _choose(self, key: str) -> None:
        destination = following.choose_way(self._desk, self._front_id(), int(key))
        self._follow(destination)

    def _follow(self, destination: Destination) -> None:
        if destination.kind == "escalate":
            self._escalate(destination.severity)
        elif destination.kind == "emergency":
            self._emergency()

    def _skip(self) -> None:
        from callpilot.console.screens.ask import AskScreen

        front = self._front_id()
        step = following.current_step(self._desk, front)
        if step is None:
            raise DeedRefused("every step is done")
        if not step.required:
            following.skip(self._desk, front, "")
            return
        ask = AskScreen(
            self._desk,
            front,
            title="Skip a required step",
            question=f"Why is “{step.title}” skipped?",
            field="ask.skip",
        )
        self._app.over_desk(ask, partial(self._skip_because, front))

    def _skip_because(self, front: str, why: str | None) -> None:
        if why is not None:
            self._attempt(lambda: following.skip(self._desk, front, why))

    def _procedures(self) -> None:
        from callpilot.console.screens.pick import PickScreen

        state = self._desk.state
        live = state.front_incident or state.front or state.pad
        procedures = offered(
            state.library,
            account=getattr(live, "account", state.site.accounts[0].id),
            channel=getattr(live, "channel", "phone"),
            direction=getattr(live, "direction", "inbound"),
            call_type=live.values.get("type", ""),
        )
        if live is state.pad:  # there is nobody to speak to
            procedures = [p for p in procedures if not (p.call_types or p.directions or p.channels)]
        self._app.over_desk(PickScreen(self._desk, live.id, procedures), partial(self._picked, live.id))

    _pick = _procedures

    def _picked(self, identity: str, procedure_id: str | None) -> None:
        if procedure_id:
            self._attempt(lambda: following.open_procedure(self._desk, identity, procedure_id, "opened by hand"))

    # -- looking ------------------------------------------------------------------------------------

    def _help(self) -> None:
        from callpilot.console.screens.help import HelpScreen

        if isinstance(self._app.screen, HelpScreen):
            self._app.screen.dismiss()
        else:
            self._app.push_screen(HelpScreen(self._desk.state, self._app.keys))

    def _faults(self) -> None:
        from callpilot.console.screens.faults import FaultsScreen

        self._app.push_screen(FaultsScreen(self._app.session.problems))

    def _find(self) -> None:
        from callpilot.console.screens.log_screen import LogScreen

        if not isinstance(self._app.screen, LogScreen):
            self._app.to_desk()
            self._app.push_screen(LogScreen(self._app.session))

    def _filter(self) -> None:
        self._app.focus_filter()

    def _amend(self) -> None:
        self._app.amend_shown()

    def _handover(self) -> None:
        from callpilot.console.screens.shift import ShiftScreen

        if isinstance(self._app.screen, ShiftScreen):
            return
        self._app.over_desk(ShiftScreen(self._desk, self._app.handover_text), self._shift_done)

    def _shift_done(self, word: str | None) -> None:
        if word == "sign off":
            self._attempt(self._sign_off)

    def _sign_off(self) -> None:
        saved = signing.sign_off(self._desk)
        saved.add_done_callback(lambda _saved: self._app.from_thread(self._app.signed_off))

    def _palette(self) -> None:
        self._app.action_command_palette()

    def _theme(self) -> None:
        self._app.next_theme()

    def _quit(self) -> None:
        self._app.leave()

    def reopen(self) -> None:
        """Open again the dialog in which the cursor stood when the console ended unasked."""
        state = self._desk.state
        live = state.front_incident or state.front
        focus = live.focus if live and not state.read_only else ""
        for beginning, identity in (
            ("esc.", "escalate"),
            ("close.", "end"),
            ("ask.outcome", "end"),
            ("ask.skip", "skip"),
        ):
            if focus.startswith(beginning) and focus != DISPOSITION:
                self.do(identity)
        on_pad = "" if state.read_only else state.pad.focus
        if on_pad.startswith("begin.") and not state.rings:
            self.do("answer")
        elif on_pad == "notes":
            self.do("handover")

    # -- after the disk -----------------------------------------------------------------------------

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except DeedRefused as refusal:
            self._app.tell(str(refusal), grave=True)

    def _told_when_saved(self, saved: "Future[Any]", words: str) -> None:
        """Say that something is saved, but not before it is."""

        def done(future: "Future[Any]") -> None:
            if not future.cancelled() and future.exception() is None:
                self._app.from_thread(lambda: self._app.tell(f"✔ {words}"))

        saved.add_done_callback(done)
