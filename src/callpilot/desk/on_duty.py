"""Who can be reached now, in the few words that stand beside a name; asked once a minute for each, however often."""

from datetime import datetime

from msgspec.structs import replace

from callpilot.desk.state import DeskState
from callpilot.site.hours import to_words, zone_of
from callpilot.site.on_call import OnCall, availability, on_call
from callpilot.site.people import Contact, People, Roster


class OnDuty:
    """Remembers the answers of one minute. Safe to use from several threads."""

    def __init__(self) -> None:
        self._people: People | None = None
        self._lists: dict[str, dict[str, Roster]] = {}
        self._minute: tuple[People, datetime] | None = None
        self._words: dict[tuple[str, str], str] = {}
        self._on_call: dict[str, OnCall] = {}

    def words(self, state: DeskState, contact: Contact, now: datetime, account: str = "") -> str:
        """Say whether somebody can be reached at `now`: `on call to 18:00`, `from Mon 08:00`; empty when unknown."""
        self._turn(state.people, now)
        key = (contact.id, account)
        if key not in self._words:
            # Only the lists that name them matter; a site may have many, with a line for each night of a year.
            people = replace(state.people, rosters=self._lists_of(state.people, contact))
            self._words[key] = availability(contact, now, site=state.site, account=account, people=people).words
        return self._words[key]

    def of_list(self, state: DeskState, roster: Roster, now: datetime) -> tuple[OnCall, str]:
        """Return who of a list is on call at `now`, and until when in words (`to 18:00`)."""
        self._turn(state.people, now)
        if roster.id not in self._on_call:
            self._on_call[roster.id] = on_call(state.people, roster.id, now, site=state.site)
        found = self._on_call[roster.id]
        return found, to_words(found.until, now, zone_of(state.site, roster.account, roster.time_zone))

    def _turn(self, people: People, now: datetime) -> None:
        minute = now.replace(second=0, microsecond=0)
        if self._minute is None or self._minute[0] is not people or self._minute[1] != minute:
            self._minute, self._words, self._on_call = (people, minute), {}, {}

    def _lists_of(self, people: People, contact: Contact) -> dict[str, Roster]:
        if self._people is not people:
            lists: dict[str, dict[str, Roster]] = {}
            for roster in people.rosters.values():
                for identity in {one for duty in roster.duties for one in duty.who}:
                    lists.setdefault(identity, {})[roster.id] = roster
            self._people, self._lists = people, lists
        return self._lists.get(contact.id, {})
