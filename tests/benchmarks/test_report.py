"""Figures are judged as their limit says, growth is named rightly, and what isn't met is marked."""

import json
import math
import sqlite3

import pytest
from benchmarks.charts import chart
from benchmarks.figures import Curve, Figure, interleaved, share
from benchmarks.homes import Homes
from benchmarks.modules import loaded_in
from benchmarks.processes import Unmeasurable
from benchmarks.run import Run
from benchmarks.yard.filled import filled, texts

from benchmarks import __main__, report

SIZES = (1_000, 10_000, 100_000, 1_000_000)


def figure(**what):
    return Figure(**{"what": "find", "value": 10, "unit": "ms", "limit": "at most", "bound": 1.5, **what})


def curve(*values):
    return Curve(what="find", unit="ms", points=tuple(zip(SIZES, values, strict=True)))


@pytest.mark.parametrize(
    ("what", "is_met"),
    [
        ({"value": 15, "yard": 10}, True),
        ({"value": 15.1, "yard": 10}, False),
        ({"value": 15, "yard": 0}, False),
        ({"value": 160, "yard": 10, "by": "more", "bound": 150}, True),
        ({"value": 161, "yard": 10, "by": "more", "bound": 150}, False),
        ({"value": 33, "by": "plain", "bound": 33}, True),
        ({"value": 34, "by": "plain", "bound": 33, "yard": 1000}, False),
    ],
)
def test_a_figure_is_held_against_its_bound(what, is_met):
    assert figure(**what).is_met is is_met


@pytest.mark.parametrize(
    ("values", "growth"),
    [
        ((5, 5, 6, 7), "constant"),
        ((7, 6, 5, 4), "constant"),
        ((10, 20, 30, 40), "logarithmic"),
        ((1, 10, 100, 1000), "linear"),
        ((5, 5.05, 5.5, 50), "linear"),
        ((250, 300, 1000, 9000), "linear"),
        ((1, 20, 400, 9000), "more than linear"),
        ((0, 0, 0, 0), "constant"),
    ],
)
def test_growth_has_the_name_of_the_shape_that_lies_nearest(values, growth):
    assert curve(*values).growth == growth


def test_a_share_is_a_value_that_was_measured():
    values = list(range(1, 101))
    assert (share(values, 0.5), share(values, 0.99), share(values, 1), share([3], 0.99)) == (50, 99, 100, 3)


def test_runs_take_turns_and_each_is_first_as_often():
    seen = []
    found = interleaved(4, lambda: seen.append("a") or 1, lambda: seen.append("b") or 2)
    assert "".join(seen) == "abbaabba"
    assert found == [[1] * 4, [2] * 4]


def test_the_table_has_the_largest_home_and_marks_what_is_not_met():
    rows = report.table([figure(calls=1000, yard=10), figure(calls=10_000, value=90, yard=10, yardstick="cat")])
    assert len(rows) == 3
    assert "10,000 calls" in rows[2]
    assert "9.00 ×" in rows[2]
    assert "✘ **not met**" in rows[2]


def test_what_is_only_for_orientation_is_not_judged():
    assert report.sign(figure(bound=math.inf, by="plain")) == ""


def test_the_report_says_how_it_grows_and_what_could_not_be_measured():
    figures = [figure(calls=calls, value=calls / 1000, yard=1) for calls in SIZES]
    text = report.markdown(figures, {"python": "3"}, ["peers: no registry"], 61)
    assert "**find**: linear" in text
    assert "- peers: no registry" in text
    assert "Not as it must be: find." in text
    whole = json.loads(report.as_json([*figures, figure(yard=0)], {"python": "3"}, [], 61))
    assert whole["curves"][0]["growth"] == "linear"
    assert whole["figures"][-1]["is_met"] is False


def test_what_fewer_calls_miss_is_named_by_itself():
    figures = [figure(what="find", calls=calls, value=3_000 / calls, yard=1) for calls in (1000, 10_000)]
    text = report.markdown(figures, {}, [], 61)
    assert "All of these are as they must be." in text
    assert "above the same limit: find (1,000 calls) 3.00 ×." in text
    text = report.markdown(figures[1:], {}, [], 61)
    assert "same limit" not in text


def test_the_longest_bar_is_the_largest_figure():
    bars = [line.count("█") for line in chart(curve(0, 5, 10, 20))]
    assert bars[0] == 0
    assert bars == sorted(bars)
    assert bars[3] == 2 * bars[2] == 4 * bars[1]


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (1.234, "1.23"), (0.01234, "0.0123"), (45.67, "45.7"), (1234.5, "1,234")]
)
def test_three_figures_of_a_number_count(value, words):
    assert report.number(value) == words


def test_what_cannot_be_measured_is_told_and_the_others_go_on(tmp_path, monkeypatch):
    def broken(_run):
        yield figure(yard=10)
        raise Unmeasurable("no registry")

    monkeypatch.setattr(__main__, "MEASURES", {"one": broken, "two": lambda _run: iter([figure(yard=10)])})
    run = Run(folder=tmp_path, sizes=(8,), homes=None)
    figures, faults = __main__.measured(run, ["one", "two"])
    assert (len(figures), faults) == (2, ["one: no registry"])


def test_modules_are_read_from_what_python_says_of_its_imports():
    heading = "import time: self [us] | cumulative | imported package"
    said = f"{heading}\r\nimport time:       120 |        340 |   zlib\r\n\x1b[1mimport time:   7 |   7 | a.b\r\n"
    assert loaded_in(said) == {"zlib": 120, "a.b": 7}


def test_ready_rows_make_the_same_index(tmp_path):
    home = Homes(tmp_path).ready(12)
    assert filled(home / "cache/index.sqlite", tmp_path / "copy.sqlite", home / "data") > 0
    count = "SELECT (SELECT count(*) FROM calls), (SELECT count(*) FROM words WHERE words MATCH 'about')"
    one, other = (sqlite3.connect(path) for path in (home / "cache/index.sqlite", tmp_path / "copy.sqlite"))
    assert one.execute(count).fetchone() == other.execute(count).fetchone() != (0, 0)
    one.close()
    other.close()


def test_ready_texts_are_the_same_where_the_full_text_keeps_none_of_its_own(tmp_path):
    home = Homes(tmp_path).ready(40)
    source = sqlite3.connect(home / "cache/index.sqlite")
    columns = [row[1] for row in source.execute("PRAGMA table_info(words)")]
    kept = source.execute(f"SELECT rowid, {', '.join(columns)} FROM words ORDER BY rowid").fetchall()
    assert list(texts(source, home / "data", columns)) == kept
    source.close()
