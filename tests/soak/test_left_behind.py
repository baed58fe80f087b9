"""What is closed is gone from memory: dialogs, their tasks, the rows that were drawn."""

import asyncio
import gc

from tests.console.staging import make_home, staged

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.record_area import RecordArea
from callpilot.console.widgets.top_strip import TopStrip


def alive(kind):
    return [one for one in gc.get_objects() if isinstance(one, kind)]


async def test_dialogs_that_were_closed_leave_neither_widgets_nor_tasks_nor_rows(tmp_path):
    async with staged(make_home(tmp_path / "home")) as stage:
        await stage.answer()
        tasks = 0
        for _again in range(2):
            for key in ("f7", "ctrl+u"):
                await stage.press(key)
                await stage.until(lambda: isinstance(stage.app.screen, Dialog))
                await stage.press("escape")
                await stage.until(lambda: stage.screen == "DeskScreen")
            tasks = tasks or len(asyncio.all_tasks())
        await stage.to("message")
        await stage.type("please ring about the lease of the upper flat, and about the lift, too; thank you")
        for _second in range(20):
            await stage.pass_time(1)
        gc.collect()
        assert alive(Dialog) == []
        assert len(asyncio.all_tasks()) <= tasks
        assert all(len(one._strips) <= 16 for one in alive(TopStrip))  # it has had twenty seconds to show
        assert all(len(one._line_cache) <= 64 for one in alive(RecordArea))
