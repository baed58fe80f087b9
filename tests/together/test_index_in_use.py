"""An index that a console has open, and another program that closes it."""

import subprocess
import sys
import threading

import pytest

from callpilot.journal.index import Index, LogFilter
from callpilot.journal.store import Draft, Journal
from callpilot.records.kinds import Call

CLOSES = (
    "import sqlite3, sys; base = sqlite3.connect(sys.argv[1]);"
    "print(base.execute('SELECT count(*) FROM calls').fetchone()[0]); base.close()"
)


@pytest.fixture
def index(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    journal = Journal(data, "desk-3")
    journal.append_now([Draft(kind="call", id="c-1", by="maria", data=Call(id="c-1", name="Anna Petrov"))])
    journal.close()
    made = Index(data, tmp_path / "cache", country="GB")
    assert made.catch_up() == 1
    yield made
    made.close()


@pytest.mark.skipif(sys.platform == "win32", reason="files in use can't be taken away there")
def test_whoever_closes_it_elsewhere_leaves_its_log_to_those_who_have_it_open(index, tmp_path):
    counts: list[int] = []
    for _thread in range(3):  # each has a connection of its own
        thread = threading.Thread(target=lambda: counts.append(index.count(LogFilter())))
        thread.start()
        thread.join()
    log = tmp_path / "cache/index.sqlite-wal"
    before = log.stat().st_ino
    done = subprocess.run(
        [sys.executable, "-c", CLOSES, log.with_name("index.sqlite")], capture_output=True, check=True
    )
    assert (counts, done.stdout.strip()) == ([1, 1, 1], b"1")
    assert log.stat().st_ino == before  # the last one to close would have taken it away


def test_one_that_others_may_read_is_ones_own_again(index, tmp_path):
    path = tmp_path / "cache/index.sqlite"
    path.chmod(0o644)
    Index(tmp_path / "data", tmp_path / "cache", country="GB").count(LogFilter())
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600


def test_a_folder_or_a_pipe_in_its_place_is_no_index(tmp_path, index):
    index.close()
    for name in ("", "-wal", "-shm"):
        (tmp_path / f"cache/index.sqlite{name}").unlink(missing_ok=True)
    (tmp_path / "cache/index.sqlite").mkdir()
    again = Index(tmp_path / "data", tmp_path / "cache", country="GB")
    assert again.catch_up() == 1
    assert again.is_in_memory
    again.close()
