"""What the kernel says of a running process: memory, open files, threads, processor time. Linux only."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sample:
    """One look at a process: memory in KiB, processor time in seconds since its start."""

    pss: int
    private: int
    descriptors: int
    threads: int
    cpu: float


def sample(pid: int) -> Sample:
    """Look at the process `pid`. Raises OSError when it is gone."""
    place = Path("/proc") / str(pid)
    memory = _rollup((place / "smaps_rollup").read_text("ascii"))
    return Sample(
        pss=memory["Pss"],
        private=memory["Private_Clean"] + memory["Private_Dirty"],
        descriptors=len(list((place / "fd").iterdir())),
        threads=len(list((place / "task").iterdir())),
        cpu=cpu(pid),
    )


def cpu(pid: int) -> float:
    """Seconds of processor time that the process has had, in all its threads."""
    # The name of the program stands in brackets and may hold anything.
    after = (Path("/proc") / str(pid) / "stat").read_text("ascii").rpartition(")")[2].split()
    return (int(after[11]) + int(after[12])) / _TICK


def open_files(pid: int) -> list[str]:
    """What the process holds open, by name."""
    names: list[str] = []
    for entry in sorted((Path("/proc") / str(pid) / "fd").iterdir()):
        try:
            names.append(str(entry.readlink()))
        except FileNotFoundError:
            continue
    return names


def _rollup(text: str) -> dict[str, int]:
    return {name: int(kib) for name, kib in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)}


def quantile(values: list[float], part: float) -> float:
    """The value beneath which `part` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
