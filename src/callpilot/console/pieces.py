"""What Rich and Textual remember of rows that were drawn: a shift has no end of them."""

from functools import lru_cache
from typing import Any

_KEPT = 1024


def keep_few_pieces() -> None:
    """Let the two remember what was drawn last, enough for a screen.

    Of itself Rich keeps the last 16,384 pieces that rows were cut into, each with the text that it was cut from; and
    Textual keeps the rows of a thousand widgets that are gone, as the key under which it remembers their colours. In a
    long shift that is many megabytes of rows that nobody draws again.
    """
    from rich.segment import Segment
    from textual._styles_cache import StylesCache

    cutting: Any = vars(Segment)["_split_cells"].__func__
    cut = lru_cache(_KEPT)(cutting.__wrapped__)
    Segment._split_cells = classmethod(cut)  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
    mixing: Any = vars(StylesCache)["get_inner_outer"]
    mixed = lru_cache(_KEPT)(mixing.__wrapped__)
    StylesCache.get_inner_outer = classmethod(mixed)  # pyright: ignore[reportAttributeAccessIssue]
