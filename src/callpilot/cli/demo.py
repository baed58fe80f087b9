"""`callpilot demo`: the console on a throwaway home with a sample site, and calls that ring by themselves."""

import importlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.intake.ring import RingEvent, drop
from callpilot.site.home import Home, find_home

if TYPE_CHECKING:
    import argparse

HELP = "try the console on a throwaway site with calls that ring"
OPERATOR = "demo"
DESK = "demo-1"

# Seconds from the start, and who rings. Calls not answered after a while ring off, as they do.
_RINGS = (
    (3, 45, "+442079460018", "Hill Dental", "surgery", "phone"),
    (40, 30, "+441614960733", "", "plumbing", "phone"),
    (75, 60, "anonymous", "", "law", "phone"),
    (110, 90, "+441134960442", "Lift B", "lift-b", "phone"),
    (150, 120, "", "Noor Haddad", "property", "chat"),
    (190, 12, "+442079460018", "Hill Dental", "surgery", "phone"),
    (230, 60, "+442896496012", "J. Whitlock", "law", "phone"),
    (270, 60, "+441614960733", "", "plumbing", "phone"),
)


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("demo", help=HELP, description=HELP)
    return parser


def run(args: "argparse.Namespace") -> int:
    """Open the console on a home that is removed at the end; return its exit status.

    The console gets the feeder as `args.feeder` and asks it, as time goes by, what is due.
    """
    from callpilot.site.sample import write_sample

    # A file held open by somebody else must not turn the end of a demonstration into an error.
    with tempfile.TemporaryDirectory(prefix="callpilot-demo-", ignore_cleanup_errors=True) as folder:
        home = find_home(folder, {})
        home.prepare()
        write_sample(home.config)
        args.home, args.read_only, args.feeder = str(Path(folder)), False, DemoFeeder(home)
        args.operator = getattr(args, "operator", None) or OPERATOR
        args.desk = getattr(args, "desk", None) or DESK
        start: Any = importlib.import_module("callpilot.console.start")
        return int(start.run(args) or 0)


def sample_rings() -> Iterator[tuple[float, RingEvent]]:
    """Yield what happens, in order: seconds from the start, and the event, which has no `at` yet."""
    happenings: list[tuple[float, RingEvent]] = []
    for turn, (start, patience, number, name, line, channel) in enumerate(_RINGS, 1):
        ringing = RingEvent(
            event="ringing", number=number, name=name, line=line, channel=channel, call_id=f"demo-call-{turn}"
        )
        happenings.append((start, ringing))
        happenings.append((start + patience, replace(ringing, event="ended")))
    yield from sorted(happenings, key=lambda happening: happening[0])


class DemoFeeder:
    """Drops the demonstration's rings into the inbox of `home` when they are due. Has no clock of its own."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._ahead = list(sample_rings())

    def due(self, elapsed_s: float) -> list[RingEvent]:
        """Drop what is due `elapsed_s` seconds after the start and not dropped yet; return it.

        Raises HomeError or OSError when the inbox can't be written.
        """
        due: list[RingEvent] = []
        while self._ahead and self._ahead[0][0] <= elapsed_s:
            _, event = self._ahead.pop(0)
            drop(self._home, event)
            due.append(event)
        return due
