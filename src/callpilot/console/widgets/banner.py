"""What must not be overlooked: what can't be saved (red, stays), outages, a handover, faults, notices, hints."""

from collections.abc import Sequence

from rich.cells import cell_len

from callpilot.console.plain_mode import announce
from callpilot.console.said import Said
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import cut, fit, wrap
from callpilot.desk.outages import Outage
from callpilot.records.ids import short

ROOMY = 30
"""Rows of a screen from which everything has a row of its own; below that it is three in all."""

_FEW, _MANY = 3, 8


class Banner(Drawn):
    """No row at all when there is nothing to say."""

    DEFAULT_CSS = """
    Banner { dock: top; margin-top: 2; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.trouble = ""
        self.outages: Sequence[Outage] = ()
        self.faults = self.notice = self.handover = self.changed = Said()
        self.hint = ""
        self._announced: list[str] = []

    def show(self, width: int, height: int = ROOMY) -> None:
        """Show what there is to say on rows of `width` cells; on a screen of few rows in three of them."""
        # What can't be saved stands whole, whatever its length: what to do about it stands at its end.
        trouble = wrap(f"✖ NOT SAVED: {self.trouble}", width - 2) if self.trouble else []
        lines: list[Line] = [((fit(f" {row}", width), "bold $on-alarm on $alarm-ground"),) for row in trouble]
        most = _MANY if height >= ROOMY else max(1, _FEW - len(trouble))
        lines += self._below(width, most)
        self._announce()
        self.show_lines(lines)
        self.display = bool(lines)

    def _below(self, width: int, most: int) -> list[Line]:
        """All but what can't be saved, in `most` rows at most, the last one shared when there is more."""
        said = [(self.handover, "bold $due"), (self.faults, "bold $due"), (self.notice, "bold $accent")]
        said.append((self.changed, "bold $accent"))
        said = [(one, style) for one, style in said if one.whole]
        if self.hint and not (self.faults.whole or self.notice.whole or self.changed.whole):
            said.append((Said(f"› {self.hint}"), "$quiet"))
        rows = outage_rows(self.outages, width)
        own = most - len(rows) >= len(said)
        if not own and rows:
            rows = outage_rows(self.outages, width, max(1, most - 1))
        lines: list[Line] = [((fit(row, width), "bold $background on $due"),) for row in rows]
        if own:
            return lines + [((fit(f" {one.whole}", width), style),) for one, style in said]
        if len(lines) < most:
            return [*lines, ((shared_row([one for one, _style in said], width), said[0][1]),)]
        tail = "".join(f" · {one.brief}" for one, _style in said if one.brief)
        return [((fit(cut(rows[0], max(20, width - cell_len(tail))) + tail, width), "bold $background on $due"),)]

    def _announce(self) -> None:
        """Say what stands here newly; of what has gone only that everything is saved again."""
        now = {f"NOT SAVED: {self.trouble}": self.trouble}
        now |= {one.whole.removeprefix("▲ "): one.whole for one in (self.faults, self.handover, self.changed)}
        now |= {f"{_head(one)}{_said(one)}{_offered(one)}": one.id for one in self.outages}
        words = [line for line, holds in now.items() if holds]
        for line in words:
            if line not in self._announced:
                announce(self, line)
        if any(line.startswith("NOT SAVED") for line in self._announced) and not self.trouble:
            announce(self, "Everything is saved again.")
        self._announced = words


def shared_row(said: Sequence[Said], width: int) -> str:
    """Several things in one row: the first as it is where there is room for that, the others in few words."""
    tail = "".join(f" · {one.brief}" for one in said[1:] if one.brief)
    head = f" {said[0].whole}"
    if cell_len(head + tail) > width and said[0].brief:
        head = f" {said[0].brief}"
    return fit(cut(head, max(20, width - cell_len(tail))) + tail, width)


def outage_rows(found: Sequence[Outage], width: int, most: int = 2) -> list[str]:
    """What callers hear of the outages in force, in one or two rows: one alone runs on, of two each has its row."""
    if not found:
        return []
    if most == 1:
        more = f"▲ {len(found)} outages: " if len(found) > 1 else ""
        return [cut(f" {more}▲ {_head(found[0])}{_said(found[0])}{_offered(found[0])}", width)]
    if len(found) == 1:
        return _one(found[0], width)
    rows = [cut(f" ▲ {_head(one)}{_said(one)}{_offered(one)}", width) for one in found]
    if len(rows) == 2:
        return rows
    rest = "; ".join(one.what or short(one.id) for one in found[1:])
    return [rows[0], cut(f" ▲ and {len(rows) - 1} more outages: {rest}", width)]


def _one(one: Outage, width: int) -> list[str]:
    """Both rows for one outage: what is too long is cut where it is said, so that the offer stays in sight."""
    head, said, offered = _head(one), _said(one), _offered(one)
    room = width - 3
    rows = wrap(head + said + offered, room)
    if len(rows) > 2:
        offered = cut(offered, room)
        whole = 2 * room - len(head) - len(offered)
        while len(rows) > 2 and whole > 8:
            rows = wrap(f"{head}{cut(said, whole)}{'”' if one.told else ''}{offered}", room)
            whole -= 4
    return [f" {'▲' if number == 0 else ' '} {row}" for number, row in enumerate(rows[:2])]


def _head(one: Outage) -> str:
    return cut(f"OUTAGE {short(one.id)} {one.what}".strip(), 50) + ": "


def _said(one: Outage) -> str:
    return f"say “{one.told}”" if one.told else "nothing is written yet that callers are told"


def _offered(one: Outage) -> str:
    return f" · offer: {one.alternative}" if one.alternative else ""
