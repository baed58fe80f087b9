"""Escalations, emergencies and outages."""

from concurrent.futures import Future
from functools import partial
from typing import Any

from callpilot.console.acts.group import ActGroup
from callpilot.desk import emergencies, escalating, talking
from callpilot.records.ids import short
from callpilot.records.live import LiveCall


class AlarmActs(ActGroup):
    """What passes a matter on, or comes before everything else."""

    def escalate(self, severity: str = "") -> None:
        """Open the escalation of the call in front; again: save it."""
        from callpilot.console.screens.escalate import EscalateScreen

        if isinstance(self.app.screen, EscalateScreen):
            self.app.screen.save()
            return
        call: LiveCall = escalating.draft_escalation(self.desk, severity)
        if self.desk.state.pad.front != call.id:
            talking.bring_forward(self.desk, call.id)
        self.app.to_desk()
        self.app.over_desk(EscalateScreen(self.desk, self.desk.state.calls[call.id]), self._escalated)

    def _escalated(self, made: "tuple[Future[Any], str] | None") -> None:
        if made:
            saved, identity = made
            self.told_when_saved(saved, f"Escalation {short(identity)} saved: open until it is resolved")

    def emergency(self) -> None:
        """Declare an emergency, or bring it in front."""
        self.app.to_desk()
        emergencies.declare(self.desk)

    def outage(self) -> None:
        """Declare an outage, or bring it in front."""
        self.app.to_desk()
        emergencies.declare_outage(self.desk)

    def end_incident(self, incident_id: str) -> None:
        """Ask how an incident ended."""
        from callpilot.console.screens.outcome import OutcomeScreen

        if not isinstance(self.app.screen, OutcomeScreen):
            self.app.over_desk(OutcomeScreen(self.desk, incident_id), partial(self._outcome, incident_id))

    def _outcome(self, incident_id: str, outcome: str | None) -> None:
        if outcome:
            self.attempt(lambda: self._give_outcome(incident_id, outcome))

    def _give_outcome(self, incident_id: str, outcome: str) -> None:
        saved = emergencies.give_outcome(self.desk, incident_id, outcome)
        self.told_when_saved(saved, f"Incident {short(incident_id)} saved")
