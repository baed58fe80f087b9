"""A dialog that did what it is for leaves nothing behind; one that was cut off is there again, with its cursor."""

import pytest
from tests.console.staging import staged
from tests.console.work_stage import MESSAGE, keep, known, listed, matters
from textual import events

from callpilot.desk import closing, escalating, writing


def _drafts(stage, beginning):
    """What stands on any sheet in the fields of a dialog."""
    found = {}
    for live in (stage.state.pad, *stage.state.calls.values(), *stage.state.incidents.values()):
        found |= {name: text for name, text in live.values.items() if name.startswith(beginning) and text.strip()}
    return found


async def test_a_saved_escalation_leaves_no_draft_and_none_in_the_record(stage):
    await stage.answer()
    await stage.press("f7")
    await stage.until(lambda: stage.screen == "EscalateScreen")
    await stage.press("2", "tab")
    await stage.until(lambda: stage.field == "esc.reason")
    await stage.type("no heating")
    await stage.press("f7")
    await stage.sees("saved: open until it is resolved")
    assert _drafts(stage, "esc.") == {}
    await stage.close()
    await stage.until(lambda: stage.records("call"))
    assert not [name for name in stage.records("call")[-1]["fields"] if name.startswith("unsaved")]


async def test_an_escalation_is_called_saved_only_when_it_is(stage):
    await stage.answer()
    await stage.press("f7", "2", "tab")
    await stage.until(lambda: stage.field == "esc.reason")
    await stage.type("no heating")
    disk = stage.app.session.journal._disk
    sync, waiting = disk.sync, []
    disk.sync = lambda fd: waiting.append(fd) or (_ for _ in ()).throw(OSError(5, "the disk is away"))
    await stage.press("f7")
    await stage.until(lambda: stage.screen == "DeskScreen" and waiting)
    await stage.calm()
    assert "saved: open" not in stage.text
    disk.sync = sync


async def test_a_call_that_was_begun_leaves_the_box_empty_for_the_next(stage):
    await stage.press("f2")
    await stage.until(lambda: stage.field == "begin.number")
    await stage.press("tab")
    await stage.type("Nora Pipe")
    await stage.press("f2")
    await stage.until(lambda: stage.state.front and stage.state.front.values.get("name") == "Nora Pipe")
    assert _drafts(stage, "begin.") == {}


async def test_a_note_on_open_work_leaves_nothing_for_the_next_question(home):
    keep(home, *matters())
    async with staged(home) as stage:
        await known(stage)
        await listed(stage, MESSAGE)
        await stage.type("w")
        await stage.until(lambda: stage.field == "work.note")
        await stage.type("rung twice\n")
        await stage.sees("Maria K.: rung twice")
        assert _drafts(stage, "work.") == {}


async def test_a_restart_puts_the_cursor_where_it_was_in_a_call_being_begun(home):
    async with staged(home) as stage:
        await stage.press("f2")
        await stage.until(lambda: stage.field == "begin.number")
        await stage.press("tab")
        await stage.type("Nora")
        await stage.press("left")
        await stage.until(lambda: (stage.state.pad.focus, stage.state.pad.cursor) == ("begin.name", 3))
    async with staged(home) as stage:
        await stage.until(lambda: stage.field == "begin.name")
        await stage.type("m")
        assert stage.app.focused.value == "Norma"


async def test_a_restart_comes_back_to_the_procedures_that_were_being_looked_through(home):
    async with staged(home) as stage:
        await stage.answer()
        await stage.press("f11")
        await stage.until(lambda: stage.field == "ask.procedure")
        await stage.type("compl")
    async with staged(home) as stage:
        await stage.until(lambda: stage.screen == "PickScreen")
        await stage.until(lambda: stage.field == "ask.procedure")
        assert stage.app.focused.value == "compl"
        await stage.type("aint")
        await stage.sees("Complaint")
        await stage.press("escape", "f11")
        await stage.until(lambda: stage.screen == "PickScreen" and stage.app.focused.value == "")


async def test_enter_where_no_procedure_fits_leaves_the_words_on_the_screen_and_on_the_disk(stage):
    call = await stage.answer()
    await stage.press("f11")
    await stage.until(lambda: stage.field == "ask.procedure")
    await stage.type("zzz\n")
    await stage.sees("nothing fits")
    assert stage.app.focused.value == stage.state.calls[call].values["ask.procedure"] == "zzz"


async def test_a_letter_doubled_keeps_the_cursor_on_the_disk_where_it_is(stage):
    call = await stage.answer(name="Hill")
    await stage.press("left")
    for _ in range(2):
        await stage.type("l")
        live = stage.state.calls[call]
        assert (live.focus, live.cursor) == ("name", stage.app.focused.cursor)
    await stage.press("left", "backspace")
    await stage.until(lambda: stage.state.calls[call].cursor == stage.app.focused.cursor == 3)


@pytest.mark.parametrize("field", ["name", "message"])
async def test_a_cursor_that_moved_is_on_the_disk_before_anything_else_can_happen(stage, field):
    call = await stage.answer()
    await stage.to(field)
    await stage.until(lambda: stage.state.calls[call].focus == field)
    await stage.type("Hill")
    for step in ("cursor_left", "cursor_left", "cursor_right"):
        getattr(stage.app.focused, f"action_{step}")()
        live = stage.state.calls[call]
        assert (live.focus, live.cursor) == (field, stage.app.focused.cursor), step
    assert stage.app.focused.cursor == len(live.values[field]) - 1


async def test_in_a_dialog_too(stage):
    await stage.press("f2")
    await stage.until(lambda: stage.field == "begin.number")
    await stage.press("tab")
    await stage.type("Nora")
    stage.app.focused.action_cursor_left()
    assert (stage.state.pad.focus, stage.state.pad.cursor) == ("begin.name", 3)


@pytest.mark.parametrize("keys", ["abc", "\x1b[200~[ok] there\x1b[201~"])
async def test_a_cursor_is_never_on_the_disk_where_no_text_is_yet(stage, keys, monkeypatch):
    astray = []

    def focus(desk, identity, field, cursor=0, real=writing.focus):
        text = desk.live(identity).values.get(field, "")
        astray.extend([(field, cursor, text)] if cursor > len(text) else [])
        real(desk, identity, field, cursor)

    monkeypatch.setattr(writing, "focus", focus)
    call = await stage.answer()
    for key, field in (("f11", "ask.procedure"), ("escape", "name"), ("f3", "find.query")):
        await stage.press(key)
        await stage.until(lambda field=field: stage.field == field)
        if keys.startswith("\x1b"):
            stage.app.post_message(events.Paste(keys[6:-6]))
            await stage.pilot.pause()
        else:
            await stage.type(keys)
        await stage.press("home", "right", "backspace", "end", "backspace")
    assert stage.state.calls[call].values["ask.procedure"]
    assert astray == []


async def test_a_restart_comes_back_to_how_the_call_ended_in_the_closing_list(home):
    async with staged(home) as stage:
        await stage.answer()
        await stage.press("f8", "f8")
        await stage.until(lambda: stage.screen == "ClosingScreen")
        await stage.press("shift+tab")
        await stage.until(lambda: stage.field == "close.disposition")
        await stage.type("message taken")
        await stage.press("left")
    async with staged(home) as stage:
        await stage.until(lambda: stage.screen == "ClosingScreen")
        await stage.until(lambda: stage.field == "close.disposition")
        assert (stage.app.focused.value, stage.app.focused.cursor) == ("message taken", 12)
        await stage.press("escape")
        await stage.until(lambda: stage.screen == "DeskScreen" and stage.field != "close.disposition")


async def test_a_restart_after_the_last_answer_asks_before_it_closes_the_call(home):
    async with staged(home) as stage:
        call = await stage.answer()
        await stage.press("f8", "f8")
        await stage.until(lambda: stage.screen == "ClosingScreen")
        for item in closing.missing(stage.desk, stage.state.calls[call]):
            closing.skip_missing(stage.desk, call, item, "no")
        assert stage.state.calls[call].focus.startswith("close.answer.")
    async with staged(home) as stage:
        await stage.until(lambda: stage.screen == "ClosingScreen")
        await stage.sees("Nothing more is asked for: Enter closes the call and saves it.")
        assert call in stage.state.calls
        await stage.until(lambda: stage.field == "type")
        await stage.press("enter", "enter")
        await stage.until(lambda: call not in stage.state.calls)


async def test_an_answer_half_said_is_there_after_a_restart_whatever_else_says_it_by_then(home):
    async with staged(home) as stage:
        call = await stage.answer()
        writing.put(stage.desk, call, type="message")
        await stage.press("f8", "f8")
        await stage.until(lambda: stage.screen == "ClosingScreen")
        lines = [item.line for item in closing.missing(stage.desk, stage.state.calls[call])]
        (line,) = (line for line in lines if line.endswith("subject"))
        for _ in range(lines.index(line)):
            await stage.type("/not asked\n")
        await stage.until(lambda: stage.field == line)
        await stage.type("the lift")
        writing.put(stage.desk, call, notes="the lift stands still")
    async with staged(home) as stage:
        await stage.until(lambda: stage.screen == "ClosingScreen" and stage.field == line)
        assert stage.app.focused.value == "the lift"
        await stage.type(" again")
        await stage.press("f8")
        await stage.until(lambda: call not in stage.state.calls)
        assert stage.records("call")[-1]["subject"] == "the lift again"


async def test_a_restart_comes_back_to_the_type_that_was_just_chosen_in_the_closing_list(home):
    async with staged(home) as stage:
        await stage.answer()
        await stage.press("f8", "f8")
        await stage.until(lambda: stage.screen == "ClosingScreen")
        await stage.press("shift+tab", "shift+tab")
        await stage.until(lambda: stage.field == "type")
        await stage.press("down")
        chosen = stage.app.focused.value
    async with staged(home) as stage:
        await stage.until(lambda: stage.screen == "ClosingScreen" and stage.field == "type")
        assert stage.app.focused.value == chosen


async def test_a_restart_asks_no_second_time_for_an_escalation_that_was_made(home):
    async with staged(home) as stage:
        call = await stage.answer()
        await stage.press("f7")
        await stage.until(lambda: stage.screen == "EscalateScreen")
        await stage.press("2", "tab")
        await stage.until(lambda: stage.field == "esc.reason")
        await stage.type("nobody rings back")
        assert stage.state.calls[call].focus == "esc.reason"
        escalating.save_escalation(stage.desk, call)  # and the console ends before anything else can happen
        stage.app.screen._is_left = True
    async with staged(home) as stage:
        await stage.until(lambda: stage.field == "name")
        assert stage.screen == "DeskScreen"
        assert len(stage.state.calls[call].escalations) == 1
