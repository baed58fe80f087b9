"""`python -m tests.crash --kills 10000 --workers 2`: the console killed, and held to its word, that many times."""

import argparse
import ast
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

EVERY = 250


def main():
    """Run the workers, or be one; exit with 1 at any loss."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--folder", default="", help="where the homes lie; only those of failures stay")
    parser.add_argument("--minutes", type=float, default=55, help="stop after so many, whatever was done")
    parser.add_argument("--only", default="", help="one home again, by the seed that a failure named")
    parser.add_argument("--going-on", action="store_true", help="go on with another home after a failure")
    parser.add_argument("--worker", type=int, default=-1, help=argparse.SUPPRESS)
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    args.folder = args.folder or tempfile.mkdtemp(prefix="callpilot-crash-")
    if args.worker >= 0 or args.only:
        return work(args)
    return lead(args)


def work(args):
    """Kill until the share is done; print a line a home."""
    from tests.crash.forked import warm

    warm()
    from tests.crash.worker import KILLS_A_HOME, fresh_folder, kill_a_home

    left, home, failed, end = args.kills, 0, False, time.monotonic() + args.minutes * 60
    while left > 0 and time.monotonic() < end:
        seed = args.only or f"{args.seed}/{max(args.worker, 0)}/{home}"
        done = kill_a_home(seed, fresh_folder(args.folder, seed), min(left, KILLS_A_HOME))
        print(f"home {dict(done.kinds)!r} {dict(done.count)!r}", flush=True)
        if done.failure:
            failed = True
            print(f"lost {done.failure!r}", flush=True)
        left, home = left - done.kills, home + 1
        if args.only or (failed and not args.going_on):
            break
    return 1 if failed else 0


def lead(args):
    """Start the workers, add up what they say, and tell of it now and then."""
    began, said, kinds, count, failures = time.monotonic(), 0, Counter(), Counter(), 0
    share = -(-args.kills // args.workers)
    command = [sys.executable, "-m", "tests.crash", "--seed", args.seed, "--folder", args.folder]
    command += ["--kills", str(share), "--minutes", str(args.minutes), *(["--going-on"] if args.going_on else [])]
    workers = [
        subprocess.Popen([*command, "--worker", str(n)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        for n in range(args.workers)
    ]
    try:
        for line in _lines(workers):
            if line.startswith("home "):
                first, second = line[5:].split("} {")
                kinds += Counter(ast.literal_eval(first + "}"))
                count += Counter(ast.literal_eval("{" + second))
            elif line.startswith("lost "):
                failures += 1
                print(f"\n{ast.literal_eval(line[5:])}\n", flush=True)
            if sum(kinds.values()) // EVERY > said:
                said = sum(kinds.values()) // EVERY
                print(f"{sum(kinds.values())} kills, {failures} losses, {time.monotonic() - began:.0f} s", flush=True)
        ended = [worker.wait() for worker in workers]
    finally:
        for worker in workers:
            worker.terminate()
    total = sum(kinds.values())
    print(f"{total} kills in {time.monotonic() - began:.0f} s, {failures} losses")
    for name, number in [*kinds.most_common(), *count.most_common()]:
        print(f"  {number:>9} {name}")
    if not failures:
        _tidy(args.folder)
    return 0 if total >= args.kills and not failures and not any(ended) else 1


def _lines(workers):
    import selectors

    with selectors.DefaultSelector() as waiting:
        for worker in workers:
            waiting.register(worker.stdout, selectors.EVENT_READ)
        while waiting.get_map():
            for key, _events in waiting.select():
                line = key.fileobj.readline()
                if line:
                    yield line
                else:
                    waiting.unregister(key.fileobj)


def _tidy(folder):
    try:
        Path(folder).rmdir()
    except OSError:
        return


if __name__ == "__main__":
    sys.exit(main())
