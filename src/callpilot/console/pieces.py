"""The pieces that rows are cut into as they are drawn: Rich remembers them, and a shift has no end of them."""

from functools import lru_cache
from typing import Any

_KEPT = 1024


def keep_few_pieces() -> None:
    """Let Rich remember the pieces that were cut last, enough for a screen.

    Of itself it keeps the last 16,384, each with the text that it was cut from: in a long shift many megabytes of rows
    that nobody draws again.
    """
    from rich.segment import Segment

    cutting: Any = vars(Segment)["_split_cells"].__func__
    cut = lru_cache(_KEPT)(cutting.__wrapped__)
    Segment._split_cells = classmethod(cut)  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
