"""The procedure in front: ticked, chosen, skipped, gone back in; another one on top."""

from functools import partial

from callpilot.console.acts.group import ActGroup
from callpilot.desk import emergencies, following, questions
from callpilot.desk.state import DeedRefused
from callpilot.procedures.choosing import offered
from callpilot.procedures.running import Destination


class ProcedureActs(ActGroup):
    """What is done in the procedure that is followed."""

    @property
    def _front(self) -> str:
        state = self.desk.state
        return state.pad.front or state.pad.id

    @property
    def _is_faq(self) -> bool:
        _place, _run, procedure = following.current(self.desk, self._front)
        return questions.is_faq(procedure)

    def tick(self) -> None:
        """Tick the current step; of questions and answers, note that the open answer was used."""
        if self._is_faq:
            used = questions.use(self.desk, self._front)
            self.app.tell("✔ used in this call" if used else "not used after all")
            return
        following.tick(self.desk, self._front)
        if self._front in self.desk.state.incidents:
            emergencies.keep_record(self.desk, self._front)  # the other desks follow it too

    next_step = tick

    def tick_here(self) -> None:
        """Tick the next open item of a checklist's step; without one, the step."""
        step = following.current_step(self.desk, self._front)
        if step is not None and following.open_items(self.desk, self._front):
            following.tick_next_item(self.desk, self._front)
            if following.open_items(self.desk, self._front) or step.fields:
                return
        self.tick()

    def sign_off(self) -> None:
        """Sign the checklist off in the operator's name."""
        note = following.sign_off(self.desk, self._front)
        self.app.tell("✔ signed off; the note is in the handover" if note else "✔ signed off")

    def filter_questions(self) -> None:
        """Go to the filter of a FAQ."""
        if not self._is_faq or not self.app.enter_step():
            raise DeedRefused("only questions and answers have a filter")

    def look_on(self, step: int) -> None:
        """Go to another question."""
        self.attempt(lambda: questions.look_on(self.desk, self._front, step))

    def enter_step(self) -> None:
        """Go to the step's first field; tick a step that has none."""
        if not self.app.enter_step():
            self.tick()

    def tick_item(self) -> None:
        """Tick the next item of a checklist step."""
        following.tick_next_item(self.desk, self._front)

    def back(self) -> None:
        """Return to the step before."""
        following.back(self.desk, self._front)

    def leave_procedure(self) -> None:
        """Return to the procedure beneath."""
        following.leave_procedure(self.desk, self._front)

    def choose(self, key: str) -> None:
        """Take a numbered choice, and go where it leads; open a question; tick an item where there is no choice."""
        if self._is_faq:
            questions.look_at(self.desk, self._front, int(key))
            return
        step = following.current_step(self.desk, self._front)
        if step is not None and step.items and not step.choices:
            following.tick_item(self.desk, self._front, int(key))
            return
        self._follow(following.choose_way(self.desk, self._front, int(key)))

    def _follow(self, destination: Destination) -> None:
        if destination.kind == "escalate":
            self.app.acts.alarms.escalate(destination.severity)
        elif destination.kind == "emergency":
            self.app.acts.alarms.emergency()

    def skip(self) -> None:
        """Leave the step out; a required one asks for the reason."""
        from callpilot.console.screens.ask import AskScreen

        front = self._front
        step = following.current_step(self.desk, front)
        if step is None:
            raise DeedRefused("every step is done")
        if not step.required:
            following.skip(self.desk, front, "")
            return
        ask = AskScreen(
            self.desk,
            front,
            title="Skip a required step",
            question=f"Why is “{step.title}” skipped?",
            field="ask.skip",
        )
        self.app.over_desk(ask, partial(self._skip_because, front))

    def _skip_because(self, front: str, why: str | None) -> None:
        if why is not None:
            self.attempt(lambda: following.skip(self.desk, front, why))

    def procedures(self) -> None:
        """Offer other procedures."""
        from callpilot.console.screens.pick import PickScreen

        state = self.desk.state
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
            procedures.sort(key=lambda procedure: procedure.form != "checklist")  # a desk's own work is mostly these
        self.app.over_desk(PickScreen(self.desk, live.id, procedures), partial(self._picked, live.id))

    pick = procedures

    def _picked(self, identity: str, procedure_id: str | None) -> None:
        if procedure_id:
            self.attempt(lambda: following.open_procedure(self.desk, identity, procedure_id, "opened by hand"))
