"""The handover on the screen: drafted in the I-PASS order, signed by its key, accepted with one key an item."""

from contextlib import asynccontextmanager
from datetime import timedelta

from tests.console.staging import HILL, NOW, OPERATOR, SMALL, make_app, staged

from callpilot.desk import accepting, messages
from callpilot.desk.writing import put
from callpilot.plain.clock import ManualClock
from callpilot.records.kinds import Handover

COUNT = 4


async def take_messages(stage, count=COUNT):
    """Let some messages be taken, and their calls be closed."""
    for number in range(count):
        call = await stage.answer(f"+4420794601{number:02}", f"Caller {number}", "surgery")
        put(stage.desk, call, **{"for": "Dr Osei", "message": f"Ring back, number {number}"})
        messages.take_message(stage.desk, call)
        await stage.close()


async def sign(stage):
    """F10 twice signs; the console ends."""
    await stage.until(lambda: stage.app.catching_up.is_read)
    await stage.press("f10")
    await stage.sees("Shift and handover")
    stage.send("f10")
    await stage.until(lambda: stage.app._exit)


@asynccontextmanager
async def handed_over(home, size=SMALL, count=COUNT):
    """A console on which somebody else has just signed on, after Maria signed a handover of `count` messages."""
    async with staged(home) as maria:
        await take_messages(maria, count)
        put(maria.desk, maria.state.pad.id, notes="Lift 2 is out.")
        await sign(maria)
    clock = ManualClock(NOW + timedelta(hours=8))
    async with staged(home, size, clock=clock, operator="Bo L.") as bo:
        await bo.until(lambda: bo.screen == "AcceptanceScreen")
        yield bo


def kept(stage) -> Handover:
    """The one handover at its latest revision."""
    stage.app.session.index.catch_up()
    (found,) = stage.app.session.index.latest("handover")
    return found


# -- the shift's own -------------------------------------------------------------------------------------


async def test_the_draft_stands_in_the_order_of_i_pass_and_can_be_read_to_its_end_at_80_by_24(small):
    await take_messages(small, 3)
    await small.press("f10")
    seen = await small.sees("How serious it is", "Summary", "Notes", "calm", "Open: 3 messages.")
    for _ in range(6):
        await small.press("pagedown")
        seen += small.text
    places = [seen.index(part) for part in ("How serious", "Summary", "To do: 3 open", "What to expect", "Accept")]
    assert places == sorted(places)
    assert "3 answered" in seen
    assert "3 messages" in seen
    assert "Ring back, number 2: deliver to Dr Osei" in seen
    assert "nothing done for" in seen


async def test_gravity_summary_and_expectations_are_edited_and_on_disk_as_they_are_typed(stage):
    await stage.press("f10")
    await stage.to("handover.gravity")
    await stage.press("3")
    assert stage.field == "handover.summary"
    await stage.type("Half the ward is ill. ")
    await stage.to("handover.expect")
    await stage.type("Relatives ring. ")
    values = stage.state.pad.values
    assert values["handover.gravity"] == "serious"
    assert values["handover.summary"].startswith("Half the ward is ill. ")
    assert values["handover.expect"].startswith("Relatives ring. ")
    await sign_from(stage)
    handover = latest(stage)
    assert handover.gravity == "serious"
    assert "said by Maria K." in handover.reasons[0]
    assert "Half the ward is ill." in handover.summary


async def sign_from(stage):
    stage.send("f10")
    await stage.until(lambda: stage.app._exit)


def latest(stage) -> Handover:
    return kept(stage)


async def test_what_nobody_edits_follows_the_records_and_is_not_frozen_by_looking_at_it(stage):
    await stage.press("f10")
    for _ in range(6):
        await stage.press("tab")
    await stage.press("escape")
    assert not any(stage.state.pad.values.get(f"handover.{part}") for part in ("gravity", "summary", "expect"))
    await take_messages(stage, 1)
    await stage.press("f10")
    await stage.sees("Open: 1 message.")


async def test_an_emptied_field_is_as_the_records_propose(stage):
    await stage.press("f10")
    await stage.to("handover.summary")
    await stage.type("x")
    stage.app.focused.clear()
    await stage.to("notes")
    await stage.sees("Nothing is open.")


async def test_with_a_call_open_nothing_is_signed_and_one_line_says_which(call):
    await call.press("f10")
    await call.until(lambda: call.app.catching_up.is_read)
    await call.press("f10")
    await call.sees("close first: 0001")
    assert call.state.shift
    assert call.screen == "ShiftScreen"


async def test_a_gravity_that_is_none_is_refused_in_one_line(stage):
    await stage.until(lambda: stage.app.catching_up.is_read)
    await stage.press("f10")
    await stage.to("handover.gravity")
    await stage.press("end", *["backspace"] * 4)
    await stage.type("so-so")
    await stage.press("f10")
    await stage.sees("how serious it is: one of calm, busy, serious, emergency")
    assert stage.state.shift


async def test_a_signed_handover_is_in_the_journal_and_the_pad_is_clean_for_the_next(home):
    async with staged(home) as stage:
        await take_messages(stage, 1)
        await stage.press("f10")
        await stage.to("notes")
        await stage.type("Lift 2 is out.")
        await stage.until(lambda: stage.app.catching_up.is_read)
        await sign_from(stage)
        await stage.pilot.pause()
        values = stage.state.pad.values
        assert not any(text for name, text in values.items() if name == "notes" or name.startswith("handover."))
        handover = latest(stage)
    assert (handover.signed_by, [item.kind for item in handover.items]) == (OPERATOR, ["message"])


async def test_a_restart_comes_back_to_what_was_being_written(home):
    async with staged(home) as stage:
        await stage.press("f10")
        await stage.to("handover.expect")
        await stage.type("Relatives ring. ")
        await stage.pilot.pause()
    async with staged(home) as stage:
        await stage.until(lambda: stage.screen == "ShiftScreen" and stage.field == "handover.expect")
        await stage.sees("Relatives ring.")


# -- the one that waits ----------------------------------------------------------------------------------


async def test_one_key_accepts_each_item_and_a_line_ends_it(home):
    async with handed_over(home) as bo:
        await bo.sees("Handover from Maria K.", "Item 1 of 4", "Ring back, number 0")
        keys = 0
        while accepting.undecided(bo.state):
            await bo.press("space" if keys % 2 else "enter")
            keys += 1
        assert keys == COUNT
        assert bo.field == "accept.understanding"
        await bo.type("Four messages for Dr Osei\n")
        await bo.until(lambda: bo.screen == "DeskScreen")
        await bo.sees("Handover accepted", gone="waits")
        assert {one.owner for one in bo.state.books.matters.values()} == {"Bo L."}
        handover = kept(bo)
    assert handover.understanding == "Bo L.: Four messages for Dr Osei"
    assert handover.closed_at
    assert not bo.state.pad.values.get("accept.understanding")


async def test_notes_figures_and_expectations_of_the_shift_before_are_there_to_be_read(home):
    async with handed_over(home) as bo:
        seen = bo.text
        for _ in range(8):
            await bo.press("pagedown")
            seen += bo.text
        for part in (
            "CALM",
            "Open: 4 messages.",
            "4 answered",
            "Lift 2 is out.",
            "What to expect",
            "To do: 4 to accept",
        ):
            assert part in seen


async def test_all_are_accepted_at_once_but_only_after_reading_to_the_end(home):
    async with handed_over(home) as bo:
        await bo.press("a")
        await bo.sees("read to the end first")
        assert len(accepting.undecided(bo.state)) == COUNT
        await bo.press(*["pagedown"] * 8)
        await bo.press("a")
        await bo.until(lambda: not accepting.undecided(bo.state))
        assert bo.field == "accept.understanding"


async def test_an_item_is_left_with_a_question_and_stays_with_its_owner(home):
    async with handed_over(home) as bo:
        await bo.press("d")
        assert bo.field == "accept.question"
        await bo.type("who is [/] Dr Osei?\n")
        await bo.sees("Item 2 of 4")
        await bo.press("space", "space", "space")
        await bo.type("Three of four\n")
        await bo.until(lambda: bo.screen == "DeskScreen")
        owners = sorted(one.owner for one in bo.state.books.matters.values())
        assert owners == ["Bo L."] * 3 + [OPERATOR]
        assert kept(bo).items[0].question == "Bo L.: who is [/] Dr Osei?"
        await bo.press("f10")
        await bo.until(lambda: bo.screen == "ShiftScreen")


async def test_leaving_a_question_leaves_nothing(home):
    async with handed_over(home) as bo:
        await bo.press("d")
        await bo.type("who")
        await bo.press("escape")
        assert bo.screen == "AcceptanceScreen"
        await bo.sees("Item 1 of 4", "4 to go")
        await bo.press("n")
        await bo.sees("Item 2 of 4")
        await bo.press("b", "b")
        await bo.sees("Item 4 of 4")


async def test_the_line_is_asked_for_and_undecided_items_are_named(home):
    async with handed_over(home) as bo:
        await bo.press("space")
        await bo.to("accept.understanding")
        await bo.press("enter")
        await bo.sees("3 of 4 are neither accepted nor left", "Item 2 of 4")
        await bo.press("space", "space", "space", "enter")
        await bo.sees("write in one line")


async def test_calls_come_first_and_the_reminder_stays_until_it_is_done(home):
    async with handed_over(home) as bo:
        await bo.press("space")
        await bo.ring(*HILL)
        await bo.press("f2")
        await bo.until(lambda: bo.screen == "DeskScreen" and bo.state.front)
        await bo.sees("handover from Maria K. waits: 1 of 4 accepted – F10")
        await bo.press("f10")
        await bo.sees("Item 2 of 4")
        await bo.press("f9")
        await bo.until(lambda: bo.state.front_incident)
        assert bo.screen == "DeskScreen"
        await bo.sees("waits: 1 of 4 accepted")


async def test_a_call_that_rings_at_sign_on_is_not_covered(home):
    async with staged(home) as maria:
        await take_messages(maria, 1)
        await sign(maria)
    app = make_app(home, ManualClock(NOW + timedelta(hours=8)), operator="Bo L.")
    from callpilot.intake.ring import RingEvent, drop
    from callpilot.plain.times import stamp

    at = stamp(app.opening.clock.now())
    drop(home, RingEvent(event="ringing", number=HILL[0], name=HILL[1], line=HILL[2], at=at))
    async with staged(home, app=app) as bo:
        await bo.sees("Hill Dental", "handover from Maria K. waits: 0 of 1 accepted")
        assert bo.screen == "DeskScreen"


async def test_the_own_handover_can_be_reached_over_the_one_that_waits(home):
    async with handed_over(home) as bo:
        await bo.press("f10")
        await bo.until(lambda: bo.screen == "ShiftScreen")
        await bo.sees("Nobody has accepted the handover of Maria K.")


async def test_a_restart_in_the_middle_goes_on_with_it(home):
    async with handed_over(home) as bo:
        await bo.press("space", "space", "d")
        await bo.type("who is th")
        await bo.pilot.pause()
    async with staged(home, clock=ManualClock(NOW + timedelta(hours=8, minutes=1)), operator="Bo L.") as bo:
        await bo.until(lambda: bo.screen == "AcceptanceScreen" and bo.field == "accept.question")
        await bo.sees("who is th", "Item 3 of 4", "2 accepted")


async def test_an_empty_handover_takes_the_line_only(home):
    async with handed_over(home, count=0) as bo:
        await bo.sees("Nothing is open in it")
        assert bo.field == "accept.understanding"
        await bo.type("Quiet\n")
        await bo.until(lambda: bo.screen == "DeskScreen")
        assert kept(bo).closed_at


async def test_what_is_left_with_a_question_is_seen_first_when_all_else_is_accepted(home):
    async with handed_over(home) as bo:
        await bo.press("space", "d")
        await bo.type("who is Caller 1?\n")
        await bo.press("space", "space", "escape")
        await bo.until(lambda: bo.screen == "DeskScreen")
        await bo.press("f10")
        await bo.sees("Item 2 of 4: left: Bo L.: who is Caller 1?")
