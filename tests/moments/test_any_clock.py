"""Any deeds, and any jumps of the clock among them: what was measured is what a stopwatch says, in the order it was."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.place import a_place
from tests.moments.true_time import Stopwatch

from callpilot.journal.verifying import verify
from callpilot.records.ids import number_of

HOURS = st.sampled_from([0, -1, 1, 24, -24, 26 * 24, -26 * 24, 0.0001, -0.0001, 8000, -8000])
SECONDS = st.sampled_from([0, 0.001, 7.25, 90, 3600, 26 * 3600])
STEP = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from([0, 0.5, 31.5]), HOURS),
    st.tuples(st.sampled_from(["hold", "resume", "gone", "close", "declare", "outcome"]), st.integers(0, 2)),
    st.tuples(st.just("wait"), SECONDS),
    st.tuples(st.just("set_clock"), HOURS),
    st.tuples(st.just("kill"), st.sampled_from([0, 3, 5400]), HOURS),
    st.tuples(st.just("reboot"), st.sampled_from([0, 40, 5400])),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(STEP, min_size=5, max_size=25))
def test_whatever_the_clock_is_set_to_all_durations_are_true_and_no_id_comes_twice(steps):
    with a_place() as place:
        there = Stopwatch(place)
        there.sign_on()
        there.answer(3)
        for name, *how in steps:
            getattr(there, name)(*how)
        there.finish()
        records = {record["id"]: record for record in place.records("call")}
        assert records.keys() == there.ended.keys()
        for call, true in there.ended.items():
            record = records[call]
            measured = (record["wait_s"], record["talk_s"], record["hold_s"], record["wrap_s"])
            assert measured == tuple(round(seconds, 3) for seconds in true)
        lasted = {one["id"]: one["lasted_s"] for one in place.records("incident")}
        assert lasted == {incident: round(seconds, 3) for incident, seconds in there.lasted.items()}
        (shift,) = place.records("shift")
        assert round(sum(shift["status_s"].values()), 3) == round(there.now - there.began, 3)
        _ids_count_up(there.answered)
        _order_is_kept(place)


def _ids_count_up(calls):
    assert len(set(calls)) == len(calls)
    for day in {call[:8] for call in calls}:
        numbers = [number_of(call) for call in calls if call.startswith(day)]
        assert numbers == sorted(numbers)


def _order_is_kept(place):
    entries = place.entries()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert not verify(place.home.data).problems
    revisions = {}
    for entry in entries:
        revisions.setdefault(entry.id, []).append(entry.rev)
    assert all(found == list(range(1, len(found) + 1)) for found in revisions.values())
