"""Words of two lengths, for places where there may be little room."""

from typing import NamedTuple


class Said(NamedTuple):
    """Something to be seen: in a row of its own, and in few words where several share a row."""

    whole: str = ""
    brief: str = ""
