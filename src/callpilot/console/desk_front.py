"""The panes of what is in front: its procedure, the record of the call or of the incident; nothing in front: how to."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from callpilot.console.keymap import Keys
from callpilot.console.session import Session
from callpilot.console.widgets.idle_pane import IdlePane
from callpilot.console.widgets.record_field import RecordField, WriteTo
from callpilot.console.wording import known_words, made_words, spoken_words
from callpilot.desk import writing
from callpilot.desk.state import DeskState
from callpilot.plain.addresses import is_email
from callpilot.plain.times import moment
from callpilot.procedures.model import Procedure
from callpilot.records.channels import address_of, way_of
from callpilot.records.live import Live, LiveCall

if TYPE_CHECKING:
    from callpilot.console.widgets.call_form import CallForm
    from callpilot.console.widgets.incident_pane import IncidentPane
    from callpilot.console.widgets.procedure_pane import ProcedurePane

FEW = 50
"""Calls whose callers' earlier calls are remembered in words: more than are ever open at once."""


class DeskFront:
    """Keeps the panes of `screen` true to what is in front."""

    def __init__(self, screen: Screen[Any], session: Session, keys: Keys) -> None:
        self._screen = screen
        self._session = session
        self._desk = session.desk
        self._keys = keys
        self._known: dict[str, str] = {}
        self._saved_at = ""
        self.procedure: ProcedurePane
        """The pane of the procedure that is followed."""
        self.call: CallForm
        """The pane of the call in front."""
        self.incident: IncidentPane
        """The pane of the incident in front."""
        self.is_whole = False
        """Whether the panes are there: an idle desk has none of them before its first frame."""

    def make_panes(self, write: WriteTo) -> None:
        """Make the panes, hidden; they write with `write`."""
        from callpilot.console.widgets.call_form import CallForm
        from callpilot.console.widgets.incident_pane import IncidentPane
        from callpilot.console.widgets.procedure_pane import ProcedurePane

        self.procedure = ProcedurePane(write, id="procedure")
        self.call = CallForm(write, id="form")
        self.incident = IncidentPane(write, id="incident")
        for pane in (self.procedure, self.call, self.incident):
            pane.display = False

    def turn_to(self, state: DeskState) -> None:
        """Put the call or incident in front into the panes."""
        if not self.is_whole:
            return
        self.procedure.display = state.followed is not None
        self.call.display = state.front is not None
        self.incident.display = state.front_incident is not None
        self._screen.query_one(IdlePane).display = not (state.front or state.front_incident)
        if state.front:
            self.call.form.show(state.front.id, state.front.values)
        elif state.front_incident:
            self.incident.form.show(state.front_incident.id, state.front_incident.values)

    async def show_procedure(self, state: DeskState, now: datetime, mono: int) -> None:
        """Show the procedure that is followed at the wall time `now` (local) and the monotonic moment `mono` (ms)."""
        if not (state.front or state.front_incident):
            self._screen.query_one(IdlePane).show(state)
        if (live := state.followed) is not None:
            await self.procedure.show(
                live, self._procedure_of(live), spoken_words(state, live, now), mono,
                title_of=self._title_of, signed=self._signed_words(live),
                changed=self._changed_words(state, live),
            )  # fmt: skip

    async def show_record(self, state: DeskState, mono: int) -> None:
        """Show the record that is being taken."""
        if incident := state.front_incident:
            saved, protocol = self._saved_words(incident.id), self._protocol_of(incident)
            await self.incident.show(incident, protocol, mono=mono, zone=self._desk.zone, saved=saved)
            # In the same frame: whoever is in the directory was looked through once when that was read.
            self.incident.show_people(state, incident, self._keys, self._desk.zone)
        elif state.front:
            await self._show_call(state, state.front)

    async def _show_call(self, state: DeskState, call: LiveCall) -> None:
        from callpilot.console.dial_lines import dial_lines
        from callpilot.desk.completing import standing_words

        form = self.call
        problems = {
            field: problem
            for field in ("callback", "email")
            if (problem := writing.address_problem(self._desk, field, call.values.get(field, "")))
            and not self._is_typing_in(field)
        }
        account = state.site.account_named(call.account)
        name = account.name if account else call.account
        await form.show(call, name, call_types=state.site.call_types, problems=problems)
        form.show_reach(standing_words(self._desk, call.values.get("for", "")))
        notes = account.notes if account else ""
        made = made_words(state, call, self._desk.clock.now())
        dial = dial_lines(state, call, form.size.width - 2, self._desk.zone, roomy=form.size.height > 20)
        form.show_foot(made, self._known_of(call), self._saved_words(call.id), problems, notes=notes, dial=dial)

    def saved(self) -> None:
        """Something was made safe on disk just now."""
        self._saved_at = f"{self._now():%H:%M:%S}"

    def show_saved(self) -> None:
        """Show whether all of what is in front is on the disk, and nothing else."""
        state = self._desk.state
        if not self.is_whole or not self._screen.children:
            return  # the console is coming, or being left
        if incident := state.front_incident:
            self.incident.show_saved(self._saved_words(incident.id))
        elif state.front:
            self.call.show_saved(self._saved_words(state.front.id))

    def _saved_words(self, identity: str) -> str:
        if self._session.journal.trouble:
            return "✖ in memory only"
        if not self._desk.is_saved(identity):
            return "… saving"
        return f"✔ on disk {self._saved_at or f'{self._now():%H:%M:%S}'}"

    def _known_of(self, call: LiveCall) -> str:
        from callpilot.desk.answering import earlier_calls

        number = call.number or address_of(call.channel, call.values)
        key = f"{call.id} {number}"
        if key not in self._known:
            if not call.number and self._is_typing_in(way_of(call.channel).address):
                return ""
            count, rows = earlier_calls(self._desk, number, 1)
            of = "address" if is_email(number) else "number"
            if len(self._known) >= FEW:
                self._known.clear()
            self._known[key] = known_words(count, rows, self._now(), self._desk.zone, of=of)
        return self._known[key]

    def _is_typing_in(self, field: str) -> bool:
        focused = self._screen.focused
        return isinstance(focused, RecordField) and focused.field == field

    def _title_of(self, identity: str) -> str:
        """A procedure's title; of one that the library doesn't have, its id."""
        procedure = self._desk.state.library.get(identity)
        return procedure.title if procedure else identity

    def _changed_words(self, state: DeskState, live: Live) -> str:
        from callpilot.desk.keeping_up import changed_since, changed_words

        procedure = self._procedure_of(live)
        changed = changed_since(state, procedure) if procedure else None
        return changed_words(changed) if changed else ""

    def _signed_words(self, live: Live) -> str:
        run = live.run
        if run is None or not run.signed_by:
            return ""
        return f"{run.signed_by}, {moment(run.signed_at).astimezone(self._desk.zone):%H:%M}"

    def _procedure_of(self, live: Live) -> Procedure | None:
        return self._desk.state.library.procedures.get(live.run.procedure) if live.run else None

    def _protocol_of(self, live: Live) -> Procedure | None:
        first = live.runs[0].procedure if live.runs else ""
        return self._desk.state.library.procedures.get(first)

    def _now(self) -> datetime:
        return self._desk.clock.now().astimezone(self._desk.zone)
