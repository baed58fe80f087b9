"""`callpilot records`: the journal verified, exported, and its index rebuilt (contract)."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import home_of, opened
from callpilot.cli.writing import write_parts
from callpilot.plain.untrusted import clean_line, escaped

if TYPE_CHECKING:
    import argparse

    from callpilot.site.home import Home

HELP = "verify, export and index the journal"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser, and those of what it does, to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("records", help=HELP, description=HELP)
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True, title="deeds")
    deeds.add_parser("verify", help="recompute every hash; name the first bad line of each file")
    export = deeds.add_parser("export", help="every entry, or the calls as CSV; sensitive values hidden")
    export.add_argument(
        "--format", choices=("json", "csv"), default="json", help="JSON lines (default), or calls as CSV"
    )
    export.add_argument(
        "--as-written", action="store_true", help="with the values of sensitive fields, as a copy of the journal needs"
    )
    export.add_argument("--out", type=Path, metavar="FILE", help="write FILE instead of standard output")
    deeds.add_parser("rebuild-index", help="make the index that search and lists read anew from the journal")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Do what was asked; return 0, or 1 when the journal isn't as it was written."""
    if args.deed == "verify":
        return _verify(home_of(args))
    if args.deed == "export":
        return _export(args)
    return _rebuild(args)


def _verify(home: "Home") -> int:
    from callpilot.journal.verifying import verify

    report = verify(home.data)
    for problem in report.problems:
        sys.stderr.write(f"callpilot: {problem}\n")
    for desk, head in sorted(report.heads.items()):
        sys.stdout.write(f"{desk} {head}\n")
    if report.problems:
        sys.stderr.write("callpilot: the journal isn't as it was written; the lines above say where\n")
        return 1
    files, entries = _counted(report.files, "file", "files"), _counted(report.entries, "entry", "entries")
    sys.stdout.write(f"{files}, {entries}, no problems\n")
    return 0


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _export(args: "argparse.Namespace") -> int:
    if args.format == "csv":
        from callpilot.journal.index import LogFilter
        from callpilot.reports.log import as_csv

        with opened(args) as site:
            write_parts(as_csv(site.index.calls(LogFilter(), None)), args.out)
        return 0
    damaged: list[str] = []
    lines = _lines(home_of(args), damaged, hides=not args.as_written)
    if args.out is None and sys.stdout.isatty():
        lines = (f"{escaped(line[:-1])}\n" for line in lines)  # what another program wrote there may act on a terminal
    write_parts(lines, args.out)
    for place in damaged:
        sys.stderr.write(f"callpilot: {clean_line(place)} and was left out; see callpilot records verify\n")
    return 1 if damaged else 0


def _lines(home: "Home", damaged: list[str], *, hides: bool) -> Iterator[str]:
    """Give every entry's line as written, in reading order; what a second segment repeats is given once.

    Where `hides` is set, the values of sensitive fields are hidden: the digest of such an entry fits no more.
    The places of lines that can't be read are added to `damaged`.
    """
    from callpilot.journal.day_files import day_files
    from callpilot.journal.reading import Damage, by_day
    from callpilot.journal.settling import settled_lines
    from callpilot.reports.log import entry_without_secrets

    for day in by_day(day_files(home.data)):
        seen: set[tuple[int, str]] = set()
        for found in (line for file in day for line in settled_lines(home.data, file.desk, file.path)):
            if isinstance(found, Damage):
                damaged.append(f"{found.path}:{found.line}: {found.reason}")
            elif (mark := (found.entry.seq, found.entry.hash)) not in seen:
                seen.add(mark)
                raw = entry_without_secrets(found.raw) if hides else found.raw
                yield raw.decode("utf-8", "replace") + "\n"


def _rebuild(args: "argparse.Namespace") -> int:
    with opened(args) as site:
        count = site.index.rebuild()
    sys.stdout.write(f"{count} entries indexed\n")
    return 0
