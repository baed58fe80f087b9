"""What fails in a thread of the console is noted and told in one line, and the console lives on."""

import errno
import os
import shutil
import sqlite3

import pytest
from tests.console.staging import make_app, staged

from callpilot.console import catching_up, ring_watch
from callpilot.console.app import CallpilotApp
from callpilot.desk.state import WaitingRing


def sturdy(home) -> CallpilotApp:
    """The console as an operator has it: an unexpected error doesn't end it."""
    app = make_app(home)
    app._strict = False
    return app


async def test_an_unexpected_error_in_a_thread_is_logged_without_its_text_and_told_in_one_line(home):
    async with staged(home, app=sturdy(home)) as stage:

        def fails() -> None:
            raise ValueError("Anna Petrov's secret")

        told: list[str] = []
        stage.app.notify = lambda text, **_how: told.append(text)  # type: ignore[method-assign]
        stage.app.session.index.catch_up = fails  # type: ignore[method-assign, assignment]
        stage.app.catching_up.now()
        await stage.until(lambda: told)
        assert "Something went wrong (ValueError); it is noted in" in told[0]
        assert "secret" not in told[0]
        await stage.answer()
        await stage.type("Anna")
        assert stage.value("name").endswith("Anna")
    log = (home.data / "errors.log").read_text("utf-8")
    assert "ValueError" in log
    assert "test_work_fails.py" in log
    assert "secret" not in log


async def test_a_look_for_rings_that_fails_is_told_and_rings_come_after_it(home, monkeypatch):
    monkeypatch.setattr(ring_watch, "_AFTER_FAULT", 0.2)
    async with staged(home, app=sturdy(home)) as stage:
        told: list[str] = []
        stage.app.notify = lambda text, **_how: told.append(text)  # type: ignore[method-assign]
        feed = stage.app.session.feed
        poll = feed.poll

        def fails() -> list[WaitingRing]:
            feed.poll = poll  # type: ignore[method-assign]
            raise ValueError("+44 20 7946 0018")

        feed.poll = fails  # type: ignore[method-assign]
        await stage.until(lambda: told)
        assert "Something went wrong (ValueError)" in told[0]
        await stage.answer()
        assert len(told) == 1
    assert "7946" not in (home.data / "errors.log").read_text("utf-8")


@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, os.strerror(errno.EIO)), sqlite3.OperationalError("disk I/O error")]
)
async def test_a_journal_that_cannot_be_read_is_said_in_the_banner_until_it_can(error, home, monkeypatch):
    monkeypatch.setattr(catching_up, "EVERY", 1000)
    monkeypatch.setattr(catching_up, "AGAIN", 0.1)
    async with staged(home, app=sturdy(home)) as stage:
        index = stage.app.session.index
        catch_up = index.catch_up

        def fails() -> int:
            raise error

        index.catch_up = fails  # type: ignore[method-assign, assignment]
        stage.app.catching_up.now()
        await stage.sees("journal: can't be read now", "may be out of date")
        index.catch_up = catch_up  # type: ignore[method-assign]  # nobody asks for it: it is tried again by itself
        await stage.sees("F1", gone="can't be read now")
    assert not (home.data / "errors.log").exists()


async def test_an_index_that_cannot_be_written_is_kept_in_memory_and_that_is_said(home):
    shutil.rmtree(home.cache)
    home.cache.write_text("a file in the way", "utf-8")
    async with staged(home) as stage:
        await stage.sees("cache: can't be written: the index is kept in memory")
        await stage.answer()
        await stage.close()
        await stage.until(lambda: len(stage.records("call")) == 1)
        await stage.sees("kept in memory", "Hill Dental")
