"""What the system tells the console: the terminal closes, somebody ends the process, the shell stops it and goes on."""

import contextlib
import signal
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp


def end_on_hangup(app: "CallpilotApp") -> None:
    """Let SIGHUP and SIGTERM close the console in order, where the system has them."""
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None:
            with contextlib.suppress(ValueError, OSError):
                signal.signal(number, lambda _number, _frame: app.from_thread(lambda: app.exit(0)))


def stop_between_frames(app: "CallpilotApp") -> None:
    """Let the shell stop the console, and bring it back, only between two deeds of the event loop.

    Textual does both in the signal's handler itself, which may have come amid a write to the terminal that holds the
    very lock it needs: the console would hang for ever.
    """
    for name in ("SIGTSTP", "SIGCONT"):
        number = getattr(signal, name, None)
        handler = signal.getsignal(number) if number is not None else None
        if number is not None and callable(handler):
            with contextlib.suppress(ValueError, OSError):
                signal.signal(number, _later(app, handler))


def _later(app: "CallpilotApp", handler: Callable[[int, FrameType | None], Any]) -> Callable[..., None]:
    def do(number: int, _frame: FrameType | None) -> None:
        app.from_thread(lambda: (handler(number, None), app.show_cursor()))

    return do
