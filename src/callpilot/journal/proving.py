"""Proving whole files of the journal at one go: most are as they were written, and no more is to be said of them.

What isn't proven here isn't damaged by that: `verifying` looks at it line by line, and says what is wrong.
"""

from hashlib import sha256
from typing import Any

from msgspec import Struct

from callpilot.journal.blocks import blocks, plain_entries
from callpilot.journal.chain import Tip, is_tombstone
from callpilot.journal.codec import Malformed, decode
from callpilot.journal.day_files import DayFile
from callpilot.plain.untrusted import visible
from callpilot.records.entry import Entry

_DATA = b',"data":'
_ERASED = _DATA + b'{"erased":"'


class Stretch(Struct, frozen=True, kw_only=True):
    """A file that was proven: its entries follow one another, and each is as it was written.

    `follows` is where the chain must end before it, `tip` where it ends with it. `erasures` are the entries, by id and
    number, that an entry in it says were erased, `tombstones` those of its own whose data is gone, with their lines.
    """

    follows: Tip
    tip: Tip
    entries: int
    erasures: list[tuple[str, int]]
    tombstones: dict[tuple[str, int], int]


def proven(file: DayFile) -> Stretch | None:
    """Prove all of a file; None when something in it isn't plainly as it was written. Raises OSError."""
    proof = _Proof(file.desk)
    for block in blocks(file.where):
        if not proof.takes(block):
            return None
    return proof.stretch()


def erased_by(entry: Entry) -> tuple[str, int] | None:
    """Return the id and number of the entry that an entry says was erased; None when it says no such thing."""
    if entry.kind != "erasure":
        return None
    try:
        members = decode(entry.data, dict[str, Any])
    except Malformed:
        return None
    identity, seq = members.get("id"), members.get("seq")
    return (identity, seq) if isinstance(identity, str) and isinstance(seq, int) else None


class _Proof:
    """What was proven so far of one file of `desk`."""

    def __init__(self, desk: str) -> None:
        self._desk = desk
        self._follows: Tip | None = None
        self._tip = Tip()
        self._erasures: list[tuple[str, int]] = []
        self._tombstones: dict[tuple[str, int], int] = {}

    def stretch(self) -> Stretch | None:
        """Return what was proven; None for a file in which nothing stands."""
        return self._follows and Stretch(
            follows=self._follows, tip=self._tip, entries=self._tip.seq - self._follows.seq,
            erasures=self._erasures, tombstones=self._tombstones,
        )  # fmt: skip

    def takes(self, block: bytes) -> bool:
        """Prove some whole lines more."""
        entries = plain_entries(block)
        if not entries:
            return False
        if self._follows is None:
            self._follows = self._tip = Tip(entries[0].seq - 1, entries[0].prev)
        has_erased = _ERASED in block
        seq, own, start = self._tip.seq, self._tip.hash, 0
        for entry in entries:
            if entry.seq != (seq := seq + 1) or entry.prev != own or entry.desk != self._desk:
                return False
            end = block.find(_DATA, start)  # a quote inside a text is escaped: this is the member itself
            own = sha256(b"%b\n%b}" % (own.encode(), block[start:end])).hexdigest()
            is_erased = has_erased and is_tombstone(entry)
            if own != entry.hash or (not is_erased and sha256(entry.data).hexdigest() != entry.digest):
                return False
            if is_erased:
                self._tombstones[visible(entry.id), seq] = seq - self._follows.seq
            if entry.kind == "erasure" and (erased := erased_by(entry)):
                self._erasures.append(erased)
            start = block.find(b"\n", end) + 1
        self._tip = Tip(seq, own)
        return start == len(block)  # as many lines as entries
