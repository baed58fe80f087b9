"""Files are ours alone: private whatever the umask, never written through a link, never waited for."""

import os
import secrets
import socket
import time
from pathlib import Path

import pytest
from tests.desk.place import NOW, HastyDisk

from callpilot.cli.main import main
from callpilot.console.faults import log_fault
from callpilot.journal.day_files import day_path
from callpilot.journal.disk import JournalError
from callpilot.journal.index import Index
from callpilot.journal.lock import DeskLock, Holder
from callpilot.journal.recovery import read_sheets, recover
from callpilot.journal.store import Draft, Journal
from callpilot.journal.verifying import verify
from callpilot.plain.clock import ManualClock
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
    notice = Notice(id=f"20240304-{DESK}-n{n:06}", text="Lift 2 stands still.", by="Maria")
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
