"""The terminal closing, or somebody ending the process politely: leave as by the key; everything is on disk."""

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp


def end_on_hangup(app: "CallpilotApp") -> None:
    """Let SIGHUP and SIGTERM close the console in order, where the system has them."""
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None:
            with contextlib.suppress(ValueError, OSError):
                signal.signal(number, lambda _number, _frame: app.from_thread(lambda: app.exit(0)))
