"""A procedure's file written: from values, and with another revision in a text that somebody wrote (contract, B11)."""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from msgspec import Struct, structs

from callpilot.plain.times import span_words
from callpilot.procedures.model import Procedure, Revision

_WIDEST = 100  # characters of a list that stays on one line
_SPANS = ("within", "respond_within", "resolve_within")
_OF_THE_FILE = ("sha256", "source")


def toml_of(procedure: Procedure) -> str:
    """Return the file of a procedure: what says nothing is left out. Read again, it is the same procedure."""
    tables = [_table("", procedure), *(_table("[[revision]]", one) for one in procedure.revisions)]
    if procedure.approval:
        tables.append(_table("[approval]", procedure.approval))
    for step in procedure.steps:
        tables.append(_table("[[step]]", step))
        tables += [_table("[[step.field]]", field) for field in step.fields]
        tables += [_table("[[step.choice]]", choice) for choice in step.choices]
    tables += [_table("[[entry]]", entry) for entry in procedure.entries]
    return "\n\n".join(tables) + "\n"


def next_version(version: str) -> str:
    """Return the version after this one: 1.0 → 1.1, 1.9 → 1.10, 3 → 3.1."""
    found = re.fullmatch(r"(.*\.)(\d{1,9})", version.strip())
    return f"{found[1]}{int(found[2]) + 1}" if found else f"{version.strip() or 1}.1"


def with_revision(text: str, revision: Revision) -> str:
    """Return the text of a procedure's file with one more revision behind its last; all else stays as it is.

    A text that can't be read, or whose revisions aren't written as [[revision]], is returned as it is.
    """
    before = _read(text)
    if not isinstance(before.get("revision"), list):
        return text
    wanted = {**before, "revision": [*before["revision"], _read(_revision(revision))["revision"][0]]}
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    heads = [place for place, line in enumerate(lines) if re.match(r"\s*\[\[\s*revision\s*\]\]", line)]
    for place in _gaps(lines, heads[-1] + 1 if heads else len(lines)):
        head = "".join(lines[:place])
        head += "" if head.endswith("\n") else end
        block = _revision(revision).replace("\n", end)
        found = f"{head.rstrip()}{end}{end}{block}{end}{''.join(lines[place:]).lstrip(chr(13) + chr(10))}"
        # A blank line or a bracket may stand inside a text: only what reads as it should is right.
        if _read(found) == wanted:
            return found if place < len(lines) else found.rstrip() + end
    return text


def _gaps(lines: Sequence[str], start: int) -> Iterator[int]:
    """Yield where the table that goes on at `start` may end, the likeliest place first."""
    for place in range(start, len(lines)):
        if not lines[place].strip() or lines[place].lstrip().startswith("["):
            yield place
    yield len(lines)


def _revision(revision: Revision) -> str:
    texts = (f"author = {_text(revision.author)}\nchange = {_text(revision.change)}\n",)
    return f"[[revision]]\nversion = {_text(revision.version)}\ndate = {revision.date}\n{''.join(texts)}"


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError):
        return {}


def _table(head: str, part: Struct) -> str:
    lines = [head] if head else []
    for field in structs.fields(part):
        value = getattr(part, field.name)
        is_usual = not field.required and field.name != "go" and (not value or value == field.default)
        if is_usual or field.name in _OF_THE_FILE:
            continue
        if written := _value(value, is_span=field.name in _SPANS):
            lines.append(f"{field.encode_name.rstrip('_')} = {written}")
    return "\n".join(lines)


def _value(value: object, *, is_span: bool = False) -> str:
    """Write a value; empty for what stands in a table of its own."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return _text(span_words(value)) if is_span else str(value)
        case str():
            return _text(value)
        case dt.date():
            return value.isoformat()
        case Mapping():
            wanted = cast("Mapping[str, tuple[str, ...]]", value)
            parts = (
                f"{name} = {_list(texts) if len(texts) != 1 else _text(texts[0])}" for name, texts in wanted.items()
            )
            return f"{{ {', '.join(parts)} }}"
        case tuple():
            items = cast("tuple[object, ...]", value)
            return _list([one for one in items if isinstance(one, str)]) if isinstance(items[0], str) else ""
        case _:
            return ""


def _list(texts: Sequence[str]) -> str:
    items = [json.dumps(text, ensure_ascii=False) for text in texts]
    line = f"[{', '.join(items)}]"
    return line if len(line) <= _WIDEST else "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _text(text: str) -> str:
    """Write a text: one of several lines as it is read, every other on one line."""
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string
    inner = text.replace("\\", "\\\\").replace('"""', '""\\"')
    if inner.endswith('"'):
        inner = inner[:-1] + '\\"'
    return f'"""\n{inner}"""'
