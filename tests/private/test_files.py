"""Files are ours alone: private whatever the umask, never written through a link, never waited for."""

import os
import secrets
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.desk.place import NOW, HastyDisk

from callpilot.cli.main import main
from callpilot.cli.writing import write_parts
from callpilot.console.faults import log_fault
from callpilot.journal.day_files import day_path
from callpilot.journal.disk import JournalError
from callpilot.journal.index import Index
from callpilot.journal.lock import DeskLock, Holder
from callpilot.journal.recovery import read_sheets, recover
from callpilot.journal.store import Draft, Journal
from callpilot.journal.verifying import verify
from callpilot.plain.clock import ManualClock
from callpilot.plain.private_file import private_open
from callpilot.records.changes import PadOpened, Typed
from callpilot.records.kinds import Notice
from callpilot.site.home import Home, HomeError, find_home

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a system with modes, links and pipes")
KINDS = ("link", "dangling", "link to /dev/null", "pipe", "socket")
DESK = "desk-3"


@pytest.fixture
def home(tmp_path) -> Home:
    there = find_home(str(tmp_path / "home"), {})
    there.prepare()
    return there


def put_there(path: Path, kind: str, victims: Path) -> Path:
    """Put something that is no file of ours at `path`; return the victim that must not be touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    victim = victims / f"victim-{secrets.token_hex(4)}"
    match kind:
        case "link":
            victim.write_text("precious\n", "utf-8")
            path.symlink_to(victim)
        case "dangling":
            path.symlink_to(victim)
        case "link to /dev/null":
            path.symlink_to("/dev/null")
        case "pipe":
            os.mkfifo(path)
        case _:
            # A socket's path may be no longer than 100 characters: bound in its folder by its name alone.
            before = Path.cwd()
            os.chdir(path.parent)
            try:
                with socket.socket(socket.AF_UNIX) as one:
                    one.bind(path.name)
            finally:
                os.chdir(before)
    return victim


@pytest.fixture
def stranger(tmp_path):
    """Puts something foreign in a file's place; afterwards nothing was written through it."""
    victims: list[tuple[Path, str]] = []

    def put(path: Path, kind: str) -> None:
        victims.append((put_there(path, kind, tmp_path), kind))

    yield put
    for victim, kind in victims:
        assert victim.exists() == (kind == "link")
        if kind == "link":
            assert victim.read_text("utf-8") == "precious\n"
            assert victim.stat().st_mode & 0o777 != 0o600


def a_notice(n: int = 1) -> Draft:
    notice = Notice(id=f"20261120-{DESK}-n{n:06}", text="Lift 2 stands still.", by="Maria")
    return Draft(kind="notice", id=notice.id, rev=1, by="Maria", data=notice)


def until(holds) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


# -- in the place of a file --------------------------------------------------------------------------------


def waits_and_is_saved(home: Home, place: Path) -> None:
    """A record waits while `place` is foreign, which the banner names with the remedy; then it is saved."""
    told: list[str | None] = []
    journal = Journal(home.data, DESK, clock=ManualClock(NOW), disk=HastyDisk(), on_trouble=told.append)
    saved = journal.append([a_notice()])
    until(lambda: journal.trouble)
    assert str(place) in (journal.trouble or "")
    assert "take that away" in (journal.trouble or "")
    assert not saved.done()
    place.unlink()
    saved.result(timeout=20)
    until(lambda: journal.trouble is None)
    assert journal.close()
    assert verify(home.data).entries == 1


@pytest.mark.parametrize("kind", KINDS)
def test_records_wait_in_memory_while_the_days_file_is_foreign(home, kind, stranger):
    day = day_path(home.data, "2024-03-04", DESK)
    stranger(day, kind)
    waits_and_is_saved(home, day)


@pytest.mark.parametrize("kind", ["link", "dangling", "link to /dev/null", "socket"])
def test_records_wait_in_memory_while_the_lock_is_foreign(home, kind, stranger):
    """A pipe can be locked like any other file, and nothing goes through it."""
    stranger(home.locks / f"{DESK}.append.lock", kind)
    waits_and_is_saved(home, home.locks / f"{DESK}.append.lock")


@pytest.mark.parametrize("level", [0, 1])
def test_records_wait_in_memory_while_a_folder_of_the_journal_is_a_link(home, tmp_path, level):
    month = day_path(home.data, "2024-03-04", DESK).parent
    place = [month, month.parent][level]
    place.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "elsewhere").mkdir()
    place.symlink_to(tmp_path / "elsewhere")
    waits_and_is_saved(home, place)
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("kind", KINDS)
def test_typing_goes_on_beside_something_foreign_in_the_place_of_its_sheet(home, kind, stranger):
    stranger(home.open / f"pad-{DESK}.jsonl", kind)
    found = recover(home.data, DESK, disk=HastyDisk())
    assert found.sheets == {}
    assert [problem for problem in found.problems if "link or no plain file" in problem.message]
    journal = Journal(home.data, DESK, clock=ManualClock(NOW), disk=HastyDisk())
    sheet = journal.sheet(f"pad-{DESK}")
    sheet.write(PadOpened(id=f"pad-{DESK}", at="2024-03-04T10:42:17.000Z", mono=1))
    sheet.write(Typed(field="notes", text="typed", at="2024-03-04T10:42:18.000Z", mono=2))
    assert journal.close()
    (lines,) = read_sheets(home.data, DESK).values()
    assert b"typed" in lines[1]


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_sheet_that_is_exchanged_while_it_is_open_is_written_again_beside_it(home, kind, stranger):
    journal = Journal(home.data, DESK, clock=ManualClock(NOW), disk=HastyDisk())
    sheet = journal.sheet(f"pad-{DESK}")
    sheet.write(PadOpened(id=f"pad-{DESK}", at="2024-03-04T10:42:17.000Z", mono=1))
    until(lambda: sheet.saved)
    (home.open / f"pad-{DESK}.jsonl").unlink()
    stranger(home.open / f"pad-{DESK}.jsonl", kind)
    sheet.write(Typed(field="notes", text="typed", at="2024-03-04T10:42:18.000Z", mono=2))
    until(lambda: sheet.saved)
    assert journal.close()
    (lines,) = read_sheets(home.data, DESK).values()
    assert len(lines) == 2


@pytest.mark.parametrize("kind", ["link", "dangling", "pipe"])
def test_a_foreign_day_is_named_and_not_read(home, kind, stranger):
    stranger(day_path(home.data, "2024-03-03", DESK), kind)
    place = str(day_path(home.data, "2024-03-03", DESK))
    assert [str(p.source) for p in recover(home.data, DESK).problems] == [place]
    assert [str(p.source) for p in verify(home.data).problems] == [place]


@pytest.mark.parametrize("kind", KINDS)
def test_the_index_is_kept_in_memory_where_its_file_is_foreign(home, kind, stranger):
    with_notice(home)
    stranger(home.cache / "index.sqlite", kind)
    index = Index(home.data, home.cache)
    index.catch_up()
    assert len(index.revisions(a_notice().id)) == 1
    index.close()


def with_notice(home: Home) -> None:
    journal = Journal(home.data, DESK, clock=ManualClock(NOW), disk=HastyDisk())
    journal.append_now([a_notice()])
    assert journal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_desks_lock_and_its_note(home, kind, stranger):
    stranger(home.locks / f"{DESK}.console.json", kind)
    first, second = DeskLock(home.data, DESK), DeskLock(home.data, DESK)
    assert first.take("Maria") is None
    assert isinstance(second.take("Jo"), Holder)
    first.release()


@pytest.mark.parametrize("kind", ["link", "dangling", "link to /dev/null"])
def test_a_link_in_the_place_of_the_desks_lock_is_named(home, kind, stranger):
    stranger(home.locks / f"{DESK}.console.lock", kind)
    with pytest.raises(JournalError, match=r"desk-3\.console\.lock"):
        DeskLock(home.data, DESK).take("Maria")


@pytest.mark.parametrize("kind", KINDS)
def test_the_log_of_faults_goes_through_nothing(home, kind, stranger):
    stranger(home.data / "errors.log", kind)
    assert "nowhere" in str(log_fault(home.data, ValueError("4111111111111111")))


@pytest.mark.parametrize("folder", ["open", "journal", "inbox", "quarantine", "locks"])
def test_a_folder_of_the_data_that_is_a_link_is_refused_with_the_remedy(home, folder, tmp_path, capsys):
    place = home.data / folder
    place.rmdir()
    (tmp_path / "elsewhere").mkdir()
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HomeError, match="is a link"):
        home.prepare()
    assert main(["log", "--home", str(home.data.parent)]) == 3
    assert f"{place}: is a link; put the folder itself there" in capsys.readouterr().err


def test_a_home_that_is_a_link_itself_is_used(home, tmp_path, capsys):
    (tmp_path / "my-home").symlink_to(home.data.parent)
    assert main(["log", "--home", str(tmp_path / "my-home")]) == 0
    assert "link" not in capsys.readouterr().err


# -- what a command is told to write -----------------------------------------------------------------------


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
