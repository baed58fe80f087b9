"""What holds after any deeds in any order: the disk says what the state says, time goes on, nothing comes twice."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.place import Place, a_place, live_state
from tests.desk.random_deeds import DEED, DEEDS, do, do_all

from callpilot.desk.on_sheets import open_now
from callpilot.desk.open_work import is_open
from callpilot.journal.verifying import verify
from callpilot.plain.times import moment
from callpilot.procedures.running import seconds_here
from callpilot.records.kinds import Shift
from callpilot.records.live import LiveCall, LiveIncident
from callpilot.reports.gathering import find_shift, handover_of

quick = settings(max_examples=80, deadline=None)


@quick
@given(DEEDS)
def test_replaying_the_sheets_gives_exactly_the_state_the_desk_has(deeds):
    with a_place() as place:
        place.call()
        do_all(place, deeds)
        place.settle()
        assert place.on_disk() == live_state(place.desk)
        assert not verify(place.home.data).problems


@quick
@given(DEEDS)
def test_after_a_restart_the_desk_is_as_it_was_and_another_restart_changes_nothing(deeds):
    with a_place() as place:
        place.call()
        do_all(place, deeds)
        before, kept = live_state(place.desk), None
        for _ in range(2):
            place.again(5)
            after = live_state(place.desk)
            assert after.keys() == before.keys()
            for identity, live in after.items():
                was = before[identity]
                assert (live.values, live.focus, live.cursor, live.stack) == (
                    was.values, was.focus, was.cursor, was.stack,
                )  # fmt: skip
                assert [run.marks for run in live.runs] == [run.marks for run in was.runs]
                if isinstance(live, LiveCall):
                    assert (live.stage, live.messages, live.escalations, live.incident) == (
                        was.stage, was.messages, was.escalations, was.incident,
                    )  # fmt: skip
            place.settle()
            assert kept in (None, len(place.entries()))
            kept = len(place.entries())


def running(place: Place) -> dict[tuple[str, str], int]:
    """Every duration that runs at the desk now, in ms."""
    mono, found = place.clock.mono(), {}
    for call in place.desk.state.calls.values():
        found[call.id, call.stage] = call.stage_ms(mono)
        if call.stage == "live":
            found[call.id, "talk"] = call.talk_now(mono)
        if call.stage == "held":
            found[call.id, "hold"] = call.hold_now(mono)
    for incident in place.desk.state.incidents.values():
        found[incident.id, "incident"] = mono - incident.since
    for live in (*place.desk.state.calls.values(), *place.desk.state.incidents.values()):
        if live.run and live.run.current:
            found[live.id, live.run.procedure] = round(seconds_here(live.run, mono) * 1000)
    return found


def standing(place: Place) -> dict[str, tuple[int, ...]]:
    """Every duration that doesn't run now, in ms."""
    calls = place.desk.state.calls.values()
    return {
        call.id: (
            call.wait_ms,
            0 if call.stage == "live" else call.talk_ms,
            0 if call.stage == "held" else call.hold_ms,
        )
        for call in calls
    }


def age(place: Place) -> dict[str, int]:
    """How long ago each unfinished thing changed last, in ms."""
    return {identity: place.clock.mono() - live.mono for identity, live in live_state(place.desk).items()}


@quick
@given(DEEDS, st.integers(0, 500), st.sampled_from(["", "boot-2"]), st.sampled_from([0, 26, -26, 0.5, -0.5]))
def test_no_duration_is_ever_negative_or_begins_again_whatever_the_clocks_do_at_a_restart(deeds, away, boot, hours):
    with a_place() as place:
        place.call()
        do_all(place, deeds)
        before, stood, idle = running(place), standing(place), age(place)
        assert min([0, *before.values()]) == 0
        wall = {identity: moment(live.changed_at) for identity, live in live_state(place.desk).items()}
        place.again(away, reboot=boot, wall=place.clock.now() + timedelta(hours=hours))
        after = running(place)
        assert after.keys() == before.keys()
        assert standing(place) == stood
        for (identity, what), span in after.items():
            passed = span - before[identity, what]
            if boot:
                # Another run of the machine: only the wall clock tells how long it was, and never less than nothing.
                by_wall = round((place.clock.now() - wall[identity]).total_seconds() * 1000)
                assert abs(passed - (max(0, by_wall) - idle[identity])) <= 1
            else:
                assert passed == away * 1000
        place.clock.advance(9)
        assert running(place) == {name: span + 9000 for name, span in after.items()}


@quick
@given(DEEDS)
def test_every_record_has_times_that_are_not_negative_and_revisions_that_count_from_one(deeds):
    with a_place() as place:
        place.call()
        do_all(place, deeds)
        place.settle()
        for call in place.records("call"):
            assert min(call[name] for name in ("wait_s", "talk_s", "hold_s", "wrap_s")) >= 0
            assert all(step["seconds"] >= 0 for run in call["procedures"] for step in run["steps"])
        revisions: dict[str, list[int]] = {}
        for entry in place.entries():
            revisions.setdefault(entry.id, []).append(entry.rev)
        assert all(found == list(range(1, len(found) + 1)) for found in revisions.values())


PARTS = st.lists(
    st.one_of(st.lists(DEED, min_size=1, max_size=4), st.sampled_from(["restart", "reboot", "back", "on", "second"])),
    min_size=3,
    max_size=12,
)
HOURS = {"back": -13, "on": 13, "second": 1 / 3600}


@quick
@given(PARTS)
def test_no_id_is_given_out_twice_at_midnight_by_a_clock_set_back_or_after_a_restart(parts):
    with a_place() as place:
        given_out: Counter[str] = Counter()

        def note_new(before, after):
            there = {*before.calls, *before.incidents, before.shift.id if before.shift else ""}
            given_out.update({*after.calls, *after.incidents, *([after.shift.id] if after.shift else [])} - there)

        place.desk.watch(note_new)
        for number, part in enumerate(parts):
            if part in ("restart", "reboot"):
                place.again(1, reboot=f"boot-{number}" if part == "reboot" else "")
                place.desk.watch(note_new)
            elif isinstance(part, str):
                place.clock.set_wall(place.clock.now() + timedelta(hours=HOURS[part]))
            else:
                place.call()
                place.ring()
                do(place, "abandon", 0, "")
                do_all(place, part)
        place.settle()
        assert [identity for identity, times in given_out.items() if times > 1] == []
        firsts = Counter(entry.id for entry in place.entries() if entry.rev == 1)
        assert [identity for identity, times in firsts.items() if times > 1] == []


@settings(max_examples=60, deadline=None)
@given(DEEDS)
def test_everything_open_is_in_the_handover_once_and_nothing_else(deeds):
    with a_place() as place:
        place.signed_on()
        do_all(place, deeds)
        do(place, "on", 0, "")
        place.settle()
        index = place.indexed()
        shift = find_shift(index, "current")
        assert isinstance(shift, Shift)
        live = open_now(place.home.data)
        made = handover_of(
            shift, site=place.site, index=index, data=place.home.data, live=live, now=place.clock.now()
        )  # fmt: skip
        expected = {
            *place.desk.state.calls,
            *place.desk.state.incidents,
            *(message["id"] for message in place.records("message") if message["state"] != "delivered"),
            *(one["id"] for one in place.records("escalation") if one["resolved_at"] is None),
            *(one["id"] for one in place.records("incident") if not one["outcome"]),
        }
        assert sorted(item.id for item in made.open) == sorted(expected)
        assert {thing.id for thing in live if isinstance(thing, LiveCall | LiveIncident) and is_open(thing)} == {
            *place.desk.state.calls, *place.desk.state.incidents,
        }  # fmt: skip
        assert made.heads.keys() == {"desk-3"}
