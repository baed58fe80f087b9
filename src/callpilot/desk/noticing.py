"""Notices: a supervisor's or outgoing operator's word to every operator, shown until it is read (B7, C7)."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.matters import said
from callpilot.desk.notices_in_force import in_force
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.plain.times import stamp
from callpilot.plain.untrusted import clean_line
from callpilot.records.kinds import Notice, Reading

LONGEST = 4000
"""Characters of a notice; what is longer belongs into a procedure."""


def give_notice(desk: Desk, text: str, until: datetime | None = None, *, important: bool = False) -> "Future[Any]":
    """Leave a word for every operator, in force until a moment (None: until it is withdrawn)."""
    state = desk.state
    notice = notice_of(text, by=state.operator, desk=state.desk, now=desk.clock.now(), until=until, important=important)
    notice = replace(notice, id=_next_id(desk))
    saved = desk.keep(desk.draft("notice", notice, rev=1))
    read_notice(desk, notice.id)  # who wrote it has read it
    return saved


def notice_of(
    text: str, *, by: str, desk: str, now: datetime, until: datetime | None = None, important: bool = False
) -> Notice:
    """Make a notice given at `now`; no id yet. Raises DeedRefused for an empty or endless text, or a time past."""
    text = said(text, "write the notice first")
    if len(text) > LONGEST:
        raise DeedRefused(f"that notice has {len(text):,} characters; {LONGEST:,} is the most")
    if until is not None and until <= now:
        raise DeedRefused("that time is past; say a later one")
    return Notice(
        id="", text=text, by=by, desk=desk, at=stamp(now), until=stamp(until) if until else None, important=important
    )


def withdraw_notice(desk: Desk, identity: str, why: str) -> "Future[Any]":
    """Take a notice out of force, for everybody. Only who wrote it may, and says why."""
    notice = desk.state.books.notices.get(identity)
    if notice is None:
        raise DeedRefused("that notice is withdrawn already")
    gone = withdrawn(notice, desk.state.operator, desk.stamp(), why)
    return desk.revise(gone, said(why, "say why it is withdrawn"))


def withdrawn(notice: Notice, by: str, at: str, why: str) -> Notice:
    """Return a notice out of force since `at`. Raises DeedRefused without a reason, or for another's notice."""
    said(why, "say why it is withdrawn")
    if notice.by.strip().casefold() != by.strip().casefold():
        raise DeedRefused(f"{clean_line(notice.by, 80) or 'somebody else'} wrote it, and may withdraw it")
    return replace(notice, withdrawn_at=at)


def read_notice(desk: Desk, identity: str) -> "Future[Any]":
    """Note that the operator has read a notice: it isn't shown to them again."""
    state = desk.state
    if identity not in state.books.notices:
        raise DeedRefused("that notice is withdrawn already")
    reading = Reading(id=reading_id(identity, state.operator), of=identity, operator=state.operator, at=desk.stamp())
    return desk.keep(desk.draft("reading", reading, rev=1))


def reading_id(of: str, operator: str) -> str:
    """The id of an operator's reading of a notice: the same for the same two, and no name in it."""
    return f"{of}-r{sha256(operator.strip().casefold().encode()).hexdigest()[:10]}"


def unread(state: DeskState, now: datetime) -> list[Notice]:
    """The notices in force that this operator hasn't read."""
    return [one for one in in_force(state, now) if not is_read(state, one.id)]


def is_read(state: DeskState, identity: str) -> bool:
    """Tell whether this operator has read a notice; who wrote it, from the command line too, knows it."""
    notice = state.books.notices.get(identity)
    is_own = notice is not None and notice.by.strip().casefold() == state.operator.strip().casefold()
    return is_own or reading_id(identity, state.operator) in state.books.read


def _next_id(desk: Desk) -> str:
    def is_known(identity: str) -> bool:
        return bool(desk.revision(identity)) or identity in desk.state.books.notices

    return notice_id(desk.state.desk, desk.clock.now().astimezone(desk.zone), is_known)


def notice_id(desk: str, local: datetime, is_known: Callable[[str], bool]) -> str:
    """The id of a notice that is given at a local moment; never one that `is_known` already."""
    while True:
        identity = f"{local:%Y%m%d}-{desk}-n{local:%H%M%S}"
        if not is_known(identity):
            return identity
        local += timedelta(seconds=1)
