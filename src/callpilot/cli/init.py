"""`callpilot init`: asks the site's values once and writes the settings files (contract)."""

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.cli.parsing import CommandError
from callpilot.plain.untrusted import clean_line
from callpilot.site.home import find_home

if TYPE_CHECKING:
    import argparse

    from callpilot.site.writing import NewSite

HELP = "ask the site's values once and write the settings"
EPILOG = (
    "Everything works without settings too. Enter takes what is in brackets; a hyphen leaves a value empty. "
    "Answers can be piped in, a line each. Nothing is written before the last answer."
)


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("init", help=HELP, description=HELP, epilog=EPILOG)
    parser.add_argument("--replace", action="store_true", help="write over settings; the old ones stay as *.before")
    parser.add_argument("--yes", action="store_true", help="take every proposal, ask nothing")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Ask, then write; return 0.

    Raises CommandError: status 1 when there are settings already or the answers end too soon, 3 when something can't
    be written.
    """
    from callpilot.site.writing import files_of, write_files

    config = find_home(args.home, os.environ).config
    if not args.replace and (there := _settings_in(config)):
        raise CommandError(
            f"{there}: there are settings already; --replace writes new ones and keeps these beside them"
        )
    new, directory = _asked(args, config)
    files = files_of(new, directory=directory)
    try:
        written = write_files(config, files, replace=args.replace)
    except FileExistsError as fault:
        raise CommandError(f"{fault.filename}: is there already; nothing was written") from fault
    for path in written:
        _say(f"wrote {path}")
    _tell_problems(config)
    _say("`callpilot` opens the console; `callpilot ring NUMBER` lets a call ring in it")
    return 0


def _settings_in(config: Path) -> Path | None:
    """Return the first settings file that is there, if any is."""
    site = config / "site.toml"
    if os.path.lexists(site):
        return site
    with contextlib.suppress(OSError):
        return next((path for path in sorted((config / "accounts").glob("*.toml"))), None)
    return None


def _asked(args: "argparse.Namespace", config: Path) -> "tuple[NewSite, bool]":
    """Ask for everything, or take every proposal; what stops it halfway is told, with nothing written."""
    from callpilot.cli.init_questions import Asking, ask_site

    with contextlib.suppress(AttributeError, ValueError, OSError):
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # pyright: ignore
    asking = Asking(sys.stdin, _write, takes_all=args.yes)
    try:
        return ask_site(asking, os.environ, has_directory=os.path.lexists(config / "directory.toml"))
    except EOFError:
        _write("\n")
        raise CommandError("the answers ended too soon; nothing was written") from None
    except KeyboardInterrupt:
        _write("\n")
        _say("stopped; nothing was written")
        raise


def _tell_problems(config: Path) -> None:
    """Read what was written as the console is going to read it; other files beside it may not agree with it."""
    from callpilot.site.loading import load_site

    for problem in load_site(config)[1]:
        _say(str(problem))


def _say(line: str) -> None:
    _write(f"callpilot: {clean_line(line, 2000)}\n")


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
