"""Following the site's files: edits are taken up while the console runs, never in the middle of a call."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from callpilot.console.configuration import Config, read_config, read_people, taken_up
from callpilot.desk.state import DeskState
from callpilot.desk.telling import make_ready
from callpilot.procedures.loading import Library
from callpilot.site.people import People
from callpilot.site.watching import config_stamp

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp

EVERY = 3.0
"""Seconds between two looks at the files."""


class Reloading:
    """Keeps one console's settings, procedures and people as the files have them."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app
        self._stamp: Hashable = None
        self._next: Config | None = None
        self._is_reading = False

    def begin(self) -> None:
        """Read the people, whom the start did not wait for, and look at the files from time to time."""
        self._stamp = config_stamp(self._app.session.home.config)
        self._in_thread(self._read_people)
        self._app.set_interval(EVERY, self.look)

    def look(self) -> None:
        """Look whether a file was changed, and whether what waits can be taken up now."""
        if self._next is not None:
            self._take_up()
        self._let_run_out()
        if not self._is_reading:
            self._in_thread(self._read_changed)

    def _in_thread(self, work: Callable[[], None]) -> None:
        self._is_reading = True

        def read() -> None:
            try:
                work()
            except BaseException:
                self._is_reading = False  # nothing was read: it is looked at again
                raise

        self._app.run_worker(read, group="files", exclusive=False, thread=True, exit_on_error=False)

    def _read_people(self) -> None:
        session = self._app.session
        session.config.library.be_read()
        config = read_people(session.config, session.home)
        self._make_ready(config)
        self._app.from_thread(lambda: self._begun(config))

    def _make_ready(self, config: Config) -> None:
        if config.people is not None:
            make_ready(config.people, config.site.country)

    def _begun(self, config: Config) -> None:
        self._is_reading = False
        self._put_in_force(config)

    def _read_changed(self) -> None:
        home = self._app.session.home
        stamp = config_stamp(home.config)
        config = read_config(home, with_people=True) if stamp != self._stamp else None
        if config is not None:
            self._make_ready(config)
        self._app.from_thread(lambda: self._was_read(stamp, config))

    def _was_read(self, stamp: Hashable, config: Config | None) -> None:
        self._is_reading = False
        if config is None:
            return
        self._stamp, self._next = stamp, config
        if self._app.session.desk.state.calls:
            self._app.tell("The site's files were changed; they are taken up when the open calls are closed.")
        else:
            self._take_up()

    def _take_up(self) -> None:
        """Put in force what was read, unless a call is open: nothing may change under an operator who speaks."""
        session = self._app.session
        if self._next is None or session.desk.state.calls:
            return
        config = taken_up(session.config, self._next)
        self._next = None
        self._put_in_force(config)
        if config.held_back:
            self._app.tell(config.held_back[0].brief, grave=True)
        else:
            self._app.tell("The site's files were changed, and are in force.")

    def _let_run_out(self) -> None:
        """A procedure that was changed while it was followed is the new one as soon as nobody follows it."""
        session = self._app.session
        desk, library = session.desk, session.config.library
        if desk.state.library is not library and _with_running(desk.state, library) is library:
            desk.become(replace(desk.state, library=library))

    def _put_in_force(self, config: Config) -> None:
        session = self._app.session
        before, session.config = session.config, config
        desk = session.desk
        people = config.people or People()
        library = _with_running(desk.state, config.library)
        desk.become(replace(desk.state, site=config.site, library=library, people=people))
        if config.keys != before.keys:
            self._app.take_keys(config.keys)
        if config.theme != before.theme and not self._app.no_color:
            self._app.theme = config.theme
        self._app.look_again()


def _with_running(state: DeskState, library: Library) -> Library:
    """What is being followed now (an emergency, the desk's own) goes on as it was begun; the next run has the new."""
    followed = [*state.incidents.values(), *state.calls.values(), state.pad]
    ids = {run.procedure for live in followed for run in live.runs}
    kept = {one: state.library.procedures[one] for one in ids if one in state.library.procedures}
    same = all(library.procedures.get(one) is procedure for one, procedure in kept.items())
    return library if same else Library(procedures={**library.procedures, **kept}, problems=library.problems)
