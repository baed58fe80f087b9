"""The index: found again is what was recorded; it can be thrown away at any moment."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpilot.journal.index import Index, LogFilter
from callpilot.journal.index_queries import words_query
from callpilot.journal.store import Draft, Journal
from callpilot.records.kinds import Call, Escalation, Incident, Message, Shift

CALL = "20261123-desk-3-0042"
SHIFT = "20261123-desk-3-s1"


def draft(kind: str, record: object, **what: object) -> Draft:
    return Draft(kind=kind, id=record.id, by="maria", data=record, **what)  # type: ignore[attr-defined, arg-type]


@pytest.fixture
def index(data: Path, tmp_path: Path) -> Iterator[Index]:
    made = Index(data, tmp_path / "cache", country="GB")
    yield made
    made.close()


@pytest.fixture
def filled(index: Index, journal: Journal) -> Index:
    calls = [
        Call(id="20261123-desk-3-0041", name="Lund", number="+44 20 7946 0018", account="law", operator="maria",
             answered_at="2026-11-23T10:00:00.000Z", disposition="resolved", shift=SHIFT, direction="outbound"),
        Call(id=CALL, name="Anna Petrov", company="Hill Dental", callback="020 7946 0018", account="surgery",
             operator="ana", notes="Results of Tuesday's test", ringing_at="2026-11-23T10:40:00.000Z",
             disposition="message taken", shift=SHIFT, talk_s=61.5),
        Call(id="20261123-desk-3-0043", name="Åsa Ward", number="anonymous",
             answered_at="2026-11-23T11:00:00.000Z", disposition="escalated", shift="other"),
    ]  # fmt: skip
    message = Message(id=f"{CALL}-m1", call=CALL, for_="Dr Osei", text="Please ring back about the biopsy")
    journal.append([draft("message", message)]).result(5)
    journal.append([draft("call", call) for call in calls]).result(5)
    index.catch_up()
    return index


def ids(index: Index, **what: str) -> list[str]:
    rows = index.log(LogFilter(**what), 100)
    assert index.count(LogFilter(**what)) == len(rows)
    assert len(list(index.calls(LogFilter(**what)))) == len(rows)
    return [row.id[-4:] for row in rows]


def test_the_log_is_newest_first_and_shows_what_a_row_needs(filled: Index):
    assert ids(filled) == ["0043", "0042", "0041"]
    row = filled.log(LogFilter(), 1, 1)[0]
    assert (row.id, row.at, row.name, row.rev, row.talk_s) == (CALL, "2026-11-23T10:40:00.000Z", "Anna Petrov", 1, 61.5)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"account": "law"}, ["0041"]), ({"operator": "ana"}, ["0042"]), ({"disposition": "escalated"}, ["0043"]),
        ({"shift": SHIFT}, ["0042", "0041"]), ({"direction": "outbound"}, ["0041"]), ({"desk": "desk-9"}, []),
        ({"since": "2026-11-23T10:40:00.000Z"}, ["0043", "0042"]), ({"until": "2026-11-23T10:40:00.000Z"}, ["0041"]),
        ({"text": "petr"}, ["0042"]), ({"text": "anna hill"}, ["0042"]), ({"text": "PETROV  ann"}, ["0042"]),
        ({"text": "biops"}, ["0042"]), ({"text": "dr osei"}, ["0042"]), ({"text": "asa"}, ["0043"]),
        ({"text": "0042"}, ["0042"]), ({"text": "tuesday's"}, ["0042"]), ({"text": "nobody"}, []),
        ({"text": "02079460018"}, ["0042", "0041"]), ({"text": "+44 20 7946 0018"}, ["0042", "0041"]),
        ({"text": "0018"}, ["0042", "0041"]), ({"text": "60018"}, ["0042", "0041"]),
        ({"text": "7946-0018"}, ["0042", "0041"]),
        ({"text": "020 7946"}, ["0042", "0041"]), ({"text": "0019"}, []), ({"text": "0"}, ["0043", "0042", "0041"]),
        ({"text": "  "}, ["0043", "0042", "0041"]),
        ({"text": "anna", "account": "law"}, []),
    ],
)  # fmt: skip
def test_filters_and_search_find_calls(filled: Index, wanted: dict[str, str], found: list[str]):
    assert ids(filled, **wanted) == found


@pytest.mark.parametrize(
    "sought", ["0018", "018", "60018", "79460018", "02079460018", "+442079460018", "00442079460018"]
)
def test_any_end_of_a_number_finds_the_call_that_came_without_spaces_in_it(index, journal, sought: str):
    call = Call(id=CALL, number="+442079460018", answered_at="2026-11-23T10:00:00.000Z")
    other = Call(id="20261123-desk-3-0043", number="+442079461891", answered_at="2026-11-23T10:00:00.000Z")
    journal.append([draft("call", call), draft("call", other)]).result(5)
    index.catch_up()
    assert ids(index, text=sought) == ["0042"]


def test_an_index_made_for_another_country_is_made_anew(filled: Index, data: Path, tmp_path: Path):
    assert filled.history("+442079460018", 5)[0] == 2
    elsewhere = Index(data, tmp_path / "cache", country="US")
    assert elsewhere.catch_up() == 4
    assert elsewhere.history("+442079460018", 5)[0] == 1
    assert filled.catch_up() == 4
    assert filled.history("+442079460018", 5)[0] == 2
    elsewhere.close()


@given(st.text(max_size=30))
def test_no_text_can_break_the_search(text: str):
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE words USING fts5 (a)")
    if query := words_query(LogFilter(text=text)):
        base.execute("SELECT * FROM words WHERE words MATCH ?", (query,)).fetchall()
    base.close()


@pytest.mark.parametrize(
    "text", ['"', "a OR", "NEAR(", "x*y", "name:a", "-", "(", "'; DROP TABLE calls", "a AND NOT", "\0", "%", "_"]
)
def test_search_signs_mean_nothing(filled: Index, text: str):
    filled.log(LogFilter(text=text), 10)


def test_calls_are_given_as_they_were_recorded_without_salt(filled: Index):
    newest = json.loads(next(iter(filled.calls(LogFilter(), 1))))
    assert list(newest) == list(Call.__struct_fields__)
    assert newest["name"] == "Åsa Ward"


def test_a_number_has_one_history_however_it_was_written(filled: Index):
    count, rows = filled.history("+442079460018", 1)
    assert count == 2
    assert [row.id for row in rows] == [CALL]
    assert filled.history("", 5) == (0, [])


def test_the_latest_revision_is_listed_and_all_are_kept(filled: Index, journal: Journal):
    amended = Call(id=CALL, name="Anna Petrova", answered_at="2026-11-23T10:40:00.000Z")
    journal.append([draft("call", amended, why="misspelt")]).result(5)
    filled.catch_up()
    assert ids(filled, text="petrova") == ["0042"]
    assert ids(filled, text="dental") == []
    assert ids(filled, text="biopsy") == ["0042"]
    assert [(entry.rev, entry.why) for entry in filled.revisions("0042")] == [(1, None), (2, "misspelt")]
    assert filled.call_of("0042") == amended
    assert filled.call_of("0042-m1") is None
    assert [entry.kind for entry in filled.revisions("0042-m1")] == ["message"]
    assert filled.revisions("9999") == []


def test_open_work_is_what_is_not_finished_at_its_latest_revision(filled: Index, journal: Journal):
    first = Escalation(id=f"{CALL}-e1", call=CALL, reason="a")
    journal.append([
        draft("escalation", first), draft("escalation", Escalation(id=f"{CALL}-e2", call=CALL)),
        draft("incident", Incident(id=f"{CALL}-i1", nature="fire")), draft("incident", Incident(id=f"{CALL}-i2")),
        draft("message", Message(id=f"{CALL}-m2", call=CALL, state="delivered")),
        draft("escalation", Escalation(id=f"{CALL}-e2", call=CALL, resolved_at="2026-11-23T12:00:00.000Z")),
        draft("incident", Incident(id=f"{CALL}-i2", outcome="false alarm")),
    ]).result(5)  # fmt: skip
    filled.catch_up()
    found = filled.open_items()
    assert [message.id for message in found.messages] == [f"{CALL}-m1"]
    assert found.escalations == [first]
    assert [incident.nature for incident in found.incidents] == ["fire"]


def test_a_shift_has_its_records_those_of_open_calls_too(filled: Index, journal: Journal, clock):
    shift = Shift(id=SHIFT, operator="maria", desk="desk-3", started_at="2026-11-23T10:00:00.000Z")
    live = Message(id="20261123-desk-3-0050-m1", call="20261123-desk-3-0050", text="from a call still open")
    clock.advance(3600)
    journal.append([draft("shift", shift), draft("message", live)]).result(5)
    journal.append([draft("incident", Incident(id="20261123-desk-3-0050-i1", shift=SHIFT))]).result(5)
    filled.catch_up()
    found = filled.records_of_shift(SHIFT)
    assert [record.id[-7:] for record in found] == ["-3-0041", "-3-0042", "0042-m1", "0050-m1", "0050-i1"]
    assert filled.shifts(5) == [shift]
    assert filled.latest("incident", 5)[0].id.endswith("-i1")  # type: ignore[attr-defined]


def test_catching_up_reads_only_what_is_new_and_never_twice(filled: Index, journal: Journal, call):
    assert filled.catch_up() == 0
    journal.append([call(60), call(61)]).result(5)
    assert filled.catch_up() == 2
    assert filled.catch_up() == 0
    assert len(ids(filled)) == 5


def test_a_torn_last_line_waits_and_a_damaged_one_is_passed_over(filled: Index, data: Path, journal: Journal, call):
    day = next((data / "journal").rglob("*.jsonl"))
    journal.close()
    with day.open("ab") as file:
        file.write(b"\x00\x00damaged\n" + b'{"seq":')
    assert filled.catch_up() == 0
    assert filled.catch_up() == 0
    other = Journal(data, "desk-3")
    other.append_now([call(60)])
    assert filled.catch_up() == 1
    assert ids(filled)[0] in ("0060", "0043")
    assert len(ids(filled)) == 4


@pytest.mark.parametrize("how", ["missing", "garbage", "old version", "cut", "empty"])
def test_an_index_that_is_missing_damaged_or_of_another_version_is_made_anew(filled, data, tmp_path, how: str):
    before = filled.log(LogFilter(), 10)
    filled.close()
    path = tmp_path / "cache" / "index.sqlite"
    match how:
        case "missing":
            path.unlink()
        case "garbage":
            path.write_bytes(b"not a database at all" * 300)
        case "old version":
            base = sqlite3.connect(path)
            base.execute("PRAGMA user_version = 99")
            base.close()
        case "cut":
            path.write_bytes(path.read_bytes()[:5000])
        case _:
            path.write_bytes(b"")
    again = Index(data, tmp_path / "cache", country="GB")
    again.catch_up()
    assert again.log(LogFilter(), 10) == before
    assert ids(again, text="biopsy") == ["0042"]
    again.close()


def test_a_query_on_a_damaged_index_mends_it(filled: Index, tmp_path: Path):
    filled.close()
    path = tmp_path / "cache" / "index.sqlite"
    path.write_bytes(path.read_bytes()[:5000])
    assert ids(filled) == ["0043", "0042", "0041"]


def test_a_day_file_that_shrank_changed_or_vanished_starts_the_index_again(filled: Index, data: Path, journal: Journal):
    journal.close()
    day = next((data / "journal").rglob("*.jsonl"))
    lines = day.read_bytes().splitlines(keepends=True)
    day.write_bytes(b"".join(lines[:2]))
    filled.catch_up()
    assert ids(filled) == ["0041"]
    day.write_bytes(lines[0] + lines[2].replace(b"Petrov", b"Pavlov") + lines[3])
    filled.catch_up()
    assert ids(filled, text="pavlov") == ["0042"]
    day.unlink()
    filled.catch_up()
    assert ids(filled) == []


def test_rebuilding_counts_the_entries(filled: Index):
    seen: list[int] = []
    assert filled.rebuild(seen.append) == 4
    assert seen[-1] == 4
    assert ids(filled) == ["0043", "0042", "0041"]


def test_lines_written_again_after_a_failed_fsync_are_indexed_once(journal_at, disk, index: Index, call, until):
    journal = journal_at(disk=disk)
    journal.append([call(1)]).result(5)
    disk.faults["sync"] = 5
    future = journal.append([call(2)])
    until(lambda: journal.trouble is not None)
    disk.faults.clear()
    future.result(5)
    assert index.catch_up() == 2
    assert len(index.revisions("0002")) == 1


def test_several_threads_can_catch_up_and_ask_at_once(index: Index, journal: Journal, call):
    journal.append([call(number) for number in range(1, 200)]).result(10)
    counts: list[int] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            counts.append(index.catch_up())
            index.log(LogFilter(text="0"), 10)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(counts) == 199
    assert index.count(LogFilter()) == 199


def test_every_entry_changes_the_extent_whoever_files_it(index: Index, journal: Journal, data: Path, tmp_path: Path):
    other = Index(data, tmp_path / "cache", country="GB")
    extents = [index.extent()]
    for number in range(1, 4):
        call = Call(id=f"20261123-desk-{number}-0001", name="Anna Petrov")
        journal.append([draft("call", call), draft("call", call)]).result(5)
        other.catch_up()
        extents.append(index.extent())
    other.close()
    assert extents == [0, 2, 4, 6]


def test_a_new_index_opens_for_everybody_who_asks_at_once(data: Path, tmp_path: Path):
    faults: list[BaseException] = []
    for number in range(40):
        index, gate = Index(data, tmp_path / str(number)), threading.Barrier(6)

        def ask(index: Index = index, gate: threading.Barrier = gate) -> None:
            gate.wait()
            try:
                index.extent()
            except BaseException as fault:
                faults.append(fault)

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        index.close()
    assert faults == []


def test_without_a_cache_folder_the_index_is_kept_in_memory(data: Path, tmp_path: Path, journal: Journal, call):
    (tmp_path / "file").write_text("in the way")
    index = Index(data, tmp_path / "file" / "cache")
    journal.append([call(1)]).result(5)
    assert index.catch_up() == 1
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(index.count(LogFilter())))
    thread.start()
    thread.join()
    assert found == [1]
    index.close()


def test_a_record_of_a_newer_version_is_kept_though_not_listed(index: Index, journal: Journal):
    journal.append([
        Draft("call", "20261123-desk-3-0001", "maria", {"id": "20261123-desk-3-0001", "direction": "sideways"}),
        Draft("hologram", "20261123-desk-3-0001-h1", "maria", {"x": [1]}),
    ]).result(5)  # fmt: skip
    assert index.catch_up() == 2
    assert index.log(LogFilter(), 5) == []
    assert [entry.kind for entry in index.revisions("20261123-desk-3-0001")] == ["call"]
    assert [entry.kind for entry in index.revisions("0001-h1")] == ["hologram"]


names = st.text(max_size=12)


@given(st.lists(st.tuples(st.integers(1, 4), names, st.booleans()), max_size=12))
@settings(max_examples=25, deadline=None)
def test_an_index_kept_up_equals_one_made_anew(steps: list[tuple[int, str, bool]]):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        kept, anew = Index(data, data / "a"), Index(data, data / "b")
        journal = Journal(data, "desk-3")
        for number, name, catches_up in steps:
            journal.append_now([draft("call", Call(id=f"20261123-desk-3-000{number}", name=name))])
            if catches_up:
                kept.catch_up()
        kept.catch_up()
        anew.catch_up()
        assert kept.log(LogFilter(), 50) == anew.log(LogFilter(), 50)
        assert list(kept.calls(LogFilter())) == list(anew.calls(LogFilter()))
        for ending in (kept.close, anew.close, journal.close):
            ending()
