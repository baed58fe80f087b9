"""What changed at the desk, a short line each, for those who hear the screen instead of seeing it. No Textual in here.

Says nothing that isn't on the screen as well.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from callpilot.console.wording import spoken_words, urgency
from callpilot.desk.answering import shown_number
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.procedures.wording import fill
from callpilot.records.ids import short
from callpilot.records.live import Live, LiveCall, LiveIncident

KEPT = 50
"""How many lines are remembered."""

_STAGES = {"held": "on hold", "wrap-up": "wrap-up: the caller has gone", "live": "taken up again"}


class Announcer:
    """Collects lines, newest last; `said` is called with each."""

    def __init__(self, said: Callable[[str], None]) -> None:
        self.lines: list[str] = []
        self._said = said
        self._told: dict[str, str] = {}

    def say(self, text: str) -> None:
        """Add a line."""
        line = " ".join(text.split())
        if line:
            self.lines = [*self.lines[1 - KEPT :], line]
            self._said(line)

    def follow(self, before: DeskState, after: DeskState, now: datetime) -> None:
        """Say what differs between two states of the desk; `now` is the local time, which some greetings need."""
        for line in changes(before, after, now):
            self.say(line)

    def pass_time(self, state: DeskState, mono: int) -> None:
        """Say which rings must be answered soon, or should have been, at the monotonic moment `mono`."""
        for ring in state.rings:
            word = {"late": "Late", "soon": "Answer soon"}.get(urgency(state, ring, mono))
            if word and self._told.get(ring.id) != word:
                self._told[ring.id] = word
                self.say(f"{word}: {_who(state, ring)}")
        self._told = {ring.id: self._told[ring.id] for ring in state.rings if ring.id in self._told}


def opening_words(state: DeskState) -> str:
    """Say who works where, and what is under way there, when the console opens."""
    counts = ((len(state.calls), "open call"), (len(state.incidents), "open incident"), (len(state.rings), "ring"))
    words = ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count)
    return f"{state.operator} at {state.desk}: {words or 'ready for calls'}"


def changes(before: DeskState, after: DeskState, now: datetime) -> Iterator[str]:
    """Yield what differs between two states, a line each: what comes in, what was done, what is next."""
    yield from _rings(before, after)
    yield from _calls(before, after)
    yield from _incidents(before, after)
    yield from _step(before, after, now)


def _rings(before: DeskState, after: DeskState) -> Iterator[str]:
    if before.rings is after.rings:
        return
    known = {ring.id for ring in before.rings}
    yield from (f"Ringing: {_who(after, ring)}" for ring in after.rings if ring.id not in known)
    left = {ring.id for ring in after.rings}
    answered = {call.ring for identity, call in after.calls.items() if identity not in before.calls}
    for ring in before.rings:
        if ring.id not in left and ring.id not in answered:
            yield f"Rang off: {_who(after, ring)}"


def _calls(before: DeskState, after: DeskState) -> Iterator[str]:
    if before.calls is after.calls:
        return
    for identity, call in after.calls.items():
        was = before.calls.get(identity)
        if was is None:
            word = "Begun" if call.direction == "outbound" or not call.ring else "Answered"
            yield f"{word}: call {short(identity)}, {_caller(after, call)}"
            continue
        if was.stage != call.stage:
            yield f"Call {short(identity)} {_STAGES[call.stage]}"
        yield from (f"Message {short(made)} taken" for made in call.messages if made not in was.messages)
        yield from (f"Escalated: {short(made)}" for made in call.escalations if made not in was.escalations)
        yield from (f"Follow-up {short(made)} noted" for made in call.follow_ups if made not in was.follow_ups)
    yield from (f"Closed: call {short(identity)}" for identity in before.calls if identity not in after.calls)


def _incidents(before: DeskState, after: DeskState) -> Iterator[str]:
    for identity, incident in after.incidents.items():
        was = before.incidents.get(identity)
        if was is None:
            yield f"{incident.kind.upper()} {short(identity)} declared"
        elif len(incident.timeline) > len(was.timeline):
            yield f"Noted: {incident.timeline[-1].text}"
    for identity in before.incidents:
        if identity not in after.incidents:
            yield f"Incident {short(identity)} ended"


def _step(before: DeskState, after: DeskState, now: datetime) -> Iterator[str]:
    live, was = after.followed, before.followed
    if live is None:
        if after.pad.front == "" and before.pad.front:
            yield "Ready for calls"
        return
    moved = was is None or was.id != live.id
    is_new = live.id in (after.calls.keys() | after.incidents.keys()) - (before.calls.keys() | before.incidents.keys())
    if moved and not is_new:
        yield f"In front: {_front(after, live)}"
    run, ran = live.run, was.run if was is not None and not moved else None
    procedure = after.library.procedures.get(run.procedure) if run else None
    if run is None or procedure is None or run is ran:
        return
    if ran is not None and ran.procedure == run.procedure:
        for mark in run.marks:
            step = procedure.step(mark.id)
            if mark.outcome != ran.mark(mark.id).outcome and step is not None:
                yield f"{mark.outcome.capitalize()}: {step.title}"
        for identity, items in run.items.items():
            for item in sorted(set(items) - set(ran.items.get(identity, ()))):
                step = procedure.step(identity)
                yield f"Ticked: {step.items[item - 1] if step and item <= len(step.items) else item}"
        if ran.current == run.current:
            return
    elif not moved:
        yield f"Procedure: {procedure.title}"
    step = procedure.step(run.current)
    if step is None:
        yield "Every step is done; the call can end"
        return
    say = fill(step.say, spoken_words(after, live, now)) if step.say else ""
    yield f"Now: {step.title}" + (f". Say: {say}" if say else "")


def _front(state: DeskState, live: Live) -> str:
    if isinstance(live, LiveIncident):
        return f"{live.kind} {short(live.id)}"
    return f"call {short(live.id)}, {_caller(state, live)}" if isinstance(live, LiveCall) else "the desk's procedure"


def _caller(state: DeskState, call: LiveCall) -> str:
    account = state.site.account_named(call.account)
    who = call.values.get("name", "") or shown_number(state, call.number) or "number withheld"
    return f"{who} for {account.name if account else call.account}"


def _who(state: DeskState, ring: WaitingRing) -> str:
    account = state.site.account_named(ring.account) or state.site.accounts[0]
    return f"{ring.name or shown_number(state, ring.number) or 'number withheld'} for {account.name}"
