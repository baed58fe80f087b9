"""The rings that wait: events, in whatever order they come, folded into rings that each end once (B1)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from callpilot.intake.ring import RingEvent
from callpilot.plain.times import moment, stamp
from callpilot.records.channels import way_of

T = TypeVar("T")
End = Literal["", "answered", "abandoned", "missed"]

REMEMBERED = 1000
"""Finished calls whose late events are still known to be late."""

LONGEST_RING = 15 * 60
"""Seconds after which a ring that nobody ended is taken to be over."""


class Ring(Struct, frozen=True, kw_only=True):
    """A call that waits, or waited, to be answered.

    `id` is the reporting program's call id, else the name of the file it came in. `ringing_at` is a stamp,
    `since_mono` the same moment in monotonic milliseconds. `ended` is empty while it rings, then one of
    answered, abandoned (while a console was open) and missed (none was); `ended_at` is a stamp or empty.
    """

    id: str
    number: str = ""
    name: str = ""
    line: str = ""
    channel: str = "phone"
    ringing_at: str = ""
    since_mono: int = 0
    ended: End = ""
    ended_at: str = ""
    source: Path | None = None


class Rang(Struct, frozen=True):
    """A call began to ring."""

    ring: Ring


class RingEnded(Struct, frozen=True):
    """A ring ended unanswered: `ring.ended` is abandoned or missed. It may come without a Rang before it."""

    ring: Ring


class AnsweredElsewhere(Struct, frozen=True):
    """A waiting ring was answered at another desk or on the handset."""

    ring: Ring


Outcome = Rang | RingEnded | AnsweredElsewhere


class Rings(Struct, frozen=True, kw_only=True):
    """What rings, longest first, and what is remembered of calls that don't ring any more.

    `opened_at` is the stamp at which this console opened: a ring that came and ended before it was missed.
    """

    waiting: tuple[Ring, ...] = ()
    opened_at: str = ""
    finished: Mapping[str, str] = field(default_factory=dict[str, str])
    early: Mapping[str, RingEvent] = field(default_factory=dict[str, RingEvent])
    count: int = 0


def take(rings: Rings, event: RingEvent, mono: int, now: datetime | None = None) -> tuple[Rings, list[Outcome]]:
    """Fold one event in, at the monotonic millisecond `mono`, and say what came of it.

    Duplicates, late events and those of unknown calls change nothing that is seen. With `now` a ring has
    waited since its `at`; without it, since `mono`.
    """
    if event.event == "ringing":
        return _begin(rings, event, mono, now)
    ring = _meant(rings, event)
    if ring is None:
        return _remember_early(rings, event, now), []
    if event.event == "answered":
        return _without(rings, ring, "answered"), [AnsweredElsewhere(_ended(ring, "answered", event.at))]
    over = _ended(ring, _unanswered(rings, ring, event.at), event.at)
    return _without(rings, ring, over.ended), [RingEnded(over)]


def in_time(event: RingEvent, now: datetime) -> RingEvent:
    """Return an event that has come this moment; a ring's `at` is no longer ago than a ring can last.

    The clock that it was written by may be slow, or ours have been set on since: the caller rings all the same.
    """
    is_stale = event.event == "ringing" and _age(event.at, now) >= LONGEST_RING * 1000
    return event._replace(at=stamp(now)) if is_stale else event


def answer(rings: Rings, ring_id: str) -> tuple[Rings, Ring | None]:
    """Take the ring that is answered here; None when it doesn't wait any more."""
    ring = next((ring for ring in rings.waiting if ring.id == ring_id), None)
    if ring is None:
        return rings, None
    return _without(rings, ring, "answered"), replace(ring, ended="answered")


def forget(rings: Rings, now: datetime) -> Rings:
    """Forget the ends of calls that haven't rung and are so old that no ring will follow."""
    early = {name: event for name, event in rings.early.items() if _age(event.at, now) <= LONGEST_RING * 1000}
    return rings if len(early) == len(rings.early) else replace(rings, early=early)


def handled(rings: Rings, ring_ids: Iterable[str]) -> Rings:
    """Take it that these rings were dealt with before this console opened: their events come too late."""
    return replace(rings, finished=_bounded({**rings.finished, **dict.fromkeys(ring_ids, "answered")}))


def id_of(event: RingEvent) -> str:
    """What its ring is called: the reporting program's call id, else the name of the file; empty without either."""
    return event.call_id or (event.source.name if event.source else "")


def expire(rings: Rings, mono: int, longest: int = LONGEST_RING) -> tuple[Rings, list[Outcome]]:
    """End the rings that have waited `longest` seconds without a word: their end was never reported.

    An e-mail or a post waits as long as it takes: nobody hangs up on it.
    """
    outcomes: list[Outcome] = []
    for ring in rings.waiting:
        if way_of(ring.channel).is_live and mono - ring.since_mono >= longest * 1000:
            over = _ended(ring, _unanswered(rings, ring, ring.ringing_at), "")
            rings = _without(rings, ring, over.ended)
            outcomes.append(RingEnded(over))
    return rings, outcomes


def _begin(rings: Rings, event: RingEvent, mono: int, now: datetime | None) -> tuple[Rings, list[Outcome]]:
    identity = id_of(event) or f"ring-{rings.count + 1}"
    if identity in rings.finished or any(ring.id == identity for ring in rings.waiting):
        return rings, []
    ring = Ring(
        id=identity,
        number=event.number,
        name=event.name,
        line=event.line,
        channel=event.channel,
        ringing_at=event.at,
        since_mono=mono - _age(event.at, now),
        source=event.source,
    )
    rings = replace(rings, count=rings.count + 1)
    if (before := rings.early.get(identity)) is not None:
        return _never_rang(rings, ring, before)
    waiting = tuple(sorted((*rings.waiting, ring), key=lambda each: each.since_mono))
    return replace(rings, waiting=waiting), [Rang(ring)]


def _never_rang(rings: Rings, ring: Ring, before: RingEvent) -> tuple[Rings, list[Outcome]]:
    """Its end was reported before its beginning: it is counted, but never on the screen as ringing."""
    early = {name: event for name, event in rings.early.items() if name != ring.id}
    rings = replace(rings, early=early)
    if before.event == "answered":
        return _without(rings, ring, "answered"), []
    over = _ended(ring, _unanswered(rings, ring, before.at), before.at)
    return _without(rings, ring, over.ended), [RingEnded(over)]


def _meant(rings: Rings, event: RingEvent) -> Ring | None:
    if event.call_id:
        return next((ring for ring in rings.waiting if ring.id == event.call_id), None)
    number = _digits(event.number)
    return next((ring for ring in rings.waiting if _digits(ring.number) == number), None)


def _remember_early(rings: Rings, event: RingEvent, now: datetime | None) -> Rings:
    """Keep the end of a call that hasn't rung yet, unless it is so old that no ring will follow.

    That a call was answered outweighs that it is over.
    """
    if _age(event.at, now) > LONGEST_RING * 1000:
        return rings
    known = rings.early.get(event.call_id)
    if not event.call_id or event.call_id in rings.finished or (known and known.event == "answered"):
        return rings
    return replace(rings, early=_bounded({**rings.early, event.call_id: event}))


def _without(rings: Rings, ring: Ring, end: str) -> Rings:
    waiting = tuple(each for each in rings.waiting if each.id != ring.id)
    return replace(rings, waiting=waiting, finished=_bounded({**rings.finished, ring.id: end}))


def _bounded(known: dict[str, T]) -> dict[str, T]:
    return dict(list(known.items())[-REMEMBERED:])


def _ended(ring: Ring, end: End, at: str) -> Ring:
    return replace(ring, ended=end, ended_at=at)


def _unanswered(rings: Rings, ring: Ring, ended_at: str) -> End:
    """A ring is missed when it came and went before this console was opened; stamps compare as text."""
    return "missed" if max(ring.ringing_at, ended_at) < rings.opened_at else "abandoned"


def _age(at: str, now: datetime | None) -> int:
    if now is None:
        return 0
    try:
        return max(0, round((now - moment(at)).total_seconds() * 1000))
    except ValueError:
        return 0


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdecimal()) or number.casefold()
