"""The handover of one shift to the next: everything open, notes, figures, where the journal ends (A10)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from callpilot.desk.open_work import OpenItem, Unfinished, open_work
from callpilot.plain.times import stamp
from callpilot.records.kinds import Call, Shift
from callpilot.reports.figures import Figures, count
from callpilot.site.model import Site


class Made(Struct, frozen=True, kw_only=True):
    """How many records of each kind came from a shift's calls, beside the calls themselves."""

    messages: int = 0
    escalations: int = 0
    incidents: int = 0


class Handover(Struct, frozen=True, kw_only=True):
    """What one shift passes to the next. Times are stamps, `answer_within_s` seconds.

    `open` holds every open item of the site, whichever shift it came from, the most urgent first. `heads`
    gives, by desk, the hash of the journal's last entry: whoever has it can prove what stood before.
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
    answer_within_s: int = 30
    figures: Figures
    open: tuple[OpenItem, ...] = ()
    notes: str = ""
    heads: dict[str, str] = {}


def make_handover(
    site: Site,
    shift: Shift,
    *,
    calls: Iterable[Call],
    made: Made,
    unfinished: Iterable[Unfinished],
    heads: Mapping[str, str],
    now: datetime,
) -> Handover:
    """Make the handover of `shift` as it stands `now`.

    `calls` are the shift's finished calls, `made` the number of records that came from it; `unfinished` is
    all open work of the site, with what is on live sheets before what the journal says of the same id.
    """
    figures = count(
        calls,
        answer_target(site),
        messages=made.messages,
        escalations=made.escalations,
        incidents=made.incidents,
    )
    return Handover(
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
        made_at=stamp(now),
        answer_within_s=site.answer_within,
        figures=figures,
        open=open_work(unfinished, now),
        notes=shift.notes,
        heads=dict(sorted(heads.items())),
    )


def answer_target(site: Site) -> Callable[[str], float]:
    """Return what gives an account's answer target in seconds; unknown ones have the site's (B1)."""

    def target(account_id: str) -> float:
        account = site.account_named(account_id)
        return site.answer_target(account) if account else site.answer_within

    return target
