"""Correcting a closed call: a new revision with who, when and why; the old one stays (C6, C15)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from callpilot.desk.state import DeedRefused
from callpilot.plain.untrusted import clean, clean_line, mask_cards
from callpilot.records.entry import Entry
from callpilot.records.words import CALL_TYPES, DISPOSITIONS

if TYPE_CHECKING:
    from callpilot.journal.index import Index
    from callpilot.journal.store import Journal

AMENDABLE = ("name", "company", "callback", "type", "subject", "notes", "disposition", "transferred_to")
"""The fields of a closed call that may be corrected, beside the members of `fields` (`fields.card_state`)."""

LONGEST = 100_000
"""Characters that one corrected field holds; more is refused, never cut."""

_FIELD = re.compile(r"fields\.(?P<name>[A-Za-z][A-Za-z0-9_.\-]{0,79})")


def amend(
    journal: "Journal | Callable[[str], Journal]",
    index: "Index",
    call_id: str,
    changes: Mapping[str, str],
    why: str,
    by: str,
    *,
    call_types: Iterable[str] = (),
    country: str = "",
) -> Entry:
    """Append a new revision of the call `call_id` (short ids too); return its entry once it is safe on disk.

    `journal` may be given as what makes one of a desk's name: the revision goes into the chain of the call's
    own desk. Raises DeedRefused for a call or change that can't be accepted, JournalError when a write fails.
    """
    index.catch_up()
    revisions = index.revisions(call_id)
    if not revisions:
        raise DeedRefused(f"no record has the id {clean_line(call_id, 80)}; see callpilot log")
    newest = max(revisions, key=lambda entry: entry.rev)
    if newest.kind != "call":
        raise DeedRefused(f"{newest.id} is of the kind {newest.kind}; only calls can be amended")
    data, reason = amendment(newest, changes, why, call_types=call_types, country=country)
    from callpilot.journal.codec import decode_any
    from callpilot.journal.store import Draft

    # The journal numbers it under its lock: another program may be amending the same call.
    base = decode_any(newest.data)
    draft = Draft(kind="call", id=newest.id, by=clean_line(by, 80), data=data, why=reason, base=base)
    into = journal(newest.desk) if callable(journal) else journal
    return into.append_now((draft,))[0]


def amendment(
    newest: Entry, changes: Mapping[str, str], why: str, *, call_types: Iterable[str] = (), country: str = ""
) -> tuple[dict[str, Any], str]:
    """Return the call's data after `changes` (cleaned, cards masked) and the cleaned reason. Pure.

    What this version doesn't know in the data stays in it. Raises DeedRefused, one line, for a blank reason,
    an unknown field, a disposition or type that there isn't, or when nothing would change.
    """
    from callpilot.journal.codec import decode_any

    reason = mask_cards(clean_line(why))
    if not reason:
        raise DeedRefused("say why: the reason of an amendment can't be blank")
    data: Any = decode_any(newest.data)
    if not isinstance(data, dict) or "id" not in data:
        raise DeedRefused(f"{newest.id} holds nothing that could be amended; it was erased")
    before: dict[str, Any] = {str(name): value for name, value in data.items() if name != "salt"}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    fields: dict[str, Any] = {**(before.get("fields") or {})}
    after = {**before, "fields": fields}
    types = {*CALL_TYPES, *call_types, str(before.get("type") or ""), ""}
    for name, text in changes.items():
        value = _accepted(name, text, before, types, country)
        if found := _FIELD.fullmatch(name):
            fields[found["name"]] = value
        else:
            after[name] = value
    if after == before:
        raise DeedRefused("nothing would change: the record says that already")
    return after, reason


def _accepted(name: str, text: str, before: Mapping[str, Any], types: set[str], country: str) -> str:
    """Return a new value as it may be written. Raises DeedRefused, naming the field and what it takes."""
    if name not in AMENDABLE and not _FIELD.fullmatch(name):
        shown = clean_line(name, 40)
        raise DeedRefused(f"{shown}: can't be amended; use {', '.join(AMENDABLE)} or fields.NAME")
    if len(text) > LONGEST:
        raise DeedRefused(f"{name}: is longer than {LONGEST:,} characters")
    has_lines = name == "notes" or name.startswith("fields.")
    value = clean(text).strip() if has_lines else " ".join(clean(text).split())
    match name:
        case "disposition" if value not in DISPOSITIONS and value != before.get(name):
            raise DeedRefused(f"disposition: must be one of {', '.join(DISPOSITIONS)}")
        case "type" if value not in types:
            raise DeedRefused(f"type: must be one of {', '.join(sorted(types - {''}))}")
        case "callback":
            return _number(value, country)
        case _:
            return mask_cards(value)


def _number(text: str, country: str) -> str:
    """Write a telephone number for people; what is none is masked like any other text."""
    from callpilot.site.numbers import read_number

    read = read_number(text, country) if country and text else None
    return read.shown if read and read.valid else mask_cards(text)
