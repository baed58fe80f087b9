"""What is well-formed in a library and still wrong: ways to nowhere, names of nothing, gaps nobody fills."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from callpilot.plain.problems import Problem
from callpilot.procedures import ways
from callpilot.procedures.against_site import SiteNames, against_site
from callpilot.procedures.exits import ways_into, without_exit
from callpilot.procedures.loading import Library, shipped_folder
from callpilot.procedures.loops import in_loops
from callpilot.procedures.model import CHANNELS, DIRECTIONS, GO_PROCEDURE, GO_WORDS, Choice, Field, Procedure, Step
from callpilot.procedures.pictures import MISSING, file_fault, find_picture
from callpilot.procedures.places import Path, Places
from callpilot.procedures.slips import slips
from callpilot.procedures.wording import PLACEHOLDERS, placeholders


def check(
    library: Library, *, today: dt.date, beside: Library | None = None, texts: Mapping[str, bytes] | None = None,
    site: SiteNames | None = None,
) -> list[Problem]:  # fmt: skip
    """Return every fault of the library: those found in loading first, then those of each procedure.

    `beside` is another library whose procedures and fields may be referred to, but aren't checked. `texts` gives, by
    id, the text of what isn't in its file yet. `site` says what procedures may name there.
    """
    around = {**(beside.procedures if beside else {}), **library.procedures}
    fields = {field.name: field for procedure in around.values() for field in procedure.fields()}
    problems = list(library.problems)
    surroundings = _Surroundings(around, fields, today, _with_types(site or SiteNames(), around), without_exit(around))
    for procedure in library.procedures.values():
        problems += _Check(procedure, surroundings, (texts or {}).get(procedure.id)).problems()
    return problems


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a procedure stands among: all that may be referred to, their fields, the day, the site."""

    procedures: dict[str, Procedure]
    fields: dict[str, Field]
    today: dt.date
    site: SiteNames
    endless: set[str]


def _with_types(site: SiteNames, around: Mapping[str, Procedure]) -> SiteNames:
    """Count in the types of calls that shipped procedures are for, and those that a step lets choose."""
    if site.call_types is None:
        return site
    shipped = shipped_folder()
    known = {kind for one in around.values() if one.source.parent == shipped for kind in one.call_types}
    known |= {
        kind for one in around.values() for field in one.fields() if field.name == "type" for kind in field.choices
    }
    return replace(site, call_types=site.call_types | known)


class _Check:
    """The findings on one procedure, each at the line of the key at fault."""

    def __init__(self, procedure: Procedure, surroundings: _Surroundings, text: bytes | None = None) -> None:
        self._procedure = procedure
        self._surroundings = surroundings
        self._around = surroundings.procedures
        self._today = surroundings.today
        self._fields = surroundings.fields
        self._possible = _possible(procedure.fields())
        self._places = _places(procedure) if text is None else Places(text)

    def problems(self) -> list[Problem]:
        found = [*self._document(), *self._texts(), *self._steps(), *self._reachable(), *self._ends(), *self._endless()]
        is_shipped = self._procedure.source.parent == shipped_folder()
        found += against_site(self._procedure, self._surroundings.site, is_shipped=is_shipped)
        found += slips(self._procedure, self._fields.keys())
        return [
            Problem(source=self._procedure.source, message=message, key=key, line=self._places.line(path))
            for path, key, message in found
        ]

    def _document(self) -> Iterator[tuple[Path, str, str]]:
        procedure = self._procedure
        for reference in procedure.references:
            # A reference with a space in it is a title or a law, not an id.
            if _is_id(reference) and reference not in self._around:
                yield ("references",), "references", f"there is no procedure “{reference}”"
        if procedure.protocol and not procedure.contacts:
            yield ("contacts",), "contacts", f"is empty: the {procedure.protocol} protocol has nobody to tell"
        for place, revision in enumerate(procedure.revisions):
            if revision.date > self._today:
                message = f"version {revision.version} is dated in the future ({revision.date})"
                yield ("revision", place, "date"), f"revision[{place + 1}].date", message

    def _texts(self) -> Iterator[tuple[Path, str, str]]:
        for place, step in enumerate(self._procedure.steps):
            for key, text in _spoken(step):
                for name in placeholders(text):
                    if name not in PLACEHOLDERS and name not in self._fields:
                        message = f"nobody fills the placeholder {{{name}}}: no field of that name is asked for"
                        yield ("step", place, key), f"{step.id}.{key}", message
            if step.picture:
                for key, message in _picture_faults(self._procedure, step):
                    yield ("step", place, key), f"{step.id}.{key}", message

    def _steps(self) -> Iterator[tuple[Path, str, str]]:
        for place, step in enumerate(self._procedure.steps):
            for number, choice in enumerate(step.choices):
                path: Path = ("step", place, "choice", number)
                key = f"{step.id}.choice[{number + 1}]"
                for word, value in (("go", choice.go), ("then", choice.then)):
                    if fault := self._wrong_way(value, word):
                        yield (*path, word), f"{key}.{word}", fault
                if choice.severity and choice.go != "escalate":
                    yield (*path, "severity"), f"{key}.severity", 'belongs to go = "escalate" only'
                yield from self._wrong_conditions(choice, path, key)

    def _wrong_way(self, value: str, word: str) -> str:
        if word == "then":
            known = value in ("next", "close") or self._procedure.step(value)
            return "" if known else f"there is no step “{value}” in this procedure"
        if value.startswith(GO_PROCEDURE):
            target = value.removeprefix(GO_PROCEDURE)
            return "" if target in self._around else f"there is no procedure “{target}”"
        if value in GO_WORDS or self._procedure.step(value):
            return ""
        words = ", ".join((*GO_WORDS, "procedure:<id>"))
        return f"leads to “{value}”, which is no step of this procedure and none of {words}"

    def _wrong_conditions(self, choice: Choice, path: Path, key: str) -> Iterator[tuple[Path, str, str]]:
        for name, wanted in choice.if_.items():
            field = self._fields.get(name)
            if field is None and name not in PLACEHOLDERS:
                yield (*path, "if"), f"{key}.if", f"asks for “{name}”, which no step writes"
            possible = self._possible.get(name) or (_possible([field]).get(name) if field else None)
            missing = [value for value in wanted if possible and value.casefold() not in possible]
            if missing:
                yield (*path, "if"), f"{key}.if", f"“{name}” is never “{missing[0]}”"

    def _endless(self) -> Iterator[tuple[Path, str, str]]:
        endless = self._surroundings.endless
        if self._procedure.id in endless:
            for place, number, other in ways_into(self._procedure, endless):
                key = f"{self._procedure.steps[place].id}.choice[{number + 1}].go"
                message = f"“{other}” only leads back here, and no way through the two ends"
                yield ("step", place, "choice", number, "go"), key, message

    def _reachable(self) -> Iterator[tuple[Path, str, str]]:
        steps = self._procedure.steps
        found = ways.reached(ways.ways(self._procedure), [step.id for step in steps[:1]])
        for place, step in enumerate(steps):
            if step.id not in found:
                yield ("step", place, "id"), step.id, "no way leads to this step"

    def _ends(self) -> Iterator[tuple[Path, str, str]]:
        paths = ways.ways(self._procedure)
        ending = ways.reached(ways.backwards(paths), [ways.END])
        lost = [(place, step) for place, step in enumerate(self._procedure.steps) if step.id not in ending]
        looping = in_loops(paths) if lost else set[str]()
        for place, step in lost:
            if step.id in looping:
                yield ("step", place, "id"), step.id, "stands in a loop that has no exit"
            elif not paths[step.id] - {ways.NOWHERE}:
                yield ("step", place, "id"), step.id, "the way ends here without an end: no choice leads on"


def _possible(fields: Sequence[Field]) -> dict[str, set[str]]:
    """Return what each of the fields may hold, capitals apart; nothing for those that may hold anything."""
    found: dict[str, set[str]] = {"direction": set(DIRECTIONS), "channel": set(CHANNELS)}
    free = {field.name for field in fields if field.type not in ("choice", "yes-no")}
    for field in fields:
        if field.name not in free:
            values = field.choices or ("yes", "no")
            found.setdefault(field.name, set()).update(value.casefold() for value in values)
    return found


def _places(procedure: Procedure) -> Places:
    try:
        return Places(procedure.source.read_bytes())
    except OSError:
        return Places(b"")


def _picture_faults(procedure: Procedure, step: Step) -> Iterator[tuple[str, str]]:
    path, fault = find_picture(procedure.source, step.picture)
    if fault == MISSING:
        yield "picture", f"there is no picture {step.picture} beside the file"
    elif fault := fault or (file_fault(path) if path else ""):
        yield "picture", f"{step.picture} {fault}"
    if not step.picture_text and not step.do:
        message = "the picture has no words for whoever can't see it: give it a picture_text, or the step a do"
        yield "picture", message


def _spoken(step: Step) -> Sequence[tuple[str, str]]:
    lists = (("items", step.items), ("tips", step.tips), ("warnings", step.warnings), ("notes", step.notes))
    return [("say", step.say), ("do", step.do), *((key, text) for key, texts in lists for text in texts)]


def _is_id(text: str) -> bool:
    return bool(text) and all(char.isascii() and (char.islower() or char.isdigit() or char == "-") for char in text)
