"""The threads in which is asked what would hold up the event loop."""

import asyncio


def keep_few_threads(count: int) -> None:
    """Have the running event loop's work beside it done by so many threads at most; by itself it takes more on and on.

    What comes when all are at work waits for its turn.
    """
    from concurrent.futures import ThreadPoolExecutor

    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(count, thread_name_prefix="callpilot-beside"))
