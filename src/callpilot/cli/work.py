"""`callpilot work`: everything open, the most urgent first, for people and for programs (A10, contract)."""

import sys
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import opened, terminal_width
from callpilot.cli.parsing import NOT_RIGHT, CommandError
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    import argparse

    from callpilot.desk.open_work import OpenItem
    from callpilot.site.model import Site

HELP = "open work, the most urgent first"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("work", help=HELP, description=HELP)
    parser.add_argument("--owner", default="", metavar="NAME", help="what NAME sees to")
    parser.add_argument("--account", default="", metavar="ID", help="what belongs to this account")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, every member of the item")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Print what is open, at every desk; return 0, also when nothing is. Raises CommandError: no such account."""
    from callpilot.desk.on_sheets import open_now
    from callpilot.desk.open_work import open_work
    from callpilot.reports.gathering import unfinished
    from callpilot.reports.work_words import NOTHING_OPEN, as_text

    with opened(args) as here:
        everything = open_work(unfinished(here.index, open_now(here.home.data)), here.now)
        items = _wanted(everything, args)
        if not items and args.account.strip():
            _refuse_unknown(args.account.strip(), here.site, everything)
        if args.json:
            sys.stdout.writelines(_as_json_lines(items))
        elif items:
            sys.stdout.write(as_text(items, here.now, width=terminal_width()))
        else:
            sys.stdout.write(f"{_nothing(args) or NOTHING_OPEN}\n")
    return 0


def _refuse_unknown(account: str, site: "Site", items: "tuple[OpenItem, ...]") -> None:
    """Raise CommandError for an account that nobody has: nothing being open for it would be no news."""
    known = sorted({one.id for one in site.accounts} | {one.account for one in items if one.account})
    if account.casefold() not in (one.casefold() for one in known):
        line = f"there is no account “{clean_line(account, 80)}”; there are: {', '.join(known)}"
        raise CommandError(line, NOT_RIGHT)


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
