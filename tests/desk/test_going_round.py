"""Procedures that lead to one another, and files that refer to one another: no end to it, and no harm."""

import datetime as dt

import pytest
from msgspec.structs import replace

from callpilot.desk import closing, following
from callpilot.desk.state import DeedRefused
from callpilot.procedures.checking import check
from callpilot.procedures.loading import Library
from callpilot.procedures.model import Choice, Procedure, Revision, Step

REVISIONS = (Revision(version="1.0", date=dt.date(2024, 3, 1)),)


def leading_to(identity: str, other: str) -> Procedure:
    choices = (Choice(when="not that", go=f"procedure:{other}"), Choice(when="solved", go="close"))
    steps = (Step(id="ask", title="Ask", choices=choices), Step(id="end", title="End", phase="close"))
    return Procedure(
        id=identity, title=identity, form="workflow", revisions=REVISIONS, references=(other,), steps=steps
    )  # fmt: skip


ROUND = {"a": leading_to("a", "b"), "b": leading_to("b", "c"), "c": leading_to("c", "a")}


def put_in(desk, procedures) -> None:
    library = Library({**desk.state.library.procedures, **procedures}, [])
    desk.become(replace(desk.state, library=library))


def test_going_round_and_round_never_piles_up_and_every_way_back_is_there(desk, call):
    put_in(desk, ROUND)
    following.open_procedure(desk, call, "a", "by hand")
    for _ in range(60):
        step = following.current_step(desk, call)
        if step.id == "end":  # it waited there; its next tick ends it, and it begins again
            following.tick(desk, call)
            following.open_procedure(desk, call, desk.live(call).run.procedure, "again")
        following.choose_way(desk, call, 1)
    live = desk.live(call)
    assert len(live.stack) == len({live.runs[place].procedure for place in live.stack}) <= 4
    assert len(closing.missing(desk, live)) < 20
    for _ in range(len(live.stack) - 1):
        following.leave_procedure(desk, call)
    with pytest.raises(DeedRefused):
        following.leave_procedure(desk, call)


def test_references_that_go_round_are_no_fault():
    assert check(Library(ROUND, []), today=dt.date(2024, 3, 4)) == []


def test_the_record_tells_the_way_and_how_long_the_last_step_was_current(place, desk, call):
    following.tick(desk, call)
    following.back(desk, call)
    following.tick(desk, call)
    place.clock.advance(7)
    last = desk.live(call).run
    steps = {step["id"]: step for step in place.close(call)["procedures"][0]["steps"]}
    (made,) = place.record(call)["procedures"]
    assert steps[last.current]["seconds"] >= 7
    assert made["trail"][:2] == [last.way[0], last.current]
    assert made["because"] == last.because
