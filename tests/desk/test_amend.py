"""Correcting a closed call: a new revision beside the old one, even while the console runs."""

import pytest
from tests.desk.place import DESK, HastyDisk

from callpilot.desk.amend import amend
from callpilot.desk.emergencies import declare, give_outcome
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.journal.codec import decode_any
from callpilot.journal.store import Journal
from callpilot.journal.verifying import verify


@pytest.fixture
def closed(place):
    call = place.call()
    put(place.desk, call, name="Ana Petrov", room="12")
    place.close(call)
    return call


def correct(place, call_id, why="misheard", **changes):
    return amend(place.journal, place.indexed(), call_id, changes, why, "Bo", country="GB")


def test_the_old_revision_stays_and_the_new_one_says_who_and_why(place, closed):
    correct(place, closed, name="Anna Petrov", **{"fields.room": "14"})
    old, new = place.entries("call")
    assert (decode_any(old.data)["name"], old.rev, old.why) == ("Ana Petrov", 1, None)
    assert (new.rev, new.by, new.why, new.id) == (2, "Bo", "misheard", closed)
    after = decode_any(new.data)
    assert (after["name"], after["fields"]["room"], after["closed_at"]) == (
        "Anna Petrov", "14", decode_any(old.data)["closed_at"],
    )  # fmt: skip
    assert not verify(place.home.data).problems


def test_the_short_id_will_do_and_a_number_is_formatted(place, closed):
    correct(place, "0001", callback="020 7946 0018 ext 3")
    assert place.record(closed)["callback"] == "+44 20 7946 0018 ext. 3"


def test_two_programs_that_amend_at_once_make_two_revisions(place, closed):
    index = place.indexed()
    other = Journal(place.home.data, DESK, clock=place.clock, disk=HastyDisk())
    index.catch_up = lambda progress=None: 0  # both have looked before either has written
    amend(place.journal, index, closed, {"name": "Anna"}, "misheard", "Bo")
    amend(other, index, closed, {"company": "Hill"}, "left out", "Kim")
    other.close()
    assert [entry.rev for entry in place.entries("call")] == [1, 2, 3]
    assert not verify(place.home.data).problems


@pytest.mark.parametrize(
    ("call_id", "changes", "why", "refusal"),
    [
        ("0001", {"name": "Anna"}, "  ", "say why"),
        ("0001", {"operator": "Bo"}, "x", "can't be amended"),
        ("0001", {"disposition": "abandoned"}, "x", "disposition"),
        ("0001", {"name": "Ana Petrov"}, "x", "nothing would change"),
        ("0077", {"name": "Anna"}, "x", "no record"),
        ("", {"name": "Anna"}, "x", "no record"),
    ],
)
def test_what_can_not_be_amended_is_refused_in_one_line_and_nothing_is_written(
    place, closed, call_id, changes, why, refusal
):
    with pytest.raises(DeedRefused, match=refusal) as refused:
        correct(place, call_id, why, **changes)
    assert "\n" not in str(refused.value)
    assert len(place.entries("call")) == 1


def test_only_calls_are_amended(place, desk):
    incident = declare(desk)
    give_outcome(desk, incident, "false alarm").result(timeout=10)
    with pytest.raises(DeedRefused, match="only calls"):
        correct(place, incident, name="Anna")


def test_a_card_in_a_correction_reaches_no_file(place, closed):
    correct(place, closed, notes="paid with 4111 1111 1111 1111", why="card 5500005555555559")
    place.indexed()
    found = place.bytes_on_disk().replace(b" ", b"")
    assert b"4111111111111111" not in found
    assert b"5500005555555559" not in found
