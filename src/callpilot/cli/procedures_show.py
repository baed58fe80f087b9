"""`callpilot procedures show`: one procedure, to be read."""

import shutil
from argparse import Namespace

from callpilot.cli.parsing import CommandError
from callpilot.cli.procedures_library import home_named, library_at, tell, unknown, write

WIDEST = 100  # columns; longer lines are hard to read
NARROWEST = 40


def run(args: Namespace) -> int:
    """Print one procedure; return 0. Raises CommandError (status 1) when there is none by that id."""
    from callpilot.procedures.page import page

    library = library_at(home_named(args))
    tell(library.problems)
    procedure = library.get(args.id)
    if procedure is None:
        raise CommandError(unknown(library, args.id))
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    for line in page(procedure, library, max(width, NARROWEST)):
        write(line)
    return 0
