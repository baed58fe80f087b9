"""Whatever is done in whatever procedure: nothing given is lost, the time adds up, and the end is always in reach."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.procedures.any_procedure import DEEDS, IDS, procedures
from tests.procedures.following_any import AT, Call

from callpilot.procedures import running, ways
from callpilot.procedures.model import Procedure

ANY = (procedures(), procedures("other"), procedures())
Deeds = list[tuple[str, int, str, int]]


@settings(max_examples=80, deadline=None)
@given(*ANY, DEEDS)
def test_every_answer_reason_and_tick_is_kept_whatever_is_done_after(
    first: Procedure, second: Procedure, edited: Procedure, deeds: Deeds
) -> None:
    call = Call(first, second, edited)
    for deed in deeds:
        call.do(*deed)
        for run, kept in zip(call.runs, call.kept, strict=True):
            assert {mark.id: mark.answer for mark in run.marks if mark.answer} == kept.answers
            assert {mark.id: mark.why for mark in run.marks if mark.why} == {k: v for k, v in kept.whys.items() if v}
            assert {step: set(items) for step, items in run.items.items()} == kept.items
            assert list(run.trail) == kept.trail
            assert set(run.way) <= set(run.trail)
            assert len({mark.id for mark in run.marks}) == len(run.marks)


@settings(max_examples=80, deadline=None)
@given(*ANY, DEEDS)
def test_the_seconds_of_all_steps_are_the_time_that_passed_in_front(
    first: Procedure, second: Procedure, edited: Procedure, deeds: Deeds
) -> None:
    call = Call(first, second, edited)
    for deed in deeds:
        call.do(*deed)
        for place, (run, kept) in enumerate(zip(call.runs, call.kept, strict=True)):
            here = running.seconds_here(run, call.mono) if place == call.front else 0
            assert sum(mark.seconds for mark in run.marks) + here == pytest.approx(kept.passed / 1000)


@settings(max_examples=80, deadline=None)
@given(*ANY, DEEDS)
def test_from_anywhere_the_usual_way_comes_to_the_end(
    first: Procedure, second: Procedure, edited: Procedure, deeds: Deeds
) -> None:
    call = Call(first, second, edited)
    for deed in deeds:
        call.do(*deed)
    run = running.reconcile(call.run, call.file, call.mono)
    for _ in call.file.steps:
        run = running.tick(run, call.file, AT, call.mono)
    assert run.current is None
    again = running.back(run, call.file, call.mono)
    assert again.current == next((step for step in reversed(run.way) if call.file.step(step)), None)


@settings(max_examples=80, deadline=None)
@given(*ANY, DEEDS)
def test_what_a_run_says_of_itself_can_always_be_said(
    first: Procedure, second: Procedure, edited: Procedure, deeds: Deeds
) -> None:
    call = Call(first, second, edited)
    for deed in deeds:
        call.do(*deed)
        run, file = call.run, call.file
        assert sum(state.total for state in running.phase_state(run, file)) == len(file.steps)
        assert {mark.id for mark in run.marks} <= {mark.id for mark in running.all_marks(run, file)}
        assert running.summary(run, file, {"name": "Anna"}).startswith(file.title)
        assert all(step.required for step in running.open_required(run, file))
        assert all(field.required for field in running.required_fields(run, file))


@settings(max_examples=120, deadline=None)
@given(procedures())
def test_unavoidable_is_just_what_no_way_to_the_end_leaves_out(procedure: Procedure) -> None:
    paths = ways.ways(procedure)

    def ends_without(step: str) -> bool:
        return ways.END in ways.reached(paths, [procedure.steps[0].id], without=step)

    expected = {step.id for step in procedure.steps if not ends_without(step.id)}
    assert ways.unavoidable(procedure) == expected


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(IDS), st.frozensets(st.sampled_from(IDS))))
def test_a_loop_is_whatever_some_way_leads_back_to(paths: dict[str, frozenset[str]]) -> None:
    from callpilot.procedures.loops import in_loops

    assert in_loops(paths) == {one for one, targets in paths.items() if one in ways.reached(paths, targets)}
