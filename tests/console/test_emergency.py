"""F9, from anywhere: nothing that was typed is touched, and twice is once."""

import pytest
from tests.console.staging import HILL, PIPE
from textual import events

from callpilot.console import in_order


async def _nothing(stage):
    return None


async def _typing(stage):
    await stage.answer()
    await stage.to("message")
    await stage.type("results of Tues")


async def _card_half_typed(stage):
    await stage.answer()
    await stage.to("message")
    await stage.type("ref 12345678")


async def _escalating(stage):
    await stage.answer()
    await stage.press("f7", "2")
    await stage.type("the ward")


async def _closing(stage):
    await stage.answer()
    await stage.press("f8", "f8")
    await stage.type("a partial answ")


async def _beginning(stage):
    await stage.press("f2")
    await stage.type("01632")


async def _noting(stage):
    await stage.press("f10")
    await stage.type("tell the late shift")


async def _filtering(stage):
    await stage.press("f3", "f3")
    await stage.type("osei")


async def _two_calls(stage):
    await stage.answer(*HILL)
    await stage.to("company")
    await stage.type("one")
    await stage.answer(*PIPE)
    await stage.to("instructions")
    await stage.type("two")


async def _wrap_up(stage):
    await _typing(stage)
    await stage.press("f8")


async def _in_the_procedure(stage):
    await stage.answer()
    await stage.press("escape", "n", "enter", "end")
    await stage.type(" jr")


STATES = [_nothing, _typing, _card_half_typed, _escalating, _closing, _beginning, _noting, _filtering, _two_calls,
          _wrap_up, _in_the_procedure]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.strip("_"))
async def test_every_draft_is_as_it_was_and_twice_opens_one_incident(state, stage):
    await state(stage)
    stage.app.flush()
    before = stage.drafts()
    stages = {identity: call.stage for identity, call in stage.state.calls.items()}
    await stage.press("f9")
    await stage.until(lambda: stage.state.front_incident is not None and stage.field == "location")
    await stage.sees("EMERGENCY", "Location")
    await stage.press("f9", "f9")
    assert len(stage.state.incidents) == 1
    after = stage.drafts()
    assert {identity: after[identity] for identity in before} == before
    assert {identity: call.stage for identity, call in stage.state.calls.items()} == stages


async def test_location_comes_first_then_callback_and_what_and_it_counts_until_it_has_an_outcome(call):
    await call.press("f9")
    await call.until(lambda: call.field == "location")
    text = await call.sees("Location", "Callback", "+44 20 7946 0018")
    rows = [row.split("│")[-2] for row in text.splitlines() if row.count("│") > 1]
    order = [
        next(n for n, row in enumerate(rows) if label in row)
        for label in ("Location", "Callback", "What", "People", "Hazards", "Told", "Priority")
    ]
    assert order == sorted(order)
    await call.pass_time(75)
    assert "1:15" in call.row("▲ EMERGENCY 0001-i1")
    await call.press("f4")
    await call.until(lambda: call.state.front is not None)
    assert "1:15" in call.row("▲ EMERGENCY 0001-i1")
    await call.press("f9", "f8")
    await call.type("3")
    await call.until(lambda: not call.state.incidents)
    await call.sees("Incident 0001-i1 saved", gone="▲ EMERGENCY")


async def test_one_key_returns_to_the_draft_with_the_cursor_where_it_was(call):
    await call.to("message")
    await call.type("results of day")
    await call.press("left", "left", "left", "f9")
    await call.type("12 Mill Lane")
    await call.press("f4")
    await call.until(lambda: call.field == "message")
    await call.type("Tues")
    assert call.value("message") == "results of Tuesday"


async def test_notes_make_the_incidents_own_timeline(call):
    await call.press("f9")
    await call.to("note")
    await call.type("ambulance called\n")
    await call.sees("10:42:17 ambulance called", "declared")


async def test_a_key_that_never_gets_done_does_not_hold_an_emergency_back(call, monkeypatch):
    monkeypatch.setattr(in_order, "PATIENCE", 60.0)
    monkeypatch.setattr(in_order.InOrder, "_go_round", lambda *_args, **_options: None)
    call.app.post_message(events.Key("a", "a"))
    call.app.post_message(events.Key("f9", None))
    await call.until(lambda: call.state.incidents)


async def test_an_emergency_hurries_what_it_waits_behind_and_never_what_comes_after_it(call, monkeypatch):
    monkeypatch.setattr(in_order, "HURRY", 0.02)
    await call.to("message")
    for letter in "ab":
        call.app.post_message(events.Key(letter, letter))
    call.app.post_message(events.Key("f9", None))
    for letter in "12Mill":
        call.app.post_message(events.Key(letter, letter))
    await call.until(lambda: call.state.incidents)
    await call.settle()
    assert call.value("location") == "12Mill"
    await call.press("f4")
    await call.until(lambda: call.state.front is not None)
    assert call.value("message") == "ab"
