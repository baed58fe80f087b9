"""The list of procedures as it leaves the product: text in columns, facts for programs (B7, B11)."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from callpilot.plain.times import clock_span
from callpilot.plain.untrusted import clean_line
from callpilot.procedures.model import Procedure
from callpilot.reports.columns import GAP, cells, fit
from callpilot.reports.procedure_use import UNUSED, ProcedureUse

OWN = "*"
"""Behind the id of a procedure that the site wrote itself."""
HEADS = ("ID", "FORM", "VER.", "SINCE", "USED", "TIME", "SERVES")
MOST = 3
"""Skipped steps that are named in the text."""

_NARROWEST = 8  # cells for the rows served
_NUMBERS = (4, 5)  # used, time: set to the right
_UNDER = "    "


def as_text(
    procedures: Sequence[Procedure], use: Mapping[str, ProcedureUse], *, shipped: Path, width: int | None = None
) -> str:
    """Set the procedures in columns, the steps that are skipped most below each; `width` cells at most.

    What isn't from the folder `shipped` is the site's own. None for the width: nothing is folded.
    """
    rows = [_row(one, use.get(one.id, UNUSED), shipped) for one in procedures]
    sizes = [max(cells(row[place]) for row in (HEADS, *rows)) for place in range(len(HEADS) - 1)]
    room = None if width is None else max(width - sum(sizes) - len(GAP) * len(sizes), _NARROWEST)
    titles = room is None or max((cells(row[-1]) + len(GAP) + cells(row[6]) for row in rows), default=0) <= room
    served = max((cells(row[6]) for row in (HEADS, *rows)), default=0)
    lines = _lines((*HEADS, "TITLE"), sizes, served, room, titles=titles)
    for procedure, row in zip(procedures, rows, strict=True):
        lines += _lines(row, sizes, served, room, titles=titles)
        lines += _skipped(use.get(procedure.id, UNUSED), width)
    if any(row[0].endswith(OWN) for row in rows):
        lines.append(f"{OWN} the site's own")
    return "".join(f"{line}\n" for line in lines)


def as_facts(procedure: Procedure, use: ProcedureUse | None) -> dict[str, Any]:
    """Return what the list says of one procedure for programs: seconds, stamps, ISO dates."""
    used = use or UNUSED
    return {
        "id": procedure.id,
        "title": procedure.title,
        "form": procedure.form,
        "version": procedure.version,
        "in_force_since": str(procedure.in_force_since or ""),
        "serves": list(procedure.serves),
        "protocol": procedure.protocol,
        "accounts": list(procedure.accounts),
        "steps": len(procedure.steps),
        "entries": len(procedure.entries),
        "used": used.runs,
        "average_s": used.average_s,
        "last_used_at": used.last_at,
        "skipped": [to_builtins(step) for step in used.skipped],
        "sha256": procedure.sha256,
        "source": str(procedure.source),
    }


def _row(procedure: Procedure, use: ProcedureUse, shipped: Path) -> tuple[str, ...]:
    return (
        procedure.id + ("" if procedure.source.parent == shipped else OWN),
        procedure.form,
        clean_line(procedure.version, 12),
        str(procedure.in_force_since or ""),
        str(use.runs) if use.runs else "–",
        clock_span(use.average_s) if use.average_s is not None else "–",
        clean_line(" ".join(procedure.serves)),
        clean_line(procedure.title),
    )


def _lines(row: Sequence[str], sizes: Sequence[int], served: int, room: int | None, *, titles: bool) -> list[str]:
    """Set one row; the rows served go on below themselves where they are too many."""
    first = [
        " " * (size - cells(cell)) + cell if place in _NUMBERS else fit(cell, size)
        for place, (cell, size) in enumerate(zip(row, sizes, strict=False))
    ]
    last = [fit(row[6], served) + GAP + row[7]] if titles else textwrap.wrap(row[6], room or served) or [""]
    margin = " " * (sum(sizes) + len(GAP) * len(sizes))
    return [(GAP.join((*first, last[0]))).rstrip(), *(margin + more for more in last[1:])]


def _skipped(use: ProcedureUse, width: int | None) -> list[str]:
    """Name the steps skipped most on one line: as many as it holds, one at least."""
    if not use.skipped:
        return []
    words = [
        f"{clean_line(step.title)}{' (required)' if step.required else ''} {step.count} of {use.runs}"
        for step in use.skipped[:MOST]
    ]
    while width and len(words) > 1 and cells(_said(words)) > width:
        words.pop()
    line = _said(words)
    return [_UNDER + fit(line, width - len(_UNDER)).rstrip() if width and cells(line) > width else line]


def _said(words: Sequence[str]) -> str:
    return f"{_UNDER}skipped most: {'; '.join(words)}"
