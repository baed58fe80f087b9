"""`callpilot procedures show`: one procedure, to be read."""

import json
import shutil
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from callpilot.cli.parsing import CommandError
from callpilot.cli.procedures_library import home_named, library_at, tell, unknown, write

if TYPE_CHECKING:
    from callpilot.procedures.loading import Library
    from callpilot.procedures.model import Procedure

WIDEST = 100  # columns; longer lines are hard to read
NARROWEST = 40


def run(args: Namespace) -> int:
    """Print one procedure; return 0. Raises CommandError (status 1) when there is none by that id."""
    library = library_at(home_named(args))
    tell(library.problems)
    procedure = library.get(args.id)
    if procedure is None:
        raise CommandError(unknown(library, args.id))
    if args.json:
        write(json.dumps(_facts(procedure, library), ensure_ascii=False, indent=1))
        return 0
    from callpilot.procedures.flow import plain
    from callpilot.procedures.page import page

    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    is_plain = not _has_signs()
    for line in page(procedure, library, max(width, NARROWEST)):
        write(plain(line) if is_plain else line)
    return 0


def _has_signs() -> bool:
    """Tell whether standard output can show the signs of the tree."""
    from callpilot.procedures.flow import SIGNS

    try:
        SIGNS.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _facts(procedure: "Procedure", library: "Library") -> dict[str, Any]:
    """Return everything that the file says, with targets in seconds, and the tree's lines."""
    import msgspec

    from callpilot.procedures.flow import flow

    facts: dict[str, Any] = msgspec.to_builtins(procedure, enc_hook=str)
    for step in facts["steps"]:
        for choice in step["choices"]:
            choice["if"] = choice.pop("if_")
    return {**facts, "version": procedure.version, "flow": flow(procedure, library, WIDEST)}
