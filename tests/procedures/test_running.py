"""A procedure run in a call: every way through it keeps what was done and comes to an end."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpilot.procedures import running
from callpilot.procedures.model import Choice, Field, Procedure, Revision, Step
from callpilot.procedures.running import Run

AT = "2026-11-23T10:42:17.031Z"


def a_step(identity: str, *ways: str, **more: object) -> Step:
    choices = tuple(Choice(when=f"when {way}", go=way) for way in ways)
    return Step(id=identity, title=identity.title(), choices=choices, **more)  # type: ignore[arg-type]


def a_procedure(*steps: Step) -> Procedure:
    revision = Revision(version="1.1", date=dt.date(2026, 11, 20))
    return Procedure(id="card", title="A card", form="workflow", revisions=(revision,), steps=steps)


LINEAR = a_procedure(a_step("one"), a_step("two", required=True), a_step("three"))


def begun(procedure: Procedure, mono: int = 1000) -> Run:
    return running.start(procedure, "line surgery, inbound", AT, mono)


def outcomes(run: Run, procedure: Procedure) -> list[str]:
    return [mark.outcome for mark in running.all_marks(run, procedure)]


def test_a_run_begins_at_the_first_step_and_says_which_version_runs_and_why() -> None:
    run = begun(LINEAR)
    assert (run.current, run.version, run.because, run.started_at) == ("one", "1.1", "line surgery, inbound", AT)
    assert run.marks == ()


def test_ticking_goes_through_the_file_and_ends_after_the_last_step() -> None:
    run = begun(LINEAR)
    for expected in ("two", "three", None, None):
        run = running.tick(run, LINEAR, AT, 2000)
        assert run.current == expected
    assert outcomes(run, LINEAR) == ["done"] * 3


def test_seconds_are_those_for_which_a_step_was_current_over_all_visits() -> None:
    run = running.tick(begun(LINEAR, 1000), LINEAR, AT, 4500)
    run = running.back(run, LINEAR, 6000)
    run = running.tick(run, LINEAR, AT, 6250)
    assert run.mark("one").seconds == 3.75
    assert run.mark("two").seconds == 1.5


def test_a_clock_that_runs_backwards_never_makes_seconds_negative() -> None:
    run = running.tick(begun(LINEAR, 9000), LINEAR, AT, 10)
    assert run.mark("one").seconds == 0
    assert running.seconds_here(run, 5) == 0


def test_a_required_step_is_skipped_only_with_a_reason() -> None:
    run = running.tick(begun(LINEAR), LINEAR, AT, 2000)
    with pytest.raises(ValueError, match=r"^“Two” is required: say why it is skipped$"):
        running.skip(run, LINEAR, "  ", AT, 3000)
    run = running.skip(run, LINEAR, " caller in a hurry ", AT, 3000)
    assert (run.mark("two").outcome, run.mark("two").why) == ("skipped", "caller in a hurry")
    assert run.current == "three"


def test_going_back_keeps_the_mark_and_ticking_again_keeps_the_answer() -> None:
    run = running.tick(begun(LINEAR), LINEAR, AT, 2000, answer="Anna")
    run = running.back(run, LINEAR, 3000)
    assert run.current == "one"
    assert run.mark("one").answer == "Anna"
    run = running.tick(run, LINEAR, AT, 4000)
    assert run.mark("one").answer == "Anna"
    assert run.current == "two"
    assert running.back(begun(LINEAR), LINEAR, 2000).current == "one"


def test_back_from_the_end_returns_to_the_last_step() -> None:
    run = begun(LINEAR)
    for _ in range(3):
        run = running.tick(run, LINEAR, AT, 2000)
    assert running.back(run, LINEAR, 3000).current == "three"


def test_going_out_of_turn_leads_on_to_what_is_still_open() -> None:
    run = running.go(begun(LINEAR), LINEAR, "three", 2000)
    assert run.way == ("one",)
    assert running.go(run, LINEAR, "nothing", 3000) == run
    assert running.tick(run, LINEAR, AT, 4000).current is None
    assert [step.id for step in running.open_required(run, LINEAR)] == ["two"]


FORKED = a_procedure(
    a_step("ask", "right", "wrong", "escalate"),
    a_step("right", "close"),
    a_step("wrong", "ask", "back", "procedure:other"),
    a_step("end", phase="close"),
)


def test_a_choice_marks_its_step_done_with_its_words_and_goes_where_it_says() -> None:
    run, destination = running.choose(begun(FORKED), FORKED, 2, AT, 2000)
    assert (destination.kind, destination.target, run.current) == ("step", "wrong", "wrong")
    assert (run.mark("ask").outcome, run.mark("ask").answer) == ("done", "when wrong")


def test_a_number_without_a_choice_changes_nothing() -> None:
    run = begun(FORKED)
    for number in (0, 4, -1):
        after, destination = running.choose(run, FORKED, number, AT, 2000)
        assert (after, destination.kind) == (run, "stay")


def test_a_way_to_an_earlier_step_opens_the_steps_between_again_with_their_answers() -> None:
    run, _ = running.choose(begun(FORKED), FORKED, 2, AT, 2000)
    run, destination = running.choose(run, FORKED, 1, AT, 3000)
    assert (run.current, destination.kind) == ("ask", "step")
    assert run.mark("ask").outcome == "open"
    assert run.mark("ask").answer == "when wrong"


def test_close_goes_to_the_closing_and_from_there_to_the_end() -> None:
    run, _ = running.choose(begun(FORKED), FORKED, 1, AT, 2000)
    run, destination = running.choose(run, FORKED, 1, AT, 3000)
    assert (run.current, destination.kind) == ("end", "close")
    closing = a_procedure(a_step("only", "close", phase="close"))
    assert running.choose(begun(closing), closing, 1, AT, 2000)[0].current is None


def test_a_way_out_says_where_it_leads_and_the_run_waits_where_it_goes_on() -> None:
    out = Choice(when="fraud", go="escalate", severity="high", then="three")
    procedure = a_procedure(Step(id="one", title="One", choices=(out,)), a_step("two"), a_step("three"))
    run, destination = running.choose(begun(procedure), procedure, 1, AT, 2000)
    assert (destination.kind, destination.severity, run.current) == ("escalate", "high", "three")
    after_wrong, _ = running.choose(begun(FORKED), FORKED, 2, AT, 2000)
    run, destination = running.choose(after_wrong, FORKED, 3, AT, 3000)
    assert (destination.kind, destination.target, run.current) == ("procedure", "other", "end")


def test_ticking_a_fork_takes_the_usual_way_and_claims_no_answer() -> None:
    fork = a_procedure(a_step("ask", "escalate", "ask", "three", "two"), a_step("two"), a_step("three", "close"))
    run = running.tick(begun(fork), fork, AT, 2000)
    assert (run.current, run.mark("ask").answer) == ("three", "")
    assert running.tick(run, fork, AT, 3000).current is None


def test_required_steps_of_a_branch_not_taken_are_not_asked_for() -> None:
    procedure = a_procedure(
        a_step("ask", "left", "right", required=True),
        a_step("left", "end", required=True),
        a_step("right", required=True),
        a_step("end", required=True),
    )
    run, _ = running.choose(begun(procedure), procedure, 1, AT, 2000)
    assert [step.id for step in running.open_required(run, procedure)] == ["left", "end"]
    run = running.tick(running.tick(run, procedure, AT, 3000), procedure, AT, 4000)
    assert running.open_required(run, procedure) == []


def test_a_required_step_done_before_a_way_back_is_not_asked_for_again() -> None:
    procedure = a_procedure(
        a_step("facts", "end", "warn"), a_step("warn", "facts", required=True), a_step("end", phase="close")
    )
    run, _ = running.choose(begun(procedure), procedure, 2, AT, 2000)
    run, _ = running.choose(run, procedure, 1, AT, 3000)
    assert (run.mark("warn").outcome, run.mark("warn").went) == ("open", "done")
    assert running.open_required(run, procedure) == []
    assert running.tick(run, procedure, AT, 4000).current == "end"


def test_required_fields_are_those_of_steps_gone_through_and_not_skipped() -> None:
    name, number = Field(name="name", label="Caller", required=True), Field(name="callback", label="Callback")
    late = Field(name="late", label="Late", required=True)
    procedure = a_procedure(a_step("one", fields=(name, number)), a_step("two"), a_step("three", fields=(late,)))
    run = begun(procedure)
    assert running.required_fields(run, procedure) == [name]
    assert running.required_fields(running.skip(run, procedure, "", AT, 2000), procedure) == []


def test_a_suggested_choice_comes_first_and_keeps_its_number() -> None:
    plain = Choice(when="anything else")
    expired = Choice(when="expired", if_={"card_state": ("expired", "stolen")})
    other = Choice(when="other", if_={"card_state": ("active",)})
    step = Step(id="one", title="One", choices=(plain, other, expired))
    assert [(n, s) for n, _, s in running.offered_choices(step, {"card_state": "Expired "})] == [
        (3, True), (1, False), (2, False),
    ]  # fmt: skip
    assert [n for n, _, _ in running.offered_choices(step, {})] == [1, 2, 3]


def test_a_condition_on_the_caller_reads_the_records_own_field() -> None:
    step = Step(id="one", title="One", choices=(Choice(when="x"), Choice(when="y", if_={"caller": ("Anna",)})))
    assert running.offered_choices(step, {"name": "anna"})[0][0] == 2


def test_items_are_ticked_and_unticked_by_number() -> None:
    procedure = a_procedure(a_step("one", items=("a", "b", "c")))
    run = running.tick_item(begun(procedure), procedure, "one", 3)
    run = running.tick_item(run, procedure, "one", 1)
    assert run.items == {"one": (1, 3)}
    assert running.tick_item(run, procedure, "one", 3).items == {"one": (1,)}
    assert running.tick_item(run, procedure, "one", 4) == run
    assert running.tick_item(run, procedure, "gone", 1) == run


def test_time_in_another_procedure_is_not_counted() -> None:
    run = running.pause(begun(LINEAR, 1000), 3000)
    run = running.resume(run, 60_000)
    assert running.tick(run, LINEAR, AT, 61_000).mark("one").seconds == 3


def test_after_a_restart_the_seconds_go_on() -> None:
    run = msgspec.json.decode(msgspec.json.encode(begun(LINEAR, 50_000)), type=Run)
    run = running.rebase(run, 7000, 300)
    assert running.seconds_here(run, 1300) == 8


def test_a_file_that_changed_under_a_run_loses_nothing_and_goes_on() -> None:
    run = running.go(running.tick(begun(LINEAR), LINEAR, AT, 2000, answer="kept"), LINEAR, "three", 3000)
    changed = a_procedure(a_step("new"), a_step("two"))
    assert running.current_step(run, changed) is None
    assert running.reconcile(run, changed, 4000).current == "new"
    assert running.tick(run, changed, AT, 4000).current == "new"
    assert running.choose(run, changed, 1, AT, 4000)[1].kind == "stay"
    assert running.back(run, changed, 4000).current == "two"
    assert [(mark.id, mark.answer) for mark in running.all_marks(run, changed)] == [
        ("new", ""), ("two", ""), ("one", "kept"),
    ]  # fmt: skip
    assert running.all_marks(run, None) == run.marks


def test_phases_say_how_far_they_are() -> None:
    procedure = a_procedure(
        a_step("hello", phase="greet"),
        a_step("ask", "end", phase="listen"),
        a_step("more", phase="listen"),
        a_step("end", phase="close"),
    )
    run = running.tick(begun(procedure), procedure, AT, 2000)
    states = running.phase_state(run, procedure)
    assert [(s.heading, s.state, s.dealt_with, s.total) for s in states] == [
        ("greet", "done", 1, 1), ("listen", "current", 0, 2), ("close", "open", 0, 1),
    ]  # fmt: skip
    run, _ = running.choose(run, procedure, 1, AT, 3000)
    assert [s.state for s in running.phase_state(run, procedure)] == ["done", "done", "current"]
    run = running.tick(run, procedure, AT, 4000)
    assert [s.state for s in running.phase_state(run, procedure)] == ["done", "done", "done"]


def test_the_summary_tells_the_steps_taken_and_hides_what_is_sensitive() -> None:
    fields = (Field(name="caller", label="Caller"), Field(name="pin", label="Pin", sensitive=True))
    procedure = a_procedure(a_step("one", fields=fields), a_step("two", "three"), a_step("three"), a_step("four"))
    run = running.tick(begun(procedure), procedure, AT, 2000)
    run = running.skip(run, procedure, "in a hurry", AT, 3000)
    assert running.summary(run, procedure, {"name": "Anna\nPetrov", "pin": "1234"}) == (
        "A card 1.1\n- One: Caller: Anna Petrov; Pin: •••\n- Two: skipped, in a hurry\n- Three: not finished"
    )


IDS = ("a", "b", "c", "d", "e", "f")


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    goes = st.sampled_from(
        (*ids, "next", "back", "close", "escalate", "emergency", "procedure:x", "procedure:", "nowhere")
    )
    choices = st.builds(
        Choice, when=st.sampled_from(("yes", "no")), go=goes, then=st.sampled_from(("next", "close", *ids, "?"))
    )
    steps = [
        Step(
            id=identity,
            title=identity,
            phase=draw(st.sampled_from((None, "listen", "close"))),
            required=draw(st.booleans()),
            items=("x", "y"),
            choices=tuple(draw(st.lists(choices, max_size=3))),
        )
        for identity in ids
    ]
    return a_procedure(*steps)


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("tick", "skip", "back", "choose", "go", "item", "pause")),
        st.integers(-1, 4),
        st.sampled_from(("", "an answer")),
        st.integers(-500, 5000),
    ),
    max_size=25,
)


def done(run: Run, procedure: Procedure, deed: str, number: int, text: str, mono: int) -> Run:
    match deed:
        case "tick":
            return running.tick(run, procedure, AT, mono, answer=text)
        case "skip":
            return running.skip(run, procedure, "a reason", AT, mono)
        case "back":
            return running.back(run, procedure, mono)
        case "choose":
            return running.choose(run, procedure, number, AT, mono)[0]
        case "go":
            return running.go(run, procedure, IDS[number], mono)
        case "item":
            return running.tick_item(run, procedure, run.current or "", number)
        case _:
            return running.resume(running.pause(run, mono), mono)


@settings(max_examples=150, deadline=None)
@given(procedures(), procedures(), DEEDS, st.integers(0, 25))
def test_no_sequence_of_deeds_raises_forgets_an_answer_or_fails_to_end(
    first: Procedure, second: Procedure, deeds: list[tuple[str, int, str, int]], change: int
) -> None:
    run, mono = begun(first), 1000
    answered: set[str] = set()
    for place, (deed, number, text, passed) in enumerate(deeds):
        procedure = first if place < change else second  # the file changes in the middle
        mono += passed
        run = done(run, procedure, deed, number, text, mono)
        assert answered <= {mark.id for mark in run.marks if mark.answer}
        answered = {mark.id for mark in run.marks if mark.answer}
        assert all(mark.seconds >= 0 for mark in run.marks)
        assert len({mark.id for mark in run.marks}) == len(run.marks)
        running.summary(run, procedure, {})
        running.phase_state(run, procedure)
        running.open_required(run, procedure)
        running.required_fields(run, procedure)
        assert {mark.id for mark in run.marks} <= {mark.id for mark in running.all_marks(run, procedure)}
    assert msgspec.json.decode(msgspec.json.encode(run), type=Run) == run
    run = running.reconcile(run, second, mono)
    for _ in range(len(IDS) + 1):
        run = running.tick(run, second, AT, mono)
    assert run.current is None
