"""Following the disk: index and books are brought up to date off the event loop, also with what others wrote."""

from functools import partial
from typing import TYPE_CHECKING, Any

from callpilot.console.due_watch import DueWatch
from callpilot.console.earlier_texts import EarlierTexts
from callpilot.console.notice_watch import NoticeWatch
from callpilot.desk.accepting import follow_owners, keep_mine
from callpilot.desk.books import Books, read_books, read_finished
from callpilot.desk.emergencies import publish
from callpilot.desk.handing_over import write_owed
from callpilot.desk.matters import let_go_elsewhere
from callpilot.desk.outages import note_on_open_calls
from callpilot.records.standing import Matter

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp

EVERY = 5.0
"""Seconds between two looks at what other desks and commands wrote."""
PUBLISH = 60.0
"""Seconds after which what was typed about an incident is in the journal for the other desks to see."""


class CatchingUp:
    """Keeps one console's index and books up to date."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app
        self.is_read = False
        """Whether the books have been read once: all that is open is known."""
        self._extent = -1  # how much of the journal the desk's books know
        self._due = DueWatch(app)
        self.texts = EarlierTexts(app)

    def begin(self) -> None:
        """Read everything once, and look again from time to time; say which notices came with it."""
        NoticeWatch(self._app).begin()
        self.now()
        self._app.set_interval(EVERY, self.now)
        self._due.begin()
        if not self._app.session.desk.state.read_only:
            self._app.set_interval(PUBLISH, lambda: publish(self._app.session.desk))

    def now(self) -> None:
        """Bring the index up to date in a thread; what it has that is new comes to the desk and the screen."""
        self._app.run_worker(self._work, group="index", exclusive=False, thread=True, exit_on_error=False)

    def _work(self) -> None:
        session: Any = self._app.session
        kept = session.desk.kept_count
        session.index.catch_up()
        self.texts.keep()
        # Another console or command may have filed what is new: what this one filed tells nothing.
        extent = session.index.extent()
        if extent != self._extent or not self.is_read:
            books = read_books(session.index, session.desk.state.operator)
            calls = session.desk.state.calls.values()
            made = {one for call in calls for one in (*call.messages, *call.escalations, *call.follow_ups)}
            ended = read_finished(session.index, made - books.matters.keys())
            self._app.from_thread(partial(self._caught_up, books, ended, kept, extent))

    def _caught_up(self, books: Books, ended: dict[str, Matter], kept: int, extent: int) -> None:
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
            if is_first:
                self._app.acts.shift.books_read()
                self._app.acts.open_work.books_read()
        self._app.recount()
