"""What may stand next on a command line, found in the parsers themselves: nothing is listed twice by hand."""

import argparse
import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from callpilot.cli.main import command_meant, make_parser
from callpilot.cli.sources import SOURCES, Source

FILES, FOLDERS = ":files", ":folders"
"""In the place of candidates: the shell completes names of files, or of folders, itself."""

_FILE_WORDS = {"FILE": FILES, "PATH": FILES, "DIR": FOLDERS}

Candidate = tuple[str, str]
"""A word that may stand here, and what it means, in one line."""


@dataclass(slots=True)
class _Place:
    """Where the last word stands: in which parser, behind which option, as which of its positional arguments."""

    parser: argparse.ArgumentParser
    path: list[str] = field(default_factory=list[str])
    positionals: int = 0
    waits: argparse.Action | None = None
    home: str | None = None
    only_positionals: bool = False


def candidates(words: Sequence[str]) -> list[Candidate]:
    """Return what may stand in the place of the last of `words` (what follows `callpilot`, as far as it is typed).

    One candidate whose word is `:files` or `:folders` leaves it to the shell. Raises HomeError when `--home` can't be
    used.
    """
    *before, last = words or [""]
    place = _Place(_parser_for(before))
    for word in before:
        _pass(place, word)
    if place.waits is None and last.startswith("--") and "=" in last:
        name, _equals, typed = last.partition("=")
        action = _option(place.parser, name)
        return _fitting(_values(place, action), typed) if action else []
    if place.waits is not None:
        return _fitting(_values(place, place.waits), last)
    if last.startswith("-") and not place.only_positionals:
        return _fitting(_options(place.parser), last)
    return _fitting(_positional(place), last)


def _parser_for(words: Sequence[str]) -> argparse.ArgumentParser:
    command = command_meant(words)
    return make_parser(command, importlib.import_module(command.module) if command else None)


def _pass(place: _Place, word: str) -> None:
    """Go past one word that is complete."""
    if place.waits is not None:
        if place.waits.dest == "home":
            place.home = word
        place.waits = None
    elif word == "--":
        place.only_positionals = True
    elif word.startswith("-") and not place.only_positionals:
        name, equals, value = word.partition("=")
        action = _option(place.parser, name)
        if action and action.dest == "home" and equals:
            place.home = value
        place.waits = action if action and action.nargs != 0 and not equals else None
    elif (commands := _subparsers(place.parser)) and word in commands.choices:
        place.parser = commands.choices[word]
        place.path.append(word)
        place.positionals = 0
    else:
        place.positionals += 1


def _option(parser: argparse.ArgumentParser, name: str) -> argparse.Action | None:
    return next((action for action in _actions(parser) if name in action.option_strings), None)


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # pyright: ignore[reportPrivateUsage]


def _subparsers(parser: argparse.ArgumentParser) -> Any:
    kind: Any = argparse._SubParsersAction  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType]
    return next((action for action in _actions(parser) if isinstance(action, kind)), None)


def _options(parser: argparse.ArgumentParser) -> Iterator[Candidate]:
    for action in _actions(parser):
        if action.option_strings and action.help != argparse.SUPPRESS:
            yield max(action.option_strings, key=len), action.help or ""


def _positional(place: _Place) -> Iterator[Candidate]:
    commands = _subparsers(place.parser)
    if commands is not None:
        for choice in commands._choices_actions:
            yield choice.dest, choice.help or ""
        return
    own = [action for action in _actions(place.parser) if not action.option_strings]
    if not own:
        return
    last = own[-1]
    if place.positionals < len(own) or last.nargs in ("*", "+"):
        yield from _values(place, own[min(place.positionals, len(own) - 1)])


def _values(place: _Place, action: argparse.Action) -> Iterator[Candidate]:
    """Yield what the argument or option may be: its choices, else what there is at this site, else files."""
    if action.choices is not None:
        yield from ((str(choice), "") for choice in action.choices)
        return
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    source = _source(place, action.dest)
    if source is not None:
        yield from source(place.home)
    elif metavar in _FILE_WORDS:
        yield _FILE_WORDS[metavar], ""


def _source(place: _Place, name: str) -> Source | None:
    """Find where the values of an argument come from: by command and name, else by name alone."""
    found: Callable[[str | None], Any] | None = None
    for depth in range(len(place.path), -1, -1):
        found = found or SOURCES.get(" ".join((*place.path[:depth], name)))
    return found


def _fitting(found: Iterator[Candidate], typed: str) -> list[Candidate]:
    """Return the candidates that begin as `typed` does, each once; capitals don't matter."""
    wanted = typed.casefold()
    fits = {word: meaning for word, meaning in found if word in (FILES, FOLDERS) or word.casefold().startswith(wanted)}
    return list(fits.items())
