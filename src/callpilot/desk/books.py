"""The desk's books: what is open beyond the calls, at whatever desk it came up, and what operators have to know."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from callpilot.journal.codec import Malformed, decode
from callpilot.records.entry import Entry
from callpilot.records.ids import operator_key
from callpilot.records.kinds import TYPE_OF, Escalation, FollowUp, Handover, Incident, Message, Notice, Reading, Shift
from callpilot.records.known import Known
from callpilot.records.standing import MATTERS, Matter, is_open

if TYPE_CHECKING:
    from callpilot.journal.index import Index

R = TypeVar("R")


class Books(Struct, frozen=True, kw_only=True):
    """Records at their latest revision, by id: open matters, handovers not yet accepted, notices in force, and the
    shifts under way at all desks.

    `read` has the ids of the readings that were recorded; `known` which versions of the procedures an operator has
    used or read, by the key of the name and the procedure's id.
    """

    matters: dict[str, Matter] = field(default_factory=dict[str, Matter])
    handovers: dict[str, Handover] = field(default_factory=dict[str, Handover])
    notices: dict[str, Notice] = field(default_factory=dict[str, Notice])
    shifts: dict[str, Shift] = field(default_factory=dict[str, Shift])
    read: frozenset[str] = frozenset()
    known: dict[tuple[str, str], tuple[Known, ...]] = field(default_factory=dict[tuple[str, str], tuple[Known, ...]])

    def message(self, identity: str) -> Message | None:
        """The open message of that id."""
        return _as(Message, self.matters.get(identity))

    def escalation(self, identity: str) -> Escalation | None:
        """The open escalation of that id."""
        return _as(Escalation, self.matters.get(identity))

    def follow_up(self, identity: str) -> FollowUp | None:
        """The open follow-up of that id."""
        return _as(FollowUp, self.matters.get(identity))

    def incident(self, identity: str) -> Incident | None:
        """The incident of that id that has no outcome."""
        return _as(Incident, self.matters.get(identity))


def _as(cls: type[R], record: object) -> R | None:
    return record if isinstance(record, cls) else None


def matter_in(entry: Entry) -> Matter | None:
    """Read a journal entry as a matter; None when it is none, or of a newer version."""
    cls = TYPE_OF.get(entry.kind)
    if cls not in MATTERS:
        return None
    try:
        return decode(bytes(entry.data), cls)
    except Malformed:
        return None


def entered(books: Books, record: object) -> Books:
    """Return the books with `record` as it is now: what is finished goes out of them."""
    if isinstance(record, Reading):
        return replace(books, read=books.read | {record.id}, known=_with_reading(books.known, record))
    if isinstance(record, MATTERS):
        return replace(books, matters=_with(books.matters, record.id, record, keep=is_open(record)))
    if isinstance(record, Handover):
        return replace(books, handovers=_with(books.handovers, record.id, record, keep=is_open(record)))
    if isinstance(record, Notice):
        return replace(books, notices=_with(books.notices, record.id, record, keep=is_open(record)))
    if isinstance(record, Shift):
        return replace(books, shifts=_with(books.shifts, record.id, record, keep=is_open(record)))
    return books


def _with_reading(
    before: dict[tuple[str, str], tuple[Known, ...]], reading: Reading
) -> dict[tuple[str, str], tuple[Known, ...]]:
    if not reading.version and not reading.sha256:
        return before  # of a notice
    place = operator_key(reading.operator), reading.of
    known = Known(
        operator=reading.operator, procedure=reading.of, version=reading.version, sha256=reading.sha256,
        read_at=reading.at,
    )  # fmt: skip
    return {**before, place: (*before.get(place, ()), known)}


def _with(before: dict[str, R], identity: str, record: R, *, keep: bool) -> dict[str, R]:
    others = {name: other for name, other in before.items() if name != identity}
    return {**others, identity: record} if keep else others


def read_books(index: "Index", operator: str = "") -> Books:
    """Read the books from the index, which must be up to date. Raises OSError when that can't be read.

    `operator` is whose knowledge of the procedures is read, too; empty: nobody's.
    """
    known: dict[tuple[str, str], tuple[Known, ...]] = {}
    for one in index.known(operator) if operator else ():
        place = operator_key(operator), one.procedure
        known[place] = (*known.get(place, ()), one)
    opened = index.open_items()
    matters: tuple[Matter, ...] = (*opened.incidents, *opened.escalations, *opened.messages, *opened.follow_ups)
    return Books(
        matters={matter.id: matter for matter in matters},
        handovers={one.id: one for one in opened.handovers},
        notices={one.id: one for one in opened.notices},
        shifts={one.id: one for one in opened.shifts},
        read=frozenset(index.readings()),
        known=known,
    )


def read_finished(index: "Index", identities: Iterable[str]) -> dict[str, Matter]:
    """Read the matters of these ids that are finished from the index. Raises OSError when that can't be read."""
    newest = (next(reversed(index.revisions(identity)), None) for identity in identities)
    found = (matter_in(entry) for entry in newest if entry)
    return {matter.id: matter for matter in found if matter and not is_open(matter)}
