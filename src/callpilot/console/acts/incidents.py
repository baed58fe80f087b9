"""Who was told of an incident, and who wasn't reached."""

from callpilot.console.acts.group import ActGroup
from callpilot.console.widgets.tell_list import TellList, way_shown
from callpilot.desk import marking_told
from callpilot.desk.telling import next_to_tell, to_be_told
from callpilot.records.ids import short


class IncidentActs(ActGroup):
    """One key for each person, from anywhere."""

    def told(self) -> None:
        """Mark whom the cursor is on, or the next one, told now."""
        incident = marking_told.incident_now(self.desk.state)
        one = marking_told.mark_told(self.desk, incident.id, self._chosen())
        self._say(incident.id, f"✔ told: {one.name}")

    told_here = told

    def not_reached(self) -> None:
        """Mark whom the cursor is on, or the next one, not reached; on somebody told: it was a slip."""
        incident = marking_told.incident_now(self.desk.state)
        one = marking_told.mark_not_reached(self.desk, incident.id, self._chosen())
        words = f"✎ taken back: {one.name}" if one.state == "told" else f"✖ not reached: {one.name}"
        self._say(incident.id, words)

    not_reached_here = not_reached

    def _chosen(self) -> str:
        focused = self.app.focused
        return focused.chosen if isinstance(focused, TellList) else ""

    def _say(self, incident_id: str, words: str) -> None:
        """Say what was marked, and who is to be told now: the list may not be on the screen."""
        state = self.desk.state
        following = next_to_tell(to_be_told(state, state.incidents[incident_id]))
        where = "" if state.pad.front == incident_id else f" ({short(incident_id)})"
        if following is None:
            self.app.tell(f"{words}{where} · everybody is told")
        else:
            way = f", {way_shown(following.way, state.site.country)}" if following.way else ""
            self.app.tell(f"{words}{where} · next: {following.name}{way}")
