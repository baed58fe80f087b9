"""Whose files these are, and who can read them: private whatever the umask; a home of somebody else is named."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.desk.place import NOW

from callpilot.cli.main import main
from callpilot.cli.writing import write_parts
from callpilot.plain.clock import ManualClock
from callpilot.plain.private_file import private_open
from callpilot.site.home import Home, find_home

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a system with modes, links and pipes")
DESK = "desk-3"


@pytest.fixture
def home(tmp_path) -> Home:
    there = find_home(str(tmp_path / "home"), {})
    there.prepare()
    return there


def test_output_goes_where_it_is_told_and_changes_no_devices_mode(tmp_path):
    target = tmp_path / "real.txt"
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    write_parts(["text\n"], link)
    assert target.read_text("utf-8") == "text\n"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_parts(["text\n"], pipe)
    assert os.read(reader, 100) == b"text\n"
    os.close(reader)
    before = stat.S_IMODE(Path("/dev/null").stat().st_mode)
    write_parts(["text\n"], Path("/dev/null"))
    assert stat.S_IMODE(Path("/dev/null").stat().st_mode) == before
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o644


_COMMANDS = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[1], 8))
home = sys.argv[2]
from callpilot.cli.main import main
from callpilot.journal.store import Draft, Journal
from callpilot.records.kinds import Call
import callpilot.site.sample as sample
from callpilot.site.home import find_home
there = find_home(home, {})
there.prepare()
sample.write_sample(there.config)
call = Call(id="20261120-desk-3-0001", operator="Maria", desk="desk-3", account="surgery", name="Anna",
            closed_at="2026-11-20T10:00:00.000Z")
journal = Journal(there.data, "desk-3")
journal.append_now([Draft(kind="call", id=call.id, rev=1, by="Maria", data=call)])
journal.close()
people = Path(home) / "people.csv"
people.write_text("name,phone\\nAda,+44 20 7946 0018\\n", "utf-8")
people.chmod(0o644)
out = Path(home) / "out"
os.mkdir(out); out.chmod(0o700)
def run(*words):
    status = main([*words, "--home", home])
    assert status in (0, 1), (words, status)
run("ring", "+442079460018", "--name", "Anna")
run("log")
run("amend", call.id, "--set", "name=Ann", "--why", "spelt so")
run("records", "export", "--out", str(out / "all.jsonl"))
run("records", "export", "--format", "csv", "--out", str(out / "calls.csv"))
run("records", "verify")
run("records", "rebuild-index")
run("directory", "import", str(people))
run("notices", "add", "Lift 2 stands still", "--operator", "Maria")
run("handover", "--format", "html", "--out", str(out / "handover.html"))
run("procedures", "list")
people.unlink()
"""


def modes_wrong(home: Path) -> list[str]:
    """Every path below `home` that others could look into, or that its owner could not."""
    found: list[str] = []
    for path in sorted(home.rglob("*")):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode != (0o700 if path.is_dir() else 0o600):
            found.append(f"{path} {mode:o}")
    return found


@pytest.mark.parametrize("umask", ["000", "777"])
def test_all_that_commands_write_is_private_whatever_the_umask(tmp_path, umask):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "-c", _COMMANDS, umask, str(home)], capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert modes_wrong(home) == []
    assert len(list(home.rglob("*"))) > 25


# -- homes of others ---------------------------------------------------------------------------------------


def test_a_folder_that_others_can_read_is_named_with_the_remedy(home):
    assert home.exposed() == []
    home.data.chmod(0o750)
    (problem,) = home.exposed()
    assert str(problem) == f"{home.data}: can be read by other users of this machine; chmod 700 {home.data}"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_home_of_somebody_else_is_named_with_the_remedy_and_used(home, capsys):
    os.chown(home.data, 12345, 12345)
    assert main(["log", "--home", str(home.data.parent)]) == 0
    err = capsys.readouterr().err
    assert f"callpilot: {home.data}: belongs to user 12345" in err
    assert f"sudo chown -R root {home.data}" in err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_cant_be_made_private_is_said_in_the_console_too(home, tmp_path):
    from callpilot.console.configuration import read_config
    from callpilot.console.session import Listeners, open_session

    os.chown(home.cache, 12345, 12345)
    home.cache.chmod(0o755)
    listeners = Listeners()
    session = open_session(home, read_config(home), "Maria", DESK, ManualClock(NOW), listeners)
    try:
        assert any("belongs to user 12345" in str(problem) for problem in session.problems)
    finally:
        session.close()


def test_an_opener_of_ours_never_waits_for_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for mode in ("a", "w"):
        with pytest.raises(OSError), open(tmp_path / "pipe", mode, opener=private_open):  # noqa: PT011
            pass
