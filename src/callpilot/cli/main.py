"""The dispatcher: finds which command is meant, loads its module alone, and turns any fault into one line."""

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import argparse

INTERRUPTED = 130
DESCRIPTION = "Answer calls by the procedure on the screen. Without a command, opens the console."


class Command(NamedTuple):
    """One command: its name, its line in the help, and the module with `add_parser` and `run`."""

    name: str
    help: str
    module: str
    reads_records: bool = True

    def loaded(self) -> Any:
        """Load the module, with nothing that it can do without: whoever asks waits for it each time."""
        if self.reads_records:
            from callpilot.plain.lean import load_msgspec

            load_msgspec()
        return importlib.import_module(self.module)


COMMANDS = (
    Command("demo", "try the console on a throwaway site with calls that ring", "callpilot.cli.demo", False),
    Command("init", "ask the site's values once and write the settings", "callpilot.cli.init", False),
    Command("ring", "tell the console of a call (what a softphone's hook runs)", "callpilot.cli.ring", False),
    Command("log", "the call log, newest first", "callpilot.cli.log"),
    Command("show", "one record with its procedures, timeline and revisions", "callpilot.cli.show"),
    Command("amend", "correct a closed call: a new revision, with a reason", "callpilot.cli.amend"),
    Command("work", "open work, the most urgent first", "callpilot.cli.work"),
    Command("handover", "what this shift passes to the next", "callpilot.cli.handover"),
    Command("roster", "who is on call, now or at any moment, and why", "callpilot.cli.roster"),
    Command("directory", "list, show and import the people whom calls are passed to", "callpilot.cli.directory"),
    Command("notices", "what every operator has to know", "callpilot.cli.notices"),
    Command("procedures", "list, show, check, write and change the procedures", "callpilot.cli.procedures"),
    Command("records", "verify, export and index the journal", "callpilot.cli.records"),
    Command("completion", "print what lets a shell complete the command line", "callpilot.cli.completion", False),
)
_TAKES_VALUE = ("--home", "--operator", "--desk")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `argv` (the process's arguments by default); return the exit status (contract: 0, 1, 2 or 3)."""
    words = list(sys.argv[1:] if argv is None else argv)
    _prepare_streams()
    args: argparse.Namespace | None = None
    try:
        if words[:1] == ["_complete"]:  # what a shell asks when Tab is pressed; its words are no arguments of ours
            from callpilot.cli.completion import answer

            return answer(words[1:])
        command = command_meant(words)
        module = command.loaded() if command else None
        args = make_parser(command, module, alone=_asks_for_no_other(command, words)).parse_args(words)
        status = int(module.run(args)) if module else _open_console(args)
        sys.stdout.flush()
    except SystemExit as ending:
        return _status(ending)
    except BrokenPipeError:
        return _reader_gone()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 - the last place where a fault can become one clear line
        return _report(fault, args)
    return status


def _open_console(args: "argparse.Namespace") -> int:
    """Open the console; everything that it needs is loaded here, for no other command."""
    start: Any = importlib.import_module("callpilot.console.start")
    return int(start.run(args) or 0)


def command_meant(words: Sequence[str]) -> Command | None:
    """Return the command that the first word which isn't an option, or an option's value, names."""
    word = _first_word(words)
    return next((command for command in COMMANDS if command.name == word), None)


def _first_word(words: Sequence[str]) -> str | None:
    is_value = False
    for word in words:
        if not is_value and not word.startswith("-"):
            return word
        is_value = not is_value and word in _TAKES_VALUE
    return None


def _asks_for_no_other(command: Command | None, words: Sequence[str]) -> bool:
    """Tell whether the commands that aren't meant needn't be known: no help shows them, no error names them."""
    if command:
        return words[0] == command.name
    return _first_word(words) is None and not any(word.startswith("-h") or word == "--help" for word in words)


def make_parser(command: Command | None, module: Any, *, alone: bool = False) -> "argparse.ArgumentParser":
    """Build the parser: every command by name and help, but arguments only for the one that is meant.

    `alone`: nothing else is asked about, and the others are left out.
    """
    from callpilot import __version__
    from callpilot.cli.parsing import CommandParser

    parser = CommandParser(prog="callpilot", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"callpilot {__version__}")
    parser.add_argument("--operator", metavar="NAME", help="sign on as NAME without being asked")
    parser.add_argument("--desk", metavar="NAME", help="the desk worked at; its name is part of every id")
    parser.add_argument("--read-only", action="store_true", help="look, and write nothing")
    parser.add_argument("--plain", action="store_true", help="for a screen reader: no frames, changes told as lines")
    parser.set_defaults(home=None, command=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", prog="callpilot")
    for known in COMMANDS:
        if known is command:
            module.add_parser(commands)
        elif not alone:
            commands.add_parser(known.name, help=known.help)
    return parser


def _prepare_streams() -> None:
    """Into a pipe or a file write UTF-8 everywhere; on a terminal, what it can't show becomes `?`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _status(ending: SystemExit) -> int:
    if ending.code is None or isinstance(ending.code, int):
        return ending.code or 0
    from callpilot.plain.untrusted import clean_line

    sys.stderr.write(f"callpilot: {clean_line(str(ending.code))}\n")
    return 1


def _reader_gone() -> int:
    """Whoever read our output has what they wanted (`callpilot log | head`): end without a word."""
    # Python flushes stdout once more at exit; give it somewhere to go.
    with contextlib.suppress(OSError, ValueError):
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, sys.stdout.fileno())
        os.close(silence)
    return 0


def _report(fault: Exception, args: "argparse.Namespace | None") -> int:
    """Write one line about `fault` to stderr and return the exit status that belongs to it."""
    from callpilot.cli.parsing import CANT_ACCESS, CommandError
    from callpilot.plain.untrusted import clean_line

    status = fault.status if isinstance(fault, CommandError) else CANT_ACCESS
    if isinstance(fault, CommandError) or _is_one_line(fault):
        line = str(fault)
    elif isinstance(fault, OSError):
        place = f"{fault.filename}: " if fault.filename else ""
        line = f"{place}{fault.strerror or type(fault).__name__}; check the folder, its rights and the disk"
    else:
        line = f"stopped by an unexpected fault ({type(fault).__name__}){_kept(fault, args)}"
    sys.stderr.write(f"callpilot: {clean_line(line, 2000)}\n")
    return status


def _is_one_line(fault: Exception) -> bool:
    """Tell whether a room below raised `fault` to be read by people: nothing is imported to find out."""
    kinds = (("callpilot.site.home", "HomeError"), ("callpilot.journal.disk", "JournalError"))
    return any(
        isinstance(fault, kind)
        for module, name in kinds
        if isinstance(kind := getattr(sys.modules.get(module), name, None), type)
    )


def _kept(fault: Exception, args: "argparse.Namespace | None") -> str:
    """Append where `fault` happened to `data/errors.log`; return the words that say so.

    Only its type and places in the code: its text might hold what a caller said.
    """
    import traceback
    from datetime import UTC, datetime

    from callpilot import __version__

    frames = traceback.extract_tb(fault.__traceback__)
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = f"{now} callpilot {__version__} {type(fault).__name__}: {places}\n"
    try:
        from callpilot.site.home import find_home, private_open

        home = find_home(getattr(args, "home", None), os.environ)
        home.prepare()
        path = home.data / "errors.log"
        descriptor = private_open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        with os.fdopen(descriptor, "a", encoding="utf-8") as log:
            log.write(line)
    except Exception:  # noqa: BLE001 - the report of a fault must not become a second one
        return "; it could not be logged; please report this line"
    return f"; please report it with the last line of {path}"
