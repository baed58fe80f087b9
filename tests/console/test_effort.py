"""Operator effort: the keys that an operator presses beyond what they write or choose, counted in the real console.

The counts stand in docs/effort.md, and this test holds them true.
"""

from pathlib import Path

import pytest
from tests.console.effort import Effort, row
from tests.console.staging import make_home, staged
from tests.console.test_handover import handed_over, kept

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "effort.md").read_text("utf-8")
NUMBER = "+44 20 7946 0018"


@pytest.fixture
async def stage(tmp_path):
    async with staged(make_home(tmp_path / "home")) as stage:
        yield stage


async def _answered(stage, line: str = "plumbing") -> Effort:
    await stage.ring(NUMBER, line=line)
    keys = Effort(stage)
    await keys.press("f2")
    await stage.until(lambda: stage.field == "name")
    await keys.write("Anna Petrov")
    return keys


async def _saved(stage):
    await stage.until(lambda: not stage.state.calls and stage.app.session.journal.saved)
    (call,) = stage.records("call")
    return call


async def test_a_message_call_takes_at_most_eight_keys(stage):
    keys = await _answered(stage, "law")
    await keys.press("enter", "enter", "enter")
    assert stage.field == "type"
    await keys.choose("1")
    await keys.write("Mr Webb")
    await keys.press("enter")
    assert stage.field == "urgency"
    await keys.choose("2")
    await keys.write("Please ring about the lease")
    await keys.press("f8", "f8")
    call = await _saved(stage)
    assert (call["name"], call["type"], call["disposition"]) == ("Anna Petrov", "message", "message taken")
    (message,) = stage.records("message")
    assert (message["for"], message["urgency"], message["text"]) == ("Mr Webb", "soon", "Please ring about the lease")
    assert len(keys.keys) <= 8
    assert row("A message is taken: who rang, for whom, how urgent, what", "8", keys.keys) in DOCS


async def test_an_information_call_takes_at_most_five_keys(stage):
    keys = await _answered(stage)
    await keys.press("f8", "f8")
    await stage.until(lambda: stage.screen == "ClosingScreen")
    await keys.write("Opening hours on Saturday")
    await keys.press("enter")
    assert stage.field == "type"
    await keys.choose("2")
    await keys.press("f8")
    call = await _saved(stage)
    assert (call["type"], call["subject"]) == ("information", "Opening hours on Saturday")
    assert len(keys.keys) <= 5
    assert row("Information is given: who rang, about what, of which type", "5", keys.keys) in DOCS


async def test_an_escalated_call_takes_at_most_six_keys(stage):
    keys = await _answered(stage, "law")
    await keys.press("f7")
    await stage.until(lambda: stage.screen == "EscalateScreen")
    await keys.choose("2")
    assert stage.field == "esc.to"
    await keys.press("enter")
    await keys.write("No heating in the whole building")
    await keys.press("enter")
    await stage.until(lambda: stage.screen == "DeskScreen")
    await keys.press("f8", "f8")
    call = await _saved(stage)
    assert call["disposition"] == "escalated"
    (escalation,) = stage.records("escalation")
    assert escalation["severity"] == "high"
    assert escalation["owner"]
    assert len(keys.keys) <= 6
    assert row("A matter is escalated: how severe, to whom, why; and the call is closed", "6", keys.keys) in DOCS


async def test_an_emergency_takes_one_key_to_open_and_one_for_each_person_told(stage):
    await stage.until(lambda: stage.state.people.contacts)
    keys = await _answered(stage, "law")
    del keys.keys[:]  # the call was there already
    await keys.press("f9")
    await stage.until(lambda: stage.field == "location")
    await keys.write("Mill Lane 4, gate B")
    await keys.press("ctrl+k", "ctrl+k", "ctrl+k")
    await stage.sees("TELL 3/3")
    incident = stage.state.front_incident
    assert [one.outcome for one in incident.tried] == ["told"] * 3
    assert incident.values["location"] == "Mill Lane 4, gate B"
    assert len(keys.keys) <= 1 + 3
    assert row("An emergency in a call: it is opened, and three people are told", "1, and 1 each", keys.keys) in DOCS


async def test_a_handover_is_accepted_with_one_key_an_item(tmp_path):
    async with handed_over(make_home(tmp_path / "home"), count=4) as bo:
        keys = Effort(bo)
        for _item in range(4):
            await keys.press("space")
        await keys.write("Four messages for Dr Osei")
        assert all(item.accepted_by == "Bo L." for item in kept(bo).items)
        assert len(keys.keys) == 4
        assert row("A handover of 4 items is accepted, one by one", "4", keys.keys) in DOCS
