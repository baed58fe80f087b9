"""The table of what serves each row of the sources. `python -m callpilot.procedures.coverage FILE…` renews it there,
between the marks `coverage`: procedures by their `serves`, the rest of the console by `source_rows`.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.procedures.model import Procedure
from callpilot.procedures.source_rows import PARTS, ROWS, Row

MARK: Final = "coverage"
NOT_YET: Final = "not yet"


def shipped() -> list[Procedure]:
    """Return the shipped procedures, by id."""
    library = load_library([shipped_folder()])
    return sorted(library.procedures.values(), key=lambda procedure: procedure.id)


def serving(row: Row, procedures: Iterable[Procedure]) -> list[str]:
    """Return the ids of the procedures that serve the row, in the order given."""
    return [procedure.id for procedure in procedures if row.id in procedure.serves]


def unknown_rows(procedures: Iterable[Procedure]) -> list[tuple[str, str]]:
    """Return what procedures say they serve and no source has: the procedure's id and the row as it is written."""
    known = {row.id for row in ROWS}
    return [(procedure.id, served) for procedure in procedures for served in procedure.serves if served not in known]


def coverage_table(procedures: Iterable[Procedure], rows: Iterable[Row] = ROWS) -> str:
    """Return Markdown: one table for each source, one line a row, with what serves it."""
    known, asked = tuple(procedures), tuple(rows)
    parts: list[str] = []
    for letter, title in PARTS.items():
        lines = [_line(row, serving(row, known)) for row in asked if row.part == letter]
        if lines:
            head = "| row | what it asks for | procedures | in the program |\n| --- | --- | --- | --- |"
            parts.append("\n".join((f"## {letter}. {title}\n", head, *lines)))
    return "\n\n".join(parts)


def _line(row: Row, ids: list[str]) -> str:
    procedures = ", ".join(f"`{identity}`" for identity in ids)
    features = "; ".join((*row.features, *((f"{NOT_YET}: {row.later}",) if row.later else ())))
    if not ids and not row.features:
        features = features or NOT_YET
    return f"| {row.id} | {row.asks} | {procedures} | {features} |".replace("|  |", "| |")


def renewed(text: str) -> str:
    """Return `text` with what stands between `<!-- coverage -->` and `<!-- /coverage -->` made anew.

    Raises ValueError when the mark has no end.
    """
    before, begin, rest = text.partition(f"<!-- {MARK} -->")
    if not begin:
        return text
    _old, end, after = rest.partition(f"<!-- /{MARK} -->")
    if not end:
        raise ValueError(f"expected <!-- /{MARK} --> after <!-- {MARK} -->")
    return f"{before}{begin}\n\n{coverage_table(shipped())}\n\n{end}{after}"


def main() -> int:
    """Renew the table in the files named on the command line; return 0."""
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(renewed(path.read_text("utf-8")), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
