"""The record as it is typed: on disk first, then on the screen; numbers, what is known of a caller, timers."""

import errno
from pathlib import Path

import msgspec
import pytest
from tests.console.staging import PIPE, SMALL, StubbornDisk, staged

from callpilot.console.log_source import LogSource
from callpilot.desk import following, writing
from callpilot.journal import store
from callpilot.records.changes import AnyChange
from callpilot.records.folding import replay


@pytest.fixture
async def on_disk(home, monkeypatch):
    """A console with a call, over a disk that can be made to fail."""
    disk = StubbornDisk()
    for module in ("store", "sheet", "syncing"):
        monkeypatch.setattr(f"callpilot.journal.{module}.RETRY", 0.05)
    monkeypatch.setattr(store, "Disk", lambda: disk)
    async with staged(home) as stage:
        stage.disk = disk
        try:
            await stage.answer()
            await stage.sees("✔ on disk")
            yield stage
        finally:
            disk.fault = 0
            disk.lets_sync.set()


def _sheet(stage) -> str:
    return "".join(path.read_text("utf-8") for path in sorted((stage.home.data / "open").glob("20261120-*")))


def _kept(stage, field) -> str:
    """What a reader of the open sheet finds in a field."""
    live = replay(msgspec.json.decode(line, type=AnyChange) for line in _sheet(stage).splitlines())
    return live.values.get(field, "") if live else ""


@pytest.mark.parametrize("field", ["company", "message"])
async def test_what_is_typed_is_on_disk_before_the_frame_with_it_is_painted(field, call, monkeypatch):
    await call.to(field)
    painted: list[bool] = []
    show = call.app._display

    def display(screen, renderable):
        show(screen, renderable)
        if "QX" in call.text:
            painted.append("QX" in _kept(call, field))

    monkeypatch.setattr(call.app, "_display", display)
    await call.type("QX")
    await call.sees("QX")
    assert painted, "no frame with the text was painted"
    assert all(painted)


@pytest.mark.every_frame
async def test_every_keystroke_writes_before_its_widget_is_drawn(call, monkeypatch):
    """The same from below: at the moment a field's row is drawn with a text, the sheet holds that text."""
    from callpilot.console.widgets.record_input import RecordInput

    await call.to("company")
    seen: list[tuple[str, str]] = []
    draw = RecordInput.render_line

    def render_line(self, y):
        if self.field == "company" and self.has_focus:
            seen.append((self.value, _kept(call, "company")))
        return draw(self, y)

    monkeypatch.setattr(RecordInput, "render_line", render_line)
    for char in "abcdef":
        await call.type(char)
    assert [drawn for drawn, _on_disk in seen if drawn]
    assert all(drawn == on_disk for drawn, on_disk in seen)


async def test_it_says_on_disk_only_when_it_is(on_disk):
    on_disk.disk.lets_sync.clear()
    await on_disk.to("company")
    await on_disk.type("x")
    await on_disk.sees("… saving", gone="✔ on disk")
    assert "… saving" in on_disk.text
    on_disk.disk.lets_sync.set()
    await on_disk.sees("✔ on disk", gone="… saving")


async def test_a_full_disk_is_said_in_red_and_typing_goes_on_until_all_of_it_is_written(on_disk):
    on_disk.disk.fault = errno.ENOSPC
    await on_disk.to("company")
    await on_disk.type("Lund")
    await on_disk.sees("✖ NOT SAVED", "some space", "✖ in memory only", "Lund")
    await on_disk.to("message")
    await on_disk.type("and more")
    assert on_disk.value("message") == "and more"
    assert "Lund" not in _kept(on_disk, "company")
    await on_disk.sees("✖ NOT SAVED")
    on_disk.disk.fault = 0
    await on_disk.sees("✔ on disk", gone="NOT SAVED")
    assert (_kept(on_disk, "company"), _kept(on_disk, "message")) == ("Lund", "and more")


async def test_in_trouble_an_emergency_still_opens(on_disk):
    on_disk.disk.fault = errno.EROFS
    await on_disk.press("f9")
    await on_disk.type("Mill Lane")
    await on_disk.sees("Mill Lane", "NOT SAVED", "EMERGENCY 0001-i1")


async def test_a_number_is_formatted_when_its_field_is_left(call):
    await call.to("callback")
    await call.press(*["backspace"] * 20)
    await call.type("020 7946 0123 ext 12")
    assert call.value("callback") == "020 7946 0123 ext 12"
    await call.press("tab")
    assert call.value("callback") == "+44 20 7946 0123 ext. 12"
    await call.sees("+44 20 7946 0123 ext. 12", gone="! ")


async def test_a_wrong_number_stays_as_typed_and_is_marked_with_a_line(call):
    await call.to("callback")
    await call.press(*["backspace"] * 20)
    await call.type("12ab")
    assert "!" not in call.row("Callback")
    await call.press("tab")
    await call.sees("12ab", "! ")
    assert "!" in call.row("Callback")


async def test_what_is_known_of_the_number_is_shown_and_filled_in(call):
    await call.to("company")
    await call.type("Hill & Sons")
    await call.to("message")
    await call.type("crown is loose")
    await call.to("for")
    await call.type("Dr Osei")
    await call.close()
    await call.until(lambda: call.app.session.index.history("+442079460018", 1)[0] == 1)
    call.clock.advance(3600)
    await call.answer(name="")
    await call.sees("2nd call from this number", "last", "crown is loose")
    assert (call.value("name"), call.value("company")) == ("Hill Dental", "Hill & Sons")


async def test_wrap_up_has_its_own_timer(call):
    await call.pass_time(95)
    await call.sees("● 0001", "1:35")
    await call.press("f8")
    await call.pass_time(20)
    assert "0:20" in call.row("✎ wrap-up 0001")
    assert "1:35" not in call.row("✎ wrap-up")


async def test_hold_has_its_own_timer_and_talk_goes_on_where_it_was(call):
    await call.pass_time(10)
    await call.press("f5")
    await call.pass_time(40)
    assert "0:40" in call.row("⏸")
    await call.press("f5")
    await call.pass_time(5)
    assert "0:15" in call.row("● 0001")


async def test_each_call_keeps_its_form_its_cursor_and_its_procedure(call):
    first = call.state.front.id
    await call.to("message")
    await call.type("first words")
    await call.press("left", "left", "left", "ctrl+t")
    second = await call.answer(*PIPE)
    await call.to("company")
    await call.type("Pipe Ltd")
    await call.press("f4")
    await call.until(lambda: call.state.pad.front == first and call.field == "message")
    await call.type("X")
    assert call.value("message") == "first woXrds"
    assert call.state.front.run.current == "caller"
    await call.press("f4")
    await call.until(lambda: call.state.pad.front == second and call.field == "company")
    await call.type("!")
    assert call.value("company") == "Pipe Ltd!"


async def test_a_card_number_reaches_neither_screen_nor_disk(call):
    await call.to("message")
    await call.type("card 4111 1111 1111 1111 ok")
    await call.press("tab")
    await call.sees("1111 ok")
    written = _sheet(call)
    assert "4111" not in call.text + written
    assert "1111 1111" not in call.text + written
    assert not [
        path for path in Path(call.home.data).rglob("*") if path.is_file() and b"4111 1111" in path.read_bytes()
    ]


async def test_closing_asks_once_for_all_that_is_missing(call):
    await call.to("name")
    await call.press(*["backspace"] * 12)
    await call.press("f8", "f8")
    await call.sees("Before 0001 is closed", "Caller", "What it is about")
    await call.type("Ann\n")
    await call.type("/caller was in a hurry\n")
    assert call.field == "type"  # nobody has to say it
    await call.type("\n\n")
    await call.until(lambda: not call.state.calls and call.app.session.journal.saved)
    await call.until(lambda: call.app.session.index.call_of("20261120-desk-3-0001") is not None)
    steps = {s.id: s for s in call.app.session.index.call_of("20261120-desk-3-0001").procedures[0].steps}
    assert (steps["need"].outcome, steps["need"].why) == ("skipped", "caller was in a hurry")


@pytest.mark.parametrize("size", [(80, 24), (120, 30)])
async def test_a_text_longer_than_its_field_is_shown_from_its_beginning_once_left(home, size):
    async with staged(home, size) as stage:
        await stage.answer()
        await stage.press("f9")
        await stage.type("12 Mill Lane, second floor, third door on the left, code 1960")
        await stage.sees("code 1960")  # while typing: where the cursor is
        await stage.press("tab")
        await stage.sees("12 Mill Lane", gone="1960")
        assert stage.text.count("12 Mill Lane") == 2  # the step's field and the form's
        await stage.press("shift+tab")
        await stage.sees("code 1960")
        await stage.type("!")
        assert stage.value("location").endswith("1960!")


async def test_the_end_key_over_the_closing_list_ticks_no_step_that_nobody_confirmed(call):
    following.open_procedure(call.desk, call.state.pad.front, "message-taking", "opened by hand")
    writing.put(call.desk, call.state.pad.front, message="they want an answer", type="message", **{"for": "Dr Osei"})
    await call.press("f8", "f8")
    await call.until(lambda: call.screen == "ClosingScreen")
    await call.sees("Read it back")
    await call.press("f8")
    assert call.screen == "ClosingScreen"
    assert len(call.state.calls) == 1
    await call.press("enter", "enter")
    await call.until(lambda: not call.state.calls)


async def test_it_is_in_sight_over_every_list_that_something_cannot_be_saved(on_disk):
    on_disk.disk.fault = errno.ENOSPC
    await on_disk.to("company")
    await on_disk.type("Hill")
    await on_disk.sees("✖ NOT SAVED: can't write")
    for key, screen in (("ctrl+w", "WorkScreen"), ("f3", "FindScreen"), ("f10", "ShiftScreen")):
        await on_disk.press(key)
        await on_disk.until(lambda wanted=screen: on_disk.screen == wanted)
        await on_disk.sees("✖ NOT SAVED")


@pytest.mark.parametrize("is_whole", [False, True])
async def test_a_count_that_was_overtaken_by_a_newer_one_changes_nothing(stage, is_whole):
    await stage.answer()
    await stage.close()
    await stage.sees("Log – 1 this shift", "Hill Dental")
    source = stage.desk_screen.log_beside._source
    if is_whole:
        await stage.press("f3", "f3")
        await stage.sees("Call log – 1 call")
        source = stage.app.screen._source
    stage.app.screen.post_message(LogSource.Counted(source, source.turn - 1, 0, 0))
    await stage.calm()
    await stage.sees("Call log – 1 call" if is_whole else "Log – 1 this shift", "Hill Dental")


async def test_an_escalation_is_said_to_be_saved_only_when_it_is(on_disk):
    await on_disk.press("f7", "2")
    await on_disk.to("esc.reason")
    await on_disk.type("shut in")
    on_disk.disk.lets_sync.clear()
    await on_disk.press("f7")
    await on_disk.until(lambda: on_disk.screen == "DeskScreen")
    await on_disk.sees("… saving")
    assert "e1 saved" not in on_disk.text
    on_disk.disk.lets_sync.set()
    await on_disk.sees("e1 saved: open until it is resolved")


async def test_a_text_that_fits_again_is_shown_from_its_first_letter(home):
    async with staged(home, SMALL) as stage:
        await stage.answer()
        await stage.press(*["backspace"] * 30)
        await stage.type("Anna Petrov-Hallström old")
        assert "Anna" not in stage.row("Caller")
        await stage.press("left", "left", "delete")
        await stage.until(lambda: "Anna Petrov-Hallström od" in stage.row("Caller"))
