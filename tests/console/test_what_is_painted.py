"""What a key costs, counted: the rows that are drawn for it, and who waits for the disk."""

import os
import threading
from contextlib import contextmanager

import pytest
from textual.dom import DOMNode
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from callpilot.console import find_source
from callpilot.console.compositing import SparingCompositor, _Bare
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.key_bar import KeyBar
from callpilot.console.widgets.log_list import LogList
from callpilot.console.widgets.record_field import BLINKS
from callpilot.desk.finding import find

pytestmark = pytest.mark.every_frame


@contextmanager
def watched(monkeypatch):
    """Note which widgets are drawn, with how many rows, and how often the screen is laid out."""
    drawn: list[tuple[str, int]] = []
    laid_out: list[Screen] = []
    draw, draw_lines, lay_out = Widget.render_lines, Drawn.render_lines, Screen._refresh_layout

    def render_lines(self, crop):
        if not isinstance(self, Drawn):
            drawn.append((type(self).__name__, crop.height))
        return draw(self, crop)

    def render_drawn(self, crop):
        drawn.append((type(self).__name__, crop.height))
        return draw_lines(self, crop)

    def refresh_layout(self, *args, **options):
        laid_out.append(self)
        lay_out(self, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Widget, "render_lines", render_lines)
        patch.setattr(Drawn, "render_lines", render_drawn)
        patch.setattr(Screen, "_refresh_layout", refresh_layout)
        yield drawn, laid_out


@pytest.fixture
def synced_by(monkeypatch):
    """Note the threads that ask for an fsync."""
    threads: list[int] = []
    for name in ("fsync", "fdatasync"):
        real = getattr(os, name, None)
        if real is not None:
            monkeypatch.setattr(os, name, lambda fd, real=real: (threads.append(threading.get_ident()), real(fd))[1])
    return threads


async def test_a_letter_draws_its_own_row_and_whether_it_is_saved_and_lays_nothing_out(call, monkeypatch):
    await call.to("message")
    await call.type("Please ring about the lease")
    with watched(monkeypatch) as (drawn, laid_out):
        call.send("x")
        await call.until(lambda: call.value("message").endswith("x") and drawn)
    assert ("RecordArea", 1) in drawn
    assert {name for name, _rows in drawn} <= {"RecordArea", "Drawn"}
    assert laid_out == []


async def test_a_letter_of_the_callers_name_draws_that_calls_row_of_the_log_and_no_other(call, monkeypatch):
    rows = []
    draw = LogList.render_line
    monkeypatch.setattr(LogList, "render_line", lambda self, y: (rows.append(y), draw(self, y))[1])
    await call.to("name")
    await call.type("x")
    await call.until(lambda: "x" in call.app.screen.query_one(LogList).current().name)
    rows.clear()
    with watched(monkeypatch) as (drawn, _laid_out):
        await call.type("y")
        await call.until(lambda: "xy" in call.app.screen.query_one(LogList).current().name)
        await call.until(lambda: "LogList" in {name for name, _rows in drawn})
    assert {height for name, height in drawn if name == "LogList"} == {1}
    assert set(rows) == {0}


async def test_a_letter_is_painted_when_it_is_taken_and_waits_for_no_moment_of_a_clock(call, monkeypatch):
    await call.to("message")
    await call.type("Please ring about the lease")
    await call.calm()
    monkeypatch.setattr(call.app.screen._update_timer, "resume", lambda: None)
    with watched(monkeypatch) as (drawn, _laid_out):
        call.send("x")
        await call.until(lambda: ("RecordArea", 1) in drawn)


async def test_what_is_found_is_painted_when_it_comes_and_waits_for_no_moment_of_a_clock(call, monkeypatch):
    await call.press("f3")
    await call.calm()
    screen = call.app.screen
    comes, more = threading.Event(), find(screen.desk, "outbound")
    monkeypatch.setattr(find_source, "find_calls", lambda *_asked: comes.wait(10) and more)
    monkeypatch.setattr(screen._update_timer, "resume", lambda: None)
    call.send("p")
    await call.until(lambda: screen.query_one("#list").row_count > 1)  # what is found at the desk itself
    await call.calm()
    with watched(monkeypatch) as (drawn, _laid_out):
        comes.set()
        await call.until(lambda: "Scrolled" in {name for name, _rows in drawn})


async def test_a_letter_that_breaks_a_line_anew_is_seen_where_it_stands(call):
    await call.to("message")
    for word in ("Please", "ring", "about", "the", "lease", "of", "the", "flat", "in", "Mill", "Lane"):
        await call.type(f"{word} ")
    await call.press(*["backspace"] * 12)
    await call.type("x")
    shown = call.app.focused
    rows = "\n".join(strip.text for strip in shown.render_lines(shown.size.region))
    shown.refresh()
    await call.calm()
    assert rows == "\n".join(strip.text for strip in shown.render_lines(shown.size.region))
    assert "flat ix" in " ".join(rows.split())


async def test_the_first_letter_of_a_new_last_row_is_seen_at_once(call):
    await call.to("message")
    area = call.app.focused
    await call.type("a\n" * (area.size.height - 1) + "word " * 7)
    for letter in "qwertzuiop":
        await call.type(letter)
        assert area.region.contains_point(area.cursor_screen_offset)


async def test_a_row_beyond_those_that_are_seen_lays_nothing_out(call, monkeypatch):
    await call.to("message")
    area = call.app.focused
    await call.type("a\n" * 12)
    await call.calm()
    assert area.size.height < area.virtual_size.height
    with watched(monkeypatch) as (_drawn, laid_out):
        await call.type("word " * 7)
        assert area.region.contains_point(area.cursor_screen_offset)
        await call.press(*["backspace"] * 8)
        assert area.region.contains_point(area.cursor_screen_offset)
    assert laid_out == []
    for count, has_bar in ((28, True), (10, False)):  # some rows less, and then fewer than are seen
        await call.press(*["backspace"] * count)
        await call.calm()
        bar, rows = area.vertical_scrollbar, area.wrapped_document.height
        assert (area.show_vertical_scrollbar, area.virtual_size.height) == (has_bar, rows)
        assert not has_bar or (bar.window_virtual_size, bar.position) == (rows, rows - area.size.height)
        rows = [strip.text for strip in area.render_lines(area.size.region)]
        call.app.refresh(layout=True)
        await call.calm()
        assert rows == [strip.text for strip in area.render_lines(area.size.region)]


async def test_what_is_drawn_sparingly_is_what_there_is_to_see(call):
    await call.to("message")
    await call.type("Please ring")
    await call.press("f7")
    for screen in call.app.screen_stack[-2:]:
        compositor = screen._compositor
        whole = [strip.text for strip in compositor.render_strips()]
        sparing = ["".join(strip.text for strip in row) for row in compositor.render_full_update().strips]
        assert sparing == whole


async def test_rows_are_whole_when_a_place_is_looked_up_while_panes_come(call):
    screen, form = call.app.screen, call.app.screen.query_one("CallForm")
    compositor = screen._compositor
    for beside in ({"before": form}, {"after": form}, {"after": screen.query_one("LogPane")}):
        compositor.render_full_update()
        pane = Static("x")
        pane.styles.width = 3
        form.parent.mount(pane, **beside)
        compositor._full_map_invalidated = True
        compositor.find_widget(form)  # as the mouse does
        rows = [[*row] for row in compositor.render_full_update().strips]
        assert {sum(strip.cell_length for strip in row) for row in rows} == {call.app.size.width}


async def test_a_hole_is_drawn_over_as_textual_does(call, monkeypatch):
    compositor = call.app.screen._compositor
    whole = [strip.text for strip in compositor.render_strips()]
    monkeypatch.setattr(_Bare, "within", lambda _self, _seen: [])
    rows = ["".join(strip.text for strip in row) for row in compositor.render_full_update().strips]
    assert rows == whole


async def test_a_letter_in_find_draws_what_differs_and_lays_nothing_out(call, monkeypatch):
    await call.press("f3")
    await call.type("call")
    await call.sees("PROCEDURES")
    with watched(monkeypatch) as (drawn, laid_out):
        call.send("s")
        await call.until(lambda: call.state.pad.values["find.query"] == "calls" and drawn)
        await call.calm()
    assert laid_out == []
    assert {name for name, _rows in drawn} <= {"RecordInput", "Scrolled", "ScrollBar", "Drawn"}


async def test_a_dialog_that_comes_is_not_given_its_styles_twice(call, monkeypatch):
    given: list[object] = []
    give = DOMNode.update_node_styles
    monkeypatch.setattr(DOMNode, "update_node_styles", lambda node, **how: (given.append(node), give(node, **how))[1])
    await call.press("f3")
    await call.until(lambda: call.screen == "FindScreen")
    await call.calm()
    assert given.count(call.app.screen) == 1, "for its width, and not for its coming"


async def test_a_second_behind_a_dialog_draws_its_row_again_and_no_more(call, monkeypatch):
    await call.press("f7")
    await call.sees("Escalate")
    await call.pass_time(1)
    painted = []
    paint = SparingCompositor._get_renders

    def get_renders(self, crop=None):
        painted.extend(region.height for region in self._painted)
        return paint(self, crop)

    monkeypatch.setattr(SparingCompositor, "_get_renders", get_renders)
    await call.pass_time(1)
    await call.until(lambda: painted)
    assert sum(painted) < 10


async def test_the_cursor_rests_where_nothing_is_typed_and_blinks_after_a_key(call):
    for field in ("message", "name"):
        await call.to(field)
        widget = call.app.focused
        toggle = getattr(widget, "_toggle_cursor_blink_visible", None) or widget._toggle_cursor
        timer = getattr(widget, "blink_timer", None) or widget._blink_timer
        for _blink in range(BLINKS + 1):
            toggle()
        assert widget._cursor_visible
        assert not timer._active.is_set()
        await call.type("x")
        assert timer._active.is_set()


async def test_a_second_writes_no_key_bar(call, monkeypatch):
    written = []
    monkeypatch.setattr(KeyBar, "_line", lambda _self, _state, **how: written.append(how) or [])
    await call.pass_time(3)
    assert written == []
    await call.press("f5")
    await call.until(lambda: written)


async def test_no_fsync_is_waited_for_by_keys_an_emergency_or_a_tick(call, synced_by):
    await call.to("message")
    await call.type("Please ring about the lease")
    await call.press("ctrl+t", "f9")
    await call.sees("EMERGENCY", "TIMELINE")
    await call.until(lambda: call.app.session.journal.saved)
    assert synced_by
    assert threading.get_ident() not in synced_by


def test_what_lies_behind_is_drawn_only_where_it_can_be_seen():
    bare = _Bare([(0, 0, 80), (1, 0, 40), (2, 10, 20)])
    assert bare.within(Region(0, 0, 40, 2)) == [0, 1]
    bare.cover(0, 0, 40)
    bare.cover(1, 0, 40)
    assert bare.within(Region(0, 0, 40, 2)) == []
    assert bare.within(Region(0, 2, 15, 1)) == [2]
    bare.cover(2, 0, 15)
    assert not bare.is_nothing
    assert bare.within(Region(0, 0, 80, 24)) == [0, 2]
    bare.cover(0, 0, 80)
    bare.cover(2, 0, 80)
    assert bare.is_nothing


async def test_behind_a_widget_that_is_not_drawn_yet_for_its_size_stands_what_is_behind_it(call):
    compositor = call.app.screen._compositor
    strip = call.app.screen.query_one("#top")
    strip.render_lines = lambda _crop: []
    rows = compositor.render_full_update().strips
    assert all(strip is not None for row in rows for strip in row)
