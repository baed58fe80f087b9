"""Find, its part in the past: callers and calls by beginnings and numbers, as the index has them."""

from msgspec.structs import replace

from callpilot.desk.answering import shown_number
from callpilot.desk.finding import LIMITS, UNASKED, FoundCall, FoundCaller, FoundLive, Group
from callpilot.desk.spelling import LONGEST, Sought, digits_in, fold, sought, words_of
from callpilot.desk.state import DeskState
from callpilot.journal.index import CallRow, Index, LogFilter
from callpilot.records.ids import short
from callpilot.records.live import LiveCall

_LOOKED_AT = 100  # newest calls among which callers are told apart
_LAST_CALLS = 6  # of a caller, to be read
_WHOLE = 9  # digits from which on a number may be whole


def find_calls(index: Index, state: DeskState, text: str) -> tuple[Group, ...]:
    """Find callers and calls. Asks the disk: not for the event loop. Raises OSError when the index can't be read."""
    wanted = sought(text)
    if not wanted.words:
        newest = index.log(LogFilter(), UNASKED["calls"])
        return (_calls_group("Latest calls", newest, _live(state, None)[: UNASKED["calls"]]),)
    callers, calls = _past(index, text[:LONGEST].strip(), wanted, state.site.country)
    named = [row for row in calls if short(row.id) == wanted.joined]
    others = [row for row in calls if row not in named]
    group = _calls_group("Calls", [*named, *others][: LIMITS["calls"]], _live(state, wanted))
    return (
        Group(kind="callers", heading="Callers", found=tuple(told_apart(callers, state))),
        replace(group, is_titled=bool(named)),
    )


def _past(index: Index, text: str, wanted: Sought, country: str) -> tuple[list[CallRow], list[CallRow]]:
    """Return the calls whose caller fits, and the calls in which the words are anywhere."""
    if wanted.digits:  # a number, or a part of one, means who called
        rows = _from_number(index, text, country) or index.log(LogFilter(text=text), _LOOKED_AT)
        return [row for row in rows if _called_from(row, wanted)], rows
    callers = index.log(LogFilter(text=text, of_caller=True), _LOOKED_AT)
    return callers, index.log(LogFilter(text=text), LIMITS["calls"])


def _called_from(row: CallRow, wanted: Sought) -> bool:
    """Tell whether a call is found by its caller's number, and not only by its own."""
    number = digits_in(row.number)
    return any(run in number for run in wanted.digits) if number else short(row.id) != wanted.joined


def _from_number(index: Index, text: str, country: str) -> list[CallRow]:
    """Return the calls from a whole number: the index has it at hand, where parts of one are looked for in all."""
    from callpilot.site.numbers import same_number_key

    if len(digits_in(text)) < _WHOLE:
        return []
    return index.history(same_number_key(text, country), _LOOKED_AT)[1]


def _calls_group(heading: str, rows: list[CallRow], live: list[LiveCall]) -> Group:
    found = (*(FoundLive(call=call) for call in live), *(FoundCall(row=row) for row in rows))
    return Group(kind="calls", heading=heading, found=found)


def told_apart(rows: list[CallRow], state: DeskState) -> list[FoundCaller]:
    """Return the callers of `rows` (newest first): who calls from one number, or without any by one name, is one."""
    callers: dict[str, list[CallRow]] = {}
    for row in rows:
        if key := digits_in(row.number) or fold(row.name or row.company):
            callers.setdefault(key, []).append(row)
    return [_caller(calls, state) for calls in list(callers.values())[: LIMITS["callers"]]]


def _caller(calls: list[CallRow], state: DeskState) -> FoundCaller:
    number = calls[0].number
    return FoundCaller(
        name=next((row.name for row in calls if row.name), ""),
        company=next((row.company for row in calls if row.company), ""),
        number=number,
        shown=shown_number(state, number),
        calls=tuple(calls[:_LAST_CALLS]),
        count=len(calls),
    )


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
