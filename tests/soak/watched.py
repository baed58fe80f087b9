"""The program as it is, started by its own `main`, and a signal at which it says what it holds in memory.

Run as a script in the place of `python -m callpilot`; the path of the answer is in CALLPILOT_SOAK.
"""

import asyncio
import gc
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path


def _look(_number, _frame):
    gc.collect()
    objects = gc.get_objects()
    tasks = [one for one in objects if isinstance(one, asyncio.Task) and not one.done()]
    kinds = Counter(type(one).__name__ for one in objects)
    answer = Path(os.environ["CALLPILOT_SOAK"])
    half = answer.with_suffix(".half")
    half.write_text(json.dumps({"tasks": len(tasks), "objects": len(objects), "kinds": kinds.most_common(400)}))
    half.rename(answer)


if __name__ == "__main__":
    sys.path = sys.path[1:]  # this folder's modules are nobody's business
    signal.signal(signal.SIGUSR1, _look)
    from callpilot.__main__ import main

    sys.exit(main())
