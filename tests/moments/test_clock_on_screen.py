"""What an operator sees when the clock is set: timers that go on as they were, times as the clock has them now."""

import re
import time
from datetime import timedelta

import pytest
from tests.console.staging import make_home, staged

from callpilot.desk.follow_ups import make_follow_up
from callpilot.plain.clock import SystemClock


@pytest.fixture
async def stage(tmp_path):
    async with staged(make_home(tmp_path / "home")) as stage:
        yield stage


def timers(text: str) -> list[str]:
    return re.findall(r"\d+:\d\d(?::\d\d)?", text)


@pytest.mark.parametrize("hours", [24, -24 * 400])
async def test_the_timers_of_a_call_and_of_a_ring_go_on_and_the_clock_shows_what_it_was_set_to(stage, hours):
    await stage.answer()
    await stage.ring("+441614960733", "Nora Pipe", "plumbing")
    await stage.pass_time(65)
    strip = await stage.sees("● 0001", "1:05")
    assert strip.count("1:05") >= 2
    stage.clock.set_wall(stage.clock.now() + timedelta(hours=hours))
    await stage.pass_time(0)
    await stage.sees("● 0001", "1:05", f"{stage.clock.now().astimezone(stage.desk.zone):%H:%M}")
    await stage.pass_time(10)
    shown = await stage.sees("1:15")
    assert "-1:" not in shown
    await stage.press("f5")
    await stage.pass_time(7)
    await stage.sees("hold 0001", "0:07")
    await stage.press("f8")
    await stage.pass_time(4)
    await stage.sees("wrap-up 0001", "0:04")
    await stage.close()
    (call,) = stage.records("call")
    assert (call["talk_s"], call["hold_s"], call["wrap_s"]) == (75, 7, 4)


async def test_open_work_is_never_younger_than_nothing_and_overdue_by_the_clock_as_it_is(stage):
    call = await stage.answer()
    make_follow_up(stage.desk, call, what="ring back", due=stage.clock.now() + timedelta(minutes=30))
    await stage.pass_time(60)
    await stage.press("ctrl+w")
    await stage.sees("ring back", "due in 29 min")
    stage.clock.set_wall(stage.clock.now() + timedelta(hours=1))
    await stage.sees("OVERDUE 31 min")
    stage.clock.set_wall(stage.clock.now() - timedelta(hours=2))
    shown = await stage.sees("due in 1h 29m", gone="OVERDUE")
    assert not re.search(r"-\d+ (?:s|min|h)", shown)


async def test_a_log_from_a_day_to_come_says_so(stage):
    await stage.answer()
    await stage.close()
    stage.clock.set_wall(stage.clock.now() - timedelta(days=2))
    await stage.answer()
    await stage.sees("2nd call from this number", "last 20 Nov")


def test_a_suspended_machines_time_counts(monkeypatch):
    """A caller speaks on while the lid is closed. The clock that stands still then is not asked."""
    asked = {getattr(time, "CLOCK_BOOTTIME", None): 7_205_000_000_000, time.CLOCK_MONOTONIC: 5_000_000_000}
    monkeypatch.setattr(time, "clock_gettime_ns", asked.__getitem__)
    assert SystemClock().mono() == (7_205_000 if hasattr(time, "CLOCK_BOOTTIME") else 5_000)
