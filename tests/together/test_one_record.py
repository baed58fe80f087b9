"""Two desks that write about one record without knowing of each other: neither loses a word, and both are told."""

import errno
import fcntl
import os
from datetime import timedelta

import pytest
from tests.together.desks import SPAWN, at_once, note_often

from callpilot.desk import accepting, matters, reaching
from callpilot.desk.amend import amend
from callpilot.desk.follow_ups import make_follow_up
from callpilot.desk.joining import join, read_twins
from callpilot.desk.open_work import work_at
from callpilot.journal.codec import decode_any
from callpilot.journal.disk import Disk
from callpilot.journal.lock import RevisingLock
from callpilot.journal.store import Draft, Journal
from callpilot.journal.verifying import verify
from callpilot.records.kinds import FollowUp


@pytest.fixture
def unheard(monkeypatch):
    """The other desk writes in the moment between a desk's last look and its own writing."""
    monkeypatch.setattr("callpilot.desk.desk.Desk.freshen", lambda _desk, _identity: None)


def words(site, identity):
    return [item["text"] for item in site.record(identity)["history"]]


def revisions(site, identity):
    site.index.catch_up()
    return [entry.rev for entry in site.index.revisions(identity)]


def test_what_two_desks_write_about_one_matter_at_the_same_moment_is_all_there(site, tmp_path):
    site.come("Maria", "desk-1")
    message = site.message("desk-1")
    site.leave("desk-1")
    together = SPAWN.Barrier(2)
    at_once(
        note_often,
        (tmp_path, "Maria", "desk-1", message, 40, together),
        (tmp_path, "Jo", "desk-2", message, 40, together),
    )
    assert sorted(words(site, message)) == sorted(f"{who} {n}" for who in ("Maria", "Jo") for n in range(40))
    assert revisions(site, message) == list(range(1, 82))
    assert verify(site.home.data).problems == []


def test_a_word_of_another_desk_stays_and_the_later_operator_is_told(two, unheard):
    site, maria, jo, message = two
    told: list[str] = []
    jo._on_joined = told.append
    matters.pass_on(maria, message, "Sam Lund", "off at noon").result(timeout=10)
    matters.note_on(jo, message, "rang twice").result(timeout=10)
    assert words(site, message) == ["passed on to Sam Lund: off at noon", "rang twice"]
    assert site.record(message)["owner"] == "Sam Lund"
    assert len(told) == 1
    assert "Maria, desk-1 changed it at the same time" in told[0]
    assert site.index.revisions(message)[-1].why == "note; joined with revision 2 of Maria, desk-1"


def test_what_one_desk_has_delivered_the_other_cant_hold_any_more(two, unheard):
    site, maria, jo, message = two
    reaching.attempt(maria, message, to="Dr Osei", how="in person", outcome="told").result(timeout=10)
    matters.hold_message(jo, message, jo.clock.now() + timedelta(hours=2)).result(timeout=10)
    record = site.record(message)
    assert (record["state"], record["held_until"] is None) == ("delivered", False)
    assert [one["to"] for one in record["deliveries"]] == ["Dr Osei"]
    assert words(site, message)[-1].startswith("held until")
    site.read()
    assert message not in jo.state.books.matters


def test_attempts_that_two_desks_number_alike_are_both_there(two, unheard):
    site, maria, jo, message = two
    reaching.attempt(maria, message, to="Dr Osei", how="phone", outcome="no answer").result(timeout=10)
    reaching.attempt(jo, message, to="Ward 4", how="phone", outcome="left word").result(timeout=10)
    assert [one["to"] for one in site.record(message)["deliveries"]] == ["Dr Osei", "Ward 4"]


def test_who_leaves_what_another_accepts_of_one_handover_keeps_both(site, unheard):
    site.come("Maria", "desk-1")
    first, second = site.message("desk-1"), site.message("desk-1")
    site.read()
    signed = site.sign_off("desk-1")
    jo, sam = site.come("Jo", "desk-2"), site.come("Sam", "desk-3")
    accepting.accept_item(jo, signed.id, first).result(timeout=10)
    accepting.leave_item(sam, signed.id, second, "which ward?").result(timeout=10)
    items = {item["id"]: item for item in site.record(signed.id)["items"]}
    assert (items[first]["accepted_by"], items[second]["question"]) == ("Jo", "Sam: which ward?")


def test_what_waited_in_memory_while_another_desk_wrote_loses_nothing(two, monkeypatch):
    site, maria, jo, message = two
    disk = site._journals["desk-2"]._disk
    real = disk.write
    monkeypatch.setattr(disk, "write", lambda _fd, _data: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    waits = matters.note_on(jo, message, "written while the disk was full")
    matters.note_on(maria, message, "written at desk-1").result(timeout=10)
    monkeypatch.setattr(disk, "write", real)
    waits.result(timeout=10)
    assert sorted(words(site, message)) == ["written at desk-1", "written while the disk was full"]


def test_nobody_waits_long_for_a_desk_that_hangs_in_the_middle_of_a_revision(two):
    site, maria, _jo, message = two
    with RevisingLock(site.home.data, Disk(), 1):
        matters.note_on(maria, message, "written all the same").result(timeout=10)
    assert words(site, message) == ["written all the same"]


def test_two_amendments_of_one_call_at_the_same_moment_are_both_in_it(two):
    site, _maria, _jo, message = two
    call = message.removesuffix("-m1")
    site.index.catch_up()
    stale = site.index.revisions(call)
    first, second = (Journal(site.home.data, "desk-1") for _ in range(2))
    amend(first, site.index, call, {"name": "Anna Petrova"}, "misspelt", "Maria")
    site.index.revisions = lambda _identity: stale
    amend(second, site.index, call, {"company": "Hill Dental", "fields.ward": "4"}, "left out", "Jo")
    del site.index.revisions
    record = site.record(call)
    assert (record["name"], record["company"], record["fields"]["ward"]) == ("Anna Petrova", "Hill Dental", "4")
    assert first.close()
    assert second.close()


# -- where no lock is between them ---------------------------------------------------------------------------


def forked(site, message):
    """Two desks without locks between them come to the same number: a note here, an attempt and an owner there."""
    site.index.catch_up()
    before = decode_any(site.index.revisions(message)[-1].data)
    one = {**before, "history": [{"at": "2024-03-04T10:50:00.000Z", "by": "Maria", "text": "rang twice"}]}
    other = {
        **before, "owner": "Sam Lund",
        "history": [{"at": "2024-03-04T10:49:00.000Z", "by": "Jo", "text": "passed on to Sam Lund"}],
    }  # fmt: skip
    for desk, by, data in (("desk-8", "Maria", one), ("desk-9", "Jo", other)):
        journal = Journal(site.home.data, desk, clock=site.clock)
        journal.append_now([Draft("message", message, by, data, rev=2)])
        assert journal.close()


def test_two_revisions_of_one_number_are_seen_and_brought_together_by_who_reads_them(two):
    site, maria, jo, message = two
    forked(site, message)
    site.index.catch_up()
    assert [entry.rev for entry in site.index.revisions(message)] == [1, 2, 2]
    found = read_twins(site.index)
    (line,) = join(maria, found)
    assert "Maria at desk-8 and Jo at desk-9 changed it at once" in line
    site.read()
    assert words(site, message) == ["passed on to Sam Lund", "rang twice"]
    assert site.record(message)["owner"] == "Sam Lund"
    assert [item.id for item in work_at(jo.state, jo.clock.now())] == [message]
    assert read_twins(site.index) == []


def test_two_promises_that_two_desks_numbered_alike_are_both_kept(two, monkeypatch):
    site, maria, jo, message = two
    monkeypatch.setattr("callpilot.desk.desk.Desk.revision", lambda _desk, _identity: 0)  # at the same instant
    due = maria.clock.now() + timedelta(hours=2)
    for desk, what in ((maria, "send the form"), (jo, "ring the ward")):
        make_follow_up(desk, message, what=what, owner="Sam", due=due, priority="routine").result(timeout=10)
    monkeypatch.undo()
    site.index.catch_up()
    found = read_twins(site.index)
    (line,) = join(maria, found)
    assert "0001-f2 was numbered 0001-f1, as another one: " in line
    site.read()
    assert {one.what for one in jo.state.books.matters.values() if isinstance(one, FollowUp)} == {
        "send the form", "ring the ward",
    }  # fmt: skip
    assert read_twins(site.index) == []


def test_desks_that_bring_the_same_together_at_once_agree(two):
    site, maria, jo, message = two
    forked(site, message)
    site.index.catch_up()
    found = read_twins(site.index)
    join(maria, found)
    join(jo, found)
    site.read()
    assert words(site, message) == ["passed on to Sam Lund", "rang twice"]
    assert read_twins(site.index) == []


@pytest.mark.parametrize("code", ["ENOLCK", "EOPNOTSUPP", "ENOSYS"])
def test_without_locks_what_is_on_the_disk_already_is_still_not_lost(two, unheard, monkeypatch, code):
    site, maria, jo, message = two

    def no_locks(_fd, _deed):
        raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    matters.note_on(maria, message, "rang twice").result(timeout=10)
    matters.note_on(jo, message, "wrote to her").result(timeout=10)
    assert words(site, message) == ["rang twice", "wrote to her"]
