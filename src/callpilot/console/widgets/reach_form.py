"""The fields of the transfer-and-reach dialog: to whom, how, and until when a message is held."""

from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.widgets.record_input import RecordInput

OF, TO, HOW, UNTIL = "reach.of", "reach.to", "reach.how", "reach.until"
FIELDS = (
    FormField(name=TO, label="To", placeholder="a name or a number", person=True),
    FormField(name=HOW, label="How", placeholder="as marked below; or write another number, an address, in person"),
)
HOLD = FormField(name=UNTIL, label="Hold until", placeholder="16:00, tomorrow 8:00, 2h")


class ReachForm(RecordForm):
    """To, How and until when; Enter doesn't go on by itself."""

    class Entered(RecordForm.Done):
        """Enter was pressed in `field`."""

        def __init__(self, form: RecordForm, field: str) -> None:
            self.field = field
            super().__init__(form)

    def on_input_submitted(self, event: RecordInput.Submitted) -> None:
        """Tell which field was left by Enter."""
        event.stop()
        event.prevent_default()
        if isinstance(event.input, RecordInput):
            self.post_message(self.Entered(self, event.input.field))
