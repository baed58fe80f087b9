"""An index made from a long journal: another process reads, what comes in no order is sorted at the end."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.damage.harm import line_doubled
from tests.damage.home import a_home

from callpilot.journal import index_beside, index_filling
from callpilot.journal.index import Index, LogFilter
from callpilot.journal.index_schema import LATE, VERSION

TABLES = (
    "entries", "desks", "days", "calls", "numbers", "slices", "things", "runs", "skips", "damage", "known", "files",
    "words", "caller_words",
)  # fmt: skip
ONE_ROUND = """
import os, sys
from callpilot.journal import index_beside
class Out:
    def __init__(self): self.rounds = 0
    def write(self, some): sys.stdout.buffer.write(some)
    def flush(self):
        sys.stdout.buffer.flush()
        self.rounds += 1
        if self.rounds == 2: os._exit(1)
index_beside.main(sys.stdin.buffer, Out())
"""
HALF_A_ROUND = "import sys; sys.stdin.buffer.read(); sys.stdout.write('\\0' * 7 + '\\x20' + 'half')"
NONSENSE = "import sys; sys.stdin.buffer.read(); sys.stdout.write('\\0' * 7 + '\\x04' + 'what')"
OTHER = f"""
import sys
from callpilot.journal import index_beside
index_beside.VERSION = {VERSION + 1}
index_beside.main(sys.stdin.buffer, sys.stdout.buffer)
"""
HELP = {
    "reads": None,
    "dies": ONE_ROUND,
    "breaks off": HALF_A_ROUND,
    "talks nonsense": NONSENSE,
    "is of another version": OTHER,
    "ends at once": "",
}
"""What becomes of the other process: what it runs instead."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The journal of three desks, one line of which is damaged and one changed."""
    home = a_home().put(tmp_path / "home")
    for number, path in enumerate(sorted((home.data / "journal").rglob("*.jsonl"))[:2]):
        content = path.read_bytes()
        path.write_bytes(line_doubled(content, 2, 5, b"") if number else content.replace(b"Anna", b"Anja", 1))
    return home.data


@pytest.fixture
def in_bulk(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """A long journal is one of a few lines here; return the processes that are started for it."""
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen
    monkeypatch.setattr(index_beside.subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[-1])
    monkeypatch.setattr(index_beside, "available_processors", lambda: 2)
    monkeypatch.setattr(index_filling, "_MUCH", 0)
    monkeypatch.setattr(index_filling, "_NEWEST", 1)
    monkeypatch.setattr(index_filling, "_ROUND", 3)
    return started


def made(data: Path, cache: Path) -> Index:
    index = Index(data, cache, country="GB")
    index.catch_up()
    return index


def held(index: Index) -> dict[str, list[object]]:
    """All that an index holds, but where the texts of callers stand: that is as they were met."""
    tables = {table: sorted(map(repr, index._ask(f"SELECT * FROM {table}"))) for table in TABLES}
    callers = sorted(index._ask("SELECT text FROM callers"))
    words = sorted(index._ask("SELECT rowid, * FROM words WHERE words MATCH 'anna OR petrov'"))
    return tables | {"callers": callers, "found": words}


def late(index: Index) -> set[str]:
    return {name for (name,) in index._ask("SELECT name FROM sqlite_master WHERE type = 'index'")} & LATE.keys()


@pytest.mark.parametrize("what", HELP)
def test_what_another_process_reads_and_what_it_does_not_bring_make_the_same_index(
    data: Path, tmp_path: Path, in_bulk: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch, what: str
):
    if HELP[what] is not None:
        monkeypatch.setattr(index_beside, "_START", (sys.executable, "-c", HELP[what]))
    index = made(data, tmp_path / "bulk")
    (helper,) = in_bulk
    assert helper.poll() is not None  # it has ended
    monkeypatch.setattr(index_filling, "_MUCH", 1 << 40)
    plain = made(data, tmp_path / "plain")
    assert len(in_bulk) == 1
    assert held(index) == held(plain)
    assert late(index) == LATE.keys()
    assert index._ask("PRAGMA cache_size") == plain._ask("PRAGMA cache_size")
    assert index._ask("PRAGMA wal_autocheckpoint") == [(1000,)]
    assert index.catch_up() == 0
    index.close()
    plain.close()


def test_it_really_reads(data: Path, in_bulk: list[subprocess.Popen[bytes]], tmp_path: Path, monkeypatch):
    read_here: list[object] = []
    monkeypatch.setattr(index_beside, "rounds", lambda _reader, jobs, _most: read_here.append(list(jobs)) or iter(()))
    made(data, tmp_path / "cache").close()
    assert read_here == [[]]


@pytest.mark.parametrize("missing", ["a processor", "a Python"])
def test_without_another_process_all_is_read_here(data: Path, tmp_path: Path, in_bulk: list, monkeypatch, missing: str):
    if missing == "a processor":
        monkeypatch.setattr(index_beside, "available_processors", lambda: 1)
    else:
        monkeypatch.setattr(index_beside, "_START", (str(tmp_path / "nothing"),))
    index = made(data, tmp_path / "bulk")
    assert in_bulk == []
    monkeypatch.setattr(index_filling, "_MUCH", 1 << 40)
    plain = made(data, tmp_path / "plain")
    assert held(index) == held(plain)
    index.close()
    plain.close()


def test_a_file_that_changes_under_it_makes_the_index_start_again(data: Path, tmp_path: Path, in_bulk, monkeypatch):
    index = made(data, tmp_path / "bulk")
    path = sorted((data / "journal").rglob("*.jsonl"))[-1]
    path.write_bytes(path.read_bytes().replace(b"Anna", b"Hans"))
    index.catch_up()
    assert all(helper.poll() is not None for helper in in_bulk)
    anew = made(data, tmp_path / "anew")
    assert held(index) == held(anew)
    index.close()
    anew.close()


def test_killed_in_the_middle_it_is_searched_by_numbers_and_made_up_by_the_next_run(
    data: Path, tmp_path: Path, in_bulk, monkeypatch
):
    class Killed(BaseException):
        pass

    index = Index(data, tmp_path / "bulk", country="GB")
    rounds = iter(range(100))
    real = index._file_round

    def filed(pieces, again):
        if next(rounds) == 4:
            raise Killed
        return real(pieces, again)

    monkeypatch.setattr(index, "_file_round", filed)
    with pytest.raises(Killed):
        index.catch_up()
    assert late(index) == set()
    assert all(helper.poll() is not None for helper in in_bulk)
    (one,) = index.log(LogFilter(), 1)
    assert one.id in [row.id for row in index.log(LogFilter(text=one.number[-6:]), 100)]
    assert index.revisions(one.id[-4:])[-1].id == one.id
    assert index.history("+442079460018", 5) == (0, [])  # rather than keeping the caller waiting
    index.close()

    monkeypatch.setattr(index_filling, "_MUCH", 1 << 40)
    after = made(data, tmp_path / "bulk")
    plain = made(data, tmp_path / "plain")
    assert late(after) == LATE.keys()
    assert held(after) == held(plain)
    assert after.history("+442079460018", 5)[0] > 0
    after.close()
    plain.close()


def test_what_is_sorted_at_the_end_goes_into_no_file_beside_the_home(data: Path, tmp_path: Path, in_bulk, monkeypatch):
    stores: list[object] = []
    real = Index._make_up

    def make_up(index: Index) -> None:
        stores.append(index._base.connection().execute("PRAGMA temp_store").fetchone())
        real(index)

    monkeypatch.setattr(Index, "_make_up", make_up)
    made(data, tmp_path / "bulk").close()
    assert stores[0] == (2,)  # memory


def test_what_is_missing_of_it_is_made_by_the_next_catching_up(data: Path, tmp_path: Path):
    index = made(data, tmp_path / "cache")
    index.close()
    base = sqlite3.connect(tmp_path / "cache/index.sqlite")
    for name in LATE:
        base.execute(f"DROP INDEX {name}")
    base.commit()
    base.close()
    again = made(data, tmp_path / "cache")
    assert late(again) == LATE.keys()
    again.close()
