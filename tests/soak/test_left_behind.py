"""What is closed is gone from memory: dialogs, their tasks, the rows that were drawn."""

import asyncio
import gc
import subprocess
import sys

from tests.console.staging import make_home, staged

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.record_area import RecordArea
from callpilot.console.widgets.record_input import RecordInput
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
        await stage.until(lambda: len(asyncio.all_tasks()) <= tasks)  # a timer's own may just be ending
        assert all(len(one._strips) <= 16 for one in alive(TopStrip))  # it has had twenty seconds to show
        assert all(len(one._line_cache) <= 64 for one in alive(RecordArea))


def gone_and_kept():
    """How many fields that are on no screen any more are still held by something."""
    gc.collect()
    return sum(not one.is_attached for one in alive(RecordInput))


async def test_fields_of_steps_and_lists_that_were_shown_are_not_kept(tmp_path):
    async with staged(make_home(tmp_path / "home")) as stage:
        kept = []
        for _call in range(4):
            await stage.answer()
            await stage.press(*["ctrl+t"] * 12)
            await stage.press("f8", "f8")
            await stage.until(lambda: isinstance(stage.app.screen, Dialog))
            await stage.press("escape")
            await stage.until(lambda: stage.screen == "DeskScreen")
            await stage.press("f4")
            kept.append(gone_and_kept())
        await stage.until(lambda: gone_and_kept() <= max(kept[:2]))  # the last ones may just be going


def test_no_more_pieces_of_rows_are_remembered_than_a_screen_has():
    look = (
        "from rich.segment import Segment\n"
        "from callpilot.console.pieces import keep_few_pieces\n"
        "keep_few_pieces()\n"
        "cut = [Segment(f'caller {n}').split_cells(3) for n in range(20_000)]\n"
        "assert [part.text for part in cut[7]] == ['cal', 'ler 7'], cut[7]\n"
        "assert Segment._split_cells.cache_info().currsize <= 1024\n"
    )
    subprocess.run([sys.executable, "-c", look], check=True)


def test_the_rows_of_widgets_that_are_gone_are_forgotten():
    look = (
        "import gc, weakref\n"
        "from textual._styles_cache import StylesCache\n"
        "from textual.color import Color\n"
        "from callpilot.console.pieces import keep_few_pieces\n"
        "keep_few_pieces()\n"
        "rows = StylesCache()\n"
        "inner, outer = rows.get_inner_outer(Color(1, 2, 3), Color(4, 5, 6))\n"
        "assert (inner.background, outer.background) == (Color(4, 5, 6), Color(1, 2, 3))\n"
        "gone = weakref.ref(rows)\n"
        "del rows\n"
        "gc.collect()\n"
        "assert gone() is None\n"
    )
    subprocess.run([sys.executable, "-c", look], check=True)
