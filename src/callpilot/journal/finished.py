"""Which sheets are needless because the journal holds their record closed, and how they go."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from callpilot.journal.chain import change_in
from callpilot.journal.codec import Malformed, decode
from callpilot.journal.day_files import day_files
from callpilot.journal.disk import Disk
from callpilot.journal.revisions import first_day
from callpilot.journal.tail import entry_in
from callpilot.records.entry import Entry


class _Ending(Struct, frozen=True):
    closed_at: str | None = None
    outcome: str = ""


def finished_in(data: Path, identities: Iterable[str], desk: str | None) -> set[str]:
    """Return which of the sheets belong to a record that the journal holds closed. Raises OSError."""
    dated = {identity: day for identity in identities if (day := first_day(identity))}
    closed: set[str] = set()
    for file in day_files(data, desk, since=min(dated.values(), default="~")):
        raw = file.path.read_bytes()
        for identity in dated:
            if any(_closes(entry) for entry in _entries_of(raw, identity)):
                closed.add(identity)
    return closed


def _entries_of(raw: bytes, identity: str) -> Iterator[Entry]:
    mark = f'"id":"{identity}","rev":'.encode()
    place = raw.find(mark)
    while place >= 0:
        start, end = raw.rfind(b"\n", 0, place) + 1, raw.find(b"\n", place)
        line = raw[start:end] if end >= 0 else b""
        entry = entry_in(line)
        # A damaged line may name another record than it did: nothing may be removed on its word.
        if entry is not None and entry.id == identity and not change_in(line, entry):
            yield entry
        place = raw.find(mark, place + 1)


def _closes(entry: Entry) -> bool:
    try:
        ending = decode(entry.data, _Ending)
    except Malformed:
        return False
    return bool(ending.closed_at) if entry.kind == "call" else entry.kind == "incident" and bool(ending.outcome)


def remove_finished(data: Path, desk: str, sheet: list[Path], disk: Disk) -> None:
    """Remove a sheet, but not before the journal that makes it needless is on the disk itself. Raises OSError."""
    for file in day_files(data, desk, since=first_day(sheet[0].name)):
        disk.sync_whole(file.path, data)
    for path in reversed(sheet):
        disk.remove(path)
