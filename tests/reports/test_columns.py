from hypothesis import given
from hypothesis import strategies as st

from callpilot.reports.columns import cells, facts, fit, local_time, table

WORDS = st.text(alphabet="ab ü日本👩\u0301–…", max_size=30)


@given(WORDS, st.integers(min_value=1, max_value=40))
def test_fitted_text_never_takes_more_or_fewer_cells_than_asked(text, width):
    assert abs(cells(fit(text, width)) - width) <= 1
    assert cells(fit(text, width)) <= width


def test_a_cut_is_visible():
    assert fit("a longer name", 6) == "a lon…"


def test_wide_characters_count_as_two_cells_and_combining_marks_as_none():
    assert cells("日本") == 4
    assert cells("e\u0301") == 1


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5))
def test_a_table_has_one_line_for_each_row_whatever_is_in_it(rows):
    assert len(table(("A", "B", "C"), rows).split("\n")) == len(rows) + 2


def test_only_the_columns_that_may_shrink_give_way():
    text = table(("Id", "Name"), [("0001", "x" * 60)], width=30, shrink=(1,))
    assert all(len(line) <= 30 for line in text.splitlines())
    assert "0001" in text
    assert "…" in text


def test_a_line_break_in_a_cell_does_not_break_the_row():
    assert table(("A",), [("one\ntwo",)]) == "A\none two\n"


def test_facts_leave_out_what_is_empty_and_indent_what_has_many_lines():
    assert facts([("Caller", "Anna"), ("Company", " "), ("Notes", "one\ntwo")]) == (
        "  Caller  Anna\n  Notes   one\n          two\n"
    )


def test_what_is_no_stamp_is_shown_as_it_stands():
    assert local_time("soon") == "soon"
    assert local_time(None) == ""
