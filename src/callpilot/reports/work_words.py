"""Open work in words, the same on the screen and on the command line: one row an item, and all that is known of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from callpilot.desk.open_work import OpenItem, Unfinished
from callpilot.plain.times import moment
from callpilot.records.closing import tried_words
from callpilot.records.ids import short
from callpilot.records.live import LiveCall, LiveIncident
from callpilot.records.standing import attempts_of
from callpilot.reports.attempts import attempt_line
from callpilot.reports.columns import local_time, table

NOTHING_OPEN = "Nothing is open."
HEADS = ("Id", "Kind", "Level", "Due", "Age", "Last", "Owner", "Who", "What", "Next")
_SHRINK = frozenset({"Owner", "Who", "What", "Next"})
_LEFT_OUT = ((140, "Next"), (100, "Level"), (100, "Last"), (90, "Who"))
"""What gives way on a terminal of fewer cells: what can be told from the rest."""


def span(seconds: int) -> str:
    """Say how long in one or two units, seven cells at most: `40 s`, `12 min`, `3h 20m`, `2d 3h`, `120 d`."""
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 86400:
        return f"{seconds // 3600}h {seconds % 3600 // 60:02}m"
    if seconds < 100 * 86400:
        return f"{seconds // 86400}d {seconds % 86400 // 3600}h"
    return f"{seconds // 86400} d"


def due_words(item: OpenItem, now: datetime) -> str:
    """Say when something must be done: `due in 12 min`, `OVERDUE 5 min`; empty without a due time.

    A message held until a time is due then, and DUE after it: it may go now.
    """
    try:
        left = int((moment(item.due) - now).total_seconds())
    except ValueError:
        return ""
    if left < 0 or item.overdue:
        return f"{'DUE' if item.kind == 'message' else 'OVERDUE'} {span(max(0, -left))}"
    return f"{'held' if item.kind == 'message' else 'due in'} {span(left)}"


def who_words(item: OpenItem) -> str:
    """Say from whom it is, and for whom: `Anna Petrov → Dr Osei`."""
    who = item.who or item.callback
    if not item.for_whom:
        return who
    return f"{who} → {item.for_whom}" if who else f"→ {item.for_whom}"


def kind_words(item: OpenItem) -> str:
    """Say what it is and how urgent, in short: `escalation high`, `message urgent`; routine goes without saying."""
    level = "" if item.level == "routine" else item.level.split(" ")[0]
    return f"{item.kind} {level}".strip()


def mark(item: OpenItem) -> str:
    """The sign before an item: ▲ overdue or due, ⏸ held, ● a live call, ‼ an incident; else a blank."""
    if item.kind == "incident":
        return "‼"
    if item.overdue:
        return "▲"
    return {"held": "⏸", "live": "●", "wrap-up": "✎"}.get(item.state, " ")


def row(item: OpenItem, now: datetime, *, in_short: bool = False) -> tuple[str, ...]:
    """An item's cells under `HEADS`; `in_short` puts the level beside the kind, unless it goes without saying."""
    kind = kind_words(item) if in_short else item.kind
    return (
        short(item.id), f"{mark(item)} {kind}", item.level, due_words(item, now), span(item.age_s), span(item.idle_s),
        item.owner, who_words(item), item.what, item.next,
    )  # fmt: skip


def as_text(items: Sequence[OpenItem], now: datetime, *, width: int | None = None) -> str:
    """Set the items in columns, one a line, the most urgent first; on a narrow terminal fewer of them."""
    if not items:
        return f"{NOTHING_OPEN}\n"
    gone = {head for least, head in _LEFT_OUT if width is not None and width < least}
    places = [place for place, head in enumerate(HEADS) if head not in gone]
    whole = (row(item, now, in_short="Level" in gone) for item in items)
    rows = ([cells[place] for place in places] for cells in whole)
    heads = [HEADS[place] for place in places]
    shrink = [place for place, head in enumerate(heads) if head in _SHRINK]
    return table(heads, rows, width=width, shrink=shrink)


def detail(
    item: OpenItem, thing: Unfinished, now: datetime, zone: tzinfo | None, account: str = ""
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Say all that is known of an item, as `(label, words)`: what it is, then what was done about it, newest first.

    `account` is the name of its account; without one its id stands for it.
    """
    due = due_words(item, now)
    at = f"{local_time(item.due, zone)} – {due}" if due else ""
    yield "What", item.what
    yield (
        "Who",
        ", ".join(
            part for part in (who_words(item), item.callback if item.who else "", account or item.account) if part
        ),
    )
    state = "" if item.state == "open" else f"{item.state}, "
    stands = f"{state}open {span(item.age_s)}, last action {span(item.idle_s)} ago"
    yield "Owner", f"{item.owner or 'nobody'} – {kind_words(item)}, {stands}"
    yield "Due", at
    yield "Next", item.next
    for stamp, words in sorted(_past(thing, zone), reverse=True):
        yield _moment(stamp, now, zone), words


def _moment(stamp: str, now: datetime, zone: tzinfo | None) -> str:
    """When something was done: the time of day, before it the month and day when it wasn't today."""
    local = local_time(stamp, zone)
    return local[11:] if local[:10] == f"{now.astimezone(zone):%Y-%m-%d}" else local[5:]


def _past(thing: Unfinished, zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    """The attempts and words about a matter, as `(stamp, words)`."""
    if isinstance(thing, LiveCall | LiveIncident):
        attempts = thing.tried
        words = thing.timeline if isinstance(thing, LiveIncident) else ()
    else:
        attempts = attempts_of(thing)
        words = getattr(thing, "history", None) or getattr(thing, "timeline", ())
    for attempt in attempts:
        yield attempt.at, attempt_line(attempt, zone)[1]
    # An incident's timeline has its attempts, too: each is said once.
    said = {(attempt.at, tried_words(attempt)) for attempt in attempts}
    for one in words:
        if (one.at, one.text) not in said:
            yield one.at, f"{one.by}: {one.text}"


def searched(item: OpenItem) -> str:
    """All words by which a filter finds an item, in small letters."""
    parts = (
        short(item.id), item.kind, item.state, item.level, item.what, item.who, item.for_whom, item.owner, item.account,
        item.callback, "overdue" if item.overdue else "",
    )  # fmt: skip
    return " ".join(parts).casefold()


def fitting(items: Sequence[OpenItem], text: str) -> tuple[OpenItem, ...]:
    """The items that have every word of `text` somewhere."""
    words = text.casefold().split()
    return tuple(item for item in items if all(word in searched(item) for word in words)) if words else tuple(items)
