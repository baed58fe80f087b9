"""F2 with nothing ringing: an outbound call, or a contact that came another way (B2, C12)."""

from textual.app import ComposeResult
from textual.containers import Vertical

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.desk import answering, writing
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.plain.addresses import is_email
from callpilot.records.words import CHANNELS, Channel, Direction

_DIRECTIONS = ("outbound", "inbound")


def _channel(text: str, address: str) -> Channel:
    """The channel of that name; when none is named, what the address is one of, else the telephone."""
    for channel in CHANNELS:
        if channel == text.strip():
            return channel
    return "email" if is_email(address) else "phone"


def _direction(text: str, channel: Channel) -> Direction:
    """The direction of that name; when none is named, calls are made, and what comes otherwise came in."""
    if text.strip():
        return "inbound" if text.strip() == "inbound" else "outbound"
    return "outbound" if channel == "phone" else "inbound"


class BeginScreen(Dialog[str]):
    """Dismissed with the new call's id, or None."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk.state.pad.id)
        accounts = tuple(account.name for account in desk.state.site.accounts)
        self._form = RecordForm(
            (
                FormField(name="begin.number", label="Number", placeholder="or e-mail address, or handle; empty: none"),
                FormField(name="begin.name", label="Name"),
                FormField(name="begin.account", label="For account", choices=accounts, placeholder=accounts[0]),
                FormField(
                    name="begin.direction",
                    label="Direction",
                    choices=_DIRECTIONS,
                    placeholder="a call: outbound; any other contact: inbound",
                ),
                FormField(
                    name="begin.channel",
                    label="Channel",
                    choices=CHANNELS,
                    placeholder="phone, or e-mail by its address",
                ),
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
        """Start with the number, or where a restart left the cursor."""
        super().on_mount()
        words = "Begins an outbound call, or notes a contact that came another way."
        self.query_one(Drawn).show_lines([((words, "$quiet"),)])
        self._form.show(self.identity, self.desk.state.pad.values)
        self.start_at(self._form.input(self.desk.state.pad.focus) or self._form.input("begin.number"))

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
        channel = _channel(pad.get("channel", ""), pad.get("number", ""))
        try:
            call_id = answering.begin_call(
                self.desk,
                _direction(pad.get("direction", ""), channel),
                channel=channel,
                account=names.get(pad.get("account", ""), ""),
                number=pad.get("number", "").strip(),
                name=pad.get("name", "").strip(),
            )
        except DeedRefused as reason:
            self.tell(str(reason))
            return
        writing.put(self.desk, self.identity, **{field.name: "" for field in self._form.fields})
        self.done(call_id)

    def _wrong(self, pad: dict[str, str]) -> str:
        for field in self._form.fields:
            value = pad.get(field.name.removeprefix("begin."), "").strip()
            if field.choices and value and value not in field.choices:
                return f"{field.label}: choose one of {', '.join(field.choices[:6])}"
        return ""
