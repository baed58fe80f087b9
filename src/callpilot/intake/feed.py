"""From the inbox to the desk: every ring becomes a deed, and its file goes only when the desk has it on disk."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

from callpilot.desk import answering
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.intake.inbox import Inbox
from callpilot.intake.rings import (
    AnsweredElsewhere,
    Outcome,
    Rang,
    Ring,
    RingEnded,
    Rings,
    answer,
    expire,
    take,
)
from callpilot.plain.times import moment
from callpilot.records.words import Channel

FORGOTTEN = 120
"""Seconds: a ring this old that nobody ended, found when the console opens, was missed."""


class Feed:
    """Carries rings from one inbox to one desk. `poll` is called several times a second."""

    def __init__(self, inbox: Inbox, desk: Desk) -> None:
        self.inbox = inbox
        self._desk = desk
        self._rings = Rings(opened_at=desk.stamp())
        self._files: dict[str, list[Path]] = {}
        self._opening = True
        desk.watch(self._watched)

    def poll(self) -> list[WaitingRing]:
        """Take what arrived; return the rings that are new on the screen."""
        if self._desk.state.read_only:
            return []
        mono, now = self._desk.clock.mono(), self._desk.clock.now()
        before = {ring.id for ring in self._desk.state.rings}
        outcomes: list[Outcome] = []
        for event in self.inbox.poll():
            waiting = {ring.id for ring in self._rings.waiting}
            self._rings, made = take(self._rings, event, mono, now)
            outcomes += made
            self._own(event.source, made, waiting)
        self._rings, over = expire(self._rings, mono, FORGOTTEN) if self._opening else expire(self._rings, mono)
        self._opening = False
        ended = {o.ring.id for o in (*outcomes, *over) if not isinstance(o, Rang)}
        for outcome in (*outcomes, *over):
            if not (isinstance(outcome, Rang) and outcome.ring.id in ended):
                self._carry(outcome)
        return [ring for ring in self._desk.state.rings if ring.id not in before]

    def _own(self, source: Path | None, made: list[Outcome], waiting: set[str]) -> None:
        """Remember which file belongs to which ring; one that no ring needs any more is done with."""
        if source is None:
            return
        if made:
            self._files.setdefault(made[0].ring.id, []).append(source)
        elif not self._is_early(source):
            self.inbox.done(source)

    def _is_early(self, source: Path) -> bool:
        return any(event.source == source for event in self._rings.early.values())

    def _carry(self, outcome: Outcome) -> None:
        match outcome:
            case Rang(ring):
                answering.rang(self._desk, waiting_ring(ring))
            case AnsweredElsewhere(ring):
                answering.ring_gone(self._desk, ring.id)
                self._done(ring.id)
            case RingEnded(ring):
                self._record(ring)

    def _record(self, ring: Ring) -> None:
        shown = any(waiting.id == ring.id for waiting in self._desk.state.rings)
        kept = (
            answering.abandoned(self._desk, ring.id)
            if shown
            else answering.unanswered(self._desk, waiting_ring(ring), _end(ring), ring.ended_at, _waited(ring))
        )

        def done(saved: "Future[Any]") -> None:
            if not saved.cancelled() and saved.exception() is None:
                self._done(ring.id)

        kept.add_done_callback(done)

    def _watched(self, before: DeskState, after: DeskState) -> None:
        """A ring that left the screen by the operator's hand was answered here."""
        if before.rings is after.rings:
            return
        left = {ring.id for ring in before.rings} - {ring.id for ring in after.rings}
        for ring_id in left:
            self._rings, ring = answer(self._rings, ring_id)
            if ring is not None:
                self._done(ring_id)

    def _done(self, ring_id: str) -> None:
        for source in self._files.pop(ring_id, ()):
            self.inbox.done(source)


def waiting_ring(ring: Ring) -> WaitingRing:
    """The desk's view of a ring."""
    return WaitingRing(
        id=ring.id,
        number=ring.number,
        name=ring.name,
        line=ring.line,
        channel=cast("Channel", ring.channel),
        ringing_at=ring.ringing_at,
        since=ring.since_mono,
    )


def _end(ring: Ring) -> str:
    return "abandoned" if ring.ended == "abandoned" else "missed"


def _waited(ring: Ring) -> int:
    """Milliseconds between the ring's two events; 0 when its end is unknown or before its beginning."""
    if not ring.ended_at:
        return 0
    return max(0, round((moment(ring.ended_at) - moment(ring.ringing_at)).total_seconds() * 1000))
