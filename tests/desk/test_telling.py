"""Who must be told of an incident, in what order, and what becomes of each: nobody is forgotten, nothing is erased."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.desk.place import a_place

from callpilot.desk import emergencies, following, reaching
from callpilot.desk.marking_told import incident_now, key_of, mark_not_reached, mark_told
from callpilot.desk.state import DeedRefused
from callpilot.desk.telling import all_duties, lacking, next_to_tell, to_be_told, told_duties
from callpilot.procedures.loading import Library
from callpilot.site.people import Contact, Duty, People, Roster, Way, WeekSpan

MOBILE = Way(kind="mobile", to="+447700900123")
PAGER = Way(kind="pager", to="4711")
OSEI = Contact(id="osei", name="Dr Adaeze Osei", role="cardiologist", ways=(MOBILE, PAGER), deputies=("lund",))
LUND = Contact(id="lund", name="Dr Lund", ways=(Way(kind="mobile", to="+447700900124"),))
GATE = Contact(id="gate", name="Gatehouse", kind="service", ways=(Way(to="+442079460101"),))
CARDIOLOGY = Roster(id="cardiology", title="Cardiology", duties=(Duty(who=("osei",)),))
HOSPITAL = People(contacts={one.id: one for one in (OSEI, LUND, GATE)}, rosters={"cardiology": CARDIOLOGY})


def prepare(desk, *contacts, people=HOSPITAL):
    """Let the emergency protocol name these contacts."""
    library = desk.state.library
    protocol = replace(library.procedures["emergency-response"], contacts=contacts)
    procedures = {**library.procedures, "emergency-response": protocol}
    library = Library(procedures=procedures, problems=[])
    desk.become(replace(desk.state, library=library, people=people))


def declared(desk, *contacts, people=HOSPITAL):
    prepare(desk, *contacts, people=people)
    return emergencies.declare(desk)


def listed(desk, incident):
    return [(one.name, one.state) for one in to_be_told(desk.state, desk.state.incidents[incident])]


def following_name(desk, incident):
    one = next_to_tell(to_be_told(desk.state, desk.state.incidents[incident]))
    return one and one.name


def test_the_protocols_contacts_stand_in_order_and_a_roster_for_whoever_is_on_call(desk):
    incident = declared(desk, "ambulance-service", "cardiology", "gate")
    people = to_be_told(desk.state, desk.state.incidents[incident])
    assert [one.name for one in people] == ["ambulance service", "Dr Adaeze Osei", "Gatehouse"]
    assert [one.contact for one in people] == ["", "osei", "gate"]
    assert "Cardiology" in people[1].why
    assert people[1].way == MOBILE
    assert {one.state for one in people} == {"open"}


def test_one_key_marks_the_next_one_told_with_time_and_way_in_the_record(place, desk):
    incident = declared(desk, "cardiology", "gate")
    place.clock.advance(60)
    assert mark_told(desk, incident).name == "Dr Adaeze Osei"
    place.clock.advance(60)
    mark_told(desk, incident)
    place.settle()
    record = place.record(incident)
    told = [(one["to"], one["contact"], one["how"], one["at"][11:16], one["by"]) for one in record["people_told"]]
    assert told == [
        ("Dr Adaeze Osei", "osei", "mobile +447700900123", "10:43", "Maria"),
        ("Gatehouse", "gate", "phone +442079460101", "10:44", "Maria"),
    ]
    assert [one["of"] for one in place.records("delivery")] == [incident, incident]
    assert "told Gatehouse (phone +442079460101)" in [item["text"] for item in record["timeline"]]


def test_not_reached_offers_the_next_way_then_the_deputy_and_stays_on_the_list(desk):
    incident = declared(desk, "cardiology", "gate")
    mark_not_reached(desk, incident)
    one = to_be_told(desk.state, desk.state.incidents[incident])[0]
    assert (one.state, one.way) == ("open", PAGER)
    mark_not_reached(desk, incident)
    assert listed(desk, incident) == [
        ("Dr Adaeze Osei", "not reached"), ("Dr Lund", "open"), ("Gatehouse", "open"),
    ]  # fmt: skip
    assert following_name(desk, incident) == "Dr Lund"
    mark_told(desk, incident)
    mark_told(desk, incident)
    people = to_be_told(desk.state, desk.state.incidents[incident])
    assert not lacking(people)
    assert next_to_tell(people) is None
    with pytest.raises(DeedRefused, match="everybody is told"):
        mark_told(desk, incident)
    mark_told(desk, incident, "osei")  # rang back later
    assert listed(desk, incident)[0] == ("Dr Adaeze Osei", "told")


def test_when_all_were_tried_in_vain_the_one_tried_longest_ago_is_next_again(place, desk):
    incident = declared(desk, "gate", "lund")
    mark_not_reached(desk, incident)
    place.clock.advance(1)
    mark_not_reached(desk, incident)
    place.clock.advance(1)
    assert following_name(desk, incident) == "Gatehouse"
    mark_not_reached(desk, incident)
    assert following_name(desk, incident) == "Dr Lund"
    people = to_be_told(desk.state, desk.state.incidents[incident])
    assert [one.name for one in lacking(people)] == ["Gatehouse", "Dr Lund"]


def test_a_slip_is_taken_back_by_a_word_and_never_erased(place, desk):
    incident = declared(desk, "gate", "lund")
    mark_told(desk, incident)
    mark_not_reached(desk, incident, "gate")
    assert listed(desk, incident) == [("Gatehouse", "open"), ("Dr Lund", "open")]
    mark_told(desk, incident)
    place.settle()
    record = place.record(incident)["people_told"]
    assert [one["outcome"] for one in record] == ["told", "no answer", "told"]
    assert record[1]["note"].startswith("correction: not told at 10:42")


def test_who_is_told_already_isnt_told_twice_by_a_slip(desk):
    incident = declared(desk, "gate")
    mark_told(desk, incident)
    with pytest.raises(DeedRefused, match="told already, at 10:42"):
        mark_told(desk, incident, "gate")


def test_with_the_last_one_told_the_protocols_step_is_done_and_says_who(place, desk):
    incident = declared(desk, "gate", "lund")
    mark_told(desk, incident)
    assert desk.state.incidents[incident].runs[0].mark("tell-people").outcome == "open"
    current = desk.state.incidents[incident].runs[0].current
    mark_told(desk, incident)
    run = desk.state.incidents[incident].runs[0]
    assert run.mark("tell-people").outcome == "done"
    assert run.mark("tell-people").answer == "Gatehouse 10:42; Dr Lund 10:42"
    assert desk.state.incidents[incident].values["informed"] == "Gatehouse 10:42; Dr Lund 10:42"
    assert run.current == current
    following.go_to(desk, incident, "handed-over")
    following.tick(desk, incident)
    assert desk.state.incidents[incident].runs[0].current == "outcome"


def test_a_step_that_is_current_is_ticked_and_left_and_words_in_its_field_stay(desk):
    incident = declared(desk, "gate")
    following.go_to(desk, incident, "tell-people")
    from callpilot.desk.writing import put

    put(desk, incident, informed="the mayor, 10:40")
    mark_told(desk, incident)
    run = desk.state.incidents[incident].runs[0]
    assert run.current == "outcome"
    assert desk.state.incidents[incident].values["informed"] == "the mayor, 10:40"


def test_who_was_on_call_when_it_was_declared_must_be_told_however_long_it_lasts(place, desk):
    early = Duty(who=("osei",), week=(WeekSpan(start=0, end=11 * 60),))
    late = Duty(who=("lund",), week=(WeekSpan(start=11 * 60, end=0),))
    roster = Roster(id="cardiology", duties=(early, late))
    incident = declared(desk, "cardiology", people=replace(HOSPITAL, rosters={"cardiology": roster}))
    place.clock.advance(3600)
    assert listed(desk, incident) == [("Dr Adaeze Osei", "open")]


def test_the_rosters_of_the_calls_account_go_before_the_sites(place, desk):
    own = Roster(id="law-cardiology", duties=(Duty(who=("lund",)),))
    prepare(desk, "cardiology", people=replace(HOSPITAL, rosters={"cardiology": CARDIOLOGY, own.id: own}))
    place.call()
    assert listed(desk, emergencies.declare(desk)) == [("Dr Lund", "open")]


def test_a_site_without_a_directory_sees_the_contacts_as_words(desk):
    incident = emergencies.declare(desk)
    assert [name for name, _state in listed(desk, incident)] == [
        "public emergency service", "site security", "duty supervisor",
    ]  # fmt: skip
    mark_told(desk, incident)
    mark_not_reached(desk, incident)
    assert [state for _name, state in listed(desk, incident)] == ["told", "not reached", "open"]


# -- bad input ---------------------------------------------------------------------------------------------


def test_a_contact_without_any_way_is_marked_like_any_other(desk):
    bare = Contact(id="nurse", name="Nurse Okafor")
    incident = declared(desk, "nurse", people=People(contacts={"nurse": bare}))
    assert to_be_told(desk.state, desk.state.incidents[incident])[0].way is None
    mark_not_reached(desk, incident)
    assert listed(desk, incident) == [("Nurse Okafor", "not reached")]
    mark_told(desk, incident)
    assert [one.how for one in desk.state.incidents[incident].tried] == ["", ""]


def test_deputies_who_stand_in_for_one_another_end(desk):
    ring = {
        name: Contact(id=name, name=name, deputies=(other,)) for name, other in (("a", "b"), ("b", "c"), ("c", "a"))
    }
    incident = declared(desk, "a", people=People(contacts=ring))
    for _turn in range(3):
        mark_not_reached(desk, incident)
    assert listed(desk, incident) == [("a", "not reached"), ("b", "not reached"), ("c", "not reached")]


def test_a_directory_that_changes_in_the_middle_loses_nothing_that_was_marked(desk):
    incident = declared(desk, "cardiology", "gate")
    mark_told(desk, incident)
    renamed = replace(OSEI, name="Dr A. Osei-Mensah")
    desk.become(replace(desk.state, people=replace(HOSPITAL, contacts={**HOSPITAL.contacts, "osei": renamed})))
    assert listed(desk, incident) == [("Dr A. Osei-Mensah", "told"), ("Gatehouse", "open")]
    desk.become(replace(desk.state, people=People()))
    assert listed(desk, incident) == [("cardiology", "open"), ("gate", "open"), ("Dr Adaeze Osei", "told")]


def test_who_was_told_before_the_directory_was_read_is_told(desk):
    incident = declared(desk, "duty-supervisor", people=People())
    mark_told(desk, incident)
    bo = Contact(id="duty-supervisor", name="Bo Park", ways=(MOBILE,))
    desk.become(replace(desk.state, people=People(contacts={bo.id: bo})))
    assert listed(desk, incident) == [("Bo Park", "told")]


def test_two_of_one_name_are_two_people(desk):
    twins = {name: Contact(id=name, name="Reception", ways=(Way(to=f"+44207946010{n}"),))
             for n, name in enumerate(("north", "south"))}  # fmt: skip
    incident = declared(desk, "north", "south", people=People(contacts=twins))
    mark_told(desk, incident)
    assert [state for _name, state in listed(desk, incident)] == ["told", "open"]


def test_a_roster_with_nobody_on_call_stays_on_the_list(desk):
    incident = declared(desk, "night", people=People(rosters={"night": Roster(id="night", title="Night nurses")}))
    people = to_be_told(desk.state, desk.state.incidents[incident])
    assert [(one.name, one.why) for one in people] == [("Night nurses", "nobody is on call")]


def test_a_protocol_that_is_gone_or_names_nobody_leaves_an_empty_list(desk):
    incident = declared(desk)
    assert listed(desk, incident) == []
    with pytest.raises(DeedRefused, match="names nobody"):
        mark_told(desk, incident)
    desk.become(replace(desk.state, library=Library(procedures={}, problems=[])))
    assert listed(desk, incident) == []


def test_attempts_logged_in_another_way_count_too_and_others_come_last(desk):
    incident = declared(desk, "cardiology")
    reaching.attempt(desk, incident, to="dr adaeze osei", how="mobile +44 7700 900123", outcome="left word")
    reaching.attempt(desk, incident, to="The mayor", outcome="told")
    people = to_be_told(desk.state, desk.state.incidents[incident])
    assert [(one.name, one.state) for one in people] == [("Dr Adaeze Osei", "open"), ("The mayor", "told")]
    assert people[0].way == PAGER
    assert all_duties(people) == {"cardiology"}
    assert told_duties(people) == frozenset()


# -- around it ---------------------------------------------------------------------------------------------


def test_the_incident_meant_is_the_one_in_front_then_the_calls_then_the_latest_emergency(place, desk, call):
    with pytest.raises(DeedRefused, match="no incident is open"):
        incident_now(desk.state)
    mine = emergencies.declare(desk)
    outage = emergencies.declare_outage(desk)
    assert incident_now(desk.state).id == outage
    from callpilot.desk import talking

    talking.bring_forward(desk, call)
    assert incident_now(desk.state).id == mine
    talking.bring_forward(desk, place.call())
    assert incident_now(desk.state).id == mine


def test_an_outcome_keeps_who_was_not_told(place, desk):
    incident = declared(desk, "gate", "lund", "osei")
    mark_told(desk, incident)
    mark_not_reached(desk, incident)
    emergencies.give_outcome(desk, incident, "false alarm").result(timeout=10)
    assert place.record(incident)["not_told"] == ["Dr Lund", "Dr Adaeze Osei"]
    with pytest.raises(DeedRefused, match="ended already"):
        mark_told(desk, incident)


def test_after_a_restart_the_list_is_as_it_was(place, desk):
    incident = declared(desk, "cardiology", "gate")
    mark_not_reached(desk, incident)
    mark_told(desk, incident)
    before = listed(desk, incident)
    desk = place.again(after=600)
    prepare(desk, "cardiology", "gate")
    assert listed(desk, incident) == before


NAMES = ("osei", "lund", "gate", "cardiology", "the mayor")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=4), st.lists(st.sampled_from(("told", "not", "slip")), max_size=14))
def test_whatever_is_marked_nobody_leaves_the_list_and_every_attempt_is_on_it_once(contacts, marks):
    with a_place() as place:
        desk = place.desk
        incident = declared(desk, *contacts)
        seen: set[str] = set()
        for mark in marks:
            people = to_be_told(desk.state, desk.state.incidents[incident])
            seen |= {key_of(one) for one in people}
            who = next((key_of(one) for one in people if one.state == "told"), "") if mark == "slip" else ""
            try:
                (mark_told if mark == "told" else mark_not_reached)(desk, incident, who)
            except DeedRefused:
                continue
        people = to_be_told(desk.state, desk.state.incidents[incident])
        attempts = [one.id for person in people for one in person.attempts]
        assert sorted(attempts) == sorted(one.id for one in desk.state.incidents[incident].tried)
        assert len({key_of(one) for one in people}) == len(people)
        kept = {key_of(one) for one in people}
        assert all(name in kept for name in seen if any(name in (one.contact, one.to) for one in
                   desk.state.incidents[incident].tried))  # fmt: skip
        assert (next_to_tell(people) is None) == (not lacking(people))
        assert all(one.way is None or one.way.words for one in people)
