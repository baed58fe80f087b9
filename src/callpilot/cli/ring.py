"""`callpilot ring`: what a softphone's hook runs. Drops one small file and returns at once (contract)."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from callpilot.intake.ring import EVENTS, RingEvent, drop
from callpilot.plain.times import stamp
from callpilot.records.words import CHANNELS
from callpilot.site.home import find_home

if TYPE_CHECKING:
    import argparse

HELP = "tell the console of a call (what a softphone's hook runs)"
EPILOG = (
    'Works while no console is open. In a hook write every option with `=`, as in --name="$NAME", '
    "so that a caller's name that begins with a hyphen is no option; give a withheld number as anonymous."
)


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("ring", help=HELP, description=HELP, epilog=EPILOG)
    parser.add_argument("number", metavar="NUMBER", help="the caller's number, or anonymous")
    parser.add_argument("--name", default="", metavar="N", help="the caller's name, if the network gives one")
    parser.add_argument("--line", default="", metavar="L", help="the line or number that was called")
    parser.add_argument("--call-id", default="", metavar="X", help="the call's name in your telephone system")
    parser.add_argument("--event", choices=EVENTS, default="ringing", help="what happened (default: ringing)")
    parser.add_argument("--channel", choices=CHANNELS, default="phone", help="how it comes (default: phone)")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Drop the event into the inbox; return 0. Raises HomeError or OSError when it can't be written."""
    home = find_home(getattr(args, "home", None), os.environ)
    event = RingEvent(
        event=args.event,
        number=args.number,
        name=args.name,
        line=args.line,
        channel=args.channel,
        call_id=args.call_id,
        at=stamp(datetime.now(UTC)),
    )
    drop(home, event)
    return 0
