"""What stands on the sheets in `open/`: folded into what was being done when they were written."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from callpilot.journal.codec import decode
from callpilot.journal.recovery import read_sheets
from callpilot.journal.sheet_lines import is_as_written
from callpilot.plain.clock import Clock
from callpilot.plain.problems import Problem
from callpilot.plain.times import moment
from callpilot.records.changes import AnyChange, CallOpened, IncidentOpened, PadOpened, Reattached
from callpilot.records.folding import replay
from callpilot.records.ids import desk_of
from callpilot.records.live import AnyLive, Live

Opening = CallOpened | IncidentOpened | PadOpened
"""What a sheet begins with."""


def restored(sheets: Mapping[str, Iterable[bytes]]) -> tuple[list[AnyLive], list[Problem]]:
    """Fold every sheet; one that can't be understood is named and left where it is."""
    found: list[AnyLive] = []
    problems: list[Problem] = []
    for identity, lines in sheets.items():
        changes, wrong = changes_of(identity, lines)
        problems += wrong
        if live := replay(changes):
            found.append(live)
    return found, problems


def changes_of(identity: str, lines: Iterable[bytes]) -> tuple[list[AnyChange], list[Problem]]:
    """Read a sheet's lines from its opening on; what isn't understood is passed over and named.

    Where the opening itself is lost, one that says only whose sheet it is takes its place: what was typed since is
    still worth having. Of a line that was changed on the disk neither times nor id are believed.
    """
    changes: list[AnyChange] = []
    problems: list[Problem] = []
    doubtful: set[int] = set()
    for number, line in enumerate(lines, 1):
        try:
            change = _change(line)
        except ValueError:
            # Another version's change: what is known before and after it is still worth having.
            problems.append(Problem(source=f"open/{identity}.jsonl", line=number, message="isn't understood here"))
            continue
        if not is_as_written(line.removesuffix(b"\n")):
            doubtful.add(len(changes))
        changes.append(change)
    changes = _timed(changes, doubtful)
    lost = next((n for n, change in enumerate(changes) if isinstance(change, Opening)), len(changes))
    if lost:
        message = "its beginning is lost: who called, on which line and when, can't be shown; what came after can"
        problems.append(Problem(source=f"open/{identity}.jsonl", message=message))
        if lost == len(changes):
            return [_opening_of(identity, changes[0]), *changes], problems
    return _named(identity, changes[lost:]), problems


def _timed(changes: list[AnyChange], doubtful: set[int]) -> list[AnyChange]:
    """Give the changes that can't be believed the times of those beside them; leave out what has no time at all."""
    found: list[AnyChange] = []
    sound = [change for place, change in enumerate(changes) if place not in doubtful and _has_time(change)]
    for place, change in enumerate(changes):
        if place not in doubtful and _has_time(change):
            found.append(change)
            continue
        after = next((one for later, one in enumerate(changes[place:], place) if later not in doubtful), None)
        is_start = isinstance(change, Opening | Reattached) or not found
        beside = (after if is_start else found[-1]) or (found[-1] if found else None)
        if beside is not None and _has_time(beside):
            found.append(replace(change, at=beside.at, mono=beside.mono))
        elif not sound and _has_time(change):
            found.append(change)
    return found


def _has_time(change: AnyChange) -> bool:
    try:
        moment(change.at)
    except ValueError:
        return False
    return True


def _named(identity: str, changes: list[AnyChange]) -> list[AnyChange]:
    """Give the opening the id of the sheet, which is where all that follows is written."""
    if changes and isinstance(changes[0], Opening) and changes[0].id != identity:
        return [replace(changes[0], id=identity), *changes[1:]]
    return changes


def _opening_of(identity: str, first: AnyChange) -> AnyChange:
    """Make the opening that a sheet must have had, of what its name says."""
    common: dict[str, Any] = {"id": identity, "at": first.at, "mono": first.mono}
    if identity.startswith("pad-"):
        return PadOpened(**common)
    parent, sign, number = identity.rpartition("-i")
    if sign and number.isdigit():
        return IncidentOpened(**common, call=parent if parent[-1:].isdigit() else None, desk=desk_of(identity))
    return CallOpened(**common, desk=desk_of(identity))


def _change(line: bytes) -> AnyChange:
    kind: Any = AnyChange  # a union, which is more than a class to msgspec and less to a type checker
    return decode(line, kind)


def gap(live: Live, clock: Clock, boot: str) -> int:
    """Milliseconds since the last change: by the monotonic clock within one run of the machine, else by the wall."""
    if boot and live.boot == boot and clock.mono() >= live.mono:
        return clock.mono() - live.mono
    return max(0, round((clock.now() - moment(live.changed_at)).total_seconds() * 1000))


def open_now(data: Path) -> list[AnyLive]:
    """Read what is unfinished on every desk, without touching anything (for the command line)."""
    return restored(read_sheets(data))[0]
