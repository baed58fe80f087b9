"""The closed vocabularies of the records (DESIGN: words), with the glyph that stands beside each on screen."""

from typing import Final, Literal

Direction = Literal["inbound", "outbound"]
Channel = Literal["phone", "email", "chat", "social", "in person"]
Stage = Literal["live", "held", "wrap-up"]
Urgency = Literal["routine", "soon", "urgent"]
Severity = Literal["low", "medium", "high", "critical"]
MessageState = Literal["undelivered", "held", "delivered", "closed"]
Status = Literal["available", "on call", "wrap-up", "break", "training", "away"]
AttemptOutcome = Literal["told", "left word", "no answer", "refused"]

CHANNELS: Final[tuple[Channel, ...]] = ("phone", "email", "chat", "social", "in person")
URGENCIES: Final[tuple[Urgency, ...]] = ("routine", "soon", "urgent")
SEVERITIES: Final[tuple[Severity, ...]] = ("low", "medium", "high", "critical")
GRAVE: Final[tuple[Severity, ...]] = ("high", "critical")
"""The severities that nobody lets lie."""
CHOSEN_STATUSES: Final[tuple[Status, ...]] = ("available", "break", "training", "away")
"""What an operator says of themselves; the others follow from the calls (D8)."""
ATTEMPT_OUTCOMES: Final[tuple[AttemptOutcome, ...]] = ("told", "left word", "no answer", "refused")
"""What came of an attempt to reach somebody, in the order of their keys (A2, A3, C13)."""
ATTEMPT_GLYPHS: Final = {"told": "✔", "left word": "✎", "no answer": "✖", "refused": "⊘"}
CALL_TYPES: Final = (
    "message",
    "information",
    "complaint",
    "support",
    "request",
    "order",
    "emergency",
    "other",
)

# How a call ended, in the order the console offers them.
DISPOSITIONS: Final = (
    "resolved",
    "message taken",
    "transferred",
    "escalated",
    "emergency",
    "callback promised",
    "no answer",
    "wrong number",
    "wrong address",
    "caller hung up",
    "left early",
    "turned away",
    "unwanted call",
    "spam",
    "reached",
    "left word",
    "refused",
)
OUTBOUND_ENDINGS: Final = ("reached", "left word", "refused")
"""How only a call that was made from here ends, beside what others end as (B2)."""
OUTBOUND_DISPOSITIONS: Final = (
    "reached",
    "resolved",
    "left word",
    "no answer",
    "refused",
    "wrong number",
    "callback promised",
    "message taken",
    "transferred",
    "escalated",
    "emergency",
    "caller hung up",
)
"""How a call made from here ends, in the order the console offers it; `resolved` means that nothing more is to be done.
"""
# Given by the console itself, never chosen.
RING_DISPOSITIONS: Final = ("abandoned", "missed")

SHORT_DISPOSITION: Final = {
    "resolved": "ok",
    "message taken": "msg",
    "transferred": "tra",
    "escalated": "esc",
    "emergency": "EMG",
    "callback promised": "cb",
    "no answer": "n/a",
    "wrong number": "wr#",
    "wrong address": "wr@",
    "caller hung up": "hup",
    "left early": "lft",
    "turned away": "trn",
    "spam": "spm",
    "unwanted call": "unw",
    "abandoned": "abn",
    "missed": "mis",
    "reached": "rea",
    "left word": "wrd",
    "refused": "ref",
}

# The form's fields in its order (DESIGN: keys), by their names in the record, with the words on screen.
FORM: Final = {
    "name": "Caller",
    "company": "Company",
    "callback": "Callback",
    "type": "Type",
    "for": "For",
    "urgency": "Urgency",
    "message": "Message",
    "instructions": "Instructions",
}
# Other fields of the call record that a procedure's step may write.
OWN_FIELDS: Final = {**FORM, "subject": "Subject", "notes": "Notes", "transferred_to": "Transferred to"}


def field_label(name: str) -> str:
    """What a field is called on screen: the record's own by its label, another by its name."""
    return OWN_FIELDS.get(name, name.replace("_", " ").capitalize())


NEXT_SHIFT: Final = "note_for_next_shift"
"""The field of a checklist whose text goes into the handover when it is signed off."""

# Names a procedure may use for a field of the record.
FIELD_ALIASES: Final = {"caller": "name", "text": "message"}
