"""Coming back: the sheets in `open/` are folded into the state they were written from, and their clocks go on."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from callpilot.desk.desk import Desk, empty_pad, new_pad, pad_id
from callpilot.journal.codec import decode
from callpilot.journal.recovery import read_sheets
from callpilot.plain.clock import Clock
from callpilot.plain.problems import Problem
from callpilot.plain.times import moment
from callpilot.records.changes import AnyChange, Reattached
from callpilot.records.live import AnyLive, LiveCall, LiveIncident, Pad, replay


def restored(sheets: Mapping[str, Iterable[bytes]]) -> tuple[list[AnyLive], list[Problem]]:
    """Fold every sheet; one that can't be understood is named and left where it is."""
    found: list[AnyLive] = []
    problems: list[Problem] = []
    for identity, lines in sheets.items():
        changes: list[AnyChange] = []
        for number, line in enumerate(lines, 1):
            try:
                changes.append(_change(line))
            except ValueError:
                # Another version's change: what is known before and after it is still worth having.
                problems.append(Problem(source=f"open/{identity}.jsonl", line=number, message="isn't understood here"))
        try:
            live = replay(changes)
        except ValueError as reason:
            problems.append(Problem(source=f"open/{identity}.jsonl", message=str(reason)))
            continue
        if live is not None:
            found.append(live)
    return found, problems


def _change(line: bytes) -> AnyChange:
    kind: Any = AnyChange  # a union, which is more than a class to msgspec and less to a type checker
    return decode(line, kind)


def reattach(desk: Desk, found: Iterable[AnyLive]) -> None:
    """Take up what an earlier console left at this desk: calls, incidents, the pad; the time since then counts."""
    pad = next((live for live in found if isinstance(live, Pad) and live.id == pad_id(desk.state.desk)), None)
    calls = {live.id: live for live in found if isinstance(live, LiveCall)}
    incidents = {live.id: live for live in found if isinstance(live, LiveIncident) and not live.outcome}
    pad_now = pad or empty_pad(desk.state.desk)
    desk.become(replace(desk.state, pad=pad_now, calls=calls, incidents=incidents))
    if desk.state.read_only:
        return
    if pad is None:
        desk.open_sheet(new_pad(desk.state.desk, desk.stamp(), desk.clock.mono(), desk.boot))
    for live in (*calls.values(), *incidents.values(), *([pad] if pad else [])):
        desk.change(live.id, Reattached, boot=desk.boot, gap_ms=gap(live, desk.clock, desk.boot))
    front = desk.state.pad.front
    if (front and front not in calls and front not in incidents) or (not front and (calls or incidents)):
        _bring_any_forward(desk)


def _bring_any_forward(desk: Desk) -> None:
    from callpilot.desk.talking import bring_forward

    state = desk.state
    bring_forward(desk, next(iter(sorted(state.calls)), next(iter(sorted(state.incidents)), "")))


def gap(live: AnyLive, clock: Clock, boot: str) -> int:
    """Milliseconds since the last change: by the monotonic clock within one run of the machine, else by the wall."""
    if boot and live.boot == boot and clock.mono() >= live.mono:
        return clock.mono() - live.mono
    return max(0, round((clock.now() - moment(live.changed_at)).total_seconds() * 1000))


def open_now(data: Path) -> list[AnyLive]:
    """Read what is unfinished on every desk, without touching anything (for the command line)."""
    return restored(read_sheets(data))[0]
