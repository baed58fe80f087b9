"""The critical parts of a record: names, numbers, times and places that must be right, in the order they are read."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from callpilot.desk.state import DeskState
from callpilot.procedures.model import Field
from callpilot.records.channels import field_for, way_of
from callpilot.records.live import LiveCall, LiveIncident
from callpilot.records.read_back import Standing, standing
from callpilot.records.words import FIELD_ALIASES, OWN_FIELDS, field_label

Kind = Literal["name", "phone", "email", "number", "date", "time", "words"]
Readable = LiveCall | LiveIncident

MOST_WORDS = 24
"""So many numbers, times and dates of one text are read back; nobody listens to more."""

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_FOUND = re.compile(
    rf"""(?<![\w•+])(?<!•[ \-])(?:
    (?P<date>\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}
      |\d{{1,2}}(?:st|nd|rd|th)?\s(?:{_MONTHS})[a-z]{{0,6}}\.?(?:\s\d{{4}})?)
    |(?P<time>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s?[ap]\.?m\b)?|\d{{1,2}}\s?[ap]\.?m\b)
    |(?P<phone>\+?\d(?:[ ()/\-]{{0,2}}\d){{6,18}})
    |(?P<number>\d{{1,30}}(?:[.,]\d{{1,6}}){{0,4}}(?:st|nd|rd|th|[A-Za-z])?)
    )(?![\w•])""",
    re.VERBOSE | re.IGNORECASE,
)
_TYPES: Final[dict[str, Kind]] = {
    "phone": "phone", "email": "email", "number": "number", "date": "date", "time": "time", "person": "name",
}  # fmt: skip
_INCIDENT: Final[tuple[tuple[str, str, Kind], ...]] = (
    ("location", "Location", "words"),
    ("callback", "Callback", "phone"),
)
_NAMES = frozenset({"name", "company", "for", "host", "transferred_to", "esc.to"})


class Part(Struct, frozen=True, kw_only=True):
    """One part to be read back: `text` as it stands in `field`, from character `place` on where it is a word of it."""

    key: str
    field: str
    label: str
    kind: Kind
    text: str
    place: int = -1
    is_sensitive: bool = False
    standing: Standing = "open"
    at: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the caller has said that it is right, as it stands now."""
        return self.standing in ("confirmed", "corrected")


def parts(state: DeskState, identity: str) -> tuple[Part, ...]:
    """List the parts of the call or incident `identity`, in the order they are read; each once."""
    live = state.calls.get(identity) or state.incidents.get(identity)
    if live is None:
        return ()
    found: dict[str, Part] = {}
    for part in _of_call(state, live) if isinstance(live, LiveCall) else _of_incident(state, live):
        if part.text and part.key not in found:
            now, at = standing(live.read_back, live.values, part.key)
            found[part.key] = _stands(part, now, at)
    return tuple(found.values())


def _stands(part: Part, now: Standing, at: str) -> Part:
    from msgspec.structs import replace

    return replace(part, standing=now, at=at)


def _of_call(state: DeskState, call: LiveCall) -> Iterator[Part]:
    way = way_of(call.channel)
    kinds: dict[str, Kind] = {"callback": "phone", "email": "email", "handle": "name", "reference": "number"}
    names = ["name", "company", way.address, "callback", "reference", "place", "host", "for"]
    for name in names:
        if name in OWN_FIELDS or way.label(name):
            kind = kinds.get(name, "name" if name in _NAMES else "words")
            yield _whole(call, name, way.label(name) or OWN_FIELDS[name], kind)
    yield from words_of(call, "message", OWN_FIELDS["message"])
    account = state.site.account_named(call.account)
    for name in account.required if account else ():
        name = field_for(call.channel, FIELD_ALIASES.get(name, name))
        if name not in ("type", "urgency", "message", "notes", "instructions"):
            yield _whole(call, name, field_label(name), "words")
    yield from _asked(state, call)
    if call.values.get("esc.to", "").strip() and call.values.get("esc.severity", "").strip():
        yield _whole(call, "esc.to", "Escalated to", "name")
        yield from words_of(call, "esc.reason", "Reason")


def _of_incident(state: DeskState, incident: LiveIncident) -> Iterator[Part]:
    for name, label, kind in _INCIDENT:
        yield _whole(incident, name, label, kind)
    for name, label in (("nature", "What"), ("people", "People")):
        yield from words_of(incident, name, label)
    yield from _asked(state, incident)


def _asked(state: DeskState, live: Readable) -> Iterator[Part]:
    """What the procedures ask for: every number, address, date and time, and whatever must not be left out."""
    channel = live.channel if isinstance(live, LiveCall) else "phone"
    for run in live.runs:
        procedure = state.library.procedures.get(run.procedure)
        for field in procedure.fields() if procedure else ():
            name = field_for(channel, FIELD_ALIASES.get(field.name, field.name))
            yield from _asked_for(live, name, field)


def _asked_for(live: Readable, name: str, field: Field) -> Iterator[Part]:
    label = field.label or field_label(name)
    if field.type in ("choice", "yes-no"):
        return
    if field.type == "long":
        if field.required and not field.sensitive:
            yield from words_of(live, name, label)
    elif field.type in _TYPES:
        yield _whole(live, name, label, _TYPES[field.type], is_sensitive=field.sensitive)
    elif field.required:
        yield _whole(live, name, label, "name" if name in _NAMES else "words", is_sensitive=field.sensitive)


def _whole(live: Readable, name: str, label: str, kind: Kind, *, is_sensitive: bool = False) -> Part:
    text = live.values.get(name, "").strip()
    return Part(key=name, field=name, label=label, kind=kind, text=text, is_sensitive=is_sensitive)


def words_of(live: Readable, name: str, label: str) -> Iterator[Part]:
    """The numbers, times and dates in a longer text, in order; at most `MOST_WORDS` of them."""
    for count, found in enumerate(_FOUND.finditer(live.values.get(name, ""))):
        if count >= MOST_WORDS:
            return
        kind = _sort(found)
        yield Part(
            key=f"{name}:{found[0]}", field=name, label=f"{label}: {kind}", kind=kind, text=found[0],
            place=found.start(),
        )  # fmt: skip


def _sort(found: re.Match[str]) -> Kind:
    return "date" if found["date"] else "time" if found["time"] else "phone" if found["phone"] else "number"
