"""Which notices hold at a moment (B7, C7)."""

from datetime import datetime

from callpilot.desk.state import DeskState
from callpilot.plain.times import moment
from callpilot.records.kinds import Notice


def in_force(state: DeskState, now: datetime) -> list[Notice]:
    """The notices that hold at the moment `now`, the newest first."""
    found = [one for one in state.books.notices.values() if not is_over(one, now)]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def is_over(notice: Notice, now: datetime) -> bool:
    """Tell whether a notice's time is past at `now`. A time that can't be read is no reason to hide it."""
    try:
        return notice.until is not None and moment(notice.until) <= now
    except ValueError:
        return False
