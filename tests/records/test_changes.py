"""Typing as a change: the smallest one that makes the new text of the old."""

from hypothesis import given
from hypothesis import strategies as st

from callpilot.journal.codec import decode, encode
from callpilot.plain.untrusted import visible
from callpilot.records.changes import AnyChange, Typed, splice, spliced

TEXTS = st.text(max_size=30) | st.text("ab", max_size=30)


def applied(old, place, cut, text):
    return spliced(old, Typed(at="", mono=0, field="x", place=place, cut=cut, text=text))


@given(TEXTS, TEXTS)
def test_a_splice_makes_the_new_text_of_the_old(old, new):
    assert applied(old, *splice(old, new)) == new


@given(TEXTS, TEXTS)
def test_no_smaller_splice_would_do(old, new):
    place, cut, put = splice(old, new)
    assert 0 <= place <= len(old)
    assert 0 <= cut <= len(old) - place
    if cut and put:
        assert old[place] != put[0]
        assert old[place + cut - 1] != put[-1]


@given(st.text(max_size=200), st.integers(0, 200), st.characters())
def test_a_key_typed_anywhere_is_one_character(old, place, key):
    place = min(place, len(old))
    new = old[:place] + key + old[place:]
    _place, cut, put = splice(old, new)
    assert (cut, len(put)) == (0, 1)


@given(TEXTS, st.integers(0, 200), st.integers(0, 9), st.text(max_size=5))
def test_where_the_cursor_is_known_the_change_ends_there(old, place, cut, put):
    place = min(place, len(old))
    new, cursor = applied(old, place, cut, put), place + len(put)
    change = splice(old, new, cursor)
    assert applied(old, *change) == new
    if new != old:
        assert change[0] + len(change[2]) == cursor


def test_a_letter_doubled_ends_where_it_was_typed():
    assert splice("abba", "abbba", 2) == (1, 0, "b")
    assert splice("abba", "aba", 1) == (1, 1, "")
    assert splice("abba", "abbba", 4) == (3, 0, "b")


def test_a_cursor_that_can_t_be_right_is_no_harm():
    assert splice("abc", "abxc", 99) == (2, 0, "x")
    assert splice("abc", "abxc", 0) == (2, 0, "x")


def test_the_same_text_is_no_change():
    assert splice("abc", "abc") == (3, 0, "")


@given(st.integers(0, 9), st.integers(0, 9), st.text(max_size=5), st.text(max_size=5))
def test_a_change_of_a_text_that_isnt_there_any_more_does_no_harm(place, cut, put, old):
    assert put in applied(old, place, cut, put)


@given(TEXTS.map(visible), st.integers(0, 10**12))
def test_a_change_is_the_same_after_it_was_on_the_disk(text, mono):
    change = Typed(at="2024-03-04T10:42:17.031Z", mono=mono, field="name", place=3, text=text)
    assert decode(encode(change), AnyChange) == change
