"""Keeping up with the procedures: what changed since this operator knew one, and that they have read it (B7, C7)."""

import re
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from hashlib import sha256
from typing import Any, Literal

from msgspec import Struct

from callpilot.desk.answering import is_waited_for
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.plain.untrusted import clean_line
from callpilot.procedures.model import Procedure, Revision
from callpilot.records.ids import operator_key
from callpilot.records.kinds import Reading
from callpilot.records.known import Known
from callpilot.records.live import Live

Way = Literal["newer", "older", "same"]
"""A newer revision is in force, an older one again, or another file under the same version."""

_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


class Changed(Struct, frozen=True, kw_only=True):
    """A procedure in force that isn't the one which this operator knew last."""

    procedure: Procedure
    knew: Known

    @property
    def way(self) -> Way:
        """Which way it changed, by the versions. What can't be compared counts as newer."""
        if self.knew.version == self.procedure.version:
            return "same"
        before, now = _numbers(self.knew.version), _numbers(self.procedure.version)
        return "older" if before and now and before > now else "newer"

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """The revisions since the version that was known, the newest first; all of them where it isn't among them."""
        if self.way != "newer":
            return ()
        every = self.procedure.revisions
        known = [place for place, one in enumerate(every) if one.version == self.knew.version]
        return tuple(reversed(every[known[-1] + 1 if known else 0 :]))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")) if _NUMBERS.fullmatch(version) else ()


def changed_since(state: DeskState, procedure: Procedure) -> Changed | None:
    """Say how a procedure differs from what this operator knew of it; None when there is nothing to tell them.

    What they have read counts. Who never read any version is told what changed since the one they used: working with
    a new one unread doesn't make it known. Who has met none but the one in force is told nothing.
    """
    who = operator_key(state.operator)
    recorded = state.books.known.get((who, procedure.id), ())
    return _changed((*recorded, *_live(state, who).get(procedure.id, ())), procedure)


def _changed(met: Sequence[Known], procedure: Procedure) -> Changed | None:
    read = [one for one in met if one.read_at]
    if read:
        knew = max(read, key=lambda one: one.read_at)
        return None if _is_of(knew, procedure) else Changed(procedure=procedure, knew=knew)
    others = [one for one in met if not _is_of(one, procedure)]
    return Changed(procedure=procedure, knew=max(others, key=lambda one: one.used_at)) if others else None


def _is_of(one: Known, procedure: Procedure) -> bool:
    """Tell whether that is the procedure as it is in force."""
    return one.is_of(procedure.version, procedure.sha256)


def _met(state: DeskState) -> Iterable[tuple[Procedure, Sequence[Known]]]:
    """Every procedure in force that the operator has met: by the books, and in what is open at this desk now."""
    who = operator_key(state.operator)
    live = _live(state, who)
    recorded = {identity: met for (key, identity), met in state.books.known.items() if key == who}
    for identity in recorded.keys() | live.keys():
        if (procedure := state.library.get(identity)) is not None:
            yield procedure, (*recorded.get(identity, ()), *live.get(identity, ()))


def _live(state: DeskState, who: str) -> dict[str, list[Known]]:
    """What runs in what is open at this desk and the operator's own, by the procedures' ids."""
    found: dict[str, list[Known]] = {}
    for one, at in _mine(state, who):
        for run in one.runs:
            known = Known(
                operator=state.operator, procedure=run.procedure, version=run.version, sha256=run.sha256, used_at=at
            )
            found.setdefault(run.procedure, []).append(known)
    return found


def _mine(state: DeskState, who: str) -> Iterable[tuple[Live, str]]:
    """What is open at this desk and the operator's own, with the stamp since when."""
    yield from ((call, call.answered_at) for call in state.calls.values() if operator_key(call.operator) == who)
    yield from ((one, one.opened_at) for one in state.incidents.values() if operator_key(one.operator) == who)
    if state.shift and operator_key(state.shift.operator) == who:
        yield state.pad, state.shift.started_at


def changes(state: DeskState) -> list[Changed]:
    """The procedures that changed since this operator knew them: protocols first, then by title."""
    found = [one for procedure, met in _met(state) if (one := _changed(met, procedure)) is not None]
    return sorted(found, key=lambda one: (not one.procedure.protocol, one.procedure.title.casefold(), one.procedure.id))


def worked_with(state: DeskState) -> list[Procedure]:
    """The procedures that this operator has met as they are in force now."""
    return [procedure for procedure, met in _met(state) if any(_is_of(one, procedure) for one in met)]


def is_free(state: DeskState) -> bool:
    """Tell whether nobody is spoken to and nobody waits: only then is anything about procedures asked."""
    is_emergency = any(one.kind == "emergency" for one in state.incidents.values())
    return not (state.calls or is_emergency or state.front_incident or is_waited_for(state.rings))


def acknowledge(desk: Desk, changed: Changed) -> "Future[Any]":
    """Record that the operator has read and understood what is in force. The future is done when it is safe on disk.

    Raises DeedRefused in a call, when it was acknowledged already, and when it isn't in force any more.
    """
    desk.refuse_if_read_only()
    state = desk.state
    if not is_free(state):
        raise DeedRefused("first the call; it is asked again afterwards")
    shown = changed.procedure
    now = state.library.get(shown.id)
    if now is None or now.sha256 != shown.sha256:
        raise DeedRefused("it was changed again just now; look at it as it is in force")
    if changed_since(state, now) is None:
        raise DeedRefused("you have acknowledged it already")
    at = desk.stamp()
    mark = sha256(f"{operator_key(state.operator)} {now.sha256} {at}".encode()).hexdigest()[:10]
    reading = Reading(
        id=f"{now.id}-r{mark}", of=now.id, operator=state.operator, at=at, version=now.version, sha256=now.sha256
    )
    return desk.keep(desk.draft("reading", reading, rev=1))


def known_version(changed: Changed) -> str:
    """The version that the operator knew, to be shown: it stands in a file that others may have written."""
    return clean_line(changed.knew.version, 20) or "another version"


def step_words(changed: Changed) -> str:
    """Say from which version to which it went, in few words: `1.1 → 1.2`."""
    before, now = known_version(changed), clean_line(changed.procedure.version, 20)
    match changed.way:
        case "same":
            return f"{now} edited"
        case "older":
            return f"{before} → {now}, back"
        case "newer":
            return f"{before} → {now}"


def changed_words(changed: Changed) -> str:
    """Say it for the title of a procedure that is followed: `changed 1.1 → 1.2`."""
    version = clean_line(changed.procedure.version, 20)
    return f"changed, still {version}" if changed.way == "same" else f"changed {step_words(changed)}"
