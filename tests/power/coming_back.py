"""The start after a power cut, and what must be there then."""

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.power.by_hand import home_in, open_desk, poll, pump, saving_by_hand
from tests.power.disk_model import CutDisk, Found, Operation, write_out
from tests.power.recording import Recorder, Told
from tests.power.shift import NIGHT

from callpilot.intake.inbox import Inbox
from callpilot.journal.codec import decode_any
from callpilot.journal.reading import Damage, entries
from callpilot.journal.sheet import sheet_files
from callpilot.journal.sheet_lines import number_in
from callpilot.journal.verifying import verify
from callpilot.plain.clock import ManualClock

REBOOT = 300
"""Seconds that a machine takes to come back, and then some."""


@dataclass(slots=True)
class Outcome:
    """What a start found and made of a disk."""

    entries: Counter[tuple[str, str, int, str]] = field(default_factory=Counter)
    revisions: Counter[tuple[str, int]] = field(default_factory=Counter)
    ended: set[str] = field(default_factory=set)
    sheets: dict[str, set[int]] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)
    """How often each caller's number is there: as a ring that waits, an open call, or a call's record."""
    callers: set[str] = field(default_factory=set)
    """What stands in Caller, in open calls and in records."""
    unsound: list[str] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    """What the start itself did to the disk, for the cut in the middle of it."""


def faults(told: Iterable[Told], outcome: Outcome) -> list[str]:
    """What of `told` isn't true after that start, and what is there twice; empty when all is well."""
    found: list[str] = []
    for one in told:
        match one.what:
            case "entry" if not outcome.entries[one.about]:
                found.append(f"{one.about[:3]} was shown as saved and is gone")
            case "sheet":
                identity, count = one.about
                lost = set(range(count)) - outcome.sheets.get(identity, set())
                if lost and identity not in outcome.ended:
                    found.append(f"of {identity} {len(lost)} of {count} changes were on disk and are gone")
            case "ring" if not outcome.numbers[one.about]:
                found.append(f"the call from {one.about} is gone")
            case "letters" if not any(name.startswith(one.about) for name in outcome.callers):
                found.append(f"the caller's name {one.about} was shown as on disk and is gone")
            case _:
                pass
    found += [f"{who} has called once and is there {n} times" for who, n in outcome.numbers.items() if n > 1]
    found += [f"{mark} is there {n} times" for mark, n in outcome.revisions.items() if n > 1]
    return found + outcome.unsound


@contextmanager
def a_disk(found: Found) -> Iterator[Path]:
    """Make the disk `found` somewhere."""
    root = Path(tempfile.mkdtemp(prefix="cut-", dir=_memory()))
    try:
        write_out(found, root)
        yield root
    finally:
        shutil.rmtree(root)


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def come_back(found: Found, *, may_be_damaged: bool = False) -> Outcome:
    """Open the desk on the disk `found`, as after a power cut, and say what is there.

    `may_be_damaged`: bytes that nobody was told of may stand as zeros before others that are whole.
    """
    with a_disk(found) as root, saving_by_hand(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("callpilot.console.session.Inbox", partial(Inbox, wall=lambda: time.time() + REBOOT))
        outcome = Outcome()
        recorder = Recorder(root)
        for number, path in enumerate(sorted(found), 1):
            if found[path] is not None:
                recorder.knows(path, -number)
        clock = ManualClock(NIGHT + timedelta(seconds=1000), mono=40_000, boot="boot-2")
        with recorder.listening():
            session = open_desk(root, clock)
            poll(session)
            pump(session)
            session.index.catch_up()
            take_in_desk(outcome, session.desk.state)
            session.close()
        indexed = session.index.extent()
        session.index.close()
        outcome.operations = [one for one in recorder.events if isinstance(one, Operation)]
        take_in_disk(outcome, home_in(root).data)
        assert indexed
        if not may_be_damaged:
            outcome.unsound += [str(problem) for problem in verify(home_in(root).data).problems]
        return outcome


def take_in_desk(outcome: Outcome, state: Any) -> None:
    for one in (*state.rings, *state.calls.values()):
        outcome.numbers[one.number] += 1
    outcome.callers |= {call.values.get("name", "") for call in state.calls.values()}


def take_in_disk(outcome: Outcome, data: Path) -> None:
    for entry in entries(data):
        if isinstance(entry, Damage):
            continue
        outcome.entries[entry.kind, entry.id, entry.rev, entry.digest] += 1
        outcome.revisions[entry.id, entry.rev] += 1
        record: Any = decode_any(entry.data)
        if entry.kind == "call" and entry.rev == 1:
            outcome.numbers[record["number"]] += 1
            outcome.callers.add(record["name"])
        if record.get("closed_at") or (entry.kind == "incident" and record.get("outcome")):
            outcome.ended.add(entry.id)
    for identity, files in sheet_files(data / "open").items():
        lines = [line for path in files for line in path.read_bytes().split(b"\n")[:-1]]
        outcome.sheets[identity] = {number for line in lines if (number := number_in(line)) is not None}


@dataclass(slots=True)
class Cut:
    """One disk that a cut may leave: behind `place` operations and words, with what had been `told` by then."""

    place: int
    told: list[Told]
    found: Found
    may_be_damaged: bool

    @property
    def key(self) -> int:
        """The same for two disks with the same on them."""
        return hash((self.may_be_damaged, *sorted(self.found.items())))


def cuts(events: Iterable[Operation | Told], *, thorough: bool, before: Found | None = None) -> Iterator[Cut]:
    """Every disk that a cut before the first operation and behind each of them may leave."""
    disk, told = CutDisk(before), list[Told]()
    place = 0
    for place, event in enumerate(events):
        if isinstance(event, Told):
            told.append(event)
            continue
        yield from (Cut(place, list(told), *state) for state in disk.states(thorough=thorough))
        disk.take(event)
    yield from (Cut(place + 1, told, *state) for state in disk.states(thorough=thorough))
