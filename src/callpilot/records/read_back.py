"""What was read back to the caller: which part, when, and whether the record still says the same (C3, C15). Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

Outcome = Literal["confirmed", "corrected"]
Standing = Literal["open", "confirmed", "corrected", "changed"]

PREFIX = "readback."
"""Before a field's name in `fields`: what of it was read back, and when."""

# A text: `re` makes it ready when the first record with one is shown.
_SAID = r"(?:“(?P<part>.*?)” )?(?P<outcome>confirmed|corrected) (?P<at>\S+Z)(?P<changed>, changed since)?"


class ReadBack(Struct, frozen=True, kw_only=True):
    """One part that the caller confirmed, or had corrected.

    `key` names the part: a field, or a field and a word of it (`message:10:30`). `text` is what stood there; it is
    kept on the open sheet only, so that a later change is seen. `is_passed` says that it stands in a record of its
    own since: a message was taken, an escalation saved.
    """

    key: str
    label: str
    outcome: Outcome
    at: str
    by: str = ""
    text: str = ""
    is_passed: bool = False

    @property
    def field(self) -> str:
        """The field in which the part stands."""
        return self.key.partition(":")[0]

    @property
    def part(self) -> str:
        """The word of the field that was read back; empty for the whole of it."""
        return self.key.partition(":")[2]


def text_at(values: Mapping[str, str], key: str) -> str:
    """What stands in the record for a part now; empty when it is gone."""
    field, colon, part = key.partition(":")
    text = values.get(field, "")
    return (part if part in text else "") if colon else text.strip()


def standing(noted: Iterable[ReadBack], values: Mapping[str, str], key: str) -> tuple[Standing, str]:
    """How a part stands now, and the stamp of the last word about it: `changed` when the record says another thing."""
    last = next((one for one in reversed(tuple(noted)) if one.key == key and not one.is_passed), None)
    if last is None:
        return "open", ""
    return ("changed" if text_at(values, key) != last.text else last.outcome), last.at


def passed(noted: Iterable[ReadBack], fields: Iterable[str]) -> tuple[ReadBack, ...]:
    """Return the same, what belongs to `fields` marked as standing in a record of its own."""
    from msgspec.structs import replace

    gone = set(fields)
    return tuple(replace(one, is_passed=True) if one.field in gone else one for one in noted)


def as_fields(noted: Iterable[ReadBack], values: Mapping[str, str]) -> dict[str, str]:
    """What of it goes into `fields` of a call's record, by field: `confirmed 2026-…Z; “10:30” corrected 2026-…Z`."""
    said: dict[str, list[str]] = {}
    for one in noted:
        part = f"“{one.part}” " if one.part else ""
        is_changed = not one.is_passed and text_at(values, one.key) != one.text
        said.setdefault(PREFIX + one.field, []).append(
            f"{part}{one.outcome} {one.at}{', changed since' if is_changed else ''}"
        )
    return {name: "; ".join(parts) for name, parts in said.items()}


def is_noted(name: str) -> bool:
    """Tell whether a name in `fields` says what was read back."""
    return name.startswith(PREFIX)


def in_fields(fields: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Give back what `as_fields` wrote, as `(stamp, field, words)`; words are `confirmed`, `10:30 corrected`…"""
    for name, text in fields.items():
        if not is_noted(name) or not isinstance(text, str):
            continue
        for found in re.finditer(_SAID, text):
            part = f"{found['part']} " if found["part"] else ""
            yield found["at"], name.removeprefix(PREFIX), f"{part}{found['outcome']}{found['changed'] or ''}"


def noted_words(one: ReadBack) -> str:
    """Say in one line what was read back: `callback number read back: confirmed`."""
    part = f" ({one.part})" if one.part else ""
    return f"{one.label}{part} read back: {one.outcome}"
