"""The two rows at the top: who and when; what rings, who is spoken to, who waits."""

from datetime import datetime

from rich.cells import cell_len

from callpilot.console.widgets.drawn import Drawn, Line, Piece
from callpilot.console.wrapping import cut
from callpilot.desk.answering import shown_number
from callpilot.desk.due import DueTimes
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.plain.times import clock_span
from callpilot.records.ids import short
from callpilot.records.live import LiveCall, LiveIncident

SOON = 2 / 3
"""The share of the answer target after which a ring changes its look: 20 s of 30 s (B1)."""


class TopStrip(Drawn):
    """Shows the desk and its calls; the parts that count are painted once a second."""

    DEFAULT_CSS = """
    TopStrip { height: 2; dock: top; background: $panel; color: $foreground; }
    """
    grows = False
    _times: DueTimes | None = None

    def show(self, state: DeskState, now: datetime, mono: int) -> None:
        """Show `state` at the wall time `now` (local) and the monotonic moment `mono` (ms)."""
        self.show_lines([self._first(state, now), self._second(state, mono)])

    def _first(self, state: DeskState, now: datetime) -> Line:
        shift = state.shift
        words = [state.site.name, state.desk, state.operator]
        if shift:
            words.append(f"shift {shift.hours or shift.name or 'under way'}".replace("-", "–"))
        left = " " + " · ".join(word for word in words if word)
        clock = f"{now:%H:%M:%S} "
        badge = self._due(state, now) + (f"READ-ONLY: {state.read_only} " if state.read_only else "")
        width = self.size.width or 80
        room = width - len(clock) - len(badge) - 1
        left = left if len(left) <= room else left[: max(0, room - 1)] + "…"
        return (
            (left.ljust(room), "bold"),
            (" ", ""),
            (badge, "bold $due"),
            (clock, "bold"),
        )

    def _due(self, state: DeskState, now: datetime) -> str:
        """How many follow-ups, held messages and escalations are due; nothing when none is."""
        if self._times is None:
            self._times = DueTimes()
        count = self._times.count(state.books.matters, now)
        return f"▲ {count} due  " if count else ""

    def _second(self, state: DeskState, mono: int) -> Line:
        width = self.size.width or 80
        line: Line = ()
        for room, rings in ((40, 2), (20, 2), (14, 2), (10, 2), (7, 2), (20, 1), (10, 1), (7, 1)):
            line = self._calls(state, mono, room, rings)
            if sum(cell_len(text) for text, _style in line) <= width:
                break
        return line

    def _calls(self, state: DeskState, mono: int, room: int, rings: int) -> Line:
        """Everything that is under way, with names cut to `room` cells each and `rings` of what rings in words."""
        parts: list[list[Piece]] = [self._incident(i, mono) for i in state.incidents.values()]
        parts += [self._ring(state, ring, mono, room) for ring in state.rings[:rings]]
        if len(state.rings) > rings:
            parts.append([(f"☎ +{len(state.rings) - rings} more", "bold $accent")])
        front = state.front
        calls = sorted(state.calls.values(), key=lambda call: (call is not front, call.stage != "live", call.id))
        parts += [self._call(state, call, mono, room, in_front=call is front) for call in calls]
        if not parts:
            return ((" ○ No call. What rings shows here.", "$quiet"),)
        line: list[Piece] = [(" ", "")]
        for number, part in enumerate(parts):
            line += [(" │ ", "$rule")] if number else []
            line += part
        return line

    def _incident(self, incident: LiveIncident, mono: int) -> list[Piece]:
        words = f" ▲ {incident.kind.upper()} {short(incident.id)} {clock_span((mono - incident.since) / 1000)} "
        return [(words, "bold $on-alarm on $alarm-ground")]

    def _ring(self, state: DeskState, ring: WaitingRing, mono: int, room: int) -> list[Piece]:
        account = state.site.account_named(ring.account) or state.site.accounts[0]
        target = state.site.answer_target(account)
        waited = max(0, mono - ring.since) / 1000
        if waited > target:
            glyph, word, style = "‼", "LATE", "bold reverse $due"
        elif waited >= target * SOON:
            glyph, word, style = "▲", "SOON", "bold $due"
        else:
            glyph, word, style = "☎", "RINGING", "bold $accent"
        who = ring.name or shown_number(state, ring.number) or "number withheld"
        return [
            (f"{glyph} {word}", style),
            (f" {cut(who, max(room, 10))}", "bold"),
            (f" {cut(account.name, room)}", ""),
            (f" {clock_span(waited)} of {clock_span(target)}", style if waited >= target * SOON else ""),
        ]

    def _call(self, state: DeskState, call: LiveCall, mono: int, room: int, *, in_front: bool) -> list[Piece]:
        account = state.site.account_named(call.account)
        name = cut(account.name if account else call.account, room)
        line = state.site.line_named(call.line) if call.line and room >= 20 else None
        where = f"{name} ({cut(line.name or line.id, room)})" if line and in_front else name
        number = short(call.id)
        seconds = call.stage_ms(mono) / 1000
        label = f"{number} {where}" if in_front else number
        bold = "bold" if in_front else ""
        if call.stage == "live":
            talk = clock_span(call.talk_now(mono) / 1000)
            return [("● ", "bold $good"), (f"{number} {where}", bold), (f" {talk}", "bold $good")]
        if call.stage == "held":
            return [("⏸ hold ", "bold $due"), (label, bold), (f" {clock_span(seconds)}", "$due")]
        return [("✎ wrap-up ", "$secondary"), (label, bold), (f" {clock_span(seconds)}", "")]
