"""What was found as lines: a row in the list, and what is read beside it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.cells import cell_len

from callpilot.console.contact_lines import labelled, person_lines, roster_lines, wrapped
from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import cut, fit
from callpilot.desk.answering import shown_number
from callpilot.desk.completing import person_offer
from callpilot.desk.finding import (
    Found,
    FoundAnswer,
    FoundCall,
    FoundCaller,
    FoundLive,
    FoundPerson,
    FoundProcedure,
    FoundRoster,
)
from callpilot.desk.state import DeskState
from callpilot.journal.index import CallRow
from callpilot.plain.times import ago_words
from callpilot.procedures.model import Procedure
from callpilot.procedures.wording import fill
from callpilot.records.ids import short
from callpilot.records.live import LiveCall

_STAGES = {"live": "● live", "held": "⏸ held"}


def found_row(state: DeskState, found: Found, now: datetime, width: int, *, chosen: bool) -> Line:
    """One row of the list: what it is, a few words about it, and at the end what matters now."""
    title, note, end = _parts(state, found, now)
    end = cut(end, width // 2)
    left = max(8, width - 3 - cell_len(end))
    title = cut(title, left)
    note = fit(f"  {note}" if note else "", max(0, left - cell_len(title)))
    tone = "bold reverse" if chosen else ""
    mark = "▸" if chosen else " "
    return (f"{mark}{title}", tone), (note, tone or "$quiet"), (" ", tone), (f"{end} ", tone or "$secondary")


def _parts(state: DeskState, found: Found, now: datetime) -> tuple[str, str, str]:
    match found:
        case FoundProcedure():
            return found.procedure.title, found.procedure.purpose, _of_account(state, found.procedure.accounts)
        case FoundAnswer():
            accounts = _of_account(state, found.procedure.accounts)
            return found.entry.question, found.entry.answer, accounts or found.procedure.title
        case FoundPerson():
            offer = person_offer(found)
            whose = _of_account(state, found.contact.accounts)
            return offer.shown, " · ".join(part for part in (offer.role, whose) if part), offer.words
        case FoundRoster():
            offer = person_offer(found)
            return offer.shown, offer.role, offer.words
        case FoundCaller():
            name = found.name or found.company or found.number
            company = found.company if found.company != name else ""
            number = found.shown if found.number != name else ""
            about = " · ".join(part for part in (company, number) if part)
            return name, about, _ago(state, found.newest.at, now)
        case FoundCall():
            return _call_parts(state, found.row, now)
        case FoundLive():
            return _live_parts(found.call)


def _call_parts(state: DeskState, row: CallRow, now: datetime) -> tuple[str, str, str]:
    arrow = "→" if row.direction == "outbound" else "←"
    who = row.name or row.company or row.number or "?"
    about = " · ".join(part for part in (row.subject or row.type, row.disposition) if part)
    return f"{short(row.id)} {arrow} {who}", about, _ago(state, row.at, now)


def _live_parts(call: LiveCall) -> tuple[str, str, str]:
    arrow = "→" if call.direction == "outbound" else "←"
    who = call.values.get("name") or call.values.get("company") or call.number or "?"
    return f"{short(call.id)} {arrow} {who}", call.values.get("subject", ""), _STAGES.get(call.stage, "✎ wrap-up")


def _ago(state: DeskState, at: str, now: datetime) -> str:
    return ago_words(at, now, state.site.zone())


def _of_account(state: DeskState, accounts: Sequence[str]) -> str:
    """Whose something is, when it isn't everybody's."""
    named = [account.name for account in state.site.accounts if account.id in accounts]
    return f"{named[0]}{' …' if len(named) > 1 else ''}" if named else ""


def detail_lines(state: DeskState, found: Found, now: datetime, width: int, words: Mapping[str, str]) -> list[Line]:
    """What is read of it at once: the answer, the ways to somebody, what a procedure is for and begins with.

    `words` fill the blanks of what is said.
    """
    width = max(10, width)
    match found:
        case FoundProcedure():
            return _procedure_lines(found.procedure, width, words)
        case FoundAnswer():
            lines = wrapped(found.entry.question, width, "bold $accent")
            lines += wrapped(fill(found.entry.answer, words), width)
            return [*lines, (("", ""),), *wrapped(found.procedure.title, width, "$quiet")]
        case FoundPerson():
            return person_lines(state, found, width)
        case FoundRoster():
            return roster_lines(state, found, now, width)
        case FoundCaller():
            return _caller_lines(state, found, now, width)
        case FoundCall():
            return _call_lines(state, found.row, now, width)
        case FoundLive():
            return _live_lines(found.call, width)


def _procedure_lines(procedure: Procedure, width: int, words: Mapping[str, str]) -> list[Line]:
    lines = wrapped(procedure.title, width, "bold $accent")
    lines += wrapped(procedure.purpose, width)
    if procedure.steps:
        step = procedure.steps[0]
        lines += [(("", ""),), *wrapped(step.title, width, "bold")]
        lines += wrapped(f"“{fill(step.say, words)}”" if step.say else fill(step.do, words), width)
    for entry in procedure.entries:
        lines += [(("", ""),), *wrapped(entry.question, width, "bold")]
        lines += wrapped(fill(entry.answer, words), width)
    foot = f"version {procedure.version}" + (f" · {len(procedure.steps)} steps" if procedure.steps else "")
    return [*lines, (("", ""),), *wrapped(foot, width, "$quiet")]


def _caller_lines(state: DeskState, found: FoundCaller, now: datetime, width: int) -> list[Line]:
    name = found.name or found.company or found.shown
    lines = wrapped(name, width, "bold $accent")
    lines += wrapped(found.company if found.company != name else "", width)
    lines += wrapped(found.shown if found.shown != name else "", width, "bold")
    calls = "one call found" if found.count == 1 else f"{found.count} of the calls found are theirs"
    lines += [(("", ""),), *wrapped(calls, width, "$quiet")]
    for row in found.calls:
        about = " · ".join(part for part in (row.subject or row.type, row.disposition) if part)
        lines += wrapped(f"{_ago(state, row.at, now)}  {about}", width)
    return lines


def _call_lines(state: DeskState, row: CallRow, now: datetime, width: int) -> list[Line]:
    title, _about, when = _call_parts(state, row, now)
    account = state.site.account_named(row.account)
    facts = (
        ("When", when), ("Company", row.company), ("Number", shown_number(state, row.number)),
        ("Account", account.name if account else row.account), ("Type", row.type), ("Subject", row.subject),
        ("Ended", row.disposition), ("Operator", row.operator),
    )  # fmt: skip
    lines = wrapped(title, width, "bold $accent")
    return lines + [line for label, text in facts for line in labelled(label, text, width)]


def _live_lines(call: LiveCall, width: int) -> list[Line]:
    title, _about, stage = _live_parts(call)
    names = ("company", "callback", "type", "for", "subject", "message")
    values = [(name.capitalize(), call.values.get(name, "")) for name in names]
    lines = [*wrapped(title, width, "bold $accent"), *wrapped(stage, width, "$good")]
    return lines + [line for label, text in values for line in labelled(label, text, width)]
