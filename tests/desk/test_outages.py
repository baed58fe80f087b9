"""An outage in force is in the record of each call that it concerns, with its id and what callers were told."""

from msgspec.structs import replace

from callpilot.desk import emergencies
from callpilot.desk.books import entered
from callpilot.desk.outage_notes import note_on_open_calls
from callpilot.desk.outages import affected_account, outages, outages_for
from callpilot.desk.writing import put
from callpilot.records.kinds import Incident
from callpilot.records.parts import ProcedureRecord


def out(desk, **values):
    """Declare an outage, beside what was declared before."""
    identity = emergencies.declare_outage(desk)
    put(desk, identity, **{"nature": "telephones", "told": "We can't put you through.", **values})
    return identity


def elsewhere(desk, **what):
    """An outage that another desk has declared."""
    common = {"kind": "outage", "operator": "Bo", "opened_at": desk.stamp(), "nature": "network"}
    record = Incident(id="20240304-desk-9-0001-i1", **{**common, **what})
    desk.become(replace(desk.state, books=entered(desk.state.books, record)))
    return record


def test_a_call_that_is_answered_meanwhile_keeps_the_note_with_the_id(place, desk):
    identity = out(desk, alternative="by e-mail")
    call = place.call()
    emergencies.give_outcome(desk, identity, "works again").result(timeout=10)
    assert outages(desk.state) == []
    assert place.close(call)["fields"]["outage"] == (
        f"{identity}: telephones; callers are told: We can't put you through.; alternative: by e-mail"
    )


def test_a_call_answered_before_keeps_it_too_though_the_outage_ended_in_the_middle(place, desk, call):
    identity = out(desk)
    assert "outage" not in place.values(call)
    emergencies.give_outcome(desk, identity, "works again").result(timeout=10)
    assert place.values(call)["outage"].startswith(f"{identity}: telephones")


def test_a_call_after_the_outage_has_no_note(place, desk):
    emergencies.give_outcome(desk, out(desk), "works again").result(timeout=10)
    assert "outage" not in place.close(place.call())["fields"]


def test_what_callers_are_told_last_stands_in_the_record(place, desk):
    identity = out(desk)
    call = place.call()
    put(desk, identity, told="It will take until noon.")
    assert (
        place.close(call)["fields"]["outage"] == f"{identity}: telephones; callers are told: It will take until noon."
    )


def test_two_outages_at_once_are_both_told_and_noted(place, desk):
    own, other = out(desk), elsewhere(desk, told="No e-mail.").id
    assert [one.id for one in outages(desk.state)] == [own, other]
    note = place.close(place.call())["fields"]["outage"].splitlines()
    assert [line.partition(":")[0] for line in note] == [own, other]


def test_another_desks_outage_is_noted_in_the_calls_that_are_open_when_it_is_read(place, desk, call):
    other = elsewhere(desk, told="No e-mail.")
    note_on_open_calls(desk)
    assert place.values(call)["outage"] == f"{other.id}: network; callers are told: No e-mail."
    note_on_open_calls(desk)
    assert place.values(call)["outage"].count(other.id) == 1


def test_one_accounts_outage_is_in_its_calls_only(place, desk):
    identity = out(desk, affected_account="Hart & Webb")
    assert [one.id for one in outages_for(desk.state, "law")] == [identity]
    assert outages_for(desk.state, "surgery") == []
    assert "outage" in place.close(place.call(line="law"))["fields"]
    assert "outage" not in place.close(place.call(line="surgery"))["fields"]


def test_an_account_is_known_by_id_name_or_their_beginning_and_a_doubt_means_every_account(desk):
    site = desk.state.site
    assert affected_account(site, " LAW ") == "law"
    assert affected_account(site, "dr osei") == "surgery"
    for doubtful in ("", "  ", "nobody", "[x]", "h" * 500):
        assert affected_account(site, doubtful) in ("", "law")
    assert affected_account(site, "nobody") == ""


def test_until_somebody_writes_it_the_protocols_sentence_is_told_here_and_at_other_desks(desk):
    out(desk, told="")
    assert (
        outages(desk.state)[0].told == "We have a technical fault, and I am sorry that I can't do this for you at once."
    )
    elsewhere(desk, procedures=(ProcedureRecord(id="system-outage", version="1.1", sha256="0"),))
    assert outages(desk.state)[1].told == outages(desk.state)[0].told
    elsewhere(desk, procedures=(ProcedureRecord(id="gone", version="1", sha256="0"),))
    assert outages(desk.state)[1].told


def test_what_is_published_to_other_desks_is_what_is_told_here(place, desk):
    identity = out(desk, alternative="by e-mail", affected_account="law")
    emergencies.publish(desk)
    place.settle()
    record = place.record(identity)
    assert (record["told"], record["fields"]["alternative"]) == ("We can't put you through.", "by e-mail")
    assert record["fields"]["affected_account"] == "law"


def test_cards_and_controls_in_what_callers_are_told_do_no_harm(place, desk):
    out(desk, told="pay\x1b[2J with 4111 1111 1111 1111\nor not")
    place.close(place.call())
    assert b"411111111111" not in place.bytes_on_disk().replace(b" ", b"")
    assert b"\x1b" not in place.bytes_on_disk()
