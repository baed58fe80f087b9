"""What records are made of: procedures as they ran, and the history of a matter."""

from msgspec import Struct


class StepRecord(Struct, frozen=True, kw_only=True):
    """How one step of a procedure went. `outcome` is done, skipped or open; `at` a stamp; `seconds` it was current."""

    id: str
    outcome: str
    why: str = ""
    answer: str = ""
    at: str | None = None
    seconds: float = 0


class ProcedureRecord(Struct, frozen=True, kw_only=True):
    """A procedure as it ran in a call: which version and file hash, and every step of it (A1, E4).

    A checklist that was signed off says by whom and when (E6).
    """

    id: str
    version: str
    sha256: str
    steps: tuple[StepRecord, ...] = ()
    signed_by: str = ""
    signed_at: str = ""


class TimelineItem(Struct, frozen=True, kw_only=True):
    """One thing that happened in a matter, or one word written about it."""

    at: str
    by: str
    text: str
