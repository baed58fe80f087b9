"""A record's next revision: its number, and its data brought together with what another desk wrote meanwhile."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from callpilot.journal.chain import salted
from callpilot.journal.codec import Malformed, decode, decode_any, encode
from callpilot.journal.disk import Disk
from callpilot.journal.drafts import Draft
from callpilot.journal.lock import RevisingLock
from callpilot.journal.revisions import Revisions
from callpilot.journal.tail import entry_in
from callpilot.records.entry import Entry
from callpilot.records.kinds import TYPE_OF, Handover, Notice
from callpilot.records.merging import Members, merged
from callpilot.records.standing import MATTERS, is_open

_TURN = 0.2  # seconds that an operator may wait for another desk's revision
_HANGS = 5.0  # seconds in which nobody waits again for a desk that hangs in the middle of one
JOINED = "joined with revision"
"""What the reason of a revision says, with number, operator and desk, when it holds what another desk wrote meanwhile.
"""


class Ready(Struct, frozen=True):
    """A revision as it is to be written."""

    rev: int
    data: bytes
    why: str | None


class Turns:
    """Lets one desk of the home at a time revise a record, and gives each revision what the others wrote before it."""

    def __init__(self, data: Path, disk: Disk, revisions: Revisions) -> None:
        self._data = data
        self._disk = disk
        self._revisions = revisions
        self._hangs_until = 0.0

    @contextmanager
    def turn(self, draft: Draft, data: bytes) -> Generator[Ready]:
        """Give `draft` its turn: until this ends, no other desk writes the next revision of a record. Raises OSError.

        `data` are its bytes, salted. A draft with a number of its own waits for nobody, and nobody waits long.
        """
        if draft.rev is not None:
            yield Ready(draft.rev, data, draft.why)
            return
        patience = 0.0 if time.monotonic() < self._hangs_until else _TURN
        with RevisingLock(self._data, self._disk, patience) as is_mine:
            if not is_mine and patience:
                self._hangs_until = time.monotonic() + _HANGS
            # The number and what it is compared with are read at once: who has no lock can only come to the same one.
            rev = self._revisions.next(draft.id)
            theirs = entry_in(self._revisions.seen(draft.id)) if draft.base is not None else None
            yield joined(draft, rev, data, theirs) if theirs else Ready(rev, data, draft.why)


def joined(draft: Draft, rev: int, data: bytes, theirs: Entry) -> Ready:
    """Return the revision with what `theirs` says, where that isn't what the draft was made from."""
    base, mine = _members(draft.base), _members(draft.data)
    cls = TYPE_OF[draft.kind] if isinstance(draft.base, Struct) else dict[str, Any]
    try:
        record: Any = decode(theirs.data, cls)
    except Malformed:
        return Ready(rev, data, draft.why)  # erased, or of a newer version: nothing that could be brought together
    first = _members(record)
    if first in (base, mine):
        return Ready(rev, data, draft.why)
    is_over = isinstance(record, (*MATTERS, Handover, Notice)) and not is_open(record)
    both = merged(base, first, mine, is_over=is_over)
    words = f"{JOINED} {theirs.rev} of {theirs.by}, {theirs.desk}"
    return Ready(rev, salted(encode(both)), f"{draft.why}; {words}" if draft.why else words)


def joined_words(entry: Entry) -> str:
    """Say whose words came to stand in a revision beside its operator's; empty when it was written alone."""
    _before, mark, theirs = (entry.why or "").rpartition(JOINED)
    number, _of, who = theirs.strip().partition(" of ")
    return f"{who} changed it at the same time (revision {number}): what both wrote is in it now" if mark else ""


def _members(record: Any) -> Members:
    found = decode_any(encode(record))
    return {name: value for name, value in found.items() if name != "salt"}
