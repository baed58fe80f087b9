"""Desks in processes of their own, on one home."""

import multiprocessing
import time
from pathlib import Path
from typing import Any

from tests.desk.workplace import Workplace

from callpilot.desk import answering, matters
from callpilot.desk.state import DeedRefused
from callpilot.intake.feed import Feed
from callpilot.intake.inbox import Inbox
from callpilot.journal.lock import DeskLock

SPAWN = multiprocessing.get_context("spawn")
PATIENCE = 60


def note_often(folder: Path, operator: str, name: str, identity: str, count: int, together: Any) -> None:
    """Write `count` words about a matter, each at the same moment as the other desk writes one."""
    there = Workplace(folder)
    desk = there.come(operator, name)
    for number in range(count):
        together.wait(PATIENCE)
        matters.note_on(desk, identity, f"{operator} {number}").result(timeout=PATIENCE)
    there.end()


def answer_all(folder: Path, operator: str, name: str, count: int, together: Any, answered: Any) -> None:
    """Press F2 for every ring at the same moment as the other desk does; say which rings were answered here."""
    there = Workplace(folder)
    desk = there.come(operator, name)
    lock = DeskLock(there.home.data, name)
    assert lock.take(operator) is None
    feed = Feed(Inbox(there.home.inbox, there.home.quarantine), desk)
    feed.poll()
    rings = [ring.id for ring in desk.state.rings]
    assert len(rings) == count
    mine: list[str] = []
    for ring in rings:
        together.wait(PATIENCE)
        try:
            answering.answer(desk, ring)
        except DeedRefused:
            continue
        mine.append(ring)
    answered.send(mine)
    end = time.monotonic() + PATIENCE
    while any(not one.name.startswith(".") for one in there.home.inbox.iterdir()):  # the files go once calls are saved
        assert time.monotonic() < end
        feed.poll()
        time.sleep(0.01)
    together.wait(PATIENCE)
    there.end()
    lock.release()


def at_once(deed: Any, *parts: tuple[Any, ...]) -> None:
    """Run `deed` in a process for each of `parts`; all must end well. Nothing is left running."""
    running = [SPAWN.Process(target=deed, args=part, daemon=True) for part in parts]
    try:
        for one in running:
            one.start()
        for one in running:
            one.join(PATIENCE)
            assert one.exitcode == 0
    finally:
        for one in running:
            if one.is_alive():
                one.kill()
                one.join(PATIENCE)
