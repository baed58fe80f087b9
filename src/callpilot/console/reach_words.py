"""What the transfer-and-reach dialog says: what it is about, what was tried, and what the keys do now."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Literal

from callpilot.console.widgets.drawn import Line, Piece
from callpilot.console.wrapping import cut, wrap
from callpilot.desk.aims import Aim
from callpilot.desk.state import DeskState
from callpilot.plain.clock import Clock
from callpilot.plain.times import ago_words, clock_span, is_past, local_words
from callpilot.records.closing import tried_words
from callpilot.records.ids import short
from callpilot.records.kinds import Escalation, FollowUp, Message
from callpilot.records.words import ATTEMPT_GLYPHS, AttemptOutcome

Mode = Literal["list", "to", "how", "until", "warm", "cold"]
"""Where the cursor is, or what kind of transfer is under way."""

_TITLES = {
    "message": "Reach somebody: message",
    "escalation": "Reach somebody: escalation",
    "incident": "Tell people: incident",
    "follow-up": "Reach somebody: follow-up",
    "transfer": "Transfer call",
}


def head(aim: Aim) -> str:
    """The dialog's title."""
    return f"{_TITLES[aim.kind]} {short(aim.of)}"


def foot(aim: Aim, state: DeskState, clock: Clock, width: int) -> tuple[list[Line], list[Line]]:
    """What it is about: for whom and how it stands, then the text that is to be told, in rows of `width`."""
    said = [_for_whom(aim), f"from {aim.caller}" if aim.caller else "", aim.level, _standing(aim, state, clock)]
    about = " · ".join(part for part in said if part)
    lines: list[Line] = [((cut(about, width), "bold"),)]
    text: list[Line] = [((row, "$say"),) for row in wrap(aim.text, width - 1) if row.strip()]
    return lines, text


def _for_whom(aim: Aim) -> str:
    match aim.kind:
        case "message":
            return f"for {aim.to}" if aim.to else "for nobody named"
        case "escalation":
            return f"to {aim.to}"
        case "follow-up":
            return f"ring {aim.to or 'back'}"
        case _:
            return ""


def _standing(aim: Aim, state: DeskState, clock: Clock) -> str:
    """How the caller waits, or the matter stands."""
    if call := state.calls.get(aim.of):
        words = {"live": "on the line", "held": "on hold"}.get(call.stage, call.stage)
        return f"{words} {clock_span(call.stage_ms(clock.mono()) / 1000)}"
    now, zone = clock.now(), state.site.zone()
    match state.books.matters.get(aim.of):
        case Message() as one if one.state == "held" and one.held_until:
            return f"HELD until {_local(one.held_until, zone)}"
        case Message() as one:
            return f"{one.state} since {ago_words(one.taken_at, now, zone)}"
        case Escalation() | FollowUp() as one:
            late = "OVERDUE, " if is_past(one.due_at, now) else ""
            return f"{late}due {_local(one.due_at, zone)}" if one.due_at else one.state
        case _:
            return ""


def _local(at: str, zone: tzinfo | None) -> str:
    return local_words(at, zone, "%a %H:%M")


def tried_lines(aim: Aim, zone: tzinfo | None, width: int, rows: int) -> list[Line]:
    """The last attempts, the newest first; above them how many there were."""
    if not aim.attempts:
        return [(("Nobody was tried yet.", "$quiet"),)]
    count = len(aim.attempts)
    lines: list[Line] = [((f"Tried {count} time{'s' if count != 1 else ''}", "$secondary"),)]
    for one in list(reversed(aim.attempts))[:rows]:
        at = f"{_local(one.at, zone)} ".lstrip()
        words = f"{ATTEMPT_GLYPHS.get(one.outcome, '?')} {tried_words(one)}, by {one.by}"
        lines.append(((f"  {at}", "$quiet"), (cut(words, width - len(at) - 2), "")))
    return lines


def keys(
    mode: Mode, aim: Aim, who: str, width: int, *, can_pass_on: bool, pending: AttemptOutcome | None
) -> list[Line]:
    """What can be pressed now, in one or two rows."""
    match mode:
        case "to":
            lead, pairs = "typing", [("Enter", "to the list, where letters are keys"), ("Tab", "next")]
        case "how":
            done = f"log it: {pending}" if pending else "to the list"
            lead, pairs = "typing", [("Enter", done), ("Tab", "next")]
        case "until":
            lead, pairs = "typing", [("Enter", "hold the message"), ("Tab", "next")]
        case "warm" | "cold":
            waits = ", the caller waits" if mode == "warm" else ""
            lead = f"{mode.upper()} to {who}{waits}:"
            pairs = [("a", "accepted"), ("n", "no answer"), ("r", "refused"), ("Esc", "back to the caller")]
        case "list":
            lead, pairs = "", _in_list(aim, can_pass_on=can_pass_on)
    return _rows(lead, pairs, width)


def _in_list(aim: Aim, *, can_pass_on: bool) -> list[tuple[str, str]]:
    pairs = [("w", "warm transfer"), ("c", "cold transfer")] if can_pass_on else []
    pairs += [("t", "told"), ("l", "left word"), ("n", "no answer"), ("r", "refused")]
    pairs += [("h", "hold")] if aim.kind == "message" else []
    return [*pairs, ("1–9", "whom"), ("Tab", "write")]


def _rows(lead: str, pairs: Sequence[tuple[str, str]], width: int) -> list[Line]:
    rows: list[list[Piece]] = [
        [(f"{lead}  ", "bold $due" if lead.isupper() or ":" in lead else "$quiet")] if lead else []
    ]
    used = len(lead) + 2 if lead else 0
    for key, words in pairs:
        size = len(key) + len(words) + 3
        if used + size > width and rows[-1]:
            rows.append([])
            used = 0
        rows[-1] += [(key, "bold $accent"), (f" {words}  ", "")]
        used += size
    return [tuple(row) for row in rows]


def saved_words(aim: Aim, who: str, outcome: AttemptOutcome) -> str:
    """What is said once an attempt is safe on disk."""
    if outcome == "told" and aim.kind == "message":
        return f"Message {short(aim.of)} delivered to {who}"
    if outcome == "told" and aim.kind == "escalation":
        return f"Escalation {short(aim.of)} acknowledged by {who}"
    return f"{who}: {outcome}, noted"
