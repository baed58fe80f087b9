"""The one codec between a record and its bytes: compact JSON in UTF-8. Sealing (encryption) would stand here."""

import re
from typing import Any, TypeVar

import msgspec
from msgspec import DecodeError, Struct

from callpilot.plain.untrusted import visible

_T = TypeVar("_T")

_ESCAPED = re.compile(rb"\\[bfru]")  # the escapes of JSON that may stand for a control

_as_json = msgspec.json.Encoder().encode

Malformed = DecodeError
"""Raised by `decode` when bytes aren't what was asked for. Its text may quote names of fields, never a value.
"""


def encode(value: Struct | dict[str, Any]) -> bytes:
    """Return `value` as compact JSON. A lone surrogate, which no UTF-8 can hold, becomes `?`."""
    try:
        return _as_json(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_writable(msgspec.to_builtins(value)))


def decode(raw: bytes | memoryview | msgspec.Raw, kind: type[_T]) -> _T:
    """Read bytes into `kind`; members that it doesn't know are passed over. Raises Malformed.

    What this program writes is clean. Another one may have written what it likes: what would act is made visible
    here, while the bytes stay as they are.
    """
    try:
        if not may_harm(bytes(raw)):
            return msgspec.json.decode(raw, type=kind)
        return _cleaned(msgspec.json.decode(raw, type=kind))
    except UnicodeDecodeError:
        raise DecodeError("not UTF-8") from None
    except RecursionError:
        raise DecodeError("nested too deeply") from None


def decode_harmless(raw: bytes | msgspec.Raw, kind: type[_T]) -> _T:
    """Read as `decode` does what was told not to hold anything that acts (`may_harm`). Raises Malformed."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except RecursionError:
        raise DecodeError("nested too deeply") from None


def may_harm(raw: bytes) -> bool:
    """Tell whether a text in `raw`, which is UTF-8, may hold what acts; most records are told at a glance."""
    if b"\x7f" in raw or _ESCAPED.search(raw):
        return True
    if raw.isascii():
        return False
    text = raw.decode("utf-8")
    return visible(text) != text


def decode_any(raw: bytes | memoryview | msgspec.Raw) -> Any:
    """Read bytes into plain Python values. Raises Malformed."""
    return decode(raw, object)


def without_salt(data: bytes) -> bytes:
    """Return an entry's `data` as compact JSON without its salt, all other members in their order."""
    value = decode_any(data)
    if isinstance(value, dict):
        value.pop("salt", None)  # pyright: ignore[reportUnknownMemberType]
    return msgspec.json.encode(value)


def _cleaned(value: Any) -> Any:
    """Return `value` with what acts in its texts made visible."""
    match value:
        case str():
            return visible(value)
        case dict():
            return {_cleaned(key): _cleaned(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [_cleaned(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case tuple():
            return tuple(_cleaned(item) for item in value)  # pyright: ignore[reportUnknownVariableType]
        case Struct():
            texts = {name: _cleaned(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **texts)
        case _:
            return value


def _writable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {_writable(key): _writable(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list() | tuple():
            return [_writable(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value
