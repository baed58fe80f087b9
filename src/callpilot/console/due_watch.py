"""Watches what falls due: said once an item, by the bell, a notification and one line; the cursor never moves."""

import os
from typing import TYPE_CHECKING, Any

from callpilot.console.deeds import key_words
from callpilot.console.notifying import notification
from callpilot.desk.due import DueTimes
from callpilot.records.ids import short
from callpilot.records.kinds import Escalation, FollowUp
from callpilot.records.standing import Matter, due_at, owner_of

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp

EVERY = 1.0
"""Seconds between two looks at the due times."""


class DueWatch:
    """Announces at one console what falls due; what was moved is announced again when it is due again."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app
        self._times = DueTimes()
        self._announced: set[tuple[str, str]] = set()

    def begin(self) -> None:
        """Look now and from time to time. What was due before the console opened is announced in one line."""
        self.look()
        self._app.set_interval(EVERY, self.look)

    def look(self) -> None:
        """Announce what has fallen due since the last look."""
        desk = self._app.session.desk
        matters = desk.state.books.matters
        due = [matters[identity] for identity in self._times.due(matters, desk.clock.now())]
        now = {(one.id, due_at(one)) for one in due}
        fresh = [one for one in due if (one.id, due_at(one)) not in self._announced]
        self._announced = now
        if fresh:
            self._announce(fresh)

    def _announce(self, fresh: list[Matter]) -> None:
        site = self._app.session.desk.state.site
        if site.bell:
            self._app.bell()
        words = due_line(fresh)
        if site.notify:
            self._notify(f"callpilot: {words}")
        key = key_words(next(iter(self._app.keys.get("work", ())), ""))
        owner = f", {owner_of(fresh[0])}" if len(fresh) == 1 else ""
        self._app.tell(
            f"▲ {words[0].upper()}{words[1:]}{owner}" + (f" – {key} lists open work" if key else ""), grave=True
        )

    def _notify(self, words: str) -> None:
        code = notification(words, os.environ)
        driver: Any = getattr(self._app, "_driver", None)
        if code and driver is not None:
            driver.write(code)
            driver.flush()


def due_line(fresh: list[Matter]) -> str:
    """Say what fell due, without a word of a caller: `a follow-up is due (0042-f1)`, `3 matters are due`."""
    if len(fresh) > 1:
        return f"{len(fresh)} matters are due"
    one = fresh[0]
    if isinstance(one, FollowUp):
        return f"a follow-up is due ({short(one.id)})"
    if isinstance(one, Escalation):
        return f"an escalation is past its deadline ({short(one.id)})"
    return f"a held message may go now ({short(one.id)})"
