"""A FAQ beside the call: going through its questions, and noting which answer was used (E5)."""

from callpilot.desk import following
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.procedures import answers
from callpilot.procedures.model import FaqEntry, Procedure
from callpilot.records.changes import RunChanged
from callpilot.records.live import Live

ENTRY = "find.entry"
"""The question that is in front, on the sheet of whoever looks at its procedure."""

FILTER = "faq.filter"
"""What was typed to narrow the questions down, on the same sheet."""


def is_faq(procedure: Procedure | None) -> bool:
    """Tell whether a procedure is questions and answers, without steps to be followed."""
    return bool(procedure and procedure.entries and not procedure.steps)


def shown(procedure: Procedure, live: Live) -> tuple[FaqEntry, ...]:
    """The questions that the filter leaves."""
    return answers.matching(procedure, live.values.get(FILTER, ""))


def in_front(procedure: Procedure, live: Live) -> FaqEntry | None:
    """The question whose answer is open: the one that was gone to, else the first that is shown."""
    left = shown(procedure, live)
    return next((one for one in left if one.question == live.values.get(ENTRY)), next(iter(left), None))


def look_at(desk: Desk, identity: str, number: int) -> None:
    """Open the answer of a shown question, counted from 1."""
    _place, _run, procedure = following.current(desk, identity)
    left = shown(procedure, desk.live(identity))
    if not 1 <= number <= len(left):
        raise DeedRefused(f"there is no question {number} here")
    put(desk, identity, **{ENTRY: left[number - 1].question})


def look_on(desk: Desk, identity: str, step: int) -> None:
    """Go `step` questions down (negative: up), as far as there are any."""
    _place, _run, procedure = following.current(desk, identity)
    live = desk.live(identity)
    left, here = shown(procedure, live), in_front(procedure, live)
    if here is not None:
        place = min(max(0, left.index(here) + step), len(left) - 1)
        put(desk, identity, **{ENTRY: left[place].question})


def use(desk: Desk, identity: str) -> bool:
    """Note in the record that the open answer was used in this call, or take the note back; return which."""
    place, run, procedure = following.current(desk, identity)
    entry = in_front(procedure, desk.live(identity))
    if entry is None:
        raise DeedRefused("no question is left by the filter")
    after = answers.use(run, entry, desk.stamp())
    desk.change(identity, RunChanged, place=place, run=after)
    put(desk, identity, **{ENTRY: entry.question})
    return answers.is_used(after, entry)
