"""What stands under the form of a call about a matter: the number to dial, readable from afar, what to say, what was
tried.
"""

from datetime import tzinfo

from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import cut, wrap
from callpilot.desk.answering import shown_number
from callpilot.desk.state import DeskState
from callpilot.plain.times import local_words
from callpilot.records.closing import tried_words
from callpilot.records.ids import short
from callpilot.records.kinds import Delivery, Escalation, FollowUp, Incident, Message
from callpilot.records.live import LiveCall
from callpilot.records.standing import Matter, attempts_of
from callpilot.records.words import ATTEMPT_GLYPHS


def spaced(number: str) -> str:
    """Write a number so that it is read digit by digit: `2 0   7 9 4 6   0 0 1 8`."""
    return "   ".join(" ".join(group) for group in number.split())


def dial_lines(state: DeskState, call: LiveCall, width: int, zone: tzinfo | None, *, roomy: bool) -> list[Line]:
    """Return the lines for a call made from here about a matter, or to a number; nothing for any other call."""
    if call.direction != "outbound" or call.channel != "phone" or call.stage == "wrap-up":
        return []
    number = shown_number(state, call.values.get("callback", "").strip() or call.number)
    matter = state.books.matters.get(call.about)
    if number:
        lines: list[Line] = [((f" {row} ", "bold $say on $say-ground"),) for row in wrap(spaced(number), width - 2)]
    else:
        lines = [((cut("No number known: write it in Callback.", width), "$due"),)] if matter else []
    if matter is not None:
        most = 4 if roomy else 1
        rows = wrap(f"{short(matter.id)}: {_to_say(matter)}", width)
        shown = [*rows[: most - 1], cut(" ".join(rows[most - 1 :]), width)] if len(rows) > most else rows
        lines += [((row, "$secondary"),) for row in shown]
        lines += [((cut(_tried(one, zone), width), "$quiet"),) for one in attempts_of(matter)[-most:]]
    return lines


def _to_say(matter: Matter) -> str:
    match matter:
        case Message():
            return " ".join(f"from {matter.from_ or 'a caller'}: {matter.text} {matter.instructions}".split())
        case Escalation():
            return " ".join(matter.reason.split())
        case FollowUp():
            return " ".join(matter.what.split())
        case Incident():
            return " ".join(f"{matter.nature} {matter.location}".split())


def _tried(attempt: Delivery, zone: tzinfo | None) -> str:
    glyph = ATTEMPT_GLYPHS.get(attempt.outcome, "·")
    return " ".join(f"{glyph} {local_words(attempt.at, zone, '%d.%m %H:%M')} {tried_words(attempt)}".split())
