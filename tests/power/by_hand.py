"""A console without a screen whose saving goes on when it is told to: the real session, its thread in our hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.desk.place import SITE, shipped

from callpilot.console.configuration import Config
from callpilot.console.keymap import read_keys
from callpilot.console.session import Listeners, Session, open_session
from callpilot.desk.signing import sign_on
from callpilot.plain.clock import ManualClock
from callpilot.site.home import Home

DESK = "desk-3"


class Hand:
    """Stands where the syncing thread does: `work` runs when the test says so."""

    def __init__(self, work: Callable[[], float | None]) -> None:
        self.work = work
        self.is_due = False

    def wake(self, after: float = 0) -> None:
        self.is_due = True

    def end(self, timeout: float) -> bool:
        self.pump()
        return True

    def pump(self) -> None:
        """Let everything reach the disk."""
        for _turn in range(20):
            self.is_due = False
            if self.work() is None and not self.is_due:
                return
        raise AssertionError("the saving finds no end")


@contextmanager
def saving_by_hand() -> Iterator[None]:
    """Until the end of the block no journal saves by itself, and its pauses pass at once."""
    time = SimpleNamespace(count=0.0)

    def monotonic() -> float:
        time.count += 100.0  # whatever is waited for is over when it is looked at next
        return time.count

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("callpilot.journal.store.Syncer", Hand)
        for room in ("sheet", "writer"):
            patch.setattr(f"callpilot.journal.{room}.time", SimpleNamespace(monotonic=monotonic))
        yield


@cache
def _config() -> Config:
    keys, _problems = read_keys({}, Path("site.toml"))
    return Config(site=SITE, keys=keys, theme="", library=shipped())


def home_in(root: Path) -> Home:
    """The home of the tests below a folder that may be cut: not even its own folder is there before."""
    base = root / "home"
    return Home(config=base / "config", data=base / "data", cache=base / "cache")


def open_desk(root: Path, clock: ManualClock, operator: str = "Maria") -> Session:
    """What the console does as it starts: recover, restore, mend, sign on."""
    session = open_session(home_in(root), _config(), operator, DESK, clock, Listeners())
    sign_on(session.desk, name="early", hours="07:00-15:00")
    return session


def pump(session: Session) -> None:
    """Let everything that the console has to save reach the disk."""
    hand: Any = session.journal._syncer
    hand.pump()


def poll(session: Session) -> None:
    """Look into the inbox until nothing more comes of it: its folder is looked at again at times only."""
    for _turn in range(25):
        session.feed.poll()
