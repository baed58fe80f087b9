"""Two revisions made of one without knowing of each other, brought together: no word of either is missing."""

from hypothesis import given
from hypothesis import strategies as st

from callpilot.records.merging import merged

WORD = st.builds(lambda at, text: {"at": f"2026-11-23T10:{at:02}", "text": text}, st.integers(0, 59), st.text())
WORDS = st.lists(WORD, max_size=6)
VALUE = st.one_of(st.text(max_size=3), st.none(), st.integers(), WORDS, st.dictionaries(st.text(), st.text()))
RECORD = st.dictionaries(st.sampled_from(["owner", "state", "history", "fields", "items"]), VALUE)


@given(WORDS, WORDS, WORDS, st.booleans())
def test_every_word_that_was_there_or_was_added_is_there_in_order_of_time(before, mine, theirs, is_over):
    base = {"history": before}
    both = merged(base, {"history": [*before, *theirs]}, {"history": [*before, *mine]}, is_over=is_over)["history"]
    assert all(word in both for word in (*before, *mine, *theirs))
    if mine and theirs and mine != theirs:
        assert [word["at"] for word in both] == sorted(word["at"] for word in both)


@given(RECORD, RECORD, st.booleans())
def test_what_one_alone_has_changed_stands(base, changed, is_over):
    assert merged(base, base, changed, is_over=is_over) == {**dict.fromkeys(base), **changed}
    assert merged(base, changed, base, is_over=is_over) == {**dict.fromkeys(base), **changed}


@given(RECORD, RECORD, RECORD)
def test_bringing_together_once_more_changes_nothing(base, first, second):
    both = merged(base, first, second)
    assert merged(base, both, second) == both
    assert merged(base, both, first, is_over=True) == both


def test_members_that_each_changed_alone_are_both_changed():
    base = {"owner": "Maria", "urgency": "routine", "text": "ring back"}
    both = merged(base, {**base, "owner": "Sam"}, {**base, "urgency": "urgent"})
    assert both == {"owner": "Sam", "urgency": "urgent", "text": "ring back"}


def test_where_both_set_one_member_the_later_stands_unless_the_matter_was_over():
    base, first, second = {"state": "open"}, {"state": "delivered"}, {"state": "held"}
    assert merged(base, first, second) == second
    assert merged(base, first, second, is_over=True) == first


def test_items_with_ids_are_brought_together_each_by_itself():
    base = {"items": [{"id": "a", "by": ""}, {"id": "b", "by": ""}]}
    first = {"items": [{"id": "a", "by": "Jo"}, {"id": "b", "by": ""}]}
    second = {"items": [{"id": "a", "by": ""}, {"id": "b", "by": "Sam"}]}
    assert merged(base, first, second) == {"items": [{"id": "a", "by": "Jo"}, {"id": "b", "by": "Sam"}]}


def test_two_things_that_both_numbered_alike_are_both_there():
    base = {"items": [{"id": "d1", "to": "Ann"}]}
    first = {"items": [*base["items"], {"id": "d2", "to": "Ben"}]}
    second = {"items": [*base["items"], {"id": "d2", "to": "Cleo"}]}
    assert [one["to"] for one in merged(base, first, second)["items"]] == ["Ann", "Ben", "Cleo"]


def test_what_is_nested_is_brought_together_member_by_member():
    base = {"fields": {"ward": "3", "bed": "1"}}
    both = merged(base, {"fields": {"ward": "4", "bed": "1"}}, {"fields": {"ward": "3", "bed": "2"}})
    assert both == {"fields": {"ward": "4", "bed": "2"}}
