"""`callpilot log`: the call log, newest first, for people and for programs (B8, contract)."""

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import Opened, moment_of, opened, terminal_width
from callpilot.cli.writing import write_bytes

if TYPE_CHECKING:
    from callpilot.journal.index import LogFilter

HELP = "the call log, newest first"
TIMES = "ISO 8601, today, yesterday, 08:00, or 2h (that long ago)"
SHOWN = 50
"""Calls shown as text when no `--limit` is given; for programs there is no limit."""
_WORTH_IT = 20  # parts of a log for which it pays to start another process


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("log", help=HELP, description=HELP, epilog=f"TIME: {TIMES}.")
    parser.add_argument("--since", metavar="TIME", help="calls from TIME on")
    parser.add_argument("--until", metavar="TIME", help="calls before TIME")
    parser.add_argument("--account", default="", metavar="ID", help="calls for this account")
    parser.add_argument("--operator", default="", metavar="NAME", help="calls taken by this operator")
    parser.add_argument(
        "--disposition", default="", metavar="WORD", help="calls that ended so, such as 'message taken'"
    )
    parser.add_argument("--search", default="", metavar="TEXT", help="calls with these words, or a number's digits")
    parser.add_argument("--limit", type=_count, metavar="N", help=f"N calls at most (text: {SHOWN}); 0 is all")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line, every field of the call")
    form.add_argument("--csv", action="store_true", help="CSV; cells that begin like a formula get a leading '")
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"expected a number of calls, not {text!r}")
    return int(text)


def run(args: "argparse.Namespace") -> int:
    """Print the calls that were asked for; return 0, also when there are none."""
    with opened(args) as site:
        wanted = _filter(args, site)
        if args.json or args.csv:
            _print_for_programs(args, site, wanted)
        else:
            _print_for_people(args, site, wanted)
    return 0


def _filter(args: "argparse.Namespace", site: Opened) -> "LogFilter":
    from callpilot.journal.index import LogFilter

    return LogFilter(
        since=moment_of(args.since, "--since", site),
        until=moment_of(args.until, "--until", site),
        account=args.account,
        operator=args.operator,
        disposition=args.disposition,
        text=args.search,
    )


def _print_for_programs(args: "argparse.Namespace", site: Opened, wanted: "LogFilter") -> None:
    from callpilot.reports.log import as_csv, as_json_lines

    parts = [] if args.limit or args.csv else site.index.parts(wanted)
    if len(parts) >= _WORTH_IT:
        _print_in_turns(site, parts)
        return
    calls = site.index.calls(wanted, args.limit or None)
    if args.json:
        write_bytes(as_json_lines(calls))
    else:
        sys.stdout.writelines(as_csv(calls))


def _print_in_turns(site: Opened, parts: "list[LogFilter]") -> None:
    """Print a long log on two processors, part by part: no more of it is in memory at once."""
    from callpilot.journal.index import Index
    from callpilot.plain.in_turns import in_turns
    from callpilot.reports.log import as_json_lines

    def begin() -> "Callable[[LogFilter], Iterator[bytes]]":
        index = Index(site.home.data, site.home.cache, country=site.site.country)  # no process may use another's
        return lambda part: as_json_lines(index.calls(part))

    write_bytes(in_turns(parts, begin))


def _print_for_people(args: "argparse.Namespace", site: Opened, wanted: "LogFilter") -> None:
    from callpilot.reports.log import as_text

    limit = SHOWN if args.limit is None else args.limit
    total = site.index.count(wanted)
    rows = site.index.log(wanted, limit or total)
    sys.stdout.write(as_text(rows, zone=site.zone, width=terminal_width()))
    if not rows:
        sys.stderr.write("callpilot: no calls to show\n")
    elif len(rows) < total:
        sys.stderr.write(f"callpilot: {len(rows)} of {total} calls; --limit 0 shows all\n")
