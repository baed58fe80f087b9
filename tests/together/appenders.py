"""Programs that append at the same time, each a process of its own, and what must be true afterwards."""

import multiprocessing
import sys
import time
from collections import Counter
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from msgspec import Struct

from callpilot.journal.codec import decode
from callpilot.journal.reading import Damage, entries
from callpilot.journal.store import Draft, Journal
from callpilot.journal.verifying import verify

SPAWN = multiprocessing.get_context("spawn")
LINE = "x" * 200
DAY = "20261123"


class Part(Struct, frozen=True):
    """One program's part: at which desk, how many entries, and whether it waits for each like a command does."""

    desk: str
    name: str
    count: int
    waits: bool


def do_part(data: Path, part: Part, go: Any) -> None:
    """Append all of one part; the process ends with 1 when not everything was safe."""
    journal = Journal(data, part.desk)
    go.wait(60)
    last: Future[Any] | None = None
    for number in range(part.count):
        draft = Draft("notice", f"{DAY}-{part.desk}-{part.name}{number:06}", part.name, {"n": number, "text": LINE})
        if part.waits:
            journal.append_now([draft])
        else:
            last = journal.append([draft])
    if last is not None:
        last.result(300)
    sys.exit(0 if journal.close() else 1)


def append_together(data: Path, parts: list[Part]) -> float:
    """Let all parts append at once; return how many seconds that took. Ends what hangs."""
    go = SPAWN.Event()
    writers = [SPAWN.Process(target=do_part, args=(data, part, go), daemon=True) for part in parts]
    try:
        for writer in writers:
            writer.start()
        go.set()
        began = time.monotonic()
        for writer in writers:
            writer.join(3000)
            assert writer.exitcode == 0
        return time.monotonic() - began
    finally:
        for writer in writers:
            if writer.is_alive():
                writer.kill()
                writer.join(10)


class Each(Struct, frozen=True):
    """What the numbers of a part must be."""

    n: int


def assert_each_once(data: Path, parts: list[Part]) -> None:
    """Nothing lost, torn or doubled: every number of every part once, in the order given, in chains without a gap."""
    report = verify(data)
    assert report.problems == []
    assert report.entries == sum(part.count for part in parts)
    numbers: dict[tuple[str, str], list[int]] = {}
    seqs: dict[str, list[int]] = {}
    for entry in entries(data):
        assert not isinstance(entry, Damage), entry
        numbers.setdefault((entry.desk, entry.by), []).append(decode(entry.data, Each).n)
        seqs.setdefault(entry.desk, []).append(entry.seq)
    assert numbers == {(part.desk, part.name): list(range(part.count)) for part in parts}
    counts = Counter[str]()
    for part in parts:
        counts[part.desk] += part.count
    assert seqs == {desk: list(range(1, count + 1)) for desk, count in counts.items()}
    assert not list((data / "quarantine").glob("*"))
