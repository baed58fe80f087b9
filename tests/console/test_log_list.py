"""The log as rows: what is asked for, what is held, and what a step draws."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from textual.app import App

from callpilot.console.themes import THEMES
from callpilot.console.widgets.log_list import AWAITED, FAR, PAGE, LogList
from callpilot.journal.index_queries import CallRow

MANY = 100_000


class _Paging(App[None]):
    """A log of many calls, each page of which is there when it is asked for."""

    def __init__(self):
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self):
        self.asked = []
        self.is_slow = False
        self.rows = LogList(self._fetch)
        yield self.rows

    def on_mount(self):
        self.rows.reset(MANY, datetime(2026, 11, 20, tzinfo=UTC))
        self.rows.focus()

    def _fetch(self, offset, limit):
        self.asked.append(offset)
        if not self.is_slow:
            self.bring(offset, limit)

    def bring(self, offset, limit=PAGE):
        empty = dict.fromkeys(CallRow.__struct_fields__, "")
        found = [CallRow(**{**empty, "id": f"20261120-desk-3-{offset + n:06}"}) for n in range(limit)]
        self.call_later(self.rows.got, offset, found)


@pytest.mark.every_frame
async def test_who_pages_through_a_long_log_holds_only_what_is_near_the_sight():
    app = _Paging()
    async with app.run_test(size=(80, 24)) as pilot:
        for _page in range(150):
            app.rows.action_move(PAGE // 2)
            await pilot.pause()
            await pilot.pause()
        assert app.rows.cursor == 75 * PAGE
        assert app.rows.current().id.endswith("007500")
        held = app.rows._rows
        assert len(held) <= 2 * FAR + 2 * PAGE
        assert all(abs(place - app.rows.cursor) <= FAR + 2 * PAGE for place in held)
        await pilot.press("home")
        await pilot.pause()
        assert app.rows.current().id.endswith("000000")
        assert app.asked.count(0) == 2


def drawn_rows(app, monkeypatch):
    """Note which rows are drawn, as they are drawn."""
    rows, draw = [], LogList.render_line
    monkeypatch.setattr(LogList, "render_line", lambda self, y: (rows.append(draw(self, y).text), draw(self, y))[1])
    return rows


@asynccontextmanager
async def slow(monkeypatch):
    """A log whose next rows come only when they are brought, with what is drawn of it."""
    app = _Paging()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.is_slow = True
        yield app, pilot, drawn_rows(app, monkeypatch)


@pytest.mark.every_frame
async def test_a_jump_waits_for_its_rows_and_draws_them_once(monkeypatch):
    async with slow(monkeypatch) as (app, pilot, rows):
        await pilot.press("end")
        assert (app.rows.cursor, app.asked[-1], rows) == (0, MANY - PAGE, [])
        app.bring(MANY - PAGE)
        await pilot.pause()
        await pilot.pause()
        assert app.rows.cursor == MANY - 1
        assert len(rows) <= 2 * 24
        assert not any("…" in row for row in rows)


@pytest.mark.every_frame
async def test_rows_that_do_not_come_are_shown_as_on_their_way_and_keys_go_on(monkeypatch):
    async with slow(monkeypatch) as (app, pilot, rows):
        await pilot.press("end", "up", "up")
        await pilot.pause(2 * AWAITED)
        assert app.rows.cursor == MANY - 3
        assert any(row.startswith("…") for row in rows)
        app.bring(MANY - PAGE)
        await pilot.pause()
        assert app.rows.current().id.endswith(f"{MANY - 3:06}")


@pytest.mark.every_frame
async def test_a_step_in_sight_draws_two_rows(monkeypatch):
    app = _Paging()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows = drawn_rows(app, monkeypatch)
        await pilot.press("down")
        await pilot.pause()
        assert app.rows.cursor == 1
        assert len(rows) == 2


@pytest.mark.every_frame
async def test_what_comes_next_is_asked_for_before_it_is_needed():
    app = _Paging()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.rows.action_move(PAGE - 20)
        await pilot.pause()
        assert PAGE in app.asked
