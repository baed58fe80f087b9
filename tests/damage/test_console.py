"""The console itself on a damaged home: it opens, names what is wrong, and types on while the index is made anew."""

import sqlite3
import sys
from pathlib import Path

import pytest
from tests.damage.home import DESK, a_home

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals of this kind there", allow_module_level=True)

from tests.damage.home import BEFORE
from tests.desk.place import HastyDisk
from tests.e2e.terminal import Place

from callpilot.journal.store import Draft, Journal
from callpilot.plain.clock import ManualClock
from callpilot.records.kinds import Call

MANY = 6000
SHEET = f"data/open/20261123-{DESK}-0001.jsonl"


@pytest.fixture
def place(tmp_path):
    """Consoles and commands on a home; afterwards no fault may have been noted, and nothing still runs."""
    there = Place(tmp_path / "home")
    try:
        yield there
        there.assert_no_fault()
    finally:
        there.close()


def many_calls(data: Path) -> None:
    """A journal that takes a while to read."""
    data.mkdir(parents=True, exist_ok=True)
    journal = Journal(data, "desk-4", clock=ManualClock(BEFORE), disk=HastyDisk())
    at = "2026-11-22T10:00:00.000Z"
    ids = [f"20261122-desk-4-{number:04}" for number in range(1, MANY + 1)]
    calls = [Call(id=one, desk="desk-4", name=f"Caller {one[-4:]}", answered_at=at, closed_at=at) for one in ids]
    journal.append([Draft("call", call.id, "jonas", call) for call in calls]).result(60)
    journal.close()


def test_typing_goes_on_while_nobody_can_read_the_index_and_then_the_log_is_there(place):
    a_home().put(place.folder)
    path = place.folder / "cache" / "index.sqlite"
    path.unlink()
    holder = sqlite3.connect(path, isolation_level=None)
    try:
        holder.execute("PRAGMA journal_mode = WAL")
        holder.execute("BEGIN IMMEDIATE")
        console = place.started().until("12 Mill Lane")
        place.ring("+442079460021", "--name", "Tom Ward")
        console.until("RINGING").press("f2").until("Tom Ward", "+44 20 7946 0021")
        console.type("ing").until("Tom Warding").until("on disk")
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    console.until("Lena Voss", within=30)


def test_a_long_index_is_made_anew_before_the_operators_eyes_while_calls_come_in(place):
    many_calls(place.data)
    (place.folder / "cache").mkdir()
    (place.folder / "cache" / "index.sqlite").write_bytes(b"not a database" * 1000)
    console = place.console().until("read anew from the journal", within=60)
    place.ring("+442079460021", "--name", "Tom Ward")
    console.until("RINGING").press("f2").until("Tom Ward").type("ing").until("Tom Warding")
    console.until(f"Caller {MANY}", within=60)
    (place.folder / "cache" / "index.sqlite").write_bytes(b"not a database" * 1000)
    place.run("log", "--limit", "1")
    assert "index" in place.err
    assert "it was damaged" in place.err


OPENING = SHEET, b"call-opened", b"call-openet", "faults"
CALL = f"data/journal/2026/11/2026-11-23.{DESK}.jsonl", b"Lena", b"Lina", "was changed"
DAY = f"data/journal/2026/11/2026-11-22.{DESK}.jsonl", b',"data":{"id":', bytes(14), "2026-11-22"
SETTINGS = "config/site.toml", b'name = "Northgate"', b'name = "Northgate', "site.toml"
RING = "data/inbox/ring.json", b"{", b"\0", "inbox-"


@pytest.mark.parametrize(("name", "old", "new", "wanted"), [OPENING, CALL, DAY, SETTINGS, RING])
def test_the_console_opens_on_a_damaged_file_names_it_and_takes_a_call(place, name, old, new, wanted):
    a_home().put(place.folder)
    path = place.folder / name
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    console = place.started().until("▲", wanted, within=30)
    place.ring("+442079460021", "--name", "Tom Ward")
    console.until("RINGING").press("f2").until("Tom Ward", "+44 20 7946 0021").type("ing").until("Tom Warding")
    console.until("on disk").press("ctrl+q")
    assert console.ended() == 0
