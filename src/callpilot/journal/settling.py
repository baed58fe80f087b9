"""Reading a file of the journal that somebody may be writing at this moment: what is half written is no damage."""

import time
from collections.abc import Iterator
from pathlib import Path

from callpilot.journal.disk import Disk, JournalError
from callpilot.journal.lock import AppendLock
from callpilot.journal.reading import Damage, Line, lines

_PATIENCE = 2.0  # seconds for another program's append to end
_AGAIN = 0.05  # seconds between two looks where nothing tells that an append has ended
_LOOKS = 10


def settled_lines(data: Path, desk: str, path: Path) -> Iterator[Line | Damage]:
    """Read a file of `desk` like `lines`; a last line without its end is read once nobody is appending. Raises OSError.

    Where somebody appends and doesn't end, it is left out: it is theirs.
    """
    for found in lines(path):
        if isinstance(found, Line) or found.raw.endswith(b"\n"):
            yield found
        else:
            yield from _once_whole(data, desk, found)


def _once_whole(data: Path, desk: str, torn: Damage) -> list[Line | Damage]:
    try:
        with AppendLock(data, desk, Disk(), _PATIENCE) as is_locked:
            if not is_locked:
                _wait(torn)
            return list(lines(torn.path, torn.offset, torn.line))
    except JournalError:
        return []
    except OSError:
        return [torn]  # a copy that can only be read: nobody writes to it


def _wait(torn: Damage) -> None:
    """Wait until a line has grown to its end, where there are no locks; not for long: it may be torn for good."""
    for _look in range(_LOOKS):
        time.sleep(_AGAIN)
        if any(isinstance(one, Line) for one in lines(torn.path, torn.offset, torn.line)):
            return
