"""The whole call log: to its end and back, and page by page; from the key to the last row that it brings."""

import random
from collections.abc import Iterator

from benchmarks.calls import opened
from benchmarks.figures import Figure, median, share
from benchmarks.run import Run
from benchmarks.terminal import KEYS, Terminal, console

_ROWS = slice(2, 27)  # of the screen, where the log's rows stand


def measure(run: Run) -> Iterator[Figure]:
    """Go through the log of homes with more and more calls."""
    for calls in run.sizes:
        run.say(f"paging through {calls:,} calls")
        jumps, pages = _go_through(run, calls)
        for name, spans in (("jump to its end", jumps), ("one page", pages)):
            yield Figure(
                what=f"log: {name}, p99", value=1000 * share(spans, 0.99), unit="ms", calls=calls, by="plain",
                bound=33, limit="at most 33 ms",
                note=f"key to the last row painted, {len(spans)} times; p50 {1000 * median(spans):.1f} ms",
            )  # fmt: skip


def _go_through(run: Run, calls: int) -> tuple[list[float], list[float]]:
    chance = random.Random(calls)
    jumps: list[float] = []
    pages: list[float] = []
    with Terminal(console(run.homes.worked(calls))) as terminal:
        opened(terminal)
        terminal.settled(slice(2, 28), quiet=0.3)
        for _twice in range(2):
            terminal.send(KEYS["f3"])
            terminal.settled(slice(2, 28), quiet=0.2)
        terminal.until("Call log –")
        terminal.send(KEYS["down"])
        terminal.settled(_ROWS)
        for _round in range(run.rounds(20)):
            for key in ("end", "home"):
                jumps.append(_press(terminal, key))
            for _page in range(chance.randint(4, 8)):
                pages.append(_press(terminal, "pagedown"))
    return jumps, pages


def _press(terminal: Terminal, key: str) -> float:
    sent = terminal.send(KEYS[key])
    return max(0.0, terminal.settled(_ROWS) - sent)
