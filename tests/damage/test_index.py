"""The index lost, damaged at any byte, of another version, in the way, or held: made anew, and never without a word."""

import json
import random
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from tests.damage.home import BEFORE, DESK, a_home, opened, run

from callpilot.desk.books import read_books
from callpilot.journal import index_file, index_filling
from callpilot.journal.index import Anew, Index, LogFilter
from callpilot.journal.index_schema import VERSION
from callpilot.site.home import Home

CALL = f"20261122-{DESK}-0001"


@pytest.fixture
def home(tmp_path) -> Home:
    return a_home().put(tmp_path / "home")


@pytest.fixture
def path(home) -> Path:
    return home.cache / "index.sqlite"


def an_index(home: Home) -> tuple[Index, list[Anew]]:
    said: list[Anew] = []
    index = Index(home.data, home.cache, country="GB")
    index.on_anew = said.append
    return index, said


def asked(index: Index) -> list[object]:
    """All that the console asks."""
    return [
        index.log(LogFilter(), 100), index.log(LogFilter(text="anna"), 100), index.count(LogFilter()),
        list(index.calls(LogFilter())), index.history("+442079460018", 5), index.revisions(f"{CALL}-m1"),
        read_books(index, "jonas"), index.latest("notice"), index.runs(), index.skips(),
        index.records_of_shift(f"20261122-{DESK}-s070000"),
    ]  # fmt: skip


def test_a_page_damaged_anywhere_is_noticed_at_the_latest_when_something_is_asked(home, path):
    sound = path.read_bytes()
    index, _said = an_index(home)
    index.catch_up()
    expected = asked(index)
    index.close()
    noticed = 0
    for start in range(0, len(sound), 4096):
        path.write_bytes(sound[:start] + random.Random(start).randbytes(4096) + sound[start + 4096 :])
        index, said = an_index(home)
        index.catch_up()
        index.history("+442079460018", 5)  # it waits for nothing: what it finds is mended by the next catching up
        index.catch_up()
        assert asked(index) == expected, start
        noticed += bool(said)
        assert all(one.why == "it was damaged" for one in said)
        index.close()
        for more in home.cache.glob("index.sqlite-*"):
            more.unlink()
    assert noticed > len(sound) // 4096 // 2


def test_a_record_whose_bytes_changed_in_the_index_alone_is_never_shown_or_acted_on(home, path):
    """SQLite has no sums of its own: a letter that changed in a page would be believed."""
    for old, new in (
        (b"Ring back", b"Ring bock"), (b"Lena Voss", b"Lena Vosz"), (b"The lift stands", b"The lift stunds"),
        (b"Mill Lane", b"Mill Lone"), (b"ring back", b"ring bick"),
    ):  # fmt: skip
        sound = path.read_bytes()
        assert old in sound
        path.write_bytes(sound.replace(old, new))
        index, said = an_index(home)
        index.catch_up()
        index.log(LogFilter(), 100)
        books = read_books(index, "maria")
        assert said[-1] == Anew(why="it was damaged", entries=31, is_done=True)
        shown = repr(books) + repr(index.log(LogFilter(), 100))
        assert new.decode() not in shown
        assert "Ring back" in shown
        index.close()


def test_a_place_in_the_index_that_leads_elsewhere_is_noticed(home, path):
    base = sqlite3.connect(path)
    base.execute("UPDATE entries SET offset = offset + 1 WHERE id = ?", (CALL,))
    base.commit()
    base.close()
    index, said = an_index(home)
    index.catch_up()
    assert [entry.id for entry in index.revisions(CALL)] == [CALL]
    assert said
    index.close()


@pytest.mark.parametrize("version", [1, VERSION - 1, VERSION + 1])
def test_an_index_of_an_older_or_newer_version_is_made_anew(home, path, version):
    base = sqlite3.connect(path)
    base.execute(f"PRAGMA user_version = {version}")
    base.execute("DROP TABLE damage" if version < VERSION else "ALTER TABLE calls ADD COLUMN later TEXT")
    base.commit()
    base.close()
    done = run(home, "log", "--json")
    assert done.status == 0
    assert len(done.out.splitlines()) == 7


@pytest.mark.parametrize("header", [bytes(100), b"SQLite format 3\0" + bytes(84), b"SQLite format 4\0"])
def test_an_index_without_its_header_is_made_anew_and_the_command_says_so(home, path, header):
    path.write_bytes(header + path.read_bytes()[len(header) :])
    done = run(home, "log", "--json")
    assert len(done.out.splitlines()) == 7
    assert "index" in done.err
    assert "damaged" in done.err
    assert run(home, "log", "--json").err == ""


def test_a_log_of_changes_left_from_another_index_is_no_part_of_this_one(home, path, tmp_path):
    other = tmp_path / "other.sqlite"
    base = sqlite3.connect(other)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA wal_autocheckpoint = 0")
    base.execute("CREATE TABLE calls (id TEXT, name TEXT)")
    base.executemany("INSERT INTO calls VALUES (?, 'Tom')", [(str(number),) for number in range(2000)])
    base.commit()
    wal, shm = Path(f"{other}-wal").read_bytes(), Path(f"{other}-shm").read_bytes()
    for whole in (path.read_bytes(), b"", None):
        for more, content in (("-wal", wal), ("-shm", shm)):
            Path(f"{path}{more}").write_bytes(content)
        if whole is None:
            path.unlink()
        else:
            path.write_bytes(whole)
        done = run(home, "log", "--json")
        assert done.status == 0
        assert len(done.out.splitlines()) == 7
    base.close()


def test_a_link_in_the_indexs_place_is_taken_away_and_what_it_leads_to_stays(home, path, tmp_path):
    mine = tmp_path / "mine"
    mine.write_bytes(b"")
    path.unlink()
    path.symlink_to(mine)
    assert len(run(home, "log", "--json").out.splitlines()) == 7
    assert not path.is_symlink()
    assert mine.read_bytes() == b""


def test_a_folder_in_the_indexs_place_is_named_and_all_is_found_without_a_file(home, path):
    path.unlink()
    path.mkdir()
    seen = opened(home)
    assert seen.names("index.sqlite", "kept in memory")
    assert len([row for row in seen.log if row.disposition != "missed"]) == 7
    done = run(home, "log", "--json")
    assert done.status == 0
    assert "index.sqlite" in done.err


def test_an_index_that_another_program_holds_for_good_is_done_without(home, path, monkeypatch):
    monkeypatch.setattr(index_file, "_BUSY", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    try:
        name = f"data/journal/2026/11/2026-11-23.{DESK}.jsonl"
        (home.data.parent / name).open("ab").write(b"\n")  # something to be filed
        done = run(home, "log", "--json")
        assert done.status == 0, done.err
        assert len(done.out.splitlines()) == 7
        assert "locked" in done.err
    finally:
        holder.close()
    assert len(run(home, "log", "--json").out.splitlines()) == 7


def test_a_long_making_anew_is_told_as_it_goes_on(home, path, monkeypatch):
    monkeypatch.setattr(index_filling, "_LONG", 2)
    monkeypatch.setattr(index_filling, "_ROUND", 10)
    path.unlink()
    index, said = an_index(home)
    assert index.catch_up() == 31
    assert [one.is_done for one in said][-2:] == [False, True]
    assert [one.entries for one in said] == sorted(one.entries for one in said)
    assert said[-1].entries == 31
    index.close()
    path.unlink()
    assert "made anew" in run(home, "log", "--json").err


def test_a_file_of_the_journal_written_over_in_place_is_read_anew(home):
    index, _said = an_index(home)
    index.catch_up()
    day = home.data / f"journal/2026/11/2026-11-22.{DESK}.jsonl"
    raw = day.read_bytes()
    day.write_bytes(raw.replace(b"Anna Petrov", b"Anna Petroz", 1))
    assert index.catch_up() == 31
    (problem,) = index.problems()
    assert (problem.source, problem.line) == (day, 2)
    assert "digest" in problem.message
    day.write_bytes(raw)
    assert index.catch_up() == 31
    assert index.problems() == []
    day.touch()
    assert index.catch_up() == 0
    index.close()


def test_who_called_before_is_asked_without_waiting_and_made_anew_by_the_next_catching_up(home, path):
    """It is asked on the way to the screen: there nobody may read a whole journal first."""
    index, said = an_index(home)
    index.catch_up()
    assert index.history("+442079460018", 5)[0] == 2
    index.close()
    sound = path.read_bytes()
    path.write_bytes(sound[:4096] + bytes(len(sound) - 4096))
    assert index.history("+442079460018", 5) == (0, [])
    assert said == []
    assert index.catch_up() == 31
    assert said[-1].why == "it was damaged"
    assert index.history("+442079460018", 5)[0] == 2
    index.close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    assert index.history("+442079460018", 5) == (0, [])
    holder.close()
    assert index.history("+442079460018", 5)[0] == 2
    index.close()


def test_two_threads_that_find_it_damaged_make_it_anew_once(home, path):
    import threading

    path.write_bytes(path.read_bytes()[:20000] + bytes(60000))
    index, said = an_index(home)
    found: list[object] = []

    def ask() -> None:
        index.catch_up()
        found.append(len(index.log(LogFilter(), 100)))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7] * 6
    assert index.problems() == []
    assert said
    index.close()


def test_what_is_revised_is_read_from_the_journal_never_from_the_index(home):
    """A message in the index that says something else, its sum too: the journal's own words are written on."""
    from zlib import crc32

    from tests.desk.place import HastyDisk

    from callpilot.desk import matters
    from callpilot.desk.desk import Desk, empty_pad
    from callpilot.desk.state import DeskState
    from callpilot.journal.store import Journal
    from callpilot.plain.clock import ManualClock
    from callpilot.procedures.loading import Library
    from callpilot.site.model import Site

    index, _said = an_index(home)
    index.catch_up()
    base = sqlite3.connect(home.cache / "index.sqlite")
    (data,) = base.execute("SELECT data FROM things WHERE id = ?", (f"{CALL}-f1",)).fetchone()
    wrong = data.replace(b"ring back", b"ring Bob!")
    base.execute("UPDATE things SET data = ?, sum = ? WHERE id = ?", (wrong, crc32(wrong), f"{CALL}-f1"))
    base.commit()
    base.close()
    clock = ManualClock(BEFORE + timedelta(days=1, hours=3))
    journal = Journal(home.data, DESK, clock=clock, disk=HastyDisk())
    pad = empty_pad(DESK)
    desk = Desk(DeskState(site=Site(), library=Library(), operator="Maria", desk=DESK, pad=pad), journal, clock)
    desk.reread(read_books(index, "maria"), 0)
    assert desk.state.books.matters[f"{CALL}-f1"].what == "ring Bob!"
    matters.note_on(desk, f"{CALL}-f1", "asked again").result(5)
    journal.close()
    index.close()
    last = (home.data / f"journal/2026/11/2026-11-23.{DESK}.jsonl").read_bytes().splitlines()[-1]
    assert json.loads(last)["data"]["what"] == "ring back"
