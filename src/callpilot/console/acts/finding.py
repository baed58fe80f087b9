"""Find and what comes of it: each thing that is found has one natural thing to do with it."""

from functools import partial

from callpilot.console.acts.group import ActGroup
from callpilot.console.deeds import key_words
from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.log_list import LogList
from callpilot.console.widgets.log_pane import FILTER
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk import following
from callpilot.desk.completing import NOBODY, person_offer
from callpilot.desk.finding import (
    Found,
    FoundAnswer,
    FoundCall,
    FoundCaller,
    FoundLive,
    FoundPerson,
    FoundProcedure,
    FoundRoster,
)
from callpilot.desk.questions import ENTRY
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.procedures.model import Procedure


class FindingActs(ActGroup):
    """The find box and the whole call log."""

    def find(self) -> None:
        """Open the box; again, from the box: the whole log."""
        from callpilot.console.screens.find_screen import FindScreen

        if isinstance(self.app.screen, FindScreen):
            self.log()
            return
        key = key_words(next(iter(self.app.keys.get("find", ())), ""))
        screen = FindScreen(self.desk, self.app.session.index, key)
        field = self._asking_field()
        if field is not None:  # a dialog that asks for somebody waits beneath
            self.app.push_screen(screen, partial(self._found_for, field))
        else:
            self.app.over_desk(screen, self._found)

    def _asking_field(self) -> RecordInput | None:
        """The field of a dialog in which the cursor stands, if it asks for a person."""
        field = self.app.focused
        if isinstance(self.app.screen, Dialog) and isinstance(field, RecordInput) and field.person:
            return field
        return None

    def log(self) -> None:
        """Open the whole call log."""
        from callpilot.console.screens.log_screen import LogScreen

        if not isinstance(self.app.screen, LogScreen):
            self.app.to_desk()
            self.app.push_screen(LogScreen(self.app.session))

    # -- the natural thing --------------------------------------------------------------------------

    def _found_for(self, field: RecordInput, found: Found | None) -> None:
        """Somebody found goes into the field that asked; anything else is opened as always."""
        if isinstance(found, FoundPerson | FoundRoster) and (name := _name(found)) and field.is_attached:
            field.value = name
            field.flush()
        elif found is not None:
            self.app.to_desk()
            self._found(found)

    def _found(self, found: Found | None) -> None:
        if found is not None:
            self.attempt(partial(self._use, found))

    def _use(self, found: Found) -> None:
        match found:
            case FoundProcedure():
                self._open(found.procedure)
            case FoundAnswer():
                self._open(found.procedure, found.entry.question)
            case FoundPerson() | FoundRoster():
                self._reach(found)
            case FoundCaller():
                text = found.number or found.name or found.company
                put(self.desk, self.desk.state.pad.id, **{FILTER: text})
                self.log()
            case FoundCall():
                self.app.on_log_list_opened(LogList.Opened(found.row.id))
            case FoundLive():
                self.app.on_log_list_opened(LogList.Opened(found.call.id))

    def _open(self, procedure: Procedure, question: str = "") -> None:
        """Open a procedure beside what is in front; a protocol is opened by its own key, which records it."""
        state = self.desk.state
        identity = state.pad.front if state.front or state.front_incident else state.pad.id
        if procedure.protocol == "escalation" and state.front:
            self.app.acts.do("escalate")
            return
        if procedure.protocol in ("emergency", "outage") and not state.front_incident:
            key = key_words(next(iter(self.app.keys.get(procedure.protocol, ())), "the palette"))
            raise DeedRefused(f"“{procedure.title}” begins when it is declared: {key}")
        following.open_procedure(self.desk, identity, procedure.id, "found")
        if question:
            put(self.desk, identity, **{ENTRY: question})

    def _reach(self, found: FoundPerson | FoundRoster) -> None:
        """With a call in front somebody found is whom it is for; with none they are looked at."""
        from callpilot.console.screens.contact import ContactScreen

        call, name = self.desk.state.front, _name(found)
        if call is None or not name:
            self.app.over_desk(ContactScreen(self.desk, found))
            return
        before = call.values.get("for", "").strip()
        put(self.desk, call.id, **{"for": name})
        words = " · ".join(part for part in (f"For: {name}", found.words) if part)
        self.app.tell(f"{words} (before: {before})" if before and before != name else words)


def _name(found: FoundPerson | FoundRoster) -> str:
    """The name that is filled in; empty for a list with nobody on call."""
    offer = person_offer(found)
    return "" if offer.words == NOBODY and isinstance(found, FoundRoster) else offer.name
