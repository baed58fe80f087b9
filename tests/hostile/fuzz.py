"""Lets a fuzzer loose on every parser for a while: `python -m tests.hostile.fuzz [--seconds 20] [NAME …]`.

With atheris (coverage-guided) where it can be imported, with plain mutation elsewhere. Each parser runs in a process
of its own with a corpus of its own in a temporary folder; what breaks it is printed, and the status is 1.
"""

import argparse
import contextlib
import importlib.util
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.hostile.nasty import NASTY


def main() -> int:
    """Fuzz all parsers, or those named, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=int, default=20, help="for each parser")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args, rest = parser.parse_known_args()
    if args.one:
        return _one(args.names[0], args.seconds, rest)
    from tests.hostile.targets import targets

    with tempfile.TemporaryDirectory() as folder:
        known = list(targets(Path(folder)))
    return max([_apart(name, args.seconds) for name in args.names or known], default=0)


def _apart(name: str, seconds: int) -> int:
    """Fuzz one parser in a process of its own; say how often it was run, and what broke it."""
    command = [sys.executable, "-m", "tests.hostile.fuzz", "--one", "--seconds", str(seconds), name]
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 120, errors="replace")
        runs = re.findall(r"(?:Done |stat::number_of_executed_units: +|^#)(\d+)", done.stdout + done.stderr, re.M)
        broke = done.returncode != 0
        print(f"{name:14} {max(map(int, runs), default=0):>9,} runs  {'BROKEN' if broke else 'no find'}", flush=True)
        if broke:
            print((done.stdout + done.stderr)[-4000:])
        return int(broke)
    print(f"{name:14} hangs")
    return 1


def _one(name: str, seconds: int, rest: list[str]) -> int:
    os.environ.update(HOME="/nonexistent", COLUMNS="80")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if importlib.util.find_spec("atheris"):
            return _guided(name, seconds, place, rest)
        return _blind(name, seconds, place)


def _guided(name: str, seconds: int, place: Path, rest: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=["callpilot"]):
        from tests.hostile.targets import targets

        parse, seed = targets(place)[name]
        parse(seed)  # what it imports late is instrumented too
    corpus = place / "corpus"
    corpus.mkdir()
    for number, data in enumerate((seed, *_tokens())):
        (corpus / str(number)).write_bytes(data)

    def tried(data: bytes) -> None:
        # What is printed while fuzzing is the parser's.
        parse(data)

    options = [f"-max_total_time={seconds}", "-max_len=4096", f"-artifact_prefix={place}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, *rest, str(corpus)], tried)
    atheris.Fuzz()
    return 0


def _blind(name: str, seconds: int, place: Path) -> int:
    from tests.hostile.targets import targets

    parse, seed = targets(place)[name]
    tokens, dice, runs = _tokens(), random.Random(0), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = seed
        for _ in range(dice.randint(1, 4)):
            begin = dice.randint(0, len(data))
            stop = min(len(data), begin + dice.randint(0, 12))
            data = (
                data[:begin]
                + dice.choice((b"", dice.choice(tokens), dice.randbytes(3), data[begin:stop] * 2))
                + data[stop:]
            )
        runs += 1
        try:
            parse(data)
        except Exception:
            traceback.print_exc()
            print(f"Done {runs} runs; the input: {data!r}")
            return 1
    print(f"Done {runs} runs")
    return 0


def _tokens() -> list[bytes]:
    return [text[:400].encode("utf-8", "surrogatepass") for text in NASTY.values()]


if __name__ == "__main__":
    raise SystemExit(main())
