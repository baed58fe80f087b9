"""F2 with nothing ringing: an outbound call, or a contact that came another way (B2, C12)."""

from textual.app import ComposeResult
from textual.containers import Vertical

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.desk import answering, writing
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.records.words import CHANNELS, Channel

_DIRECTIONS = ("outbound", "inbound")


def _channel(text: str) -> Channel:
    """The channel of that name; the telephone when none is named."""
    for channel in CHANNELS:
        if channel == text.strip():
            return channel
    return "phone"


class BeginScreen(Dialog[str]):
    """Dismissed with the new call's id, or None."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk.state.pad.id)
        accounts = tuple(account.name for account in desk.state.site.accounts)
        self._form = RecordForm(
            (
                FormField(name="begin.number", label="Number", placeholder="whom to call; empty: none"),
                FormField(name="begin.name", label="Name"),
                FormField(name="begin.account", label="For account", choices=accounts, placeholder=accounts[0]),
                FormField(name="begin.direction", label="Direction", choices=_DIRECTIONS, placeholder="outbound"),
                FormField(name="begin.channel", label="Channel", choices=CHANNELS, placeholder="phone"),
            ),
            self.write_to,
        )

    def compose(self) -> ComposeResult:
        """The five things that tell calls apart; Enter goes through them."""
        box = Vertical(classes="dialog")
        box.border_title = "Begin a call"
        box.border_subtitle = "Enter: next, at the end: begin · Esc: back"
        with box:
            yield Drawn()
            yield self._form

    def on_mount(self) -> None:
        """Start with the number."""
        super().on_mount()
        words = "Begins an outbound call, or notes a contact that came another way."
        self.query_one(Drawn).show_lines([((words, "$quiet"),)])
        self._form.show(self.identity, self.desk.state.pad.values)
        (self._form.input("begin.number") or self._form).focus()

    def on_record_form_done(self) -> None:
        """Enter after the last field begins the call."""
        self.begin()

    def begin(self) -> None:
        """Begin the call with what is written."""
        self.flush()
        pad = {name.removeprefix("begin."): text for name, text in self.desk.state.pad.values.items()}
        wrong = self._wrong(pad)
        if wrong:
            self.tell(wrong)
            return
        names = {account.name: account.id for account in self.desk.state.site.accounts}
        try:
            call_id = answering.begin_call(
                self.desk,
                "inbound" if pad.get("direction") == "inbound" else "outbound",
                channel=_channel(pad.get("channel", "")),
                account=names.get(pad.get("account", ""), ""),
                number=pad.get("number", "").strip(),
                name=pad.get("name", "").strip(),
            )
        except DeedRefused as reason:
            self.tell(str(reason))
            return
        writing.put(self.desk, self.identity, **{field.name: "" for field in self._form.fields})
        self.leave(call_id)

    def _wrong(self, pad: dict[str, str]) -> str:
        for field in self._form.fields:
            value = pad.get(field.name.removeprefix("begin."), "").strip()
            if field.choices and value and value not in field.choices:
                return f"{field.label}: choose one of {', '.join(field.choices[:6])}"
        return ""
