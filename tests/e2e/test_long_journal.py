"""A journal so long that another process reads it when the index is gone."""

import shutil
import signal
import time
from pathlib import Path

import pytest
from benchmarks.make_home import make_home

READER = "callpilot.journal.index_beside"
PROCESSES = Path("/proc")


@pytest.fixture
def long(place):
    """A home with a journal of some megabytes, and no index."""
    make_home(place.folder, 9_000)
    return place


def readers(parent=None):
    """The processes that read for an index: all, or those that `parent` has started."""
    found = set()
    for folder in PROCESSES.glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            state, above = (folder / "stat").read_bytes().rpartition(b") ")[2].split()[:2]
        except OSError:
            continue
        if READER.encode() in words and state != b"Z" and parent in (None, int(above)):
            found.add(int(folder.name))
    return found


def soon(true):
    end = time.monotonic() + 10
    while not (found := true()):
        assert time.monotonic() < end
        time.sleep(0.005)
    return found


def test_it_is_read_anew_while_the_console_is_in_use(long):
    console = long.started().until("was read anew from the journal", within=60)
    console.press("f3").until("Find").type("petrov").until("CALLS", "petrov")
    assert sum(1 for _line in long.run("log", "--json").splitlines()) == 9_000
    console.press("esc", "ctrl+q")
    assert console.ended() == 0


@pytest.mark.skipif(not PROCESSES.is_dir(), reason="processes are looked at in /proc")
def test_who_reads_ends_with_the_console(long):
    console = long.started()
    mine = soon(lambda: readers(console.child.pid))
    console.kill()
    soon(lambda: not readers() & mine)
    shutil.rmtree(long.folder / "cache", ignore_errors=True)
    console = long.started()
    mine = soon(lambda: readers(console.child.pid))
    console.until("was read anew from the journal", within=60)
    soon(lambda: not readers() & mine)
    long.signal_console(signal.SIGTERM)
    console.ended()
