"""Where the cursor is, by names that are kept on disk, and which widget each name means now."""

from textual.widget import Widget

from callpilot.console.widgets.call_form import CallForm
from callpilot.console.widgets.incident_pane import IncidentPane
from callpilot.console.widgets.log_pane import FILTER
from callpilot.console.widgets.procedure_pane import STEP, ProcedurePane
from callpilot.console.widgets.record_area import RecordArea
from callpilot.console.widgets.record_input import RecordInput
from callpilot.desk.state import DeskState

PROCEDURE = "procedure"
"""The name of the place where the keys act on the procedure."""


def place_name(widget: Widget, procedure: ProcedurePane) -> str:
    """Name the place of a focused widget; empty for one that isn't worth coming back to."""
    if widget is procedure:
        return PROCEDURE
    if not isinstance(widget, RecordInput | RecordArea) or widget.field == FILTER:
        return ""
    return f"{STEP}{widget.field}" if procedure in widget.ancestors else widget.field


def place_widget(
    name: str, state: DeskState, procedure: ProcedurePane, call: CallForm, incident: IncidentPane
) -> Widget | None:
    """Find the widget that `name` means for what is in front; None while a dialog is about to open again."""
    if name == PROCEDURE:
        return procedure
    if name.startswith(STEP):
        return procedure.step_form.input(name.removeprefix(STEP)) or procedure
    if state.front_incident is None and state.front is None:
        return procedure
    if state.front_incident and name == "note":
        return incident.note
    form = incident.form if state.front_incident else call.form
    # A dot: the cursor was in a dialog.
    return form.input(name) or (None if "." in name else form.first())
