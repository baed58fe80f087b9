"""A home on a file system without locks: it is said, and what can be kept is kept."""

import errno
import fcntl
import os

import pytest
from tests.console.staging import staged

from callpilot.cli.main import main
from callpilot.journal.lock import DeskLock
from callpilot.journal.store import Draft, Journal
from callpilot.journal.verifying import verify

WITHOUT = ["ENOLCK", "EOPNOTSUPP", "ENOSYS"]


@pytest.fixture(params=WITHOUT)
def no_locks(request, monkeypatch):
    """Every lock of the operating system fails, as on that file system."""

    def fails(_fd, _deed):
        code = getattr(errno, request.param)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", fails)


def test_a_desk_opens_and_says_that_nothing_keeps_a_second_console_out(tmp_path, no_locks, recwarn):
    first, second = DeskLock(tmp_path, "desk-1"), DeskLock(tmp_path, "desk-1")
    for lock in (first, second):
        assert lock.take("Maria") is None
        assert "file system without locks; open one console per desk only" in lock.unsupported
    assert first.is_held() is None
    assert not recwarn.list  # nothing may be written over the screen
    # No file stands for a lock: it would stay behind when its holder is killed.
    (lock_file,) = (tmp_path / "locks").iterdir()
    assert lock_file.read_bytes() == b""


def test_entries_are_appended_and_one_program_at_a_time_keeps_the_chain_whole(tmp_path, no_locks):
    for number in range(20):
        journal = Journal(tmp_path, "desk-1")
        journal.append_now([Draft("notice", f"20261123-desk-1-n{number}", "maria", {"text": "x"})])
        assert journal.close()
    assert (verify(tmp_path).problems, verify(tmp_path).entries) == ([], 20)


async def test_the_console_shows_it_for_as_long_as_it_is_so(home, no_locks):
    async with staged(home) as stage:
        assert any("file system without locks" in one.message for one in stage.app.session.problems)
        await stage.sees("data: is on a file system without locks; open one console per desk only")


def test_a_command_that_writes_beside_a_console_says_it(tmp_path, monkeypatch, capsys):
    from tests.desk.workplace import Workplace

    there = Workplace(tmp_path)
    there.come("Maria", "desk-1")
    there.message("desk-1")
    there.end()
    lock = DeskLock(tmp_path / "data", "desk-1")
    assert lock.take("Maria") is None
    lock.release()

    def fails(_fd, _deed):
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", fails)
    assert main(["amend", "0001", "--set", "company=Hill", "--why", "left out", "--home", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out.endswith("revision 2\n")
    assert "without locks; don't amend while desk-1's console is open" in said.err


@pytest.fixture
def home(tmp_path):
    from tests.console.staging import make_home

    return make_home(tmp_path / "home")
