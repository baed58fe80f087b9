"""Looking for words in titles and texts: what was typed wins, slips are forgiven, size costs nothing."""

import random
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.counting import calls_made

from callpilot.desk.catalogue import ALIKE, BEGINS, EXACT, PARTLY, TEXT, TITLE, Catalogue, Listed
from callpilot.desk.spelling import fold, sought

STAFF = Catalogue(
    [
        Listed(title="Anna Petrova", text="Billing, accounts", digits="442079460118"),
        Listed(title="Ann Lee", text="Cardiology nurse"),
        Listed(title="Cardiology", text="department"),
        Listed(title="Dr Kwame Osei", text="Cardiology consultant", digits="442079460111 4711"),
        Listed(title="Zoë Müller-Strauß", text="English, German"),
        Listed(title="Sam O'Brien", text="Lifts"),
        Listed(title="Jo Smith", text="Reception", accounts=("law",)),
        Listed(title="Jo Smith", text="Reception", accounts=("surgery",)),
    ]
)
NAMES = [one.title for one in STAFF._listed]


def found(text, account="", limit=10):
    return [NAMES[hit.place] for hit in STAFF.search(sought(text), limit, account=account)]


def fits(text):
    return {NAMES[hit.place]: hit.fit for hit in STAFF.search(sought(text), 10)}


def test_the_whole_title_comes_before_its_beginning_and_that_before_a_word_of_the_text():
    assert found("cardiology")[0] == "Cardiology"
    assert fits("cardiology") == {"Cardiology": EXACT, "Ann Lee": TEXT, "Dr Kwame Osei": TEXT}
    assert found("ann") == ["Ann Lee", "Anna Petrova"]
    assert fits("ann")["Anna Petrova"] == BEGINS
    assert fits("osei") == {"Dr Kwame Osei": TITLE}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("osie", "Dr Kwame Osei"),
        ("kwmae", "Dr Kwame Osei"),
        ("petrva", "Anna Petrova"),
        ("pertova", "Anna Petrova"),
        ("cardilo", "Cardiology"),
        ("crdi", "Cardiology"),
        ("kwame osie", "Dr Kwame Osei"),
        ("mrs osei", "Dr Kwame Osei"),
    ],
)
def test_a_slip_is_forgiven_even_in_a_word_that_is_still_being_typed(typed, meant):
    assert meant in found(typed)
    assert fits(typed)[meant] in (ALIKE, PARTLY)


def test_case_accents_and_apostrophes_do_not_matter():
    assert found("zoe muller strauss") == found("ZOË MÜLLER") == ["Zoë Müller-Strauß"]
    assert found("obrien") == found("O’Brien") == ["Sam O'Brien"]


@pytest.mark.parametrize("typed", ["020 7946 0111", "+44 20 7946 0111", "(0)20-7946.0111", "0111", "7946 0111", "4711"])
def test_a_number_is_found_however_it_is_written_and_by_its_end(typed):
    assert found(typed)[0] == "Dr Kwame Osei"


def test_what_is_for_the_account_in_front_comes_first():
    first = [STAFF.search(sought("jo smith"), 2, account=account)[0].place for account in ("law", "surgery")]
    assert [STAFF._listed[place].accounts for place in first] == [("law",), ("surgery",)]


def test_a_question_is_found_though_nobody_asks_it_as_it_is_written():
    answers = Catalogue(
        [
            Listed(title="When is the surgery open?", text="Half past eight to six."),
            Listed(title="How do I get a repeat prescription?", text="In writing, two working days."),
        ]
    )
    hits = answers.search(sought("please can I have a repeat prescripton for mum"), 5)
    assert [hit.place for hit in hits] == [1]


@pytest.mark.parametrize("typed", ["", " ", "?!", "[/]", "\x00", "'", "..", "-"])
def test_what_has_no_word_finds_nothing(typed):
    assert found(typed) == []


def test_letters_alone_are_no_reason_to_offer_somebody():
    assert found("zzzz s n") == found("qqqq a o") == []


@given(st.text(max_size=300))
def test_whatever_is_typed_is_harmless(text):
    hits = STAFF.search(sought(text), 5)
    assert len(hits) <= 5
    assert len({hit.place for hit in hits}) == len(hits)


@given(st.sampled_from(NAMES), st.integers(1, 12))
def test_every_beginning_of_a_name_finds_it(name, letters):
    start = name[:letters]
    if fold(start).strip():
        assert name in found(start)


def test_fifty_thousand_people_feel_like_ten():
    made = random.Random(7)
    parts = ["".join(made.choice("bdfgklmnprstv") + made.choice("aeiou") for _ in range(3)) for _ in range(9000)]
    listed = [
        Listed(title=f"{made.choice(parts)} {made.choice(parts)}", text=f"{made.choice(parts)} consultant english")
        for _ in range(50_000)
    ]
    listed[31_415] = Listed(title="Kwame Osei", text="Cardiology consultant")
    many = Catalogue(listed)
    many.search(sought("warm"), 10)
    for typed in ("osei", "osie", "k", "kwame osei", "consultant", "kwmae osie"):
        hits = many.search(sought(typed), 10)
        assert calls_made(partial(many.search, sought(typed), 10)) < 2 * len(listed), typed
        if "os" in typed:
            assert hits[0].place == 31_415
