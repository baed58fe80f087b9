"""The console for a screen reader: on every screen no frame, one column, changes told as lines."""

import re

import pytest
from tests.console.staging import HILL, PIPE, SMALL, make_home, staged
from tests.console.test_every_deed import EFFECTS
from textual.widgets import Input, TextArea

from callpilot.console.deeds import BY_ID
from callpilot.console.plainly import FRAMES
from callpilot.console.widgets.announcements import Announcements


@pytest.fixture
async def plain(tmp_path):
    """A console of 80×24 in plain mode, as the site wants it."""
    async with staged(make_home(tmp_path / "home", site="plain = true\n"), SMALL) as there:
        yield there


def announced(stage):
    return stage.app.announcer.lines


def assert_plain(stage):
    text = stage.text
    assert not re.findall(FRAMES, text), text
    assert stage.app.screen.query(Announcements), f"{stage.screen} has no announcements"
    for screen in stage.app.screen_stack:
        for field in (*screen.query(Input), *screen.query(TextArea)):
            assert not (field.has_focus and field.cursor_blink), f"{field} blinks"


@pytest.mark.parametrize("identity", EFFECTS)
async def test_no_frame_is_on_the_screen_before_or_after_any_deed(identity, plain):
    prepare, is_done = EFFECTS[identity]
    await prepare(plain)
    await plain.until(lambda: plain.app.screen.query(Announcements))
    assert_plain(plain)
    before = plain.state
    if identity == "palette":
        await plain.press("ctrl+p")
    else:
        plain.app.action_deed(identity, BY_ID[identity].keys[0] if BY_ID[identity].keys else "")
    if identity != "theme":
        await plain.until(lambda: is_done(plain, before))
    await plain.until(lambda: plain.app.screen.query(Announcements))
    await plain.settle()
    assert_plain(plain)


async def test_no_frame_is_in_the_log_a_record_an_amendment_and_the_closing_list(plain):
    await plain.answer(*PIPE)
    await plain.press("f8", "f8")
    await plain.until(lambda: plain.screen == "ClosingScreen" and plain.app.screen.query(Announcements))
    assert_plain(plain)
    await plain.close()
    await plain.press("f3", "f3")
    await plain.sees("Call log")
    await plain.press("down", "down", "enter")
    await plain.until(lambda: plain.screen == "RecordScreen" and plain.app.screen.query(Announcements))
    await plain.sees("Call 0001")
    assert_plain(plain)
    await plain.press("a")
    await plain.until(lambda: plain.screen == "AmendScreen" and plain.app.screen.query(Announcements))
    assert_plain(plain)


async def test_no_frame_is_on_the_sign_on_screen(tmp_path):
    from callpilot.console.app import CallpilotApp
    from callpilot.console.starting import make_opening

    app = CallpilotApp(make_opening(make_home(tmp_path / "home"), plain=True), strict=True)
    async with app.run_test(size=SMALL) as pilot:
        from tests.console.staging import Stage

        stage = Stage(app, pilot)
        await stage.sees("Sign on")
        assert not re.findall(FRAMES, stage.text)


async def test_the_start_is_told(plain):
    assert announced(plain)[0] == "Maria K. at desk-3: ready for calls"
    await plain.sees("Maria K. at desk-3: ready for calls")


async def test_a_call_is_told_from_its_ring_to_its_end(plain):
    await plain.ring(*HILL)
    await plain.sees("Ringing: Hill Dental for Dr Osei's surgery")
    await plain.press("f2")
    await plain.sees("Answered: call 0001, Hill Dental", "Now: Greet", "Say: Good")
    await plain.press("ctrl+t")
    await plain.sees("Done: Greet", "Now: Who is calling")
    await plain.press("f5")
    await plain.sees("Call 0001 on hold")
    await plain.press("f5", "f8")
    await plain.sees("Call 0001 wrap-up")
    await plain.close()
    await plain.sees("0001 saved")
    said = announced(plain)
    assert said.index("Call 0001 on hold") < said.index("Call 0001 taken up again") < said.index("Closed: call 0001")
    assert [line for line in said if "saved" in line] == ["✔ 0001 saved"]
    assert not any("Rang off" in line for line in said)


async def test_a_ring_that_ends_and_one_that_waits_too_long_are_told(plain):
    await plain.ring(*PIPE)
    before = announced(plain)[:]
    plain.clock.advance(21)
    plain.app.announcer.pass_time(plain.state, plain.clock.mono())
    plain.clock.advance(12)
    plain.app.announcer.pass_time(plain.state, plain.clock.mono())
    plain.app.announcer.pass_time(plain.state, plain.clock.mono())
    told = announced(plain)[len(before) :]
    assert told == ["Answer soon: Nora Pipe for Brook & Daughters Plumbing",
                    "Late: Nora Pipe for Brook & Daughters Plumbing"]  # fmt: skip
    from callpilot.desk.answering import abandoned

    abandoned(plain.desk, plain.state.rings[0].id)
    await plain.sees("Rang off: Nora Pipe")


async def test_an_emergency_a_refusal_and_a_note_are_told(plain):
    await plain.press("f5")
    await plain.sees("Hold or resume: there is no call")
    assert announced(plain)[-1] == "Hold or resume: there is no call"
    await plain.answer(*HILL)
    await plain.press("f9")
    await plain.sees("EMERGENCY 0001-i1 declared", "Now: Where")
    await plain.to("note")
    await plain.type("ambulance called\n")
    await plain.sees("Noted: ambulance called")
    await plain.press("f4")
    await plain.sees("In front: call 0001")


async def test_what_a_dialog_lacks_and_what_is_chosen_in_a_list_are_told(plain):
    await plain.answer(*HILL)
    await plain.press("f7", "f7")
    await plain.until(lambda: "severe" in announced(plain)[-1].lower())
    await plain.press("escape", "f11", "down")
    await plain.until(lambda: announced(plain)[-1].startswith("> "))
    await plain.press("escape", "ctrl+p")
    await plain.until(lambda: announced(plain)[-1].startswith("What can I press here?"))


async def test_the_announcements_stand_in_the_last_rows_of_every_screen(plain):
    await plain.answer(*HILL)
    for key in ("f1", "f7", "f3", "ctrl+p"):
        await plain.press(key)
        await plain.until(lambda: plain.app.screen.query(Announcements))
        region = plain.app.screen.query_one(Announcements)
        await plain.until(lambda region=region: region.region.bottom == SMALL[1] and region.region.width == SMALL[0])
        await plain.press("escape")


async def test_a_clock_alone_paints_nothing_until_the_minute_has_gone(plain):
    await plain.answer(*HILL)
    await plain.settle()
    top = plain.desk_screen.query_one("TopStrip")
    shown = top._pieces  # type: ignore[attr-defined]
    for _second in range(5):
        await plain.pass_time(1)
    assert top._pieces is shown  # type: ignore[attr-defined]
    await plain.pass_time(60)
    assert top._pieces != shown  # type: ignore[attr-defined]
    assert ":17" not in plain.text


async def test_every_field_can_be_reached_and_seen_while_it_is_typed(plain):
    await plain.answer(*HILL)
    for field in ("for", "message", "instructions", "close.disposition"):
        await plain.to(field)
        await plain.type("m")
        await plain.until(lambda: plain.app.focused.region.height > 0)
        focused = plain.app.focused
        form = next(node for node in focused.ancestors if node.id == "form")
        await plain.until(lambda focused=focused, form=form: form.region.contains_region(focused.region))


async def test_every_field_of_an_emergency_can_be_reached_and_seen(plain):
    await plain.answer(*HILL)
    await plain.press("f9")
    await plain.until(lambda: plain.field == "location")
    for field in ("location", "hazards", "priority", "note"):
        await plain.to(field)
        await plain.type("xy")
        pane = next(node for node in plain.app.focused.ancestors if node.id == "incident")
        await plain.until(
            lambda pane=pane: pane.region.contains_region(plain.app.focused.region) and "xy" in plain.text
        )
        await plain.until(
            lambda: plain.app.focused.value in plain.text.splitlines()[plain.app.cursor_position.y]
        )  # the list of people may have moved the field a moment ago


async def test_a_number_is_read_back_in_words_and_not_drawn(plain):
    await plain.answer(*HILL)
    await plain.press("ctrl+a", "down", "down")
    text = await plain.sees("Callback", "+44 20 7946 0018")
    assert "444" not in text.replace(" ", "").replace("+4420", "")


async def test_what_is_to_be_said_is_on_the_screen_at_every_step(plain):
    await plain.answer(*HILL)
    for title in ("Greet", "Who is calling", "Find out what is needed"):
        await plain.sees(f"now: {title}", "“")
        await plain.press("ctrl+t")


async def test_the_terminals_cursor_stands_in_the_field_the_chosen_row_or_the_current_step(plain):
    def cursor_row():
        return plain.text.splitlines()[plain.app.cursor_position.y]

    await plain.answer(*HILL)
    await plain.until(lambda: cursor_row().startswith("Caller"))
    await plain.press("tab")
    await plain.until(lambda: cursor_row().startswith("Company"))
    await plain.press("escape")
    await plain.until(lambda: cursor_row().startswith("now: Greet"))
    await plain.press("n")
    await plain.until(lambda: cursor_row().startswith("now: Who is calling"))
    await plain.press("f5")
    await plain.close()
    await plain.answer(*PIPE)
    await plain.close()
    await plain.press("f3", "f3")
    await plain.sees("Call log")
    await plain.press("down", "down")
    await plain.until(lambda: "Hill Dental" in cursor_row())


async def test_hints_of_empty_fields_stand_in_brackets(plain):
    await plain.answer(*HILL)
    await plain.sees("Urgency      (routine)")


async def test_what_is_typed_is_shown_as_typed(plain):
    await plain.answer(*HILL)
    await plain.to("for")
    await plain.type("a ✔ b")
    await plain.sees("For          a ✔ b")
    assert plain.value("for") == "a ✔ b"


async def test_what_cannot_be_saved_and_what_goes_wrong_is_told(tmp_path):
    async with staged(make_home(tmp_path / "home", site="plain = true\nnmae = 1\n"), SMALL) as plain:
        await plain.until(lambda: any("unknown key" in line for line in announced(plain)))
        plain.app.notify("Something went wrong (KeyError)")
        assert announced(plain)[-1] == "Something went wrong (KeyError)"
        banner = plain.desk_screen.query_one("Banner")
        for trouble, said in (("the disk is full", "NOT SAVED: the disk is full"), ("", "Everything is saved again.")):
            banner.trouble = trouble  # type: ignore[attr-defined]
            banner.show(80)  # type: ignore[attr-defined]
            assert said in announced(plain)[-1]


async def test_without_plain_mode_nothing_is_announced(call):
    assert not call.app.screen.query(Announcements)
    assert announced(call) == []
    await call.sees("▸", "│")


@pytest.mark.parametrize(("site", "mouse"), [("", True), ("mouse = false\n", False)])
def test_the_site_says_whether_there_is_a_mouse(site, mouse, tmp_path):
    from callpilot.site.loading import site_at

    loaded, problems = site_at(make_home(tmp_path / "home", site=site))
    assert (loaded.mouse, problems) == (mouse, [])
