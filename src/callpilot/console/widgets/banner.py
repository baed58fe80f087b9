"""What must not be overlooked: what can't be saved (red, stays), outages, a handover, faults, notices, hints."""

from collections.abc import Sequence

from callpilot.console.plain_mode import announce
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import cut, fit, wrap
from callpilot.desk.outages import Outage
from callpilot.records.ids import short


class Banner(Drawn):
    """No row at all when there is nothing to say."""

    DEFAULT_CSS = """
    Banner { dock: top; margin-top: 2; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.trouble = ""
        self.outages: Sequence[Outage] = ()
        self.faults = ""
        self.notice = ""
        self.hint = ""
        self.handover = ""
        self._announced: list[str] = []

    def show(self, width: int) -> None:
        """Show what there is to say on rows of `width` cells."""
        lines: list[Line] = []
        if self.trouble:
            # Whole, whatever its length: what to do about it stands at its end.
            rows = wrap(f"✖ NOT SAVED: {self.trouble}", width - 2)
            lines += [((fit(f" {row}", width), "bold $on-alarm on $alarm-ground"),) for row in rows]
        if self.outages:
            rows = outage_rows(self.outages, width)
            lines += [((fit(row, width), "bold $background on $due"),) for row in rows]
        if self.handover:
            lines.append(((fit(f" ▲ {self.handover}", width), "bold $due"),))
        if self.faults:
            lines.append(((fit(f" ▲ {self.faults}", width), "bold $due"),))
        if self.notice:
            lines.append(((fit(f" {self.notice}", width), "bold $accent"),))
        elif self.hint and not self.faults:
            lines.append(((fit(f" › {self.hint}", width), "$quiet"),))
        self._announce()
        self.show_lines(lines)
        self.display = bool(lines)

    def _announce(self) -> None:
        """Say what stands here newly; of what has gone only that everything is saved again."""
        now = {f"NOT SAVED: {self.trouble}": self.trouble, self.faults: self.faults, self.handover: self.handover}
        now |= {f"{_head(one)}{_said(one)}{_offered(one)}": one.id for one in self.outages}
        words = [line for line, holds in now.items() if holds]
        for line in words:
            if line not in self._announced:
                announce(self, line)
        if any(line.startswith("NOT SAVED") for line in self._announced) and not self.trouble:
            announce(self, "Everything is saved again.")
        self._announced = words


def outage_rows(found: Sequence[Outage], width: int) -> list[str]:
    """What callers hear of the outages in force, in at most two rows: one alone runs on, of two each has its row."""
    if not found:
        return []
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
