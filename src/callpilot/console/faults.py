"""Noting an unexpected error: its kind and its places in the code, never its text, which may hold a caller's."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

from callpilot import __version__
from callpilot.site.home import private_open


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
