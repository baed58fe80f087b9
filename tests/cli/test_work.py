"""`callpilot work`: everything open at every desk, the most urgent first, as the console lists it."""

import json

from msgspec.structs import replace

from callpilot.journal.store import Draft, Journal
from callpilot.records.changes import CallOpened, Typed
from callpilot.records.kinds import Escalation, FollowUp, Message

OPEN = ["0045-i1", "0042-e1", "0042-m1"]


def keep_follow_up(place, record):
    journal = Journal(place.data, "desk-9")
    journal.append_now([Draft(kind="follow_up", id=record.id, by="jo", data=record)])
    journal.close()


def follow_up(place, **more):
    common = {"id": f"{place.call_id}-f1", "what": "Send the [b]form[/b]", "owner": "Jo", "account": "law",
              "opened_at": place.ago(600), "due_at": place.ago(60)}  # fmt: skip
    return FollowUp(**{**common, **more})


def test_every_open_item_stands_on_a_line_the_most_urgent_first(full):
    lines = full.run("work").splitlines()
    assert lines[0].split() == ["Id", "Kind", "Level", "Due", "Age", "Last", "Owner", "Who", "What", "Next"]
    assert [line.split()[0] for line in lines[1:]] == OPEN
    assert "OVERDUE" in lines[2]
    assert "deliver to Dr Osei" in lines[3]
    assert full.status == 0


def test_json_has_one_object_a_line_with_every_member(full):
    items = [json.loads(line) for line in full.run("work", "--json").splitlines()]
    assert [item["id"][-7:] for item in items] == OPEN
    members = {"id", "kind", "state", "what", "who", "callback", "account", "level", "owner", "for_whom", "since",
               "age_s", "due", "overdue", "last", "idle_s", "tried", "next"}  # fmt: skip
    assert all(members <= set(item) for item in items)
    assert items[1]["overdue"] is True


def test_calls_that_are_not_closed_come_from_every_desks_sheets_and_a_closed_item_is_gone(full):
    journal = Journal(full.data, "desk-8")
    identity = f"{full.call_id[:8]}-desk-8-0001"
    sheet = journal.sheet(identity)
    sheet.write(CallOpened(at=full.ago(2), mono=0, id=identity, operator="noor", desk="desk-8"))
    sheet.write(Typed(at=full.ago(1), mono=1, field="name", text="Lund"))
    journal.close()
    full.keep(Message(id=f"{full.call_id}-m1", call=full.call_id, state="delivered", taken_at=full.ago(29)))
    text = full.run("work")
    assert "● call" in text
    assert "Lund" in text
    assert "0042-m1" not in text


def test_a_follow_up_due_in_the_past_is_overdue_and_its_markup_stands_as_it_is(full):
    keep_follow_up(full, follow_up(full))
    line = next(line for line in full.run("work").splitlines() if "follow-up" in line)
    assert "OVERDUE 1h 0" in line
    assert "Send the [b]form[/b]" in line


def test_only_what_an_owner_or_an_account_has(full):
    keep_follow_up(full, follow_up(full))
    full.keep(replace(_escalation(full), owner="Jo", account="law"))
    assert [line.split()[0] for line in full.run("work", "--owner", "jo").splitlines()[1:]] == ["0042-f1", "0042-e1"]
    assert len(full.run("work", "--account", "law").splitlines()) == 3
    assert full.run("work", "--owner", "Jo", "--account", "main") == "Nothing is open for owner Jo and account main.\n"
    assert full.status == 0
    assert full.run("work", "--owner", "nobody", "--json") == ""


def _escalation(place):
    return Escalation(
        id=f"{place.call_id}-e1", call=place.call_id, severity="high", to="x", reason="y", due_at=place.ago(1)
    )


def test_nothing_open_is_one_line_and_status_0(place):
    assert place.run("work") == "Nothing is open.\n"
    assert place.status == 0
    assert place.run("work", "--json") == ""


def test_what_cant_be_read_as_a_time_stands_without_one(full):
    keep_follow_up(full, follow_up(full, due_at="soon", opened_at="long ago"))
    line = next(line for line in full.run("work").splitlines() if "follow-up" in line)
    assert "OVERDUE" not in line
    assert full.status == 0


def test_an_account_that_nobody_has_is_one_line(full):
    full.run("work", "--account", "nope")
    assert (full.status, full.out) == (1, "")
    assert "there is no account “nope”; there are: " in full.err
