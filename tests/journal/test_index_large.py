"""What keeps a million calls as quick as ten: slices, the newest first, questions let go, nothing read whole."""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from callpilot.desk.books import read_books
from callpilot.desk.joining import read_twins
from callpilot.journal import index_filling, index_rows, index_search
from callpilot.journal.index import Anew, Index, LogFilter, Overtaken, Question
from callpilot.journal.store import Draft, Journal
from callpilot.plain.clock import ManualClock
from callpilot.records.kinds import Call, Message, Shift

SHIFT = "20261123-desk-3-s1"
RANGES = re.compile(r"SCAN (entries|calls|things|runs|skips)\b(?! USING INDEX calls_at$)")
"""A step of a query's plan that goes through all of what grows with the calls; the log itself is read in its order."""


def numbered(number: int, **what: str) -> Call:
    at = f"2026-11-{1 + number // 24:02}T{number % 24:02}:00:00.000Z"
    texts = {"name": f"Anna Petrov {number}", "number": f"+44 20 7946 {number:04}", "notes": "about the lift"}
    return Call(id=f"20261123-desk-3-{number:04}", answered_at=at, shift=SHIFT, **(texts | what))


@pytest.fixture
def index(data: Path, tmp_path: Path) -> Iterator[Index]:
    made = Index(data, tmp_path / "cache", country="GB")
    yield made
    made.close()


@pytest.fixture
def filled(index: Index, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Index:
    monkeypatch.setattr(index_rows, "FULL", 20)
    for start in range(1, 100, 10):
        calls = [numbered(number) for number in range(start, start + 10)]
        journal.append([Draft("call", call.id, "maria", call) for call in calls]).result(5)
        index.catch_up()
    return index


def numbers(rows: list) -> list[int]:
    return [int(row.id[-4:]) for row in rows]


def test_what_is_sought_comes_newest_first_over_all_slices(filled: Index):
    assert filled._ask("SELECT count(*), sum(calls) FROM slices") == [(5, 100)]
    for text in ("petr", "anna lift", "7946", "+44 20"):
        wanted = LogFilter(text=text)
        for offset, limit in ((0, 7), (15, 10), (95, 10), (200, 5)):
            expected = list(range(100 - offset, max(0, 100 - offset - limit), -1))
            assert numbers(filled.log(wanted, limit, offset)) == expected, (text, offset)
        assert (filled.count(wanted), filled.count(wanted, 30)) == (100, 30)
        assert len(list(filled.calls(wanted))) == 100


def test_every_page_of_the_log_is_found_from_the_days_calls(filled: Index):
    whole = numbers(filled.log(LogFilter(), 1000))
    assert whole == list(range(100, 0, -1))
    for offset in range(0, 105, 5):
        assert numbers(filled.log(LogFilter(), 8, offset)) == whole[offset : offset + 8]
    assert filled.count(LogFilter()) == 100


def test_an_amended_call_is_found_by_its_new_words_in_its_old_place(filled: Index, journal: Journal):
    moved = numbered(50, name="Lund")
    journal.append([Draft("call", moved.id, "maria", moved, why="misheard")]).result(5)
    filled.catch_up()
    assert numbers(filled.log(LogFilter(text="lund"), 5)) == [50]
    assert 50 not in numbers(filled.log(LogFilter(text="petrov"), 200))
    assert filled.count(LogFilter()) == filled._ask("SELECT sum(calls) FROM slices")[0][0] == 100


def test_calls_of_one_moment_are_told_apart_however_many_there_are(index: Index, journal: Journal):
    calls = [
        Call(id=f"20261123-desk-3-{n:04}", answered_at="2026-11-23T10:00:00.000Z", name="Lund") for n in range(300)
    ]
    odd = [Call(id=f"20261123-desk-3-{n:04}", answered_at="at noon", name="Lund") for n in range(900, 903)]
    journal.append([Draft("call", call.id, "maria", call) for call in calls + odd]).result(5)
    index.catch_up()
    assert index.count(LogFilter(text="lund")) == len(index.log(LogFilter(text="lund"), 500)) == 303
    assert numbers(index.log(LogFilter(), 500)) == [902, 901, 900, *range(299, -1, -1)]


def test_a_word_that_no_caller_has_is_not_looked_for_in_their_calls(filled: Index, monkeypatch: pytest.MonkeyPatch):
    asked: list[object] = []
    real = index_search._found
    monkeypatch.setattr(index_search, "_found", lambda *words: asked.append(words) or real(*words))
    assert filled.log(LogFilter(text="about", of_caller=True), 10) == []
    assert asked == []
    assert len(filled.log(LogFilter(text="petr", of_caller=True), 10)) == 10
    assert len(asked) == 1  # the newest slice had enough


def test_the_newest_day_is_there_before_the_older_ones(index, journal_at, clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(index_filling, "_LONG", 1)
    monkeypatch.setattr(index_filling, "_NEWEST", 1)
    monkeypatch.setattr(index_filling, "_ROUND", 5)
    for day in range(3):
        journal = journal_at()
        journal.append([Draft("call", f"c{day}-{n}", "maria", Call(id=f"c{day}-{n}")) for n in range(4)]).result(5)
        journal.close()
        clock.advance(86400)
    seen: list[list[str]] = []
    index.on_anew = lambda anew: seen.append([row.id for row in index.log(LogFilter(), 100)])
    assert index.catch_up() == 12
    assert seen[0] == ["c2-3", "c2-2", "c2-1", "c2-0"]
    assert seen[1] == ["c2-3", "c2-2", "c2-1", "c2-0", "c1-3", "c1-2", "c1-1", "c1-0", "c0-0"]
    assert len(seen[-1]) == 12


def test_days_filed_in_any_order_make_the_same_index(data, tmp_path, journal_at, clock):
    kept = Index(data, tmp_path / "kept", country="GB")
    for text in ("told", "told again", "delivered"):
        journal = journal_at()
        message = Message(id="20261123-desk-3-0001-m1", call="20261123-desk-3-0001", text=text, shift=SHIFT)
        shift = Shift(id=SHIFT, operator=f"Maria {text}", desk="desk-3", started_at="2026-11-23T07:00:00.000Z")
        call = numbered(1, name=text)
        journal.append([Draft(kind, one.id, "maria", one) for kind, one in
                        (("call", call), ("message", message), ("shift", shift))]).result(5)  # fmt: skip
        journal.close()
        kept.catch_up()
        clock.advance(86400)
    anew = Index(data, tmp_path / "anew", country="GB")
    anew.catch_up()
    for table in ("calls", "things", "known", "days", "desks", "slices", "entries"):
        query = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert kept._ask(query) == anew._ask(query), table
    assert numbers(anew.log(LogFilter(text="delivered"), 5)) == [1]
    assert anew.log(LogFilter(text="again"), 5) == []
    kept.close()
    anew.close()


def asked_of(index: Index) -> None:
    """All that the console and the commands ask."""
    index.problems()
    index.extent()
    read_books(index, "maria")
    read_twins(index)
    read_twins(index, "2026-11-23")
    for text in ("", "anna petr", "7946", "020 7946 0018"):
        index.log(LogFilter(text=text), 10)
        index.count(LogFilter(text=text))
        list(index.calls(LogFilter(text=text), 5))
    index.log(LogFilter(text="anna", of_caller=True), 10)
    index.log(LogFilter(), 20, 60)
    index.count(LogFilter(shift=SHIFT))
    index.revisions("0042")
    index.revisions("20261123-desk-3-0042")
    index.came_from("20261123-desk-3-0042")
    index.records_of_shift(SHIFT)
    index.shifts(1)
    index.shifts_under_way()
    index.last_ended_shift()
    index.shift_of("desk-3-s1")
    index.latest("notice")


@contextmanager
def heard(*bases: sqlite3.Connection) -> Iterator[list[str]]:
    """What SQLite is told meanwhile over some connections."""
    told: list[str] = []
    for base in bases:
        base.set_trace_callback(told.append)
    yield told
    for base in bases:
        base.set_trace_callback(None)


def goes_through_all(base: sqlite3.Connection, told: list[str]) -> list[tuple[str, list[str]]]:
    """Those of some statements that go through all of what grows with the calls, with their plans."""
    found: list[tuple[str, list[str]]] = []
    for one in told:
        try:
            plan = [row[3] for row in base.execute(f"EXPLAIN QUERY PLAN {one}")]
        except sqlite3.OperationalError:
            continue  # what the full text asks itself
        if any(RANGES.search(step) for step in plan):
            found.append((one, plan))
    return found


def test_nothing_that_is_asked_goes_through_all_entries_calls_or_matters(filled: Index):
    base, quick = filled._base.connection(), filled._base._quick()
    with heard(base, quick) as told:
        asked_of(filled)
        assert filled.history("+442079460042", 5)[0] == 1
    asked = [query for query in told if query.lstrip().startswith("SELECT")]
    assert len(asked) > 40
    assert goes_through_all(base, asked) == []


def test_nothing_goes_through_all_of_them_when_some_are_filed(filled: Index, journal: Journal):
    base = filled._base.connection()
    said = Message(id="20261123-desk-3-0100-m1", call="20261123-desk-3-0100", shift=SHIFT, text="ring back")
    told_again = Message(id=said.id, call=said.call, shift=SHIFT, text="ring back today")
    amended = numbered(50, name="Lund")
    journal.append([Draft("call", numbered(101).id, "maria", numbered(101)), Draft("message", said.id, "maria", said)])
    journal.append([Draft("message", said.id, "maria", told_again, why="misheard")])
    journal.append([Draft("call", amended.id, "maria", amended, why="misheard")]).result(5)
    with heard(base) as told:
        assert filled.catch_up() == 4
    changed = [one for one in told if one.lstrip().split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE")]
    assert {one.split()[0] for one in changed} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert goes_through_all(base, changed) == []


def test_a_question_that_is_overtaken_ends_and_the_index_stays(filled: Index):
    question, other = Question(), Question()
    asked = threading.Event()
    ended: list[str] = []

    def ask() -> None:
        base = filled._base.connection()
        base.create_function("waited", 0, lambda: asked.set() or 1)
        endless = "WITH RECURSIVE n (a) AS (SELECT waited() UNION ALL SELECT a + 1 FROM n) SELECT count(*) FROM n"
        try:
            with filled.asking(question):
                filled._ask(endless)
        except Overtaken:
            ended.append("overtaken")
        with filled.asking(other):
            ended.append(str(filled.count(LogFilter(text="anna"))))

    thread = threading.Thread(target=ask)
    thread.start()
    assert asked.wait(10)
    question.overtake()
    thread.join(10)
    assert ended == ["overtaken", "100"]
    question.overtake()  # nothing is stopped that isn't part of it
    assert filled.catch_up() == 0
    with pytest.raises(Overtaken), filled.asking(question):
        pass


def test_while_another_thread_files_a_long_journal_what_is_newest_is_filed_at_once(
    index: Index, journal: Journal, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(index_filling, "_AWHILE", 0.05)
    for start in (1, 11):
        calls = [numbered(number) for number in range(start, start + 10)]
        journal.append([Draft("call", call.id, "maria", call) for call in calls]).result(5)
        clock.advance(86_400)
    with filed_elsewhere(index):
        assert index.catch_up() == 10
        assert numbers(index.log(LogFilter(), 50)) == list(range(20, 10, -1))
    assert index.catch_up() == 10
    assert index.count(LogFilter()) == 20


@contextmanager
def filed_elsewhere(index: Index) -> Iterator[None]:
    """While this lasts, another thread is at the filing."""
    begun, ended = threading.Event(), threading.Event()

    def file() -> None:
        with index._filling:
            begun.set()
            ended.wait(5)

    thread = threading.Thread(target=file)
    thread.start()
    begun.wait(5)
    try:
        yield
    finally:
        ended.set()
        thread.join()


def told_anew(anew: Anew) -> None:
    """The index was thrown away and is made anew."""
    raise AssertionError(anew)


def test_a_question_that_was_stopped_at_its_very_end_does_no_harm_to_the_next(filled: Index):
    filled.on_anew = told_anew
    filled._base.connection().execute("BEGIN")  # its end was stopped: what was read as one is open still
    assert numbers(filled.log(LogFilter(text="petr"), 2)) == [100, 99]
    assert not filled._base.connection().in_transaction


def test_what_fails_in_other_words_because_it_was_stopped_is_no_damage(filled: Index, monkeypatch: pytest.MonkeyPatch):
    filled.on_anew = told_anew
    question = Question()

    def stopped(*_words: object) -> None:
        question.overtake()
        raise sqlite3.OperationalError("vtable constructor failed: words")

    with monkeypatch.context() as patch:
        patch.setattr(index_search, "_prepared", stopped)
        with filled.asking(question), pytest.raises(Overtaken):
            filled.log(LogFilter(text="petr"), 2)
    assert numbers(filled.log(LogFilter(text="petr"), 2)) == [100, 99]


def test_questions_that_are_let_go_at_any_moment_leave_the_index_as_it_was(filled: Index):
    anew: list[Anew] = []
    filled.on_anew = anew.append
    asked = [Question()]
    answered: list[int] = []

    def ask() -> None:
        for _turn in range(3000):
            asked[0] = question = Question()
            try:
                with filled.asking(question):
                    answered.append(len(filled.log(LogFilter(text="anna lift"), 3)))
            except Overtaken:
                continue

    thread = threading.Thread(target=ask)
    thread.start()
    while thread.is_alive():
        asked[0].overtake()
        thread.join(0.0002)
    assert set(answered) <= {3}
    assert anew == []
