"""Cuts the power under a desk at work, again and again, and says what was lost: one JSON object on the last line.

Runs in a mount namespace of its own, so that nothing stays behind: `unshare -m … python -m tests.power.cutting`.
"""

import argparse
import json
import os
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.desk.place import shipped
from tests.power import writer
from tests.power.by_hand import home_in, open_desk, poll, pump, saving_by_hand
from tests.power.coming_back import Outcome, faults, take_in_desk, take_in_disk
from tests.power.console import Console
from tests.power.mounts import FLUSH, KINDS, LOG_FLUSH, NO_FLUSH, Image, a_folder, die_with_parent
from tests.power.recording import Told

from callpilot.journal.verifying import verify
from callpilot.plain.clock import SystemClock

BEFORE_RENEWAL = 8
"""Cuts that one file system has to bear, one after the other, before a fresh one takes its place."""

LONGEST = 0.9
"""Seconds that a desk is at work before the cut, at most."""


@dataclass(slots=True)
class Count:
    """What all cuts came to. `lost_ms`: for each cut how old the oldest change was that it took; 0: it took none."""

    cuts: int = 0
    said: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)
    lost_ms: list[float] = field(default_factory=list)
    lost_changes: list[int] = field(default_factory=list)


class Cutter:
    """One file system, and a desk on it whose power is cut."""

    def __init__(self, kind: str, folder: Path, seed: int) -> None:
        self._image = Image(kind, folder)
        self._options = KINDS[kind][2]
        self._chance = Random(seed)
        self._seed = seed
        self._told: dict[tuple[str, str], Told] = {}
        self._rung = 0
        self.count = Count()

    def cut(self, *, console: bool) -> None:
        """One cut: work, power off, power on, start, compare."""
        count = self.count
        if count.cuts % BEFORE_RENEWAL == 0:
            self._image.renew()
            self._told, self._rung = {}, 0
        with self._image.mounted(self._chance.choice(self._options)) as place:
            worked = self._at_console(place) if console else self._at_work(place)
        with self._image.mounted() as place:
            outcome = _started_again(place)
        found = faults(self._told.values(), outcome)
        count.losses += [f"cut {count.cuts} of seed {self._seed}: {one}" for one in found]
        count.cuts += 1
        if found:
            self._told = {}
            count.cuts += -count.cuts % BEFORE_RENEWAL  # what is lost stays lost: a fresh one
        self._weigh(worked, outcome)

    def _weigh(self, typed: "dict[tuple[str, int], float]", outcome: Outcome) -> None:
        """How much of what was typed is gone, and how long before the cut the oldest of it was."""
        lost = [
            ago for (identity, number), ago in typed.items()
            if identity not in outcome.ended and number not in outcome.sheets.get(identity, set())
        ]  # fmt: skip
        self.count.lost_ms.append(round(1000 * max(lost, default=0), 1))
        self.count.lost_changes.append(len(lost))

    # -- a desk without a screen ----------------------------------------------------------------------

    def _at_work(self, place: Path) -> "dict[tuple[str, int], float]":
        ours, theirs = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(ours)
            _child(lambda: writer.run(place, theirs, self._chance.getrandbits(32), self._rung))
        os.close(theirs)
        self._rung += 1000  # what was rung and not said is not rung again
        said = bytearray()
        _read(ours, said, until=b'"opened"')
        _read(ours, said, seconds=self._chance.random() * LONGEST)
        if self._chance.random() < 0.6:  # the worst moment: right behind a word that something is saved
            _read(ours, said, until=self._chance.choice((b'["entry"', b'["sheet"', b'["ring"')), at_most=1)
        at = self._power_off(pid)
        _read(ours, said)
        os.close(ours)
        return self._heard(said, at)

    def _power_off(self, pid: int) -> float:
        """Stop the writer, then the disk; only then let it go."""
        os.kill(pid, signal.SIGSTOP)
        os.waitpid(pid, os.WUNTRACED)
        at = time.monotonic()
        self._image.shut_down(self._chance.choice((NO_FLUSH, NO_FLUSH, NO_FLUSH, LOG_FLUSH, FLUSH)))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return at

    def _heard(self, said: bytearray, at: float) -> "dict[tuple[str, int], float]":
        typed: dict[tuple[str, int], float] = {}
        for line in said.split(b"\n")[:-1]:
            what, about, when = json.loads(line)
            self.count.said[what] += 1
            if what == "typed":
                identity, number = about
                typed[identity, number - 1] = at - when
            elif what == "sheet":
                identity, safe, missing = about
                if not missing:
                    self._told["sheet", identity] = Told("sheet", (identity, safe))
            elif what == "entry":
                self._told["entry", about[3]] = Told("entry", tuple(about))
            elif what == "ring":
                self._told["ring", about] = Told("ring", about)
        return typed

    # -- the console itself -----------------------------------------------------------------------------

    def _at_console(self, place: Path) -> "dict[tuple[str, int], float]":
        """An operator types into the real console in a pseudo-terminal, until the power fails."""
        console = Console(home_in(place))
        try:
            console.begin()
            console.type_for(self._chance.random() * 2)
            self._power_off_console(console)
        except AssertionError as fault:
            log = home_in(place).data / "errors.log"
            raise AssertionError(f"{fault}\n{log.read_text('utf-8') if log.exists() else ''}") from None
        finally:
            console.end()
        for told in console.told:
            self.count.said[told.what] += 1
            self._told[told.what, str(told.about)] = told
        return {}

    def _power_off_console(self, console: Console) -> None:
        pid = console.pid
        os.kill(pid, signal.SIGSTOP)
        os.waitpid(pid, os.WUNTRACED)
        console.look()  # what had been painted by then
        self._image.shut_down(NO_FLUSH)


def _child(work: Callable[[], None]) -> None:
    die_with_parent()
    try:
        work()
    except BaseException as fault:
        sys.stderr.write(f"the writer ended: {fault!r}\n")
        import traceback

        traceback.print_exc()
    finally:
        os._exit(1)


def _read(fd: int, into: bytearray, *, seconds: float = 0.0, until: bytes = b"", at_most: float = 60) -> None:
    """Take in what is said: for some seconds, or until a word comes, or what is there now."""
    end, start = time.monotonic() + (at_most if until else seconds), len(into)
    while True:
        ready, _, _ = select.select([fd], [], [], max(0.0, end - time.monotonic()))
        data = os.read(fd, 1 << 16) if ready else b""
        if not data:
            return
        into += data
        if until and until in into[start:]:
            return


def _started_again(place: Path) -> Outcome:
    """What the console finds when it opens after the cut."""
    outcome = Outcome()
    with saving_by_hand():
        session = open_desk(place, SystemClock())
        poll(session)
        pump(session)
        take_in_desk(outcome, session.desk.state)
        session.close()
        session.index.close()
    data = home_in(place).data
    take_in_disk(outcome, data)
    outcome.unsound += [str(problem) for problem in verify(data).problems]
    return outcome


def main() -> int:
    """Cut as often as was asked for; print what it came to."""
    die_with_parent()
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cuts", type=int, default=5)
    words.add_argument("--consoles", type=int, default=0, help="how many of the cuts are made under the real console")
    words.add_argument("--kind", default="ext4", choices=tuple(KINDS))
    words.add_argument("--seed", type=int, default=0)
    how: Any = words.parse_args()
    shipped()
    with a_folder() as folder:
        cutter = Cutter(how.kind, folder, how.seed)
        every = how.cuts // how.consoles if how.consoles else 0
        for number in range(how.cuts):
            cutter.cut(console=bool(every) and number % every == every - 1)
            if number % 50 == 49:
                sys.stderr.write(f"{number + 1} cuts, {len(cutter.count.losses)} losses\n")
    count = cutter.count
    ms = sorted(count.lost_ms)
    sys.stdout.write(json.dumps({
        "cuts": how.cuts, "losses": count.losses, "said": count.said,
        "lost_ms": {name: ms[min(len(ms) - 1, int(len(ms) * part))] for name, part in
                    (("median", 0.5), ("p90", 0.9), ("p99", 0.99), ("most", 1.0))},
        "over_250_ms": sum(one > 250 for one in ms), "lost_changes": sum(count.lost_changes),
    }) + "\n")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
