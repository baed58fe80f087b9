"""The handover of one shift to the next, in the order of I-PASS, with its figures and where the journal ends (A10)."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import asdict

from callpilot.desk.open_work import OpenItem
from callpilot.plain.times import moment
from callpilot.records.kinds import Handover, HandoverItem, Shift
from callpilot.reports.figures import Figures
from callpilot.site.model import Site


class HandedItem(OpenItem, frozen=True, kw_only=True):
    """One open item as it is handed over: ages are those at that moment; `account_name` is what its account is called.

    `accepted_by` is who took it over, at `accepted_at`; without that stamp: whose it stays, because they are still at
    work. `question` is why an incoming operator left it, with their name.
    """

    account_name: str = ""
    accepted_by: str = ""
    accepted_at: str | None = None
    question: str = ""


class Acceptance(Struct, frozen=True, kw_only=True):
    """Who took the handover over: `accepted` of `offered` items, `understanding` in their own words, a line each.

    `state` is draft (not signed yet), waiting, in part, or accepted; closed when nobody accepted all of it and a later
    handover lists the rest.
    """

    state: str
    by: str = ""
    at: str | None = None
    understanding: str = ""
    accepted: int = 0
    offered: int = 0
    closed_at: str | None = None


class HandoverReport(Struct, frozen=True, kw_only=True):
    """What one shift passes to the next. Times are stamps, `answer_within_s` seconds.

    `gravity` (calm, busy, serious, emergency) with its `reasons`, `summary` with the figures and the shift's notes,
    every `open` item, what to `expect`, and the `acceptance`: the order of I-PASS. `signed_by` is empty for a draft,
    and for a shift that nobody signed off. `heads` gives, by desk, the hash of the journal's last entry: whoever has
    it can prove what stood before.
    """

    site: str
    company: str = ""
    department: str = ""
    desk: str
    operator: str
    shift: str
    shift_name: str = ""
    shift_hours: str = ""
    started_at: str = ""
    ended_at: str | None = None
    made_at: str
    signed_by: str = ""
    signed_at: str | None = None
    answer_within_s: int = 30
    gravity: str = ""
    reasons: tuple[str, ...] = ()
    summary: str = ""
    figures: Figures
    notes: str = ""
    open: tuple[HandedItem, ...] = ()
    expect: str = ""
    acceptance: Acceptance
    heads: dict[str, str] = {}


def make_handover(
    site: Site, shift: Shift, record: Handover, figures: Figures, heads: Mapping[str, str], *, is_draft: bool = False
) -> HandoverReport:
    """Make the report of the handover `record` of `shift`: a draft, or as it is in the journal."""
    return HandoverReport(
        site=site.name,
        company=site.company,
        department=site.department,
        desk=shift.desk,
        operator=shift.operator,
        shift=shift.id,
        shift_name=shift.name,
        shift_hours=shift.hours,
        started_at=shift.started_at,
        ended_at=shift.ended_at,
        made_at=record.made_at,
        signed_by=record.signed_by,
        signed_at=record.signed_at,
        answer_within_s=site.answer_within,
        gravity=record.gravity,
        reasons=record.reasons,
        summary=record.summary,
        figures=figures,
        notes=shift.notes,
        open=tuple(handed(item, record.made_at, site) for item in record.items),
        expect=record.expect,
        acceptance=acceptance_of(record, is_draft=is_draft),
        heads=dict(sorted(heads.items())),
    )


def handed(item: HandoverItem, made_at: str, site: Site | None = None) -> HandedItem:
    """An item of a handover as it stood at the stamp `made_at`; `site` knows what its account is called."""
    said = asdict(item)
    account = site.account_named(item.account) if site and item.account else None
    overdue = bool(item.due) and _seconds(item.due, made_at) > 0
    return HandedItem(
        **said,
        account_name=account.name if account else "",
        overdue=overdue,
        age_s=round(max(0.0, _seconds(item.since, made_at))),
        idle_s=round(max(0.0, _seconds(item.last, made_at))),
    )


def _seconds(since: str, until: str) -> float:
    try:
        return (moment(until) - moment(since)).total_seconds()
    except ValueError:
        return 0.0


def acceptance_of(record: Handover, *, is_draft: bool = False) -> Acceptance:
    """How far a handover is accepted; what stays with operators at work isn't offered to anybody."""
    offered = [item for item in record.items if item.accepted_at or not item.accepted_by]
    accepted = sum(bool(item.accepted_at) for item in offered)
    if is_draft:
        state = "draft"
    elif record.accepted_by and accepted == len(offered):
        state = "accepted"
    elif record.accepted_by or accepted:
        state = "in part"
    else:
        state = "closed" if record.closed_at else "waiting"
    return Acceptance(
        state=state, by=record.accepted_by, at=record.accepted_at, understanding=record.understanding,
        accepted=accepted, offered=len(offered), closed_at=record.closed_at,
    )  # fmt: skip
