"""The two rows at the top: who and when; what rings, who is spoken to, who waits."""

from datetime import datetime

from rich.cells import cell_len

from callpilot.console.widgets.drawn import Drawn, Line, Piece
from callpilot.console.wording import urgency
from callpilot.console.wrapping import cut, fit
from callpilot.desk.due import DueTimes
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.desk.status import since
from callpilot.plain.times import clock_span
from callpilot.records.channels import way_of
from callpilot.records.ids import short
from callpilot.records.live import LiveCall, LiveIncident
from callpilot.records.words import Status

STATUS: dict[Status, tuple[str, str]] = {
    "available": ("○", "$good"), "on call": ("●", "bold $good"), "wrap-up": ("✎", "$secondary"),
    "break": ("⏸", "bold $due"), "training": ("≡", "bold $due"), "away": ("◌", "bold $due"),
}  # fmt: skip
"""The glyph and the style of each status; the word stands beside them (D8)."""

_AWAY: dict[Status, str] = {
    "break": "You are on a break.", "training": "You are in training.", "away": "You are away.",
}  # fmt: skip


class TopStrip(Drawn):
    """Shows the desk and its calls; the parts that count are painted once a second."""

    DEFAULT_CSS = """
    TopStrip { height: 2; dock: top; background: $panel; color: $foreground; }
    """
    grows = False
    _since = ""
    _alarm = ""
    grows_in_plain = True
    _times: DueTimes | None = None

    def show(self, state: DeskState, now: datetime, mono: int, *, is_saved: bool = True) -> None:
        """Show `state` at the wall time `now` (local) and the monotonic moment `mono` (ms).

        Where something can't be saved it is said here too: the strip stays in sight when a list covers the banner.
        """
        self._alarm = "" if is_saved else " ✖ NOT SAVED "
        self._since = f"{since(state, now, mono):%H:%M}"
        self.show_lines([self._first(state, now), self._second(state, mono)])

    def _first(self, state: DeskState, now: datetime) -> Line:
        shift = state.shift
        words = [state.site.name, state.desk, state.operator]
        if shift:
            words.append(f"shift {shift.hours or shift.name or 'under way'}".replace("-", "–"))
        clock = f"{now:%H:%M:%S} "
        badge = self._due(state, now) + (f"READ-ONLY: {state.read_only} " if state.read_only else "")
        status = self._status(state)
        room = (self.size.width or 80) - len(clock) - len(badge) - len(self._alarm) - cell_len(status) - 1
        left = " " + " · ".join(word for word in words if word)
        if cell_len(left) > room:  # the site's name is what an operator knows anyhow
            left = " " + " · ".join(word for word in words[1:] if word)
        return (
            (fit(left, room), "bold"),
            (" ", ""),
            (self._alarm, "bold $on-alarm on $alarm-ground"),
            (badge, "bold $due"),
            (status, STATUS[state.pad.status][1]),
            (clock, "bold"),
        )

    def _status(self, state: DeskState) -> str:
        """What the operator does and since when; nothing without a shift."""
        if not state.shift or state.read_only:
            return ""
        return f"{STATUS[state.pad.status][0]} {state.pad.status} since {self._since}  "

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
            glyph = way_of(state.rings[rings].channel).glyph
            parts.append([(f"{glyph} +{len(state.rings) - rings} more", "bold $accent")])
        front = state.front
        calls = sorted(state.calls.values(), key=lambda call: (call is not front, call.stage != "live", call.id))
        parts += [self._call(state, call, mono, room, in_front=call is front) for call in calls]
        if not parts:
            return ((f" {self._no_call(state)}", "$quiet"),)
        line: list[Piece] = [(" ", "")]
        for number, part in enumerate(parts):
            line += [(" │ ", "$rule")] if number else []
            line += part
        return line

    def _no_call(self, state: DeskState) -> str:
        if state.pad.chosen == "available":
            return "○ No call. What rings shows here."
        return f"{STATUS[state.pad.chosen][0]} {_AWAY[state.pad.chosen]} What rings still shows here; F2 answers."

    def _incident(self, incident: LiveIncident, mono: int) -> list[Piece]:
        words = f" ▲ {incident.kind.upper()} {short(incident.id)} {clock_span((mono - incident.since) / 1000)} "
        return [(words, "bold $on-alarm on $alarm-ground")]

    def _ring(self, state: DeskState, ring: WaitingRing, mono: int, room: int) -> list[Piece]:
        from callpilot.desk.answering import shown_number

        account = state.site.account_named(ring.account) or state.site.accounts[0]
        way = way_of(ring.channel)
        looks = {"late": ("‼", "LATE", "bold reverse $due"), "soon": ("▲", "SOON", "bold $due")}
        stands = urgency(state, ring, mono)
        glyph, word, style = looks.get(stands, (way.glyph, way.arrives, "bold $accent"))
        waited = clock_span(max(0, mono - ring.since) / 1000)
        # Nobody waits at the other end of an e-mail: how long it has been lying there is no answer time.
        target = state.site.answer_target(account) if way.is_live else 0
        who = ring.name or shown_number(state, ring.number) or "number withheld"
        return [
            (f"{glyph} {word}", style),
            (f" {cut(who, max(room, 10))}", "bold"),
            (f" {cut(account.name, room)}", ""),
            (f" {waited}" + (f" of {clock_span(target)}" if target else ""), style if stands else ""),
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
        way = way_of(call.channel)
        if call.stage == "live" and call.channel != "phone":
            span = clock_span((call.talk_now(mono) if way.is_live else seconds * 1000) / 1000)
            return [(f"{way.glyph} ", "bold $good"), (f"{number} {where} {way.word}", bold), (f" {span}", "$good")]
        if call.stage == "live":
            talk = clock_span(call.talk_now(mono) / 1000)
            return [("● ", "bold $good"), (f"{number} {where}", bold), (f" {talk}", "bold $good")]
        if call.stage == "held":
            word = "hold" if way.is_live else "put aside"
            return [(f"⏸ {word} ", "bold $due"), (label, bold), (f" {clock_span(seconds)}", "$due")]
        return [("✎ wrap-up ", "$secondary"), (label, bold), (f" {clock_span(seconds)}", "")]
