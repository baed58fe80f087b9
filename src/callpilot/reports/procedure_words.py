"""How a procedure was gone through, in words: the way taken with its returns, the items ticked (E4, E6)."""

import textwrap
from collections.abc import Mapping
from typing import Any

from callpilot.reports.attempts import items_of, strings_of
from callpilot.reports.titles import Titles, title

_WIDTH = 96  # columns, with the margin before it within a hundred
_MOST = 60  # steps of a way that are read out; of a longer one its beginning and its end


def way_lines(procedure: Mapping[str, Any], titles: Titles) -> list[str]:
    """Return how the steps of one record of `procedures` were gone through, folded; none when just in the file's order.

    `↩` stands before a step to which the operator went back.
    """
    visits = strings_of(procedure.get("trail"))
    if visits and isinstance(current := procedure.get("current"), str) and current:
        visits = [*visits, current]
    in_file = [str(step.get("id")) for step in items_of(procedure.get("steps"))]
    if visits == in_file[: len(visits)]:
        return []
    places = {step: place for place, step in enumerate(in_file)}
    words: list[str] = []
    for before, step in zip(["", *visits], visits, strict=False):
        is_return = places.get(step, 0) < places.get(before, 0)
        words.append(("↩ " if is_return else "") + title(titles, procedure.get("id"), step))
    if len(words) > _MOST:
        words = [*words[: _MOST // 2], f"… {len(words) - _MOST:,} more …", *words[-_MOST // 2 :]]
    return textwrap.wrap(
        f"way taken: {' → '.join(words).replace('→ ↩', '↩')}",
        _WIDTH,
        subsequent_indent=" " * 11,
        break_on_hyphens=False,
    )


def items_words(step: Mapping[str, Any]) -> str:
    """Return which of a step's sub-items were ticked, by number: `ticked 1, 3`; empty without any."""
    ticked = step.get("items")
    numbers = [str(one) for one in ticked if isinstance(one, int)] if isinstance(ticked, list) else []  # pyright: ignore[reportUnknownVariableType]
    return f"ticked {', '.join(numbers)}" if numbers else ""
