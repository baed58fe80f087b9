"""A procedure that changed is told when nobody is spoken to, shown step by step, and asked about once (B7, C7)."""

import pytest
from tests.console.staging import OPERATOR, SMALL, WIDE, make_home, staged

from callpilot.journal.store import Draft, Journal
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.procedures.model import Procedure
from callpilot.procedures.texts import keep_texts
from callpilot.records.kinds import Call, Reading
from callpilot.records.parts import ProcedureRecord

IDS = ("call-handling", "emergency-response")
REVISION = """[[revision]]
version = "1.9"
date = 2026-11-19
author = "Site [b]supervisor[/b]"
change = "The postcode is asked for first."

[[step]]
id = "postcode"
title = "Ask for the postcode"
do = "Note it as it is spelt."

"""


def in_force(home) -> dict[str, Procedure]:
    return load_library([shipped_folder(), home.config / "procedures"]).procedures


def used(home, *ids: str, operator: str = OPERATOR, desk: str = "desk-9") -> None:
    """The operator followed these in a call of another day, at another desk."""
    ran = tuple(
        ProcedureRecord(id=one.id, version=one.version, sha256=one.sha256)
        for one in (in_force(home)[identity] for identity in ids)
    )
    call = Call(id=f"20261118-{desk}-0001", operator=operator, answered_at="2026-11-18T09:00:00.000Z", procedures=ran,
                closed_at="2026-11-18T09:05:00.000Z", disposition="resolved")  # fmt: skip
    journal = Journal(home.data, desk)
    journal.append_now([Draft(kind="call", id=call.id, by=operator, data=call)])
    journal.close()


def edit(home, identity: str, text: str = "# edited\n") -> None:
    """The site's own copy, changed: with another revision, or in its layout alone."""
    place = home.config / "procedures" / f"{identity}.toml"
    place.parent.mkdir(exist_ok=True)
    before = (place if place.exists() else in_force(home)[identity].source).read_text("utf-8")
    place.write_text(before.replace("[[step]]", f"{text}[[step]]", 1), "utf-8")


@pytest.fixture
def changed(home):
    """Two procedures that the operator has used; one has a new revision and step, the other only another layout."""
    used(home, *IDS)
    keep_texts(home.cache / "procedures", [in_force(home)[identity] for identity in IDS])
    edit(home, IDS[0], REVISION)
    edit(home, IDS[1])
    return home


async def opened(stage):
    await stage.sees("procedures changed (c)")
    await stage.press("c")
    return await stage.until(lambda: stage.screen == "ChangesScreen")


# -- when it is said ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_it_is_told_after_sign_on_shown_step_by_step_and_asked_once(changed, size):
    async with staged(changed, size) as stage:
        await stage.sees("≡ 2 procedures changed (c): Emergency response 1.1 edited; Call handling")
        await stage.press("c")
        await stage.sees("▸ 1.1 edited", "Emergency response (emergency)", "without a new revision", "What it says is")
        await stage.press("down")
        await stage.sees("▸ 1.1 → 1.9", "1.9  Thu 19 Nov 2026  Site [b]supervisor[/b]", "The postcode is asked for")
        await stage.sees("You last used 1.1, Wed 09:00", "new      Ask for the postcode", "do: Note it as it is spelt.")
        await stage.press("a")
        await stage.until(lambda: len(stage.records("reading")) == 1)
        await stage.sees("▸ 1.1 edited", gone="1.1 → 1.9")
        await stage.press("a")
        await stage.sees("read this one first")
        stage.clock.advance(2)
        await stage.press("a")
        await stage.until(lambda: stage.screen == "DeskScreen")
        await stage.sees("Ready", gone="changed (c)")
        assert [one["of"] for one in sorted(stage.records("reading"), key=lambda one: one["of"])] == [*IDS]
    async with staged(changed, size) as again:
        await again.until(lambda: len(again.state.books.known) >= 2)
        await again.sees("Ready", gone="changed (c)")


async def test_a_new_operator_is_told_of_nothing(changed):
    async with staged(changed, operator="Newcomer") as stage:
        await stage.sees("Ready", gone="changed (c)")
        await stage.press("c")
        await stage.sees("Nothing changed since you used it")
        await stage.press("a")
        await stage.until(lambda: stage.screen == "DeskScreen")
        assert not stage.records("reading")


async def test_it_waits_while_a_call_rings_or_is_open_and_comes_back_after_it(changed):
    async with staged(changed, SMALL) as stage:
        await stage.sees("procedures changed (c)")
        await stage.ring("+442079460018", "Hill Dental", "surgery")
        await stage.sees("RINGING", gone="changed (c)")
        await stage.press("f2")
        await stage.until(lambda: stage.field == "name")
        await stage.sees("0001", gone="changed (c)")
        await stage.close()
        await stage.sees("procedures changed (c)")


async def test_the_dialog_steps_aside_for_a_call_and_asks_nothing_in_it(changed):
    async with staged(changed) as stage:
        await opened(stage)
        await stage.ring("+442079460018", "Hill Dental", "surgery")
        await stage.press("a")
        await stage.sees("first the call; it is asked again afterwards")
        await stage.press("f2")
        await stage.until(lambda: stage.screen == "DeskScreen" and stage.field == "name")
        await stage.press("escape")
        assert stage.field == "procedure"
        await stage.press("c")  # of one's own accord: looked at, and not asked
        await stage.until(lambda: stage.screen == "ChangesScreen")
        stage.clock.advance(1)
        await stage.press("a")
        await stage.sees("first the call; it is asked again afterwards")
        assert not stage.records("reading")


async def test_it_goes_when_a_call_is_answered_at_the_telephone_beneath_it(changed):
    from callpilot.desk import answering

    async with staged(changed) as stage:
        await opened(stage)
        await stage.ring("+442079460018", "Hill Dental", "surgery")
        answering.answer(stage.desk)
        await stage.until(lambda: stage.screen == "DeskScreen")


async def test_an_emergency_covers_it(changed):
    async with staged(changed) as stage:
        await opened(stage)
        await stage.press("f9")
        await stage.until(lambda: stage.screen == "DeskScreen" and stage.field == "location")
        await stage.sees("EMERGENCY", gone="changed (c)")
        await stage.press("escape", "c")
        await stage.sees("first the emergency")
        assert stage.screen == "DeskScreen"


# -- what is shown ------------------------------------------------------------------------------------------


async def test_enter_opens_the_whole_procedure_and_comes_back(changed):
    async with staged(changed, SMALL) as stage:
        await opened(stage)
        await stage.press("down", "enter")
        await stage.until(lambda: stage.screen == "ProcedureScreen")
        await stage.sees("Call handling 1.9", "Purpose")
        await stage.press("end")
        await stage.sees("REVISIONS", "The postcode is asked for first.")
        await stage.press("escape")
        await stage.until(lambda: stage.screen == "ChangesScreen")
        await stage.sees("▸ 1.1 → 1.9")


async def test_without_the_earlier_text_the_revisions_are_told_and_no_more(home):
    used(home, IDS[0])
    edit(home, IDS[0], REVISION)
    async with staged(home, SMALL) as stage:
        await stage.sees("1 procedure changed (c)")
        await stage.press("c")
        await stage.sees("The postcode is asked for first.", "is not kept on this machine", gone="new      Ask")


async def test_what_was_worked_with_is_kept_so_that_the_next_change_is_told_by_its_steps(home):
    used(home, IDS[0])
    async with staged(home) as stage:
        folder = home.cache / "procedures"
        await stage.until(lambda: folder.is_dir() and any(folder.glob("*.toml")))
        edit(home, IDS[0], REVISION)
        stage.app.reloading.look()
        await stage.sees("1 procedure changed (c): Call handling 1.1 → 1.9")
        await stage.press("c")
        await stage.sees("new      Ask for the postcode")


async def test_what_changes_again_while_it_is_read_is_read_anew(changed):
    async with staged(changed) as stage:
        await opened(stage)
        await stage.press("down")
        await stage.sees("▸ 1.1 → 1.9")
        edit(changed, IDS[0], '[[revision]]\nversion = "2.0"\ndate = 2026-11-20\nchange = "Again."\n\n')
        stage.app.reloading.look()
        await stage.until(lambda: stage.state.library.procedures[IDS[0]].version == "2.0")
        await stage.sees("▸ 1.1 → 2.0", "Again.")
        await stage.press("a")
        await stage.until(lambda: stage.records("reading"))
        assert stage.records("reading")[0]["version"] == "2.0"


async def test_one_that_goes_from_the_library_while_it_is_read_goes_from_the_list(changed):
    async with staged(changed) as stage:
        await opened(stage)
        for identity in IDS:
            (changed.config / "procedures" / f"{identity}.toml").unlink()
        stage.app.reloading.look()
        await stage.sees("Nothing changed since you used it")


async def test_a_procedure_with_ten_thousand_words_and_signs_in_it_is_only_text(home):
    used(home, IDS[0])
    keep_texts(home.cache / "procedures", [in_force(home)[IDS[0]]])
    many = "".join(
        f'[[step]]\nid = "x{n}"\ntitle = "[@click=app.quit]{n}"\nsay = "[/] \\u001b[2J"\n\n' for n in range(900)
    )
    edit(home, IDS[0], many)
    async with staged(home, SMALL) as stage:
        await stage.sees("1 procedure changed (c)")
        await stage.press("c")
        await stage.sees("[@click=app.quit]0", "[/]")
        assert "\x1b[2J" not in stage.text
        await stage.press(*["pagedown"] * 3, "enter")
        await stage.until(lambda: stage.screen == "ProcedureScreen")


# -- whose it is, and where it is recorded ------------------------------------------------------------------


async def test_who_reads_it_at_another_desk_isnt_asked_here(changed):
    async with staged(changed) as stage:
        await stage.sees("2 procedures changed")
        now = stage.state.library.procedures[IDS[0]]
        reading = Reading(
            id="call-handling-r1", of=now.id, operator=OPERATOR.upper(), version=now.version, sha256=now.sha256
        )
        journal = Journal(changed.data, "desk-8")
        journal.append_now([Draft(kind="reading", id=reading.id, by=OPERATOR, data=reading)])
        journal.close()
        stage.app.catching_up.now()
        await stage.sees("1 procedure changed (c): Emergency response")


async def test_who_may_only_look_sees_it_and_records_nothing(changed):
    async with staged(changed, read_only=True) as stage:
        await opened(stage)
        await stage.press("a")
        await stage.sees("read-only")
        assert not stage.records("reading")


async def test_what_was_acknowledged_is_on_the_disk_when_the_console_is_killed(changed):
    async with staged(changed) as stage:
        await opened(stage)
        await stage.press("a")
        await stage.until(lambda: len(stage.records("reading")) == 1)
        stage.app.session.lock.release()
        async with staged(changed) as again:
            await again.sees("1 procedure changed (c): Call handling")


async def test_who_has_read_what_is_on_the_screen_too(changed):
    used(changed, IDS[0], operator="Sam [b]", desk="desk-7")
    async with staged(changed, SMALL) as stage:
        await opened(stage)
        await stage.press("a")
        await stage.until(lambda: len(stage.records("reading")) == 1)
        await stage.press("escape")
        await stage.until(
            lambda: not stage.app.catching_up.now() and stage.app.session.index.known(OPERATOR)[-1].read_at
        )
        await stage.palette("Who has read which procedure")
        await stage.sees("Call handling · 1.9 since 2026-11-19", "▲ not yet", "Maria K. (used 1.1, 2026-11-18)")
        text = await stage.sees("Emergency response · 1.1", "✔ read", "Maria K. (read 1.1, ")
        assert text.index("Call handling") < text.index("Emergency response")


async def test_a_key_of_the_site_opens_it(tmp_path):
    home = make_home(tmp_path / "own", site='[keys]\nchanges = "f13"\n')
    used(home, IDS[0])
    edit(home, IDS[0])
    async with staged(home) as stage:
        await stage.sees("1 procedure changed (F13)")
        await stage.press("f13")
        await stage.until(lambda: stage.screen == "ChangesScreen")


async def test_the_letter_is_typed_where_one_types(changed):
    async with staged(changed) as stage:
        await stage.sees("changed (c)")
        await stage.to("log.filter")
        await stage.type("c")
        assert stage.screen == "DeskScreen"
        assert stage.state.pad.values["log.filter"] == "c"
