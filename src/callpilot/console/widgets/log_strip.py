"""The log folded to its last two calls, for terminals where three panes don't fit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from callpilot.console.deeds import key_badge
from callpilot.console.keymap import Keys
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import fit
from callpilot.plain.times import moment
from callpilot.records.channels import way_of
from callpilot.records.ids import short


class LogStrip(Drawn):
    """Two rows."""

    DEFAULT_CSS = """
    LogStrip { height: 2; background: $panel; }
    """
    grows = False

    def __init__(self, keys: Keys, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keymap = keys

    def show(self, rows: Sequence[Any], of_shift: int, now: datetime) -> None:
        """Show the newest two of `rows`; `of_shift` is how many calls this shift has had."""
        lines: list[Line] = [self._line(row, now) for row in rows[:2]]
        if not lines:
            lines.append(((" Log  no calls yet", "$quiet"),))
        while len(lines) < 2:
            lines.append((("", ""),))
        key = key_badge(next(iter(self._keymap.get("find", ())), ""))
        count = f"{of_shift} this shift · {key} {key} all "  # once: find; again, from there: the whole log
        first = fit(lines[0][0][0], max(0, self.size.width - len(count)))
        self.show_lines([((first, lines[0][0][1]), (count, "$quiet")), lines[1]])

    def _line(self, row: Any, now: datetime) -> Line:
        local = moment(row.at).astimezone(now.tzinfo)
        arrow = "→" if row.direction == "outbound" else "←"
        who = row.name or row.company or row.number or "?"
        how = "" if row.channel == "phone" else f"{way_of(row.channel).word} · "
        text = f" {local:%H:%M} {short(row.id)} {arrow} {who} · {how}{row.disposition}"
        return ((f"{text} · {row.subject}" if row.subject else text, ""),)
