"""Opening the console from the command line."""

import os
import sys
from typing import TYPE_CHECKING, Any

from callpilot.plain.untrusted import clean_line, mask_cards
from callpilot.records.ids import desk_name
from callpilot.site.home import find_home

if TYPE_CHECKING:
    import argparse

USED_WRONGLY = 2
CANT_ACCESS = 3


def run(args: "argparse.Namespace") -> int:
    """Open the console as `args` say (operator, desk, home, read_only, feeder); return the exit status.

    Raises HomeError or JournalError, one line each, before anything is painted.
    """
    from callpilot.console.collecting import wait_with_tidying

    wait_with_tidying()
    from callpilot.console.starting import make_opening
    from callpilot.console.who import operator_problem

    operator = mask_cards(clean_line(args.operator, 2000)) if getattr(args, "operator", None) is not None else ""
    if getattr(args, "operator", None) is not None and (problem := operator_problem(operator)):
        return _refuse(f"--operator: {problem}")
    desk = ""
    if getattr(args, "desk", None):
        try:
            desk = desk_name(args.desk)
        except ValueError as reason:
            return _refuse(f"--desk: {reason}")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        sys.stderr.write("callpilot: the console needs a terminal; callpilot --help lists what works without one\n")
        return USED_WRONGLY
    home = find_home(args.home, os.environ)
    opening = make_opening(
        home, operator=operator, desk=desk, read_only=bool(getattr(args, "read_only", False)),
        feeder=getattr(args, "feeder", None), plain=_is_plain(args),
    )  # fmt: skip
    return _open(opening)


def _is_plain(args: "argparse.Namespace") -> bool:
    return bool(getattr(args, "plain", False)) or os.environ.get("CALLPILOT_PLAIN", "").strip() not in ("", "0")


def _refuse(line: str) -> int:
    sys.stderr.write(f"callpilot: {line}\n")
    return USED_WRONGLY


def _open(opening: Any) -> int:
    from callpilot.console.app import CallpilotApp
    from callpilot.console.hangup import end_on_hangup
    from callpilot.console.pastes import take_pastes_whole
    from callpilot.console.pieces import keep_few_pieces

    take_pastes_whole()
    keep_few_pieces()
    app = CallpilotApp(opening)
    end_on_hangup(app)
    status = app.run(mouse=opening.config.site.mouse)
    safe = app.close_session()
    if not safe:
        place = clean_line(str(opening.home.data))
        sys.stderr.write(f"callpilot: not everything could be saved in {place}; free the disk and look there\n")
        return CANT_ACCESS
    return app.return_code or status or 0
