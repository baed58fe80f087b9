"""F6: callers are passed on, people are reached about what is open, and every attempt is one key."""

import threading

import pytest
from msgspec.structs import replace
from tests.console.staging import HILL, SMALL, make_home, staged
from tests.console.work_stage import at, keep

from callpilot.console.catching_up import CatchingUp
from callpilot.console.reloading import Reloading
from callpilot.desk import escalating, messages, writing
from callpilot.desk.reaching import attempt
from callpilot.site.people import Contact, Duty, People, Roster, Way

CALL = "20261120-desk-3-0001"
PEOPLE = People(
    contacts={
        "osei": Contact(
            id="osei", name="Dr Kofi Osei", role="GP", deputies=("lund",),
            ways=(Way(kind="mobile", to="+447700900123"), Way(kind="pager", to="1744", note="then a voice menu")),
        ),
        "lund": Contact(id="lund", name="Dr Ida Lund", ways=(Way(to="+442079460019"),)),
        "mute": Contact(id="mute", name="Nobody Reachable"),
        "sam": Contact(id="sam", name="Sam [b]Field[/]", ways=(Way(kind="email", to="sam@example.org"),)),
    },
    rosters={"duty-supervisor": Roster(id="duty-supervisor", title="Duty supervisor", duties=(Duty(who=("sam",)),))},
)  # fmt: skip


def with_people(stage):
    stage.desk.become(replace(stage.state, people=PEOPLE))


@pytest.fixture
async def named(call):
    """A call for Dr Osei, whom the directory knows."""
    with_people(call)
    writing.put(call.desk, CALL, **{"for": "Dr Kofi Osei"})
    return call


@pytest.fixture
async def message(named):
    """The same with the message taken."""
    writing.put(named.desk, CALL, message="Results are in.\nAsk for Ann.", instructions="after 16:00")
    messages.take_message(named.desk, CALL).result(timeout=10)
    return named


async def saved(stage, kind):
    await stage.until(lambda: stage.app.session.journal.saved)
    return stage.records(kind)


# -- transfers -----------------------------------------------------------------------------------------


async def test_a_warm_transfer_is_three_keys_and_the_caller_waits_meanwhile(named):
    await named.press("f6")
    await named.sees("Transfer call 0001", "Dr Kofi Osei", "+44  770  090  0123", "Dr Ida Lund", "Sam [b]Field[/]")
    await named.pass_time(10)
    await named.press("w")
    await named.sees("WARM to Dr Kofi Osei, the caller waits")
    assert named.state.front.stage == "held"
    await named.pass_time(7)
    await named.press("a")
    await named.sees("passed on to Dr Kofi Osei")
    call = named.state.front
    assert (call.stage, call.talk_ms, call.hold_ms) == ("wrap-up", 10_000, 7_000)
    assert call.values["transferred_to"] == "Dr Kofi Osei"
    await named.sees("transferred (proposed)")
    await named.close()
    (record,) = await saved(named, "call")
    assert (record["transferred_to"], record["disposition"]) == ("Dr Kofi Osei", "transferred")
    assert (record["talk_s"], record["hold_s"]) == (10, 7)
    (delivery,) = await saved(named, "delivery")
    assert (delivery["how"], delivery["outcome"], delivery["note"]) == ("mobile +447700900123", "told", "warm transfer")
    assert delivery["contact"] == "osei"


async def test_nobody_answers_a_transfer_the_caller_is_back_and_the_next_is_offered(named):
    await named.press("f6", "w")
    await named.pass_time(5)
    await named.press("n")
    await named.sees("✖ no answer 10:42", "▸2 Dr Ida Lund", "deputy of Dr Kofi Osei", "+44  20  7946  0019")
    assert named.state.front.stage == "live"
    await named.press("c", "r")
    await named.sees("⊘ refused 10:42", "▸3 Sam [b]Field[/]")
    assert [one.outcome for one in named.state.front.tried] == ["no answer", "refused"]
    await named.press("w", "escape")
    assert (named.screen, named.state.front.stage) == ("ReachScreen", "live")
    assert len(named.state.front.tried) == 2
    await named.press("escape")
    assert named.screen == "DeskScreen"


async def test_a_caller_on_hold_before_stays_there_when_the_transfer_comes_to_nothing(named):
    await named.press("f5", "f6", "w", "r")
    await named.until(lambda: len(named.state.front.tried) == 1)
    assert named.state.front.stage == "held"


async def test_the_console_ends_in_the_middle_of_a_transfer_and_comes_back_in_it(home):
    async with staged(home) as stage:
        await stage.answer()
        writing.put(stage.desk, CALL, **{"for": "Tom Nolan 020 7946 0019"})
        await stage.press("f6", "w")
        await stage.until(lambda: stage.state.front.stage == "held")
    async with staged(home) as stage:
        await stage.sees("WARM to Tom Nolan", "+44  20  7946  0019")
        await stage.press("n")
        await stage.until(lambda: stage.state.front.stage == "live")
        assert [one.outcome for one in stage.state.front.tried] == ["no answer"]


# -- names that no directory has -----------------------------------------------------------------------


async def test_without_a_directory_a_typed_name_and_number_do(call):
    call.desk.become(replace(call.state, people=People()))
    await call.press("f6")
    await call.sees("typing", "Enter to the list, where letters are keys", "duty supervisor")
    assert call.field == "reach.to"
    await call.type("Tom Nolan, 020 7946 0019")
    assert call.state.front.tried == ()
    await call.sees("Tom Nolan", "+44  20  7946  0019")
    await call.press("enter", "c", "a")
    await call.until(lambda: call.state.front.stage == "wrap-up")
    assert call.state.front.tried[0].how == "phone 020 7946 0019"
    assert call.value("transferred_to") == "Tom Nolan"


async def test_the_start_of_a_name_finds_whom_the_directory_has_and_enter_takes_the_only_one(call):
    with_people(call)
    await call.press("f6")
    await call.type("d")
    await call.sees("Dr Kofi Osei", "Dr Ida Lund")
    await call.type("r ose")
    await call.press("enter")
    await call.sees("Dr Kofi Osei", "+44  770  090  0123")
    assert call.value("reach.to") == "Dr Kofi Osei"
    await call.press("l")
    await call.sees("✎ left word")
    assert call.state.front.tried[0].to == "Dr Kofi Osei"


async def test_a_contact_without_any_way_says_so_and_asks_how(message):
    await message.press("f6")
    await message.to("reach.to")
    message.app.screen.query_one("RecordInput").value = "Nobody Reachable"
    await message.press("enter")
    await message.sees("no number is known: write one in How")
    await message.press("t")
    await message.sees("say how Nobody Reachable was told")
    assert message.field == "reach.how"
    assert message.state.books.message(f"{CALL}-m1").deliveries == ()
    await message.type("in person")
    await message.press("enter")
    await message.until(lambda: message.screen == "DeskScreen")
    (record,) = await saved(message, "message")
    assert record["state"] == "delivered"
    assert (record["deliveries"][0]["to"], record["deliveries"][0]["how"]) == ("Nobody Reachable", "in person")


# -- messages, escalations -----------------------------------------------------------------------------


async def test_a_message_is_delivered_by_two_keys_with_who_how_and_when(message):
    await message.press("f6")
    await message.sees("Reach somebody: message 0001-m1", "for Dr Kofi Osei", "Results are in.", "after 16:00")
    await message.press("t")
    await message.sees("Message 0001-m1 delivered to Dr Kofi Osei", "message 0001-m1 delivered")
    (record,) = await saved(message, "message")
    (delivery,) = record["deliveries"]
    assert record["state"] == "delivered"
    assert (delivery["to"], delivery["how"], delivery["by"]) == ("Dr Kofi Osei", "mobile +447700900123", "Maria K.")
    assert delivery["at"].startswith("2026-11-20T10:42:17")


async def test_each_outcome_is_one_key_and_no_answer_goes_on_to_the_next(message):
    await message.press("f6", "down", "n", "l", "r")
    await message.sees("Tried 3 times", "undelivered")
    tried = message.state.books.message(f"{CALL}-m1").deliveries
    assert [(one.to, one.how, one.outcome) for one in tried] == [
        ("Dr Kofi Osei", "pager 1744", "no answer"),
        ("Dr Ida Lund", "phone +442079460019", "left word"),
        ("Dr Ida Lund", "phone +442079460019", "refused"),
    ]
    await message.sees("▸3 Sam [b]Field[/]")
    await message.press("escape", "f6")
    await message.sees("▸3 Sam [b]Field[/]")


async def test_digits_choose_and_the_last_on_the_list_says_so(message):
    await message.press("f6", "3", "n")
    await message.sees("that was the last on the list")
    await message.press("9", "1")
    await message.sees("▸1 Dr Kofi Osei")


async def test_a_message_is_held_until_a_time_in_words(message):
    await message.press("f6", "h")
    assert message.field == "reach.until"
    await message.type("9:00")
    await message.press("enter")
    await message.sees("today 09:00 is past; say a later time")
    assert message.value("reach.until") == "9:00"
    message.app.focused.value = "never"
    await message.press("enter")
    await message.sees("expected a time such as 16:00")
    message.app.focused.value = "tomorrow 8:00"
    await message.press("enter")
    await message.sees("held until Sat 21 Nov 08:00", "message 0001-m1 held until Sat 08:00")
    (record,) = await saved(message, "message")
    assert (record["state"], record["held_until"]) == ("held", "2026-11-21T08:00:00.000Z")


async def test_who_is_told_of_an_escalation_owns_it(named):
    call = escalating.draft_escalation(named.desk, "high")
    writing.put(named.desk, call.id, **{"esc.to": "duty-supervisor", "esc.reason": "no heating"})
    escalating.save_escalation(named.desk, call.id).result(timeout=10)
    await named.press("f6")
    await named.sees("escalation 0001-e1", "no heating", "Sam [b]Field[/]", "sam@example.org")
    await named.press("t")
    await named.sees("Escalation 0001-e1 acknowledged by Sam [b]Field[/]")
    (record,) = await saved(named, "escalation")
    assert (record["state"], record["owner"]) == ("acknowledged", "Sam [b]Field[/]")


async def test_a_caller_is_passed_on_to_who_takes_the_escalation(named):
    call = escalating.draft_escalation(named.desk, "high")
    writing.put(named.desk, call.id, **{"esc.to": "duty-supervisor", "esc.reason": "no heating"})
    escalating.save_escalation(named.desk, call.id).result(timeout=10)
    await named.press("f6", "w", "a")
    await named.until(lambda: named.state.front.stage == "wrap-up")
    (record,) = await saved(named, "escalation")
    assert (record["state"], record["deliveries"][0]["note"]) == ("acknowledged", "warm transfer")
    assert named.value("transferred_to") == "Sam [b]Field[/]"


# -- which matter --------------------------------------------------------------------------------------


async def test_arrows_and_the_same_key_go_on_to_other_matters(message):
    await message.press("f6")
    await message.sees("message 0001-m1", "1 of 2")
    await message.press("right")
    await message.sees("Transfer call 0001", "2 of 2")
    await message.press("f6")
    await message.sees("message 0001-m1", "1 of 2")
    await message.press("left")
    await message.sees("Transfer call 0001")


async def test_with_no_call_the_most_urgent_open_matter_is_offered(message):
    writing.put(message.desk, CALL, message="At once", urgency="urgent", **{"for": "Dr Ida Lund"})
    messages.take_message(message.desk, CALL).result(timeout=10)
    await message.close()
    assert not message.state.calls
    await message.press("f6")
    await message.sees("message 0001-m2", "urgent", "1 of 2")
    await message.press("t")
    await message.sees("0001-m2 delivered")
    await message.press("f6")
    await message.sees("message 0001-m1")


async def test_nothing_open_is_refused_with_its_reason(stage):
    await stage.press("f6")
    await stage.sees("no call, and nothing open is to be told")


async def test_people_are_told_of_an_emergency_by_one_key_each(named):
    await named.press("f9")
    await named.until(lambda: named.state.front_incident is not None)
    await named.press("f6")
    await named.sees("Tell people: incident 0001-i1")
    count = len(named.app.screen.query_one("ReachList").candidates)
    for _person in range(count):
        await named.press("t")
    await named.until(lambda: len(named.state.front_incident.tried) == count)
    assert {one.outcome for one in named.state.front_incident.tried} == {"told"}


async def test_letters_are_letters_while_the_cursor_is_in_to(message):
    await message.press("f6")
    await message.to("reach.to")
    await message.type(" tlnrwch")
    assert message.value("reach.to") == "Dr Kofi Osei tlnrwch"
    assert message.state.books.message(f"{CALL}-m1").deliveries == ()
    assert message.state.front.stage == "live"


async def test_what_was_written_in_the_dialog_is_back_after_a_restart(home):
    async with staged(home) as stage:
        await stage.answer()
        await stage.press("f6")
        await stage.type("Tom Nol")
    async with staged(home, SMALL) as stage:
        await stage.sees("Transfer call 0001", "Tom Nol")
        assert stage.field == "reach.to"
        await stage.type("an 1744")
        await stage.press("enter", "l")
        await stage.until(lambda: stage.state.front.tried)
        assert (stage.state.front.tried[0].to, stage.state.front.tried[0].how) == ("Tom Nolan", "phone 1744")


async def test_hostile_names_and_cards_are_harmless(call):
    await call.press("f6")
    await call.type("[/] 4111 1111 1111 1111")
    await call.press("enter", "n")
    await call.until(lambda: call.state.front.tried)
    assert "4111 1111" not in str(call.state.front.tried)
    await call.sees("[/]")


async def test_everything_fits_on_a_small_screen(tmp_path):
    async with staged(make_home(tmp_path / "home"), SMALL) as stage:
        with_people(stage)
        await stage.answer(*HILL)
        writing.put(stage.desk, CALL, message="long words " * 60, **{"for": "Dr Kofi Osei"})
        messages.take_message(stage.desk, CALL)
        await stage.press("f6", "n", "n", "n")
        text = await stage.sees("told", "refused", "Tried 3 times", "Esc: back", "▸3 Sam")
        assert max(len(row.rstrip()) for row in text.splitlines()) <= 80


async def test_the_foot_of_the_call_says_how_its_message_ended_also_after_a_restart_and_at_another_desk(home):
    async with staged(home) as stage:
        await stage.answer()
        writing.put(stage.desk, CALL, **{"for": "Tom Nolan 020 7946 0019", "message": "Rang back"})
        messages.take_message(stage.desk, CALL).result(timeout=10)
        writing.put(stage.desk, CALL, **{"for": "Jo Park", "message": "Another"})
        messages.take_message(stage.desk, CALL).result(timeout=10)
        attempt(stage.desk, f"{CALL}-m1", to="Tom Nolan", how="in person", outcome="told").result(timeout=10)
        await stage.sees("message 0001-m2 undelivered,", "0001-m1 delivered to Tom Nolan")
        elsewhere = replace(
            stage.state.books.message(f"{CALL}-m2"), state="closed", outcome="withdrawn", closed_at=at(9)
        )
        keep(home, elsewhere)
    async with staged(home) as stage:
        await stage.sees("message 0001-m2 closed, message", "delivered to Tom Nolan")


@pytest.fixture
def late(monkeypatch):
    """The directory is slow to be read: it comes when this is set."""
    come, read = threading.Event(), Reloading._read_people

    def wait(self):
        come.wait(20)
        read(self)

    monkeypatch.setattr(Reloading, "_read_people", wait)
    yield come
    come.set()


async def test_a_mark_is_where_it_was_after_a_restart_whose_directory_comes_late(home, late):
    late.set()
    async with staged(home) as stage:
        await stage.until(lambda: stage.state.people.contacts)
        await stage.answer()
        await stage.press("f6")
        await stage.type("duty supervisor")
        await stage.press("enter", "n", "l", "3")
        await stage.sees("▸3 Omar Field", "Tried 2 times")
        place = stage.state.front.cursor
        assert place > 1
    late.clear()
    async with staged(home, waits=False) as stage:
        await stage.sees("Transfer call 0001", "Tried 2 times")
        await stage.sees("▸2 duty supervisor")
        await stage.pass_time(2)
        late.set()
        await stage.sees("▸3 Omar Field")
        assert (stage.state.front.focus, stage.state.front.cursor) == ("reach.list", place)


async def test_a_directory_that_comes_late_makes_the_ladder_anew(home, late):
    async with staged(home, waits=False) as stage:
        await stage.answer()
        await stage.press("f6")
        await stage.type("duty supervisor")
        await stage.press("enter")
        await stage.sees("▸1 duty supervisor", gone="Tessa Bright")
        late.set()
        await stage.sees("▸1 Duty supervisor", "2 Tessa Bright")


async def test_a_restart_comes_back_to_the_ladder_of_a_matter_once_the_open_work_is_read(home, monkeypatch):
    async with staged(home, waits=False) as stage:
        await stage.answer(*HILL)
        writing.put(stage.desk, CALL, message="Results are in.", **{"for": "Tom Nolan"})
        messages.take_message(stage.desk, CALL).result(timeout=10)
        await stage.press("f6")
        await stage.sees("message 0001-m1", "1 of 2")
        await stage.press("tab", "tab")
        await stage.type("room 4")
        assert stage.state.front.focus == "reach.how"
    come, read = threading.Event(), CatchingUp._work
    monkeypatch.setattr(CatchingUp, "_work", lambda self: come.wait(20) and read(self))
    try:
        async with staged(home, waits=False) as stage:
            await stage.until(lambda: stage.app.session.config.people is not None)
            await stage.pass_time(1)
            assert stage.screen == "DeskScreen"
            assert (stage.value("reach.of"), stage.value("reach.how")) == (f"{CALL}-m1", "room 4")
            come.set()
            await stage.sees("message 0001-m1", "1 of 2", "room 4")
            assert (stage.field, stage.app.focused.cursor_position) == ("reach.how", 6)
    finally:
        come.set()
