"""What is loaded before the first frame: how many modules, whose, and what takes longest (`python -X importtime`)."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.calls import opened
from benchmarks.figures import Figure
from benchmarks.run import Run
from benchmarks.terminal import Terminal, console, yard

_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( +)(\S+)")
_SHOWN = 12


def measure(run: Run) -> Iterator[Figure]:
    """Start the console and the empty app with `-X importtime` until their first frame."""
    run.say("modules before the first frame")
    ours = _loaded(run, "console", console(run.homes.empty("fresh")), is_ours=True)
    theirs = _loaded(run, "empty app", yard("empty_app"), is_ours=False)
    own = {name: spent for name, spent in ours.items() if name not in theirs}
    slowest = sorted(own.items(), key=lambda one: -one[1])[:_SHOWN]
    whose = Counter(name.split(".")[0] for name in own)
    yield Figure(
        what="modules loaded before the first frame", value=len(ours), unit="", bound=float("inf"), by="plain",
        limit="", yardstick="an empty Textual app", yard=len(theirs),
        note="more than it: " + ", ".join(f"{name} {count}" for name, count in whose.most_common(10))
        + "; the slowest by themselves: " + ", ".join(f"{name} {spent / 1000:.1f} ms" for name, spent in slowest),
    )  # fmt: skip
    (run.folder / "modules.txt").write_text("\n".join(sorted(ours)) + "\n")


def _loaded(run: Run, name: str, argv: list[str], *, is_ours: bool) -> dict[str, int]:
    """Return each module that is loaded until the first frame, with its own microseconds."""
    said = run.folder / f"importtime-{name.replace(' ', '-')}.txt"
    script = f'exec "$0" -X importtime "$@" 2>"{said}"'
    with Terminal(["/bin/sh", "-c", script, sys.executable, *argv[1:]]) as terminal:
        if is_ours:
            opened(terminal)
        else:
            terminal.until("ready")
    return loaded_in(said)


def loaded_in(path: Path) -> dict[str, int]:
    """Read what `-X importtime` wrote: each module with its own microseconds."""
    found = (_LINE.match(line) for line in path.read_text("utf-8", "replace").splitlines())
    return {match[4]: int(match[1]) for match in found if match}
