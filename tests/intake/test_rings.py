"""Each ring ends once: answered, abandoned or missed, whatever order its events come in."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from callpilot.intake.ring import EVENTS, RingEvent
from callpilot.intake.rings import (
    LONGEST_RING,
    REMEMBERED,
    AnsweredElsewhere,
    Outcome,
    Rang,
    RingEnded,
    Rings,
    answer,
    expire,
    take,
)
from callpilot.plain.times import stamp

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def event(kind: str, call_id: str = "", number: str = "+442079460018", after: float = 0) -> RingEvent:
    assert kind in EVENTS
    return RingEvent(event=kind, number=number, call_id=call_id, at=stamp(NOW + timedelta(seconds=after)))


def fold(*events: RingEvent, rings: Rings | None = None) -> tuple[Rings, list[Outcome]]:
    rings = rings or Rings()
    outcomes: list[Outcome] = []
    for place, each in enumerate(events):
        rings, made = take(rings, each, place * 1000)
        outcomes += made
    return rings, outcomes


def test_a_call_rings_until_it_ends() -> None:
    rings, (began,) = fold(event("ringing", "a"))
    assert began == Rang(rings.waiting[0])
    rings, (ended,) = take(rings, event("ended", "a", after=9), 9000)
    assert isinstance(ended, RingEnded)
    assert (ended.ring.ended, ended.ring.ended_at) == ("abandoned", stamp(NOW + timedelta(seconds=9)))
    assert not rings.waiting


def test_an_answer_at_the_handset_is_told_as_such() -> None:
    rings, outcomes = fold(event("ringing", "a"), event("answered", "a"), event("ended", "a"))
    assert [type(outcome) for outcome in outcomes] == [Rang, AnsweredElsewhere]
    assert outcomes[1].ring.ended == "answered"
    assert not rings.waiting


def test_a_ring_answered_here_hears_nothing_of_its_later_events() -> None:
    rings, _ = fold(event("ringing", "a"))
    rings, ring = answer(rings, "a")
    assert ring is not None
    assert ring.ended == "answered"
    assert fold(event("answered", "a"), event("ended", "a"), event("ringing", "a"), rings=rings)[1] == []
    assert answer(rings, "a") == (rings, None)


def test_duplicates_and_late_events_do_nothing() -> None:
    once = fold(event("ringing", "a"), event("ended", "a"))
    twice = fold(event("ringing", "a"), event("ringing", "a"), event("ended", "a"), event("ended", "a"))
    assert [type(outcome) for outcome in once[1]] == [type(outcome) for outcome in twice[1]]
    assert fold(event("ringing", "a"), event("answered", "a"), rings=once[0])[1] == []


def test_a_call_that_ended_before_it_rang_is_counted_and_never_rings() -> None:
    rings, (ended,) = fold(event("ended", "a", after=5), event("ringing", "a"))
    assert isinstance(ended, RingEnded)
    assert ended.ring.ended == "abandoned"
    assert not rings.waiting
    assert not rings.early


def test_a_call_that_was_answered_before_it_rang_leaves_no_trace() -> None:
    rings, outcomes = fold(event("answered", "a"), event("ended", "a"), event("ringing", "a"))
    assert outcomes == []
    assert not rings.waiting


def test_events_of_unknown_calls_do_no_harm() -> None:
    rings, _ = fold(event("ringing", "a"))
    for kind in ("answered", "ended"):
        rings, made = take(rings, event(kind, "unknown"), 0)
        assert made == []
    assert [ring.id for ring in rings.waiting] == ["a"]
    assert fold(event("ended"), event("answered", number="anonymous"))[1] == []


def test_an_old_end_without_a_ring_is_forgotten() -> None:
    late = NOW + timedelta(seconds=LONGEST_RING + 1)
    assert not take(Rings(), event("ended", "a"), 0, late)[0].early
    assert take(Rings(), event("ended", "a"), 0, NOW)[0].early


def test_without_a_call_id_each_ring_is_its_own_and_the_oldest_of_a_number_ends_first() -> None:
    rings, _ = fold(event("ringing"), event("ringing", number="01632 960001"), event("ringing"))
    assert len({ring.id for ring in rings.waiting}) == 3
    first = rings.waiting[0]
    rings, (ended,) = take(rings, event("ended", number="+44 20 7946 0018"), 9000)
    assert ended.ring.id == first.id
    assert len(rings.waiting) == 2


def test_the_same_file_read_twice_rings_once() -> None:
    ring = event("ringing")._replace(source=Path("inbox/a.json"))
    rings, outcomes = fold(ring, ring)
    assert len(rings.waiting) == len(outcomes) == 1


def test_the_longest_ring_comes_first_however_late_it_is_read() -> None:
    rings, _ = take(Rings(), event("ringing", "new"), 100_000, NOW)
    rings, _ = take(rings, event("ringing", "old", after=-20), 100_000, NOW)
    assert [(ring.id, ring.since_mono) for ring in rings.waiting] == [("old", 80_000), ("new", 100_000)]


def test_what_came_and_went_before_the_console_opened_was_missed() -> None:
    rings = Rings(opened_at=stamp(NOW))
    _, outcomes = fold(event("ringing", "a", after=-60), event("ended", "a", after=-30), rings=rings)
    assert outcomes[-1].ring.ended == "missed"
    _, outcomes = fold(event("ringing", "a", after=-60), event("ended", "a", after=5), rings=rings)
    assert outcomes[-1].ring.ended == "abandoned"


def test_a_ring_whose_end_is_never_reported_does_not_stay_for_ever() -> None:
    rings, _ = fold(event("ringing", "a"))
    assert expire(rings, LONGEST_RING * 1000 - 1) == (rings, [])
    rings, (ended,) = expire(rings, LONGEST_RING * 1000)
    assert (ended.ring.ended, rings.waiting) == ("abandoned", ())
    before = Rings(opened_at=stamp(NOW + timedelta(hours=1)))
    rings, _ = fold(event("ringing", "a"), rings=before)
    assert expire(rings, LONGEST_RING * 1000)[1][0].ring.ended == "missed"


def test_what_is_remembered_stays_bounded() -> None:
    rings = Rings()
    for number in range(REMEMBERED + 50):
        rings, _ = take(rings, event("ended", f"early-{number}"), 0)
    assert len(rings.early) == REMEMBERED


happenings = st.lists(
    st.tuples(st.sampled_from([*EVENTS, "answer here"]), st.sampled_from(["a", "b", "c", ""]), st.integers(0, 2)),
    max_size=40,
)


@given(happenings)
def test_each_ring_ends_at_most_once_and_every_ring_that_rang_still_waits_or_has_ended(
    steps: list[tuple[str, str, int]],
) -> None:
    rings, outcomes, ends = Rings(opened_at=stamp(NOW)), [], Counter[str]()
    for place, (kind, call_id, number) in enumerate(steps):
        if kind == "answer here":
            rings, ring = answer(rings, rings.waiting[0].id if rings.waiting else "none")
            ends.update([ring.id] if ring else [])
            continue
        happened = event(kind, call_id, number=str(number))._replace(source=Path(f"{place}.json"))
        rings, made = take(rings, happened, place)
        outcomes += made
    rang = [outcome.ring.id for outcome in outcomes if isinstance(outcome, Rang)]
    ended = [outcome.ring for outcome in outcomes if not isinstance(outcome, Rang)]
    ends.update(ring.id for ring in ended)
    waiting = {ring.id for ring in rings.waiting}
    assert len(rang) == len(set(rang))
    assert max(ends.values(), default=1) == 1
    assert set(rang) <= waiting | set(ends)
    assert not waiting & set(ends)
    assert all(ring.ended in ("answered", "abandoned", "missed") for ring in ended)
    assert all(ring.ended == "" for ring in rings.waiting)


@given(st.permutations([event("ringing", "a"), event("ended", "a", after=9), event("ringing", "a")]))
def test_a_call_nobody_answered_is_abandoned_once_in_any_order(events: list[RingEvent]) -> None:
    rings, outcomes = fold(*events)
    assert [o.ring.ended for o in outcomes if isinstance(o, RingEnded)] == ["abandoned"]
    assert not rings.waiting
