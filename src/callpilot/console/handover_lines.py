"""The handover drawn for the screen: its parts in lines, an item in a few rows, all known of one in many."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import cut, wrap
from callpilot.desk.accepting import Offer
from callpilot.desk.handover_draft import due_clock
from callpilot.plain.times import local_words
from callpilot.records.ids import short
from callpilot.records.kinds import Handover, HandoverItem
from callpilot.records.standing import Matter
from callpilot.reports.columns import local_time
from callpilot.reports.handover import handed
from callpilot.reports.handover_words import ACTIONS, EXPECT, GRAVITY, NO_NOTES, SUMMARY, age, item_head
from callpilot.site.model import Site

GRAVITY_STYLE = {"busy": "bold $due", "serious": "bold $due", "emergency": "bold $on-alarm on $alarm-ground"}
GRAVITY_GLYPH = {"calm": "○", "busy": "●", "serious": "▲", "emergency": "▲"}


def title_line(text: str, hint: str = "") -> Line:
    """The title of a part, with a quiet word behind it."""
    return ((text, "bold $accent"), (f" – {hint}" if hint else "", "$quiet"))


def gravity_lines(gravity: str, reasons: Iterable[str], width: int) -> list[Line]:
    """How serious it is in a word, and why."""
    words = f" {GRAVITY_GLYPH.get(gravity, '○')} {gravity.upper()} "
    lines: list[Line] = [((words, GRAVITY_STYLE.get(gravity, "bold")),)]
    return lines + text_lines("\n".join(f"- {reason}" for reason in reasons), width)


def text_lines(text: str, width: int, style: str = "") -> list[Line]:
    """Some text in rows, moved in by a cell."""
    return [((f" {row}", style),) for row in wrap(text, width - 1)]


def short_lines(item: HandoverItem, made_at: str, now: datetime, zone: tzinfo | None, width: int) -> list[Line]:
    """One item in two or three rows: which, how it stands and whose; what is to be done; since and until when."""
    known = handed(item, made_at)
    alarm = known.overdue or known.kind == "incident"
    owner = f"  {item.owner}" if item.owner else ""
    what = f"{item.what}: {item.next}" if item.what and item.next != item.what else item.next
    due = f" · due {due_clock(item.due, now, zone)}" if item.due else ""
    times = f"{age(known.age_s)} old · nothing done for {age(known.idle_s)}{due}"
    head = cut(item_head(known), width - 2 - len(owner))
    return [
        ((f" {head}", "bold $due" if alarm else "bold"), (owner, "$secondary")),
        ((f"   {cut(what, width - 4)}", ""),),
        ((f"   {cut(times, width - 4)}", "$quiet"),),
    ]


def full_lines(
    item: HandoverItem, made_at: str, matter: Matter | None, now: datetime, site: Site, width: int, most: int
) -> list[Line]:
    """All that is known of an item, the last word about it too, in `most` rows at most."""
    zone = site.zone()
    known = handed(item, made_at, site)
    account = known.account_name or item.account
    idle = f"{age(known.age_s)} old, nothing done for {age(known.idle_s)}"
    due = f"{due_clock(item.due, now, zone)}{' – OVERDUE' if known.overdue else ''}" if item.due else ""
    pairs = [
        ("What", item.what),
        ("Next", item.next if item.next != item.what else ""),
        ("Caller", ", ".join(part for part in (item.who, item.callback) if part)),
        ("Whose", _joined(("owner", item.owner), ("for", item.for_whom), ("account", account))),
        ("When", f"{idle}; due {due}" if due else idle),
        ("Tried", item.tried),
        ("Last", _last_word(matter, zone)),
        ("Asked", item.question),
    ]
    lines: list[Line] = [((f" {cut(item_head(known), width - 2)}", "bold $due" if known.overdue else "bold"),)]
    for label, words in pairs:
        if words.strip():
            first, *more = wrap(" ".join(words.split()), width - 9)[:2]
            lines.append(((f" {label:<7} ", "$quiet"), (first, "")))
            lines += [((f"{'':9}{row}", ""),) for row in more]
    return lines[:most]


def _joined(*pairs: tuple[str, str]) -> str:
    return " · ".join(f"{label} {words}" for label, words in pairs if words)


def _last_word(matter: Matter | None, zone: tzinfo | None) -> str:
    past = getattr(matter, "history", None) or getattr(matter, "timeline", None) or ()
    return f"{local_time(past[-1].at, zone)[11:]} {past[-1].by}: {past[-1].text}" if past else ""


def said_lines(handover: Handover, notes: str, figures: str, width: int) -> list[Line]:
    """What the outgoing operator says: how serious it is, the summary with notes and figures, what to expect."""
    says = f", says {handover.operator}" if handover.signed_by else ""
    return [
        title_line(f"{GRAVITY}{says}", "" if says else "by the records: the sign-off was forgotten"),
        *gravity_lines(handover.gravity, handover.reasons, width),
        title_line(SUMMARY),
        *text_lines(handover.summary, width),
        *text_lines(figures, width),
        title_line("Notes"),
        *text_lines(notes.strip() or NO_NOTES, width),
        title_line(EXPECT),
        *text_lines(handover.expect, width),
    ]


def list_lines(offered: Sequence[Offer], at: str, width: int) -> list[Line]:
    """The items that are offered, a row each; `at` is the id of the one that is shown."""
    lines: list[Line] = [title_line(f"{ACTIONS}: {len(offered)} to accept")] if offered else []
    for one in offered:
        glyph, said = mark_of(one.item, is_open=one.is_open)
        row = f"{glyph} {short(one.item.id)} {one.item.kind} · {one.item.what or one.item.next}"
        style = "bold $accent" if one.item.id == at else "$quiet" if glyph == "✔" else ""
        lines.append(((f"{'▸' if one.item.id == at else ' '}{cut(row, width - 2)}", style),))
        if glyph == "?":
            lines.append(((f"   {cut(said, width - 4)}", "$due"),))
    return lines


def mark_of(item: HandoverItem, *, is_open: bool) -> tuple[str, str]:
    """A glyph for how an item stands in the acceptance, and the words that say the same."""
    if item.accepted_at:
        return "✔", f"accepted by {item.accepted_by}"
    if not is_open:
        return "–", "taken or finished since"
    return ("?", "left: " + item.question) if item.question else ("○", "not accepted yet")


def signed_words(at: str | None, zone: tzinfo | None) -> str:
    """When something was signed: the hour, local."""
    return local_words(at, zone)
