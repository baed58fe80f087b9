"""`callpilot procedures list|show|check|readings`: the library on the command line."""

import datetime as dt
import json
import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.cli import procedures_import, procedures_readings

if TYPE_CHECKING:
    from callpilot.plain.problems import Problem
    from callpilot.procedures.loading import Library
    from callpilot.procedures.model import Procedure

WIDEST = 100  # columns; longer lines are hard to read
NARROWEST = 40


def add_parser(subparsers: Any) -> None:
    """Declare `procedures` and what it takes."""
    text = "list, show and check the procedures"
    parser = subparsers.add_parser("procedures", help=text, description="The SOP library: " + text + ".")
    deeds = parser.add_subparsers(dest="deed", metavar="list|show|check|readings|import", required=True)
    text = "every procedure in force: id, form, version, since when, rows of the sources, title"
    listing = deeds.add_parser("list", help=text, description=text)
    listing.add_argument("--json", action="store_true", help="a JSON array and nothing else")
    text = "one procedure, to be read: its steps, what to say and do, and where each choice leads"
    showing = deeds.add_parser("show", help=text, description=text)
    showing.add_argument("id", metavar="ID", help="a procedure's id, as `procedures list` shows it")
    text = "find what is wrong in procedure files; exit status 1 if anything is"
    checking = deeds.add_parser("check", help=text, description=text)
    checking.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (else the library)")
    procedures_readings.add_parser(deeds)
    procedures_import.add_parser(deeds)


def run(args: Namespace) -> int:
    """Do what was asked; return 0, or 1 when nothing is found by that id or something is wrong."""
    if args.deed == "check":
        return _check(args)
    if args.deed == "readings":
        return procedures_readings.run(args)
    if args.deed == "import":
        return procedures_import.run(args, _library(args))
    library = _library(args)
    # What is wrong in files is told, but what could be read is shown.
    _tell(library.problems)
    if args.deed == "list":
        return _list(library, as_json=args.json)
    return _show(library, args.id)


def _library(args: Namespace) -> "Library":
    from callpilot.procedures.loading import load_library, shipped_folder
    from callpilot.site.home import find_home

    home = find_home(getattr(args, "home", None), os.environ)
    return load_library([shipped_folder(), home.config / "procedures"])


def _list(library: "Library", *, as_json: bool) -> int:
    procedures = sorted(library.procedures.values(), key=lambda procedure: procedure.id)
    if as_json:
        _write(json.dumps([_facts(procedure) for procedure in procedures], ensure_ascii=False, indent=1))
        return 0
    rows = [("ID", "FORM", "VERSION", "IN FORCE", "SERVES", "TITLE")]
    rows += [(p.id, p.form, p.version, str(p.in_force_since or ""), " ".join(p.serves), p.title) for p in procedures]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [text.ljust(width) for text, width in zip(row[:5], widths, strict=True)]
        _write("  ".join((*cells, row[5])))
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


def _show(library: "Library", identity: str) -> int:
    from callpilot.procedures.page import page

    procedure = library.get(identity)
    if procedure is None:
        sys.stderr.write(f"callpilot: {_unknown(library, identity)}\n")
        return 1
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    for line in page(procedure, library, max(width, NARROWEST)):
        _write(line)
    return 0


def _unknown(library: "Library", identity: str) -> str:
    import difflib

    from callpilot.plain.untrusted import clean_line

    near = difflib.get_close_matches(identity, library.procedures, n=1)
    hint = f"is “{near[0]}” meant?" if near else "`callpilot procedures list` shows what there is"
    return f"there is no procedure “{clean_line(identity, 80)}”; {hint}"


def _check(args: Namespace) -> int:
    from callpilot.plain.problems import Problem
    from callpilot.procedures.checking import check
    from callpilot.procedures.loading import load_paths

    standing = _library(args)
    library, beside = standing, None
    absent: list[Problem] = []
    if args.paths:
        paths = [Path(path) for path in args.paths]
        absent = [Problem(source=path, message="is not there") for path in paths if not path.exists()]
        library, beside = load_paths(path for path in paths if path.exists()), standing
    problems = [*absent, *check(library, today=dt.date.today(), beside=beside)]
    _tell(problems)
    count = len(library.procedures)
    counted = f"{count} procedure{'s' * (count != 1)}"
    if problems:
        _write(f"{counted}, {len(problems)} problem{'s' * (len(problems) != 1)}")
        return 1
    _write(f"{counted}, no problems")
    return 0


def _tell(problems: "Sequence[Problem]") -> None:
    for problem in problems:
        sys.stderr.write(f"{problem}\n")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
