"""One figure beside its yardstick, the limit that holds for it, and how it grows with the number of calls."""

import math
import statistics
import time
from collections.abc import Callable, Sequence

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """What was measured, in `unit`; beside what, in the same run; and what it must be.

    `limit` says it in words; `bound` is the number that `judged` may have: value ÷ yardstick, value − yardstick, or the
    value, as `by` says (ratio, more, plain). `calls` is how many calls the home had. `note`: what else is to be known.
    """

    what: str
    value: float
    unit: str
    limit: str
    bound: float
    by: str = "ratio"
    yardstick: str = ""
    yard: float = 0
    calls: int = 0
    note: str = ""

    @property
    def judged(self) -> float:
        """What is held against the bound."""
        if self.by == "ratio":
            return self.value / self.yard if self.yard else math.inf
        return self.value - self.yard if self.by == "more" else self.value

    @property
    def is_met(self) -> bool:
        """Whether it is as it must be."""
        return self.judged <= self.bound


class Curve(Struct, frozen=True, kw_only=True):
    """One figure for homes of more and more calls: points of (calls, value) in `unit`."""

    what: str
    unit: str
    points: tuple[tuple[int, float], ...]

    @property
    def growth(self) -> str:
        """Name how it grows: constant, logarithmic or linear, whichever lies nearest to the points."""
        first, last = self.points[0], self.points[-1]
        if last[1] <= 1.5 * max(first[1], 1e-9):
            return "constant"
        steepness = math.log(last[1] / max(first[1], 1e-9)) / math.log(last[0] / first[0])
        return "logarithmic" if steepness < 0.35 else "linear" if steepness < 1.15 else "more than linear"


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def share(values: Sequence[float], part: float) -> float:
    """The value below which `part` (0 to 1) of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(part * len(ordered)) - 1)]


def interleaved(rounds: int, *runs: Callable[[], float]) -> list[list[float]]:
    """Run each in turn, `rounds` times, so that whatever disturbs the machine disturbs all of them."""
    found: list[list[float]] = [[] for _ in runs]
    for turn in range(rounds):
        order = list(enumerate(runs))
        for place, run in order if turn % 2 == 0 else reversed(order):
            found[place].append(run())
    return found


def seconds(do: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
