"""What a handover is made of: gathered from the index, the open sheets and the ends of the chains."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from callpilot.desk.books import read_books
from callpilot.desk.handover_draft import draft_handover, handover_id
from callpilot.desk.on_sheets import gap
from callpilot.desk.open_work import Unfinished
from callpilot.desk.state import DeskState
from callpilot.plain.clock import Clock
from callpilot.plain.times import moment
from callpilot.procedures.in_force import Library
from callpilot.records.entry import Entry
from callpilot.records.ids import desk_of
from callpilot.records.kinds import Call, Escalation, FollowUp, Handover, Incident, Message, Shift
from callpilot.records.live import AnyLive, LiveCall, LiveIncident, Pad
from callpilot.reports.attempts import strings_of
from callpilot.reports.figures import Figures, answer_target, count
from callpilot.reports.handover import HandoverReport, make_handover
from callpilot.reports.record_view import Data, RecordView, data_of, view
from callpilot.site.model import Site

if TYPE_CHECKING:
    from callpilot.journal.index import Index


def handover_of(
    shift: Shift, *, site: Site, index: "Index", data: Path, live: Sequence[AnyLive], now: datetime,
    library: Library | None = None, clock: Clock | None = None,
) -> HandoverReport:  # fmt: skip
    """Make the handover of `shift`: as it is in the journal, else as it stands `now`.

    `live` is everything unfinished on the site's open sheets, pads too: they hold the words of a shift under
    way. `index` must be up to date; `data` is the journal's folder; a draft names what the protocols of `library` say.
    `clock` tells how long ago a pad was written, though the wall clock was set since.
    Calls that are open at other desks are theirs to hand over. Raises OSError when that can't be read.
    """
    live = [one for one in live if not isinstance(one, LiveCall) or desk_of(one.id) == shift.desk]
    pad = next((one for one in live if isinstance(one, Pad) and one.shift and one.shift.id == shift.id), None)
    kept = kept_handover(index, shift.id)
    passed = 0 if pad is None else gap(pad, clock, clock.boot()) if clock else _since(pad.changed_at, now)
    seen = _with_pad(shift, pad, passed)
    return make_handover(
        site,
        seen,
        kept or draft_handover(_seen(site, library or Library(), shift, pad, index, live), shift, now),
        figures_of(seen, site=site, index=index),
        journal_heads(data),
        is_draft=kept is None,
    )


def figures_of(shift: Shift, *, site: Site, index: "Index") -> Figures:
    """Count the figures of a shift. Raises OSError when the index can't be read."""
    records = list(index.records_of_shift(shift.id))
    return count(
        (record for record in records if isinstance(record, Call)),
        answer_target(site),
        messages=sum(isinstance(record, Message) for record in records),
        escalations=sum(isinstance(record, Escalation) for record in records),
        incidents=sum(isinstance(record, Incident) for record in records),
        follow_ups=sum(isinstance(record, FollowUp) for record in records),
        status_s=shift.status_s,
    )


def kept_handover(index: "Index", shift: str) -> Handover | None:
    """The handover of a shift as it is in the journal; None when it has none."""
    revisions = index.revisions(handover_id(shift))
    if not revisions:
        return None
    from callpilot.journal.codec import Malformed, decode

    try:
        return decode(max(revisions, key=lambda entry: entry.rev).data, Handover)
    except Malformed:
        return None  # of a newer version: what is open now is still worth having


def _seen(
    site: Site, library: Library, shift: Shift, pad: Pad | None, index: "Index", live: Iterable[AnyLive]
) -> DeskState:
    """The whole site as the desk of `shift` would see it: the sheets of every desk, and the books."""
    calls = {one.id: one for one in live if isinstance(one, LiveCall)}
    incidents = {one.id: one for one in live if isinstance(one, LiveIncident)}
    return DeskState(
        site=site, library=library, operator=shift.operator, desk=shift.desk, pad=pad or Pad(id=""), calls=calls,
        incidents=incidents, books=read_books(index),
    )  # fmt: skip


def _since(at: str, now: datetime) -> int:
    return max(0, round((now - moment(at)).total_seconds() * 1000))


def _with_pad(shift: Shift, pad: Pad | None, passed: int) -> Shift:
    """A shift under way with what its pad says of it, `passed` ms ago: the notes so far, the time of each status."""
    if pad is None:
        return shift
    return replace(
        shift,
        notes=shift.notes or pad.values.get("notes", ""),
        status_s=shift.status_s or pad.status_seconds(pad.mono + passed),
    )


def unfinished(index: "Index", live: Iterable[AnyLive]) -> list[Unfinished]:
    """Everything at the site that isn't finished; what is on open sheets before what the journal says of the same."""
    opened = index.open_items()
    on_sheets = [thing for thing in live if isinstance(thing, LiveCall | LiveIncident)]
    return [*on_sheets, *opened.incidents, *opened.escalations, *opened.follow_ups, *opened.messages]


def record_of(index: "Index", identity: str) -> RecordView | None:
    """Return the view of the record `identity` (short ids too) with what came from it; None when there is none."""
    revisions = index.revisions(identity)
    if not revisions:
        return None
    return view(
        revisions, related_to(index, data_of(max(revisions, key=lambda entry: entry.rev)), identity=revisions[0].id)
    )


def related_to(index: "Index", data: Data, identity: str = "") -> list[Entry]:
    """Return the latest entries of what came from a call or incident: by the ids in its `data`, then by its own."""
    names: list[str] = []
    for member in ("messages", "escalations", "follow_ups"):
        names += strings_of(data.get(member))
    names += strings_of([data.get("incident")])
    # What was promised or tried after a call was closed isn't named in it.
    names += index.came_from(identity) if identity else []
    return [entry for name in dict.fromkeys(names) for entry in _latest(index, name)]


def _latest(index: "Index", identity: str) -> list[Entry]:
    found = index.revisions(identity)
    return [max(found, key=lambda entry: entry.rev)] if found else []


def journal_heads(data: Path) -> dict[str, str]:
    """Return the hash of the last entry of each chain, by desk. Raises OSError when one can't be read."""
    from callpilot.journal.reading import heads

    return {desk: tip.hash for desk, tip in heads(data).items()}


def under_way(index: "Index") -> list[Shift]:
    """The shifts that nobody has signed off, at any desk, the newest first."""
    return index.shifts_under_way()


def find_shift(index: "Index", which: str) -> Shift | None:
    """Return the shift `current` (under way), `last` (the last that ended), or of that id; None without one.

    `current` with none under way is the last one: what is open is the same, and it is what gets handed over.
    """
    if which == "last":
        return index.last_ended_shift()
    if which == "current":
        return next(iter(under_way(index)), None) or next(iter(index.shifts(1)), None)
    return index.shift_of(which)
