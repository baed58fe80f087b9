"""Folding changes: pure, and never negative, whatever stands in a sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.procedures.running import Run
from callpilot.records.changes import (
    CallerGone,
    CallOpened,
    Escalated,
    Focused,
    Fronted,
    Held,
    IncidentLinked,
    IncidentOpened,
    MessageTaken,
    Noted,
    OutcomeGiven,
    PadOpened,
    Reattached,
    Resumed,
    RunBrought,
    RunChanged,
    RunLeft,
    SignedOn,
    Typed,
)
from callpilot.records.folding import begin, fold, replay
from callpilot.records.kinds import Shift
from callpilot.records.live import LiveCall

AT = "2024-03-04T10:42:17.031Z"
CALL = "20240304-desk-3-0001"


def opened(**what):
    return CallOpened(at=AT, mono=1000, id=CALL, **what)


def change(kind, mono=2000, **what):
    return kind(at=AT, mono=mono, **what)


ANY = st.one_of(
    *(st.builds(kind, at=st.just(AT)) for kind in (Held, Resumed, CallerGone, RunLeft)),
    st.builds(Typed, at=st.just(AT), field=st.sampled_from("ab")),
    st.builds(Focused, at=st.just(AT), field=st.sampled_from("ab")),
    st.builds(RunChanged, at=st.just(AT), place=st.integers(0, 3), run=st.builds(Run, procedure=st.just("p"),
              version=st.just("1"), sha256=st.just(""), current=st.just("s"), entered=st.integers(0, 9000))),
    st.builds(Reattached, at=st.just(AT), gap_ms=st.integers(0, 5000)),
    *(st.builds(kind, at=st.just(AT), id=st.text(max_size=3)) for kind in (MessageTaken, Escalated, IncidentLinked,
                                                                         Fronted)),
    st.builds(Noted, at=st.just(AT), by=st.just("Maria")),
    st.builds(OutcomeGiven, at=st.just(AT)),
    st.builds(SignedOn, at=st.just(AT), shift=st.sampled_from([None, Shift(id="s", operator="m", desk="d")])),
)  # fmt: skip
OPENINGS = st.sampled_from(
    [opened(), IncidentOpened(at=AT, mono=1000, id=CALL + "-i1"), PadOpened(at=AT, mono=1000, id="pad-desk-3")]
)


@given(OPENINGS, st.lists(ANY, max_size=20))
def test_any_change_on_any_sheet_is_survived_and_times_stay_above_nothing(opening, changes):
    state = begin(opening)
    for one in changes:
        state = fold(state, one)
        if isinstance(state, LiveCall):
            now = max(state.mono, state.since)
            assert min(state.talk_now(now), state.hold_now(now), state.stage_ms(now), state.wait_ms) >= 0
            assert state.talk_now(0) >= 0
        assert all(place < len(state.runs) for place in state.stack)
    assert replay([opening, *changes]) == state


def test_an_empty_sheet_is_nothing_and_one_without_its_opening_is_refused():
    assert replay([]) is None
    with pytest.raises(ValueError, match="can't begin with Held"):
        replay([change(Held)])


def test_the_cursor_stands_behind_the_name_that_is_known_when_a_call_is_answered():
    live = begin(opened(values={"name": "Anna"}))
    assert (live.focus, live.cursor) == ("name", 4)


def test_stages_go_one_way_round_and_no_other():
    call = begin(opened())
    assert fold(call, change(Resumed)).stage == "live"
    held = fold(call, change(Held))
    assert fold(held, change(Held, 3000)).since == 2000
    gone = fold(held, change(CallerGone, 3000))
    assert (gone.stage, gone.talk_ms, gone.hold_ms) == ("wrap-up", 1000, 1000)
    for kind in (Held, Resumed, CallerGone):
        after = fold(gone, change(kind, 9000))
        assert (after.stage, after.talk_ms, after.hold_ms, after.ended_at) == ("wrap-up", 1000, 1000, gone.ended_at)


def test_a_reattached_call_counts_the_gap_to_the_stage_it_was_in():
    call = fold(begin(opened()), change(Typed, 4000, field="name", text="A"))
    after = fold(call, change(Reattached, 50, boot="b2", gap_ms=700))
    assert after.stage_ms(50) == 3000 + 700
    assert fold(after, change(Held, 150)).talk_ms == 3800
    assert after.boot == "b2"


def test_a_second_restart_counts_from_the_first():
    call = fold(begin(opened()), change(Reattached, 50, boot="b2", gap_ms=700))
    again = fold(call, change(Reattached, 9, boot="b3", gap_ms=20))
    assert again.stage_ms(9) == 720


def test_a_run_is_brought_forward_and_left_again_and_the_last_one_can_not_be_left():
    call = begin(opened())
    for place in range(3):
        call = fold(call, change(RunChanged, place=place, run=Run(procedure=f"p{place}", version="1", sha256="")))
    assert call.stack == (0, 1, 2)
    call = fold(call, change(RunBrought, place=0))
    assert call.stack == (1, 2, 0)
    for expected in ((1, 2), (1,), (1,)):
        call = fold(call, change(RunLeft))
        assert call.stack == expected


def test_two_procedures_that_lead_to_one_another_without_end_never_pile_up():
    call = begin(opened())
    for place in range(40):
        run = Run(procedure=("a", "b")[place % 2], version="1", sha256="")
        call = fold(call, change(RunChanged, place=place, run=run))
        assert len(call.stack) <= 2
    assert len(call.runs) == 40
    assert call.run == run
    assert fold(call, change(RunLeft)).run == call.runs[38]


def test_taking_a_message_empties_its_part_of_the_form_only():
    call = begin(opened(values={"name": "Anna", "for": "Dr", "message": "Hi\nthere", "urgency": "soon", "notes": "n"}))
    after = fold(call, change(MessageTaken, id="m1"))
    assert after.values == {"name": "Anna", "notes": "n", "subject": "Hi"}
    assert after.messages == ("m1",)


def test_the_notes_on_the_pad_end_with_their_shift_and_not_before():
    first, second = Shift(id="1", operator="m", desk="d"), Shift(id="2", operator="b", desk="d")
    pad = fold(begin(PadOpened(at=AT, mono=0, id="pad")), change(Typed, field="notes", text="Lift"))
    pad = fold(pad, change(SignedOn, shift=first))
    assert pad.values["notes"] == "Lift"
    assert fold(pad, change(SignedOn, shift=first)).values["notes"] == "Lift"
    assert "notes" not in fold(pad, change(SignedOn, shift=second)).values
    assert "notes" not in fold(pad, change(SignedOn, shift=None)).values


def test_what_means_nothing_on_a_sheet_changes_only_its_moment():
    call = begin(opened())
    after = fold(call, change(Noted, 5000, by="m", text="x"))
    assert after.mono == 5000
    assert type(after)(**{**_members(after), "mono": call.mono}) == call


def _members(value):
    return {name: getattr(value, name) for name in value.__struct_fields__}
