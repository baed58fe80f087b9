"""`callpilot procedures …`: the library on the command line. A deed's own module is loaded when it is asked for."""

import importlib
from argparse import Namespace
from typing import Any

from callpilot.cli import procedures_readings

_ID = "a procedure's id, as `procedures list` shows it"


def add_parser(subparsers: Any) -> None:
    """Declare `procedures` and what it takes."""
    text = "list, show, check, write and change the procedures"
    parser = subparsers.add_parser("procedures", help=text, description="The SOP library: " + text + ".")
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", title="deeds", required=True)
    _listing(deeds)
    _showing(deeds)
    _checking(deeds)
    _beginning(deeds)
    _editing(deeds)
    procedures_readings.add_parser(deeds)
    _importing(deeds)


def run(args: Namespace) -> int:
    """Do what was asked; return 0, or 1 when nothing is found by that id or something is wrong."""
    deed: Any = importlib.import_module(f"callpilot.cli.procedures_{args.deed}")
    return int(deed.run(args))


def _listing(deeds: Any) -> None:
    text = "every procedure in force: form, version, since when, how often it was used, how long it took, rows served"
    parser = deeds.add_parser("list", help=text, description=text)
    parser.add_argument("--since", metavar="TIME", help="use from TIME on: today, yesterday, 08:00, 7d, ISO 8601")
    parser.add_argument("--until", metavar="TIME", help="use before TIME")
    parser.add_argument("--json", action="store_true", help="a JSON array and nothing else")


def _showing(deeds: Any) -> None:
    text = "one procedure, to be read: its ways as a tree, its steps, what to say and do"
    parser = deeds.add_parser("show", help=text, description=text)
    parser.add_argument("id", metavar="ID", help=_ID)
    parser.add_argument("--json", action="store_true", help="a JSON object and nothing else")


def _checking(deeds: Any) -> None:
    text = "find what is wrong in procedure files; exit status 1 if anything is"
    parser = deeds.add_parser("check", help=text, description=text)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (else the library)")


def _beginning(deeds: Any) -> None:
    text = "write one: asks for it, step by step, and writes a file that is in force"
    more = "With --title and --form, or with --from, nothing is asked: what is written is there to be edited."
    parser = deeds.add_parser("new", help=text, description=text, epilog=more)
    parser.add_argument("id", metavar="ID", help="its id: lower-case letters, digits and hyphens, such as lost-key")
    parser.add_argument("--title", default="", metavar="TEXT", help="as operators see it")
    parser.add_argument(
        "--form", choices=("article", "guide", "workflow", "faq", "checklist"), help="how it is followed"
    )
    parser.add_argument("--from", dest="origin", default="", metavar="ID", help="begin with a copy of another one")


def _editing(deeds: Any) -> None:
    text = "change one in your editor ($VISUAL or $EDITOR); it comes into force when nothing is wrong in it"
    parser = deeds.add_parser("edit", help=text, description=text)
    parser.add_argument("id", metavar="ID", help=_ID)


def _importing(deeds: Any) -> None:
    text = "make procedures of an SOP document: plain text, Markdown, HTML or .docx"
    parser = deeds.add_parser("import", help=text, description=text)
    parser.add_argument("file", metavar="FILE", help="the document")
    parser.add_argument("--into", metavar="DIR", help="write there instead of the site's own procedures")
    parser.add_argument("--dry-run", action="store_true", help="print the files and write nothing")
    parser.add_argument("--force", action="store_true", help="take the place of procedures of the same id")
