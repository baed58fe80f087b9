"""Words for the screen: what fills a procedure's blanks, and what is known of a caller."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Final, Literal

from callpilot.console.said import Said
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.plain.problems import Problem
from callpilot.plain.times import ago, local_words, moment
from callpilot.plain.untrusted import HIDDEN
from callpilot.procedures.wording import fill
from callpilot.records.channels import address_of, way_of
from callpilot.records.closing import tried_words
from callpilot.records.ids import short
from callpilot.records.kinds import FollowUp, Incident, Message
from callpilot.records.live import Live, LiveCall, LiveIncident
from callpilot.records.standing import Matter, attempts_of

VERIFY_BY = "two details of theirs, or ring back the number that we hold"
"""How callers are verified where the account says nothing (C2)."""


def spoken_words(state: DeskState, live: Live, now: datetime) -> dict[str, str]:
    """Return what fills the blanks of a procedure's text for `live` at the local time `now` (B12)."""
    site = state.site
    account_id = live.account if isinstance(live, LiveCall | LiveIncident) else ""
    account = site.account_named(account_id) or site.accounts[0]
    secret = {name for run in live.runs for name in run.sensitive}
    words = {name: HIDDEN if name in secret and text else text for name, text in live.values.items() if "." not in name}
    words |= {
        "company": account.company or site.company or account.name,
        "department": account.department or site.department,
        "operator": state.operator,
        "caller": live.values.get("name", ""),
        "account": account.name,
        "verify_by": account.verify_by.strip().rstrip(".") or VERIFY_BY,
        "callback": address_of(live.channel, live.values)
        if isinstance(live, LiveCall)
        else live.values.get("callback", ""),
        "time_of_day": time_of_day(now.astimezone(site.zone(account))),
    }
    if isinstance(live, LiveCall):
        words |= {"number": live.number, "line": live.line, "direction": live.direction, "channel": live.channel}
    words["greeting"] = fill(account.greeting, words)
    return words


def time_of_day(local: datetime) -> str:
    """Morning until noon, afternoon until six, then evening."""
    return "morning" if 4 <= local.hour < 12 else "afternoon" if 12 <= local.hour < 18 else "evening"


def known_words(count: int, rows: Sequence[Any], now: datetime, zone: tzinfo | None, *, of: str = "number") -> str:
    """Say what is known of a caller's number: `4th call from this number; last yesterday 16:05 about a leak`.

    `of` may be `address`, by which somebody writes.
    """
    if not count or not rows:
        return ""
    last = rows[0]
    about = last.subject or last.type
    what = "call from this number" if of == "number" else "contact from this address"
    words = f"{ordinal(count + 1)} {what}; last {ago(moment(last.at), now, zone)}"
    return f"{words} about {about}" if about else words


def made_words(state: DeskState, call: LiveCall, now: datetime) -> str:
    """Say what came of a call so far and how each of it stands, the newest of each kind first, what is open before what
    isn't: `message 0042-m1 undelivered – Dr Osei: no answer`.
    """
    words = [tried_words(call.tried[-1])] if call.tried else []
    words += [f"incident {short(call.incident)}"] if call.incident else []
    made = [("follow-up", one) for one in reversed(call.follow_ups)]
    made += [("escalation", one) for one in reversed(call.escalations)]
    made += [("message", one) for one in reversed(call.messages)]
    made.sort(key=lambda one: one[1] not in state.books.matters)
    return ", ".join([*words, *(_made(state, kind, identity, now) for kind, identity in made)])


def _made(state: DeskState, kind: str, identity: str, now: datetime) -> str:
    """How a matter that came of a call stands."""
    matter = state.books.matters.get(identity)
    name = f"{kind} {short(identity)}"
    if matter is None:
        return f"{name} {_ended(state.finished.get(identity))}".rstrip()
    state_now = "" if isinstance(matter, Incident) else matter.state
    until = (matter.held_until or "") if isinstance(matter, Message) else ""
    until = until or (matter.due_at if isinstance(matter, FollowUp) else "")
    if until:
        zone = state.site.zone()
        is_today = local_words(until, zone, "%Y-%m-%d") == f"{now.astimezone(zone):%Y-%m-%d}"
        at = local_words(until, zone, "%H:%M" if is_today else "%a %H:%M")
        state_now = f"{'held until' if isinstance(matter, Message) else 'due'} {at}"
    tried = attempts_of(matter)
    last = f" – {tried_words(tried[-1])}" if tried else ""
    return f"{name} {state_now}{last}"


def _ended(matter: Matter | None) -> str:
    """How a matter ended; nothing of one that wasn't looked up yet."""
    if matter is None or isinstance(matter, Incident):
        return ""
    told = isinstance(matter, Message) and matter.state == "delivered" and matter.deliveries
    return f"{matter.state} to {told[-1].to}" if told else matter.state


SOON: Final = 2 / 3
"""The share of the answer target after which a ring must be answered soon: 20 s of 30 s (B1)."""


def urgency(state: DeskState, ring: WaitingRing, mono: int) -> Literal["late", "soon", ""]:
    """Tell how a ring stands to its account's answer target at the monotonic moment `mono` (ms).

    What nobody waits for at the other end, such as an e-mail, is never late.
    """
    if not way_of(ring.channel).is_live:
        return ""
    account = state.site.account_named(ring.account) or state.site.accounts[0]
    target = state.site.answer_target(account)
    waited = max(0, mono - ring.since) / 1000
    return "late" if waited > target else "soon" if waited >= target * SOON else ""


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th … 11th … 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def faults_words(problems: Sequence[Problem], way: str) -> Said:
    """Say what is wrong in the site's files: how many faults, the first of them, and that `way` shows them all."""
    if not problems:
        return Said()
    count = "1 fault" if len(problems) == 1 else f"{len(problems)} faults"
    head = f"{count} in files ({way}); the first: " if len(problems) > 1 else ""
    return Said(f"▲ {head}{problems[0].brief}", f"▲ {count}")
