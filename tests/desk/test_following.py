"""Following the procedure writes the record."""

import pytest
from msgspec.structs import replace

from callpilot.desk import following
from callpilot.desk.closing import missing
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.procedures.loading import Library
from callpilot.procedures.running import seconds_here


def step(desk, call):
    return following.current_step(desk, call).id


def test_a_tick_keeps_what_the_step_wrote_as_its_answer_and_goes_on(place, desk, call):
    following.tick(desk, call)
    put(desk, call, name="Anna Petrov", company="Hill Dental")
    place.clock.advance(6)
    following.tick(desk, call)
    mark = desk.live(call).run.mark("caller")
    assert (mark.outcome, mark.seconds, mark.at) == ("done", 6.0, "2024-03-04T10:42:23.031Z")
    assert mark.answer.startswith("Anna Petrov; Hill Dental")
    assert step(desk, call) == "need"


def test_a_long_answer_is_cut_and_a_sensitive_one_is_only_said_to_be_given(desk, call):
    from callpilot.procedures.model import Field, Step

    asked = Step(
        id="who", phase="verify", title="Who",
        fields=(Field(name="pin", label="PIN", sensitive=True), Field(name="caller", label="Caller")),
    )  # fmt: skip
    put(desk, call, pin="0815", name="A" * 200)
    answer = following.step_answer(desk.live(call), asked)
    assert "0815" not in answer
    assert answer.startswith("given; AAAA")
    assert answer.endswith("…")
    assert len(answer) < 100


def test_a_required_step_is_left_out_only_with_a_reason_another_without(desk, call):
    following.skip(desk, call, "")
    following.skip(desk, call, "")
    assert step(desk, call) == "need"
    with pytest.raises(DeedRefused, match="say why"):
        following.skip(desk, call, "   ")
    following.skip(desk, call, "he hung up")
    assert desk.live(call).run.mark("need").why == "he hung up"


def test_back_returns_to_the_step_before_with_its_answer(desk, call):
    following.tick(desk, call)
    put(desk, call, name="Anna")
    following.tick(desk, call)
    following.back(desk, call)
    assert step(desk, call) == "caller"
    assert desk.live(call).run.mark("caller").answer == "Anna; +44 20 7946 0018"
    for _ in range(5):
        following.back(desk, call)
    assert step(desk, call) == "greeting"


def test_any_step_can_be_made_current_and_one_there_is_not_changes_nothing(desk, call):
    following.go_to(desk, call, "summary")
    assert step(desk, call) == "summary"
    before = desk.state
    following.go_to(desk, call, "no-such-step")
    assert desk.state is before


def test_a_choice_leads_where_it_says_and_another_number_is_refused(desk, call):
    following.go_to(desk, call, "confirm")
    for number in (0, 10, -1):
        with pytest.raises(DeedRefused, match="no choice"):
            following.choose_way(desk, call, number)
    assert following.choose_way(desk, call, 3).target == "transfer"
    assert step(desk, call) == "transfer"
    assert desk.live(call).run.mark("confirm").answer == "Wants to speak to somebody"


def test_a_choice_for_one_value_of_its_steps_field_writes_it(desk, call):
    following.open_procedure(desk, call, "card-does-not-work", "opened by hand")
    following.choose_way(desk, call, 1)
    assert step(desk, call) == "expiry"
    following.choose_way(desk, call, 2)
    assert desk.live(call).values["card_state"] == "expired"
    following.go_to(desk, call, "expiry")
    following.choose_way(desk, call, 1)
    assert desk.live(call).values["card_state"] == "active"


def test_a_choice_of_another_procedure_puts_it_on_top_and_sets_what_the_call_is_about(desk, call):
    following.go_to(desk, call, "confirm")
    following.choose_way(desk, call, 1)
    live = desk.live(call)
    assert live.run.procedure == "message-taking"
    assert live.run.because == "chosen: Wants to leave a message"
    assert live.values["type"] == "message"


def test_a_choice_of_a_protocol_is_for_the_caller_of_the_deed_to_follow(desk, call):
    following.go_to(desk, call, "confirm")
    assert following.choose_way(desk, call, 7).kind == "emergency"
    assert desk.live(call).run.procedure == "call-handling"


def test_the_procedure_beneath_keeps_its_progress_and_its_clock_stands_still_meanwhile(place, desk, call):
    following.tick(desk, call)
    place.clock.advance(5)
    following.open_procedure(desk, call, "complaint", "opened by hand")
    place.clock.advance(100)
    following.leave_procedure(desk, call)
    run = desk.live(call).run
    assert (run.procedure, run.current) == ("call-handling", "caller")
    place.clock.advance(2)
    assert seconds_here(desk.live(call).run, place.clock.mono()) == 2
    following.tick(desk, call)
    assert desk.live(call).run.mark("caller").seconds == 7.0
    with pytest.raises(DeedRefused, match="no procedure to return to"):
        following.leave_procedure(desk, call)


def test_a_procedure_opened_again_goes_on_where_it_was(desk, call):
    following.open_procedure(desk, call, "complaint", "")
    following.tick(desk, call)
    was = step(desk, call)
    following.open_procedure(desk, call, "call-handling", "")
    following.open_procedure(desk, call, "complaint", "")
    assert step(desk, call) == was
    assert len(desk.live(call).runs) == 2
    before = desk.state
    following.open_procedure(desk, call, "complaint", "")
    assert desk.state is before


def test_a_procedure_that_there_is_not_is_refused(desk, call):
    with pytest.raises(DeedRefused, match="no procedure"):
        following.open_procedure(desk, call, "nothing", "")


def test_after_the_last_step_there_is_nothing_to_tick_or_skip(desk, call):
    following.go_to(desk, call, "goodbye")
    while desk.live(call).run.current:
        following.tick(desk, call)
    for deed in (lambda: following.tick(desk, call), lambda: following.skip(desk, call, "x")):
        with pytest.raises(DeedRefused, match="every step is done"):
            deed()
    with pytest.raises(DeedRefused, match="no choice"):
        following.choose_way(desk, call, 1)


def test_items_of_a_checklist_are_ticked_one_by_one_and_unticked(desk, call):
    following.open_procedure(desk, call, "shift-handover", "")
    while not following.current_step(desk, call).items:
        following.tick(desk, call)
    count = len(following.current_step(desk, call).items)
    for _ in range(count):
        following.tick_next_item(desk, call)
    with pytest.raises(DeedRefused, match="no open item"):
        following.tick_next_item(desk, call)
    following.tick_item(desk, call, 1)
    assert desk.live(call).run.items[step(desk, call)] == tuple(range(2, count + 1))
    with pytest.raises(DeedRefused, match="no such item"):
        following.tick_item(desk, call, count + 1)


def test_without_a_procedure_nothing_can_be_followed(desk):
    with pytest.raises(DeedRefused, match="no procedure is open"):
        following.tick(desk, desk.state.pad.id)


def test_a_procedure_that_left_the_library_holds_nothing_up(place, desk, call):
    desk.become(replace(desk.state, library=_without(place.library, "call-handling")))
    with pytest.raises(DeedRefused, match="no longer in the library"):
        following.tick(desk, call)
    following.open_procedure(desk, call, "message-taking", "")
    assert desk.live(call).run.procedure == "message-taking"
    following.leave_procedure(desk, call)
    assert desk.live(call).run.procedure == "call-handling"
    assert "message-taking" in {run.procedure for run in desk.live(call).runs}
    assert all(item.place != 0 for item in missing(desk, desk.live(call)) if item.kind == "step")
    assert [run["id"] for run in place.close(call)["procedures"]] == ["call-handling", "message-taking"]


@pytest.mark.parametrize("emergency", [False, True])
def test_a_step_that_left_its_file_over_night_gives_way_to_the_next_open_one(place, desk, call, emergency):
    from callpilot.desk.emergencies import declare

    identity = declare(desk) if emergency else call
    following.tick(desk, identity)
    name = desk.live(identity).run.procedure
    procedure = place.library.procedures[name]
    first, gone, after = (step.id for step in procedure.steps[:3])
    assert step(desk, identity) == gone
    fewer = replace(procedure, steps=tuple(step for step in procedure.steps if step.id != gone))
    place.library = Library(procedures={**place.library.procedures, name: fewer}, problems=[])
    desk = place.again()
    assert step(desk, identity) == after
    following.tick(desk, identity)
    assert desk.live(identity).run.mark(first).outcome == "done"


def test_the_steps_taken_are_written_in_words_without_the_protocols(desk, call):
    following.tick(desk, call)
    following.open_procedure(desk, call, "call-escalation", "")
    following.tick(desk, call)
    words = following.steps_taken(desk, desk.live(call))
    assert "Greet: done" in words
    assert "Who is calling: not finished" in words or "Who is calling" in words
    assert "evere" not in words


def _without(library, name):
    return Library(procedures={k: v for k, v in library.procedures.items() if k != name}, problems=[])
