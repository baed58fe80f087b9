"""`callpilot amend`: corrects a closed call by a new revision, with a reason; the old one stays."""

import sys
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import Opened, opened
from callpilot.cli.parsing import NOT_RIGHT, USED_WRONGLY, CommandError

if TYPE_CHECKING:
    import argparse

HELP = "correct a closed call: a new revision, with a reason"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("amend", help=HELP, description=HELP)
    parser.add_argument("id", metavar="ID", help="the call's id, or its end: 0042 is the newest of that number")
    parser.add_argument(
        "--set",
        action="append",
        required=True,
        metavar="FIELD=VALUE",
        help="repeatable; FIELD is name, company, callback, type, subject, notes, disposition, transferred_to "
        "or fields.NAME",
    )
    parser.add_argument("--why", required=True, metavar="TEXT", help="the reason, kept with the revision")
    parser.add_argument("--operator", metavar="NAME", help="who amends (default: the user of this machine)")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Append the revision; print its id and number once it is safe on disk; return 0."""
    changes = _changes(args.set)
    if not args.why.strip():
        raise CommandError("--why: say why in a few words; it can't be blank", USED_WRONGLY)
    with opened(args) as site:
        _amend(site, args, changes)
    return 0


def _changes(pairs: list[str]) -> dict[str, str]:
    changes: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise CommandError("--set: expected FIELD=VALUE, such as --set name='Anna Petrov'", USED_WRONGLY)
        if name.strip() in changes:
            raise CommandError(f"--set: {name.strip()} is set twice", USED_WRONGLY)
        changes[name.strip()] = value
    return changes


def _amend(site: Opened, args: "argparse.Namespace", changes: dict[str, str]) -> None:
    from contextlib import ExitStack, closing

    from callpilot.desk.amend import amend
    from callpilot.desk.state import DeedRefused
    from callpilot.journal.lock import DeskLock
    from callpilot.journal.store import Journal

    with ExitStack() as ending:
        try:
            entry = amend(
                lambda desk: ending.enter_context(closing(Journal(site.home.data, desk))),
                site.index,
                args.id,
                changes,
                args.why,
                (args.operator or "").strip() or user(),
                call_types=site.site.call_types,
                country=site.site.country,
            )
        except DeedRefused as refusal:
            raise CommandError(str(refusal), NOT_RIGHT) from None
    sys.stdout.write(f"{entry.id} revision {entry.rev}\n")
    if DeskLock(site.home.data, entry.desk).is_held() is None:
        line = f"{site.home.locks} is on a file system without locks; don't amend while {entry.desk}'s console is open"
        sys.stderr.write(f"callpilot: {line}\n")


def user() -> str:
    """Return the name of whoever runs this; `unknown` where the machine doesn't say."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
