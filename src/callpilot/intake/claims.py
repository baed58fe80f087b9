"""Whose a ring is that several desks see: marks beside its file, each made by one desk alone.

The ring's file stays where it is until the call is on the disk: when the desk that has marked it dies, it still rings
everywhere, and the next desk makes the next mark. No mark is ever taken over, so that two can't have one.
"""

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from callpilot.journal.lock import DeskLock
from callpilot.site.home import private_open

_DESK = re.compile(r"[a-z0-9][a-z0-9-]*")
_AGES = 60.0  # seconds that a mark counts for where nobody can tell whether its desk is still open
_FRESH = 2.0  # seconds in which a desk may not have said yet that it is open


def claim(path: Path, desk: str, wall: Callable[[], float]) -> bool:
    """Say that `desk` answers or records what came in the file at `path`; False when another desk does.

    Where no mark can be made it is True: twice is better than never.
    """
    try:
        return _claimed(path, desk, wall)
    except OSError:
        return True


def _claimed(path: Path, desk: str, wall: Callable[[], float]) -> bool:
    mine = f"{desk} {os.getpid()}"
    number = 1
    while True:
        mark = _mark(path, number)
        try:
            _sign(mark, mine)
        except FileExistsError:
            if _next_exists(path, number):
                number += 1
                continue
            said = _said(mark)
            if said == mine:
                return True
            if _stands(mark, said, wall, desk):
                return False
            number += 1
        else:
            if path.exists():
                return True
            # It is done with at another desk, which takes every mark away it finds: this one may stand alone by now.
            mark.unlink(missing_ok=True)
            free(path)
            return False


def free(path: Path) -> None:
    """Take the marks of a file away that is gone. Raises OSError."""
    number = 1
    while _exists(_mark(path, number)):
        number += 1
    for each in range(number - 1, 0, -1):
        _mark(path, each).unlink(missing_ok=True)


def is_marked(path: Path) -> bool:
    """Tell whether a mark of a file stands there. Raises OSError."""
    return _exists(_mark(path, 1))


def _mark(path: Path, number: int) -> Path:
    return path.with_name(f".{path.name}.{number}.taken")


def _next_exists(path: Path, number: int) -> bool:
    return _exists(_mark(path, number + 1))


def _exists(mark: Path) -> bool:
    try:
        mark.lstat()
    except FileNotFoundError:
        return False
    return True


def _sign(mark: Path, who: str) -> None:
    """Make a mark that says whose it is. Raises FileExistsError when there is one, or OSError.

    A link holds the name in itself: nobody sees it empty, not even after a power cut. No file of that name is there.
    """
    try:
        mark.symlink_to(who)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a system or a file system without links
        with open(mark, "x", encoding="utf-8", opener=private_open) as file:
            file.write(who)


def _said(mark: Path) -> str:
    try:
        if mark.is_symlink():
            return os.readlink(mark)  # noqa: PTH115 - the name in it, not a path
        return mark.read_text("utf-8", "replace")[:200]
    except OSError:
        return ""


def _stands(mark: Path, said: str, wall: Callable[[], float], mine: str) -> bool:
    """Tell whether the desk that made a mark is still at it: its console is open, and is the one that made it.

    Of the desk `mine`, which is open here, only a console that has ended can have made it, however lately.
    """
    age = _FRESH
    with contextlib.suppress(OSError):
        age = wall() - mark.lstat().st_mtime
    desk, _space, process = said.partition(" ")
    if 0 <= age < _FRESH and desk != mine:
        return True
    if not _DESK.fullmatch(desk):
        return 0 <= age < _AGES
    lock = DeskLock(mark.parent.parent, desk)
    is_open = lock.is_held()
    if is_open is None:
        return 0 <= age < _AGES
    return is_open and str(lock.holder().pid or process) == process
