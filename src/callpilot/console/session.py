"""Everything one open console holds at one desk: folders, lock, journal, index, desk, inbox. No Textual in here."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from callpilot.console.configuration import Config
from callpilot.desk.desk import Desk, empty_pad
from callpilot.desk.on_sheets import restored
from callpilot.desk.restoring import reattach
from callpilot.desk.state import DeskState
from callpilot.intake.feed import Feed
from callpilot.intake.inbox import Inbox
from callpilot.journal.lock import DeskLock
from callpilot.journal.recovery import last_number, read_sheets, recover
from callpilot.journal.store import Journal
from callpilot.plain.clock import Clock
from callpilot.plain.problems import Problem
from callpilot.site.home import Home

if TYPE_CHECKING:
    from callpilot.journal.index import Index

HELD = " is held by "
"""What stands between a desk and its holder where a console may only look."""


class Listeners(Struct, frozen=True, kw_only=True):
    """Whom the session tells, from its own threads: what can't be written, what was saved, what was kept for good, and
    where another desk's words came to stand beside this one's.
    """

    on_trouble: Callable[[str | None], None] = lambda _line: None
    on_saved: Callable[[], None] = lambda: None
    on_kept: Callable[[], None] = lambda: None
    on_joined: Callable[[str], None] = lambda _line: None


class Session(Struct, kw_only=True, eq=False, dict=True):
    """One console at one desk, from sign-on until it closes."""

    home: Home
    config: Config
    desk: Desk
    journal: Journal
    feed: Feed
    lock: DeskLock
    found: list[Problem] = field(default_factory=list[Problem])
    in_journal: list[Problem] = field(default_factory=list[Problem])
    unconfigured: bool = False
    unread: Problem | None = None
    """Why what others wrote, and what was recorded before, can't be read now; None when it can."""

    @cached_property
    def index(self) -> "Index":
        """The index of the journal, loaded when first something is asked of it."""
        from callpilot.journal.index import Index

        return Index(self.home.data, self.home.cache, country=self.config.site.country)

    def history(self, key: str, limit: int) -> tuple[int, list[Any]]:
        """Return how many calls there were with the number `key`, and the last ones, newest first."""
        return self.index.history(key, limit)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in files: what can't be read now, what was found as the desk opened and calls came in, what
        reading the whole journal found, then the site's.
        """
        now = [one for one in (self.feed.inbox.unread, self.unread) if one]
        known = {(problem.source, problem.line) for problem in self.found}
        others = [problem for problem in self.in_journal if (problem.source, problem.line) not in known]
        return [*now, *self.found, *others, *self.config.problems]

    def close(self) -> bool:
        """Bring everything to the disk and let the desk go; tell whether all of it is safe."""
        safe = self.journal.close()
        self.lock.release()
        return safe


def open_session(
    home: Home, config: Config, operator: str, desk_name: str, clock: Clock, listeners: Listeners, *,
    read_only: bool = False,
) -> Session:  # fmt: skip
    """Open `desk_name` for `operator`: recover, restore, lock. Raises HomeError or JournalError (one line each).

    When somebody else holds the desk, the session is read-only and its state says who.
    """
    home.prepare()
    problems = home.exposed()
    lock = DeskLock(home.data, desk_name)
    why = "opened so" if read_only else _held_by(lock, operator, desk_name, clock)
    if lock.unsupported:
        problems.append(Problem(source=home.data, message=lock.unsupported))
    with ExitStack() as undone:
        undone.callback(lock.release)  # a desk that can't be opened stays free
        journal = Journal(
            home.data, desk_name, clock=clock, on_trouble=listeners.on_trouble, on_saved=listeners.on_saved
        )
        state = DeskState(
            site=config.site,
            library=config.library,
            operator=operator,
            desk=desk_name,
            pad=empty_pad(desk_name),
            read_only=why,
        )
        desk = Desk(
            state,
            journal,
            clock,
            last_number=lambda day: last_number(home.data, desk_name, day),
            on_kept=listeners.on_kept,
            on_joined=listeners.on_joined,
        )
        problems += _restore(home, desk)
        feed = Feed(Inbox(home.inbox, home.quarantine), desk)
        unconfigured = not (home.config / "site.toml").exists() and not any(home.config.glob("accounts/*.toml"))
        session = Session(
            home=home, config=config, desk=desk, journal=journal, feed=feed, lock=lock, found=problems,
            unconfigured=unconfigured,
        )  # fmt: skip
        desk.past = session
        undone.pop_all()
        return session


def _held_by(lock: DeskLock, operator: str, desk_name: str, clock: Clock) -> str:
    """Take the desk's lock; say who else has it, empty when nobody has."""
    holder = lock.take(operator, clock.now().isoformat(timespec="minutes"))
    return f"{desk_name}{HELD}{holder.operator or 'somebody'} (process {holder.pid})" if holder else ""


def _restore(home: Home, desk: Desk) -> list[Problem]:
    if desk.state.read_only:
        found, problems = restored(read_sheets(home.data, desk.state.desk))
        reattach(desk, found)
        return problems
    recovered = recover(home.data, desk.state.desk)
    found, problems = restored(recovered.sheets)
    reattach(desk, found)
    if recovered.sheets:
        from callpilot.desk.mending import mend

        mend(desk, recovered.sheets)
    return [*recovered.problems, *problems]
