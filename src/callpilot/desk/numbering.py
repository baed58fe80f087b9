"""The running numbers of a desk's calls: each given out once, whatever can be read just then."""

from collections.abc import Callable, Collection
from datetime import date, datetime

from callpilot.records.ids import call_id, short

_UNREADABLE = 100_000  # call numbers of a day from here on are given out while the journal can't be read


class Numbering:
    """Counts a desk's calls day by day. `last_number` says which was given out last on a day, 0 for none; it may
    raise OSError.
    """

    def __init__(self, last_number: Callable[[date], int] | None = None) -> None:
        self._last_number: Callable[[date], int] = last_number or _none_yet
        self._numbers: dict[date, int] = {}

    def next_id(self, desk: str, local: datetime, still_open: Collection[str] = ()) -> str:
        """Give out the id of the next call of `desk` on the day of the `local` time.

        A number under which a call of an earlier day is `still_open` here is passed over: on the screen and when it
        is read out, a call is known by its number alone.
        """
        day = local.date()
        if day not in self._numbers:
            try:
                self._numbers[day] = self._last_number(day)
            except OSError:
                # Nobody may wait for a disk. What was given out today can't be read: go on beyond all of it.
                self._numbers[day] = _UNREADABLE + local.hour * 3600 + local.minute * 60 + local.second
        taken = {short(identity).partition("-")[0] for identity in still_open}
        while True:
            self._numbers[day] += 1
            identity = call_id(day, desk, self._numbers[day])
            if short(identity) not in taken:
                return identity


def _none_yet(_day: date) -> int:
    return 0
