"""What the system tells of another process: its time, its memory, and how long a command takes."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


class Unmeasurable(Exception):
    """Something can't be measured here. The text is one line that says why."""


def cpu_seconds(pid: int) -> float:
    """How much processor time the process has used, all its threads. Raises Unmeasurable without /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total = sum(int(one.read_text().split()[0]) for one in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    except OSError as fault:
        raise Unmeasurable(f"processor time is read from /proc, which says: {fault.strerror}") from None
    return total / 1e9 if total else (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ticked_seconds(pid: int) -> float:
    """The same in the system's own coarse ticks, ended threads included: for long spans. Raises Unmeasurable."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError as fault:
        raise Unmeasurable(f"processor time is read from /proc, which says: {fault.strerror}") from None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """The process's memory that is not shared with files or is, in MB: what `top` shows. Raises Unmeasurable."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError as fault:
        raise Unmeasurable(f"memory is read from /proc, which says: {fault.strerror}") from None
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def wall(argv: Sequence[str], env: Mapping[str, str], stdin: Path | None = None) -> tuple[float, float]:
    """Run a command, what it prints thrown away; return its seconds and its largest memory in MB.

    Raises Unmeasurable when it fails.
    """
    with (stdin or Path(os.devnull)).open("rb") as source:
        began = time.perf_counter()
        child = subprocess.Popen(argv, env=env, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert child.stderr is not None
        said = child.stderr.read()
        _pid, status, usage = os.wait4(child.pid, 0)
        spent = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stderr.close()
    if child.returncode:
        last = (said.decode("utf-8", "replace").strip().splitlines() or ["nothing said"])[-1]
        raise Unmeasurable(f"{' '.join(argv[1:4])} … ended with {child.returncode}: {last[:200]}")
    return spent, usage.ru_maxrss / 1024


def told(argv: Sequence[str], env: Mapping[str, str]) -> str:
    """Run a command and return what it prints. Raises Unmeasurable when it fails."""
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unmeasurable(f"{' '.join(argv[1:4])} … failed: {(done.stderr.strip().splitlines() or [''])[-1][:200]}")
    return done.stdout
