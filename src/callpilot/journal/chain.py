"""One journal line, byte for byte as the contract has it, and the hash that chains it to the one before."""

import os
import re
from operator import attrgetter

from msgspec import Raw, Struct

from callpilot.journal.codec import Malformed, decode, encode
from callpilot.records.entry import GENESIS, Entry

_DATA = b',"data":'
_TOMBSTONE = rb'\{"erased":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"\}'

HEAD_CHANGED = "its hash doesn't fit"
DATA_CHANGED = "its data doesn't fit its digest"


class Head(Struct, frozen=True, kw_only=True):
    """The members `seq` to `digest` of a line, in the contract's order: what the hash is over."""

    seq: int
    at: str
    desk: str
    by: str
    kind: str
    id: str
    rev: int
    why: str | None
    digest: str


_members = attrgetter(*Head.__struct_fields__)


class Tip(Struct, frozen=True):
    """Where a desk's chain ends: the last entry's number and hash. A desk that wrote nothing ends at number
    0.
    """

    seq: int = 0
    hash: str = GENESIS


def salted(data: bytes) -> bytes:
    """Return the JSON object `data` with a random salt as its last member, so that no digest can be guessed
    back.
    """
    if not (data.startswith(b"{") and data.endswith(b"}")):
        raise ValueError("an entry's data must be a JSON object")
    comma = b"" if data == b"{}" else b","
    return data[:-1] + comma + b'"salt":"' + os.urandom(16).hex().encode() + b'"}'


def head_bytes(head: Head) -> bytes:
    """Return the compact JSON of a line's head."""
    return encode(head)


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of `data` in hex. What makes it is loaded at the first use: a console opens without it."""
    from hashlib import sha256

    return sha256(data).hexdigest()


def hash_of(prev: str, head: bytes) -> str:
    """Return an entry's hash: the SHA-256 of `<prev>` newline `<head>`, in hex."""
    return digest_of(prev.encode() + b"\n" + head)


def seal(
    tip: Tip, *, at: str, desk: str, by: str, kind: str, id: str, rev: int, why: str | None, data: bytes
) -> tuple[Entry, bytes]:
    """Make the entry that follows `tip`, and its line with the newline. `data` is JSON, already salted."""
    digest = digest_of(data)
    seq = tip.seq + 1
    head = Head(seq=seq, at=at, desk=desk, by=by, kind=kind, id=id, rev=rev, why=why, digest=digest)
    written = head_bytes(head)
    own = hash_of(tip.hash, written)
    line = _joined(written, data, tip.hash, own) + b"\n"
    entry = Entry(
        seq=seq, at=at, desk=desk, by=by, kind=kind, id=id, rev=rev, why=why, digest=digest, data=Raw(data),
        prev=tip.hash, hash=own,
    )  # fmt: skip
    return entry, line


def head_of(line: bytes) -> bytes:
    """Return the head of a line as it was written: the text before `data`, closed.

    A quote inside a JSON string is always escaped, so the first `,"data":` is the member itself.
    """
    place = line.find(_DATA)
    return line[:place] + b"}" if place > 0 else b""


def change_in(line: bytes, entry: Entry) -> str:
    """Say what shows that a line, read as `entry`, isn't as it was written, byte for byte; empty when it is.

    An erased entry's tombstone is as it should be: an erasure entry answers for it (see `is_tombstone`).
    """
    head = head_of(line)
    is_whole = line == _joined(head, bytes(entry.data), entry.prev, entry.hash) and _agrees(head, entry)
    if not is_whole or hash_of(entry.prev, head) != entry.hash:
        return HEAD_CHANGED
    if digest_of(bytes(entry.data)) != entry.digest and not is_tombstone(entry):
        return DATA_CHANGED
    return ""


def is_tombstone(entry: Entry) -> bool:
    """Tell whether an entry's data was erased: nothing stands there but when."""
    return re.fullmatch(_TOMBSTONE, bytes(entry.data)) is not None


def _joined(head: bytes, data: bytes, prev: str, own: str) -> bytes:
    return b"".join((head[:-1], _DATA, data, b',"prev":"', prev.encode(), b'","hash":"', own.encode(), b'"}'))


def _agrees(head: bytes, entry: Entry) -> bool:
    """Tell whether the hashed head says what the line as a whole was read to say: no member stands in it twice."""
    try:
        said = decode(head, Head)
    except Malformed:
        return False
    return _members(said) == _members(entry)
