"""What comes from callers, rings and files is text: shown as it was typed, never markup, never escape codes."""

import pytest
from tests.console.staging import make_home, staged

from callpilot.desk.following import open_procedure

TEXTS = ["[1/2] tab [ok]", "[@click=app.quit]x", "[/]", "a [b]c[/b] d", "{caller} %s \\n", "[red]"]
CODES = "\x1b[31mred\x07 \x9b2J ‮abc"

_PROCEDURE = """\
id = "odd"
title = "TEXT"
form = "workflow"
[[revision]]
version = "1"
date = 2026-01-01
author = "a"
change = "c"
[[step]]
id = "a"
phase = "greet"
title = "TEXT"
say = "TEXT"
do = "TEXT"
notes = ["TEXT"]
required = true
[[step.field]]
name = "x"
label = "TEXT"
[[step.choice]]
when = "TEXT"
go = "close"
"""


@pytest.mark.parametrize("text", TEXTS)
async def test_markup_is_shown_as_typed_wherever_it_appears(text, stage):
    await stage.ring("+442079460018", text, "surgery")
    await stage.sees(text)  # the strip
    await stage.press("f2")
    await stage.until(lambda: stage.value("name") == text)
    await stage.to("message")
    await stage.type(text)
    shown = await stage.sees(text)  # form, message, log pane
    assert shown.count(text) >= 2
    await stage.press("f7", "2")
    await stage.sees("Due")
    await stage.to("esc.to")
    await stage.press(*["backspace"] * 20)
    await stage.type(text)
    await stage.sees(f"owner is {text}")
    await stage.press("escape", "f9")
    await stage.to("note")
    await stage.type(f"{text}\n")
    await stage.sees(f"10:42:17 {text}")
    await stage.press("f4")
    await stage.to("for")
    await stage.type(text)
    await stage.close()
    await stage.press("f3")
    await stage.sees(text)
    await stage.press("f3")
    await stage.until(lambda: stage.screen == "LogScreen")
    await stage.sees(text)
    await stage.press("down", "end")
    await stage.until(lambda: stage.app.screen.query_one("LogList").current() is not None)
    await stage.press("enter")
    await stage.until(lambda: stage.screen == "RecordScreen")
    await stage.sees(text)
    await stage.press("end")
    await stage.sees("Revisions")


@pytest.mark.parametrize("text", TEXTS)
async def test_what_the_operator_is_told_is_text_too(text, stage):
    stage.app.tell(text)
    await stage.sees(text)
    stage.app.tell(text, grave=True)
    await stage.sees(text)
    await stage.press("f2")
    stage.app.tell(text, grave=True)
    await stage.sees(text)


@pytest.mark.parametrize("text", ["[1/2] tab [ok]", "[@click=app.quit]x", "[/]"])
async def test_names_from_the_sites_files_are_text(text, tmp_path):
    home = make_home(tmp_path / "home")
    account = home.config / "accounts" / "1-surgery.toml"
    account.write_text(account.read_text("utf-8").replace("Dr Osei's surgery", text), "utf-8")
    site = home.config / "site.toml"
    site.write_text(site.read_text("utf-8").replace("Northgate Answering", text), "utf-8")
    folder = home.config / "procedures"
    folder.mkdir(exist_ok=True)
    (folder / "odd.toml").write_text(_PROCEDURE.replace("TEXT", text), "utf-8")
    async with staged(home) as stage:
        await stage.sees(text)
        await stage.answer()
        assert text in stage.row("0001 ")
        open_procedure(stage.desk, stage.state.front.id, "odd", text)
        shown = await stage.sees(f"because: {text}", f"▸ {text}", f"“{text}”", f"1 {text}")
        assert shown.count(text) >= 8
        await stage.press("f11")
        await stage.sees(text)
        await stage.press("escape", "escape", "s")
        await stage.until(lambda: stage.screen == "AskScreen")
        await stage.sees(f"Why is “{text}” skipped?")
        await stage.press("escape", "f2")
        await stage.sees("Begin a call", text)
        await stage.press("escape", "f10")
        await stage.sees("Shift and handover")


async def test_escape_codes_and_bidirectional_marks_become_signs_that_can_be_seen(stage):
    from textual import events

    await stage.ring("+442079460018", CODES, "surgery")
    await stage.press("f2")
    await stage.until(lambda: stage.value("name"))
    await stage.to("message")
    stage.app.post_message(events.Paste(CODES))
    await stage.settle()
    text = await stage.sees("␛[31mred␇ ⟨009B⟩2J ⟨202E⟩abc")
    assert text.count("␛[31mred␇") >= 2
    assert not any(sign in text for sign in ("\x1b", "\x07", "\x9b", "‮"))
    written = (stage.home.data / "open" / "20261120-desk-3-0001.jsonl").read_text("utf-8")
    assert "\\u001b" not in written
    assert "\x9b" not in written


async def test_a_paste_of_a_megabyte_is_refused_aloud_and_nothing_is_lost(call):
    from textual import events

    await call.to("message")
    await call.type("before ")
    call.app.post_message(events.Paste("x" * 1_000_000))
    await call.settle()
    await call.sees("1,000,000 characters", "Nothing of it was taken")
    await call.type("after")
    assert call.value("message") == "before after"


async def test_wide_and_combining_characters_are_typed_and_kept(call):
    text = "王小明 🚑 é́ مرحبا"
    await call.to("company")
    from textual import events

    call.app.post_message(events.Paste(text))
    await call.settle()
    assert call.value("company") == text
    await call.sees("王小明")
