"""`callpilot procedures check`: what is wrong in procedure files, at its line."""

import datetime as dt
from argparse import Namespace
from pathlib import Path

from callpilot.cli.procedures_library import home_named, library_at, site_names, tell, write


def run(args: Namespace) -> int:
    """Check the library, or the files and folders named; return 1 when anything is wrong."""
    from callpilot.plain.problems import Problem
    from callpilot.procedures.checking import check
    from callpilot.procedures.loading import load_paths

    home = home_named(args)
    standing = library_at(home)
    library, beside = standing, None
    absent: list[Problem] = []
    if args.paths:
        paths = [Path(path) for path in args.paths]
        absent = [Problem(source=path, message="is not there") for path in paths if not path.exists()]
        library, beside = load_paths(path for path in paths if path.exists()), standing
    problems = [*absent, *check(library, today=dt.date.today(), beside=beside, site=site_names(home))]
    tell(problems)
    count = len(library.procedures)
    counted = f"{count} procedure{'s' * (count != 1)}"
    if problems:
        write(f"{counted}, {len(problems)} problem{'s' * (len(problems) != 1)}")
        return 1
    write(f"{counted}, no problems")
    return 0
