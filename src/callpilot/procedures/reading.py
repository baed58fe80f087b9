"""One procedure's file, read into a `Procedure` (DESIGN: a procedure file, contract)."""

import hashlib
import re
from pathlib import Path
from typing import Final

from callpilot.plain.problems import Problem
from callpilot.plain.toml_file import read_toml
from callpilot.plain.untrusted import clean_line
from callpilot.procedures.model import (
    CHANNELS,
    DIRECTIONS,
    FIELD_TYPES,
    FORMS,
    GO_WORDS,
    PHASES,
    PROTOCOLS,
    SEVERITIES,
    Approval,
    Choice,
    FaqEntry,
    Field,
    Procedure,
    Revision,
    Step,
)
from callpilot.procedures.places import Places
from callpilot.procedures.table import Findings, Table

FORMAT: Final = 1
"""The newest form of the file that this version knows."""

_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_STEP_ID = r"[a-z0-9]+([-_][a-z0-9]+)*"
_FIELD_NAME = r"[a-z][a-z0-9_]*"


def read_procedure(path: Path) -> tuple[Procedure | None, list[Problem]]:
    """Read one file. The procedure is None when the file breaks the contract; every fault is named.

    A key that nobody knows is reported and ignored; so is a newer `format`, of which the known keys are read.
    """
    values, problems, raw = read_toml(path)
    if not values and not problems:
        problems = [Problem(source=path, message="is empty: a procedure has an id, a title and a form at least")]
    if problems:
        return None, problems
    findings = Findings(path, Places(raw))
    procedure = _procedure(Table(values, (), findings), path, hashlib.sha256(raw).hexdigest())
    return (None if findings.broken else procedure), findings.problems


def is_id(text: str) -> bool:
    """Tell whether a procedure may be called so."""
    return re.fullmatch(_ID, text) is not None


def id_in(path: Path) -> str:
    """Return the id that a file that can't be used would have had, as far as it can be read."""
    values, _, _ = read_toml(path)
    identity = values.get("id")
    return identity if isinstance(identity, str) and identity else clean_line(path.stem)


def _procedure(table: Table, path: Path, sha256: str) -> Procedure:
    newest = table.whole("format") or FORMAT
    if newest > FORMAT:
        table.note("format", f"is {newest}: from a newer callpilot; what is known is read", harmless=True)
    form = table.word("form", FORMS, required=True) or "article"
    procedure = Procedure(
        id=table.name("id", _ID, "lower-case letters, digits and hyphens"),
        title=table.text("title", required=True),
        form=form,
        purpose=table.text("purpose"),
        scope=table.text("scope"),
        responsible=table.text("responsible"),
        serves=table.texts("serves"),
        call_types=table.texts("call_types"),
        channels=table.texts("channels", CHANNELS),
        directions=table.texts("directions", DIRECTIONS),
        accounts=table.texts("accounts"),
        keywords=table.texts("keywords"),
        protocol=table.word("protocol", PROTOCOLS),
        respond_within=table.seconds("respond_within"),
        resolve_within=table.seconds("resolve_within"),
        references=table.texts("references"),
        contacts=table.texts("contacts"),
        revisions=_revisions(table),
        approval=_approval(table),
        steps=_steps(table, form),
        entries=_entries(table, form),
        sha256=sha256,
        source=path,
    )
    table.close()
    return procedure


def _revisions(table: Table) -> tuple[Revision, ...]:
    found: list[Revision] = []
    for part in table.tables("revision"):
        version, day = part.text("version", required=True), part.day("date", required=True)
        if day:
            found.append(Revision(version=version, date=day, author=part.text("author"), change=part.text("change")))
            part.close()
    if not table.has("revision"):
        table.note("revision", "is missing: at least one [[revision]] with version and date is expected")
    return tuple(found)


def _approval(table: Table) -> Approval | None:
    part = table.table("approval")
    if part is None:
        return None
    approval = Approval(by=part.text("by", required=True), position=part.text("position"), date=part.day("date"))
    part.close()
    return approval


def _steps(table: Table, form: str) -> tuple[Step, ...]:
    parts = table.tables("step")
    if not parts and form != "faq":
        table.note("step", f"is missing: the form {form} needs at least one [[step]]")
    steps: dict[str, Step] = {}
    for part in parts:
        step = _step(part)
        if step.id in steps:
            part.note("id", f"“{step.id}” stands twice in this file; give each step its own")
        steps[step.id] = step
    return tuple(steps.values())


def _step(table: Table) -> Step:
    step = Step(
        id=table.name("id", _STEP_ID, "lower-case letters, digits, hyphens"),
        title=table.text("title", required=True),
        phase=table.word("phase", PHASES),
        group=table.text("group"),
        say=table.text("say"),
        do=table.text("do"),
        items=table.texts("items"),
        picture=table.text("picture"),
        picture_text=table.text("picture_text"),
        tips=table.texts("tips"),
        warnings=table.texts("warnings"),
        notes=table.texts("notes"),
        within=table.seconds("within"),
        required=table.flag("required"),
        fields=_fields(table),
        choices=tuple(_choice(part) for part in table.tables("choice")),
    )
    if step.picture_text and not step.picture:
        table.note("picture_text", "says what a picture shows, and this step has no picture", harmless=True)
    if step.id in GO_WORDS:
        table.note("id", f"“{step.id}” has a meaning of its own in go; choose another id")
    table.close()
    return step


def _fields(table: Table) -> tuple[Field, ...]:
    fields: list[Field] = []
    for part in table.tables("field"):
        field = _field(part)
        if any(field.name == other.name for other in fields):
            part.note("name", f"“{field.name}” stands twice in this step")
        fields.append(field)
    return tuple(fields)


def _field(table: Table) -> Field:
    name = table.name("name", _FIELD_NAME, "lower-case letters, digits and underscores")
    kind = table.word("type", FIELD_TYPES) or "text"
    choices = table.texts("choices")
    if kind == "choice" and not choices:
        table.note("choices", 'is missing: the type choice needs what to choose from, such as ["yes", "no"]')
    if choices and kind != "choice":
        table.note("choices", 'belongs to type = "choice" only')
    field = Field(
        name=name,
        label=table.text("label") or name.replace("_", " ").capitalize(),
        type=kind,
        choices=choices,
        required=table.flag("required"),
        sensitive=table.flag("sensitive"),
    )
    table.close()
    return field


def _choice(table: Table) -> Choice:
    choice = Choice(
        when=table.text("when", required=True),
        if_=table.conditions("if"),
        do=table.text("do"),
        go=table.text("go") or "next",
        then=table.text("then") or "next",
        severity=table.word("severity", SEVERITIES) or "",
    )
    table.close()
    return choice


def _entries(table: Table, form: str) -> tuple[FaqEntry, ...]:
    parts = table.tables("entry")
    if form == "faq" and not parts:
        table.note("entry", "is missing: the form faq needs at least one [[entry]]")
    entries: list[FaqEntry] = []
    for part in parts:
        question, answer = part.text("question", required=True), part.text("answer", required=True)
        entries.append(FaqEntry(question=question, answer=answer))
        part.close()
    return tuple(entries)
