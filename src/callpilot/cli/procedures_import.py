"""`callpilot procedures import`: an SOP document made into procedures that the console can run."""

import datetime as dt
import sys
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from callpilot.cli.parsing import CANT_ACCESS, NOT_RIGHT, CommandError
from callpilot.cli.procedures_library import home_named, library_at, site_names

if TYPE_CHECKING:
    from callpilot.plain.problems import Problem
    from callpilot.procedures.against_site import SiteNames
    from callpilot.procedures.importing.blocks import Left
    from callpilot.procedures.importing.recognising import Made
    from callpilot.procedures.loading import Library

LONGEST = 240
"""Characters of the document's words in a line about what is kept in the file; what isn't is told whole."""


def run(args: Namespace) -> int:
    """Import one document; return 1 when a person has to decide something. Raises CommandError."""
    from callpilot.plain.untrusted import clean_line
    from callpilot.procedures.importing.blocks import DocumentRefused
    from callpilot.procedures.importing.opening import read_document
    from callpilot.procedures.importing.recognising import recognise
    from callpilot.procedures.importing.writing import to_toml

    path = Path(args.file)
    home = home_named(args)
    library = library_at(home)
    folder = Path(args.into) if args.into else home.config / "procedures"
    try:
        document = read_document(path)
    except DocumentRefused as reason:
        raise CommandError(str(reason), CANT_ACCESS) from None
    others = (one.id for one in library.procedures.values() if one.source != folder / f"{one.id}.toml")
    taken = set[str]() if args.force else set(others)
    titles = {" ".join(one.title.casefold().split()): one.id for one in library.procedures.values()}
    today = dt.date.today()
    found, left = recognise(document, name=_name(path), source=path.name, today=today, titles=titles, taken=taken)
    files = {f"{made.procedure.id}.toml": to_toml(made.procedure, f"Made from {path.name}.") for made in found}
    problems = _problems(files, folder, library, today, site_names(home))
    _tell(path, document.unit, left, found)
    for problem in problems:
        sys.stderr.write(f"callpilot: {problem}\n")
    _say_renamed(found, library, forced=args.force)
    if args.dry_run:
        sys.stdout.write("\n".join(f"# {name}\n{text}" for name, text in files.items()))
    else:
        _write(folder, files, replace=args.force)
        for made in found:
            sys.stdout.write(f"{clean_line(str(folder))}/{made.procedure.id}.toml: {_counted(made)}\n")
    return NOT_RIGHT if problems else 0


def _name(path: Path) -> str:
    from callpilot.plain.untrusted import clean_line

    words = clean_line(path.stem.replace("_", " ").replace("-", " "), 80).strip()
    return words[:1].upper() + words[1:] or "Procedure"


def _counted(made: "Made") -> str:
    procedure = made.procedure
    counts = {
        "step": len(procedure.steps),
        "choice": sum(len(step.choices) for step in procedure.steps),
        "question": len(procedure.entries),
    }
    told = [f"{count} {word}{'s' * (count != 1)}" for word, count in counts.items() if count]
    return f"{procedure.form}, {', '.join(told)}; “{procedure.title}”"


def _problems(
    files: dict[str, str], folder: Path, library: "Library", today: dt.date, site: "SiteNames"
) -> list["Problem"]:
    """Check what was made before any of it is in force."""
    from callpilot.procedures.checking import check
    from callpilot.procedures.loading import load_paths
    from callpilot.site.home import named

    with TemporaryDirectory() as place:
        for name, text in files.items():
            with named(path := Path(place) / name):
                path.write_text(text, encoding="utf-8", newline="\n")
        found = check(load_paths([Path(place)]), today=today, beside=library, site=site)
    return [problem._replace(source=folder / Path(problem.source).name) for problem in found]


def _tell(path: Path, unit: str, left: "list[Left]", found: "list[Made]") -> None:
    """List what a person has to look at, with the place that it came from."""
    from callpilot.plain.untrusted import clean_line

    for one in (*left, *(one for made in found for one in made.left)):
        kept = "kept" in one.what
        text = f": {clean_line(one.text, LONGEST if kept else 100_000)}" if one.text else ""
        where = "" if not one.place else f":{one.place}" if unit == "line" else f", paragraph {one.place}"
        sys.stderr.write(f"{clean_line(str(path), 300)}{where}: {one.what}{text}\n")


def _say_renamed(found: "list[Made]", library: "Library", *, forced: bool) -> None:
    from callpilot.procedures.importing.flow import id_of

    for made in found:
        usual = id_of(made.procedure.title)
        if forced and made.procedure.id in library.procedures:
            sys.stderr.write(f"callpilot: “{made.procedure.id}” takes the place of the procedure of that id\n")
        elif made.procedure.id != usual and usual in library.procedures:
            line = f"“{usual}” is in force already, so this is “{made.procedure.id}”; --force takes its place"
            sys.stderr.write(f"callpilot: {line}\n")


def _write(folder: Path, files: dict[str, str], *, replace: bool) -> None:
    from callpilot.site.home import HomeError
    from callpilot.site.writing import write_files

    try:
        write_files(folder, files, replace=replace)
    except FileExistsError as fault:
        line = f"{fault.filename} is there already; nothing was written: --force takes its place"
        raise CommandError(line, NOT_RIGHT) from None
    except HomeError as fault:
        raise CommandError(str(fault), CANT_ACCESS) from None
    except OSError as fault:
        raise CommandError(f"{fault.filename or folder}: {fault.strerror or fault}", CANT_ACCESS) from None
