"""What is said to the operator: words of two lengths, for places where there may be little room; how long it stays."""

from typing import NamedTuple

STAYS = {False: 3.0, True: 5.0}
"""For how many seconds a line said at the foot of a screen stays; a grave one (`True`) longer."""


class Said(NamedTuple):
    """Something to be seen: in a row of its own, and in few words where several share a row."""

    whole: str = ""
    brief: str = ""
