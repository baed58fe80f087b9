"""Whole shifts, drawn by hypothesis: whoever comes and goes, whatever is forgotten, nothing that was begun is lost.

Every item ever opened is closed by somebody with a reason, or stands in the latest handover and in the open work;
owners are never empty; nothing appears twice.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.desk.workplace import Workplace, a_workplace

from callpilot.desk import accepting, emergencies, escalating, follow_ups, matters, reaching, signing
from callpilot.desk.desk import Desk
from callpilot.desk.open_work import open_item, work_at
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.journal.codec import decode
from callpilot.journal.verifying import verify
from callpilot.records.ids import desk_of
from callpilot.records.kinds import TYPE_OF, Handover
from callpilot.records.standing import MATTERS, is_open
from callpilot.records.words import ATTEMPT_OUTCOMES

DESKS = ("desk-1", "desk-2")
OPERATORS = ("Maria", "Bo", "Ann")
Deed = tuple[str, int, int]

OPENING = ("message", "message", "escalate", "follow_up", "loose_follow_up", "emergency", "outage", "call")
TREATING = ("attempt", "settle", "give_up", "pass_on", "hold", "note", "close_calls")
CHANGING = ("come", "leave", "sign", "sign", "accept", "accept", "accept_all", "question", "question", "understood")
TIME = ("hour", "shift", "read", "read")
DEED = st.tuples(st.sampled_from((*OPENING, *TREATING, *CHANGING, *TIME)), st.integers(0, 1), st.integers(0, 11))
SHIFTS = st.lists(DEED, min_size=20, max_size=60)


class Story:
    """A workplace to which things happen, and what must be true of it after each."""

    def __init__(self, work: Workplace) -> None:
        self.work = work
        self.begun = 0
        self.incidents: set[str] = set()

    def do(self, name: str, place: int, number: int) -> None:
        """Do one deed as far as it can be done now: a refusal changes nothing, and is no fault."""
        act: Callable[[str, int], None] = getattr(self, name)
        at = DESKS[place]
        if at not in self.work.desks and name not in ("come", "leave", *TIME):
            self.come(at, number)
        with suppress(DeedRefused):
            act(at, number)

    def desk(self, at: str) -> Desk:
        return self.work.desks[at]

    # -- who is there -----------------------------------------------------------------------------------

    def come(self, at: str, number: int) -> None:
        operator = OPERATORS[number % 3]
        self.work.come(operator, at)
        for shift in self.work.shifts():
            if shift.desk == at and shift.ended_at:
                assert self.work.handover(shift.id), "a shift ended without a handover"

    def leave(self, at: str, number: int) -> None:
        self.work.leave(at)

    def sign(self, at: str, number: int) -> None:
        if number % 3:
            self.close_calls(at, number)
        self.work.read()
        desk = self.desk(at)
        known = {one for one in self.work.open_ids() if not self._is_call_elsewhere(one, at)}
        shift = desk.state.shift
        assert shift is not None
        signing.sign_off(desk)
        self.work.leave(at)
        handover = self.work.handover(shift.id)
        assert {item.id for item in handover.items} == known
        self._sane(handover)

    def _is_call_elsewhere(self, identity: str, at: str) -> bool:
        return identity.count("-") == 3 and desk_of(identity) != at

    # -- what comes up ----------------------------------------------------------------------------------

    def call(self, at: str, number: int) -> str:
        return self.work.call(at, name=f"Caller {number}")

    def message(self, at: str, number: int) -> None:
        self.work.message(at, urgency=("routine", "soon", "urgent")[number % 3])
        self.begun += 1

    def escalate(self, at: str, number: int) -> None:
        call = self.call(at, number)
        severity = ("low", "medium", "high", "critical")[number % 4]
        put(self.desk(at), call, **{"esc.severity": severity, "esc.to": "duty", "esc.reason": "no reply"})
        escalating.save_escalation(self.desk(at), call)
        self.begun += 1
        if number % 5:
            self.work.close(call, at)

    def follow_up(self, at: str, number: int) -> None:
        call = self.call(at, number)
        due = self.work.clock.now() + timedelta(hours=number + 1)
        follow_ups.make_follow_up(self.desk(at), call, what="Ring back", due=due)
        self.begun += 1
        self.work.close(call, at)

    def loose_follow_up(self, at: str, number: int) -> None:
        due = self.work.clock.now() + timedelta(minutes=5)
        follow_ups.make_follow_up(self.desk(at), self._some(at, number), what="Look again", due=due)
        self.begun += 1

    def emergency(self, at: str, number: int) -> None:
        self.incidents.add(emergencies.declare(self.desk(at)))

    def outage(self, at: str, number: int) -> None:
        self.incidents.add(emergencies.declare_outage(self.desk(at)))

    # -- what is done about it --------------------------------------------------------------------------

    def _some(self, at: str, number: int) -> str:
        known = sorted(self.desk(at).state.books.matters)
        if not known:
            raise DeedRefused("nothing is open")
        return known[number % len(known)]

    def attempt(self, at: str, number: int) -> None:
        outcome = ATTEMPT_OUTCOMES[number % len(ATTEMPT_OUTCOMES)]
        reaching.attempt(self.desk(at), self._some(at, number), to="Dr Osei", outcome=outcome)

    def settle(self, at: str, number: int) -> None:
        matters.finish(self.desk(at), self._some(at, number), "settled")

    def give_up(self, at: str, number: int) -> None:
        matters.give_up(self.desk(at), self._some(at, number), "nobody wants it any more")

    def pass_on(self, at: str, number: int) -> None:
        matters.pass_on(self.desk(at), self._some(at, number), OPERATORS[number % 3])

    def hold(self, at: str, number: int) -> None:
        until = self.work.clock.now() + timedelta(hours=number + 1)
        matters.hold_message(self.desk(at), self._some(at, number), until)

    def note(self, at: str, number: int) -> None:
        matters.note_on(self.desk(at), self._some(at, number), "still no answer")

    def close_calls(self, at: str, number: int) -> None:
        for call in tuple(self.desk(at).state.calls):
            self.work.close(call, at)

    # -- acceptance -------------------------------------------------------------------------------------

    def accept(self, at: str, number: int) -> None:
        desk = self.desk(at)
        offered = [one for one in accepting.offers(desk.state) if one.is_open]
        if not offered:
            return
        one = offered[number % len(offered)]
        accepting.accept_item(desk, one.handover, one.item.id)
        self._is_theirs(desk, one.item.id)

    def accept_all(self, at: str, number: int) -> None:
        desk = self.desk(at)
        offered = [one.item.id for one in accepting.offers(desk.state) if one.is_open]
        accepting.accept_all(desk)
        for identity in offered:
            self._is_theirs(desk, identity)

    def _is_theirs(self, desk: Desk, identity: str) -> None:
        assert identity not in {one.item.id for one in accepting.offers(desk.state) if one.is_open}
        matter = desk.state.incidents.get(identity) or desk.state.books.matters.get(identity)
        if matter is not None:
            assert open_item(matter, desk.clock.now()).owner == desk.state.operator

    def question(self, at: str, number: int) -> None:
        desk = self.desk(at)
        rest = accepting.undecided(desk.state)
        if rest:
            one = rest[number % len(rest)]
            accepting.leave_item(desk, one.handover, one.item.id, "what is it about?")

    def understood(self, at: str, number: int) -> None:
        desk = self.desk(at)
        accepting.finish(desk, "All clear")
        assert not accepting.reminder(desk.state)

    # -- time -------------------------------------------------------------------------------------------

    def hour(self, at: str, number: int) -> None:
        self.work.clock.advance(3600)

    def shift(self, at: str, number: int) -> None:
        self.work.clock.advance((number + 1) * 4 * 3600)

    def read(self, at: str, number: int) -> None:
        self.work.read()

    # -- what must be true ------------------------------------------------------------------------------

    def check(self) -> None:
        """The open work of a desk: nothing twice, nobody's, and nothing offered twice."""
        for desk in self.work.desks.values():
            items = work_at(desk.state, desk.clock.now())
            _once([item.id for item in items])
            assert all(item.owner.strip() for item in items)
            _once([one.item.id for one in accepting.offers(desk.state)])

    def check_at_the_end(self) -> None:
        """Everybody has read everything: what was ever opened is closed with a reason, or open for all to see."""
        self.work.read()
        newest = self._newest()
        assert len(newest) == self.begun + len(self.incidents), "something that was begun has no record of its own"
        open_now = self.work.open_ids()
        for identity, (by, record) in newest.items():
            if is_open(record):
                assert identity in open_now
            else:
                assert by.strip()
                assert _reason(record), f"{identity} was closed without a reason"
        for at, desk in self.work.desks.items():
            seen = {item.id for item in work_at(desk.state, desk.clock.now())}
            assert seen == {one for one in open_now if not self._is_call_elsewhere(one, at)}
        for handover in self.work.handovers():
            self._sane(handover)
        self._stands_in_the_latest(newest, open_now)
        assert not verify(self.work.home.data).problems

    def _newest(self) -> dict[str, tuple[str, Any]]:
        """Every matter in the journal at its latest revision, with who wrote that."""
        from callpilot.journal.reading import entries
        from callpilot.records.entry import Entry

        found: dict[str, Entry] = {}
        for entry in entries(self.work.home.data):
            assert isinstance(entry, Entry)
            if TYPE_OF.get(entry.kind) in MATTERS:
                last = found.get(entry.id)
                if last is None or (entry.rev, entry.at) >= (last.rev, last.at):
                    found[entry.id] = entry
        return {name: (entry.by, decode(entry.data, TYPE_OF[entry.kind])) for name, entry in found.items()}

    def _stands_in_the_latest(self, newest: dict[str, tuple[str, Any]], open_now: set[str]) -> None:
        """What was open when the latest handover was made, and is open still, stands in it."""
        handovers = self.work.handovers()
        if not handovers:
            return
        latest = handovers[-1]
        listed = {item.id for item in latest.items}
        for identity in open_now & set(newest):
            _by, record = newest[identity]
            if open_item(record, self.work.clock.now()).since < latest.made_at:
                assert identity in listed

    def _sane(self, handover: Handover) -> None:
        _once([item.id for item in handover.items])
        assert all(item.owner.strip() for item in handover.items)
        assert all(item.next.strip() for item in handover.items)
        assert handover.gravity
        assert handover.reasons
        assert handover.operator


def _reason(record: Any) -> bool:
    told = any(one.outcome == "told" for one in getattr(record, "deliveries", ()))
    return bool(record.outcome.strip()) or told


def _once(ids: list[str]) -> None:
    assert not [identity for identity, count in Counter(ids).items() if count > 1]


# Not shrunk: a story of many shifts takes minutes to shorten, and reads well as it is.
@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(SHIFTS)
def test_nothing_that_was_begun_is_ever_lost_whoever_comes_and_goes(deeds: list[Deed]):
    with a_workplace() as work:
        work.come("Maria")
        story = Story(work)
        for deed in deeds:
            story.do(*deed)
            story.check()
        story.check_at_the_end()
