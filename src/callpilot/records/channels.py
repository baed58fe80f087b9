"""What each channel asks for and how it is spoken of: its form, address and needs, and how it can end (C12, B2)."""

from typing import Final

from msgspec import Struct

from callpilot.records.words import DISPOSITIONS, FORM, OUTBOUND_DISPOSITIONS, OUTBOUND_ENDINGS, Channel, Direction


class ChannelField(Struct, frozen=True, kw_only=True):
    """One field of a channel's form: its name in the record, its label, and what may stand in it."""

    name: str
    label: str
    hint: str = ""
    choices: tuple[str, ...] = ()


class ChannelWay(Struct, frozen=True, kw_only=True):
    """How a contact on one channel is recorded.

    `form` has the fields in order, but for the disposition. `address` is the field by which the other side is reached:
    it stands where the callback number stands for a call. `is_live` says that somebody waits while it lasts: such a
    ring has an answer target, and the time spent is talk. `gone` is said when it goes into wrap-up.
    """

    channel: Channel
    word: str
    glyph: str
    form: tuple[ChannelField, ...]
    address: str = "callback"
    required: tuple[str, ...] = ()
    dispositions: tuple[str, ...] = DISPOSITIONS
    is_live: bool = True
    arrives: str = "RINGING"
    gone: str = "The caller has gone: wrap-up."

    def label(self, name: str) -> str:
        """The label of a field of the form; empty for one that it doesn't have."""
        return next((field.label for field in self.form if field.name == name), "")

    def choices(self, name: str) -> tuple[str, ...]:
        """What may stand in a field of the form; empty: anything."""
        return next((field.choices for field in self.form if field.name == name), ())


_BEFORE: Final = ("name", "company")
_AFTER: Final = ("type", "for", "urgency", "message", "instructions")


def _form(*own: ChannelField, name: str = "Caller") -> tuple[ChannelField, ...]:
    """The form's fields in the order of the design, with `own` ones where the callback number stands for a call."""
    shared = {field: ChannelField(name=field, label=label) for field, label in FORM.items()}
    shared["name"] = ChannelField(name="name", label=name)
    return (*(shared[field] for field in _BEFORE), *own, *(shared[field] for field in _AFTER))


_NOT_ON_THE_PHONE = ("wrong address", "left early", "turned away", "spam")
_HELPED = ("resolved", "message taken", "transferred", "escalated", "emergency", "callback promised")
_CALLBACK = ChannelField(name="callback", label=FORM["callback"])
_SUBJECT = ChannelField(name="subject", label="Subject")
_EMAIL = ChannelField(name="email", label="E-mail", hint="the address an answer goes to")
_REFERENCE = ChannelField(name="reference", label="Reference", hint="thread, ticket or order")
_PLATFORM = ChannelField(name="platform", label="Platform", hint="where the chat is held")
_HANDLE = ChannelField(name="handle", label="Handle", hint="the name they go by there")
_TRANSCRIPT = ChannelField(name="transcript", label="Transcript", hint="where it can be read, a link or number")
_NETWORK = ChannelField(name="network", label="Network", hint="which one")
_VISIBILITY = ChannelField(name="visibility", label="Seen by", hint="↑↓", choices=("public", "private"))
_PLACE = ChannelField(name="place", label="Place", hint="desk, entrance or room")
_BADGE = ChannelField(name="badge", label="Badge or ID", hint="what was seen")
_HOST = ChannelField(name="host", label="Host", hint="whom they came to see")

WAYS: Final[dict[Channel, ChannelWay]] = {
    "phone": ChannelWay(
        channel="phone", word="phone", glyph="☎", form=_form(_CALLBACK),
        dispositions=tuple(word for word in DISPOSITIONS if word not in (*_NOT_ON_THE_PHONE, *OUTBOUND_ENDINGS)),
    ),
    "email": ChannelWay(
        channel="email", word="e-mail", glyph="✉", form=_form(_EMAIL, _SUBJECT, _REFERENCE, name="Sender"),
        address="email", required=("email",), is_live=False, arrives="E-MAIL", gone="Answered: wrap-up.",
        dispositions=(*_HELPED, "no answer", "wrong address", "spam"),
    ),
    "chat": ChannelWay(
        channel="chat", word="chat", glyph="✎", form=_form(_PLATFORM, _HANDLE, _TRANSCRIPT, name="Name"),
        address="handle", required=("handle",), arrives="CHAT", gone="The chat is over: wrap-up.",
        dispositions=(*_HELPED, "no answer", "left early", "spam"),
    ),
    "social": ChannelWay(
        channel="social", word="social", glyph="#", form=_form(_NETWORK, _HANDLE, _VISIBILITY, name="Name"),
        address="handle", required=("network", "handle", "visibility"), is_live=False, arrives="SOCIAL",
        gone="Answered: wrap-up.",
        dispositions=(*_HELPED, "no answer", "spam"),
    ),
    "in person": ChannelWay(
        channel="in person", word="in person", glyph="◉",
        form=_form(_CALLBACK, _PLACE, _BADGE, _HOST, name="Visitor"),
        required=("place",), arrives="VISITOR", gone="The visitor has gone: wrap-up.",
        dispositions=(*_HELPED, "left early", "turned away"),
    ),
}  # fmt: skip
"""The ways of all channels."""

CHANNEL_FIELDS: Final = {
    field.name: field.label for way in WAYS.values() for field in way.form if field.name not in FORM
}
"""The labels of the fields that only some channels have; they stand in `fields` of the record."""


def way_of(channel: str) -> ChannelWay:
    """The way of a channel; the telephone's for one that this version doesn't know."""
    return next((way for way in WAYS.values() if way.channel == channel), WAYS["phone"])


def endings(channel: str, direction: Direction) -> tuple[str, ...]:
    """How a contact on that channel, in that direction, may end, in the order in which it is offered."""
    way = way_of(channel)
    if direction == "inbound":
        return way.dispositions
    if way.channel == "phone":
        return OUTBOUND_DISPOSITIONS
    return tuple(dict.fromkeys(("reached", "left word", *way.dispositions)))


def address_of(channel: str, values: dict[str, str]) -> str:
    """How the other side is reached: what stands in the channel's own field, else a callback number, if any."""
    own = values.get(way_of(channel).address, "").strip()
    return own or values.get("callback", "").strip()


def field_for(channel: str, name: str) -> str:
    """The field that is meant when a procedure or an account asks for `name`: an e-mail's callback is its address."""
    return way_of(channel).address if name == "callback" else name
