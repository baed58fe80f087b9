"""Procedures as they ran, in the index: what is counted of them, from calls, incidents and shifts (B7, B11)."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from callpilot.records.parts import ProcedureRecord


class RunCount(Struct, frozen=True):
    """How often a procedure ran. `timed` of the `runs` took any time, together `seconds`; `last` is a stamp."""

    procedure: str
    runs: int
    timed: int
    seconds: float
    last: str


class SkipCount(Struct, frozen=True):
    """How often a step was skipped."""

    procedure: str
    step: str
    count: int


RunRow = tuple[str, int, str, str, float]
SkipRow = tuple[str, int, str, str, str]


def runs_in(record: str, at: str, procedures: Sequence[ProcedureRecord]) -> Iterator[RunRow]:
    """Yield the procedures of a record as they ran, for the table `runs`; `at` is a stamp."""
    for place, run in enumerate(procedures):
        yield record, place, at, run.id, sum(step.seconds for step in run.steps)


def skips_in(record: str, at: str, procedures: Sequence[ProcedureRecord]) -> Iterator[SkipRow]:
    """Yield the steps that were skipped in a record, for the table `skips`; `at` is a stamp."""
    for place, run in enumerate(procedures):
        for step in run.steps:
            if step.outcome == "skipped":
                yield record, place, at, run.id, step.id


def file_runs(
    base: sqlite3.Connection, before: Sequence[str], runs: Sequence[RunRow], skips: Sequence[SkipRow]
) -> None:
    """Put procedures in the place of those that the records `before` had."""
    for table in ("runs", "skips"):
        base.executemany(f"DELETE FROM {table} WHERE record = ?", ((record,) for record in before))
    base.executemany("INSERT INTO runs VALUES (?, ?, ?, ?, ?)", runs)
    base.executemany("INSERT OR IGNORE INTO skips VALUES (?, ?, ?, ?, ?)", skips)


def runs_counted(since: str | None, until: str | None) -> tuple[str, list[Any]]:
    """Return what counts runs from the stamp `since` on and before `until`, as SQL for rows of `RunCount`."""
    condition, bound = _within(since, until)
    counted = "count(*), sum(seconds > 0), total(seconds), max(at)"
    return f"SELECT procedure, {counted} FROM runs WHERE {condition} GROUP BY procedure", bound


def skips_counted(since: str | None, until: str | None) -> tuple[str, list[Any]]:
    """Return what counts skipped steps, the most skipped first, as SQL for rows of `SkipCount`."""
    condition, bound = _within(since, until)
    order = "ORDER BY count(*) DESC, procedure, step"
    return f"SELECT procedure, step, count(*) FROM skips WHERE {condition} GROUP BY procedure, step {order}", bound


def _within(since: str | None, until: str | None) -> tuple[str, list[Any]]:
    parts = [(f"at {sign} ?", value) for sign, value in ((">=", since), ("<", until)) if value]
    return " AND ".join(("1", *(part for part, _ in parts))), [value for _, value in parts]
