"""The figures as people and programs read them: a table in Markdown with its curves, and JSON."""

import json
import math
import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.charts import chart
from benchmarks.figures import Curve, Figure

_INTRODUCTION = """\
Every figure stands beside its yardstick, measured in the same run and, where both can run in turn, interleaved with it;
each is the median of many unless it says otherwise. What can be counted instead of timed is held by tests.

`make bench ARGS="--out docs"` repeats the run and writes this page: the first time it makes homes of 1,000 to 1,000,000
calls in the folder for temporary files, which takes about 5 GB, and 2 GB more while it runs. `--only start keys`
measures some of it, `--calls 1000 10000` with fewer calls, and `--quick` only looks whether all can be measured. What
isn't as it must be is marked."""


def machine() -> dict[str, str]:
    """Describe the machine and what the programs run on."""
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
        "textual": _version("textual"),
        "load": "{:.1f} {:.1f} {:.1f}".format(*os.getloadavg()),
    }


def curves(figures: Sequence[Figure]) -> list[Curve]:
    """Put what was measured with several numbers of calls into curves."""
    grouped: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for one in figures:
        if one.calls:
            grouped.setdefault((one.what, one.unit), []).append((one.calls, one.value))
    return [
        Curve(what=what, unit=unit, points=tuple(sorted(points)))
        for (what, unit), points in grouped.items()
        if len(points) > 1
    ]


def table(figures: Sequence[Figure]) -> list[str]:
    """The rows of the table: of what was measured with several numbers of calls, the one with the most."""
    rows = ["| what | measured | beside | | must be | |", "| --- | ---: | --- | ---: | --- | --- |"]
    return rows + [_row(one) for one in _with_most(figures)]


def _with_most(figures: Sequence[Figure]) -> list[Figure]:
    most = {one.what: max(other.calls for other in figures if other.what == one.what) for one in figures}
    return [one for one in figures if one.calls == most[one.what]]


def _missed(figures: Sequence[Figure]) -> list[str]:
    """Say which figures aren't as they must be: those of the table, and those of fewer calls, by themselves."""
    judged = _with_most(figures)
    missed = [one.what for one in judged if not one.is_met]
    said = f"Not as it must be: {'; '.join(missed)}." if missed else "All of these are as they must be."
    fewer = [f"{one.what}{_of(one)} {_judged(one)}" for one in figures if one not in judged and not one.is_met]
    if fewer:
        said += (
            "\n\nThe limits are for the most calls. With fewer, where what a program takes to start weighs more,"
            f" above the same limit: {'; '.join(fewer)}."
        )
    return [said]


def _judged(one: Figure) -> str:
    """What is held against the bound, as it is written."""
    written = {"ratio": f"{one.judged:.2f} ×", "more": f"{one.judged:+.0f} {one.unit}"}
    return written.get(one.by, f"{number(one.value)} {one.unit}".strip())


def _row(one: Figure) -> str:
    with_calls = f" ({one.calls:,} calls)" if one.calls else ""
    beside = f"{one.yardstick}: {number(one.yard)} {one.unit}".strip() if one.yardstick else ""
    ratio = _judged(one) if one.by in ("ratio", "more") else ""
    cells = (f"{one.what}{with_calls}", f"{number(one.value)} {one.unit}".strip(), beside, ratio, one.limit, sign(one))
    return f"| {' | '.join(cells)} |"


def sign(one: Figure) -> str:
    """Whether a figure is as it must be, as a sign and a word; nothing for orientation."""
    if math.isinf(one.bound):
        return ""
    return "✔ met" if one.is_met else "✘ **not met**"


def number(value: float) -> str:
    """Write a number with three figures that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def markdown(figures: Sequence[Figure], facts: dict[str, str], faults: Sequence[str], spent: float) -> str:
    """Write the whole report."""
    parts = [
        "# How fast it is", "", _INTRODUCTION, "",
        *(f"- {name}: {words}" for name, words in facts.items()),
        f"- the whole run: {spent / 60:.0f} minutes", "",
        *table(figures), "",
        *_missed(figures), "",
    ]  # fmt: skip
    if faults:
        parts += ["## Not measured", "", *(f"- {line}" for line in faults), ""]
    parts += ["## How they grow", ""]
    for curve in curves(figures):
        parts += [f"**{curve.what}**: {curve.growth}", "", "```", *chart(curve), "```", ""]
    parts += ["## Notes", "", *(f"- {one.what}{_of(one)}: {one.note}" for one in figures if one.note), ""]
    return "\n".join(parts)


def _of(one: Figure) -> str:
    return f" ({one.calls:,} calls)" if one.calls else ""


def as_json(figures: Sequence[Figure], facts: dict[str, str], faults: Sequence[str], spent: float) -> str:
    """Write all that was found for programs."""
    found = [
        {name: _finite(getattr(one, name)) for name in one.__struct_fields__}
        | {"judged": _finite(one.judged), "is_met": one.is_met}
        for one in figures
    ]
    drawn = curves(figures)
    grown = [{"what": one.what, "unit": one.unit, "points": one.points, "growth": one.growth} for one in drawn]
    whole = {"machine": facts, "seconds": round(spent), "figures": found, "curves": grown, "not_measured": list(faults)}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
    except (ValueError, OSError):
        return "unknown"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
