"""Slips of whoever writes a procedure's file: what can be read, and isn't what was meant."""

import re
from collections.abc import Iterator, Set

from callpilot.procedures.model import Procedure, Step
from callpilot.procedures.places import Path
from callpilot.procedures.ways import leaves
from callpilot.procedures.wording import PLACEHOLDERS, placeholders

Found = tuple[Path, str, str]
"""Where it stands in the file, its key as people write it, and what is wrong."""

MOST_CHOICES = 9
"""A choice is taken with one digit."""

_ROW = re.compile(r"[A-Z]\d{1,3}")
_LAST_ROW = {"A": 10, "B": 12, "C": 15, "D": 10, "E": 8}
_BRACES = re.compile(r"\{([^{}\n]{1,40})\}")


def slips(procedure: Procedure, known: Set[str]) -> Iterator[Found]:
    """Yield what is wrong in one procedure; `known` are the names of all fields that procedures ask for."""
    yield from _rows(procedure)
    yield from _revisions(procedure)
    for place, step in enumerate(procedure.steps):
        yield from _choices(place, step)
    for path, key, text in _texts(procedure):
        yield from _blanks(path, key, text, PLACEHOLDERS | known)


def _rows(procedure: Procedure) -> Iterator[Found]:
    for row in procedure.serves:
        # A site may have names of its own; what looks like a row of the standards must be one.
        if _ROW.fullmatch(row) and not 1 <= int(row[1:]) <= _LAST_ROW.get(row[0], 0):
            yield ("serves",), "serves", f"there is no row “{row}” in the standards"


def _revisions(procedure: Procedure) -> Iterator[Found]:
    last = procedure.revisions[-1]
    for place, revision in enumerate(procedure.revisions[:-1]):
        path: Path = ("revision", place, "date")
        if revision.date > last.date:
            message = f"version {revision.version} is newer than {last.version}, which stands last and is in force"
            yield path, f"revision[{place + 1}].date", message
        if any(revision.version == other.version for other in procedure.revisions[place + 1 :]):
            path = ("revision", place, "version")
            yield path, f"revision[{place + 1}].version", f"version {revision.version} stands twice"


def _choices(place: int, step: Step) -> Iterator[Found]:
    if len(step.choices) > MOST_CHOICES:
        message = f"has {len(step.choices)} choices; they are taken with one digit, so {MOST_CHOICES} are the most"
        yield ("step", place, "choice", MOST_CHOICES), step.id, message
    for number, choice in enumerate(step.choices):
        if choice.then != "next" and not leaves(choice):
            message = 'belongs to go = "escalate", "emergency" or "procedure:…" only'
            yield ("step", place, "choice", number, "then"), f"{step.id}.choice[{number + 1}].then", message


def _texts(procedure: Procedure) -> Iterator[tuple[Path, str, str]]:
    """Yield every text in which blanks are filled."""
    for place, step in enumerate(procedure.steps):
        path: Path = ("step", place)
        for key in ("say", "do"):
            yield (*path, key), f"{step.id}.{key}", getattr(step, key)
        for key in ("items", "tips", "warnings", "notes"):
            for text in getattr(step, key):
                yield (*path, key), f"{step.id}.{key}", text
        for number, choice in enumerate(step.choices):
            yield (*path, "choice", number, "do"), f"{step.id}.choice[{number + 1}].do", choice.do
    for place, entry in enumerate(procedure.entries):
        for key in ("question", "answer"):
            yield ("entry", place, key), f"entry[{place + 1}].{key}", getattr(entry, key)


def _blanks(path: Path, key: str, text: str, known: Set[str]) -> Iterator[Found]:
    is_checked_elsewhere = path[0] == "step" and "choice" not in path
    for name in placeholders(text) if not is_checked_elsewhere else ():
        if name not in known:
            yield path, key, f"nobody fills the placeholder {{{name}}}: no field of that name is asked for"
    for written in _BRACES.findall(text):
        meant = re.sub(r"[\s-]+", "_", written.strip().casefold())
        if written != meant and meant in known:
            yield path, key, f"{{{written}}} is read out as it stands; is {{{meant}}} meant?"
