"""What holds for all tests: how long an example takes says nothing on a busy machine; the same run finds the same.

The long runs (docs/reliability.md), which an environment variable asks for, look for what is new.
"""

import os

from hypothesis import settings

EXPLORES = any(name.startswith("CALLPILOT_") for name in os.environ)

settings.register_profile("callpilot", deadline=None, derandomize=not EXPLORES)
settings.load_profile("callpilot")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: consoles wait for a while for their terminal, their disk, their timers."""
    return (os.cpu_count() or 1) + 1
