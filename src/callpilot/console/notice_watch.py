"""Notices as they come in: told in one line, with the bell; an important one opens at sign-on, if nobody waits."""

from datetime import datetime
from typing import TYPE_CHECKING

from callpilot.console.said import Said
from callpilot.desk.answering import is_waited_for
from callpilot.desk.noticing import unread
from callpilot.desk.state import DeskState
from callpilot.plain.untrusted import clean_line
from callpilot.records.kinds import Notice

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp


class NoticeWatch:
    """Watches one desk's books for notices that this operator hasn't read."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app
        self._told: set[str] = set()
        self._is_first = True

    def begin(self) -> None:
        """Watch from now on."""
        self._app.session.desk.watch(self._changed)

    def _changed(self, before: DeskState, after: DeskState) -> None:
        if before.books.notices is after.books.notices:
            return
        new = [one for one in unread(after, self._app.opening.clock.now()) if one.id not in self._told]
        self._told |= {one.id for one in new}
        if new:
            self._app.call_later(self._tell, new)

    def _tell(self, new: list[Notice]) -> None:
        from callpilot.console.screens.desk_screen import DeskScreen

        is_first, self._is_first = self._is_first, False
        state = self._app.session.desk.state
        if state.site.bell:
            self._app.bell()
        # Neither a caller nor a handover that waits to be accepted is covered by it: then its line stands there.
        is_busy = state.calls or is_waited_for(state.rings) or state.incidents
        is_free = not is_busy and isinstance(self._app.screen, DeskScreen)
        if is_first and is_free and any(one.important for one in new):
            self._app.acts.do("notices")
            return
        count = "A notice" if len(new) == 1 else f"{len(new)} notices"
        self._app.tell(f"{count} to read: {first_words(new[0])}")


def unread_words(state: DeskState, now: datetime, way: str) -> Said:
    """Say which notices are still to be read, and that `way` opens them; empty when there is none."""
    found = sorted(unread(state, now), key=lambda one: not one.important)
    if not found:
        return Said()
    sign = "▲ IMPORTANT" if found[0].important else "✉"
    count = "1 notice" if len(found) == 1 else f"{len(found)} notices"
    return Said(f"{sign} {count} to read ({way}): {first_words(found[0])}", f"{sign} {count}: {way}")


def first_words(notice: Notice) -> str:
    """Who wrote a notice, and how it begins."""
    return f"{clean_line(notice.by, 40)}: {clean_line(notice.text, 160)}"
