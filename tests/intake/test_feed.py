"""From real files in the inbox to the desk: every ring ends once, and its files go when the desk has it on disk."""

import os
import time
from concurrent.futures import Future

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.place import HastyDisk, Place, a_place

from callpilot.desk import answering, writing
from callpilot.desk.desk import Desk, empty_pad
from callpilot.desk.state import DeskState
from callpilot.intake import claims
from callpilot.intake.feed import ASK_AGAIN, Feed
from callpilot.intake.inbox import Inbox
from callpilot.intake.rings import LONGEST_RING
from callpilot.journal.store import Journal


@pytest.fixture
def place(tmp_path):
    there = Place(tmp_path)
    yield there
    there.end()


def files(place):
    return sorted(path.name for path in place.home.inbox.iterdir() if path.name[0] != ".")


def ends(place):
    place.settle()
    return [(record["number"], record["disposition"]) for record in place.records("call")]


def saved(place):
    """Look into the inbox, wait until what came of it is on the disk, and look once more."""
    place.poll()
    place.settle()
    return place.poll()


# -- one ring ----------------------------------------------------------------------------------------------


def test_a_ring_is_shown_as_it_was_reported_and_waits_since_then(place):
    place.drop("ringing", "a", number="+442079460018", name="Anna", line="law", channel="phone", ago=7)
    (ring,) = place.poll()
    assert (ring.number, ring.name, ring.line, ring.channel) == ("+442079460018", "Anna", "law", "phone")
    assert place.clock.mono() - ring.since == 7000
    assert place.desk.state.rings[0].account == "law"
    assert place.poll() == []


def test_its_file_stays_until_the_call_is_answered_and_on_the_disk(place):
    place.drop("ringing", "a", number="+442079460018")
    place.poll()
    assert len(files(place)) == 1
    call = answering.answer(place.desk)
    place.desk.is_saved = lambda _identity: False
    place.poll()
    assert len(files(place)) == 1
    del place.desk.is_saved
    saved(place)
    assert files(place) == []
    assert place.desk.state.calls[call].ring == "a"


def test_a_ring_that_ends_is_abandoned_and_its_files_go_once_the_record_is_safe(place):
    place.drop("ringing", "a", number="1001", ago=5)
    place.poll()
    place.clock.advance(12)
    place.drop("ended", "a", number="1001")
    place.poll()
    assert place.desk.state.rings == ()
    saved(place)
    assert files(place) == []
    assert ends(place) == [("1001", "abandoned")]
    assert place.records("call")[0]["wait_s"] == 17.0


def test_a_ring_answered_on_the_handset_leaves_no_record_and_no_file(place):
    place.drop("ringing", "a", number="1001")
    place.poll()
    place.drop("answered", "a")
    place.poll()
    assert (place.desk.state.rings, files(place)) == ((), [])
    assert ends(place) == []


def test_a_ring_and_its_end_in_one_look_never_ring_on_the_screen(place):
    shown = []
    place.clock.advance(10)
    place.drop("ringing", "a", number="1001", ago=3)
    place.drop("ended", "a", ago=1)
    place.desk.watch(lambda before, after: shown.extend(after.rings))
    place.poll()
    saved(place)
    assert shown == []
    assert ends(place) == [("1001", "abandoned")]
    assert place.records("call")[0]["wait_s"] == 2
    assert files(place) == []


def test_what_came_and_went_while_no_console_was_open_was_missed(place):
    place.drop("ringing", "a", number="1001", ago=3600)
    place.drop("ended", "a", ago=3580)
    place.drop("ringing", "b", number="1002", ago=600)
    place.drop("ringing", "c", number="1003", ago=20)
    place.again()
    saved(place)
    assert [ring.number for ring in place.desk.state.rings] == ["1003"]
    assert sorted((r["number"], r["disposition"], r["wait_s"]) for r in place.records("call")) == [
        ("1001", "missed", 20.0), ("1002", "missed", 0),
    ]  # fmt: skip
    assert len(files(place)) == 1


def test_more_rings_than_one_look_takes_are_all_judged_at_the_opening(place):
    for number in range(230):
        place.drop("ringing", f"c{number}", number=f"{number}", ago=500)
        place.drop("answered" if number % 2 else "ended", f"c{number}", ago=300)
    place.again()
    assert place.poll() == []
    saved(place)
    assert files(place) == []
    assert {disposition for _number, disposition in ends(place)} == {"missed"}
    assert len(place.records("call")) == 115


def test_a_ring_whose_end_nobody_reports_is_over_after_a_quarter_of_an_hour(place):
    place.drop("ringing", "a", number="1001")
    place.poll()
    place.clock.advance(LONGEST_RING - 1)
    place.poll()
    assert len(place.desk.state.rings) == 1
    place.clock.advance(1)
    place.poll()
    saved(place)
    assert files(place) == []
    assert ends(place) == [("1001", "abandoned")]


# -- what comes late, twice or in the wrong order ----------------------------------------------------------


@pytest.mark.parametrize("end", ["ended", "answered"])
def test_an_end_before_its_ring_keeps_it_from_ringing_and_no_file_stays(place, end):
    place.poll()
    place.drop(end, "a", number="1001")
    assert place.poll() == []
    assert len(files(place)) == 1
    place.drop("ringing", "a", number="1001")
    assert place.poll() == []
    saved(place)
    assert files(place) == []
    assert ends(place) == ([("1001", "abandoned")] if end == "ended" else [])


def test_both_files_stay_until_the_record_that_came_of_them_is_safe(place, monkeypatch):
    place.poll()
    place.drop("ended", "a", number="1001")
    place.poll()
    place.drop("ringing", "a", number="1001")
    kept: Future[None] = Future()
    monkeypatch.setattr(place.desk._journal, "append", lambda _drafts: kept)
    place.poll()
    assert len(files(place)) == 2
    kept.set_result(None)
    assert files(place) == []


def test_an_end_that_no_ring_follows_is_forgotten_with_its_files(place):
    place.poll()
    place.drop("ended", "a")
    place.drop("ended", "a")
    place.drop("answered", "a")
    place.poll()
    assert len(files(place)) == 3
    place.clock.advance(LONGEST_RING + 1)
    place.poll()
    assert files(place) == []
    assert ends(place) == []


def test_an_end_that_is_old_already_is_done_with_at_once(place):
    place.poll()
    place.drop("ended", "a", ago=LONGEST_RING + 60)
    place.poll()
    assert files(place) == []


def test_duplicates_and_late_events_do_nothing_and_leave_no_file(place):
    place.drop("ringing", "a", number="1001")
    place.poll()
    place.drop("ringing", "a", number="1001")
    assert place.poll() == []
    assert (len(place.desk.state.rings), len(files(place))) == (1, 1)
    call = answering.answer(place.desk)
    for event in ("answered", "ended", "ringing", "ended"):
        place.drop(event, "a", number="1001")
        assert place.poll() == []
    saved(place)
    assert (place.desk.state.rings, files(place)) == ((), [])
    assert list(place.desk.state.calls) == [call]
    assert ends(place) == []


def test_two_rings_of_one_number_without_a_call_id_are_two(place):
    place.drop("ringing", number="1001", ago=9)
    place.drop("ringing", number="1001", ago=4)
    place.poll()
    assert len(place.desk.state.rings) == 2
    place.drop("ended", number="1001")
    place.poll()
    assert len(place.desk.state.rings) == 1
    saved(place)
    assert len(files(place)) == 1


def test_what_is_no_ring_holds_nothing_up(place):
    (place.home.inbox / "x.json").write_text('{"event":"sung"}')
    place.drop("ringing", "a", number="1001")
    assert len(place.poll()) == 1
    assert len(place.feed.inbox.problems) == 1


# -- restarts ----------------------------------------------------------------------------------------------


def test_a_ring_that_still_rings_is_shown_again_after_a_restart(place):
    place.drop("ringing", "a", number="1001")
    place.poll()
    place.again(5)
    (ring,) = place.poll()
    assert (ring.number, place.clock.mono() - ring.since) == ("1001", 5000)


def test_a_call_answered_just_before_the_end_does_not_ring_again(place):
    place.drop("ringing", "a", number="1001")
    place.poll()
    call = answering.answer(place.desk)
    assert len(files(place)) == 1
    place.again(5)
    place.drop("ended", "a", number="1001")
    assert place.poll() == []
    saved(place)
    assert files(place) == []
    assert list(place.desk.state.calls) == [call]
    assert ends(place) == []


def test_a_console_that_only_looks_on_takes_nothing_from_the_inbox(place):
    place.again(read_only="held by Bo")
    place.drop("ringing", "a", number="1001")
    assert place.poll() == []
    assert len(files(place)) == 1


# -- always ------------------------------------------------------------------------------------------------

CALLS = "abcd"
HAPPENS = st.one_of(
    st.tuples(st.sampled_from(["ringing", "ringing", "answered", "ended"]), st.sampled_from(CALLS), st.integers(0, 40)),
    st.tuples(st.sampled_from(["answer", "look", "restart", "wait"]), st.just(""), st.integers(0, 40)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(HAPPENS, min_size=4, max_size=25))
def test_every_ring_ends_as_answered_abandoned_or_missed_exactly_one(parts):
    with a_place() as place:
        reported: dict[str, set[str]] = {call: set() for call in CALLS}
        rang_before: set[str] = set()
        for what, call, number in parts:
            if call:
                # What a console has finished and closed over is known to the journal only, by no call id.
                if what == "ringing" and call in rang_before:
                    continue
                reported[call].add(what)
                place.drop(what, call, number=f"100{CALLS.index(call)}", ago=number)
                continue
            if what == "wait":
                place.clock.advance(number)
            elif what == "restart":
                place.poll()
                place.again(number)
                rang_before = {call for call in CALLS if "ringing" in reported[call]}
            elif what == "look":
                place.poll()
            elif place.desk.state.rings:
                answering.answer(place.desk, place.desk.state.rings[number % len(place.desk.state.rings)].id)
        place.poll()
        place.clock.advance(LONGEST_RING + 60)
        saved(place)
        assert place.desk.state.rings == ()
        assert files(place) == []
        here = [call.ring for call in place.desk.state.calls.values()]
        unanswered = [(number, end) for number, end in ends(place) if end in ("abandoned", "missed")]
        assert len(unanswered) == len(ends(place))
        for call in CALLS:
            count = here.count(call) + [number for number, _end in unanswered].count(f"100{CALLS.index(call)}")
            if "ringing" not in reported[call]:
                assert count == 0
            elif "answered" in reported[call]:
                assert count <= 1  # none: it was answered on the handset
            else:
                assert count == 1


def test_a_feed_that_begins_with_a_restored_call_knows_its_ring(place):
    place.drop("ringing", "a", number="1001")
    place.poll()
    call = answering.answer(place.desk)
    writing.put(place.desk, call, name="Anna")
    again = Feed(Inbox(place.home.inbox, place.home.quarantine), place.desk)
    assert again.poll() == []
    assert files(place) == []


# -- several desks on one home -----------------------------------------------------------------------------


@pytest.fixture
def both(place):
    """Two desks that look into the same inbox."""
    journal = Journal(place.home.data, "desk-9", clock=place.clock, disk=HastyDisk())
    state = DeskState(site=place.site, library=place.library, operator="Jonas", desk="desk-9", pad=empty_pad("desk-9"))
    desk = Desk(state, journal, place.clock, last_number=lambda _day: 0)
    yield place, Feed(Inbox(place.home.inbox, place.home.quarantine), desk), desk
    journal.close()


def looked(place, other, desk):
    """Both desks look into the inbox until nothing more comes of it, and all of it is on the disk."""
    for _ in range(30):
        place.feed.poll()
        other.poll()
        while not (place.journal.saved and desk._journal.saved):
            time.sleep(0.001)


def test_what_one_desk_answers_goes_from_the_others_screen_without_a_record(both):
    place, other, desk = both
    place.drop("ringing", "a", number="+442079460018")
    looked(place, other, desk)
    assert len(place.desk.state.rings) == len(desk.state.rings) == 1
    answering.answer(place.desk)
    looked(place, other, desk)
    place.clock.advance(LONGEST_RING + 1)
    looked(place, other, desk)
    assert (desk.state.rings, ends(place), files(place)) == ((), [], [])


@pytest.mark.parametrize("first", ["here", "there"])
def test_a_caller_who_gives_up_is_recorded_by_one_desk_only(both, first):
    place, other, desk = both
    place.drop("ringing", "a", number="1001")
    looked(place, other, desk)
    place.drop("ended", "a", number="1001")
    (place.feed if first == "here" else other).poll()
    (other if first == "here" else place.feed).poll()
    looked(place, other, desk)
    assert (place.desk.state.rings, desk.state.rings) == ((), ())
    assert ends(place) == [("1001", "abandoned")]
    assert desk._journal.close()  # a ring's files go in the thread of the journal that has it
    assert list(place.home.inbox.iterdir()) == []


def test_what_a_desk_claimed_and_never_recorded_is_recorded_by_the_next(place):
    place.drop("ringing", "a", number="1001", ago=500)
    (file,) = [path for path in place.home.inbox.iterdir() if path.suffix == ".json"]
    assert Inbox(place.home.inbox, place.home.quarantine).claim(file, "desk-9")
    mark = next(path for path in place.home.inbox.iterdir() if path.suffix == ".taken")
    os.utime(mark, (1, 1), follow_symlinks=False)
    saved(place)
    assert ends(place) == [("1001", "missed")]
    assert list(place.home.inbox.iterdir()) == []


@pytest.mark.parametrize("is_shown", [True, False])
def test_what_another_desk_claimed_and_died_over_is_recorded_without_a_restart(both, is_shown):
    place, other, desk = both
    place.clock.advance(10)
    place.drop("ringing", "a", number="1001", ago=3)
    if is_shown:
        looked(place, other, desk)
    (file,) = [path for path in place.home.inbox.iterdir() if path.suffix == ".json"]
    assert Inbox(place.home.inbox, place.home.quarantine).claim(file, "desk-7")
    place.drop("ended", "a", number="1001", ago=1)
    looked(place, other, desk)
    assert (place.desk.state.rings, desk.state.rings, place.records("call")) == ((), (), [])
    mark = next(path for path in place.home.inbox.iterdir() if path.suffix == ".taken")
    os.utime(mark, (1, 1), follow_symlinks=False)
    looked(place, other, desk)
    assert place.records("call") == []
    place.clock.advance(ASK_AGAIN)
    looked(place, other, desk)
    assert [(r["number"], r["disposition"], r["wait_s"]) for r in place.records("call")] == [("1001", "abandoned", 2)]
    place.settle()
    assert desk._journal.close()
    assert list(place.home.inbox.iterdir()) == []


def test_what_another_desk_recorded_and_died_over_is_recorded_once(both):
    place, other, desk = both
    place.clock.advance(10)
    place.drop("ringing", "a", number="1001", ago=3)
    looked(place, other, desk)
    place.drop("ended", "a", number="1001", ago=1)
    other.inbox.done = lambda _source: None  # it ends between the record and the files
    other.poll()
    looked(place, other, desk)
    mark = next(path for path in place.home.inbox.iterdir() if path.suffix == ".taken")
    os.utime(mark, (1, 1), follow_symlinks=False)
    assert len(place.records("call")) == 1
    place.clock.advance(ASK_AGAIN)
    saved(place)
    assert len(place.records("call")) == 1
    assert list(place.home.inbox.iterdir()) == []


def test_a_mark_made_when_all_others_had_gone_goes_with_its_ring(place, monkeypatch):
    place.drop("ringing", "a", number="1001")
    (file,) = [path for path in place.home.inbox.iterdir() if path.suffix == ".json"]
    inbox = Inbox(place.home.inbox, place.home.quarantine)
    assert inbox.claim(file, "desk-7")

    def done_meanwhile(*_about):
        inbox.done(file)
        return False

    monkeypatch.setattr(claims, "_stands", done_meanwhile)
    assert not Inbox(place.home.inbox, place.home.quarantine).claim(file, "desk-9")
    assert list(place.home.inbox.iterdir()) == []


# -- what nobody waits for on the line ---------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["email", "social"])
def test_an_email_or_a_post_waits_as_long_as_it_takes(place, channel):
    place.drop("ringing", "a", number="rosa@post.example", channel=channel, ago=9 * 3600)
    place.poll()
    place.clock.advance(3 * LONGEST_RING)
    saved(place)
    assert [ring.channel for ring in place.desk.state.rings] == [channel]
    assert ends(place) == []


def test_who_waits_on_the_line_is_answered_before_an_email(place):
    place.drop("ringing", "a", number="rosa@post.example", channel="email", ago=60)
    place.drop("ringing", "b", number="+442079460018", ago=5)
    place.poll()
    assert place.desk.live(answering.answer(place.desk)).channel == "phone"
    assert place.desk.live(answering.answer(place.desk)).channel == "email"
