"""From the inbox to the desk: every ring becomes a deed, and its file goes only when the desk has it on disk."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.intake.inbox import Inbox
from callpilot.intake.ring import RingEvent
from callpilot.intake.rings import (
    LONGEST_RING,
    AnsweredElsewhere,
    Outcome,
    Rang,
    Ring,
    RingEnded,
    Rings,
    answer,
    expire,
    forget,
    handled,
    id_of,
    in_time,
    take,
)
from callpilot.plain.times import moment
from callpilot.records.words import Channel

FORGOTTEN = 120
"""Seconds: a ring this old that nobody ended, found when the console opens, was missed."""

ASK_AGAIN = 5
"""Seconds after which a desk that said it records a ring, and hasn't, is asked again whether it still does."""


class Feed:
    """Carries rings from one inbox to one desk. `poll` is called several times a second."""

    def __init__(self, inbox: Inbox, desk: Desk) -> None:
        self.inbox = inbox
        self._desk = desk
        # A call that is restored was answered: its ring's file is there still when the console ended at once.
        taken = (call.ring for call in desk.state.calls.values() if call.ring)
        self._rings = handled(Rings(opened_at=desk.stamp()), taken)
        self._files: dict[str, list[Path]] = {}
        self._early: dict[str, list[Path]] = {}
        self._answered: dict[str, str] = {}
        self._theirs: dict[str, tuple[Ring, int]] = {}  # what another desk records, and when that was seen, in ms
        self._opening = True
        self._looked: int | None = None  # when the inbox was last seen, in monotonic ms
        desk.watch(self._watched)
        desk.claim = self._claim

    def poll(self) -> list[WaitingRing]:
        """Take what arrived; return the rings that are new on the screen."""
        if self._desk.state.read_only:
            return []
        mono = self._desk.clock.mono()
        is_watching = self._looked is not None and mono - self._looked < LONGEST_RING * 1000
        events = self._events()
        self._looked = mono if self.inbox.is_reachable else None
        self._let_go_elsewhere()
        if not (events or self._waits):
            return []
        now = self._desk.clock.now()
        if is_watching:
            events = [in_time(event, now) for event in events]
        before = {ring.id for ring in self._desk.state.rings}
        outcomes: list[Outcome] = []
        for event in events:
            self._rings, made = take(self._rings, event, mono, now)
            outcomes += made
            self._own(event, made)
        self._rings, over = expire(self._rings, mono, FORGOTTEN) if self._opening else expire(self._rings, mono)
        self._opening = False
        self._rings = forget(self._rings, now)
        ended = {o.ring.id for o in (*outcomes, *over) if not isinstance(o, Rang)}
        for outcome in (*outcomes, *over):
            if not (isinstance(outcome, Rang) and outcome.ring.id in ended):
                self._carry(outcome)
        self._ask_again(mono)
        self._clear()
        return [ring for ring in self._desk.state.rings if ring.id not in before]

    @property
    def _waits(self) -> bool:
        """Whether anything goes on by time alone: else a look that finds nothing is over at once."""
        rings = self._rings
        return bool(self._opening or rings.waiting or rings.early or self._answered or self._theirs or self._early)

    def _events(self) -> list[RingEvent]:
        """What is new in the inbox; at the opening all that lies there, so that a ring and its end come together."""
        events = self.inbox.poll()
        more = events
        while self._opening and more:
            more = self.inbox.poll()
            events = [*events, *more]
        events = sorted(events, key=lambda event: event.at)
        return self._unrecorded(events) if self._opening else events

    def _unrecorded(self, events: list[RingEvent]) -> list[RingEvent]:
        """Let go what was recorded: console or machine may have ended before the files of a ring were gone."""
        rang = [(id_of(one), one.at) for one in events if one.event == "ringing"]
        recorded = self._desk.recorded_rings(rang)
        known = {ring for ring, _at in recorded}
        rings_anew = {ring: at for ring, at in reversed(rang) if (ring, at) not in recorded}
        left: list[RingEvent] = []
        for event in events:
            ring = id_of(event)
            is_anew = ring in rings_anew and event.at >= rings_anew[ring]  # what its number is given out for again
            if (ring, event.at) in recorded if event.event == "ringing" else ring in known and not is_anew:
                self.inbox.done(event.source)
            else:
                left.append(event)
        return left

    def _let_go_elsewhere(self) -> None:
        """Take off the screen what another desk of this home has answered or recorded: its file has gone."""
        gone = set(self.inbox.gone())
        if not gone:
            return
        known = tuple(self._files.items())  # at once: what is on the disk goes from it in the journal's thread
        for ring_id in [name for name, sources in known if sources[0] in gone]:
            self._rings, ring = answer(self._rings, ring_id)
            if ring is not None:
                _deeds().ring_gone(self._desk, ring_id)
            if ring is not None or self._theirs.pop(ring_id, None):
                self._done(ring_id)

    def _ask_again(self, mono: int) -> None:
        """Record what another desk said it would and has died over: its ring has ended, it rings nowhere any more."""
        asked = [ring for ring, seen in self._theirs.values() if mono - seen >= ASK_AGAIN * 1000]
        for ring in asked:
            if self._is_shown(ring) or not self._is_ours(ring):
                continue
            del self._theirs[ring.id]
            if self._desk.recorded_rings([(ring.id, ring.ringing_at)]):
                self._done(ring.id)  # the other desk came as far as the record
            else:
                self._keep(ring)

    def _own(self, event: RingEvent, made: list[Outcome]) -> None:
        """Remember which file belongs to which ring; one that no ring needs any more is done with."""
        if event.source is None:
            return
        if made:
            ring_id = made[0].ring.id
            # In the order in which they are removed: a ring whose end's file alone is gone would be counted again.
            self._files[ring_id] = [*self._files.get(ring_id, ()), event.source, *self._early.pop(ring_id, ())]
        elif event.call_id in self._rings.early:
            self._early.setdefault(event.call_id, []).append(event.source)
        else:
            self.inbox.done(event.source)

    def _clear(self) -> None:
        """Remove the files of ends that no ring will follow, and of calls that were answered and are on disk."""
        for call_id in [name for name in self._early if name not in self._rings.early]:
            for source in self._early.pop(call_id):
                self.inbox.done(source)
        for ring_id, call_id in tuple(self._answered.items()):
            if self._desk.is_saved(call_id):
                del self._answered[ring_id]
                self._done(ring_id)

    def _carry(self, outcome: Outcome) -> None:
        match outcome:
            case Rang(ring):
                _deeds().rang(self._desk, waiting_ring(ring))
            case AnsweredElsewhere(ring):
                _deeds().ring_gone(self._desk, ring.id)
                self._done(ring.id)
            case RingEnded(ring):
                self._record(ring)

    def _record(self, ring: Ring) -> None:
        if self._is_ours(ring):
            self._keep(ring)
        elif self._is_shown(ring):
            _deeds().ring_gone(self._desk, ring.id)

    def _is_ours(self, ring: Ring) -> bool:
        """Tell whether this desk records a ring that has ended; what another one does is remembered."""
        if not ring.source or self.inbox.claim(ring.source, self._desk.state.desk):
            return True
        self._theirs[ring.id] = (ring, self._desk.clock.mono())
        return False

    def _is_shown(self, ring: Ring) -> bool:
        return any(waiting.id == ring.id for waiting in self._desk.state.rings)

    def _keep(self, ring: Ring) -> None:
        kept = (
            _deeds().abandoned(self._desk, ring.id)
            if self._is_shown(ring)
            else _deeds().unanswered(self._desk, waiting_ring(ring), _end(ring), ring.ended_at, _waited(ring))
        )

        def done(saved: "Future[Any]") -> None:
            if not saved.cancelled() and saved.exception() is None:
                self._done(ring.id)

        kept.add_done_callback(done)

    def _claim(self, ring_id: str) -> bool:
        """Say that this desk answers a ring, so that no other does; False when another was quicker."""
        sources = self._files.get(ring_id)
        return not sources or self.inbox.claim(sources[0], self._desk.state.desk)

    def _watched(self, before: DeskState, after: DeskState) -> None:
        """A ring that left the screen by the operator's hand was answered here."""
        if before.rings is after.rings:
            return
        left = {ring.id for ring in before.rings} - {ring.id for ring in after.rings}
        for ring_id in left:
            self._rings, ring = answer(self._rings, ring_id)
            if ring is not None:
                call = next((call for call in after.calls.values() if call.ring == ring_id), None)
                self._answered[ring_id] = call.id if call else ""

    def _done(self, ring_id: str) -> None:
        for source in self._files.pop(ring_id, ()):
            self.inbox.done(source)


def _deeds():
    """What a ring sets off at the desk, loaded with the first one."""
    from callpilot.desk import answering

    return answering


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
