"""A key's save and a call's closing, as the journal does them, beside the bare system calls with the same bytes."""

import math
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.figures import Figure, interleaved, median, share
from benchmarks.run import Run
from callpilot.journal import sheet as journal_sheet
from callpilot.journal.codec import encode
from callpilot.journal.disk import Disk
from callpilot.journal.sheet_lines import written
from callpilot.journal.store import Draft, Journal, Sheet
from callpilot.plain.times import stamp
from callpilot.records.changes import Typed
from callpilot.records.kinds import Call

_TEXT = "Please ring about the lease of the flat in Mill Lane, the keys are with the neighbour. "
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND


class _Watched(Disk):
    """A disk that notes which thread asks for an fsync; what is written passes it as it passes the real one."""

    def __init__(self) -> None:
        self.synced_by: list[int] = []

    def sync(self, fd: int) -> None:
        self.synced_by.append(threading.get_ident())
        super().sync(fd)


def measure(run: Run) -> Iterator[Figure]:
    """Save keys and closed calls in a new home."""
    data = run.homes.empty("saving") / "data"
    data.mkdir(mode=0o700)
    disk = _Watched()
    journal = Journal(data, "desk-3", disk=disk)
    try:
        yield from _key(run, journal, data)
        yield from _closing(run, journal, data)
    finally:
        journal.close()
    here = threading.get_ident()
    yield Figure(
        what="fsyncs in the thread that types", value=disk.synced_by.count(here), unit="", bound=0, by="plain",
        limit="never one", note=f"of {len(disk.synced_by)} in all, counted",
    )  # fmt: skip


def _key(run: Run, journal: Journal, data: Path) -> Iterator[Figure]:
    run.say("keys saved beside bare writes")
    rounds = run.rounds(2000)
    saved, wrote = _keys(rounds, journal.sheet("20261122-desk-3-0001"), data)
    ready = written(1000, encode(_change(1000)))
    with patch.multiple(journal_sheet, encode=lambda _change: ready, written=_as_it_is):  # pyright: ignore[reportUnknownLambdaType]
        added, wrote_too = _keys(rounds, journal.sheet("20261122-desk-3-0002"), data)
    yard = "a bare os.write of the same bytes"
    for part, name in ((0.5, "p50"), (0.99, "p99")):
        yield Figure(
            what=f"a key's save, {name}", value=1e6 * share(saved, part), unit="µs", bound=2, limit="at most 2 ×",
            yardstick=yard, yard=1e6 * share(wrote, part),
            note=f"{rounds} keys, the fsync runs meanwhile in its own thread; what is beyond the write makes the line,"
            " with its number and its sum",
        )  # fmt: skip
        yield Figure(
            what=f"of it, all but making the line, {name}", value=1e6 * share(added, part), unit="µs", bound=math.inf,
            limit="", yardstick=yard, yard=1e6 * share(wrote_too, part),
            note="for orientation: with the line's bytes ready, as the bare write has them",
        )  # fmt: skip


def _keys(rounds: int, sheet: Sheet, data: Path) -> list[list[float]]:
    """Save keys, in turn with bare writes of the same bytes; return the seconds of both."""
    bare = os.open(data / "bare", _APPEND, 0o600)
    numbers = iter(range(1_000_000))
    line = b""

    def ours() -> float:
        nonlocal line
        number = next(numbers)
        change = _change(number)
        began = time.perf_counter()
        sheet.write(change)
        spent = time.perf_counter() - began
        line = written(number, encode(change))
        time.sleep(0.002)  # a key comes when the one before has long been written
        return spent

    def theirs() -> float:
        began = time.perf_counter()
        os.write(bare, line)
        spent = time.perf_counter() - began
        time.sleep(0.002)
        return spent

    ours()  # the file is made by the first one
    try:
        return interleaved(rounds, ours, theirs)
    finally:
        os.close(bare)
        sheet.discard()


def _change(number: int) -> Typed:
    letter = _TEXT[number % len(_TEXT)]
    return Typed(at=stamp(datetime.now(UTC)), mono=time.monotonic_ns(), field="message", place=number, text=letter)


def _as_it_is(_number: int, line: bytes) -> bytes:
    return line


def _closing(run: Run, journal: Journal, data: Path) -> Iterator[Figure]:
    run.say("calls closed beside bare append + fdatasync")
    bare = os.open(data / "bare", _APPEND, 0o600)
    sync = getattr(os, "fdatasync", os.fsync)
    numbers = iter(range(1, 1_000_000))
    lines: list[bytes] = []

    def ours() -> float:
        call = _call(next(numbers))
        began = time.perf_counter()
        journal.append([Draft(kind="call", id=call.id, by="maria", data=call, rev=1)]).result()  # as a desk closes
        spent = time.perf_counter() - began
        lines.append(_last_line(data))
        return spent

    def theirs() -> float:
        line = lines[-1]
        began = time.perf_counter()
        os.write(bare, line)
        sync(bare)
        return time.perf_counter() - began

    def in_a_thread() -> float:
        line = lines[-1]
        began = time.perf_counter()
        os.write(bare, line)
        beside.submit(sync, bare).result()
        return time.perf_counter() - began

    ours()  # the day's file is made by the first one
    rounds = run.rounds(300)
    try:
        with ThreadPoolExecutor(1) as beside:
            saved, synced, handed_over = interleaved(rounds, ours, theirs, in_a_thread)
    finally:
        os.close(bare)
    yield Figure(
        what="closing a call, saved", value=1000 * median(saved), unit="ms", bound=1.5, limit="at most 1.5 ×",
        yardstick="a bare append + fdatasync of the same bytes", yard=1000 * median(synced),
        note=f"median of {rounds}; {len(lines[-1])} bytes each; p99 {1000 * share(saved, 0.99):.1f} ms"
        f" beside {1000 * share(synced, 0.99):.1f} ms; what is beyond the disk's own time finds the chain's end under"
        " the desk's lock, and hands over to the thread that syncs and back",
    )  # fmt: skip
    yield Figure(
        what="the same, beside an fdatasync in another thread", value=1000 * median(saved), unit="ms",
        bound=math.inf, limit="", yardstick="a bare append, and fdatasync in a thread of its own",
        yard=1000 * median(handed_over), note="for orientation: no fsync may run in the thread that types",
    )  # fmt: skip


def _last_line(data: Path) -> bytes:
    newest = max((data / "journal").rglob("*.jsonl"))
    return newest.read_bytes().rstrip(b"\n").rpartition(b"\n")[2] + b"\n"


def _call(number: int) -> Call:
    at = stamp(datetime.now(UTC))
    facts: dict[str, Any] = {"for": "Dr Osei"}
    return Call(
        id=f"{datetime.now(UTC):%Y%m%d}-desk-3-{number:04}", line="main", name="Anna Petrov", company="Hill Dental",
        number="+44 20 7946 0123", callback="+44 20 7946 0123", type="message", subject="Asks for the results",
        notes=_TEXT * 3, disposition="message taken", operator="maria", desk="desk-3", ringing_at=at, answered_at=at,
        ended_at=at, closed_at=at, wait_s=4, talk_s=80, wrap_s=12, fields=facts,
    )  # fmt: skip
