"""A procedure as the text of its file, in the contract's order of keys."""

from typing import Any, Final

from msgspec import Struct

from callpilot.plain.untrusted import clean
from callpilot.procedures.model import Procedure

_ORDER: Final = ("id", "title", "form", "purpose", "scope", "responsible", "references", "contacts")
_STEP: Final = ("id", "title", "phase", "group", "say", "do", "items", "tips", "warnings", "notes")
_CHOICE: Final = ("when", "do", "go", "then", "severity")


def to_toml(procedure: Procedure, heading: str) -> str:
    """Return the file of a procedure, with `heading` as a comment on its first line."""
    parts = [f"# {' '.join(clean(heading).split())}", _lines(_table(procedure, _ORDER))]
    for revision in procedure.revisions:
        parts += ["\n[[revision]]", _lines(_table(revision, ("version", "date", "author", "change")))]
    if procedure.approval:
        parts += ["\n[approval]", _lines(_table(procedure.approval, ("by", "position", "date")))]
    for step in procedure.steps:
        parts += ["\n[[step]]", _lines(_table(step, _STEP))]
        for choice in step.choices:
            table = _table(choice, _CHOICE)
            if table.get("then") == "next":
                del table["then"]
            parts += ["\n[[step.choice]]", _lines(table)]
    for entry in procedure.entries:
        parts += ["\n[[entry]]", _lines(_table(entry, ("question", "answer")))]
    return "\n".join(parts) + "\n"


def _lines(table: dict[str, Any]) -> str:
    import tomli_w

    return tomli_w.dumps(table, multiline_strings=True).rstrip("\n")


def _table(value: Struct, keys: tuple[str, ...]) -> dict[str, Any]:
    found = {key: getattr(value, key) for key in keys}
    return {key: list(one) if isinstance(one, tuple) else one for key, one in found.items() if one}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
