"""No field, list or dialog swallows a key that matters: each is pressed in every place where an operator can be."""

import pytest
from tests.console.staging import DESK, HILL, PIPE

from callpilot.console.deeds import BY_ID
from callpilot.desk import messages, writing

FIRST = {"help": "f1", "answer": "f2", "next_call": "f4", "hold": "f5", "reach": "f6", "escalate": "f7", "end": "f8",
         "emergency": "f9", "tick": "ctrl+t"}  # fmt: skip
SECOND = {identity: BY_ID[identity].keys[1] for identity in FIRST}
CALL = f"20261120-{DESK}-0001"


def _opened_by(*keys):
    async def go(stage):
        await stage.press(*keys)

    return go


def _in_field(field):
    async def go(stage):
        await stage.to(field)

    return go


async def _log_list(stage):
    stage.app.screen.query_one("LogList").focus()
    await stage.until(lambda: stage.field == "LogList")


def _reaching(field):
    """With a message taken there is somebody to reach when the caller has gone, too."""

    async def go(stage):
        if not stage.state.calls[CALL].messages:
            writing.put(stage.desk, CALL, message="results", **{"for": "Dr Osei"})
            messages.take_message(stage.desk, CALL)
        await stage.press("f6")
        if field:
            await stage.to(field)

    return go


async def _closing(stage):
    if stage.state.front.stage != "wrap-up":
        await stage.press("f8")
    await stage.press("f8")


async def _outcome(stage):
    await stage.press("f9", "f8")


async def _ask(stage):
    from callpilot.desk.following import go_to

    go_to(stage.desk, CALL, "need")
    if stage.field != "procedure":
        await stage.press("escape")
    await stage.press("s")


async def _record(stage):
    await stage.press("f3", "f3", "down")
    await stage.until(lambda: stage.app.screen.query_one("LogList").current() is not None)
    await stage.press("end", "enter")
    await stage.until(lambda: stage.screen == "RecordScreen")


async def _log(stage):
    await stage.press("f3", "f3")


async def _amend(stage):
    await _record(stage)
    await stage.press("a")


PLACES = {
    "a field": (_in_field("company"), "DeskScreen"),
    "the message": (_in_field("message"), "DeskScreen"),
    "the filter of the log": (_in_field("log.filter"), "DeskScreen"),
    "the list of calls": (_log_list, "DeskScreen"),
    "escalate": (_opened_by("f7"), "EscalateScreen"),
    "closing": (_closing, "ClosingScreen"),
    "begin": (_opened_by("f2"), "BeginScreen"),
    "reach": (_reaching("reach.to"), "ReachScreen"),
    "the ladder": (_reaching(""), "ReachScreen"),
    "follow up": (_opened_by("ctrl+u"), "FollowUpScreen"),
    "pick": (_opened_by("f11"), "PickScreen"),
    "outcome": (_outcome, "OutcomeScreen"),
    "skip": (_ask, "AskScreen"),
    "amend": (_amend, "AmendScreen"),
    "shift": (_opened_by("f10"), "ShiftScreen"),
    "help": (_opened_by("f1"), "HelpScreen"),
    "record": (_record, "RecordScreen"),
    "find": (_opened_by("f3"), "FindScreen"),
    "log": (_log, "LogScreen"),
    "work": (_opened_by("ctrl+w"), "WorkScreen"),
    "palette": (_opened_by("ctrl+p"), "CommandPalette"),
}


def _marks(live):
    return sum(len(run.marks) for run in live.runs)


async def _press(stage, place, identity, key):
    """Press `key` in `place` and wait for what it is to do there."""
    state = stage.state
    front = state.front_incident or state.front
    screen = stage.screen
    own = {
        "escalate": "escalate",
        "reach": "reach",
        "the ladder": "reach",
        "closing": "end",
        "begin": "answer",
        "help": "help",
        "outcome": "end",
    }
    if identity == "answer" and place != "begin":
        await stage.ring(*PIPE)
    await stage.press(key)
    if own.get(place) == identity:
        if place == "escalate":
            await stage.sees("choose how severe")
        elif place == "begin":
            await stage.until(lambda: len(stage.state.calls) > len(state.calls))
        elif place == "help":
            await stage.until(lambda: stage.screen != screen)
        return
    if identity == "help":
        await stage.until(lambda: stage.screen == "HelpScreen")
        await stage.press("escape")
        await stage.until(lambda: stage.screen == screen)
    elif identity == "tick":
        await stage.until(lambda: _marks(stage.desk.live(front.id)) > _marks(front))
    elif identity == "hold" and place == "closing":
        await stage.sees("the caller has gone")
    elif identity == "hold":
        await stage.until(lambda: stage.state.calls[CALL].stage != state.calls[CALL].stage)
    elif identity == "escalate":
        await stage.until(lambda: stage.screen == "EscalateScreen")
    elif identity == "reach" and place not in ("closing", "outcome"):
        await stage.until(lambda: stage.screen == "ReachScreen")
    elif identity == "answer":
        await stage.until(lambda: not stage.state.rings and len(stage.state.calls) > len(state.calls))
        await stage.until(lambda: stage.screen == "DeskScreen")
    elif identity == "next_call":
        await stage.until(lambda: stage.state.pad.front != state.pad.front and stage.screen == "DeskScreen")
    elif identity == "emergency":
        await stage.until(lambda: stage.state.front_incident is not None and stage.screen == "DeskScreen")
    elif identity == "end":
        await stage.until(lambda: stage.state.calls[CALL].stage == "wrap-up")


async def _back_to_the_call(stage):
    while stage.screen != "DeskScreen":
        before = stage.screen
        await stage.press("escape")
        await stage.until(lambda before=before: stage.screen != before)
    await stage.bring_forward(CALL)


@pytest.mark.parametrize("place", PLACES)
async def test_every_key_that_matters_acts_there(place, stage):
    await _try_all(stage, place, FIRST)


@pytest.mark.parametrize("place", ["the message", "escalate", "palette"])
async def test_the_second_keys_act_there_too(place, stage):
    await _try_all(stage, place, SECOND)


async def _try_all(stage, place, keys):
    await stage.answer(*HILL)
    if place in ("amend", "record"):
        await stage.answer(*PIPE)
        await stage.close()
    reach, name = PLACES[place]
    for identity, key in keys.items():
        await _back_to_the_call(stage)
        if identity == "next_call" and len(stage.state.calls) < 2:
            await stage.answer(*PIPE)
            await _back_to_the_call(stage)
        await reach(stage)
        await stage.until(lambda: stage.screen == name)
        await _press(stage, place, identity, key)
