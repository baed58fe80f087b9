"""Start to the first usable frame, beside an empty Textual app; and the modules that are loaded until then."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import calls
from benchmarks.figures import Figure, interleaved, median
from benchmarks.run import Run
from benchmarks.terminal import Terminal, console, yard

_APP = "an empty Textual app"
_EMPTY = "the console in an empty home"


def measure(run: Run) -> Iterator[Figure]:
    """Start each in turn, many times."""
    rounds = run.rounds(20)
    used = run.homes.empty("used")
    homes = [(size, run.homes.worked(size)) for size in run.sizes]
    for home in (used, *(home for _size, home in homes)):
        _settle(home)  # the shift is signed on, what the disk has of it is in memory
    run.say(f"{rounds} starts of each")
    app, fresh, again, *full = interleaved(
        rounds,
        lambda: _start(yard("empty_app"), lambda terminal: terminal.until("ready")),
        lambda: _start(console(run.homes.empty("fresh")), calls.opened),
        lambda: _start(console(used), calls.opened),
        *(_starter(home) for _size, home in homes),
    )
    yield Figure(
        what="start to first usable frame", value=1000 * median(fresh), unit="ms", bound=1.35,
        limit="at most 1.35 × the empty app", yardstick=_APP, yard=1000 * median(app),
        note=f"a new, empty home each time; median of {rounds}",
    )  # fmt: skip
    for (size, _home), found in zip(homes, full, strict=True):
        yield Figure(
            what="start with calls on disk", value=1000 * median(found), unit="ms", calls=size, bound=1.1,
            limit="at most 1.1 × the empty home's", yardstick=_EMPTY, yard=1000 * median(again),
            note=f"the index is warm, the shift goes on in both; median of {rounds}",
        )  # fmt: skip


def _starter(home: Path) -> Callable[[], float]:
    return lambda: _start(console(home), calls.opened)


def _start(argv: Sequence[str], shown: Callable[[Terminal], float]) -> float:
    with Terminal(argv) as terminal:
        return shown(terminal) - terminal.started


def _settle(home: Path) -> None:
    with Terminal(console(home)) as terminal:
        calls.opened(terminal)
        terminal.settled(slice(2, 28), quiet=0.5)
