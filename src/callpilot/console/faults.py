"""An unexpected error: its kind and its places in the code are noted, never its text, which may hold a caller's; the
operator is told in one line.
"""

import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from callpilot import __version__
from callpilot.plain.untrusted import clean_line
from callpilot.site.home import private_open

if TYPE_CHECKING:
    from textual.app import App

    from callpilot.console.session import Session
    from callpilot.console.starting import Opening

    _App = App[Any]
else:
    _App = object


def log_fault(data: Path, error: BaseException) -> Path:
    """Append one line about `error` to `data/errors.log` and return the file's path. Never raises."""
    path = data / "errors.log"
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        with open(path, "a", encoding="utf-8", opener=private_open) as log:
            log.write(f"{now} callpilot {__version__} {type(error).__name__}: {places}\n")
    except OSError:
        return Path("(nowhere: the log can't be written)")
    return path


class TellsFaults(_App):
    """What the app does about an error that nobody expected. Mixed in before Textual's App."""

    opening: "Opening"
    _session: "Session | None"
    _strict: bool

    def report_fault(self, error: Exception) -> None:
        """An unexpected error: logged without caller data, told in one line; the console lives on."""
        if self._strict:
            super()._handle_exception(error)
            return
        path = clean_line(str(log_fault(self.opening.home.data, error)))
        self.notify(f"Something went wrong ({type(error).__name__}); it is noted in {path}. Nothing typed is lost.",
                    severity="error", timeout=8, markup=False)  # fmt: skip

    def work_failed(self, error: Exception) -> None:
        """A thread has ended with an error: a disk that can't be read is said in the banner, all else is a fault."""
        import sqlite3

        if isinstance(error, OSError | sqlite3.Error) and self._session is not None:
            console: Any = self
            console.catching_up.failed(error)
        else:
            self.report_fault(error)

    def _handle_exception(self, error: Exception) -> None:
        """The last resort: no traceback; one line, and what was typed is on disk."""
        if self._strict:
            super()._handle_exception(error)
            return
        path = clean_line(str(log_fault(self.opening.home.data, error)))
        # A `str` would be read as markup when it is printed, and a folder may be called anything.
        self.exit(3, return_code=3, message=Text(
            f"callpilot: stopped by an unexpected fault ({type(error).__name__}), noted in {path}. "
            "What was typed is on disk; start again to go on."
        ))  # fmt: skip
