"""People, departments and services that calls are passed to, and who of them is on call (D8; DESIGN: words).

Values only: reading them is `people_loading`, asking who is on call at a moment is `on_call`.
"""

from typing import Final, Literal

from msgspec import Struct

ContactKind = Literal["person", "department", "service"]
WayKind = Literal["phone", "mobile", "pager", "email", "text", "chat", "address", "other"]

CONTACT_KINDS: Final[tuple[ContactKind, ...]] = ("person", "department", "service")
WAY_KINDS: Final[tuple[WayKind, ...]] = ("phone", "mobile", "pager", "email", "text", "chat", "address", "other")


class Way(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One way to reach somebody: a number or an address, and what to know before using it."""

    kind: WayKind = "phone"
    to: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """The way as an attempt's record has it: `mobile +44 20 7946 0150`."""
        return self.to if self.kind == "other" else f"{self.kind} {self.to}".strip()


class WeekSpan(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Hours that come back every week: `days` are 0 (Monday) to 6, `start` and `end` minutes of the local day.

    An `end` at or before `start` is on the day after; equal: the whole day.
    """

    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    start: int = 0
    end: int = 0


class Contact(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Somebody, or some place, that can be reached.

    `accounts` empty: for every account. `ways` are in order of preference. `hours` empty: always; they are local in
    `time_zone`, else in the account's, else in the site's. `deputies` are ids of contacts or rosters, in order.
    """

    id: str
    name: str
    kind: ContactKind = "person"
    role: str = ""
    department: str = ""
    accounts: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    hours: tuple[WeekSpan, ...] = ()
    time_zone: str = ""
    languages: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    notes: str = ""


class Duty(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One line of a roster: `who` (contact ids, first to be tried first) is on call.

    `since` and `until` are aware stamps (ISO 8601) or empty: without an end; `week` empty: at every hour between them.
    """

    who: tuple[str, ...]
    since: str = ""
    until: str = ""
    week: tuple[WeekSpan, ...] = ()
    note: str = ""


class Roster(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An on-call list. `fallback` is who is tried when no line is in force."""

    id: str
    title: str = ""
    account: str = ""
    time_zone: str = ""
    duties: tuple[Duty, ...] = ()
    fallback: tuple[str, ...] = ()


class People(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The directory and the rosters, by id."""

    contacts: dict[str, Contact] = {}
    rosters: dict[str, Roster] = {}
