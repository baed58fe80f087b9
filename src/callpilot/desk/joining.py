"""Records that two desks revised at the same instant, with no lock between them: both revisions brought together."""

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.follow_ups import renumbered
from callpilot.journal.codec import Malformed, decode, encode
from callpilot.plain.untrusted import clean_line
from callpilot.records.entry import Entry
from callpilot.records.ids import short
from callpilot.records.kinds import TYPE_OF, FollowUp, Record
from callpilot.records.merging import Members, merged
from callpilot.records.standing import is_open

if TYPE_CHECKING:
    from callpilot.journal.index import Index


class Twins(Struct, frozen=True):
    """The revisions of one number that a record has, and the one that they were made from, where there is one."""

    base: Entry | None
    written: tuple[Entry, ...]


def read_twins(index: "Index", since: str = "") -> list[Twins]:
    """Read what two desks wrote at once, from the stamp `since` on. Raises OSError when that can't be read."""
    found: list[Twins] = []
    for identity in index.twins(since):
        revisions = index.revisions(identity)
        newest = revisions[-1].rev
        written = tuple(entry for entry in revisions if entry.rev == newest)
        base = next((entry for entry in reversed(revisions) if entry.rev < newest), None)
        if len({encode(_members(entry)) for entry in written}) > 1:
            found.append(Twins(base, written))
    return found


def join(desk: Desk, found: list[Twins]) -> list[str]:
    """Append one revision for each that says what both desks wrote; return a line about each for the operator."""
    lines: list[str] = []
    for twins in found:
        newest = twins.written[-1]
        who = " and ".join(f"{clean_line(one.by, 40)} at {one.desk}" for one in twins.written)
        if twins.base is None:
            lines += _renumbered(desk, twins)
        elif (record := _joined(twins)) is not None:
            desk.revise(record, f"what {who} wrote at once")
            lines.append(f"{short(newest.id)}: {who} changed it at once; what they wrote is in it now: look at it")
    return lines


def _renumbered(desk: Desk, twins: Twins) -> list[str]:
    """Give things that two desks numbered alike a number each: what is read last keeps its own."""
    lines: list[str] = []
    *hidden, shown = twins.written
    keeps = _read(shown)
    for entry in hidden:
        record = _read(entry)
        if not (isinstance(record, FollowUp) and isinstance(keeps, FollowUp)):
            return []  # nothing else is numbered by two desks
        after = replace(record, id=renumbered(desk, record.id))
        desk.keep(desk.draft("follow_up", after, rev=1, why=f"numbered {entry.id} at two desks at once"))
        lines.append(f"{short(after.id)} was numbered {short(entry.id)}, as another one: {clean_line(after.what, 60)}")
    if keeps is not None:
        desk.revise(keeps, "numbered like another one at another desk, which has its own number now")
    return lines


def _read(entry: Entry) -> Any:
    """Read a journal entry as the record that it holds; None when it is of a newer version."""
    try:
        return decode(entry.data, TYPE_OF[entry.kind])
    except Malformed:
        return None


def _joined(twins: Twins) -> Record | None:
    cls: Any = TYPE_OF[twins.written[0].kind]
    base = _members(twins.base) if twins.base else {}
    try:
        both = _members(twins.written[0])
        for later in twins.written[1:]:
            both = merged(base, both, _members(later), is_over=not is_open(decode(encode(both), cls)))
        return decode(encode(both), cls)
    except Malformed:
        return None  # of a newer version: both stay as they are, and `callpilot show` has them


def _members(entry: Entry) -> Members:
    try:
        found = decode(entry.data, dict[str, Any])
    except Malformed:
        return {}
    return {name: value for name, value in found.items() if name != "salt"}
