"""What is loaded before the first frame: how many modules, whose, and what takes longest (`python -X importtime`)."""

import re
import sys
from collections import Counter
from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.run import Run
from benchmarks.terminal import Terminal, console, yard

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| +(\S+)")
_SHOWN = 12


def measure(run: Run) -> Iterator[Figure]:
    """Start the console and the empty app with `-X importtime` until their first frame."""
    run.say("modules before the first frame")
    ours = _loaded(console(run.homes.empty("fresh")), last=b"EMERGENCY")
    theirs = _loaded(yard("empty_app"), last=b"ready")
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


def _loaded(argv: list[str], *, last: bytes) -> dict[str, int]:
    """Return each module that is loaded until `last` is painted, with its own microseconds."""
    # What Python says of its imports stands between what is painted: both go the same way.
    with Terminal([sys.executable, "-X", "importtime", *argv[1:]]) as terminal:
        terminal.until_so(lambda: last in terminal.first, f"{last!r}")
        said = bytes(terminal.first)
    return loaded_in(said[: said.index(last)].decode("utf-8", "replace"))


def loaded_in(said: str) -> dict[str, int]:
    """Read what `-X importtime` says: each module with its own microseconds."""
    return {match[2]: int(match[1]) for match in _LINE.finditer(said)}
