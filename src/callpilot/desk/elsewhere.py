"""What was left open at desks where nobody is: calls and incidents whose console has ended, seen from every desk."""

import threading
from pathlib import Path

from callpilot.desk.on_sheets import restored
from callpilot.journal.lock import DeskLock
from callpilot.journal.recovery import is_of_desk, read_sheets
from callpilot.journal.sheet import sheet_files
from callpilot.records.live import LiveCall, LiveIncident

Left = LiveCall | LiveIncident
"""A call that isn't closed, or an incident without an outcome, as its sheet has it."""

_Mark = tuple[tuple[int, int], ...]  # size and time of each of a sheet's files


class Elsewhere:
    """Looks again and again at the sheets of other desks; each is read when it has changed, and no one is at its desk.

    A call that somebody has in hand at another desk is theirs, and isn't anybody's open work but theirs.
    """

    def __init__(self, data: Path, desk: str) -> None:
        self._data = data
        self._desk = desk
        self._known: dict[str, tuple[_Mark, Left | None]] = {}
        self._turn = threading.Lock()

    def look(self) -> tuple[Left, ...]:
        """Return what is left open at desks where nobody is, the oldest first. Raises OSError.

        Where the file system has no locks nobody knows whether somebody is there: then nothing is left, and
        `callpilot work` has it all.
        """
        with self._turn:
            return self._look()

    def _look(self) -> tuple[Left, ...]:
        files = sheet_files(self._data / "open")
        marks = {
            identity: _mark(paths)
            for identity, paths in files.items()
            if not identity.startswith("pad-") and not is_of_desk(identity, self._desk)
        }
        self._known = {identity: known for identity, known in self._known.items() if identity in marks}
        changed = {identity for identity, mark in marks.items() if self._is_news(identity, mark)}
        if changed:
            found = {live.id: live for live in restored(read_sheets(self._data, only=changed))[0]}
            for identity in changed:
                live = found.get(identity)
                self._known[identity] = marks[identity], live if isinstance(live, Left) else None
        held = {desk: DeskLock(self._data, desk).is_held() for desk in {live.desk for live in self._all()}}
        return tuple(live for live in self._all() if held[live.desk] is False)

    def _all(self) -> list[Left]:
        return [live for _mark, live in self._known.values() if live is not None and _is_open(live)]

    def _is_news(self, identity: str, mark: _Mark) -> bool:
        """Tell whether a sheet is to be read: it has changed, and it isn't being typed in at this moment."""
        if identity not in self._known:
            return True
        before, live = self._known[identity]
        return mark != before and (live is None or not DeskLock(self._data, live.desk).is_held())


def _is_open(live: Left) -> bool:
    return isinstance(live, LiveCall) or not live.outcome


def _mark(paths: list[Path]) -> _Mark:
    found: list[tuple[int, int]] = []
    for path in paths:
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue  # closed this moment
        found.append((stat.st_size, stat.st_mtime_ns))
    return tuple(found)
