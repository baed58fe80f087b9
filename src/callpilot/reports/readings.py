"""Who has read which procedure: for supervisors, on the screen, in a terminal and as JSON (B7, C7)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from callpilot.desk.state import DeskState
from callpilot.journal.index import Index
from callpilot.plain.times import stamp
from callpilot.procedures.loading import Library
from callpilot.procedures.model import Procedure
from callpilot.records.ids import operator_key
from callpilot.records.known import Known

DAYS = 30
"""Operators who had a shift within so many days are at work here, whether the settings name them or not."""

Standing = Literal["read", "not yet", "unchanged", "never used"]
"""They have acknowledged what is in force; it changed and they have not; they have met only what is in force, so that
nothing changed for them; they have never met it."""


class OperatorReading(Struct, frozen=True, kw_only=True):
    """How one operator stands to a procedure. `version`, `sha256` and `at` (a stamp): what they read or used last.

    `is_read` tells whether that was read or only used.
    """

    operator: str
    standing: Standing
    version: str = ""
    sha256: str = ""
    at: str = ""
    is_read: bool = False


class ProcedureReadings(Struct, frozen=True, kw_only=True):
    """A procedure in force (`version` empty: it is gone), how each operator stands to it, and every reading of it."""

    id: str
    title: str
    version: str
    sha256: str
    in_force_since: str
    operators: tuple[OperatorReading, ...]
    readings: tuple[Known, ...]

    def of(self, standing: Standing) -> list[OperatorReading]:
        """The operators who stand so."""
        return [one for one in self.operators if one.standing == standing]


def readings_at(index: Index, library: Library, named: Iterable[str], now: datetime) -> list[ProcedureReadings]:
    """Return how everybody stands to every procedure, by id. The index must be up to date.

    Everybody: the operators `named` in the settings, those who had a shift in the last 30 days, and whoever has
    read anything. Raises OSError when the index can't be read.
    """
    known = index.known()
    people: dict[str, str] = {}
    readers = (one.operator for one in known if one.read_at)
    for name in (*readers, *index.seen_since(stamp(now - timedelta(days=DAYS))), *named):
        people[operator_key(name)] = name
    met: dict[tuple[str, str], list[Known]] = {}
    for one in known:
        met.setdefault((one.procedure, operator_key(one.operator)), []).append(one)
    ids = {*library.procedures, *(one.procedure for one in known if one.read_at)}
    return [_procedure(identity, library.get(identity), people, met, known) for identity in sorted(ids)]


def readings_in(index: Index, state: DeskState, now: datetime) -> list[ProcedureReadings]:
    """The same for the library and the settings that are in force at a desk."""
    return readings_at(index, state.library, state.site.operators, now)


def _procedure(
    identity: str, procedure: Procedure | None, people: dict[str, str], met: dict[tuple[str, str], list[Known]],
    known: Sequence[Known],
) -> ProcedureReadings:  # fmt: skip
    stand = [_operator(name, met.get((identity, key), []), procedure) for key, name in people.items()]
    return ProcedureReadings(
        id=identity,
        title=procedure.title if procedure else "",
        version=procedure.version if procedure else "",
        sha256=procedure.sha256 if procedure else "",
        in_force_since=str(procedure.in_force_since or "") if procedure else "",
        operators=tuple(sorted(stand, key=lambda one: one.operator.casefold())),
        readings=tuple(one for one in known if one.procedure == identity and one.read_at),
    )


def _operator(name: str, met: list[Known], procedure: Procedure | None) -> OperatorReading:
    read = [one for one in met if one.read_at]
    last = max(read, key=lambda one: one.read_at) if read else max(met, key=lambda one: one.used_at, default=None)
    if last is None:
        return OperatorReading(operator=name, standing="never used")
    return OperatorReading(
        operator=name, standing=_standing(met, last, procedure), version=last.version, sha256=last.sha256,
        at=last.read_at or last.used_at, is_read=bool(last.read_at),
    )  # fmt: skip


def _standing(met: list[Known], last: Known, procedure: Procedure | None) -> Standing:
    if last.read_at:
        return "read" if procedure is None or last.is_of(procedure.version, procedure.sha256) else "not yet"
    if procedure is None or all(one.is_of(procedure.version, procedure.sha256) for one in met):
        return "unchanged"
    return "not yet"
