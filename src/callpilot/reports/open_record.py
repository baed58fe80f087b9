"""A call or incident that is still open, as a record to read: what its sheet holds so far (C15)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from callpilot.desk.following import marks_in
from callpilot.procedures.model import Procedure
from callpilot.records.closing import call_record, incident_record
from callpilot.records.hiding import hidden
from callpilot.records.ids import short
from callpilot.records.live import AnyLive, LiveCall, LiveIncident
from callpilot.reports.gathering import record_of, related_to
from callpilot.reports.record_view import RecordView, related_views

if TYPE_CHECKING:
    from callpilot.journal.index import Index

Unfinished = LiveCall | LiveIncident


def find_open(found: Iterable[AnyLive], identity: str) -> Unfinished | None:
    """Return the open call or incident with that id; of a short id (`0042`) the newest."""
    calls = [
        live
        for live in found
        if isinstance(live, LiveCall | LiveIncident) and identity and identity in (live.id, short(live.id))
    ]
    return max(calls, key=lambda live: (live.id[:8], live.changed_at), default=None)


def open_record(live: Unfinished, index: "Index", library: Mapping[str, Procedure], mono: int) -> RecordView:
    """Return the view of what is open, at the moment `mono` of the clock its sheet was written by.

    What came from it stands beside it, as do the revisions that the journal has of an incident already.
    """
    marks = marks_in(library, live)
    if isinstance(live, LiveCall):
        made = call_record(live, disposition="", at=live.changed_at, mono=mono, marks=marks)
        record, kind, standing = replace(made, closed_at=None, ended_at=live.ended_at), "call", live.stage
    else:
        record, kind, standing = incident_record(live, marks), "incident", "no outcome"
    data = msgspec.json.decode(msgspec.json.encode(record))  # lists, as what is read from the journal has
    before = record_of(index, live.id)
    return RecordView(
        id=live.id,
        kind=kind,
        rev=before.rev if before else 0,
        open=standing,
        data=hidden(data),
        revisions=before.revisions if before else (),
        related=related_views(related_to(index, data, live.id)),
    )
