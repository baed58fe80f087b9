"""Find: one question over procedures, answers, people, callers and calls, whatever is typed."""

import random
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.counting import calls_made
from tests.desk.people import FAQ, NASTY, PEOPLE
from tests.desk.place import shipped

from callpilot.desk.completing import meant, offers, standing_words
from callpilot.desk.finding import (
    FoundAnswer,
    FoundCall,
    FoundCaller,
    FoundLive,
    FoundPerson,
    FoundProcedure,
    FoundRoster,
    find,
    together,
)
from callpilot.desk.finding_calls import find_calls
from callpilot.desk.following import open_procedure
from callpilot.desk.writing import put
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.site.people import Contact, People


@pytest.fixture
def desk(place, tmp_path):
    """A desk with a directory, and questions among its procedures."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "faq.toml").write_text(FAQ, "utf-8")
    library = load_library([shipped_folder(), folder])
    place.desk.become(replace(place.desk.state, people=PEOPLE, library=library))
    return place.desk


def group(groups, kind):
    return next((one.found for one in groups if one.kind == kind), ())


def people(groups):
    return [one.contact.name for one in group(groups, "people") if isinstance(one, FoundPerson)]


# -- procedures, answers, people ------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["complaint", "complaitn", "compl", "COMPLAINT"])
def test_a_procedure_is_found_by_its_title_however_it_is_typed(desk, typed):
    first = find(desk, typed)[0]
    assert first.kind == "procedures"
    assert isinstance(first.found[0], FoundProcedure)
    assert first.found[0].procedure.id == "complaint"


@pytest.mark.parametrize("typed", ["park", "prak", "where to park", "wheelchair"])
def test_an_answer_is_found_by_its_question_or_its_words(desk, typed):
    found = group(find(desk, typed), "answers")
    assert isinstance(found[0], FoundAnswer)
    assert found[0].entry.question == "Where can I park my car?"


@pytest.mark.parametrize("typed", ["osei", "osie", "kwame", "cardiologist", "7946 0111", "4711", "twi", "osei@surg"])
def test_a_person_is_found_by_name_role_number_language_and_address(desk, typed):
    assert people(find(desk, typed))[0] == "Dr Kwame Osei"


def test_a_person_is_shown_with_how_they_can_be_reached_and_a_list_with_who_is_on_call(desk):
    found = group(find(desk, "cardiology"), "people")
    roster = next(one for one in found if isinstance(one, FoundRoster))
    assert [one.name for one in roster.who] == ["Dr Kwame Osei", "Nurse Ana Reyes"]
    words = {one.contact.id: one.words for one in found if isinstance(one, FoundPerson)}
    assert words["osei"] == "on call to 18:00"


def test_people_of_the_account_in_front_come_first(desk, place):
    assert people(find(desk, "jo smith"))[0] == "Jo Smith"
    place.call(line="surgery")
    assert people(find(desk, "jo smith"))[0] == "Jo Smithson"


def test_what_was_surely_meant_comes_before_what_is_only_like_it(desk):
    kinds = [one.kind for one in find(desk, "osei")]
    assert kinds[0] == "people"


def test_markup_and_controls_are_words_like_others(desk):
    assert people(find(desk, "[@click=app.quit]Robert[/]")) == [NASTY.name]
    for typed in ("\x1b[31m", "\u202e", "\x00\x07", "[/]", "[red]", "%s {0} ' OR 1=1 --"):
        find(desk, typed)


def test_a_hundred_thousand_characters_are_looked_at_as_far_as_is_sensible(desk, place):
    index = place.indexed()
    for text in ("x" * 100_000, "osei " * 20_000, "\n" * 100_000, "1" * 100_000):
        count = calls_made(partial(find, desk, text)) + calls_made(partial(find_calls, index, desk.state, text))
        assert count < len(text), "not every letter is looked at"


# -- callers and calls ----------------------------------------------------------------------------------


@pytest.fixture
def past(desk, place):
    """Three closed calls: Hill Dental twice, Nora Pipe once."""
    for number, name, subject in (
        ("+442079460018", "Hill Dental", "broken chair"),
        ("+441614960733", "Nora Pipe", "leak under the sink"),
        ("+442079460018", "Hill Dental", "invoice"),
    ):
        call = place.call(number, name=name)
        put(desk, call, subject=subject, company="Castle Court")
        place.close(call)
        place.clock.advance(60)
    return place


@pytest.mark.parametrize("typed", ["hill", "Hill Dental", "0018", "020 7946 0018", "+442079460018"])
def test_a_caller_is_one_however_often_they_called(past, desk, typed):
    (caller,) = group(find_calls(past.indexed(), desk.state, typed), "callers")
    assert isinstance(caller, FoundCaller)
    assert (caller.name, caller.count, caller.newest.subject) == ("Hill Dental", 2, "invoice")


def test_calls_are_found_by_any_of_their_words_the_newest_first(past, desk):
    calls = group(find_calls(past.indexed(), desk.state, "castle"), "calls")
    assert [call.row.subject for call in calls] == ["invoice", "leak under the sink", "broken chair"]
    assert group(find_calls(past.indexed(), desk.state, "sink"), "callers") == ()


def test_a_call_that_is_not_closed_is_found_too(past, desk, place):
    call = place.call("+442079460555", name="Omar Reed")
    put(desk, call, subject="lost parcel")
    for typed in ("omar", "parcel", "0555", call[-4:]):
        found = group(find_calls(past.indexed(), desk.state, typed), "calls")
        assert [one.call.id for one in found if isinstance(one, FoundLive)] == [call], typed


def test_callers_whose_number_is_withheld_are_told_apart_by_name(desk, place):
    for name in ("Ida North", "Ida North", "Ida South"):
        place.close(place.call("anonymous", name=name))
    callers = group(find_calls(place.indexed(), desk.state, "ida"), "callers")
    assert sorted((one.name, one.count) for one in callers) == [("Ida North", 2), ("Ida South", 1)]


# -- nothing typed --------------------------------------------------------------------------------------


def test_nothing_typed_shows_what_is_useful_who_is_on_call_and_the_latest_calls(past, desk):
    groups = together(find(desk, " "), find_calls(past.indexed(), desk.state, ""))
    assert [one.kind for one in groups] == ["procedures", "people", "calls"]
    assert [one.roster.id for one in group(groups, "people")] == ["cardiology"]
    assert next(one.row.subject for one in group(groups, "calls") if isinstance(one, FoundCall)) == "invoice"


def test_nothing_typed_shows_the_procedure_used_last_first(desk, place):
    call = place.call()
    place.clock.advance(5)
    open_procedure(desk, call, "complaint", "tried")
    assert group(find(desk, ""), "procedures")[0].procedure.id == "complaint"


def test_a_site_with_nothing_at_all_finds_nothing_and_says_so_by_an_empty_list(place):
    place.desk.become(replace(place.desk.state, library=replace_library()))
    assert find(place.desk, "") == ()
    assert find(place.desk, "anything") == ()
    assert offers(place.desk, "anything") == ()


def replace_library():
    empty = load_library([])
    assert not empty.procedures
    return empty


# -- completing a name ----------------------------------------------------------------------------------


def test_a_name_that_is_begun_offers_who_may_be_meant_with_role_and_reach(desk):
    first = offers(desk, "os")[0]
    assert (first.name, first.role, first.words) == ("Dr Kwame Osei", "Cardiologist, Cardiology", "on call to 18:00")


def test_a_list_means_who_of_it_is_on_call(desk):
    offer = next(one for one in offers(desk, "cardiology on") if "→" in one.shown)
    assert offer.shown == "Cardiology on call → Dr Kwame Osei"
    assert offer.name == "Dr Kwame Osei"
    empty = next(one for one in offers(desk, "lift eng"))
    assert (empty.name, empty.words) == ("Lift engineers", "nobody on call")


def test_a_name_that_is_whole_offers_nobody(desk):
    assert offers(desk, "Dr Kwame Osei") == ()
    assert offers(desk, "") == offers(desk, "zzzzzzzz") == ()


def test_the_name_in_a_field_says_how_somebody_can_be_reached(desk):
    assert standing_words(desk, "dr  kwame OSEI") == "on call to 18:00"
    assert standing_words(desk, "Somebody Else") == standing_words(desk, "") == ""


def test_of_two_people_with_one_name_the_account_s_own_is_meant(desk, place):
    twins = {one: Contact(id=one, name="Pat Grey", accounts=(one,)) for one in ("law", "surgery")}
    desk.become(replace(desk.state, people=People(contacts=twins)))
    place.call(line="surgery")
    assert meant(desk, "pat grey") == twins["surgery"]


def test_the_catalogue_follows_the_directory(desk):
    assert offers(desk, "os")
    desk.become(replace(desk.state, people=People(contacts={"new": Contact(id="new", name="Nell New")})))
    assert offers(desk, "os") == ()
    assert offers(desk, "nell")[0].name == "Nell New"
    assert meant(desk, "Dr Kwame Osei") is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_whatever_is_typed_every_offer_is_somebody_who_exists(desk, text):
    names = {one.name for one in PEOPLE.contacts.values()} | {one.title for one in PEOPLE.rosters.values()}
    assert {offer.name for offer in offers(desk, text)} <= names


def test_fifty_thousand_contacts_are_completed_between_two_keys(desk):
    made = random.Random(3)
    parts = ["".join(made.choice("bdfgklmnprstv") + made.choice("aeiou") for _ in range(3)) for _ in range(9000)]
    contacts = {
        str(n): Contact(id=str(n), name=f"{made.choice(parts)} {made.choice(parts)}", role="consultant")
        for n in range(50_000)
    }
    desk.become(replace(desk.state, people=People(contacts={**contacts, **PEOPLE.contacts})))
    offers(desk, "o")
    for typed in ("o", "os", "ose", "osei"):
        assert calls_made(partial(offers, desk, typed)) < 2 * len(contacts)
    assert offers(desk, "osei")[0].name == "Dr Kwame Osei"


def test_the_shipped_procedures_are_found_without_any_directory(place):
    place.desk.become(replace(place.desk.state, library=shipped()))
    assert group(find(place.desk, "escalation"), "procedures")[0].procedure.id == "call-escalation"
