"""One run of the benchmarks: where it works, with how many calls, and how often it measures."""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from benchmarks.homes import Homes


class Run(Struct, frozen=True, kw_only=True):
    """What every measure is given. `sizes`: how many calls the homes have, the smallest first; `say`: tells the person
    who waits how far it is.
    """

    folder: Path
    sizes: tuple[int, ...]
    homes: Homes
    is_quick: bool = False
    say: Callable[[str], None] = lambda _line: None

    @property
    def most(self) -> int:
        """How many calls the largest home has."""
        return self.sizes[-1]

    def rounds(self, many: int) -> int:
        """How often something is measured: a quick run only looks whether all can be measured."""
        return max(2, many // 10) if self.is_quick else many
