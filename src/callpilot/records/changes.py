"""What can happen to something unfinished: the lines of its sheet in `open/`, in the order they were made.

Every change carries `at` (wall time, a stamp) and `mono` (monotonic milliseconds). Folding the changes gives
the live call, incident or pad again: nothing else is needed, no clock and no procedure file.
"""

from collections.abc import Callable

from msgspec import Struct

from callpilot.procedures.running import Run
from callpilot.records.kinds import Delivery, Shift
from callpilot.records.read_back import Outcome
from callpilot.records.words import Channel, Direction, Status


class Change(Struct, frozen=True, kw_only=True, tag_field="do", omit_defaults=True):
    """Anything that happens to a sheet. `boot` names the machine's run when it differs from the line before."""

    at: str
    mono: int


class CallOpened(Change, frozen=True, kw_only=True, tag="call-opened"):
    """A ring was answered, or an outbound call or other contact begun. `wait_ms` is how long it rang.

    `about` is the follow-up, message or escalation that an outbound call was made for.
    """

    id: str
    boot: str = ""
    direction: Direction = "inbound"
    channel: Channel = "phone"
    line: str = ""
    account: str = ""
    number: str = ""
    operator: str = ""
    desk: str = ""
    shift: str = ""
    ringing_at: str | None = None
    wait_ms: int = 0
    ring: str = ""
    about: str = ""
    values: dict[str, str] = {}


class IncidentOpened(Change, frozen=True, kw_only=True, tag="incident-opened"):
    """An emergency or an outage was declared, from a call or without one (A3, B10)."""

    id: str
    boot: str = ""
    kind: str = "emergency"
    call: str | None = None
    account: str = ""
    operator: str = ""
    desk: str = ""
    shift: str = ""
    values: dict[str, str] = {}


class PadOpened(Change, frozen=True, kw_only=True, tag="pad-opened"):
    """The desk's own sheet was begun: what is typed outside any call, and what is in front."""

    id: str
    boot: str = ""


class Reattached(Change, frozen=True, kw_only=True, tag="reattached"):
    """The console came back after an end nobody asked for; `gap_ms` have passed since the last change."""

    boot: str = ""
    gap_ms: int = 0


class Typed(Change, frozen=True, kw_only=True, tag="typed"):
    """In `field`, from character `place`, `cut` characters were replaced by `text`."""

    field: str
    place: int = 0
    cut: int = 0
    text: str = ""


class Focused(Change, frozen=True, kw_only=True, tag="focused"):
    """The cursor went to `field`, at character `cursor`."""

    field: str
    cursor: int = 0


class Held(Change, frozen=True, kw_only=True, tag="held"):
    """The caller was asked to wait."""


class Resumed(Change, frozen=True, kw_only=True, tag="resumed"):
    """The operator spoke to the caller again."""


class CallerGone(Change, frozen=True, kw_only=True, tag="caller-gone"):
    """The conversation ended; wrap-up began."""


class RunChanged(Change, frozen=True, kw_only=True, tag="run"):
    """The procedure run at `place` in the order they were opened stands as `run` now; a new place opens it."""

    place: int
    run: Run


class RunBrought(Change, frozen=True, kw_only=True, tag="run-brought"):
    """The run at `place` came to the front; the one that was there waits beneath it."""

    place: int


class RunLeft(Change, frozen=True, kw_only=True, tag="run-left"):
    """The run in front was left, and the one beneath it came back."""


class MessageTaken(Change, frozen=True, kw_only=True, tag="message-taken"):
    """A message was made a record of its own; its part of the form is empty for another."""

    id: str


class Escalated(Change, frozen=True, kw_only=True, tag="escalated"):
    """An escalation was made a record of its own; its draft is empty again (A6, C13)."""

    id: str


class FollowUpMade(Change, frozen=True, kw_only=True, tag="follow-up-made"):
    """A follow-up was made a record of its own (C10)."""

    id: str


class Tried(Change, frozen=True, kw_only=True, tag="tried"):
    """Somebody was called for this call or incident: told, or not reached (A3, A6)."""

    delivery: Delivery


class OwnerGiven(Change, frozen=True, kw_only=True, tag="owner"):
    """An incident passed to another owner."""

    owner: str
    by: str = ""


class PartReadBack(Change, frozen=True, kw_only=True, tag="read-back"):
    """A part of the record was read back: the caller confirmed it, or had it corrected. See `ReadBack`."""

    key: str
    label: str = ""
    outcome: Outcome = "confirmed"
    by: str = ""


class IncidentLinked(Change, frozen=True, kw_only=True, tag="incident-linked"):
    """An emergency was declared from this call."""

    id: str


class Noted(Change, frozen=True, kw_only=True, tag="noted"):
    """A word was written on an incident's timeline."""

    by: str
    text: str


class OutcomeGiven(Change, frozen=True, kw_only=True, tag="outcome"):
    """An incident ended."""

    text: str
    by: str = ""


class Fronted(Change, frozen=True, kw_only=True, tag="fronted"):
    """On the pad: the call or incident `id` is in front of the operator; empty: none."""

    id: str = ""


class SignedOn(Change, frozen=True, kw_only=True, tag="signed-on"):
    """On the pad: this shift is under way at the desk; None: nobody is signed on."""

    shift: Shift | None = None


class StatusChanged(Change, frozen=True, kw_only=True, tag="status"):
    """On the pad: what the operator does now; `chosen` what they said of themselves, which calls only interrupt."""

    status: Status
    chosen: Status = "available"


AnyChange = (
    CallOpened
    | IncidentOpened
    | PadOpened
    | Reattached
    | Typed
    | Focused
    | Held
    | Resumed
    | CallerGone
    | RunChanged
    | RunBrought
    | RunLeft
    | MessageTaken
    | Escalated
    | FollowUpMade
    | Tried
    | OwnerGiven
    | PartReadBack
    | IncidentLinked
    | Noted
    | OutcomeGiven
    | Fronted
    | SignedOn
    | StatusChanged
)


def splice(old: str, new: str, cursor: int | None = None) -> tuple[int, int, str]:
    """Return the smallest `(place, cut, text)` that makes `new` of `old`, so that a key costs a key's bytes.

    One letter more of several alike could stand in several places: the one that ends at `cursor` is taken, where the
    cursor is after the edit. A restart puts it there.
    """
    if cursor is not None and 0 <= cursor <= len(new) and old.endswith(new[cursor:]):
        tail = len(new) - cursor
        before, after = old[: len(old) - tail], new[:cursor]
        place = _common(min(len(before), len(after)), lambda n: before[:n] == after[:n])
        return place, len(before) - place, after[place:]
    limit = min(len(old), len(new))
    place = _common(limit, lambda n: old[:n] == new[:n])
    rest = limit - place
    tail = _common(rest, lambda n: old[len(old) - n :] == new[len(new) - n :])
    return place, len(old) - place - tail, new[place : len(new) - tail]


def _common(limit: int, same: Callable[[int], bool]) -> int:
    """Return the largest n up to `limit` for which `same(n)`, which holds for all smaller ones, by halving."""
    if same(limit):
        return limit
    low, high = 0, limit
    while high - low > 1:
        middle = (low + high) // 2
        if same(middle):
            low = middle
        else:
            high = middle
    return low


def spliced(old: str, change: Typed) -> str:
    """Apply a `Typed` change to the text it was made of."""
    return old[: change.place] + change.text + old[change.place + change.cut :]
