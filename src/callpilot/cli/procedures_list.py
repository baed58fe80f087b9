"""`callpilot procedures list`: every procedure in force, and how it is used."""

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from callpilot.cli.opening import site_of, stamp_of, terminal_width
from callpilot.cli.procedures_library import home_named, library_at, say, tell, write
from callpilot.site.home import Home

if TYPE_CHECKING:
    from callpilot.procedures.loading import Library
    from callpilot.reports.procedure_use import ProcedureUse


def run(args: Namespace) -> int:
    """Print the procedures in force; return 0. Raises CommandError (status 2) for a time that is none."""
    home = home_named(args)
    library = library_at(home)
    # What is wrong in files is told, but what could be read is shown.
    tell(library.problems)
    use = _use(args, home, library)
    procedures = sorted(library.procedures.values(), key=lambda procedure: procedure.id)
    if args.json:
        from callpilot.reports.procedure_list import as_facts

        write(json.dumps([as_facts(one, use.get(one.id)) for one in procedures], ensure_ascii=False, indent=1))
        return 0
    from callpilot.procedures.loading import shipped_folder
    from callpilot.reports.procedure_list import as_text

    sys.stdout.write(as_text(procedures, use, shipped=shipped_folder(), width=terminal_width()))
    return 0


def _use(args: Namespace, home: Home, library: "Library") -> "Mapping[str, ProcedureUse]":
    """Count the use in the records; without any, or when they can't be read, the list is there all the same."""
    zone = site_of(home).zone() if args.since or args.until else None
    now = datetime.now(UTC)
    since, until = stamp_of(args.since, "--since", now, zone), stamp_of(args.until, "--until", now, zone)
    if not home.journal.is_dir():
        return {}
    from callpilot.cli.opening import opened
    from callpilot.reports.procedure_use import procedure_use

    try:
        with opened(args) as site:
            return procedure_use(site.index, library.procedures, since=since, until=until)
    except OSError as fault:
        say(f"{fault.filename or home.data}: {fault.strerror or fault}; the use of procedures is not counted")
        return {}
