"""Following the disk: index and books are brought up to date off the event loop, also with what others wrote."""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual.timer import Timer

from callpilot.console.due_watch import DueWatch
from callpilot.console.earlier_texts import EarlierTexts
from callpilot.console.notice_watch import NoticeWatch
from callpilot.console.session import HELD
from callpilot.desk.accepting import follow_owners, keep_mine
from callpilot.desk.books import Books, read_books, read_finished
from callpilot.desk.elsewhere import Elsewhere
from callpilot.desk.emergencies import publish
from callpilot.desk.handing_over import write_owed
from callpilot.desk.joining import Twins, join, read_twins
from callpilot.desk.matters import let_go_elsewhere
from callpilot.desk.outage_notes import note_on_open_calls
from callpilot.journal.index import Anew
from callpilot.plain.problems import Problem
from callpilot.plain.times import stamp
from callpilot.plain.untrusted import clean_line
from callpilot.records.standing import Matter

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp

EVERY = 5.0
"""Seconds between two looks at what other desks and commands wrote."""
AGAIN = 1.0
"""Seconds until the next look where journal or index couldn't be read: the fault may be over any moment."""
RECENT = timedelta(hours=1)
"""How far back what another desk wrote may be dated: its clock may be another one."""
PUBLISH = 60.0
"""Seconds after which what was typed about an incident is in the journal for the other desks to see."""


class CatchingUp:
    """Keeps one console's index and books up to date."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app
        self.is_read = False
        """Whether the books have been read once: all that is open is known."""
        self._has_begun = False
        self._extent = -1  # how much of the journal the desk's books know
        self._due = DueWatch(app)
        self.texts = EarlierTexts(app)
        self._elsewhere: Elsewhere | None = None
        self._retrying: Timer | None = None

    def begin(self) -> None:
        """Read everything once, and look again from time to time; say which notices came with it."""
        self._has_begun = True
        NoticeWatch(self._app).begin()
        self._app.session.index.on_anew = lambda anew: self._app.from_thread(partial(self._tell_anew, anew))
        self.now()
        self._app.set_interval(EVERY, self.now)
        self._due.begin()
        if not self._app.session.desk.state.read_only:
            self._app.set_interval(PUBLISH, lambda: publish(self._app.session.desk))

    def now(self) -> None:
        """Bring the index up to date in a thread; what it has that is new comes to the desk and the screen."""
        if not self._has_begun:
            return  # whoever watches for what is new isn't there yet, and then all of it is read
        self._app.run_worker(self._work, group="index", exclusive=False, thread=True, exit_on_error=False)

    def _work(self) -> None:
        session: Any = self._app.session
        kept = session.desk.kept_count
        if session.index.catch_up() or not self.is_read:
            self._app.from_thread(partial(self._name, session.index.problems()))
        self.texts.keep()
        self._look_elsewhere(session)
        self._look_for_end(session)
        # Another console or command may have filed what is new: what this one filed tells nothing.
        extent = session.index.extent()
        if extent != self._extent or not self.is_read:
            books = read_books(session.index, session.desk.state.operator)
            calls = session.desk.state.calls.values()
            made = {one for call in calls for one in (*call.messages, *call.escalations, *call.follow_ups)}
            ended = read_finished(session.index, made - books.matters.keys())
            self._app.from_thread(partial(self._caught_up, books, ended, kept, extent, self._twins()))
        if session.unread or session.index.is_in_memory:
            self._app.from_thread(self._is_well)

    def failed(self, error: OSError | sqlite3.Error) -> None:
        """Say in the banner, until it is over, that journal or index can't be read now. It is tried again."""
        session = self._app.session
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        message = f"can't be read now ({clean_line(why, 80)}); the log and open work may be out of date"
        self._say(Problem(source=session.home.journal, message=message))
        if self._retrying is not None:
            self._retrying.stop()
        self._retrying = self._app.set_timer(AGAIN, self.now)

    def _is_well(self) -> None:
        session = self._app.session
        cache = session.home.cache
        message = "can't be written: the index is kept in memory; free some space there, or let this user write"
        self._say(Problem(source=cache, message=message) if session.index.is_in_memory else None)

    def _say(self, problem: Problem | None) -> None:
        session = self._app.session
        if session.unread != problem:
            session.unread = problem
            self._app.show_soon()

    def _tell_anew(self, anew: Anew) -> None:
        why = f" ({anew.why})" if anew.why else ""
        count = f"{anew.entries:,} entries"
        if anew.is_done:
            self._app.tell(f"The log was read anew from the journal{why}: {count}.")
        else:
            self._app.tell(f"The log is being read anew{why}: {count} so far. Work on meanwhile.")
            self._app.recount()  # the newest calls come first

    def _name(self, problems: list[Problem]) -> None:
        session = self._app.session
        if problems != session.in_journal:
            session.in_journal = problems
            self._app.show_soon()

    def _look_for_end(self, session: Any) -> None:
        """Say in a console that may only look when the one that had its desk has ended."""
        holder = session.desk.state.read_only
        if HELD in holder and session.lock.is_held() is False:
            words = f"{session.desk.state.desk} is free again: Ctrl+Q, then open callpilot anew to work here"
            self._app.from_thread(lambda: session.desk.become(replace(session.desk.state, read_only=words)))
            self._app.from_thread(lambda: self._app.tell(f"{words}.", grave=True))

    def _look_elsewhere(self, session: Any) -> None:
        """Let the desk know what was left open at desks where nobody is."""
        if self._elsewhere is None:
            self._elsewhere = Elsewhere(session.home.data, session.desk.state.desk)
        with suppress(OSError):  # the folder is away: what is known of it stays
            left = self._elsewhere.look()
            if left != session.desk.state.elsewhere:
                self._app.from_thread(lambda: session.desk.become(replace(session.desk.state, elsewhere=left)))

    def _twins(self) -> list[Twins]:
        """What two desks wrote at once: at the opening in all the journal, afterwards in what is newly written."""
        now = self._app.session.desk.clock.now()
        return read_twins(self._app.session.index, stamp(now - RECENT) if self.is_read else "")

    def _caught_up(self, books: Books, ended: dict[str, Matter], kept: int, extent: int, twins: list[Twins]) -> None:
        desk = self._app.session.desk
        before = desk.state.books
        if desk.reread(books, kept, ended):
            is_first, self.is_read, self._extent = not self.is_read, True, extent
            let_go_elsewhere(desk)
            if not desk.state.read_only:
                follow_owners(desk)
                keep_mine(desk, before)
                write_owed(desk)
                note_on_open_calls(desk)
                for line in join(desk, twins):
                    self._app.tell(line, grave=True)
            if is_first:
                self._app.acts.books_read()
        self._app.recount()
