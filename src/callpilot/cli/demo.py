"""`callpilot demo`: the console on a throwaway home with a sample site, and calls that ring by themselves."""

import importlib
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.cli.demo_story import HILL_DENTAL, LIFT_B, REDDY, WHITLOCK
from callpilot.intake.ring import RingEvent, drop
from callpilot.plain.untrusted import clean_line
from callpilot.records.ids import desk_name
from callpilot.site.home import Home, find_home

if TYPE_CHECKING:
    import argparse

HELP = "try the console on a throwaway site with calls that ring"
OPERATOR = "demo"
DESK = "demo-1"

ROUND = 330
"""Seconds after which the same callers ring again; by then every call of the round before has ended."""

# Seconds from the start of a round, seconds of patience, and who rings. What isn't answered rings off.
_RINGS = (
    (3, 60, HILL_DENTAL, "Hill Dental", "surgery", "phone"),
    (25, 75, REDDY, "", "plumbing", "phone"),  # while the first one may be spoken to: two at once
    (80, 14, "anonymous", "", "law", "phone"),  # gives up soon
    (110, 120, LIFT_B, "Lift B", "lift-b", "phone"),  # somebody is shut in: the emergency to be declared
    (165, 120, "", "Noor Haddad", "property", "chat"),
    (185, 130, "rosa.lindqvist@post.example", "Rosa Lindqvist", "property", "email"),
    (205, 60, WHITLOCK, "J. Whitlock", "law", "phone"),
    (240, 45, HILL_DENTAL, "Hill Dental", "surgery", "phone"),
    (275, 40, REDDY, "", "plumbing", "phone"),
)


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    import argparse

    parser: argparse.ArgumentParser = commands.add_parser("demo", help=HELP, description=HELP)
    # No default of its own: `--plain` before the command isn't undone here.
    parser.add_argument("--plain", action="store_true", default=argparse.SUPPRESS, help="for a screen reader")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Open the console on a home that is removed at the end, and say so; return its exit status.

    The console gets the feeder as `args.feeder` and asks it, as time goes by, what is due.
    """
    from callpilot.cli.parsing import USED_WRONGLY

    # A file held open by somebody else must not turn the end of a demonstration into an error.
    with tempfile.TemporaryDirectory(prefix="callpilot-demo-", ignore_cleanup_errors=True) as folder:
        home = find_home(folder, {})
        args.home, args.read_only, args.feeder = str(Path(folder)), False, DemoFeeder(home)
        args.operator = getattr(args, "operator", None) or OPERATOR
        args.desk = getattr(args, "desk", None) or DESK
        _furnish(home, args.operator, args.desk)
        start: Any = importlib.import_module("callpilot.console.start")
        status = int(start.run(args) or 0)
    if status != USED_WRONGLY:
        sys.stderr.write(f"callpilot: {_farewell(Path(folder))}\n")
    return status


def _furnish(home: Home, operator: str, desk: str) -> None:
    """Write the sample site and its past. Raises HomeError, JournalError or OSError when it can't be written."""
    from callpilot.cli.demo_past import make_past
    from callpilot.site.sample import write_sample

    home.prepare()
    write_sample(home.config)
    try:
        place = desk_name(desk)
    except ValueError:
        return  # the console is going to refuse it, and say why
    make_past(home, clean_line(operator, 2000), place, datetime.now(UTC))


def _farewell(folder: Path) -> str:
    if folder.exists():
        return f"the demonstration is over; not all of its home could be removed, look at {folder}"
    return "the demonstration is over; its home is gone, with all that was in it"


def sample_rings(turn: int = 0) -> Iterator[tuple[float, RingEvent]]:
    """Yield what happens in one round, in order: seconds from the first round's start, and the event, without `at`."""
    happenings: list[tuple[float, RingEvent]] = []
    for place, (start, patience, number, name, line, channel) in enumerate(_RINGS, 1):
        ringing = RingEvent(
            event="ringing", number=number, name=name, line=line, channel=channel, call_id=f"demo-call-{turn}-{place}"
        )
        begin = turn * ROUND + start
        happenings.append((begin, ringing))
        happenings.append((begin + patience, ringing._replace(event="ended")))
    yield from sorted(happenings, key=lambda happening: happening[0])


class DemoFeeder:
    """Drops the demonstration's rings into the inbox of `home` when they are due. Has no clock of its own."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._ahead = chain.from_iterable(sample_rings(turn) for turn in count())
        self._next = next(self._ahead)

    def due(self, elapsed_s: float) -> list[RingEvent]:
        """Drop what is due `elapsed_s` seconds after the start and not dropped yet; return it.

        Raises HomeError or OSError when the inbox can't be written.
        """
        due: list[RingEvent] = []
        while self._next[0] <= elapsed_s:
            _, event = self._next
            self._next = next(self._ahead)
            drop(self._home, event)
            due.append(event)
        return due
