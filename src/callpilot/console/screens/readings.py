"""Who has read which procedure, to be looked at: those who have not yet come first (B7, C7)."""

from collections.abc import Sequence
from datetime import tzinfo

from callpilot.console.screens.read import ReadScreen
from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import wrap
from callpilot.plain.times import local_words
from callpilot.plain.untrusted import clean_line
from callpilot.reports.readings import OperatorReading, ProcedureReadings, Standing

_KINDS: tuple[tuple[Standing, str, str, str], ...] = (
    ("not yet", "▲", "not yet", "bold $due"), ("read", "✔", "read", "$good"), ("unchanged", "·", "unchanged", "$quiet"),
)  # fmt: skip


class ReadingsScreen(ReadScreen):
    """Lists the procedures that anybody at this site has met."""

    def __init__(self, found: Sequence[ProcedureReadings], zone: tzinfo | None) -> None:
        super().__init__("Who has read which procedure")
        self._found = [one for one in found if any(one.of(standing) for standing, *_words in _KINDS)]
        self._zone = zone

    def lines(self, width: int) -> list[Line]:
        """Each procedure with the operators by how they stand to it; those to be reminded first."""
        lines: list[Line] = []
        for one in sorted(self._found, key=lambda one: (not one.of("not yet"), one.title.casefold(), one.id)):
            state = f"{one.version} since {one.in_force_since}" if one.version else "gone from the library"
            lines += [((row, "bold $secondary"),) for row in wrap(f"{one.title or one.id} · {state}", width)]
            for standing, glyph, word, style in _KINDS:
                if who := one.of(standing):
                    names = "; ".join(self._words(each) for each in who)
                    first, *more = wrap(names, max(10, width - 14))
                    lines.append(((f"  {glyph} {word:<9} ", style), (first, "")))
                    lines += [((" " * 14, ""), (row, "")) for row in more]
            lines.append((("", ""),))
        return lines or [(("Nobody has used or read a procedure yet.", "$quiet"),)]

    def _words(self, one: OperatorReading) -> str:
        when = local_words(one.at, self._zone, "%Y-%m-%d")
        verb = "read" if one.is_read else "used"
        return (
            f"{clean_line(one.operator, 40)} ({verb} {clean_line(one.version, 20) or '?'}{f', {when}' if when else ''})"
        )
