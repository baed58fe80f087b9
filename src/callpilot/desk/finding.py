"""Find: one question over procedures, answers, people, callers and calls, and what is most useful unasked."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from callpilot.desk.catalogue import ALIKE, TITLE, Hit
from callpilot.desk.catalogues import MANY
from callpilot.desk.desk import Desk
from callpilot.desk.spelling import sought
from callpilot.desk.state import DeskState
from callpilot.journal.index import CallRow
from callpilot.procedures.choosing import offered
from callpilot.procedures.model import FaqEntry, Procedure
from callpilot.records.live import LiveCall
from callpilot.site.people import Contact, Roster

FIELD = "find.query"
"""What was typed in the box, on the desk's own sheet."""

LIMITS = {"procedures": 6, "answers": 6, "people": 10, "callers": 5, "calls": 10}
UNASKED = {"procedures": 5, "people": 6, "calls": 6}
"""How many of each are shown when nothing is typed yet."""


_MOST_LISTS = 40


class FoundProcedure(Struct, frozen=True, kw_only=True):
    """A procedure."""

    procedure: Procedure


class FoundAnswer(Struct, frozen=True, kw_only=True):
    """A question of a FAQ with its answer, and the procedure that has it."""

    procedure: Procedure
    entry: FaqEntry


class FoundPerson(Struct, frozen=True, kw_only=True):
    """Somebody of the directory; `words` say whether they can be reached now."""

    contact: Contact
    words: str = ""


class FoundRoster(Struct, frozen=True, kw_only=True):
    """An on-call list; `who` is on call now, first to be tried first, `words` until when, `why` by which line."""

    roster: Roster
    who: tuple[Contact, ...] = ()
    words: str = ""
    why: str = ""


class FoundCaller(Struct, frozen=True, kw_only=True):
    """Who called before: `calls` are their last ones, the newest first, `count` how many of those found are theirs.

    `number` is as it came, `shown` as people read it.
    """

    name: str
    company: str
    number: str
    shown: str
    calls: tuple[CallRow, ...]
    count: int

    @property
    def newest(self) -> CallRow:
        """Their last call."""
        return self.calls[0]


class FoundCall(Struct, frozen=True, kw_only=True):
    """A call that is closed."""

    row: CallRow


class FoundLive(Struct, frozen=True, kw_only=True):
    """A call on this desk that isn't closed."""

    call: LiveCall


Found = FoundProcedure | FoundAnswer | FoundPerson | FoundRoster | FoundCaller | FoundCall | FoundLive
Kind = Literal["procedures", "answers", "people", "callers", "calls"]
_ORDER: tuple[Kind, ...] = ("procedures", "answers", "people", "callers", "calls")


class Group(Struct, frozen=True, kw_only=True):
    """What was found of one kind, the best first. `is_titled`: the best has it in its title; `is_sure`: as typed."""

    kind: Kind
    heading: str
    found: tuple[Found, ...]
    is_sure: bool = True
    is_titled: bool = False


def account_in_front(state: DeskState) -> str:
    """The account of what is in front of the operator; empty when nothing is."""
    live = state.front_incident or state.front
    return live.account if live else ""


def is_slow(desk: Desk) -> bool:
    """Tell whether finding people is too much work for the moment between two keys."""
    return len(desk.state.people.contacts) > MANY


def find(desk: Desk, text: str) -> tuple[Group, ...]:
    """Find in procedures, answers and people; typing errors are forgiven. Nothing typed: what is useful now."""
    state, wanted = desk.state, sought(text)
    if not wanted.words:
        return _unasked(desk)
    account = account_in_front(state)
    shelf = desk.catalogues.shelf(state.library)
    people = desk.catalogues.directory(state.people)
    by_title = shelf.procedures.search(wanted, LIMITS["procedures"], account=account)
    by_question = shelf.answers.search(wanted, LIMITS["answers"], account=account)
    by_name = people.catalogue.search(wanted, LIMITS["people"], account=account)
    answers = [(shelf.entries[hit.place]) for hit in by_question]
    return _in_order(
        _group("procedures", "Procedures",
               [FoundProcedure(procedure=shelf.library[hit.place]) for hit in by_title], by_title),
        _group("answers", "Answers",
               [FoundAnswer(procedure=one, entry=one.entries[number]) for one, number in answers], by_question),
        _group("people", "People",
               [found_person(desk, people.things[hit.place], account) for hit in by_name], by_name),
    )  # fmt: skip


def found_person(desk: Desk, thing: Contact | Roster, account: str) -> FoundPerson | FoundRoster:
    """Return somebody, or a list, with how they stand now."""
    state, now, on_duty = desk.state, desk.clock.now(), desk.catalogues.on_duty
    if isinstance(thing, Contact):
        return FoundPerson(contact=thing, words=on_duty.words(state, thing, now, account))
    found, words = on_duty.of_list(state, thing, now)
    return FoundRoster(roster=thing, who=found.who, words=words, why=found.why)


def together(local: Sequence[Group], past: Sequence[Group]) -> tuple[Group, ...]:
    """Put groups in one order: what was meant for sure first, what has it in a title before what has it in a text."""
    return _in_order(*local, *past)


def _in_order(*groups: Group) -> tuple[Group, ...]:
    shown = [group for group in groups if group.found]
    return tuple(sorted(shown, key=lambda one: (not one.is_sure, not one.is_titled, _ORDER.index(one.kind))))


def _group(kind: Kind, heading: str, found: Sequence[Found], hits: Sequence[Hit]) -> Group:
    best = min((hit.fit for hit in hits), default=ALIKE)
    return Group(kind=kind, heading=heading, found=tuple(found), is_sure=best < ALIKE, is_titled=best <= TITLE)


def _unasked(desk: Desk) -> tuple[Group, ...]:
    """The procedures used last and those that fit what is in front; who is on call now, for its account first."""
    state, account = desk.state, account_in_front(desk.state)
    lists = sorted(
        state.people.rosters.values(), key=lambda one: (one.account not in ("", account), one.title or one.id)
    )
    on_call = (found_person(desk, one, account) for one in lists[:_MOST_LISTS])
    manned = [one for one in on_call if isinstance(one, FoundRoster) and one.who]
    return _in_order(
        Group(kind="procedures", heading="Procedures", found=_used(state), is_titled=True),
        Group(kind="people", heading="On call now", found=tuple(manned[: UNASKED["people"]]), is_titled=True),
    )


def _used(state: DeskState) -> tuple[FoundProcedure, ...]:
    """The procedures that this desk used last, then those that fit what is in front."""
    library, live = state.library.procedures, state.front_incident or state.front or state.pad
    sheets = (state.pad, *state.calls.values(), *state.incidents.values())
    runs = sorted((run for sheet in sheets for run in sheet.runs), key=lambda run: run.started_at, reverse=True)
    fitting = offered(
        state.library, account=getattr(live, "account", ""), channel=getattr(live, "channel", "phone"),
        direction=getattr(live, "direction", "inbound"), call_type=live.values.get("type", ""),
    )  # fmt: skip
    ids = dict.fromkeys([*(run.procedure for run in runs), *(procedure.id for procedure in fitting)])
    known = [library[identity] for identity in ids if identity in library]
    return tuple(FoundProcedure(procedure=procedure) for procedure in known[: UNASKED["procedures"]])
