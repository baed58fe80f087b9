"""`python -m benchmarks`: measure all that is promised about speed, each figure beside its yardstick."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    commands,
    emergency,
    indexing,
    keys,
    modules,
    opening,
    paging,
    peers,
    report,
    resting,
    saving,
    searching,
)
from benchmarks.figures import Figure
from benchmarks.homes import Homes
from benchmarks.processes import Unmeasurable
from benchmarks.run import Run

MEASURES: dict[str, Callable[[Run], Iterator[Figure]]] = {
    "start": opening.measure,
    "modules": modules.measure,
    "keys": keys.measure,
    "emergency": emergency.measure,
    "idle": resting.measure_idle,
    "memory": resting.measure_memory,
    "save": saving.measure,
    "find": searching.measure,
    "log": paging.measure,
    "handover": commands.measure_handover,
    "json": commands.measure_log,
    "verify": commands.measure_verify,
    "index": indexing.measure,
    "ring": commands.measure_ring,
    "peers": peers.measure,
}
"""What can be measured, by the name that `--only` takes."""

SIZES = (1_000, 10_000, 100_000, 1_000_000)


def main() -> int:
    """Measure what the command line asks for; return 0, or 1 when something isn't as it must be or
    can't be measured."""
    args = _parser().parse_args()
    args.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    homes = Homes(args.folder)
    run = Run(folder=args.folder, sizes=tuple(sorted(args.calls)), homes=homes, is_quick=args.quick, say=_say)
    began, facts = time.monotonic(), report.machine()
    try:
        figures, faults = measured(run, args.only or list(MEASURES))
    finally:
        homes.clear()
    spent = time.monotonic() - began
    args.out.mkdir(parents=True, exist_ok=True)
    text = report.markdown(figures, facts, faults, spent)
    (args.out / "performance.md").write_text(text, "utf-8")
    (args.out / "performance.json").write_text(report.as_json(figures, facts, faults, spent), "utf-8")
    sys.stdout.write(text)
    lacks = [line for line in faults if not line.startswith("peers:")]  # without a registry there are none
    return 0 if all(one.is_met for one in figures) and not lacks else 1


def measured(run: Run, names: list[str]) -> tuple[list[Figure], list[str]]:
    """Measure one after the other; what can't be measured is told in one line, and the others go on."""
    figures: list[Figure] = []
    faults: list[str] = []
    for name in names:
        _say(f"{name} …")
        try:
            for one in MEASURES[name](run):
                figures.append(one)
                _say(f"  {one.what} ({one.calls:,}): {report.number(one.value)} {one.unit} {report.sign(one)}")
        except (Unmeasurable, OSError) as fault:
            faults.append(f"{name}: {fault}")
            _say(f"  not measured: {fault}")
    return figures, faults


def _say(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=SIZES, metavar="N", help="calls of each home")
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="NAME", help=f"of: {', '.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="measure little: only to see that all can be measured")
    scratch = Path(tempfile.gettempdir()) / "callpilot-bench"
    parser.add_argument("--folder", type=Path, default=scratch, help=f"where homes are made and kept ({scratch})")
    parser.add_argument("--out", type=Path, default=scratch, help="where performance.md and performance.json go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
