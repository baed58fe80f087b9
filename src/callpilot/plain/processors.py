"""How many processors there are for this process."""

import os


def available_processors() -> int:
    """Return on how many processors this process may run; 1 where that isn't known."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
