"""What is left open at a desk where nobody is: every other desk has it in open work, and in its handover."""

import pytest
from msgspec.structs import replace
from tests.console.staging import staged

from callpilot.desk import emergencies
from callpilot.desk.elsewhere import Elsewhere
from callpilot.desk.handover_draft import draft_handover
from callpilot.desk.open_work import work_at
from callpilot.journal.lock import DeskLock
from callpilot.journal.sheet import sheet_files


@pytest.fixture
def left(site):
    """A call of Anna Petrov's that was open at desk-2 when its console died; desk-1 is open."""
    site.come("Jo", "desk-2")
    call = site.call("desk-2", name="Anna Petrov", subject="No heating")
    site.leave("desk-2")
    lock = DeskLock(site.home.data, "desk-2")
    assert lock.take("Jo") is None
    lock.release()
    return site, site.come("Maria", "desk-1"), call


def look(site, desk):
    desk.become(replace(desk.state, elsewhere=Elsewhere(site.home.data, desk.state.desk).look()))
    return work_at(desk.state, desk.clock.now())


def test_a_call_left_open_at_another_desk_is_open_work_and_says_where_it_is(left):
    site, desk, call = left
    (item,) = look(site, desk)
    assert (item.id, item.kind, item.state, item.who) == (call, "call", "left open", "Anna Petrov")
    assert item.next == "left open at desk-2, where nobody is: callpilot --desk desk-2 opens it"


def test_it_stands_in_the_handover_of_any_desk_until_it_is_closed(left):
    site, desk, call = left
    look(site, desk)
    handover = draft_handover(desk.state, desk.state.shift, desk.clock.now())
    assert [(item.id, item.kind, item.state) for item in handover.items] == [(call, "call", "left open")]
    assert "left open at desk-2" in handover.expect
    assert handover.items[0].accepted_by == ""  # Jo never signed off, and isn't there
    site.come("Jo", "desk-2")
    site.close(call, "desk-2")
    site.leave("desk-2")
    assert look(site, desk) == ()


def test_a_call_that_somebody_has_in_hand_at_another_desk_is_theirs_alone(left):
    site, _desk, call = left
    lock = DeskLock(site.home.data, "desk-2")
    assert lock.take("Jo") is None
    elsewhere = Elsewhere(site.home.data, "desk-1")
    assert elsewhere.look() == ()
    lock.release()
    assert [one.id for one in elsewhere.look()] == [call]
    assert [one.id for one in Elsewhere(site.home.data, "desk-2").look()] == []


def test_what_was_typed_before_the_desk_was_left_is_seen_and_nothing_is_read_twice(left, monkeypatch):
    site, _desk, call = left
    elsewhere = Elsewhere(site.home.data, "desk-1")
    assert elsewhere.look()[0].values["name"] == "Anna Petrov"
    reads = []
    monkeypatch.setattr("callpilot.desk.elsewhere.read_sheets", lambda *_all, only: reads.append(only) or {})
    assert elsewhere.look()[0].values["name"] == "Anna Petrov"
    assert reads == []
    with sheet_files(site.home.data / "open")[call][0].open("ab") as file:
        file.write(b"{}\n")
    elsewhere.look()
    assert reads == [{call}]


def test_an_emergency_left_open_is_seen_also_when_the_journal_never_had_it(site, monkeypatch):
    jo = site.come("Jo", "desk-2")
    monkeypatch.setattr("callpilot.desk.emergencies.keep_record", lambda _desk, _incident: None)
    incident = emergencies.declare(jo)
    site.leave("desk-2")
    desk = site.come("Maria", "desk-1")
    (item,) = look(site, desk)
    assert (item.id, item.kind) == (incident, "incident")
    assert "left open at desk-2" in item.next


def test_damaged_and_foreign_sheets_harm_nobody(left):
    site, desk, call = left
    folder = site.home.data / "open"
    for name in ("20240304-desk-9-0001.jsonl", "x.jsonl", "..jsonl", "20240304-..-0001.jsonl"):
        (folder / name).write_bytes(b'{"n":0,"t":"nonsense"}\nnot json\n\x00')
    (folder / "20240304-desk-8-0001.jsonl").mkdir()
    assert [item.id for item in look(site, desk)] == [call]


async def test_the_console_shows_it_and_says_in_words_how_it_is_taken_up(tmp_path, home_with_call):
    home, call = home_with_call
    async with staged(home) as stage:
        await stage.until(lambda: [one.id for one in stage.state.elsewhere] == [call])
        await stage.press("ctrl+w")
        await stage.sees("Open work", "Anna Petrov", "left open")
        await stage.press("enter")
        await stage.sees("left open at desk-2, where nobody is: callpilot --desk desk-2 opens it")


@pytest.fixture
def home_with_call(tmp_path):
    from tests.console.staging import make_home
    from tests.desk.workplace import Workplace

    home = make_home(tmp_path)
    there = Workplace(tmp_path)
    there.come("Jo", "desk-2")
    call = there.call("desk-2", name="Anna Petrov", subject="No heating")
    there.end()
    return home, call
