"""What has fallen due: follow-ups, held messages that may go now, escalations past their deadline (C13, C14)."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime

from callpilot.plain.times import moment
from callpilot.records.standing import Matter, due_at


class DueTimes:
    """Knows when each open matter falls due; the times are read once for each state of the books."""

    def __init__(self) -> None:
        self._matters: Mapping[str, Matter] | None = None
        self._times: list[tuple[datetime, str]] = []

    def count(self, matters: Mapping[str, Matter], now: datetime) -> int:
        """How many of `matters` are due at the moment `now`."""
        self._read(matters)
        return bisect_right(self._times, (now, "\x7f"))

    def due(self, matters: Mapping[str, Matter], now: datetime) -> tuple[str, ...]:
        """The ids of those that are due, what was due first before the others."""
        count = self.count(matters, now)
        return tuple(identity for _at, identity in self._times[:count])

    def next_after(self, matters: Mapping[str, Matter], now: datetime) -> datetime | None:
        """The moment after `now` at which the next one falls due; None when none does."""
        place = self.count(matters, now)
        return self._times[place][0] if place < len(self._times) else None

    def _read(self, matters: Mapping[str, Matter]) -> None:
        if matters is self._matters:
            return
        self._matters = matters
        found = ((_moment(due_at(one)), one.id) for one in matters.values() if due_at(one))
        self._times = sorted((at, identity) for at, identity in found if at is not None)


def _moment(text: str) -> datetime | None:
    try:
        return moment(text).astimezone(UTC)
    except ValueError:
        return None  # of another program: it stands in the list, without a time
