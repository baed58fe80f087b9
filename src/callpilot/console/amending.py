"""What the console asks of records below it: an amendment with its reason, the handover's text."""

from typing import TYPE_CHECKING

from callpilot.desk.amend import amendment
from callpilot.desk.state import DeedRefused

if TYPE_CHECKING:
    from callpilot.console.screens.record import Amend
    from callpilot.console.session import Session


def amender(session: "Session", call_id: str) -> "Amend":
    """Return what writes a new revision of the call `call_id`, and says in one line when it can't."""
    desk = session.desk

    def amend(field: str, value: str, why: str) -> str:
        newest = max(session.index.revisions(call_id), key=lambda entry: entry.rev)
        try:
            data, reason = amendment(
                newest, {field: value}, why, call_types=desk.state.site.call_types, country=desk.state.site.country
            )
            saved = desk.keep_data("call", newest.id, data, rev=newest.rev + 1, why=reason)
            saved.result(timeout=5)
        except DeedRefused as refusal:
            return str(refusal)
        except TimeoutError:
            return "not on disk yet; it is kept in memory and being tried again"
        session.index.catch_up()
        return ""

    return amend


def handover_text(session: "Session") -> str:
    """The handover of the shift under way as text, as it stands now."""
    from callpilot.reports.gathering import handover_of
    from callpilot.reports.handover_text import as_text

    state = session.desk.state
    if state.shift is None:
        return "No shift is under way."
    session.index.catch_up()
    live = [*state.calls.values(), *state.incidents.values(), state.pad]
    handover = handover_of(
        state.shift, site=state.site, index=session.index, data=session.home.data, live=live,
        now=session.desk.clock.now(),
    )  # fmt: skip
    return as_text(handover, session.desk.zone)
