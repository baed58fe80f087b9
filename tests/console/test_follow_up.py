"""Ctrl+U: a follow-up is promised with everything proposed, from whatever is in front or read."""

import pytest
from tests.console.staging import HILL, SMALL, make_home, staged

from callpilot.desk import messages, writing

CALL = "20261120-desk-3-0001"


async def promised(stage):
    await stage.until(lambda: stage.app.session.journal.saved and stage.records("follow_up"))
    return stage.records("follow_up")


async def test_two_keys_promise_what_the_call_is_about(call):
    writing.put(call.desk, CALL, subject="the referral letter", urgency="soon")
    await call.press("ctrl+u")
    text = await call.sees("Promise a follow-up of 0001", "Promised to Hill Dental", "the referral letter", "in 4h")
    assert "today 14:42" in text
    assert "soon" in text
    await call.press("ctrl+u")
    await call.sees("Follow-up 0001-f1 saved", "follow-up 0001-f1 due 14:42")
    (record,) = await promised(call)
    assert (record["what"], record["owner"], record["priority"]) == ("the referral letter", "Maria K.", "soon")
    assert (record["call"], record["of"], record["callback"]) == (CALL, CALL, "+44 20 7946 0018")
    assert record["due_at"] == "2026-11-20T14:42:00.000Z"
    assert not any(name.startswith("follow.") for name in call.state.front.values)


async def test_all_of_it_can_be_written_and_enter_at_the_end_saves(call):
    await call.press("ctrl+u")
    await call.type("ring with the price\n")
    assert call.field == "follow.due"
    await call.type("tomorrow 10:00\n")  # what was proposed is marked: typing replaces it
    await call.press("end")
    await call.type(" and Priya\n3\n")
    (record,) = await promised(call)
    assert (record["what"], record["owner"]) == ("ring with the price", "Maria K. and Priya")
    assert (record["due_at"], record["priority"]) == ("2026-11-21T10:00:00.000Z", "urgent")


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("9:00", "today 09:00 is past; say a later time"),
        ("2026-11-19 10:00", "yesterday 10:00 is past"),
        ("soonish", "expected a time such as 16:00"),
        ("25:00", "no such time of day"),
        ("", "expected a time"),
    ],
)
async def test_a_due_time_that_cannot_be_is_refused_by_name_and_nothing_is_lost(call, due, said):
    await call.press("ctrl+u")
    await call.type("ring back")
    await call.to("follow.due")
    call.app.focused.value = due
    await call.press("ctrl+u")
    await call.sees(said, "ring back")
    assert (call.screen, call.field) == ("FollowUpScreen", "follow.due")
    assert call.value("follow.due") == due
    assert not call.state.books.matters


async def test_nothing_said_and_no_such_priority_are_refused(call):
    await call.press("ctrl+u")
    await call.press("ctrl+u")
    await call.sees("say what was promised")
    await call.type("ring back")
    await call.to("follow.priority")
    call.app.focused.value = "whenever"
    await call.press("ctrl+u")
    await call.sees("priority: one of routine, soon, urgent")
    assert call.field == "follow.priority"


async def test_a_closed_call_that_is_read_gets_its_follow_up(call):
    writing.put(call.desk, CALL, subject="a repeat prescription", company="Hill & Sons")
    await call.close()
    await call.press("f3", "f3", "down")
    await call.until(lambda: call.app.screen.query_one("LogList").current() is not None)
    await call.press("enter")
    await call.until(lambda: call.screen == "RecordScreen")
    await call.press("ctrl+u")
    await call.sees("Promise a follow-up of 0001", "a repeat prescription", "Hill & Sons")
    await call.press("ctrl+u")
    await call.until(lambda: call.screen == "RecordScreen")
    (record,) = await promised(call)
    assert (record["id"], record["call"], record["company"]) == (f"{CALL}-f1", CALL, "Hill & Sons")
    assert not any(text for name, text in call.state.pad.values.items() if name.startswith("follow."))


async def test_an_emergency_in_front_gets_its_follow_up(call):
    await call.press("f9")
    await call.until(lambda: call.state.front_incident is not None)
    await call.press("ctrl+u")
    await call.sees("Promise a follow-up of 0001-i1", "emergency")
    await call.press("ctrl+u")
    (record,) = await promised(call)
    assert (record["of"], record["call"], record["priority"]) == (f"{CALL}-i1", CALL, "soon")


async def test_an_open_message_gets_its_follow_up_by_name(call):
    writing.put(call.desk, CALL, message="Ring about the lease", urgency="urgent", **{"for": "Mr Lund"})
    messages.take_message(call.desk, CALL)
    call.app.acts.reaching.follow_up(f"{CALL}-m1")
    await call.sees("Promise a follow-up of 0001-m1", "Ring about the lease", "in 1h")
    await call.press("ctrl+u")
    (record,) = await promised(call)
    assert (record["of"], record["priority"]) == (f"{CALL}-m1", "urgent")


async def test_with_nothing_in_front_something_is_promised_all_the_same(stage):
    await stage.press("ctrl+u")
    await stage.sees("Promised to nobody named")
    await stage.type("order new headsets")
    await stage.press("ctrl+u")
    (record,) = await promised(stage)
    assert (record["of"], record["call"], record["owner"]) == ("", "", "Maria K.")


async def test_the_draft_is_back_after_the_console_ended(home):
    async with staged(home) as stage:
        await stage.answer(*HILL)
        await stage.press("ctrl+u")
        await stage.type("ring wi")
    async with staged(home) as stage:
        await stage.sees("Promise a follow-up of 0001", "ring wi")
        assert stage.field == "follow.what"
        await stage.type("th the price")
        await stage.press("ctrl+u")
        (record,) = await promised(stage)
        assert record["what"] == "ring with the price"


async def test_the_draft_of_a_closed_call_is_back_too(home):
    async with staged(home) as stage:
        await stage.answer(*HILL)
        await stage.close()
        stage.app.acts.reaching.follow_up(CALL)
        await stage.sees("Promise a follow-up of 0001")
        await stage.type("ring back")
    async with staged(home) as stage:
        await stage.sees("Promise a follow-up of 0001", "Hill Dental", "ring back")
        await stage.press("ctrl+u")
        (record,) = await promised(stage)
        assert (record["call"], record["what"]) == (CALL, "ring back")


async def test_escape_keeps_the_draft_and_hostile_text_is_harmless(tmp_path):
    async with staged(make_home(tmp_path / "home"), SMALL) as stage:
        await stage.answer(*HILL)
        await stage.press("ctrl+u")
        await stage.type("[/] [@click=app.quit]x")
        await stage.press("escape", "ctrl+u")
        await stage.sees("[/] [@click=app.quit]x")
        await stage.press("ctrl+u")
        (record,) = await promised(stage)
        assert record["what"] == "[/] [@click=app.quit]x"
