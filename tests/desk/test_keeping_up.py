"""A procedure that changed since its operator knew it is told, and asked about once (B7, C7)."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from callpilot.desk import emergencies, talking
from callpilot.desk.books import read_books
from callpilot.desk.following import open_procedure
from callpilot.desk.keeping_up import (
    acknowledge,
    changed_since,
    changed_words,
    changes,
    is_free,
    step_words,
    worked_with,
)
from callpilot.desk.state import DeedRefused
from callpilot.procedures.loading import Library
from callpilot.procedures.model import Procedure, Revision, Step
from callpilot.records.ids import operator_key
from callpilot.records.kinds import Reading
from callpilot.records.known import Known

STEPS = (Step(id="a", title="Greet"),)


def version(*versions: str, sha256: str = "", **more) -> Procedure:
    rows = tuple(
        Revision(version=one, date=date(2024, 1, n + 1), change=f"for {one}") for n, one in enumerate(versions)
    )
    given_hash = sha256 or (versions[-1].replace(".", "") * 64)[:64]
    return Procedure(
        **{"id": "greeting", "title": "Greeting", "form": "workflow", "revisions": rows, "steps": STEPS, **more},
        sha256=given_hash,
    )


OLD, NEW = version("1.0", "1.1"), version("1.0", "1.1", "1.2")


def put(desk, *procedures: Procedure) -> None:
    library = {**desk.state.library.procedures, **{one.id: one for one in procedures}}
    desk.become(replace(desk.state, library=Library(procedures=library)))


def known(desk, *met: Known) -> None:
    place = operator_key(desk.state.operator), "greeting"
    desk.become(replace(desk.state, books=replace(desk.state.books, known={place: met})))


def met(procedure: Procedure, used: str = "", read: str = "") -> Known:
    return Known(operator="Maria", procedure="greeting", version=procedure.version, sha256=procedure.sha256,
                 used_at=used, read_at=read)  # fmt: skip


def reread(place, desk) -> None:
    while place.journal.has_unwritten:
        time.sleep(0.001)
    assert desk.reread(read_books(place.indexed(), desk.state.operator), desk.kept_count)


def told(desk) -> list[str]:
    return [f"{one.procedure.id} {step_words(one)}" for one in changes(desk.state)]


def use(place, desk, procedure: Procedure) -> None:
    """The operator follows it in a call, which is closed."""
    put(desk, procedure)
    call = place.call()
    open_procedure(desk, call, procedure.id, "opened by hand")
    talking.caller_gone(desk, call)
    place.close(call)


# -- what is told -------------------------------------------------------------------------------------------


def test_a_new_operator_is_told_nothing_of_all_that_is_shipped(desk):
    assert not changes(desk.state)
    assert not worked_with(desk.state)


def test_what_ran_in_a_call_and_changed_since_is_told_with_the_revisions_between(place, desk):
    use(place, desk, OLD)
    reread(place, desk)
    assert told(desk) == []
    assert OLD in worked_with(desk.state)
    put(desk, version("1.0", "1.1", "1.2", "1.3"))
    (one,) = changes(desk.state)
    assert step_words(one) == "1.1 → 1.3"
    assert [row.version for row in one.revisions] == ["1.3", "1.2"]
    assert changed_words(one) == "changed 1.1 → 1.3"


def test_it_is_asked_once_and_another_console_knows_it(place, desk):
    use(place, desk, OLD)
    reread(place, desk)
    put(desk, NEW)
    acknowledge(desk, changes(desk.state)[0]).result(timeout=10)
    assert told(desk) == []
    (reading,) = place.records("reading")
    assert (reading["of"], reading["version"], reading["sha256"], reading["operator"], reading["at"]) == (
        "greeting", "1.2", NEW.sha256, "Maria", desk.stamp(),
    )  # fmt: skip
    again = place.again(60)
    put(again, NEW)
    reread(place, again)
    assert told(again) == []
    put(again, version("1.0", "1.1", "1.2", "1.4"))
    assert told(again) == ["greeting 1.2 → 1.4"]


def test_working_with_it_unread_doesnt_make_it_known(place, desk):
    use(place, desk, OLD)
    use(place, desk, NEW)
    reread(place, desk)
    assert told(desk) == ["greeting 1.1 → 1.2"]


def test_a_call_that_still_runs_the_old_one_after_it_was_read_asks_no_more(desk):
    put(desk, NEW)
    known(desk, met(NEW, read="2024-03-01"), met(OLD, used="2024-03-04"))
    assert told(desk) == []


def test_going_back_to_an_older_version_is_told_though_it_was_read_long_ago(desk):
    put(desk, OLD)
    known(desk, met(OLD, read="2024-01-01"), met(NEW, read="2024-02-01"))
    (one,) = changes(desk.state)
    assert (one.way, one.revisions, step_words(one)) == ("older", (), "1.2 → 1.1, back")


def test_a_file_that_changed_without_a_new_revision_is_said_to_be_that(desk):
    put(desk, version("1.0", "1.1", sha256="f" * 64))
    known(desk, met(OLD, used="2024-03-01"))
    (one,) = changes(desk.state)
    assert (one.way, one.revisions, step_words(one), changed_words(one)) == (
        "same", (), "1.1 edited", "changed, still 1.1",
    )  # fmt: skip


def test_what_an_older_version_noted_without_a_hash_counts_by_its_version(desk):
    put(desk, OLD)
    known(desk, Known(operator="Maria", procedure="greeting", version="1.1", read_at="2024-01-01"))
    assert told(desk) == []
    put(desk, NEW)
    assert told(desk) == ["greeting 1.1 → 1.2"]


def test_a_procedure_that_is_gone_or_was_renamed_is_no_news(desk):
    known(desk, met(OLD, used="2024-03-01"))
    assert told(desk) == []
    put(desk, replace(NEW, id="welcome"))
    assert told(desk) == []


def test_versions_that_are_no_numbers_or_arent_in_the_file_are_still_told(desk):
    put(desk, version("spring", "summer"))
    known(desk, met(version("winter"), used="2024-03-01"))
    (one,) = changes(desk.state)
    assert (one.way, [row.version for row in one.revisions]) == ("newer", ["summer", "spring"])
    known(desk, met(version("\x1b[2J" + "9" * 90), used="2024-03-01"))
    assert "\x1b" not in step_words(changes(desk.state)[0])
    assert len(step_words(changes(desk.state)[0])) < 40


def test_protocols_come_first_then_the_titles(desk):
    one = replace(NEW, id="one", title="Apples")
    two = replace(NEW, id="two", title="Zebra", protocol="emergency")
    put(desk, one, two)
    key = operator_key("Maria")
    books = replace(desk.state.books, known={(key, "one"): (met(OLD, used="x"),), (key, "two"): (met(OLD, used="x"),)})
    desk.become(replace(desk.state, books=books))
    assert [found.procedure.title for found in changes(desk.state)] == ["Zebra", "Apples"]


# -- whose it is --------------------------------------------------------------------------------------------


def test_capitals_and_spaces_make_no_other_operator_but_another_name_does(place, desk):
    use(place, desk, OLD)
    put(desk, NEW)
    place.settle()
    for name, count in ((" MARIA ", 1), ("Sam", 0), ("Marias", 0), ("[b]", 0)):
        there = place.again(1, operator=name)
        put(there, NEW)
        reread(place, there)
        assert len(changes(there.state)) == count, name


def test_what_is_open_here_counts_before_it_is_recorded(place, desk):
    place.signed_on()
    put(desk, OLD)
    open_procedure(desk, desk.state.pad.id, "greeting", "opened by hand")
    assert OLD in worked_with(desk.state)
    put(desk, NEW)
    assert told(desk) == ["greeting 1.1 → 1.2"]
    found = changed_since(desk.state, NEW)
    assert found is not None
    assert found.knew.used_at == desk.state.shift.started_at


def test_a_call_that_another_operator_left_open_is_theirs(place, desk):
    call = place.call()
    put(desk, OLD)
    open_procedure(desk, call, "greeting", "opened by hand")
    there = place.again(1, operator="Sam")
    put(there, NEW)
    assert changed_since(there.state, NEW) is None


# -- when it is asked ---------------------------------------------------------------------------------------


def test_nothing_is_acknowledged_in_a_call_nor_while_somebody_waits(place, desk):
    put(desk, NEW)
    known(desk, met(OLD, used="2024-03-01"))
    (one,) = changes(desk.state)
    ring = place.ring()
    assert not is_free(desk.state)
    with pytest.raises(DeedRefused, match="first the call"):
        acknowledge(desk, one)
    from callpilot.desk import answering

    call = answering.answer(desk, ring.id)
    for _stage in ("live", "wrap-up"):
        assert not is_free(desk.state)
        with pytest.raises(DeedRefused, match="first the call"):
            acknowledge(desk, one)
        if desk.state.calls[call].stage == "live":
            talking.caller_gone(desk, call)
    place.close(call)
    assert is_free(desk.state)
    acknowledge(desk, changes(desk.state)[0])
    assert told(desk) == []


def test_an_emergency_is_not_the_time_and_a_waiting_e_mail_is(place, desk):
    place.ring("a@post.example", channel="email")
    assert is_free(desk.state)
    emergencies.declare(desk)
    assert not is_free(desk.state)


def test_twice_is_once_and_what_changed_meanwhile_is_to_be_read_anew(desk):
    put(desk, NEW)
    known(desk, met(OLD, used="2024-03-01"))
    (one,) = changes(desk.state)
    put(desk, version("1.0", "1.1", "1.2", "1.3"))
    with pytest.raises(DeedRefused, match="changed again just now"):
        acknowledge(desk, one)
    put(desk, NEW)
    acknowledge(desk, one)
    with pytest.raises(DeedRefused, match="already"):
        acknowledge(desk, one)


def test_who_may_only_look_is_shown_it_and_records_nothing(place, desk):
    use(place, desk, OLD)
    there = place.again(1, read_only="opened so")
    put(there, NEW)
    reread(place, there)
    (one,) = changes(there.state)
    with pytest.raises(DeedRefused, match="read-only"):
        acknowledge(there, one)
    assert not place.records("reading")


@given(st.lists(st.tuples(st.sampled_from("ur"), st.integers(0, 3)), max_size=12), st.integers(0, 3))
def test_after_a_reading_of_what_is_in_force_nothing_is_told_and_else_it_is(story, current):
    """Whatever was used and read in whatever order: what counts is the last reading, else any other version used."""
    from tests.desk.place import a_place

    with a_place() as place:
        desk = place.desk
        every = [version(f"1.{number}") for number in range(4)]
        put(desk, every[current])
        rows = [
            met(every[number], **{"used" if deed == "u" else "read": f"2024-01-{day + 1:02}"})
            for day, (deed, number) in enumerate(story)
        ]
        known(desk, *rows)
        read = [number for deed, number in story if deed == "r"]
        used = {number for deed, number in story if deed == "u"}
        is_news = read[-1] != current if read else bool(used - {current})
        assert bool(told(desk)) == is_news


def test_a_notice_that_was_read_makes_no_procedure_known(desk):
    from callpilot.desk.books import entered

    reading = Reading(id="n1-r", of="n1", operator="Maria")
    assert entered(desk.state.books, reading).known == {}
