"""What durations truly are: kept beside a desk by somebody with a stopwatch, who looks at no clock of the machine."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.desk.place import Place

from callpilot.desk import answering, emergencies, signing, talking, writing


@dataclass
class Spans:
    """One call, in seconds by the stopwatch."""

    stage: str = "live"
    since: float = 0
    live: float = 0
    held: float = 0
    waited: float = 0


@dataclass
class Stopwatch:
    """A desk at work, and what is true of its calls, its incidents and its shift."""

    place: Place
    now: float = 0
    calls: dict[str, Spans] = field(default_factory=dict)
    incidents: dict[str, float] = field(default_factory=dict)
    lasted: dict[str, float] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    ended: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)
    began: float = 0
    boots: int = 1

    # -- time ------------------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        self.place.clock.advance(seconds)
        self.now += seconds

    def set_clock(self, hours: float) -> None:
        """A person or a time server sets the clock; in no story does it leave the calendar."""
        after = self.place.clock.now() + timedelta(hours=hours)
        if datetime(1990, 1, 1, tzinfo=UTC) < after < datetime(2100, 1, 1, tzinfo=UTC):
            self.place.clock.set_wall(after)

    def kill(self, away: float, hours: float = 0) -> None:
        """The console ends in the middle of a word and comes again, the clock set in between."""
        writing.put(self.place.desk, self.place.desk.state.pad.id, notes=f"at {self.now}")
        self.place.again(away, wall=self.place.clock.now() + timedelta(hours=hours) if hours else None)
        self.now += away
        signing.sign_on(self.place.desk)

    def reboot(self, away: float) -> None:
        """The machine starts again: its monotonic clock begins anew, only the wall clock tells how long it was off."""
        for identity in (*self.calls, *self.incidents, self.place.desk.state.pad.id):
            writing.put(self.place.desk, identity, notes=f"before boot {self.boots}")
        self.boots += 1
        self.place.again(away, reboot=f"boot-{self.boots}")
        self.now += away
        signing.sign_on(self.place.desk)

    # -- deeds -----------------------------------------------------------------------------------------

    def sign_on(self) -> None:
        self.place.signed_on()
        self.began = self.now

    def answer(self, seconds: float, hours: float = 0) -> None:
        """A call rings so long; meanwhile the clock is set."""
        ring = self.place.ring()
        self.wait(seconds / 2)
        self.set_clock(hours)
        self.wait(seconds - seconds / 2)
        call = answering.answer(self.place.desk, ring.id)
        self._hold_who_is_spoken_to()
        self.calls[call] = Spans(since=self.now, waited=seconds)
        self.answered.append(call)

    def _hold_who_is_spoken_to(self) -> None:
        for call, spans in self.calls.items():
            if spans.stage == "live":
                self._turn(call, "held")

    def _turn(self, call: str, stage: str) -> None:
        spans = self.calls[call]
        setattr(spans, spans.stage, getattr(spans, spans.stage) + self.now - spans.since)
        spans.stage, spans.since = stage, self.now

    def some(self, number: int, *stages: str) -> str:
        """One of the calls at these stages; empty when there is none."""
        there = sorted(call for call, spans in self.calls.items() if spans.stage in stages)
        return there[number % len(there)] if there else ""

    def hold(self, number: int) -> None:
        if call := self.some(number, "live"):
            talking.hold(self.place.desk, call)
            self._turn(call, "held")

    def resume(self, number: int) -> None:
        if call := self.some(number, "held"):
            talking.resume(self.place.desk, call)
            self._hold_who_is_spoken_to()
            self._turn(call, "live")

    def gone(self, number: int) -> None:
        if call := self.some(number, "live", "held"):
            talking.caller_gone(self.place.desk, call)
            self._turn(call, "wrap-up")

    def close(self, number: int) -> None:
        if call := self.some(number, "wrap-up"):
            spans = self.calls.pop(call)
            self.place.close(call)
            self.ended[call] = spans.waited, spans.live, spans.held, self.now - spans.since

    def declare(self, number: int) -> None:
        if self.some(number, "live", "held") and not self.incidents:
            incident = emergencies.declare(self.place.desk)
            self.incidents.setdefault(incident, self.now)

    def outcome(self, _number: int) -> None:
        for incident in tuple(self.incidents):
            emergencies.give_outcome(self.place.desk, incident, "over")
            self.lasted[incident] = self.now - self.incidents.pop(incident)

    def finish(self) -> None:
        """Everything comes to its end, and the operator signs off."""
        self.outcome(0)
        for _again in range(len(self.calls)):
            self.gone(0)
        for _again in range(len(self.calls)):
            self.close(0)
        signing.sign_off(self.place.desk).result(timeout=10)
        self.place.settle()
