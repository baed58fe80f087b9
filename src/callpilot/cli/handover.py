"""`callpilot handover`: what one shift passes to the next, in the form that is wanted (A10, contract)."""

import sys
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import Opened, opened
from callpilot.cli.parsing import CommandError
from callpilot.cli.writing import write_parts
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    import argparse

    from callpilot.records.kinds import Shift
    from callpilot.reports.handover import HandoverReport

HELP = "what this shift passes to the next"
FORMS = ("text", "markdown", "html", "json", "toml")


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("handover", help=HELP, description=HELP)
    parser.add_argument(
        "--shift",
        default="current",
        metavar="current|last|ID",
        help="whose: the shift under way (default; none: the last), the last that ended, or one by its id",
    )
    parser.add_argument("--format", choices=FORMS, default="text", help="the form (default: text)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write FILE instead of standard output")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Write the handover; return 0. Raises CommandError: status 1 without such a shift, 3 unwritten."""
    from callpilot.desk.on_sheets import open_now
    from callpilot.plain.clock import SystemClock
    from callpilot.procedures.in_force import later_library, shipped_folder
    from callpilot.reports.gathering import find_shift, handover_of

    with opened(args) as here:
        shift = find_shift(here.index, args.shift)
        if shift is None:
            raise CommandError(_no_shift(args.shift))
        if args.shift == "current":
            _name_others(here, shift)
        made = handover_of(
            shift,
            site=here.site,
            index=here.index,
            data=here.home.data,
            live=open_now(here.home.data),
            now=here.now,
            clock=SystemClock(),
            library=later_library([shipped_folder(), here.home.config / "procedures"], here.home.cache),
        )
        write_parts([written(made, args.format, here.zone)], args.out)
    return 0


def _name_others(here: Opened, shift: "Shift") -> None:
    """With several shifts under way, say on standard error whose this is, and how the others are asked for."""
    from callpilot.reports.gathering import under_way

    others = [one for one in under_way(here.index) if one.id != shift.id]
    if others and not shift.ended_at:
        named = ", ".join(f"{clean_line(one.id, 80)} ({clean_line(one.operator, 40)})" for one in others[:5])
        whose = f"{clean_line(shift.operator, 40)}, {shift.desk}"
        sys.stderr.write(f"callpilot: {len(others) + 1} shifts are under way; this is {whose}. --shift ID: {named}\n")


def written(handover: "HandoverReport", form: str, zone: tzinfo | None) -> str:
    """Write the handover in one of `FORMS`; people's forms in local time (`zone` None: the machine's)."""
    if form in ("json", "toml"):
        from callpilot.reports import structured

        return structured.as_json(handover) if form == "json" else structured.as_toml(handover)
    if form == "html":
        from callpilot.reports.handover_html import as_html

        return as_html(handover, zone)
    from callpilot.reports.handover_text import as_markdown, as_text

    return as_text(handover, zone) if form == "text" else as_markdown(handover, zone)


def _no_shift(which: str) -> str:
    if which in ("current", "last"):
        return f"there is no {which} shift; one begins when an operator signs on with callpilot"
    return f"no shift has the id {clean_line(which, 80)}; --shift last is the last one that ended"
