"""`callpilot show`: one record with its procedures, timeline and revisions (contract)."""

import sys
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import opened
from callpilot.cli.parsing import CommandError
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    import argparse

    from callpilot.journal.index import Index
    from callpilot.reports.record_view import RecordView

HELP = "one record with its procedures, timeline and revisions"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("show", help=HELP, description=HELP)
    parser.add_argument("id", metavar="ID", help="a record's id, or its end: 0042 is the newest call of that number")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--toml", action="store_true", help="as TOML")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Print the record; return 0. Raises CommandError (status 1) when there is none by that id."""
    from callpilot.reports import structured
    from callpilot.reports.record_text import as_text

    with opened(args) as site:
        record = record_by(site.index, args.id)
        if args.json:
            text = structured.as_json(record)
        elif args.toml:
            text = structured.as_toml(record)
        else:
            text = as_text(record, site.zone)
    sys.stdout.write(text)
    return 0


def record_by(index: "Index", identity: str) -> "RecordView":
    """Return the view of the record `identity` (short ids too). Raises CommandError (status 1)."""
    from callpilot.reports.gathering import record_of

    record = record_of(index, identity)
    if record is None:
        raise CommandError(f"no record has the id {clean_line(identity, 80)}; callpilot log lists the calls")
    return record
