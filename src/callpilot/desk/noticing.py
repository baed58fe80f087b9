"""Notices: a supervisor's or outgoing operator's word to every operator, shown until it is read (B7, C7)."""

from concurrent.futures import Future
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.matters import said
from callpilot.desk.state import DeedRefused, DeskState
from callpilot.plain.times import moment, stamp
from callpilot.records.kinds import Notice, Reading


def give_notice(desk: Desk, text: str, until: datetime | None = None) -> "Future[Any]":
    """Leave a word for every operator, in force until a moment (None: until it is withdrawn)."""
    text = said(text, "write the notice first")
    if until is not None and until <= desk.clock.now():
        raise DeedRefused("that time is past; say a later one")
    state, at = desk.state, desk.stamp()
    notice = Notice(
        id=_next_id(desk), text=text, by=state.operator, desk=state.desk, at=at, until=stamp(until) if until else None
    )
    saved = desk.keep(desk.draft("notice", notice, rev=1))
    read_notice(desk, notice.id)  # who wrote it has read it
    return saved


def withdraw_notice(desk: Desk, identity: str) -> "Future[Any]":
    """Take a notice out of force, for everybody."""
    notice = desk.state.books.notices.get(identity)
    if notice is None:
        raise DeedRefused("that notice is withdrawn already")
    return desk.revise(replace(notice, withdrawn_at=desk.stamp()), "withdrawn")


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


def in_force(state: DeskState, now: datetime) -> list[Notice]:
    """The notices that hold at the moment `now`, the newest first."""
    found = [one for one in state.books.notices.values() if one.until is None or moment(one.until) > now]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def unread(state: DeskState, now: datetime) -> list[Notice]:
    """The notices in force that this operator hasn't read."""
    return [one for one in in_force(state, now) if reading_id(one.id, state.operator) not in state.books.read]


def _next_id(desk: Desk) -> str:
    """The id of a notice that is given now; never one that was given out before."""
    local = desk.clock.now().astimezone(desk.zone)
    while True:
        identity = f"{local:%Y%m%d}-{desk.state.desk}-n{local:%H%M%S}"
        if not desk.revision(identity) and identity not in desk.state.books.notices:
            return identity
        local += timedelta(seconds=1)
