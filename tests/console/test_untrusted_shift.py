"""What is written around the call is text too: notices, promises, attempts, notes, the handover, what is looked for."""

import pytest
from tests.console.staging import Stage
from tests.console.work_stage import ESCALATION, keep, listed, matters
from textual import events

TEXT = "[@click=app.quit]x [/] [red]"
CARD = "4111 1111 1111 1111"
HOSTILE = f"{TEXT} \x1b[31m \x9b2J ‮ {CARD}"
CODES = ("\x1b[31m", "\\u001b", "\x9b", "‮")
NUMBERS = (CARD, CARD.replace(" ", ""))


async def paste(stage: Stage, text: str = HOSTILE) -> None:
    """Paste as a terminal does: codes come through no key."""
    stage.app.post_message(events.Paste(text))
    await stage.settle()


def harmless(stage: Stage) -> None:
    """Nothing that acts stands on the screen, and no card's number in any file of the home either."""
    shown = stage.text
    assert not [sign for sign in CODES if sign in shown]
    for path in stage.home.data.rglob("*"):
        if path.is_file():
            written = path.read_text("utf-8", "replace")
            assert not [sign for sign in (*CODES, *NUMBERS) if sign in written], path


@pytest.mark.parametrize(
    ("key", "fields"), [("w", ("work.note",)), ("p", ("work.owner",)), ("T", ("work.to", "work.how"))]
)
async def test_what_is_written_in_open_work(key, fields, stage):
    keep(stage.home, *matters())
    await listed(stage, ESCALATION)
    before = stage.state.books.matters[ESCALATION]
    await stage.press(key)
    await stage.until(lambda: stage.screen == "FormAsk")
    for field in fields:
        await stage.to(field)
        await paste(stage)
        harmless(stage)
    await stage.press("enter")
    await stage.until(lambda: stage.state.books.matters[ESCALATION] != before and stage.app.session.journal.saved)
    await stage.settle()
    harmless(stage)
    assert not [number for number in NUMBERS if number in stage.text]


async def test_a_promise(call):
    await call.press("ctrl+u")
    await call.until(lambda: call.screen == "FollowUpScreen")
    for field in ("follow.what", "follow.owner"):
        await call.to(field)
        await paste(call)
    harmless(call)
    await call.press("ctrl+u")
    await call.until(lambda: call.screen == "DeskScreen" and call.app.session.journal.saved)
    harmless(call)
    (record,) = call.records("follow_up")
    assert TEXT in record["what"]
    assert "1111" in record["owner"]


async def test_an_attempt_to_reach_somebody(call):
    await call.press("f6")
    await call.until(lambda: call.screen == "ReachScreen")
    for field in ("reach.to", "reach.how"):
        await call.to(field)
        await paste(call)
        harmless(call)
    await call.press("enter", "n")
    await call.settle()
    harmless(call)


async def test_the_handovers_words_and_what_is_looked_for(stage):
    await stage.press("f10")
    await stage.until(lambda: stage.screen == "ShiftScreen")
    for field in ("handover.summary", "notes", "handover.expect", "handover.gravity"):
        await stage.to(field)
        await paste(stage)
        harmless(stage)
    await stage.press("escape", "f3")
    await stage.until(lambda: stage.screen == "FindScreen")
    await paste(stage)
    harmless(stage)
    await stage.press("enter", "escape")
    await stage.settle()
    harmless(stage)


async def test_a_notice(stage):
    await stage.palette("Notices")
    await stage.until(lambda: stage.screen == "NoticesScreen")
    await stage.press("n")
    await stage.settle()
    await paste(stage)
    harmless(stage)
    await stage.press("tab", "tab", "enter")
    await stage.until(lambda: stage.state.books.notices)
    await stage.settle()
    harmless(stage)
    await stage.sees("[@click=app.quit]x")


async def test_a_note_on_an_emergency_and_its_outcome(stage):
    await stage.press("f9")
    await stage.until(lambda: stage.state.front_incident)
    await stage.to("note")
    await paste(stage)
    await stage.press("enter")
    await stage.settle()
    harmless(stage)
    await stage.sees("[@click=app.quit]x")


async def test_a_correction_while_reading_back(call):
    await call.to("callback")
    await call.type("020 7946 0018")
    await call.press("ctrl+a")
    await call.until(lambda: call.screen == "ReadBackScreen")
    await call.press("c")
    await paste(call)
    harmless(call)
    await call.press("enter", "escape")
    await call.settle()
    harmless(call)
