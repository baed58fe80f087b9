"""`callpilot show`: one record, open or closed, with its procedures, timeline and revisions (contract)."""

import sys
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import Opened, opened
from callpilot.cli.parsing import CommandError
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from callpilot.procedures.model import Procedure
    from callpilot.reports.record_view import RecordView

HELP = "one record with its procedures, timeline and revisions"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("show", help=HELP, description=HELP)
    parser.add_argument(
        "id", metavar="ID", help="a record's id, or its end: 0042 is the newest call of that number, open or closed"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--toml", action="store_true", help="as TOML")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Print the record, also of a call that is still open; return 0. Raises CommandError (status 1) without one."""
    from callpilot.procedures.loading import load_library, shipped_folder
    from callpilot.reports import structured
    from callpilot.reports.incident_report import incident_report
    from callpilot.reports.record_text import as_text
    from callpilot.reports.record_view import with_account_name
    from callpilot.reports.titles import titles_of

    with opened(args) as site:
        library = load_library([shipped_folder(), site.home.config / "procedures"], site.home.cache).procedures
        record = record_by(site, args.id, library)
        if args.json:
            text = structured.as_json(record)
        elif args.toml:
            text = structured.as_toml(record)
        else:
            write = incident_report if record.kind == "incident" else as_text
            text = write(with_account_name(record, site.site), site.zone, titles_of(library.values()))
    sys.stdout.write(text)
    return 0


def record_by(site: Opened, identity: str, library: "Mapping[str, Procedure]") -> "RecordView":
    """Return the view of the record `identity` (short ids too). Raises CommandError (status 1).

    A short id means the newest of its number; of the same day, the one that is open.
    """
    from callpilot.desk.on_sheets import gap, open_now
    from callpilot.plain.clock import SystemClock
    from callpilot.reports.gathering import record_of
    from callpilot.reports.open_record import find_open, open_record

    record = record_of(site.index, identity)
    live = find_open(open_now(site.home.data), identity)
    if live is not None and (record is None or live.id[:8] >= record.id[:8]):
        clock = SystemClock()
        return open_record(live, site.index, library, live.mono + gap(live, clock, clock.boot()))
    if record is None:
        raise CommandError(f"no record has the id {clean_line(identity, 80)}; callpilot log lists the calls")
    return record
