"""The open-work list: everything open in order, live, each item acted on by one key; refusals in one line."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.console.staging import NOW, SMALL, WIDE, Stage, make_app, staged
from tests.console.work_stage import DAY, ESCALATION, FOLLOW_UP, HELD, LATE, MESSAGE, at, keep, known, listed, matters
from tests.counting import calls_made

from callpilot.plain.times import moment
from callpilot.records.ids import short
from callpilot.records.kinds import FollowUp, Message
from callpilot.site.people import Contact, People


@pytest.fixture
async def desk(home):
    """A wide console with five open matters of another desk."""
    keep(home, *matters())
    async with staged(home) as stage:
        await known(stage)
        stage.app.catching_up._due.look()  # what is due has been said before anything else is
        yield stage


def _order(stage):
    return [one.id for one in stage.app.screen.list._items]


def _matter(stage, identity):
    return stage.state.books.matters.get(identity)


@asynccontextmanager
async def _restarted(home):
    """A console that opens on what the one before it left: here with the list over the whole screen."""
    app = make_app(home)
    try:
        async with app.run_test(size=WIDE) as pilot:
            yield Stage(app, pilot)
    finally:
        app.close_session()


async def _gone(stage, identity):
    await stage.until(lambda: identity not in stage.state.books.matters)
    return stage.app.session.index


async def _answer(stage, *answers):
    """Fill in the small dialog, an answer a line."""
    await stage.until(lambda: stage.screen == "FormAsk")
    for text in answers:
        await stage.type(f"{text}\n")


# -- what it shows -----------------------------------------------------------------------------------------


async def test_it_lists_everything_open_the_most_urgent_first_with_due_owner_and_age(desk):
    await listed(desk)
    assert _order(desk) == [LATE, ESCALATION, MESSAGE, FOLLOW_UP, HELD]
    text = await desk.sees("Open work – 5 items", "OVERDUE 5 min", "due in 1h 30m", "due in 1 min", "held 2h 00m")
    row = desk.row("0064-e1")
    assert all(word in row for word in ("escalation high", "1h 30m", "Bo Lund", "Ward 4", "No heating"))
    assert "message urgent" in text
    assert "Anna Petrov → Z" in text


async def test_markup_in_names_and_texts_is_shown_as_it_is(desk):
    await listed(desk, LATE)
    await desk.sees("Send the [b]form[/b]", "Jo [@click=app.quit]x")
    await desk.press("w")
    await desk.sees("Send the [b]form[/b]", "Note on 0062-f1")


async def test_at_80_columns_an_item_fits_a_row_and_the_detail_says_the_rest(home):
    keep(home, *matters())
    async with staged(home, SMALL) as stage:
        await known(stage)
        await listed(stage, ESCALATION)
        text = await stage.sees("escalation high", "due in 1h 30m", "Bo Lund", "Ward 4", "reach Bo Lund", "Enter open")
        await stage.reads("last action 1h 30m ago")
        assert all(len(line.rstrip()) <= 80 for line in text.splitlines())


async def test_time_moves_while_it_is_open_and_what_falls_due_goes_up(desk):
    await listed(desk, FOLLOW_UP)
    desk.clock.advance(30)
    await desk.sees("due in 30 s")
    desk.clock.advance(31)
    await desk.sees("OVERDUE 1 s")
    assert _order(desk).index(FOLLOW_UP) < _order(desk).index(MESSAGE)
    assert desk.app.screen.list.current.id == FOLLOW_UP, "the cursor stays on the item"


async def test_what_another_desk_writes_comes_in_and_the_cursor_stays_on_its_item(desk):
    await listed(desk, MESSAGE)
    keep(desk.home, replace(matters()[0], id=f"{DAY}0099-f1", what="Brand new", due_at=at(-600)), desk="desk-8")
    desk.app.catching_up.now()
    await desk.sees("Brand new", "6 items")
    assert desk.app.screen.list.current.id == MESSAGE


async def test_a_filter_finds_by_any_words_and_esc_empties_it(desk):
    await listed(desk)
    await desk.press("slash")
    await desk.type("petrov urg")
    await desk.sees("1 of 5 items", gone="No heating")
    await desk.press("enter")
    assert desk.field == "WorkList"
    await desk.press("escape")
    await desk.sees("No heating", "Open work – 5 items")
    await desk.press("slash")
    await desk.type("nobody has this")
    await desk.sees("Nothing open fits “nobody has this”.")
    await desk.press("escape", "escape", "escape")
    await desk.until(lambda: desk.screen == "DeskScreen")


async def test_nothing_open_says_so_and_keys_do_nothing(stage):
    await stage.press("ctrl+w")
    await stage.sees("Nothing is open.", "0 items")
    await stage.press("t", "c", "enter", "o")
    assert stage.screen == "WorkScreen"
    await stage.press("ctrl+w")
    await stage.until(lambda: stage.screen == "DeskScreen")


async def test_5000_open_items_stay_quick(home):
    many = [
        FollowUp(id=f"{DAY}{n:04}-f9", what=f"thing {n}", owner="Sam", opened_at=at(-n), due_at=at(n - 2000))
        for n in range(1, 5001)
    ]
    keep(home, *many)
    async with staged(home) as stage:
        await known(stage, 5000)
        await listed(stage)
        await stage.sees("Open work – 5000 items")
        await stage.press("end", *["up"] * 20, "home", *["down"] * 20)
        assert calls_made(stage.app.screen.show) < 5000, "a second's look at the list"
        assert calls_made(stage.app.catching_up._due.look) < 15 * 5000


# -- opening -----------------------------------------------------------------------------------------------


async def test_enter_brings_a_call_in_front_and_opens_a_record_over_the_list(desk):
    first = await desk.answer()
    await desk.answer("+441614960733", "Nora Pipe", "plumbing")
    await listed(desk, first)
    await desk.press("enter")
    await desk.until(lambda: desk.screen == "DeskScreen" and desk.state.pad.front == first)
    await listed(desk, MESSAGE)
    await desk.press("enter")
    await desk.until(lambda: desk.screen == "RecordScreen")
    await desk.sees("Message 0063-m1", "Results of Tuesday")
    await desk.press("escape")
    await desk.until(lambda: desk.screen == "WorkScreen")
    assert desk.app.screen.list.current.id == MESSAGE


async def test_an_incident_of_this_desk_comes_in_front(desk):
    await desk.press("f9")
    (incident,) = desk.state.incidents
    await desk.answer()
    await listed(desk, incident)
    await desk.press("enter")
    await desk.until(lambda: desk.screen == "DeskScreen" and desk.state.pad.front == incident)


async def test_keys_for_matters_refuse_a_call_in_one_line(desk):
    call = await desk.answer()
    await listed(desk, call)
    for key in "tlnrpmhwco":
        await desk.press(key)
        assert desk.screen == "WorkScreen"
    await desk.sees("Enter brings it in front")
    assert set(desk.state.calls) == {call}


# -- acting ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "outcome"), [("l", "left word"), ("n", "no answer"), ("r", "refused")])
async def test_one_key_logs_an_attempt_with_who_is_next(key, outcome, desk):
    await listed(desk, MESSAGE)
    await desk.sees("Tries")
    await desk.press(key)
    await desk.until(lambda: _matter(desk, MESSAGE).deliveries)
    (tried,) = _matter(desk, MESSAGE).deliveries
    assert (tried.to, tried.outcome, tried.by) == ("Zoe Quill", outcome, "Maria K.")
    await desk.sees(f"0063-m1: Zoe Quill, {outcome}")
    assert desk.app.screen.list.current.id == MESSAGE


async def test_who_was_tried_goes_behind_whoever_wasnt(desk):
    await listed(desk, MESSAGE)
    await desk.press("n", "n")
    await desk.until(lambda: len(_matter(desk, MESSAGE).deliveries) == 2)
    first, second = _matter(desk, MESSAGE).deliveries
    assert first.to == "Zoe Quill"
    assert second.to != "Zoe Quill"


async def test_a_message_is_delivered_only_with_who_how_and_when(desk):
    await listed(desk, MESSAGE)
    await desk.press("t")
    await desk.until(lambda: desk.screen == "FormAsk")
    await desk.sees("Zoe Quill", "Who was tried, and how?")
    await desk.press("enter")
    await desk.sees("say how Zoe Quill was told")
    assert _matter(desk, MESSAGE).state == "undelivered"
    await desk.type("in person\n")
    index = await _gone(desk, MESSAGE)
    await desk.until(lambda: index.catch_up() or len(index.revisions(MESSAGE)) == 2)
    await desk.sees("4 items")


async def test_a_capital_asks_who_and_how(desk):
    await listed(desk, ESCALATION)
    await desk.press("T")
    await desk.until(lambda: desk.screen == "FormAsk")
    await desk.to("work.to")
    await desk.press("end", *["backspace"] * 7)
    await desk.type("Ina Moss\nmobile 07700 900123\n")
    await desk.until(lambda: _matter(desk, ESCALATION).deliveries)
    record = _matter(desk, ESCALATION)
    assert (record.owner, record.state) == ("Ina Moss", "acknowledged")


async def test_whom_the_directory_has_is_offered_and_stands_in_the_attempt_by_id(desk):
    people = {one.id: one for one in (Contact(id="ina-moss", name="Ina Moss"), Contact(id="bo-lund", name="Bo Lund"))}
    desk.desk.become(replace(desk.state, people=People(contacts=people)))
    await listed(desk, ESCALATION)
    await desk.press("N")
    await desk.until(lambda: desk.screen == "FormAsk")
    await desk.to("work.to")
    await desk.press("end", *["backspace"] * 7)
    await desk.type("ina")
    await desk.until(lambda: desk.app.focused.beneath.is_open)
    await desk.press("down", "enter")
    await desk.type("in person\n")
    await desk.until(lambda: _matter(desk, ESCALATION).deliveries)
    await desk.press("n")
    await desk.until(lambda: len(_matter(desk, ESCALATION).deliveries) == 2)
    assert [one.contact for one in _matter(desk, ESCALATION).deliveries] == ["ina-moss", "bo-lund"]


async def test_the_detail_names_the_account(desk):
    await listed(desk, FOLLOW_UP)
    await desk.sees("Ann Whitlock, +44 20 7946 0321, Castle Court Property Care")


async def test_a_digit_passes_it_on_to_that_operator(desk):
    first, second = desk.state.site.operators[:2]
    await listed(desk, FOLLOW_UP)
    await desk.press("p")
    await desk.until(lambda: desk.screen == "FormAsk")
    await desk.sees(f"1 {first} 2 {second}")
    await desk.press("2")
    await desk.until(lambda: _matter(desk, FOLLOW_UP).owner == second)


async def test_the_history_says_a_time_to_come_on_the_sites_clock(desk):
    await listed(desk, MESSAGE)
    await desk.press("h")
    await _answer(desk, "tomorrow 8:00")
    await desk.until(lambda: _matter(desk, MESSAGE).held_until)
    assert _matter(desk, MESSAGE).history[-1].text == "held until Sat 21 Nov 2026 08:00"


async def test_p_passes_it_on_and_the_owner_moves(desk):
    await listed(desk, FOLLOW_UP)
    await desk.press("p")
    await _answer(desk, "Jo Park")
    await desk.until(lambda: _matter(desk, FOLLOW_UP).owner == "Jo Park")
    await desk.sees("is Jo Park's now")


async def test_a_digit_passes_it_on_to_the_operator_of_that_number(desk):
    await listed(desk, FOLLOW_UP)
    await desk.press("p", "2")
    second = desk.state.site.operators[1]
    await desk.until(lambda: _matter(desk, FOLLOW_UP).owner == second)


async def test_m_moves_a_due_time_with_a_reason_and_refuses_a_past_one(desk):
    await listed(desk, FOLLOW_UP)
    await desk.press("m")
    await _answer(desk, "10:00", "she is out")
    await desk.sees("past")
    await desk.to("work.until")
    await desk.press("end", *["backspace"] * 5)
    await desk.type("2h\n\n")
    await desk.until(lambda: moment(_matter(desk, FOLLOW_UP).due_at) == NOW + timedelta(hours=2))
    assert "she is out" in _matter(desk, FOLLOW_UP).history[-1].text
    assert desk.app.screen.list.current.id == FOLLOW_UP


async def test_a_time_that_is_none_is_refused_and_nothing_typed_is_lost(desk):
    await listed(desk, FOLLOW_UP)
    await desk.press("m")
    await _answer(desk, "soonish", "because")
    await desk.sees("soonish", "because", "expected a time")
    await desk.press("escape")
    await desk.press("m")
    await desk.sees("soonish", "because")
    await desk.press("escape")
    await listed_again(desk, LATE)
    await desk.press("m")
    await desk.until(lambda: desk.screen == "FormAsk")
    assert "soonish" not in desk.text, "another matter's question begins afresh"


async def listed_again(stage, identity):
    await stage.until(lambda: stage.screen == "WorkScreen")
    stage.app.screen.list.select(identity)
    stage.app.screen.show()
    await stage.settle()


async def test_h_holds_a_message_until_a_time(desk):
    await listed(desk, MESSAGE)
    await desk.press("h")
    await _answer(desk, "3h")
    await desk.until(lambda: _matter(desk, MESSAGE).state == "held")
    await desk.sees("held 3h 00m")


@pytest.mark.parametrize(
    ("key", "identity", "words"),
    [("h", FOLLOW_UP, "only a message is held"), ("m", MESSAGE, "only follow-ups and escalations have a due time")],
)
async def test_what_doesnt_go_is_refused_in_one_line(key, identity, words, desk):
    await listed(desk, identity)
    await desk.press(key)
    await desk.sees(words)
    assert desk.screen == "WorkScreen"


async def test_w_writes_a_note_that_stands_in_the_detail(desk):
    await listed(desk, ESCALATION)
    await desk.press("w")
    await _answer(desk, "The boiler man is on his way")
    await desk.until(lambda: _matter(desk, ESCALATION).history)
    await desk.sees("Maria K.: The boiler man is on his way")


@pytest.mark.parametrize(
    ("keys", "asked", "field"),
    [
        ("w", "Note on 0063-m1", "work.note"),
        ("p", "Pass 0063-m1 on", "work.owner"),
        ("h", "Hold 0063-m1", "work.until"),
        ("T", "Told: 0063-m1", "work.how"),
        ("cgiven up\n", "Give 0063-m1 up", "work.why"),
    ],
)
async def test_a_restart_asks_again_what_was_being_answered(keys, asked, field, home):
    keep(home, *matters())
    async with staged(home) as stage:
        await known(stage)
        await listed(stage, MESSAGE)
        await stage.type(keys)
        await stage.sees(asked)
        await stage.until(lambda: stage.field == field)
        await stage.type("zwei Wor")
        await stage.press("left")
        await stage.until(lambda: stage.state.pad.cursor == stage.app.focused.cursor)
        typed = stage.app.focused.value, stage.app.focused.cursor
    async with _restarted(home) as stage:
        await stage.sees(asked)
        await stage.until(lambda: stage.field == field)
        assert (stage.app.focused.value, stage.app.focused.cursor) == typed
        await stage.type("x")
        await stage.until(lambda: stage.state.pad.values[field] == stage.app.focused.value)
        assert stage.app.focused.value.endswith("Woxr")


async def test_a_restart_asks_nothing_of_a_matter_that_has_gone(home):
    keep(home, *matters())
    async with staged(home) as stage:
        await known(stage)
        await listed(stage, MESSAGE)
        await stage.type("w")
        await stage.until(lambda: stage.field == "work.note")
        await stage.type("half")
    keep(home, replace(matters()[2], state="delivered", closed_at=at(0)))
    async with _restarted(home) as stage:
        await stage.until(lambda: stage.app.catching_up.is_read)
        await stage.sees("Open work –", gone="Note on")
        assert stage.state.pad.values["work.note"] == "half"


async def test_c_closes_an_escalation_with_words_and_not_without(desk):
    await listed(desk, ESCALATION)
    await desk.press("c")
    await desk.until(lambda: desk.screen == "FormAsk")
    await desk.type("1")
    await desk.sees("What came of it?")
    await desk.press("enter")
    await desk.sees("say how it ended")
    await desk.type("boiler repaired\n")
    index = await _gone(desk, ESCALATION)
    await desk.until(lambda: index.catch_up() or len(index.revisions(ESCALATION)) == 2)


async def test_c_gives_a_message_up_with_a_reason_or_asks_who_was_told(desk):
    await listed(desk, MESSAGE)
    await desk.press("c")
    await desk.until(lambda: desk.screen == "FormAsk")
    await desk.type("1")
    await desk.sees("Who was tried, and how?")
    await desk.press("escape")
    await desk.until(lambda: desk.screen == "WorkScreen")
    await desk.press("c")
    await desk.until(lambda: desk.screen == "FormAsk")
    await desk.type("2")
    await desk.sees("Give 0063-m1 up")
    await desk.type("she rang herself\n")
    await _gone(desk, MESSAGE)
    await desk.sees("closed: she rang herself")


async def test_c_ends_an_incident_with_its_outcome(desk):
    await desk.press("f9")
    (incident,) = desk.state.incidents
    await listed(desk, incident)
    await desk.press("c")
    await desk.sees("How did 0001-i1 end?", "false alarm")
    await desk.type("3")
    await desk.until(lambda: not desk.state.incidents)


async def test_a_word_that_is_no_ending_is_refused(desk):
    await listed(desk, FOLLOW_UP)
    await desk.press("c")
    await _answer(desk, "whatever")
    await desk.sees("choose done or given up")


async def test_o_begins_a_call_with_all_filled_in_and_what_came_of_it_goes_back(desk):
    await listed(desk, FOLLOW_UP)
    await desk.press("o")
    await desk.until(lambda: desk.screen == "DeskScreen" and desk.state.front is not None)
    call = desk.state.front
    assert (call.direction, call.about, call.account) == ("outbound", FOLLOW_UP, "property")
    assert (desk.value("name"), desk.value("company")) == ("Ann Whitlock", "Canal Wharf")
    await desk.sees("+ 4 4   2 0   7 9 4 6   0 3 2 1", "0061-f1: Say when")
    await desk.press("f8", "f8")
    await desk.until(lambda: desk.screen == "ClosingScreen")
    await desk.to("close.disposition")
    await desk.press("f8")
    await desk.sees("Outcome: answer")
    await desk.type("word left\n")
    await desk.press("f8")
    await desk.until(lambda: not desk.state.calls)
    (tried,) = _matter(desk, FOLLOW_UP).deliveries
    assert (tried.to, tried.how, tried.outcome) == ("Ann Whitlock", "phone +44 20 7946 0321", "left word")
    await listed(desk, FOLLOW_UP)
    await desk.sees("Ann Whitlock (phone +44 20 7946 0321): left word")


async def test_where_no_procedure_asks_the_ending_is_asked_for_by_itself(desk):
    await listed(desk, MESSAGE)
    await desk.press("o")
    await desk.until(lambda: desk.screen == "DeskScreen" and desk.state.front is not None)
    from callpilot.desk.writing import put

    out = desk.state.front.id
    put(desk.desk, out, callback="+44 20 7946 0999", **{"skip.call_outcome": "not asked", "skip.type": "none"})
    await desk.press("f8", "f8")
    await desk.sees("How did the call end?")
    await desk.press("f8")
    await desk.sees("Ends as: one of reached")
    await desk.to("close.disposition")
    await desk.type("1")
    await desk.until(lambda: MESSAGE not in desk.state.books.matters)


async def test_calling_out_twice_brings_the_same_call_in_front(desk):
    for _twice in range(2):
        await listed(desk, FOLLOW_UP)
        await desk.press("o")
        await desk.until(lambda: desk.screen == "DeskScreen")
    assert len(desk.state.calls) == 1


async def test_what_another_desk_finished_just_before_is_refused_in_one_line(desk):
    await listed(desk, MESSAGE)
    message: Message = matters()[2]
    keep(desk.home, replace(message, state="closed", closed_at=at(0), outcome="she rang"), desk="desk-8")
    await desk.press("n")
    await desk.sees("that is finished already")
    await desk.until(lambda: MESSAGE not in _order(desk))


async def test_a_read_only_desk_sees_it_all_and_acts_on_nothing(home):
    keep(home, *matters())
    async with staged(home, read_only=True) as stage:
        await known(stage)
        await listed(stage, MESSAGE)
        for key in "tlnrTpmhwco":
            await stage.press(key)
            assert stage.screen == "WorkScreen", key
        await stage.sees("read-only")
        assert _matter(stage, MESSAGE) == matters()[2]
        await stage.press("enter")
        await stage.until(lambda: stage.screen == "RecordScreen")


async def test_a_record_whose_file_has_gone_goes_from_the_list_and_the_log_is_read_anew(desk):
    await listed(desk, MESSAGE)
    for path in (desk.home.data / "journal").rglob("*.desk-7.jsonl"):
        path.unlink()
    await desk.press("enter")
    await desk.sees("Nothing is open")


async def test_function_keys_leave_the_list_and_do_their_deed(desk):
    await listed(desk)
    await desk.press("f9")
    await desk.until(lambda: desk.screen == "DeskScreen" and len(desk.state.incidents) == 1)
    await listed(desk, MESSAGE)
    await desk.press("w")
    await desk.until(lambda: desk.screen == "FormAsk")
    await desk.type("half a word")
    await desk.ring("+441614960733", "Nora Pipe", "plumbing")
    await desk.press("f2")
    await desk.until(lambda: desk.screen == "DeskScreen" and len(desk.state.calls) == 1)
    assert desk.state.pad.values["work.note"] == "half a word"
    assert short(MESSAGE) == "0063-m1"
