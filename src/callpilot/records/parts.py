"""What records are made of: procedures as they ran, and the history of a matter."""

from msgspec import Struct


class StepRecord(Struct, frozen=True, kw_only=True):
    """How one step of a procedure went. `outcome` is done, skipped or open; `at` a stamp; `seconds` it was current.

    `items` are the numbers of the sub-items ticked, `choice` that of the choice taken, both from 1; 0: none was.
    """

    id: str
    outcome: str
    why: str = ""
    answer: str = ""
    at: str | None = None
    seconds: float = 0
    items: tuple[int, ...] = ()
    choice: int = 0


class ProcedureRecord(Struct, frozen=True, kw_only=True):
    """A procedure as it ran in a call: which version and file hash, and every step of it (A1, E4).

    `because` is why it was opened, at `started_at`. `current` is the step at which it was left, None: at its end.
    `way` has the steps gone through before that, `trail` also those that were gone back from, each as often as it was
    left. Of all this the run can be drawn again.
    `sensitive` names the record's fields that it calls so: their values are hidden in all that is read or exported.
    A checklist that was signed off says by whom and when (E6).
    """

    id: str
    version: str
    sha256: str
    steps: tuple[StepRecord, ...] = ()
    because: str = ""
    started_at: str = ""
    current: str | None = None
    way: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    signed_by: str = ""
    signed_at: str = ""
    sensitive: tuple[str, ...] = ()


class TimelineItem(Struct, frozen=True, kw_only=True):
    """One thing that happened in a matter, or one word written about it."""

    at: str
    by: str
    text: str
