"""Who is next on a matter's list: the first there who wasn't tried yet, then whoever was tried longest ago."""

from datetime import datetime

from msgspec import Struct

from callpilot.desk.aims import aim_of
from callpilot.desk.ladders import Candidate, candidates
from callpilot.desk.state import DeskState


class Next(Struct, frozen=True, kw_only=True):
    """Who would be tried next, and how (empty: not known); `words` say it with why and whether they are there.

    `number` is the first telephone number of theirs that is known.
    """

    to: str
    how: str = ""
    number: str = ""
    words: str = ""


def next_tried(state: DeskState, identity: str, now: datetime) -> Next | None:
    """Return who is next about the matter or incident `identity`; None when nobody is named.

    Raises DeedRefused when it is finished.
    """
    aim = aim_of(state, identity)
    last = {one.to.casefold(): one.at for one in aim.attempts}
    found = candidates(state, aim, "", now)
    if not found:
        return None
    # Sorting keeps the list's own order among equals.
    first = min(found, key=lambda one: (last.get(one.name.casefold(), ""), one.available is False))
    how = first.ways[0].words if first.ways else ""
    number = next((way.to for way in first.ways if way.kind in ("phone", "mobile")), "")
    return Next(to=first.name, how=how, number=number, words=_words(first, how))


def _words(candidate: Candidate, how: str) -> str:
    parts = (candidate.name, how, candidate.availability, candidate.why)
    return " · ".join(part for part in parts if part)
