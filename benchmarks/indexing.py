"""The index made from nothing: how long, beside sqlite3 inserting ready rows; and what is usable meanwhile."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import calls
from benchmarks.figures import Figure, interleaved, median
from benchmarks.homes import COUNTRY
from benchmarks.processes import Unmeasurable, told
from benchmarks.run import Run
from benchmarks.terminal import PATIENCE, Terminal, console, environment, yard

_FILL = (
    "import sys, time; from pathlib import Path; from callpilot.journal.index import Index;"
    "index = Index(Path(sys.argv[1]), Path(sys.argv[2]), country=sys.argv[3]); began = time.perf_counter();"
    "index.catch_up(); index.close(); print(time.perf_counter() - began)"
)
_MANY = 200_000  # calls from which on it is made once only


def measure(run: Run) -> Iterator[Figure]:
    """Fill an index from the journal, and another one from the rows of the finished one."""
    for size in run.sizes:
        yield _built(run, size)
    yield _usable(run)


def _built(run: Run, size: int) -> Figure:
    run.say(f"index of {size:,} calls")
    home = run.homes.ready(size)
    rounds = 1 if run.is_quick or size >= _MANY else 3
    ours, ready = interleaved(rounds, lambda: _ours(run, home), lambda: _ready(run, home))
    return Figure(
        what="index built", value=median(ours), unit="s", calls=size, bound=1.5, yard=median(ready),
        limit="at most 1.5 ×", yardstick="sqlite3 inserting the same rows and full text from ready tuples",
        note=f"median of {rounds}; {(home / 'cache/index.sqlite').stat().st_size / 1e6:,.0f} MB",
    )  # fmt: skip


def _ours(run: Run, home: Path) -> float:
    return _timed(run, [sys.executable, "-c", _FILL, str(home / "data")], COUNTRY)


def _ready(run: Run, home: Path) -> float:
    return _timed(run, [*yard("filled"), str(home / "cache/index.sqlite")])


def _timed(run: Run, argv: list[str], *more: str) -> float:
    folder = run.homes.empty("built")
    try:
        return float(told([*argv, str(folder), *more], environment()))
    finally:
        shutil.rmtree(folder)


def _usable(run: Run) -> Figure:
    """Open a console whose index is gone, and wait for the newest call in its log."""
    home = run.homes.copy(run.most, "cold", is_cold=True)
    newest = _newest_name(run.homes.ready(run.most))
    try:
        with Terminal(console(home)) as terminal:
            opened = calls.opened(terminal)
            spent = terminal.until(f"← {newest}") - opened
            terminal.rest(3.0)
            shows = b"being read anew" in terminal.first
        note = f"first frame until the newest call is in the log; progress {'shows' if shows else 'does not show'}"
    except Unmeasurable:
        spent, note = PATIENCE, f"given up after {PATIENCE:.0f} s"
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return Figure(
        what="newest calls usable while the index is built", value=max(0.0, spent), unit="s", calls=run.most,
        by="plain", bound=1.0, limit="at most 1 s", note=note,
    )  # fmt: skip


def _newest_name(home: Path) -> str:
    base = sqlite3.connect(home / "cache/index.sqlite")
    try:
        found = base.execute("SELECT name FROM calls WHERE direction = 'inbound' ORDER BY at DESC, id DESC LIMIT 1")
        return str(found.fetchone()[0])
    finally:
        base.close()
