"""One record with its revisions and what each changed, as a value for programs and for the text (C15)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from callpilot.journal.codec import decode_any
from callpilot.plain.untrusted import HIDDEN, clean
from callpilot.records.entry import Entry
from callpilot.records.hiding import FIELDS, hidden, sensitive_in
from callpilot.site.model import Site

Data = Mapping[str, Any]


class Changed(Struct, frozen=True, kw_only=True):
    """One field that a revision changed; `fields.x` names a member of `fields`."""

    field: str
    was: Any = None
    now: Any = None


class Revision(Struct, frozen=True, kw_only=True):
    """One revision of a record: who wrote it, when (a stamp), why, and what it changed."""

    rev: int
    at: str
    by: str
    desk: str
    seq: int
    why: str | None = None
    hash: str = ""
    changed: tuple[Changed, ...] = ()


class Related(Struct, frozen=True, kw_only=True):
    """Another record that came from this one, as it stands now."""

    kind: str
    id: str
    data: dict[str, Any]


class RecordView(Struct, frozen=True, kw_only=True):
    """A record as it stands now, with its revisions, oldest first, and what came from it.

    `open` says how what is still on an open sheet stands: live, held, wrap-up, no outcome; it is empty for what
    the journal alone holds. What the journal doesn't hold yet has no revision, and `rev` 0.
    """

    id: str
    kind: str
    rev: int
    open: str = ""
    data: dict[str, Any]
    revisions: tuple[Revision, ...]
    related: tuple[Related, ...] = ()


def with_account_name(record: RecordView, site: Site) -> RecordView:
    """The record for people: what its account is called stands in the place of the account's id."""
    account = site.account_named(str(record.data.get("account") or ""))
    if account is None or not account.name:
        return record
    return replace(record, data={**record.data, "account": account.name})


def view(revisions: Sequence[Entry], related: Sequence[Entry] = ()) -> RecordView:
    """Make the view of one record from its journal entries, in any order, and the latest of `related` ones.

    Kinds and fields that this version doesn't know are kept as they are; sensitive values are hidden.
    Raises ValueError without an entry.
    """
    if not revisions:
        raise ValueError("a record has at least one revision")
    ordered = sorted(revisions, key=lambda entry: (entry.rev, entry.seq))
    made: list[Revision] = []
    before: Data | None = None
    for entry in ordered:
        data = data_of(entry)
        changed = () if before is None else tuple(changes(before, data))
        made.append(_revision(entry, _without_secrets(changed, before, data)))
        before = data
    last = ordered[-1]
    others = related_views(related)
    return RecordView(
        id=last.id, kind=last.kind, rev=last.rev, data=hidden(data_of(last)), revisions=tuple(made), related=others
    )


def related_views(entries: Iterable[Entry]) -> tuple[Related, ...]:
    """Make what stands beside a record of the latest entries of what came from it."""
    return tuple(Related(kind=entry.kind, id=entry.id, data=hidden(data_of(entry))) for entry in entries)


def _revision(entry: Entry, changed: tuple[Changed, ...]) -> Revision:
    return Revision(
        rev=entry.rev,
        at=entry.at,
        by=entry.by,
        desk=entry.desk,
        seq=entry.seq,
        why=entry.why,
        hash=entry.hash,
        changed=changed,
    )


def _without_secrets(changed: tuple[Changed, ...], before: Data | None, after: Data) -> tuple[Changed, ...]:
    """The same with sensitive values hidden: that one was changed may be known."""
    names = {*sensitive_in(after), *(sensitive_in(before) if before else ())}
    names |= {f"{FIELDS}.{name}" for name in names}
    return tuple(
        replace(one, was=one.was and HIDDEN, now=one.now and HIDDEN) if one.field in names else one for one in changed
    )


def data_of(entry: Entry) -> dict[str, Any]:
    """Return an entry's data without its salt; data that is no JSON object stands under `unreadable`."""
    try:
        data: Any = decode_any(entry.data)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        return {"unreadable": clean(bytes(entry.data).decode("utf-8", "replace"))}
    return {str(name): value for name, value in data.items() if name != "salt"}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def changes(before: Data, after: Data) -> list[Changed]:
    """List the fields that differ, in the order of the record; the members of `fields` one by one."""
    old, new = _flat(before), _flat(after)
    names = [*new, *(name for name in old if name not in new)]
    return [
        Changed(field=name, was=old.get(name), now=new.get(name)) for name in names if old.get(name) != new.get(name)
    ]


def _flat(data: Data) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in data.items():
        if name == "fields" and isinstance(value, dict):
            flat |= {f"fields.{key}": item for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        else:
            flat[name] = value
    return flat
