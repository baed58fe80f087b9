"""Values for other programs: JSON and TOML of the same shape, stamps in UTC, durations in seconds."""

from typing import Any


def as_json(value: Any) -> str:
    """Write `value` (records, structs, dicts) as readable JSON, one line end at the end."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8") + "\n"


def as_toml(value: Any) -> str:
    """Write `value` as TOML, which has no null: a member that is null is left out."""
    import msgspec
    import tomli_w

    table: Any = without_none(msgspec.to_builtins(value))
    return tomli_w.dumps(table, multiline_strings=False)


def without_none(value: Any) -> Any:
    """Return `value` without the members and items that are None, at any depth."""
    match value:
        case dict():
            return {str(k): without_none(v) for k, v in value.items() if v is not None}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case list() | tuple():
            return [without_none(item) for item in value if item is not None]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value
