"""One worker: homes one after the other, each killed many times; everything random comes from the seed."""

import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.forked import Console
from tests.crash.instants import KINDS, Instant
from tests.crash.oracle import Oracle
from tests.crash.shift import Operator

from callpilot.console.configuration import read_config
from callpilot.site.home import find_home
from callpilot.site.sample import write_sample

KILLS_A_HOME = 40
HONEST = 10
"""Every so many starts are starts of the program itself."""
PATIENCE = 60.0


@dataclass
class Result:
    """What came of some kills."""

    kinds: Counter = field(default_factory=Counter)
    count: Counter = field(default_factory=Counter)
    failure: str = ""

    @property
    def kills(self):
        """How often it was killed."""
        return sum(self.kinds.values())


def kill_a_home(seed, folder, kills=KILLS_A_HOME):
    """Kill consoles on a fresh home `kills` times; stop at the first loss and keep the home then."""
    shutil.rmtree(folder, ignore_errors=True)
    home = find_home(str(folder), {})
    home.prepare()
    chance = random.Random(f"{seed} home")
    if chance.random() < 0.75:
        write_sample(home.config)
    oracle = Oracle(home, read_config(home).library.procedures)
    result = Result(count=oracle.count)
    for life in range(kills):
        failure = _live(f"{seed} {life}", home, folder, oracle, result)
        if failure:
            result.failure = f"seed {seed}, kill {life + 1} of its home: {failure}\nThe home is kept: {folder}"
            return result
    shutil.rmtree(folder, ignore_errors=True)
    return result


def _live(seed, home, folder, oracle, result):
    """Start, work, die; return what was lost."""
    chance = random.Random(seed)
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    honest = chance.random() * HONEST < 1
    console = Console(folder, honest=honest)
    instant = Instant(chance, console, kind)
    is_bold = kind in ("amid a deed", "at “saved”")
    operator = Operator(console, home, chance, instant, oracle.disk, oracle.rung, bold=is_bold)
    try:
        first = _until_started(console)
        if first:
            oracle.started(console)
            began = "\n".join(console.screen.text.splitlines())
            if not oracle.faults:
                instant.started()
                _work(console, operator)
        elif not console.killed_at:
            oracle.faults.append("it didn't start")
    finally:
        instant.over()
        console.kill()
        status = console.buried()
    oracle.ended(console, status, operator if first else None)
    oracle.faults += operator.faults
    result.kinds[kind] += 1
    result.count["starts of the program itself" if honest else "starts by fork"] += 1
    result.count["characters typed"] += operator.typed
    result.count["milliseconds of the processor"] += int(console.cpu * 1000)
    if not oracle.faults:
        return ""
    last = "\n".join(oracle.faults)
    return (
        f"{last}\nkilled {kind} {instant.what}, {console.killed_at - console.began:.3f} s after the start"
        f"{' (honest)' if honest else ''}\nkeys: {operator.script}\n"
        f"--- the screen after the start\n{began if first else ''}\n--- the screen at the end\n{console.screen.text}"
    )


def _until_started(console):
    """Wait until the desk is there and nothing moves any more; False when it was killed before."""
    end = time.monotonic() + PATIENCE
    while console.runs and not console.killed_at and time.monotonic() < end:
        console.read(0.05)
        # The row of keys is at the foot, or a dialog that takes all the screen.
        if console.screen.frames and ("F1" in console.screen.lines[-1] or "╰" in console.screen.lines[-1]):
            return console.settled(PATIENCE)
    return False


def _work(console, operator):
    while console.runs and not console.killed_at and not operator.faults:
        operator.act()
        if len(operator.script) > 400:
            return


def fresh_folder(base, seed):
    """Where the home of a seed lies."""
    return Path(base) / "home-{}".format(str(seed).replace(" ", "-").replace("/", "-"))
