"""How the command line is read: one line for each error, `--home` on every command."""

import argparse
import os
import sys
from typing import Any, NoReturn

from callpilot.plain.untrusted import clean_line

NOT_RIGHT = 1
USED_WRONGLY = 2
CANT_ACCESS = 3


class CommandError(Exception):
    """Ends a command with one line on stderr (what, where, what to do) and `status` (contract: 1, 2 or 3)."""

    def __init__(self, line: str, status: int = NOT_RIGHT) -> None:
        super().__init__(line)
        self.status = status


class _Words(argparse.HelpFormatter):
    """Help in the terminal's width. argparse asks for it at every argument, and loads much of the library for that."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["width"] = options.get("width") or _columns() - 2
        super().__init__(*args, **options)


def _columns() -> int:
    """What `shutil.get_terminal_size` tells, without all that it loads."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # pyright: ignore[reportOptionalMemberAccess]
    except (AttributeError, ValueError, OSError):
        return 80


class CommandParser(argparse.ArgumentParser):
    """A parser, at any depth, that knows `--home`, takes no abbreviations and reports errors on one line."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        options.setdefault("conflict_handler", "resolve")
        options.setdefault("formatter_class", _Words)
        super().__init__(*args, **options)
        # Without a default of its own: `--home` before the command isn't undone by the command's parser.
        self.add_argument(
            "--home",
            metavar="DIR",
            default=argparse.SUPPRESS,
            help="keep config, data and cache under DIR (else CALLPILOT_HOME, else your user folders)",
        )

    def parse_known_args(self, *args: Any, **options: Any) -> Any:
        """Let a command's own parser say what it doesn't know: it is its help that has the answer."""
        found, unknown = super().parse_known_args(*args, **options)
        if unknown and " " in self.prog:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """End with status 2 and one line that says what is wrong and where help is."""
        sys.stderr.write(f"callpilot: {clean_line(message)}; see {self.prog} --help\n")
        raise SystemExit(USED_WRONGLY)
