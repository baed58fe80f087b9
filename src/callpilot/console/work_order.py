"""Open work as the screen shows it: put in order anew only when something changed or fell due, however much it is."""

from datetime import datetime, timedelta

from callpilot.desk.due import DueTimes
from callpilot.desk.open_work import OpenItem, Unfinished, work_at
from callpilot.desk.state import DeskState

LONGEST = timedelta(minutes=10)
"""After which the order is made anew in any case: a clock may have been set."""


class WorkOrder:
    """The items of one desk's state in order, and the moment at which they were made."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._until: datetime | None = None
        self._times = DueTimes()
        self.items: tuple[OpenItem, ...] = ()
        self.made: datetime | None = None

    def follow(self, state: DeskState, now: datetime) -> bool:
        """Bring the items up to the moment `now`; tell whether they are other ones than before."""
        of = (state.calls, state.incidents, state.books.matters, state.elsewhere)
        is_same = len(of) == len(self._of) and all(a is b for a, b in zip(of, self._of, strict=True))
        if is_same and self.made and self._until and self.made <= now < self._until:
            return False
        self._of, self.made = of, now
        due = self._times.next_after(state.books.matters, now)
        self._until = min(due, now + LONGEST) if due else now + LONGEST
        self.items = work_at(state, now)
        return True


def thing_of(state: DeskState, identity: str) -> Unfinished | None:
    """What an item was made of: a call or incident of this desk, an open matter, or what was left at another desk; None
    once it is finished.
    """
    own = state.calls.get(identity) or state.incidents.get(identity) or state.books.matters.get(identity)
    return own or next((one for one in state.elsewhere if one.id == identity), None)
