"""Telling people of an incident: one key each, from anywhere; the list, the note and the words all have their room."""

import pytest
from tests.console.staging import SMALL, make_home, staged

from callpilot.procedures.loading import shipped_folder

SIX = ("public-emergency-service", "site-security", "doctor-on-call", "first-aiders", "no-such-one", "duty-supervisor")


def make_six(tmp_path, *contacts):
    """A sample site whose emergency protocol names six who must be told."""
    home = make_home(tmp_path / "home")
    text = (shipped_folder() / "emergency-response.toml").read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("contacts = "))
    folder = home.config / "procedures"
    folder.mkdir(exist_ok=True)
    named = ", ".join(f'"{name}"' for name in contacts or SIX)
    (folder / "emergency-response.toml").write_text(text.replace(line, f"contacts = [{named}]"), "utf-8")
    return home


@pytest.fixture
def home(tmp_path):
    return make_six(tmp_path)


async def declared(stage):
    """A call is on, its emergency declared, and the directory is there."""
    await stage.until(lambda: stage.state.people.contacts)
    await stage.answer()
    await stage.press("f9")
    await stage.until(lambda: stage.state.front_incident and stage.field == "location")
    await stage.sees("TELL 0/6", "Duty supervisor")
    return stage


def outcomes(stage):
    incident = stage.state.front_incident or next(iter(stage.state.incidents.values()))
    return [(one.to, one.outcome) for one in incident.tried]


async def test_an_emergency_costs_one_key_to_open_and_one_for_each_person_told(stage):
    await stage.until(lambda: stage.state.people.contacts)
    await stage.answer()
    keys = ["f9", *["ctrl+k"] * len(SIX)]
    for key in keys:
        await stage.press(key)
    await stage.sees("TELL 6/6")
    assert [outcome for _to, outcome in outcomes(stage)] == ["told"] * 6
    assert stage.state.front_incident.runs[0].mark("tell-people").outcome == "done"
    assert len(keys) == 1 + len(SIX)


async def test_at_80_by_24_six_people_the_step_and_the_note_are_all_in_sight(tmp_path):
    async with staged(make_six(tmp_path), SMALL) as small:
        await declared(small)
        text = await small.sees(
            "Where", "Location", "Priority", "Emergency services", "Site security", "Dr Ama Osei", "First aiders",
            "no such one", "Duty supervisor", "TIMELINE", "declared", "a note for the timeline", "F9 EMERG",
        )  # fmt: skip
        assert "phone 999" in text
        await small.press("ctrl+k", "ctrl+underscore")
        await small.sees("✔ Emergency services", "told 10:42", "✖ Site security", "not reached 10:42", "a note for")


async def test_the_key_works_while_the_note_is_typed_and_touches_nothing_of_it(stage):
    await declared(stage)
    await stage.to("note")
    await stage.type("She is brea")
    await stage.press("ctrl+k")
    await stage.type("thing")
    assert stage.state.front_incident.values["note"] == "She is breathing"
    await stage.press("ctrl+underscore")
    assert stage.field == "note"
    await stage.press("enter")
    await stage.sees("10:42:17 She is breathing", "10:42:17 told Emergency services")
    assert outcomes(stage) == [("Emergency services", "told"), ("Site security", "no answer")]


async def test_the_next_one_stands_out_with_the_number_in_groups_and_then_the_next_way(stage):
    await declared(stage)
    await stage.press("ctrl+k", "ctrl+k")
    assert "next" in stage.row("▸○ Dr Ama Osei")
    text = await stage.sees("mobile +44 20 7946 01")
    assert "way 1 of" in text
    await stage.press("ctrl+underscore")
    await stage.sees("tried 10:42", "way 2 of", "✖ not reached: Dr Ama Osei")


async def test_from_the_call_too_and_the_line_says_whose_turn_it_is(stage):
    await declared(stage)
    await stage.press("f4")
    await stage.until(lambda: stage.state.front is not None)
    await stage.press("ctrl+k")
    await stage.sees("✔ told: Emergency services (0001-i1) · next: Site security, phone +44 20 7946 0912")
    assert stage.state.front is not None


async def test_in_the_procedure_t_and_u_do_the_same(stage):
    await declared(stage)
    await stage.press("escape", "t", "u")
    assert outcomes(stage) == [("Emergency services", "told"), ("Site security", "no answer")]


async def test_in_the_list_the_arrows_choose_whom_to_mark_also_one_who_rings_back(stage):
    await declared(stage)
    await stage.press("ctrl+k", "ctrl+underscore")
    await stage.to("note")
    await stage.press("up")
    await stage.until(lambda: stage.field == "tell")
    await stage.press("home", "down", "t")
    assert outcomes(stage)[-1] == ("Site security", "told")
    await stage.press("up", "u")
    assert outcomes(stage)[-1] == ("Emergency services", "no answer")
    await stage.sees("✎ taken back: Emergency services")
    assert "open" in stage.row("Emergency services") or "next" in stage.row("Emergency services")
    assert "correction" in stage.state.front_incident.tried[-1].note
    await stage.press("end", "down")
    await stage.until(lambda: stage.field == "note")


async def test_an_outcome_warns_of_whom_nobody_told_and_does_not_forbid(stage):
    await declared(stage)
    await stage.press("ctrl+k", "ctrl+underscore", "f8")
    text = await stage.reads("Not told: Site security (not reached 10:42)", "no such one", "Duty supervisor")
    assert "Emergency services" not in text
    await stage.type("3")
    await stage.until(lambda: not stage.state.incidents and stage.app.session.journal.saved)
    (record,) = stage.records("incident")
    assert record["outcome"] == "false alarm"
    assert record["not_told"][0] == "Site security"
    assert len(record["not_told"]) == 5


async def test_with_everybody_told_the_outcome_asks_without_a_warning(stage):
    await declared(stage)
    await stage.press(*["ctrl+k"] * 6, "ctrl+k")
    await stage.sees("everybody is told")
    await stage.press("f8")
    assert "Not told" not in await stage.reads("1 response team on site")


async def test_markup_in_a_name_is_only_text(tmp_path):
    async with staged(make_six(tmp_path, "[red]Nurse[/] [@click=app.quit]x", "b")) as stage:
        await stage.until(lambda: stage.state.people.contacts)
        await stage.press("f9")
        await stage.sees("[red]Nurse[/] [@click=app.quit]x")
        await stage.press("ctrl+underscore")
        await stage.sees("✖ not reached: [red]Nurse[/]")
        await stage.press("f8")
        await stage.reads("[red]Nurse[/]")


async def test_without_an_incident_the_keys_say_so_and_in_read_only_too(stage):
    await stage.press("ctrl+k")
    await stage.sees("no incident is open")
    assert stage.field != "tell"


async def test_an_emergency_is_painted_before_anybody_asks_who_must_be_told(stage, monkeypatch):
    from callpilot.console.widgets import incident_pane

    await stage.until(lambda: stage.state.people.contacts)
    await stage.answer()
    seen = []
    real = incident_pane.duties_of

    def asked(state, incident):
        seen.append("▲ EMERGENCY" in stage.text and "Location" in stage.text)
        return real(state, incident)

    monkeypatch.setattr(incident_pane, "duties_of", asked)
    await stage.press("f9")
    await stage.sees("TELL 0/6")
    assert seen == [True]
