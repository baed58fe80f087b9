"""What the console asks of records below it: an amendment with its reason, the figures of a shift."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from callpilot.desk.amend import amendment
from callpilot.desk.state import DeedRefused
from callpilot.journal.codec import decode_any

if TYPE_CHECKING:
    from callpilot.console.screens.record import Amend
    from callpilot.console.session import Session
    from callpilot.reports.figures import Figures


def amender(session: "Session", call_id: str) -> "Amend":
    """Return what writes a new revision of the call `call_id`, and says in one line when it can't."""
    desk = session.desk

    def amend(field: str, value: str, why: str) -> str:
        newest = max(session.index.revisions(call_id), key=lambda entry: entry.rev)
        try:
            data, reason = amendment(
                newest, {field: value}, why, call_types=desk.state.site.call_types, country=desk.state.site.country
            )
            saved = desk.keep_data("call", newest.id, data, base=decode_any(newest.data), why=reason)
            saved.result(timeout=5)
        except DeedRefused as refusal:
            return str(refusal)
        except TimeoutError:
            return "not on disk yet; it is kept in memory and being tried again"
        session.index.catch_up()
        return ""

    return amend


def figures_now(session: "Session") -> "Figures":
    """The figures of the shift under way, up to now."""
    from callpilot.reports.figures import Figures
    from callpilot.reports.gathering import figures_of

    state, desk = session.desk.state, session.desk
    if state.shift is None:
        return Figures()
    shift = replace(state.shift, status_s=state.pad.status_seconds(desk.clock.mono()))
    return figures_of(shift, site=state.site, index=session.index)


def about_shift(session: "Session", shift: str) -> tuple[str, str]:
    """The notes of the shift of that id, and its figures in one line; both empty when the index doesn't know it."""
    from callpilot.reports.gathering import figures_of, find_shift
    from callpilot.reports.handover_words import figures_line

    found = find_shift(session.index, shift)
    if found is None or not found.ended_at:
        return "", ""
    return found.notes, figures_line(figures_of(found, site=session.desk.state.site, index=session.index))
