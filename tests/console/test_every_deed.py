"""Each deed of the registry does what it says, by every one of its keys and by its name in the palette."""

import pytest
from msgspec.structs import replace
from tests.console.pictures import follow_guide
from tests.console.staging import HILL, PIPE

from callpilot.console.deeds import BY_ID, DEEDS
from callpilot.desk import following, status
from callpilot.procedures.loading import Library
from callpilot.procedures.model import FaqEntry, Procedure

# -- how to get ready for a deed, and how to see that it was done ------------------------------------------


async def _call(stage):
    if not stage.state.calls or stage.state.front is None:
        await stage.answer()
    return stage


async def _fresh_call(stage):
    await stage.answer()
    return stage


async def _idle(stage):
    return stage


async def _on_break(stage):
    status.choose_status(stage.desk, "break")


async def _ringing(stage):
    await stage.ring(*HILL)


async def _with_an_email(stage):
    await stage.ring("rosa@post.example", "Rosa", "property", channel="email")


async def _two_calls(stage):
    while len(stage.state.calls) < 2:
        await stage.answer(*(PIPE if stage.state.calls else HILL))


async def _with_message(stage):
    await _call(stage)
    await stage.to("for")
    await stage.type("Dr Osei")
    await stage.to("message")
    await stage.type("results")


async def _in_procedure(stage):
    await _call(stage)
    if stage.field != "procedure":
        await stage.press("escape")
    assert stage.field == "procedure"


async def _second_step(stage):
    await _in_procedure(stage)
    await stage.press("n")


async def _step_with_fields(stage):
    await _in_procedure(stage)
    while stage.state.front.run.current != "caller":
        await stage.press("n")


async def _another_procedure(stage):
    await _in_procedure(stage)
    if len(stage.state.front.stack) < 2:
        await stage.press("p")
        await stage.type("complaint")
        await stage.press("enter")
        await stage.until(lambda: len(stage.state.front.stack) == 2)
        await _in_procedure(stage)


async def _pictured_step(stage):
    await _call(stage)
    if stage.state.front.run.procedure != "gate":
        await follow_guide(stage)


async def _checklist(stage):
    if stage.state.pad.run is None:
        following.open_procedure(stage.desk, stage.state.pad.id, "shift-handover", "the shift ends")
        await stage.until(lambda: stage.field == "procedure")


async def _finished_checklist(stage):
    following.open_procedure(stage.desk, stage.state.pad.id, "shift-handover", "the shift ends")
    await stage.until(lambda: stage.field == "procedure")
    while stage.state.pad.run.current:
        following.tick(stage.desk, stage.state.pad.id)


async def _questions(stage):
    faq = Procedure(id="q", title="Q", form="faq", revisions=(), entries=(FaqEntry(question="Why?", answer="So."),))
    library = Library(procedures={**stage.state.library.procedures, "q": faq})
    stage.desk.become(replace(stage.state, library=library))
    if not stage.state.pad.stack:
        following.open_procedure(stage.desk, stage.state.pad.id, "q", "opened by hand")
    stage.app.set_focus(stage.desk_screen.front.procedure)
    await stage.until(lambda: stage.field == "procedure")


async def _emergency(stage):
    await stage.answer()
    await stage.press("f9")
    await stage.until(lambda: stage.state.front_incident and stage.field == "location")


async def _emergency_procedure(stage):
    await _emergency(stage)
    await stage.press("escape")
    assert stage.field == "procedure"


def _tried(stage):
    return stage.state.front_incident.tried


def _items(state):
    return sum(len(ticked) for ticked in state.pad.run.items.values())


def _shows(screen):
    return lambda stage, _before: stage.screen == screen


def _marks(state):
    return [(mark.id, mark.outcome) for run in state.front.runs for mark in run.marks]


EFFECTS = {
    "help": (_idle, _shows("HelpScreen")),
    "answer": (_ringing, lambda stage, before: not stage.state.rings and len(stage.state.calls) > len(before.calls)),
    "find": (_idle, _shows("FindScreen")),
    "log": (_idle, _shows("LogScreen")),
    "next_call": (_two_calls, lambda stage, before: stage.state.pad.front != before.pad.front),
    "hold": (_call, lambda stage, before: {stage.state.front.stage, before.front.stage} == {"live", "held"}),
    "reach": (_call, _shows("ReachScreen")),
    "follow_up": (_call, _shows("FollowUpScreen")),
    "escalate": (_call, _shows("EscalateScreen")),
    "end": (_fresh_call, lambda stage, before: stage.state.front.stage == "wrap-up"),
    "emergency": (_fresh_call, lambda stage, before: len(stage.state.incidents) > len(before.incidents)),
    "told": (_emergency, lambda stage, _before: [one.outcome for one in _tried(stage)] == ["told"]),
    "not_reached": (_emergency, lambda stage, _before: [one.outcome for one in _tried(stage)] == ["no answer"]),
    "told_here": (_emergency_procedure, lambda stage, _before: [one.outcome for one in _tried(stage)] == ["told"]),
    "not_reached_here": (_emergency_procedure, lambda stage, _: _tried(stage)[0].outcome == "no answer"),
    "tick": (_fresh_call, lambda stage, before: len(_marks(stage.state)) > len(_marks(before))),
    "take_message": (_with_message, lambda stage, before: len(stage.state.front.messages) > len(before.front.messages)),
    "read_back": (_call, _shows("ReadBackScreen")),
    "take_break": (_idle, lambda stage, _before: stage.state.pad.status == "break"),
    "training": (_idle, lambda stage, _before: stage.state.pad.status == "training"),
    "away": (_idle, lambda stage, _before: stage.state.pad.status == "away"),
    "available": (_on_break, lambda stage, _before: stage.state.pad.status == "available"),
    "notices": (_idle, _shows("NoticesScreen")),
    "changes": (_idle, _shows("ChangesScreen")),
    "readings": (_idle, _shows("ReadingsScreen")),
    "palette": (_idle, _shows("CommandPalette")),
    "handover": (_idle, _shows("ShiftScreen")),
    "work": (_idle, _shows("WorkScreen")),
    "procedures": (_call, _shows("PickScreen")),
    "begin": (_with_an_email, _shows("BeginScreen")),
    "outage": (_idle, lambda stage, _before: [i.kind for i in stage.state.incidents.values()] == ["outage"]),
    "faults": (_idle, _shows("FaultsScreen")),
    "theme": (_idle, lambda stage, _before: stage.app.theme != "callpilot-dark"),
    "tick_here": (_in_procedure, lambda stage, before: len(_marks(stage.state)) > len(_marks(before))),
    "next_step": (_in_procedure, lambda stage, before: len(_marks(stage.state)) > len(_marks(before))),
    "enter_step": (_step_with_fields, lambda stage, _before: stage.field == "name"),
    "tick_item": (_checklist, lambda stage, before: _items(stage.state) > _items(before)),
    "sign_off": (_finished_checklist, lambda stage, _before: stage.state.pad.run.signed_by == "Maria K."),
    "filter_questions": (_questions, lambda stage, _before: stage.field.endswith("faq.filter")),
    "skip": (_in_procedure, lambda stage, before: "skipped" in dict(_marks(stage.state)).values()),
    "back": (_second_step, lambda stage, before: stage.state.front.run.current != before.front.run.current),
    "picture": (_pictured_step, _shows("PictureScreen")),
    "pick": (_in_procedure, _shows("PickScreen")),
    "leave_procedure": (_another_procedure, lambda stage, _before: len(stage.state.front.stack) == 1),
}  # fmt: skip


@pytest.mark.parametrize("identity", EFFECTS)
async def test_a_deed_is_done_by_each_of_its_keys_and_by_its_name(identity, stage):
    deed = BY_ID[identity]
    prepare, is_done = EFFECTS[identity]
    for way in (*deed.keys, "palette"):
        if way == identity:
            continue
        await prepare(stage)
        before = stage.state
        assert not deed.unavailable(before), deed.unavailable(before)
        if way == "palette":
            await stage.palette(deed.title)
        else:
            await stage.press(way)
        await stage.until(lambda before=before: is_done(stage, before))
        if stage.screen != "DeskScreen":
            await stage.press("escape")
            await stage.until(lambda: stage.screen == "DeskScreen")


def test_every_deed_of_the_registry_is_tried():
    elsewhere = {"quit", "choose", "open_record", "filter", "amend"}
    assert set(EFFECTS) | elsewhere == {deed.id for deed in DEEDS}


@pytest.mark.parametrize("way", [*BY_ID["quit"].keys, "palette"])
async def test_leaving_closes_the_console_and_keeps_the_call(way, call):
    if way == "palette":
        await call.press("ctrl+p")
        await call.type("leave the con")
        await call.until(lambda: "Leave the console" in str(call._offers()[:1]))
        await call.pilot.press("enter")
    else:
        await call.pilot.press(way)
    for _turn in range(200):
        if call.app._exit:
            break
        await call.pilot.pause(0.01)
    assert call.app._exit
    assert list((call.home.data / "open").glob("20261120-desk-3-0001.jsonl"))


async def test_the_log_opens_a_record_filters_and_amends_by_its_keys(call):
    await call.close()
    await call.press("f3", "f3")
    await call.sees("Call log – 1 call")
    await call.press("down", "slash")
    assert call.field == "log.filter"
    await call.press("down")
    await call.until(lambda: call.field == "LogList")
    await call.press("enter")
    await call.until(lambda: call.screen == "RecordScreen")
    await call.sees("Hill Dental")
    await call.press("a")
    await call.until(lambda: call.screen == "AmendScreen")
    await call.type("company")
    await call.press("enter")
    await call.type("Hill & Sons")
    await call.press("enter")
    await call.type("misheard")
    await call.press("enter")
    await call.sees("Hill & Sons", "revision 2")
    await call.press("end")
    await call.sees("misheard")
    assert [e.rev for e in call.app.session.index.revisions("20261120-desk-3-0001")] == [1, 2]
