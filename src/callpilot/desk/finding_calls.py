"""Find, its part in the past: callers and calls by beginnings and numbers, as the index has them."""

from msgspec import Struct

from callpilot.desk.finding import LIMITS, UNASKED, FoundCall, FoundCaller, FoundLive, Group
from callpilot.desk.spelling import LONGEST, Sought, digits_in, fold, sought, words_of
from callpilot.desk.state import DeskState
from callpilot.journal.index import CallRow, Index, LogFilter
from callpilot.records.ids import short
from callpilot.records.live import LiveCall

_LOOKED_AT = 100  # newest calls among which callers are told apart


def find_calls(index: Index, state: DeskState, text: str) -> tuple[Group, ...]:
    """Find callers and calls. Asks the disk: not for the event loop. Raises OSError when the index can't be read."""
    wanted = sought(text)
    if not wanted.words:
        newest = index.log(LogFilter(), UNASKED["calls"])
        return (_calls_group("Latest calls", newest, _live(state, None)[: UNASKED["calls"]]),)
    asked = text[:LONGEST].strip()
    callers = told_apart(index.log(LogFilter(text=asked, of_caller=True), _LOOKED_AT))
    calls = index.log(LogFilter(text=asked), LIMITS["calls"])
    return (
        Group(kind="callers", heading="Callers", found=tuple(callers[: LIMITS["callers"]])),
        _calls_group("Calls", calls, _live(state, wanted)),
    )


def _calls_group(heading: str, rows: list[CallRow], live: list[LiveCall]) -> Group:
    found = (*(FoundLive(call=call) for call in live), *(FoundCall(row=row) for row in rows))
    return Group(kind="calls", heading=heading, found=found)


class _Caller(Struct):
    newest: CallRow
    name: str
    company: str
    number: str
    count: int = 1


def told_apart(rows: list[CallRow]) -> list[FoundCaller]:
    """Return the callers of `rows` (newest first): who calls from one number, or without any by one name, is one."""
    callers: dict[str, _Caller] = {}
    for row in rows:
        key = digits_in(row.number) or fold(row.name or row.company)
        if not key:
            continue
        caller = callers.get(key)
        if caller is None:
            callers[key] = _Caller(row, row.name, row.company, row.number)
        else:
            caller.count += 1
            caller.name = caller.name or row.name
            caller.company = caller.company or row.company
    return [
        FoundCaller(name=one.name, company=one.company, number=one.number, newest=one.newest, count=one.count)
        for one in callers.values()
    ]


def _live(state: DeskState, wanted: Sought | None) -> list[LiveCall]:
    """The calls that aren't closed in which every word is; None: all of them."""
    calls = sorted(state.calls.values(), key=lambda call: call.id, reverse=True)
    return [call for call in calls if wanted is None or _has(call, wanted)]


def _has(call: LiveCall, wanted: Sought) -> bool:
    texts = [text for name, text in call.values.items() if "." not in name]
    digits = f"{digits_in(call.number)} {digits_in(call.values.get('callback', ''))}"
    if any(run in digits for run in wanted.digits):
        return True
    words = words_of(fold(" ".join((*texts, call.number, call.account, short(call.id)))))
    return all(any(word.startswith(start) for word in words) for start in wanted.words)
