"""One line of the journal (contract): who wrote which revision of which record, and the chain it hangs in."""

from msgspec import Raw, Struct


class Entry(Struct, frozen=True, kw_only=True):
    """A journal line. `seq` runs per desk without a gap; `data` is the record's bytes as written, salt included."""

    seq: int
    at: str
    desk: str
    by: str
    kind: str
    id: str
    rev: int
    why: str | None = None
    digest: str = ""
    data: Raw = Raw(b"{}")
    prev: str = ""
    hash: str = ""


GENESIS = "0" * 64
"""What stands as `prev` in the first entry of a desk."""
