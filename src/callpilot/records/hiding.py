"""What a procedure calls sensitive, hidden in everything that leaves the journal: it is there, and nobody reads it."""

from collections.abc import Mapping
from typing import Any

from callpilot.plain.untrusted import HIDDEN

FIELDS = "fields"


def sensitive_in(data: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the fields in a record's `data` that one of its procedures called sensitive.

    The record says so itself, whatever has become of the procedure's file since. Anything malformed says nothing.
    """
    names: set[str] = set()
    procedures = data.get("procedures")
    for procedure in procedures if isinstance(procedures, list | tuple) else ():  # pyright: ignore[reportUnknownVariableType]
        said: Any = procedure.get("sensitive") if isinstance(procedure, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        names |= {name for name in said if isinstance(name, str)} if isinstance(said, list | tuple) else set()  # pyright: ignore[reportUnknownVariableType]
    return frozenset(names)


def hidden(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record's `data` with every sensitive value hidden; members and their order stay."""
    names = sensitive_in(data)
    shown = dict(data)
    if names:
        shown |= {name: HIDDEN for name in names if isinstance(data.get(name), str) and data[name].strip()}
        fields = data.get(FIELDS)
        if isinstance(fields, dict):
            shown[FIELDS] = {name: HIDDEN if name in names and text else text for name, text in fields.items()}  # pyright: ignore[reportUnknownVariableType]
    return shown
