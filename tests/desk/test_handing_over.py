"""A shift's handover: signed, forgotten, overlapping, without anybody to take it; accepted item by item."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.desk.workplace import Workplace

from callpilot.desk import (
    emergencies,
    escalating,
    follow_ups,
    handing_over,
    matters,
    noticing,
    reaching,
    signing,
)
from callpilot.desk.accepting import (
    accept_all,
    accept_item,
    finish,
    leave_item,
    offers,
    reminder,
    undecided,
    waiting,
)
from callpilot.desk.handover_draft import EXPECT, GRAVITY, SUMMARY, draft_handover
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.journal.verifying import verify
from callpilot.records.changes import SignedOn

DAY = 24 * 3600


@pytest.fixture
def work(tmp_path) -> Iterator[Workplace]:
    there = Workplace(tmp_path)
    yield there
    there.end()


def offered(desk) -> list[str]:
    """The ids of what this operator can accept."""
    return [one.item.id for one in offers(desk.state) if one.is_open]


def take(desk, *items: str) -> None:
    for identity in items:
        one = next(one for one in offers(desk.state) if one.item.id == identity)
        accept_item(desk, one.handover, identity)


def drafted(desk):
    return draft_handover(desk.state, desk.state.shift, desk.clock.now())


# -- the draft ------------------------------------------------------------------------------------------


def test_a_quiet_shift_is_calm_and_says_so(work):
    draft = drafted(work.come("Maria"))
    assert (draft.gravity, draft.reasons) == ("calm", ("nothing urgent, nothing overdue",))
    assert (draft.summary, draft.expect, draft.items) == ("Nothing is open.", "Nothing out of the ordinary.", ())


def test_how_serious_the_state_is_follows_from_the_gravest_thing_that_is_open(work):
    desk = work.come("Maria")
    work.message(urgency="urgent")
    assert (drafted(desk).gravity, drafted(desk).reasons) == ("busy", ("1 urgent message undelivered",))
    call = work.call()
    put(desk, call, **{"esc.severity": "low", "esc.to": "duty", "esc.reason": "no reply"})
    escalating.save_escalation(desk, call)
    work.close(call)
    assert drafted(desk).gravity == "busy"
    work.clock.advance(3 * DAY)
    assert drafted(desk).gravity == "serious"
    assert "1 escalation past its deadline" in drafted(desk).reasons
    emergencies.declare(desk)
    assert drafted(desk).gravity == "emergency"
    assert drafted(desk).reasons[0] == "1 emergency without an outcome"


def test_what_to_expect_names_outages_held_messages_promises_and_deadlines(work):
    desk = work.come("Maria")
    now = work.clock.now()
    outage = emergencies.declare_outage(desk)
    put(desk, outage, nature="Lift 2 is out", told="use the stairs", alternative="porter on 4100")
    matters.hold_message(desk, work.message(), now + timedelta(hours=4))
    call = work.call(name="Lund")
    follow_ups.make_follow_up(desk, call, what="Ring back about the repair", due=now + timedelta(days=1))
    put(desk, call, **{"esc.severity": "high", "esc.to": "duty", "esc.reason": "no reply"})
    escalating.save_escalation(desk, call)
    work.close(call)
    lines = drafted(desk).expect.splitlines()
    assert "Lift 2 is out" in lines[0]
    assert "use the stairs" in lines[0]
    assert any("is held until 14:42" in line for line in lines)
    assert any("Lund, +44 20 7946 0002: Ring back about the repair is promised by Tue 5 Mar 10:42" in x for x in lines)
    assert any("nothing heard from duty by then" in line for line in lines)


def test_the_summary_counts_what_is_open_and_repeats_outages_and_notices(work):
    desk = work.come("Maria")
    outage = emergencies.declare_outage(desk)
    put(desk, outage, nature="Lift 2 is out")
    noticing.give_notice(desk, "Fire drill at 16:00")
    first, second, third = drafted(desk).summary.splitlines()
    assert (first, third) == ("Open: 1 incident.", "Notice from Maria: Fire drill at 16:00")
    assert second.startswith("Outage 0001-i1: Lift 2 is out")


def test_hundreds_of_promises_do_not_bury_the_reader(work):
    desk = work.come("Maria")
    for _ in range(60):
        follow_ups.make_follow_up(desk, "", what="Ring back", due=work.clock.now() + timedelta(hours=1))
    assert len(drafted(desk).expect.splitlines()) == 31
    assert "30 more" in drafted(desk).expect
    assert len(drafted(desk).items) == 60


def test_what_is_typed_into_the_draft_is_on_disk_and_is_what_is_signed(work):
    desk = work.come("Maria")
    put(desk, desk.state.pad.id, **{GRAVITY: "serious", SUMMARY: "Half the ward is ill.", EXPECT: "Relatives ring."})
    desk = work.come("Maria")
    assert drafted(desk).summary == "Half the ward is ill."
    handover = work.sign_off()
    assert (handover.gravity, handover.summary, handover.expect) == (
        "serious", "Half the ward is ill.", "Relatives ring.",
    )  # fmt: skip
    assert handover.reasons[0].startswith("said by Maria; by the records calm")
    assert drafted(work.come("Bo")).summary != "Half the ward is ill."


def test_a_gravity_that_is_none_is_not_signed(work):
    desk = work.come("Maria")
    put(desk, desk.state.pad.id, **{GRAVITY: "so-so"})
    with pytest.raises(DeedRefused, match="calm, busy, serious, emergency"):
        signing.sign_off(desk)
    assert desk.state.shift


# -- signing and accepting ------------------------------------------------------------------------------


def test_signing_keeps_every_open_item_with_owner_and_next_action_and_ends_the_shift(work):
    work.come("Maria")
    message = work.message(urgency="urgent")
    handover = work.sign_off()
    (item,) = handover.items
    assert (item.id, item.owner, item.next, item.for_whom) == (message, "Maria", "deliver to Dr Osei", "Dr Osei")
    assert (handover.signed_by, handover.operator, handover.closed_at) == ("Maria", "Maria", None)
    assert work.shifts()[0].ended_at
    assert not verify(work.home.data).problems


def test_what_is_accepted_is_the_incoming_operators_and_the_rest_stays_with_its_owner(work):
    work.come("Maria")
    first, second, third = (work.message() for _ in range(3))
    handover = work.sign_off()
    bo = work.come("Bo")
    assert offered(bo) == [first, second, third]
    assert reminder(bo.state) == "handover from Maria waits: 0 of 3 accepted"
    take(bo, first, second)
    assert reminder(bo.state) == "handover from Maria waits: 2 of 3 accepted"
    leave_item(bo, handover.id, third, "who is Dr Osei?")
    finish(bo, "Two messages for Dr Osei")
    work.read()
    assert [work.owner(one) for one in (first, second, third)] == ["Bo", "Bo", "Maria"]
    assert work.record(first)["history"][-1]["text"] == "accepted in the handover from Maria; Maria had it"
    kept = work.handover(handover.shift)
    assert [one.accepted_by for one in kept.items] == ["Bo", "Bo", ""]
    assert kept.items[2].question == "Bo: who is Dr Osei?"
    assert (kept.accepted_by, kept.understanding, kept.closed_at) == ("Bo", "Bo: Two messages for Dr Osei", None)
    assert reminder(bo.state) == ""
    after = work.sign_off()
    assert [one.owner for one in after.items] == ["Bo", "Bo", "Maria"]
    assert work.handover(handover.shift).closed_at


def test_all_are_accepted_at_once_and_the_handover_is_closed(work):
    work.come("Maria")
    items = {work.message() for _ in range(3)}
    handover = work.sign_off()
    bo = work.come("Bo")
    accept_all(bo)
    finish(bo, "Clear")
    work.settle()
    assert {work.owner(one) for one in items} == {"Bo"}
    assert work.handover(handover.shift).closed_at
    assert waiting(bo.state) == []


def test_the_acceptance_ends_only_with_every_item_decided_and_a_line_of_understanding(work):
    work.come("Maria")
    message = work.message()
    work.sign_off()
    bo = work.come("Bo")
    with pytest.raises(DeedRefused, match="neither accepted nor left"):
        finish(bo, "Clear")
    take(bo, message)
    with pytest.raises(DeedRefused, match="one line"):
        finish(bo, "  ")
    assert waiting(bo.state)


def test_an_item_is_left_only_with_a_reason(work):
    work.come("Maria")
    message = work.message()
    handover = work.sign_off()
    bo = work.come("Bo")
    with pytest.raises(DeedRefused, match="why"):
        leave_item(bo, handover.id, message, " \n")


def test_an_empty_handover_needs_the_line_only(work):
    work.come("Maria")
    handover = work.sign_off()
    bo = work.come("Bo")
    assert reminder(bo.state) == "handover from Maria waits: nothing is open in it"
    finish(bo, "Quiet")
    work.settle()
    assert work.handover(handover.shift).closed_at


def test_calls_are_answered_before_acceptance_and_the_reminder_stays(work):
    work.come("Maria")
    work.message()
    work.sign_off()
    bo = work.come("Bo")
    work.close(work.call())
    assert reminder(bo.state)


def test_what_is_finished_before_it_is_accepted_is_not_asked_for(work):
    work.come("Maria")
    first, second = work.message(), work.message()
    work.sign_off()
    bo = work.come("Bo")
    reaching.attempt(bo, first, to="Dr Osei", how="phone", outcome="told")
    assert offered(bo) == [second]
    with pytest.raises(DeedRefused, match="finished"):
        accept_item(bo, waiting(bo.state)[0].id, first)
    take(bo, second)
    finish(bo, "One left")


def test_a_kill_in_the_middle_of_acceptance_loses_nothing(work):
    work.come("Maria")
    first, second = work.message(), work.message()
    work.sign_off()
    bo = work.come("Bo")
    take(bo, first)
    put(bo, bo.state.pad.id, **{"accept.understanding": "Two messages"})
    bo = work.come("Bo")
    assert offered(bo) == [second]
    assert reminder(bo.state) == "handover from Maria waits: 1 of 2 accepted"
    assert bo.state.pad.values["accept.understanding"] == "Two messages"


def test_a_kill_while_signing_leaves_either_a_shift_under_way_or_a_signed_handover(work, monkeypatch):
    desk = work.come("Maria")
    work.message()
    real = desk.change

    def until(identity, kind, **what):
        if kind is SignedOn:
            raise KeyboardInterrupt
        real(identity, kind, **what)

    monkeypatch.setattr(desk, "change", until)
    with pytest.raises(KeyboardInterrupt):
        signing.sign_off(desk)
    desk = work.come("Maria")
    assert [one.signed_by for one in work.handovers()] == ["Maria"]
    assert len(work.shifts()) == 2


def test_a_handover_that_the_journal_never_got_is_written_by_the_next_console(work, monkeypatch):
    desk = work.come("Maria")
    put(desk, desk.state.pad.id, **{SUMMARY: "Half the ward is ill."})
    message = work.message()
    monkeypatch.setattr(desk, "keep", lambda *_drafts: None)
    signing.sign_off(desk)
    work.come("Bo")
    (handover,) = work.handovers()
    assert (handover.signed_by, handover.summary) == ("Maria", "Half the ward is ill.")
    assert [one.id for one in handover.items] == [message]
    assert work.shifts()[0].ended_at
    work.come("Bo")
    assert len(work.handovers()) == 1


# -- more than one shift, or none -----------------------------------------------------------------------


def test_who_stays_at_work_keeps_what_is_theirs(work):
    work.come("Ann", "desk-2")
    hers = work.message("desk-2")
    work.come("Maria")
    work.read()
    his = work.message()
    handover = work.sign_off()
    assert {one.id: one.accepted_by for one in handover.items} == {hers: "Ann", his: ""}
    bo = work.come("Bo")
    assert offered(bo) == [his]
    with pytest.raises(DeedRefused):
        accept_item(bo, handover.id, hers)
    assert work.owner(hers) == "Ann"


def test_two_shifts_that_end_within_minutes_hand_each_item_over_once(work):
    work.come("Maria")
    work.come("Ann", "desk-2")
    first = work.message()
    second = work.message("desk-2")
    work.read()
    work.sign_off("desk-1")
    work.clock.advance(120)
    work.read()
    work.sign_off("desk-2")
    bo = work.come("Bo")
    assert reminder(bo.state) == "handover from Maria and Ann waits: 0 of 2 accepted"
    assert sorted(offered(bo)) == sorted([first, second])
    accept_all(bo)
    finish(bo, "One each")
    work.settle()
    assert [bool(one.closed_at) for one in work.handovers()] == [True, True]
    assert {one.understanding for one in work.handovers()} == {"Bo: One each"}


def test_an_incoming_operator_who_is_there_already_is_reminded_when_the_other_signs(work):
    work.come("Maria")
    message = work.message()
    bo = work.come("Bo", "desk-2")
    assert reminder(bo.state) == ""
    work.sign_off("desk-1")
    work.read()
    assert reminder(bo.state) == "handover from Maria waits: 0 of 1 accepted"
    take(bo, message)
    assert work.owner(message) == "Bo"


def test_a_handover_is_shared_by_two_item_by_item(work):
    work.come("Maria")
    first, second = work.message(), work.message()
    handover = work.sign_off()
    bo, ann = work.come("Bo"), work.come("Ann", "desk-2")
    take(bo, first)
    take(ann, second)  # before either has read what the other wrote
    work.read()
    assert [one.accepted_by for one in work.handover(handover.shift).items] == ["Bo", "Ann"]
    finish(bo, "Mine is the first")
    work.read()
    assert not work.handover(handover.shift).closed_at
    assert reminder(ann.state) == "handover from Maria waits: 2 of 2 accepted"
    finish(ann, "Mine is the second")
    work.settle()
    kept = work.handover(handover.shift)
    assert kept.understanding.splitlines() == ["Bo: Mine is the first", "Ann: Mine is the second"]
    assert kept.accepted_by == "Bo; Ann"
    assert kept.closed_at
    assert (work.owner(first), work.owner(second)) == ("Bo", "Ann")


def test_a_shift_without_successor_is_handed_over_whenever_somebody_comes(work):
    work.come("Maria")
    message = work.message()
    work.sign_off()
    work.clock.advance(3 * DAY)
    bo = work.come("Bo")
    assert offered(bo) == [message]


def test_what_nobody_ever_accepts_stands_in_every_next_handover_and_waits_once(work):
    work.come("Maria")
    message = work.message()
    work.sign_off()
    for operator in ("Bo", "Ann", "Cy"):
        work.clock.advance(8 * 3600)
        work.come(operator)
        handover = work.sign_off()
        assert [one.id for one in handover.items] == [message]
        assert handover.items[0].owner == "Maria"
    assert [bool(one.closed_at) for one in work.handovers()] == [True, True, True, False]
    assert "Nobody has accepted the handover of Maria" in work.handovers()[1].summary
    assert offered(work.come("Di")) == [message]


def test_the_items_of_a_desk_that_closes_appear_at_the_others(work):
    work.come("Maria", "desk-9")
    message = work.message("desk-9")
    incident = emergencies.declare(work.desks["desk-9"])
    work.sign_off("desk-9")
    bo = work.come("Bo", "desk-1")
    assert sorted(offered(bo)) == sorted([message, incident])
    accept_all(bo)
    matters.finish(bo, incident, "false alarm")
    work.settle()
    assert work.owner(message) == "Bo"
    assert incident not in bo.state.books.matters
    desk = work.come("Ann", "desk-9")
    assert incident not in desk.state.incidents


def test_an_incident_taken_over_at_another_desk_keeps_its_new_owner(work):
    work.come("Maria")
    incident = emergencies.declare(work.desks["desk-1"])
    work.sign_off()
    bo = work.come("Bo", "desk-2")
    take(bo, incident)
    ann = work.come("Ann")
    put(ann, incident, location="Mill Lane 4")
    emergencies.publish(ann)
    work.read()
    assert ann.state.incidents[incident].owner == "Bo"
    assert work.owner(incident) == "Bo"


# -- a sign-off that was forgotten ----------------------------------------------------------------------


@pytest.mark.parametrize("next_one", ["Bo", "Maria"])
def test_a_sign_off_forgotten_until_the_next_day_is_made_up_for_at_the_next_sign_on(work, next_one):
    desk = work.come("Maria")
    message = work.message()
    put(desk, desk.state.pad.id, notes="Lift 2 is out.", **{SUMMARY: "Half the ward is ill."})
    left = desk.stamp()
    work.leave("desk-1")
    work.clock.advance(DAY)
    after = work.come(next_one)
    first, second = work.shifts()
    assert (first.operator, first.ended_at, first.notes) == ("Maria", left, "Lift 2 is out.")
    assert (second.operator, second.ended_at) == (next_one, None)
    assert "not signed off" in work.index.revisions(first.id)[-1].why
    (handover,) = work.handovers()
    assert (handover.operator, handover.signed_by, handover.summary) == ("Maria", "", "Half the ward is ill.")
    assert [one.id for one in handover.items] == [message]
    assert offered(after) == [message]
    take(after, message)
    finish(after, "Clear")
    work.settle()
    assert work.owner(message) == next_one


def test_the_time_after_the_desk_was_left_does_not_count_as_work(work):
    work.come("Maria")
    work.clock.advance(3600)
    work.close(work.call())
    work.leave("desk-1")
    work.clock.advance(DAY)
    work.come("Bo")
    assert sum(work.shifts()[0].status_s.values()) == pytest.approx(3600, abs=1)


def test_who_comes_back_within_the_shift_goes_on_with_it(work):
    work.come("Maria")
    work.clock.advance(9 * 3600)
    work.come("Maria")
    assert len(work.shifts()) == 1


def test_a_forgotten_handover_is_written_only_when_all_that_is_open_is_known(work):
    work.come("Ann", "desk-2")
    elsewhere = work.message("desk-2")
    work.come("Maria")
    work.leave("desk-1")
    work.clock.advance(DAY)
    work.come("Bo", reads=False)
    assert work.handovers() == []
    desk = work.come("Cy", reads=False)  # again before anything was read: two are owed now
    work.read()
    assert [one.operator for one in work.handovers()] == ["Maria", "Bo"]
    assert all(elsewhere in {item.id for item in one.items} for one in work.handovers())
    assert elsewhere in offered(desk)  # Ann has been away for a day as well


def test_a_call_left_open_by_who_forgot_stands_in_the_handover(work):
    work.come("Maria")
    call = work.call()
    work.leave("desk-1")
    work.clock.advance(DAY)
    bo = work.come("Bo")
    assert offered(bo) == [call]
    assert work.handovers()[0].reasons == ("1 call not closed",)
    work.close(call)
    assert offered(bo) == []


def test_what_is_owed_and_can_not_be_read_is_written_from_the_records(work):
    desk = work.come("Maria")
    put(desk, desk.state.pad.id, **{"owed.20240303-desk-1-s070000": "{damaged"})
    handing_over.write_owed(desk)
    work.settle()
    (handover,) = work.handovers()
    assert (handover.shift, handover.operator) == ("20240303-desk-1-s070000", "unknown")


def test_a_console_that_only_looks_on_accepts_nothing(work):
    work.come("Maria")
    message = work.message()
    handover = work.sign_off()
    bo = work.come("Bo")
    from msgspec.structs import replace

    bo.become(replace(bo.state, read_only="held by Ann"))
    with pytest.raises(DeedRefused, match="read-only"):
        accept_item(bo, handover.id, message)
    assert undecided(bo.state)
