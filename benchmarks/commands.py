"""Commands as processes: the handover, the log as JSON, the journal verified, a ring, each beside its yardstick."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, interleaved, median
from benchmarks.processes import Unmeasurable, told, wall
from benchmarks.run import Run
from benchmarks.terminal import callpilot, environment

_PASS = [sys.executable, "-c", "pass"]
_COPY = [sys.executable, "-c", "import sys; sys.stdout.writelines(sys.stdin)"]
_HASH = [sys.executable, "-m", "benchmarks.yard.hashed"]
_MANY = 200_000  # calls from which on one round takes long
_PIECE = 16  # MB that a command may have more which holds a piece of what it prints, and no more than that


def measure_ring(run: Run) -> Iterator[Figure]:
    """Start the command that a softphone's hook runs, beside the least that Python can do."""
    rounds = run.rounds(40)
    run.say(f"{rounds} rings")
    home = run.homes.empty("rings")
    words = ("ring", "+44 20 7946 0123", "--name", "Anna", "--home", str(home))
    ours, least = interleaved(rounds, lambda: _seconds(callpilot(*words)), lambda: _seconds(_PASS))
    heavy = _loaded(words)
    yield Figure(
        what="callpilot ring", value=1000 * median(ours), unit="ms", by="more", bound=40, yard=1000 * median(least),
        limit="at most 40 ms more", yardstick="python -c pass", note=f"median of {rounds}",
    )  # fmt: skip
    yield Figure(
        what="callpilot ring: Textual, Rich, msgspec loaded", value=len(heavy), unit="", by="plain", bound=0,
        limit="none of them", note=", ".join(heavy) or "none",
    )  # fmt: skip


def _loaded(words: tuple[str, ...]) -> list[str]:
    """Which of the large libraries the command has loaded when it ends."""
    script = (
        "import atexit, sys; from callpilot.__main__ import main;"
        "atexit.register(lambda: print('\\nLOADED', *[n for n in ('textual', 'rich', 'msgspec') if n in sys.modules]));"
        "sys.exit(main())"
    )
    said = told([sys.executable, "-c", script, *words], environment())
    return said.rpartition("LOADED")[2].split()


def measure_handover(run: Run) -> Iterator[Figure]:
    """Ask for the handover of the last shift."""
    return (_handover(run, calls) for calls in run.sizes)


def _handover(run: Run, calls: int) -> Figure:
    run.say(f"handover with {calls:,} calls")
    rounds = run.rounds(20)
    argv = callpilot("handover", "--home", str(run.homes.ready(calls)))
    ours, least = interleaved(rounds, lambda: _seconds(argv), lambda: _seconds(_PASS))
    return Figure(
        what="callpilot handover", value=1000 * median(ours), unit="ms", calls=calls, by="more", bound=150,
        yard=1000 * median(least), limit="at most 150 ms more", yardstick="python -c pass", note=f"median of {rounds}",
    )  # fmt: skip


def measure_log(run: Run) -> Iterator[Figure]:
    """Print the whole log as JSON lines, beside a program that copies those lines."""
    least = 0.0
    for calls in run.sizes:
        spent, memory = _log(run, calls)
        least = least or memory
        yield spent
        yield Figure(
            what="callpilot log --json, memory", value=memory, unit="MB", calls=calls, by="more", bound=_PIECE,
            yard=least, limit=f"constant: at most {_PIECE} MB more", yardstick="the same of the smallest home",
            note="the most that was resident",
        )  # fmt: skip


def _log(run: Run, calls: int) -> tuple[Figure, float]:
    """Measure one home's; return the figure, and the most memory in MB."""
    run.say(f"log --json of {calls:,} calls")
    argv = callpilot("log", "--json", "--home", str(run.homes.ready(calls)))
    printed = run.folder / "log.jsonl"
    _keep(argv, printed)
    largest: list[float] = []

    def ours() -> float:
        spent, memory = wall(argv, environment())
        largest.append(memory)
        return spent

    rounds = _rounds(run, calls)
    spent, copied = interleaved(rounds, ours, lambda: wall(_COPY, environment(), printed)[0])
    size = printed.stat().st_size
    printed.unlink()
    figure = Figure(
        what="callpilot log --json", value=median(spent), unit="s", calls=calls, bound=3, yard=median(copied),
        limit="at most 3 ×", yardstick="python -c that copies the same lines",
        note=f"{size / 1e6:,.0f} MB; median of {rounds}",
    )  # fmt: skip
    return figure, median(largest)


def measure_verify(run: Run) -> Iterator[Figure]:
    """Verify the journal, beside hashing its bytes."""
    return (_verify(run, calls) for calls in run.sizes)


def _verify(run: Run, calls: int) -> Figure:
    run.say(f"records verify of {calls:,} calls")
    home = run.homes.ready(calls)
    rounds = _rounds(run, calls)
    argv = callpilot("records", "verify", "--home", str(home))
    hashing = [*_HASH, str(home / "data")]
    ours, hashed = interleaved(rounds, lambda: _seconds(argv), lambda: _seconds(hashing))
    return Figure(
        what="records verify", value=median(ours), unit="s", calls=calls, bound=3, yard=median(hashed),
        limit="at most 3 ×", yardstick="hashlib's SHA-256 over the same bytes", note=f"median of {rounds}",
    )  # fmt: skip


def _rounds(run: Run, calls: int) -> int:
    return 2 if run.is_quick or calls >= _MANY else 5


def _seconds(argv: list[str]) -> float:
    return wall(argv, environment())[0]


def _keep(argv: list[str], path: Path) -> None:
    """Print once into a file: what is copied beside it."""
    with path.open("wb") as file:
        done = subprocess.run(argv, env=environment(), stdout=file, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise Unmeasurable(f"log --json failed: {done.stderr.decode('utf-8', 'replace').strip()[-200:]}")
