"""The ring inbox: files renamed into place by other programs, kept until the console has taken them."""

import contextlib
import os
import stat
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from callpilot.intake.claims import claim, free, is_marked
from callpilot.intake.ring import EVENTS, RingEvent, harmless
from callpilot.plain.problems import Problem
from callpilot.plain.times import moment, stamp
from callpilot.records.words import CHANNELS
from callpilot.site.home import HomeError, make_private

LARGEST = 64 * 1024
"""Bytes; a larger file is no ring."""

_AT_ONCE = 200  # files read in one poll, so that a flood doesn't hold up the screen
_SETTLED = 3.0  # seconds after which a folder's time stamp tells for certain that nothing was added
_LOOK_ANYWAY = 20  # polls after which the folder is read whatever its time stamp says
_UNFINISHED = 2.0  # seconds in which a file that isn't whole JSON may still be being written
_TEXTS = ("number", "name", "line", "channel", "call_id", "at")
_KEPT_PROBLEMS = 100


class _NotARing(Exception):
    """A file isn't a ring; the text says why, without anything the file holds."""


class Inbox:
    """The inbox folder as one console sees it. Polling an unchanged folder costs one `stat`.

    Every file is handed out once and stays on disk until `done`. What isn't a ring goes to `quarantine`,
    whole, with a Problem in `problems` (for the reader to drain; the last hundred are kept). Nothing that
    isn't a plain file is opened. `wall` gives the time in seconds since 1970.
    """

    def __init__(self, folder: Path, quarantine: Path, *, wall: Callable[[], float] = time.time) -> None:
        self.problems: list[Problem] = []
        self._folder = folder
        self._quarantine = quarantine
        self._wall = wall
        self._handed: set[str] = set()
        self._refused: set[str] = set()
        self._unchanged_since: int | None = None
        self._polls = 0
        self.unread: Problem | None = None
        """Why rings don't arrive now; None when they do."""
        self._gone: set[str] = set()
        self._left: set[Path] = set()  # files done with that could not be removed

    def poll(self) -> list[RingEvent]:
        """Return what arrived since the last poll, by `at`, then by file name. Never raises, never blocks."""
        try:
            names = self._arrived()
        except OSError as fault:
            message = f"can't be read ({fault.strerror or type(fault).__name__}); rings don't arrive"
            self.unread, self._unchanged_since = Problem(source=self._folder, message=message), None
            return []
        self.unread = None
        events = [event for name in names if (event := self._read(name)) is not None]
        return sorted(events, key=lambda event: (event.at, str(event.source)))

    @property
    def is_reachable(self) -> bool:
        """Whether the folder could be read at the last poll."""
        return self.unread is None

    def done(self, taken: RingEvent | Path | None) -> None:
        """Remove the file of an event that the console has on disk elsewhere, or needs no more."""
        path = taken.source if isinstance(taken, RingEvent) else taken
        if path is not None:
            self._left.add(path)
            self._remove(path)

    def _remove(self, path: Path) -> None:
        """Remove a file that is done with. One that can't be is tried again: the next start would take it anew."""
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
            free(path)
            if not os.path.lexists(path) and not is_marked(path):
                self._left.discard(path)

    def gone(self) -> list[Path]:
        """Return the files handed out that have vanished since this was asked last: this or another desk had them."""
        gone, self._gone = self._gone, set()
        return [self._folder / name for name in sorted(gone)]

    def claim(self, path: Path, desk: str) -> bool:
        """Say that `desk` answers or records what came in this file; False when another desk does.

        Where that can't be written it is True: twice is better than never.
        """
        return claim(path, desk, self._wall)

    def _arrived(self) -> list[str]:
        changed = os.stat(self._folder).st_mtime_ns  # noqa: PTH116 - ten times a second
        self._polls += 1
        if self._left and self._polls % _LOOK_ANYWAY == 0:
            for path in tuple(self._left):
                self._remove(path)
        if changed == self._unchanged_since and self._polls % _LOOK_ANYWAY:
            return []
        now = self._wall()
        with os.scandir(self._folder) as found:
            names = {entry.name for entry in found if entry.name.endswith(".json") and entry.name[0] != "."}
        self._gone |= self._handed - names
        self._handed &= names
        self._refused &= names
        new = sorted(names - self._handed - self._refused)
        is_settled = now - changed / 1e9 > _SETTLED and not new
        self._unchanged_since = changed if is_settled else None
        return new[:_AT_ONCE]

    def _read(self, name: str) -> RingEvent | None:
        path = self._folder / name
        try:
            content, modified = _content(path)
            event = self._event(content, modified, path)
        except FileNotFoundError:
            return None
        except _NotARing as fault:
            self._refuse(path, str(fault))
            return None
        except OSError as fault:
            # Too many open files, or still held by its writer (Windows): it is looked at again next time.
            if isinstance(fault, PermissionError) and os.name == "posix" and not self._is_young(path):
                self._refuse(path, "can't be read")
            return None
        if event is not None:
            self._handed.add(name)
        return event

    def _is_young(self, path: Path) -> bool:
        """Tell whether a file has only just come: what it may be, and who may read it, is perhaps still being set."""
        with contextlib.suppress(OSError):
            return self._wall() - path.lstat().st_mtime < _UNFINISHED
        return True

    def _event(self, content: bytes, modified: float, path: Path) -> RingEvent | None:
        import json

        try:
            words: object = json.loads(content)
        except (ValueError, RecursionError):
            if self._wall() - modified < _UNFINISHED:
                return None  # written in place by a careless hook: it may be whole in a moment
            raise _NotARing("is not JSON") from None
        if not isinstance(words, dict):
            raise _NotARing("is not a JSON object")
        event = harmless(_typed(cast("dict[str, Any]", words), path))
        if event.channel not in CHANNELS:
            # A call must not be lost for a word.
            self._report(self._folder, "a ring of an unknown channel was taken as a phone call")
            event = event._replace(channel="phone")
        return _timed(event, modified, self._wall())

    def _refuse(self, path: Path, why: str) -> None:
        """Move what is no ring out of the way. Its name may hold a caller's number, so it gets a new one."""
        import secrets

        moment_now = datetime.fromtimestamp(self._wall(), UTC)
        kept = self._quarantine / f"inbox-{moment_now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.json"
        try:
            make_private(self._quarantine)
            path.rename(kept)
        except (OSError, HomeError):
            self._refused.add(path.name)
            self._report(self._folder, f"holds a file that {why}; it could not be moved to quarantine")
            return
        self._report(kept, f"{why}; no ring was made of it")

    def _report(self, source: Path, message: str) -> None:
        self.problems.append(Problem(source=source, message=message))
        del self.problems[:-_KEPT_PROBLEMS]


def _content(path: Path) -> tuple[bytes, float]:
    """Read a small plain file and its time. Links, folders and pipes are refused without being opened."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise _NotARing("is not a plain file")
    # It may be exchanged between the look and the opening: neither follow a link then nor wait for a pipe.
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise _NotARing("is not a plain file")
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _NotARing(f"is larger than {LARGEST // 1024} KiB")
    return content, found.st_mtime


def _typed(words: dict[str, Any], path: Path) -> RingEvent:
    event = words.get("event")
    if event not in EVENTS:
        raise _NotARing(f"has no known event; known are {', '.join(EVENTS)}")
    texts: dict[str, str] = {}
    for name in _TEXTS:
        value: object = words.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise _NotARing(f'has a "{name}" that is not a text in quotes')
        texts[name] = value
    return RingEvent(event=event, source=path, **texts)


def _timed(event: RingEvent, modified: float, now: float) -> RingEvent:
    """Give `event` a time: its own, or its file's when it has none or one that is still to come."""
    try:
        at = moment(event.at)
    except ValueError:
        at = None
    if at is None or at.timestamp() > now:
        at = datetime.fromtimestamp(min(modified, now), UTC)
    return event._replace(at=stamp(at))
