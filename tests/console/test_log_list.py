from datetime import UTC, datetime

import pytest
from textual.app import App

from callpilot.console.themes import THEMES
from callpilot.console.widgets.log_list import FAR, PAGE, LogList
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
        self.rows = LogList(self._fetch)
        yield self.rows

    def on_mount(self):
        self.rows.reset(MANY, datetime(2026, 11, 20, tzinfo=UTC))
        self.rows.focus()

    def _fetch(self, offset, limit):
        self.asked.append(offset)
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
        assert app.rows.cursor == 75 * PAGE
        assert app.rows.current().id.endswith("007500")
        held = app.rows._rows
        assert len(held) <= 2 * FAR + 2 * PAGE
        assert all(abs(place - app.rows.cursor) <= FAR + 2 * PAGE for place in held)
        await pilot.press("home")
        await pilot.pause()
        assert app.rows.current().id.endswith("000000")
        assert app.asked.count(0) == 2
