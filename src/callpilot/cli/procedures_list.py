"""`callpilot procedures list`: every procedure in force, and how it is used."""

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from callpilot.cli.procedures_library import home_named, library_at, tell, write

if TYPE_CHECKING:
    from callpilot.procedures.model import Procedure


def run(args: Namespace) -> int:
    """Print the procedures in force; return 0."""
    library = library_at(home_named(args))
    # What is wrong in files is told, but what could be read is shown.
    tell(library.problems)
    procedures = sorted(library.procedures.values(), key=lambda procedure: procedure.id)
    if args.json:
        write(json.dumps([_facts(procedure) for procedure in procedures], ensure_ascii=False, indent=1))
        return 0
    rows = [("ID", "FORM", "VERSION", "IN FORCE", "SERVES", "TITLE")]
    rows += [(p.id, p.form, p.version, str(p.in_force_since or ""), " ".join(p.serves), p.title) for p in procedures]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [text.ljust(width) for text, width in zip(row[:5], widths, strict=True)]
        write("  ".join((*cells, row[5])))
    return 0


def _facts(procedure: "Procedure") -> dict[str, Any]:
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
        "sha256": procedure.sha256,
        "source": str(procedure.source),
    }
