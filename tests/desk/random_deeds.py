"""Deeds in any order: what an operator, callers and the clock may do to a desk, drawn by hypothesis."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from tests.desk.place import Place

from callpilot.desk import (
    answering,
    closing,
    emergencies,
    escalating,
    following,
    messages,
    read_back,
    signing,
    status,
    talking,
    writing,
)
from callpilot.desk.reading_parts import parts
from callpilot.desk.state import DeedRefused
from callpilot.records.words import CHOSEN_STATUSES

FIELDS = (
    "name", "company", "callback", "type", "for", "urgency", "message", "instructions", "subject", "notes",
    "transferred_to", "esc.severity", "esc.to", "esc.reason", "patient", "location", "note", "close.disposition",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["Anna Petrov", "message", "high", "020 7946 0018", "4111 1111 1111 1111", "\x1b[31m", "resolved"]),
)
NAMES = (
    "ring", "answer", "answer", "begin", "abandon", "type", "type", "type", "type", "put", "focus", "hold", "next",
    "gone", "tick", "tick", "skip", "back", "go", "choose", "leave", "procedure", "item", "message", "draft",
    "escalate", "declare", "note", "outcome", "close", "close", "wait", "wait", "wall", "on", "off", "read",
    "correct", "status",
)  # fmt: skip
DEED = st.tuples(st.sampled_from(NAMES), st.integers(0, 12), TEXTS)
DEEDS = st.lists(DEED, min_size=6, max_size=40)


def do_all(place: Place, deeds: list[tuple[str, int, str]]) -> None:
    for name, number, text in deeds:
        do(place, name, number, text)


def do(place: Place, name: str, number: int, text: str) -> None:
    """Do one deed as far as it can be done now: a refusal changes nothing, and is no fault."""
    act: Any = globals()[f"_{name}"]
    with suppress(DeedRefused):
        act(place, number, text)


def _front(place: Place) -> str:
    return place.desk.state.pad.front or place.desk.state.pad.id


def _some_call(place: Place, number: int) -> str:
    calls = sorted(place.desk.state.calls)
    if not calls:
        raise DeedRefused("there is no call")
    return calls[number % len(calls)]


def _read(place: Place, number: int, _text: str) -> None:
    found = parts(place.desk.state, _front(place))
    if found:
        read_back.confirm(place.desk, _front(place), found[number % len(found)])


def _correct(place: Place, number: int, text: str) -> None:
    found = parts(place.desk.state, _front(place))
    if found:
        correction = read_back.correction(place.desk, _front(place), found[number % len(found)])
        correction.write("", text, len(text))
        correction.finish(text)


def _status(place: Place, number: int, _text: str) -> None:
    status.choose_status(place.desk, CHOSEN_STATUSES[number % len(CHOSEN_STATUSES)])


def _ring(place: Place, number: int, text: str) -> None:
    place.ring(f"+44207946{number:04}", line=("law", "surgery", "")[number % 3], name=text)


def _answer(place: Place, number: int, text: str) -> None:
    if not place.desk.state.rings:
        _ring(place, number, text)
    answering.answer(place.desk)


def _begin(place: Place, number: int, text: str) -> None:
    answering.begin_call(place.desk, "outbound", channel=("phone", "email")[number % 2], number=text, name=text)


def _abandon(place: Place, number: int, text: str) -> None:
    rings = place.desk.state.rings
    answering.abandoned(place.desk, rings[number % len(rings)].id if rings else "r0")


def _type(place: Place, number: int, text: str) -> None:
    field = FIELDS[(number + len(text)) % len(FIELDS)]
    now = place.values(_front(place)).get(field, "")
    spot = min(number, len(now))
    writing.type_in(place.desk, _front(place), field, now[:spot] + text + now[spot:], spot + len(text))


def _put(place: Place, number: int, text: str) -> None:
    writing.put(place.desk, _front(place), **{FIELDS[(number * 7) % len(FIELDS)]: text})


def _focus(place: Place, number: int, text: str) -> None:
    writing.focus(place.desk, _front(place), FIELDS[number], len(text))


def _hold(place: Place, number: int, text: str) -> None:
    talking.hold_or_resume(place.desk)


def _next(place: Place, number: int, text: str) -> None:
    talking.next_call(place.desk)


def _gone(place: Place, number: int, text: str) -> None:
    talking.caller_gone(place.desk, _some_call(place, number))


def _tick(place: Place, number: int, text: str) -> None:
    following.tick(place.desk, _front(place))


def _skip(place: Place, number: int, text: str) -> None:
    following.skip(place.desk, _front(place), text)


def _back(place: Place, number: int, text: str) -> None:
    following.back(place.desk, _front(place))


def _go(place: Place, number: int, text: str) -> None:
    steps = following.current(place.desk, _front(place))[2].steps
    if steps:  # questions and answers have none
        following.go_to(place.desk, _front(place), steps[number % len(steps)].id)


def _choose(place: Place, number: int, text: str) -> None:
    following.choose_way(place.desk, _front(place), number % 4)


def _leave(place: Place, number: int, text: str) -> None:
    following.leave_procedure(place.desk, _front(place))


def _procedure(place: Place, number: int, text: str) -> None:
    known = sorted(place.library.procedures)
    if place.desk.state.pad.front:
        following.open_procedure(place.desk, _front(place), known[number % len(known)], "opened by hand")


def _item(place: Place, number: int, text: str) -> None:
    following.tick_item(place.desk, _front(place), number)


def _message(place: Place, number: int, text: str) -> None:
    call = _some_call(place, number)
    if number % 2:
        writing.put(place.desk, call, **{"for": "Dr Osei", "message": f"Ring back. {text}"})
    messages.take_message(place.desk, call)


def _draft(place: Place, number: int, text: str) -> None:
    escalating.draft_escalation(place.desk, ("", "high")[number % 2])


def _escalate(place: Place, number: int, text: str) -> None:
    call = _some_call(place, number)
    if number % 2:
        writing.put(place.desk, call, **{"esc.severity": "high", "esc.to": "duty", "esc.reason": f"Now. {text}"})
    escalating.save_escalation(place.desk, call)


def _declare(place: Place, number: int, text: str) -> None:
    emergencies.declare(place.desk)


def _note(place: Place, number: int, text: str) -> None:
    emergencies.note(place.desk, place.desk.state.pad.front, text)


def _outcome(place: Place, number: int, text: str) -> None:
    open_now = sorted(place.desk.state.incidents)
    emergencies.give_outcome(place.desk, open_now[number % len(open_now)] if open_now else "", text)


def _close(place: Place, number: int, text: str) -> None:
    call = _some_call(place, number)
    if number % 3:
        for item in closing.missing(place.desk, place.desk.state.calls[call]):
            closing.skip_missing(place.desk, call, item, "not given")
    closing.close(place.desk, call)


def _wait(place: Place, number: int, text: str) -> None:
    place.clock.advance(number * 7.5)


def _wall(place: Place, number: int, text: str) -> None:
    """A time server sets the clock, forward or back."""
    place.clock.set_wall(place.clock.now() + timedelta(hours=number - 6))


def _on(place: Place, number: int, text: str) -> None:
    signing.sign_on(place.desk)


def _off(place: Place, number: int, text: str) -> None:
    signing.sign_off(place.desk)
