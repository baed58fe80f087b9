"""One figure beside its yardstick, the limit that holds for it, and how it grows with the number of calls."""

import math
import statistics
import time
from collections.abc import Callable, Sequence

from msgspec import Struct

_CONSTANT = 1.5  # times the first figure the last may be, from the smallest home to the largest
_STEEP = 1.3  # from this power of the number of calls on it is more than linear


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
        values = [max(value, 1e-9) for _calls, value in self.points]
        if values[-1] <= _CONSTANT * values[0]:
            return "constant"
        before, last = self.points[-2], self.points[-1]
        if math.log(last[1] / max(before[1], 1e-9)) > _STEEP * math.log(last[0] / before[0]):
            return "more than linear"
        sizes = [float(calls) for calls, _value in self.points]
        shapes = {"logarithmic": [math.log(size) for size in sizes], "linear": sizes}
        return min(shapes, key=lambda name: _distance(shapes[name], values))


def _distance(shape: Sequence[float], values: Sequence[float]) -> float:
    """How far the best line through (shape, value) passes by the points, each in parts of its own value."""
    weights = [1 / value**2 for value in values]
    total = sum(weights)
    across = sum(w * x for w, x in zip(weights, shape, strict=True)) / total
    up = sum(w * y for w, y in zip(weights, values, strict=True)) / total
    spread = sum(w * (x - across) ** 2 for w, x in zip(weights, shape, strict=True))
    both = sum(w * (x - across) * (y - up) for w, x, y in zip(weights, shape, values, strict=True))
    slope = both / spread if spread else 0.0
    return sum(((up + slope * (x - across) - y) / y) ** 2 for x, y in zip(shape, values, strict=True))


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
