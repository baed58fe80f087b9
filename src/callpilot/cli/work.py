"""`callpilot work`: everything open, the most urgent first, for people and for programs (A10, contract)."""

import sys
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import opened, terminal_width
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    import argparse

    from callpilot.desk.open_work import OpenItem

HELP = "open work, the most urgent first"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("work", help=HELP, description=HELP)
    parser.add_argument("--owner", default="", metavar="NAME", help="what NAME sees to")
    parser.add_argument("--account", default="", metavar="ID", help="what belongs to this account")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, every member of the item")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Print what is open, at every desk; return 0, also when nothing is."""
    from callpilot.desk.open_work import open_work
    from callpilot.desk.restoring import open_now
    from callpilot.reports.gathering import unfinished
    from callpilot.reports.work_words import NOTHING_OPEN, as_text

    with opened(args) as here:
        items = _wanted(open_work(unfinished(here.index, open_now(here.home.data)), here.now), args)
        if args.json:
            sys.stdout.writelines(_as_json_lines(items))
        elif items:
            sys.stdout.write(as_text(items, here.now, width=terminal_width()))
        else:
            sys.stdout.write(f"{_nothing(args) or NOTHING_OPEN}\n")
    return 0


def _wanted(items: "tuple[OpenItem, ...]", args: "argparse.Namespace") -> "tuple[OpenItem, ...]":
    owner, account = args.owner.strip().casefold(), args.account.strip().casefold()
    return tuple(
        item
        for item in items
        if (not owner or item.owner.casefold() == owner) and (not account or item.account.casefold() == account)
    )


def _nothing(args: "argparse.Namespace") -> str:
    """Say what nothing open was found for; empty when all was asked for."""
    parts = [f"owner {clean_line(args.owner, 80)}"] if args.owner.strip() else []
    parts += [f"account {clean_line(args.account, 80)}"] if args.account.strip() else []
    return f"Nothing is open for {' and '.join(parts)}." if parts else ""


def _as_json_lines(items: "tuple[OpenItem, ...]") -> list[str]:
    import msgspec

    return [msgspec.json.encode(item).decode("utf-8") + "\n" for item in items]
