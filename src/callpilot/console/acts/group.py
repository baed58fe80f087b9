"""What every group of acts has: the console, the desk, and the words after the disk."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp


class ActGroup:
    """Some deeds of the registry, a method each, named as the deed's id."""

    def __init__(self, app: "CallpilotApp") -> None:
        self.app = app

    @property
    def desk(self) -> Desk:
        """The desk of this console."""
        return self.app.session.desk

    def attempt(self, act: Callable[[], None]) -> None:
        """Do something that may be refused, after a dialog; the reason is said in one line."""
        try:
            act()
        except DeedRefused as refusal:
            self.app.tell(str(refusal), grave=True)

    def told_when_saved(self, saved: "Future[Any]", words: str) -> None:
        """Say that something is saved, but not before it is."""

        def done(future: "Future[Any]") -> None:
            if not future.cancelled() and future.exception() is None:
                self.app.from_thread(lambda: self.app.tell(f"✔ {words}"))

        saved.add_done_callback(done)
