"""Which rings the journal has a call of already: a ring's file may come back after its call was recorded."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from callpilot.journal.codec import Malformed, decode, encode
from callpilot.journal.day_files import day_files
from callpilot.journal.tail import entry_in
from callpilot.plain.times import moment


class _Came(Struct, frozen=True):
    ring: str = ""
    ringing_at: str | None = None


def recorded_rings(data: Path, rings: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of `rings` (an id, and the stamp since when it rang) that are a call's in the journal, whatever desk
    took it. The stamp counts too: a telephone system may begin its numbers anew. Raises OSError.
    """
    left, found = set(rings), set[tuple[str, str]]()
    since = _day_before(at for _ring, at in left)
    for file in day_files(data, since=since) if since else ():
        raw = file.path.read_bytes()
        for ring, at in left - found:
            if any((came.ring, came.ringing_at) == (ring, at) for came in _calls(raw, ring)):
                found.add((ring, at))
    return found


def _day_before(stamps: Iterable[str]) -> str:
    """The ISO date before the earliest of `stamps`; empty when there is none."""
    try:
        return min(((moment(at) - timedelta(days=1)).date().isoformat() for at in stamps), default="")
    except (ValueError, OverflowError):
        return "0000"


def _calls(raw: bytes, ring: str) -> Iterable[_Came]:
    mark = encode({"ring": ring})[1:-1]
    place = raw.find(mark)
    while place >= 0:
        start, end = raw.rfind(b"\n", 0, place) + 1, raw.find(b"\n", place)
        entry = entry_in(raw[start:end]) if end >= 0 else None
        if entry is not None and entry.kind == "call":
            with suppress(Malformed):
                yield decode(entry.data, _Came)
        place = raw.find(mark, place + 1)
