"""While an outage is in force, what callers are told and offered stands on every call it concerns."""

import pytest
from tests.console.staging import HILL, PIPE, SMALL, staged

from callpilot.console.widgets.banner import outage_rows
from callpilot.desk import emergencies
from callpilot.desk.outages import Outage
from callpilot.desk.writing import put


async def out(stage, **values):
    identity = emergencies.declare_outage(stage.desk)
    put(stage.desk, identity, nature="Telephone system", **values)
    return identity


async def test_the_banner_stands_on_a_call_and_goes_with_the_outcome_but_stays_in_the_record(stage):
    identity = await out(stage, told="We can't put you through.", alternative="office@northgate.example")
    await stage.answer()
    await stage.sees("▲ OUTAGE 0001-i1 Telephone system: say “We can't put you through.”", "offer: office@north")
    put(stage.desk, identity, told="Nothing works.")
    await stage.sees("say “Nothing works.”")
    await stage.press("f9")
    await stage.until(lambda: stage.state.front_incident is not None)
    await stage.sees("▲ EMERGENCY", gone="say “Nothing works.”")
    await stage.press("f4")
    emergencies.give_outcome(stage.desk, identity, "works again")
    await stage.sees(gone="say “Nothing works.”")
    note = stage.desk.state.calls[f"{identity[:-7]}0002"].values["outage"]
    assert note.startswith(f"{identity}: Telephone system; callers are told: Nothing works.; alternative: office@")


async def test_until_somebody_writes_it_the_protocols_own_sentence_stands_there(stage):
    await out(stage)
    await stage.answer()
    await stage.sees("say “We have a technical fault, and I am sorry that I can't do this for you at", "once.”")


async def test_an_outage_of_one_account_stands_on_its_calls_only(stage):
    await out(stage, told="The surgery's line is down.", affected_account="dr osei")
    await stage.answer(*PIPE)
    await stage.sees("Nora Pipe", gone="OUTAGE 0001-i1 Telephone")
    await stage.answer(*HILL)
    await stage.sees("The surgery's line is down.")
    await stage.press("f4")
    await stage.sees(gone="The surgery's line is down.")


async def test_at_80_by_24_it_takes_two_rows_and_the_whole_form_is_still_there(home):
    async with staged(home, SMALL) as small:
        await out(small, told="We can't put you through; " * 9, alternative="write to office@northgate.example")
        await small.answer()
        text = await small.sees("OUTAGE 0001-i1", "Instructions", "offer: write to office@northgate.example")
        assert sum("OUTAGE 0001-i1" in row or "offer: " in row for row in text.splitlines()) <= 3


async def test_the_outcomes_offered_for_an_outage_are_its_own(stage):
    await out(stage)
    await stage.press("f8")
    await stage.reads("1 works again")
    await stage.type("1")
    await stage.until(lambda: not stage.state.incidents and stage.app.session.journal.saved)
    assert stage.records("incident")[0]["outcome"] == "works again"


LONG = "abcdefgh " * 60


@pytest.mark.parametrize("width", [20, 64, 80, 120, 300])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 9])
@pytest.mark.parametrize("text", ["", "short", LONG, "漢字" * 80, "[red]x[/]"])
def test_whatever_is_written_it_takes_two_rows_at_most(width, count, text):
    found = [Outage(id=f"20261120-desk-3-000{n}-i1", what=text, told=text, alternative=text) for n in range(count)]
    assert len(outage_rows(found, width)) <= min(2, 2 * count)
