"""Beside somebody who appends: a line that is half written is neither damage nor anybody's to cut."""

import contextlib
import threading
from io import StringIO

import pytest
from tests.together.appenders import SPAWN, Part, assert_each_once, do_part

from callpilot.cli.main import main
from callpilot.journal import settling
from callpilot.journal.disk import Disk
from callpilot.journal.index import Index
from callpilot.journal.lock import AppendLock
from callpilot.journal.recovery import recover
from callpilot.journal.store import Draft, Journal
from callpilot.journal.verifying import verify


def draft(number):
    return Draft("notice", f"20261123-desk-3-n{number}", "maria", {"text": "x" * 300})


class HaltingDisk(Disk):
    """A disk that takes half a line, and the rest of it only when it is let go on."""

    def __init__(self):
        self.is_half = threading.Event()
        self.goes_on = threading.Event()

    def write(self, fd, data):
        if not self.is_half.is_set():
            taken = super().write(fd, data[: len(data) // 2])
            self.is_half.set()
            return taken
        self.goes_on.wait(30)
        return super().write(fd, data)


@pytest.fixture
def halted(tmp_path):
    """A journal of one entry to which a second is just being written: the folder, and the disk that waits."""
    first = Journal(tmp_path, "desk-3")
    first.append_now([draft(1)])
    assert first.close()
    disk = HaltingDisk()
    journal = Journal(tmp_path, "desk-3", disk=disk)
    writer = threading.Thread(target=lambda: journal.append_now([draft(2)]))
    writer.start()
    assert disk.is_half.wait(30)
    yield tmp_path, disk
    disk.goes_on.set()
    writer.join(30)
    assert journal.close()
    assert not list((tmp_path / "quarantine").glob("*"))
    assert verify(tmp_path).problems == []


def let_go_on_when_waited_for(monkeypatch, disk):
    real = settling.AppendLock

    def waited_for(*how):
        disk.goes_on.set()
        return real(*how)

    monkeypatch.setattr(settling, "AppendLock", waited_for)


def test_verify_waits_for_the_end_of_a_line_that_is_being_written(halted, monkeypatch):
    data, disk = halted
    let_go_on_when_waited_for(monkeypatch, disk)
    report = verify(data)
    assert (report.problems, report.entries) == ([], 2)


def test_verify_passes_over_a_line_whose_writer_hangs_in_the_middle_of_it(halted, monkeypatch):
    data, _disk = halted
    monkeypatch.setattr(settling, "_PATIENCE", 0.05)
    report = verify(data)
    assert (report.problems, report.entries) == ([], 1)


def test_a_line_torn_for_good_is_damage_still(tmp_path):
    journal = Journal(tmp_path, "desk-3")
    journal.append_now([draft(1), draft(2)])
    assert journal.close()
    file = next(tmp_path.glob("journal/**/*.jsonl"))
    file.write_bytes(file.read_bytes()[:-40])
    (problem,) = verify(tmp_path).problems
    assert (problem.line, "torn" in problem.message) == (2, True)


def test_nobody_cuts_a_line_that_is_being_written(halted):
    """A command that appends waits for its turn; a desk's recovery too."""
    data, disk = halted
    command = Journal(data, "desk-3")
    deeds = [threading.Thread(target=lambda: command.append_now([draft(3)]))]
    deeds += [threading.Thread(target=lambda: recover(data, "desk-3"))]
    for deed in deeds:
        deed.start()
    for deed in deeds:
        deed.join(0.2)
    assert not list((data / "quarantine").glob("*"))
    disk.goes_on.set()
    for deed in deeds:
        deed.join(30)
    assert command.close()
    assert verify(data).entries == 3


def test_what_reads_a_journal_that_grows_never_calls_it_damaged(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    parts = [Part("desk-1", "console", 400, waits=False), Part("desk-1", "amend", 60, waits=True)]
    go = SPAWN.Event()
    go.set()
    writers = [SPAWN.Process(target=do_part, args=(data, part, go), daemon=True) for part in parts]
    index = Index(data, tmp_path / "cache")
    for writer in writers:
        writer.start()
    looks = 0
    while any(writer.is_alive() for writer in writers) or not looks:
        assert verify(data).problems == []
        index.catch_up()
        looks += 1
        for deed in (("verify",), ("export",), ("rebuild-index",)):
            said = StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                assert main(["records", *deed, "--home", str(tmp_path)]) == 0, said.getvalue()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert_each_once(data, parts)
    index.catch_up()
    assert index._ask("SELECT count(*), count(DISTINCT id) FROM entries") == [(460, 460)]
    index.close()


def test_the_AppendLock_is_asked_for_by_one_at_a_time(tmp_path):
    with AppendLock(tmp_path, "desk-3", Disk(), 1) as is_locked:
        assert is_locked
        journal = Journal(tmp_path, "desk-3")
        kept = journal.append([draft(1)])  # an operator waits 200 ms at most, then it waits in memory
        assert not kept.done()
        assert "another program is writing" in (journal.trouble or "")
    assert kept.result(timeout=30)[0].seq == 1
    assert journal.close()
